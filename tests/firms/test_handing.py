"""Lists that are handed to agencies, their receipts, and the lists that agencies owe."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock, waiting
from core.errors import NotAllowed, Refused
from core.models import Agency
from firms import handed, handing, register, screens, services, sweeps
from firms.admin.asking import time_left
from firms.models import OutgoingLayout, OutgoingList, OwedList
from tests.firms.workbooks import Book
from tests.world import World

AS_OF = dt.date(2026, 10, 31)
TODAY = dt.date(2026, 11, 2)


@pytest.fixture
def quang(hire: Any) -> Any:
    return hire("quang", "firms.hand_list", "firms.view_register", "firms.import_list")


def seat(hire: Any, code: str) -> Any:
    return hire(f"ai-{code}", "firms.receive_list", "firms.view_register", agency=Agency.objects.get(code=code))


def hand(code: str, to: str, by: Any, **more: Any) -> OutgoingList:
    given = {"as_of": AS_OF, "letter_no": "312/SNV", "letter_on": TODAY, "because": "Phối hợp.", **more}
    return services.hand_list(OutgoingLayout.objects.get(code=code), Agency.objects.get(code=to), by=by, **given)


def test_the_diagram_is_the_table() -> None:
    drawn = (Path(__file__).parents[2] / "docs/agencies.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{handing.diagram()}\n```" in drawn


@pytest.mark.parametrize(
    ("lines", "right"),
    [
        pytest.param("tax_code\nname", True, id="the least"),
        pytest.param("name = tendvi\n\ntax_code = mst\n", True, id="the receiver's headings"),
        pytest.param("name\nzone", False, id="no code"),
        pytest.param("tax_code\nname\nphone", False, id="a field that is not kept"),
        pytest.param("tax_code\nname\nname = Tên", False, id="twice"),
    ],
)
def test_which_layouts_can_be_used(lines: str, right: bool) -> None:
    assert (handing.against(lines) == []) is right


@pytest.mark.parametrize(
    ("month", "day", "due"),
    [
        (dt.date(2026, 10, 1), 5, dt.date(2026, 11, 5)),
        (dt.date(2026, 12, 1), 10, dt.date(2027, 1, 10)),
        (dt.date(2027, 1, 1), 31, dt.date(2027, 2, 28)),
    ],
)
def test_a_list_is_owed_in_the_month_after(month: dt.date, day: int, due: dt.date) -> None:
    assert handing.due_in(month, day) == due


def test_the_receiver_gets_its_own_columns_and_firms(world: World, quang: Any) -> None:
    sent = hand("thanh-tra-vi-pham", "thanh-tra", quang)
    book = Book.opened(sent.stored.read())
    assert book.rows[0][:3] == ["STT", "Mã số thuế", "Tên đơn vị"]
    assert {row[1] for row in book.rows[1:]} == set(world.expected["world"]["repeat_violators"])
    assert (sent.rows, sent.due_on) == (len(book.rows) - 1, dt.date(2026, 11, 4))
    other = Book.opened(hand("bhxh-chenh-lech", "bhxh", quang).stored.read())
    assert other.rows[0] == ["madvi", "mst", "tendvi", "diachi", "ghichu"]


def test_a_zone_board_gets_firms_of_its_zones_alone(world: World, quang: Any) -> None:
    board = Agency.objects.get(code="ban-quan-ly-kcn")
    layout = OutgoingLayout.objects.get(code="kcn-chua-bao-cao")
    OutgoingLayout.objects.filter(pk=layout.pk).update(content="gap")
    Agency.objects.filter(pk=board.pk).update(zones="KCN Hưng Lũy")
    sent = hand("kcn-chua-bao-cao", board.code, quang)
    codes = [row[2] for row in Book.opened(sent.stored.read()).rows[1:]]
    assert 0 < len(codes) < len(screens.gap(AS_OF))
    assert {register.by_tax_code(code).zone for code in codes} == {"KCN Hưng Lũy"}


def test_nobody_gets_on_paper_what_it_may_not_see(world: World, quang: Any) -> None:
    OutgoingLayout.objects.filter(code="ldld-vi-pham").update(content="late")
    with pytest.raises(Refused, match="Điều 35"):
        hand("ldld-vi-pham", "ldld", quang)
    with pytest.raises(Refused, match="Mẫu này dành cho"):
        hand("thanh-tra-vi-pham", "bhxh", quang)
    assert not OutgoingList.objects.exists()


def test_a_receipt_is_recorded_by_the_receiver_or_by_our_clerk(world: World, quang: Any, hire: Any) -> None:
    sent = hand("thanh-tra-vi-pham", "thanh-tra", quang)
    receipt: dict[str, Any] = {"received_on": TODAY, "receiver": "Phan Thị Trà", "proof": "Số đến 1045"}
    with pytest.raises(NotAllowed):
        services.receive_list(sent, by=seat(hire, "ldld"), **receipt)
    for wrong in ({"receiver": ""}, {"proof": " "}, {"received_on": dt.date(2026, 11, 1)}, {"received_on": dt.date(2026, 11, 3)}):
        with pytest.raises(Refused):
            services.receive_list(sent, by=quang, **{**receipt, **wrong})
    assert services.receive_list(sent, by=seat(hire, "thanh-tra"), **receipt).state == "received"
    with pytest.raises(IntegrityError), transaction.atomic():
        OutgoingList.objects.filter(pk=sent.pk).update(receiver="")


def test_an_overdue_receipt_waits_on_the_front_page(world: World, quang: Any, hire: Any) -> None:
    sent = hand("thanh-tra-vi-pham", "thanh-tra", quang)
    tra = seat(hire, "thanh-tra")
    assert ("Danh sách được bàn giao, chờ báo nhận", 1) in [(each.label, each.count) for each in waiting.for_officer(tra)]
    with clock.at(sent.due_on + dt.timedelta(days=1)):
        assert sweeps.follow_confirmations() == 1
        assert ("Danh sách bàn giao quá hạn báo nhận", 1) in [(each.label, each.count) for each in waiting.for_officer(quang)]


def test_the_seat_reads_its_list_and_no_other_and_a_recalled_one_is_gone(world: World, quang: Any, hire: Any, browse: Any) -> None:
    sent = hand("thanh-tra-vi-pham", "thanh-tra", quang)
    tra, cong = browse(seat(hire, "thanh-tra")), browse(seat(hire, "ldld"))
    path = reverse("firms_handed_file", args=[sent.pk])
    assert b"".join(tra.get(path).streaming_content) == sent.stored.open("rb").read()
    assert "Báo đã nhận" in tra.get(reverse("firms_handed", args=[sent.pk])).content.decode()
    assert cong.get(path).status_code == 404
    services.recall_list(sent, by=quang, because="Gửi nhầm bản.")
    assert tra.get(path).status_code == 404
    assert browse(quang).get(path).status_code == 200


def test_officers_hand_over_and_change_layouts_in_the_office(world: World, quang: Any, browse: Any) -> None:
    client = browse(quang)
    layout = OutgoingLayout.objects.get(code="thanh-tra-vi-pham")
    path = reverse("firms_layout", args=[layout.pk])
    assert client.post(path, {"title": "Mẫu", "columns": "name"}).status_code == 422
    assert client.post(path, {"title": "Mẫu mới", "columns": "tax_code = MST\nname = Đơn vị"}).status_code == 302
    to = Agency.objects.get(code="thanh-tra")
    form = {"layout": layout.pk, "agency": to.pk, "as_of": "31/10/2026", "letter_no": "1/SNV", "letter_on": "02/11/2026", "because": "x"}
    assert "chưa đến" in client.post(reverse("firms_hand"), form | {"as_of": "31/10/2099"}).content.decode()
    shown = client.post(reverse("firms_hand"), form, follow=True).content.decode()
    assert "Đã bàn giao 19 đơn vị cho Thanh tra tỉnh Minh Họa." in shown
    assert Book.opened(OutgoingList.objects.get().stored.read()).rows[0] == ["MST", "Đơn vị"]


@pytest.mark.parametrize(("letter_on", "said"), [(dt.date(2020, 1, 1), "trước ngày số liệu"), (dt.date(2026, 11, 3), "chưa đến")])
def test_a_list_does_not_leave_before_its_figures(world: World, quang: Any, letter_on: dt.date, said: str) -> None:
    with pytest.raises(Refused, match=f"letter_on: .*{said}"):
        hand("thanh-tra-vi-pham", "thanh-tra", quang, letter_on=letter_on)


@pytest.mark.parametrize(("today", "said"), [(dt.date(2026, 11, 21), "vừa quá hạn"), (dt.date(2026, 11, 23), "quá hạn 1 ngày làm việc")])
def test_no_term_is_over_by_no_days(today: dt.date, said: str) -> None:
    assert time_left(dt.date(2026, 11, 20), today, {}) == said


def test_an_office_owes_nothing_beside_the_agency_of_the_province(world: World, hire: Any, browse: Any) -> None:
    office = Agency.objects.create(code="bhxh-1", name="BHXH cơ sở", kind="bhxh", offices="09901")
    khanh, bhxh = hire("khanh", "firms.view_register", "firms.import_list", agency=office), Agency.objects.get(code="bhxh")
    with clock.at(dt.date(2026, 12, 20)):
        assert handed.late(seat(hire, "bhxh")).exists()
        assert not handed.late(khanh).exists()
        assert "không phải gửi" in browse(khanh).get(reverse("firms_owed")).content.decode()
        keeper = browse(hire("vy", "firms.manage_seats", "firms.view_register"))
        told = {each.pk: keeper.get(reverse("firms_agency", args=[each.pk])).context["owed"] for each in (office, bhxh)}
        assert (bool(told[office.pk]), bool(told[bhxh.pk])) == (False, True)
        Agency.objects.filter(code="bhxh").update(ended_on=dt.date(2026, 12, 1))
        assert handed.late(khanh).exists()


def test_the_timetable_tells_what_came_and_what_is_late(world: World, quang: Any, hire: Any, browse: Any) -> None:
    bhxh = Agency.objects.get(code="bhxh")
    mine = handed.owed(TODAY, of=bhxh)
    assert {each.owed.kind for each in mine} == {"arrears", "headcount_vss", "ontime"}
    came = {(each.owed.kind, f"{each.month:%Y-%m}"): bool(each.came) for each in mine}
    assert came["arrears", "2026-10"]
    assert came["ontime", "2026-09"]
    OwedList.objects.filter(kind="arrears").update(kind="vss_office")
    with clock.at(dt.date(2026, 12, 20)):
        late = {(each.label, f"{each.month:%m}") for each in handed.owed(clock.today(), of=bhxh) if each.is_late}
        assert late
        assert "Quá hạn, chưa gửi" in browse(quang).get(reverse("firms_owed")).content.decode()
    assert "không phải gửi" in browse(seat(hire, "ldld")).get(reverse("firms_owed")).content.decode()
