"""Two firms are named: one on lists that the insurance agency published, one by a sanction decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import NotAllowed, Refused
from core.models import Officer
from firms import holds
from firms import services as firms
from firms.models import Arrears, Firm, ImportBatch, Sanction
from notices import door, facts, public, rules, services, sweeps
from notices.models import Notice
from notices.rules import Rung
from press import services as press
from press.models import Release
from tests.world import World

TODAY = dt.date(2026, 11, 2)
Cast = tuple[Officer, Officer, Officer, Officer]


@pytest.fixture
def cast(hire: Callable[..., Officer]) -> Cast:
    """Lan drafts, Hoa reviews, Minh decides and publishes, Quang keeps the data: each holds what the role needs, no more."""
    return (
        hire("lan", "notices.draft_notice", "notices.serve_notice", "press.draft_release"),
        hire("hoa", "notices.review_notice"),
        hire("minh", "notices.decide_notice", "press.approve_release", "press.publish_release", "press.withdraw_release"),
        hire("quang", "firms.confirm_payment"),
    )


@pytest.fixture
def reader() -> Client:
    return Client(SERVER_NAME="localhost")


def often_late(world: World) -> Firm:
    """Return a firm of the screen "late" that the policy lets us name and against which no fact speaks."""
    numbers = facts.policy(TODAY).numbers()
    quiet = set(world.expected["world"]["notes"]["put_off_art37"]) | set(world.expected["world"]["notes"]["chronic_but_paid_after_as_of"])
    for code in world.expected["world"]["chronic_late"]:
        firm = world.firm(code)
        if (
            code not in quiet
            and not firm.is_person
            and rules.rung(facts.on_lists(firm, on=TODAY), numbers, on=TODAY).rung == Rung.LATE_OFTEN
        ):
            return firm
    raise AssertionError("the sample world has no such firm")


def newest() -> ImportBatch:
    batch = facts.published_lists().first()
    assert batch is not None
    return batch


def to_the_public(notice: Notice, cast: Cast) -> None:
    """Walk a heard notice to its page, each officer doing what is theirs."""
    lan, hoa, minh, _ = cast
    services.review(notice, by=hoa, because="Đúng trình tự.")
    with pytest.raises(NotAllowed):
        services.decide(notice, by=lan, because="Tự quyết định.")
    services.decide(notice, by=minh, because="Công khai theo chính sách.")
    release = services.prepare_release(notice, by=lan, because="Chuyển bàn truyền thông.")
    press.approve(release, by=minh, because="Đã đối chiếu.")
    press.release(release, by=minh, because="Đến giờ.")
    notice.refresh_from_db()


def test_a_firm_on_a_published_list(world: World, cast: Cast, reader: Client) -> None:
    lan, hoa, minh, quang = cast
    firm, batch = often_late(world), newest()
    services.record_agreement(
        "12/TT-BHXH", by=minh, signed_on=dt.date(2026, 1, 5), partner="Bảo hiểm xã hội tỉnh", valid_from=dt.date(2026, 1, 5)
    )
    notice = services.propose(firm, batch=batch, by=lan, because="Bậc 2 của chính sách.")
    services.draft(notice, by=lan, because="Đủ căn cứ.")
    assert holds.has_any_hold(firm)
    assert not holds.has_public_hold(firm)
    services.serve(notice, by=lan, because="Đã giao.", served_on=TODAY, mode="in_person", proof="Biên bản 01/BB-TĐ")
    assert notice.reply_due == dt.date(2026, 11, 16)

    opened = reader.post("/cong-khai/hoi-am/", {"code": door.code(notice), "text": "Chúng tôi đang vay vốn để nộp."})
    assert opened.status_code == 200
    services.review(notice_now(notice), by=hoa, because="Đã xem ý kiến.")
    with pytest.raises(Refused):
        services.decide(notice_now(notice), by=minh, because="Quá sớm.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(state="published")

    with clock.at(dt.date(2026, 11, 17)):
        notice = notice_now(notice)
        services.record_reply(notice, by=lan, because="Bản giấy.", text="Như đã gửi.")
        to_the_public(notice, cast)
        page = reader.get(f"/cong-khai/{notice.public_id}/").content.decode()
        assert firm.name in page
        assert batch.published_url in page
        assert "31/10/2026" in page
        assert firm.address not in page
        assert firm.name in reader.get("/cong-khai/").content.decode()
        assert holds.has_public_hold(firm)

    with clock.at(dt.date(2026, 11, 18)):
        firms.record_payment(firm, paid_on=dt.date(2026, 11, 18), source="CV 101/BHXH-QLT", by=quang, because="Xác nhận.")
        sweeps.judge_facts()
        assert reader.get(f"/cong-khai/{notice.public_id}/").status_code == 410
        for path in ("/cong-khai/", "/cong-khai/tin.atom", f"/tra-cuu-don-vi/?q={firm.name}"):
            assert f">{firm.name}<" not in reader.get(path).content.decode()
        assert not holds.has_any_hold(firm)


def notice_now(notice: Notice) -> Notice:
    return Notice.objects.get(pk=notice.pk)


def test_a_sanction_decision(world: World, cast: Cast, reader: Client) -> None:
    lan = cast[0]
    firm = world.firm(world.expected["world"]["repeat_violators"][0])
    sanction = facts.decisions(firm)[-1]
    notice = services.propose(firm, sanction=sanction, by=lan, because="Đề nghị của người ký.")
    services.draft(
        notice,
        by=lan,
        because="Đủ căn cứ.",
        consequence="Ảnh hưởng quyền lợi của toàn bộ người lao động, dư luận xấu.",
        request_no="77/UBND-NC",
        request_on=dt.date(2026, 10, 30),
        request_received_on=TODAY,
    )
    services.serve(notice, by=lan, because="Đã giao.", served_on=sanction.issued_on, mode="post", proof="Giấy báo phát VN1")
    assert (notice.reply_due, notice.post_due) == (None, dt.date(2026, 11, 4))
    to_the_public(notice, cast)
    page = reader.get(f"/cong-khai/{notice.public_id}/").content.decode()
    assert sanction.decision_no in page
    assert "Số tiền chậm đóng" not in page
    assert "Tái phạm" not in page
    Sanction.objects.filter(firm=firm).update(state="annulled")
    sweeps.judge_facts()
    assert reader.get(f"/cong-khai/{notice.public_id}/").status_code == 410


@pytest.mark.parametrize("code", ["9912132779", "9912436128", "9919135264", "9919424925"])
def test_who_paid_after_the_list_was_drawn_is_held(world: World, code: str) -> None:
    assert code in world.expected["world"]["notes"]["chronic_but_paid_after_as_of"]
    notice = Notice(firm=world.firm(code), batch=newest(), legal_basis="BHXH_ART35")
    assert "paid_noted" in {refusal.code for refusal in facts.against(notice, on=TODAY)}


def test_nothing_of_the_world_is_public_by_itself(world: World, reader: Client) -> None:
    assert Arrears.objects.exists()
    assert not public.visible().exists()
    assert not Release.objects.exists()
    assert "không có thông tin nào đang công khai" in reader.get("/cong-khai/").content.decode()
