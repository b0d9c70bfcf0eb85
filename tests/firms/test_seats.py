"""Who takes part: agencies, the seats of officers, the terms of working together, the timetable of lists."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import NotAllowed, Refused, Stale
from core.models import Agency, Commune, Officer, Province
from firms import handed, handing, scope, services
from firms.models import ColumnMapping, Every, Firm, ImportBatch, OwedList, SeatPolicy
from firms.services import Details, Origin
from tests.firms.conftest import MakeFirm, arrears

TODAY = dt.date(2026, 11, 2)
Kind = Agency.Kind


@pytest.fixture
def quang(hire: Any) -> Officer:
    officer: Officer = hire("quang", "firms.manage_seats", "firms.view_register")
    return officer


@pytest.fixture
def commune(db: None) -> Commune:
    return Commune.objects.create(province=Province.objects.get(scheme="34", code="99"), name="xã Khúc Trạch")


def add(by: Officer, name: str = "UBND xã Khúc Trạch", kind: str = Kind.COMMUNE, **more: Any) -> Agency:
    return services.add_agency(Details(name, **more), kind=kind, by=by, because="Quy chế phối hợp.")


def test_a_new_body_sees_the_firms_of_its_business(quang: Officer, commune: Commune, make_firm: MakeFirm, hire: Any) -> None:
    mine, _ = make_firm(), make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu")
    Firm.objects.filter(pk=mine.pk).update(commune=commune)
    agency = add(quang, commune=commune, zones="KCN không phải của xã")
    assert (agency.code, agency.zones) == ("ubnd-xa-khuc-trach", "")
    sitter = hire("xa", "firms.view_register", agency=None)
    assert not scope.firms(sitter).exists()
    sitter = services.seat_officer(sitter, agency=agency, communes=[], by=quang, because="Cử đầu mối.")
    assert list(scope.firms(sitter)) == [mine]
    assert "không thuộc cơ quan nào" in sitter.seat_events.get().note
    assert agency.events.get().becomes == "at_work"


@pytest.mark.parametrize(
    ("kind", "told", "wrong"),
    [
        pytest.param(Kind.COMMUNE, {"name": "UBND xã X"}, "commune", id="a commune without its commune"),
        pytest.param(Kind.INSURANCE, {"name": "BHXH X", "offices": "9901"}, "offices", id="an office code of four digits"),
        pytest.param(Kind.OTHER, {"name": "  "}, "name", id="no name"),
        pytest.param(Kind.OTHER, {"name": "sở nội vụ tỉnh minh họa"}, "name", id="a name that another bears"),
    ],
)
def test_what_makes_no_agency_is_refused(quang: Officer, kind: str, told: dict[str, Any], wrong: str) -> None:
    Agency.objects.get_or_create(code="snv-2", defaults={"name": "sở nội vụ tỉnh minh họa", "kind": Kind.HOME_AFFAIRS})
    with pytest.raises(Refused) as refused:
        services.add_agency(Details(**told), kind=kind, by=quang, because="x")
    assert [each.code for each in refused.value.refusals] == [wrong]


def test_a_renamed_body_keeps_its_lists_and_its_columns(quang: Officer, make_firm: MakeFirm, hire: Any) -> None:
    make_firm()
    bhxh = Agency.objects.get(code="bhxh")
    first = services.import_file(arrears(), name="a.csv", origin=Origin(bhxh.name)).batch
    assert first is not None
    ImportBatch.objects.filter(pk=first.pk).update(sender=f"{bhxh.name} (QC3851E)")
    ColumnMapping.objects.create(sender=bhxh.name, kind="arrears", fingerprint="f")
    renamed = services.change_agency(bhxh, Details("BHXH Khu vực X"), by=quang, because="Quyết định 1.")
    assert bhxh.name in renamed.events.get().note
    assert ImportBatch.objects.get(pk=first.pk).sender == "BHXH Khu vực X (QC3851E)"
    assert ColumnMapping.objects.get().sender == "BHXH Khu vực X"
    ImportBatch.objects.filter(pk=first.pk).update(sender="BHXH Khu vực X")
    assert list(scope.batches(hire("bao", agency=renamed))) == [first]
    again = services.import_file(arrears(amount=71_000_000), name="b.csv", origin=Origin(renamed.name)).batch
    assert again is not None
    assert (again.version, ImportBatch.objects.get(pk=first.pk).replaced_by_id) == (2, again.pk), "sent again under the new name"
    with pytest.raises(Stale):
        services.change_agency(bhxh, Details("BHXH khác"), by=quang, because="Trang đã cũ.")


def test_a_body_ends_when_nothing_waits_for_it(quang: Officer, make_firm: MakeFirm, hire: Any) -> None:
    firm, bhxh = make_firm(), Agency.objects.get(code="bhxh")
    asked = services.ask_confirmation(firm, kind="paid", says="Đã nộp.", reference="UNC 1", by=None, because="x")
    bao = hire("bao", agency=bhxh)
    with pytest.raises(Refused) as refused:
        services.end_agency(bhxh, by=quang, because="Sáp nhập.")
    assert "1 cán bộ" in str(refused.value.refusals[0].sentence)
    assert len(refused.value.refusals) == 2
    services.withdraw_confirmation(asked, by=hire("lan", "firms.ask_confirmation"), because="Không cần nữa.")
    services.seat_officer(bao, agency=None, communes=[], by=quang, because="Chuyển công tác.")
    ended = services.end_agency(bhxh, by=quang, because="Sáp nhập.")
    assert ended.ended_on == TODAY
    with pytest.raises(Refused):
        services.ask_confirmation(firm, kind="paid", says="Đã nộp.", reference="UNC 2", by=None, because="x", agency=ended)
    with pytest.raises(Refused):
        services.ask_confirmation(firm, kind="paid", says="Đã nộp.", reference="UNC 2", by=None, because="x")
    with pytest.raises(Refused):
        services.seat_officer(bao, agency=ended, communes=[], by=quang, because="x")
    with pytest.raises(Stale):
        services.end_agency(bhxh, by=quang, because="Hai lần.")


def test_nobody_seats_themselves_or_an_administrator_or_from_a_seat_of_some_communes(quang: Officer, commune: Commune, hire: Any) -> None:
    authority = Agency.objects.get(code="so-noi-vu")
    with pytest.raises(Refused):
        services.seat_officer(quang, agency=None, communes=[], by=quang, because="x")
    root = hire("root", is_superuser=True)
    with pytest.raises(Refused):
        services.seat_officer(root, agency=authority, communes=[], by=quang, because="x")
    other = hire("khac")
    with pytest.raises(NotAllowed):
        services.seat_officer(other, agency=authority, communes=[], by=hire("lan"), because="x")
    narrow = services.seat_officer(hire("hep", "firms.manage_seats"), agency=authority, communes=[commune], by=quang, because="x")
    with pytest.raises(NotAllowed):
        services.seat_officer(other, agency=authority, communes=[], by=narrow, because="x")


def _terms(by: Officer, valid_from: dt.date = TODAY, **more: Any) -> SeatPolicy:
    told = {"answer_workdays": 5, "receipt_workdays": 2, "correct_workdays": 1, "source": "Quy chế 7", **more}
    return services.set_terms(valid_from=valid_from, by=by, because="Thống nhất lại.", **told)


def test_terms_hold_from_their_day_and_one_always_does(quang: Officer) -> None:
    first = services.seat_policy(TODAY)
    later = _terms(quang, dt.date(2026, 12, 1))
    assert services.seat_policy(TODAY) == first
    assert services.seat_policy(dt.date(2026, 12, 1)) == later
    with pytest.raises(Refused):
        services.end_terms(first, ends_on=dt.date(2026, 11, 20), by=quang, because="Chưa có thời hạn khác.")
    services.end_terms(first, ends_on=dt.date(2026, 12, 1), by=quang, because="Thay bằng quy chế 7.")
    with pytest.raises(Refused):
        services.end_terms(later, ends_on=dt.date(2026, 12, 1), by=quang, because="Sẽ không còn thời hạn nào.")
    with pytest.raises(Stale):
        services.end_terms(first, ends_on=dt.date(2026, 12, 5), by=quang, because="Hai lần.")
    for day in (TODAY, dt.date(2026, 11, 30), dt.date(2026, 12, 1), dt.date(2030, 1, 1)):
        assert services.seat_policy(day)


def test_terms_set_by_mistake_are_taken_back_and_set_again(quang: Officer) -> None:
    wrong = _terms(quang, dt.date(2026, 12, 1), answer_workdays=50)
    with pytest.raises(Refused):
        _terms(quang, dt.date(2026, 12, 1))
    services.end_terms(wrong, ends_on=TODAY, by=quang, because="Gõ nhầm.")
    right = _terms(quang, dt.date(2026, 12, 1))
    assert services.seat_policy(dt.date(2026, 12, 1)) == right
    with pytest.raises(Refused):
        _terms(quang, dt.date(2026, 11, 1))
    with pytest.raises(Refused):
        _terms(quang, source=" ")


def _owe(by: Officer, kind: str = "arrears", **more: Any) -> OwedList:
    told = {"agency_kind": Kind.INSURANCE, "every": Every.MONTH, "day": 7, "valid_from": TODAY, "source": "Quy chế 7", **more}
    return services.owe_list(kind=kind, by=by, because="Thống nhất lại.", **told)


def test_a_changed_deadline_takes_the_place_of_the_one_before(quang: Officer) -> None:
    before = OwedList.objects.get(agency_kind=Kind.INSURANCE, kind="arrears")
    fresh = _owe(quang, valid_from=dt.date(2026, 12, 1))
    before.refresh_from_db()
    assert before.valid_to == dt.date(2026, 12, 1)
    assert [event.becomes for event in before.events.all()] == ["ended"]
    bhxh = Agency.objects.get(code="bhxh")

    def due(on: dt.date) -> list[dt.date]:
        return [each.due_on for each in handed.owed(on, of=bhxh) if each.owed.kind == "arrears"]

    assert dt.date(2026, 11, 5) in due(dt.date(2026, 11, 30))
    assert due(dt.date(2026, 12, 2)) == [dt.date(2026, 12, 7)], "what was due before it was set is not late by it"
    services.end_owed(fresh, ends_on=dt.date(2026, 12, 1), by=quang, because="Không cần nữa.")
    assert due(dt.date(2026, 12, 20)) == []


def test_a_body_owes_only_what_it_keeps(quang: Officer) -> None:
    with pytest.raises(Refused):
        _owe(quang, kind="sanctions")
    with pytest.raises(Refused):
        _owe(quang, every=2)
    with pytest.raises(Refused):
        _owe(quang, valid_from=dt.date(2026, 11, 1))


@pytest.mark.parametrize(
    ("every", "on", "months", "called"),
    [
        (1, dt.date(2026, 11, 2), [(2026, 10), (2026, 9)], "10/2026"),
        (3, dt.date(2026, 11, 2), [(2026, 9), (2026, 6)], "quý 3/2026"),
        (3, dt.date(2026, 10, 1), [(2026, 9), (2026, 6)], "quý 3/2026"),
        (3, dt.date(2026, 9, 30), [(2026, 6), (2026, 3)], "quý 2/2026"),
        (6, dt.date(2026, 11, 2), [(2026, 6), (2025, 12)], "6 tháng đầu năm 2026"),
        (12, dt.date(2026, 11, 2), [(2025, 12), (2024, 12)], "năm 2025"),
    ],
)
def test_which_periods_are_over(every: int, on: dt.date, months: list[tuple[int, int]], called: str) -> None:
    found = list(handing.periods_before(on, 2, every))
    assert found == [dt.date(year, month, 1) for year, month in months]
    assert handing.period(found[0], every) == called


def test_a_quarterly_list_is_owed_after_each_quarter(quang: Officer) -> None:
    _owe(quang, kind="headcount_zone", agency_kind=Kind.ZONE, every=Every.QUARTER, day=20)
    board = Agency.objects.get(code="ban-quan-ly-kcn")
    with clock.at(dt.date(2027, 2, 1)):
        owed = handed.owed(clock.today(), of=board)
    assert [(each.period, each.due_on, each.is_late) for each in owed] == [("quý 4/2026", dt.date(2027, 1, 20), True)]


def test_an_officer_takes_a_body_in_seats_somebody_and_ends_it(quang: Officer, commune: Commune, hire: Any, browse: Any) -> None:
    client, sitter = browse(quang), hire("xuan", "firms.view_register", agency=None)
    told = {"kind": "ubnd_xa", "name": "UBND xã Khúc Trạch", "because": "Quy chế."}
    missing = client.post(reverse("firms_new_agency"), told)
    assert missing.status_code == 422
    assert "phải có xã, phường của mình" in missing.content.decode()
    assert client.post(reverse("firms_new_agency"), told | {"commune": commune.pk}).status_code == 302
    agency = Agency.objects.get(name="UBND xã Khúc Trạch")
    assert agency.name in client.get(reverse("firms_agencies")).content.decode()
    seat = {"agency": agency.pk, "communes": [commune.pk], "because": "Cử đầu mối."}
    assert client.post(reverse("firms_seat", args=[sitter.pk]), seat).status_code == 302
    page = client.get(reverse("firms_seats"), {"co-quan": agency.pk}).content.decode()
    assert "xuan" in page
    assert "quang" not in page.split("<tbody>")[1]
    path = reverse("firms_agency", args=[agency.pk])
    refused = client.post(path, {"act": "end", "end-because": "x"})
    assert refused.status_code == 422
    assert "Còn 1 cán bộ" in refused.content.decode()
    named = {"name": "Ủy ban xã Khúc Trạch", "commune": commune.pk, "because": "Viết gọn."}
    assert client.post(path, named).status_code == 302
    assert "Tên trước: UBND xã Khúc Trạch" in client.get(path).content.decode()
    assert client.post(reverse("firms_seat", args=[sitter.pk]), {"because": "Thôi."}).status_code == 302
    assert client.post(path, {"act": "end", "end-because": "Sáp nhập."}).status_code == 302
    assert "Đã thôi tham gia từ" in client.get(reverse("firms_agencies")).content.decode()
    assert agency.name not in client.get(reverse("firms_seat", args=[sitter.pk])).content.decode().split("</select>")[0]


def test_an_officer_sets_terms_and_the_timetable(quang: Officer, browse: Any) -> None:
    client = browse(quang)
    told = {
        "valid_from": "02/11/2026",
        "answer_workdays": 4,
        "receipt_workdays": 2,
        "correct_workdays": 1,
        "source": "QC 7",
        "because": "x",
    }
    assert client.post(reverse("firms_terms"), told).status_code == 302
    assert services.seat_policy(TODAY).answer_workdays == 4
    again = client.post(reverse("firms_terms"), told)
    assert again.status_code == 422
    assert "Đã có thời hạn áp dụng từ ngày này" in again.content.decode()
    end = reverse("firms_end_terms", args=[services.seat_policy(TODAY).pk])
    assert client.post(end, {"ends_on": "02/11/2026", "because": "Nhầm."}).status_code == 302
    assert services.seat_policy(TODAY).answer_workdays == 3
    owed = {"agency_kind": "bhxh", "kind": "arrears", "every": 3, "day": 9, "valid_from": "02/11/2026", "source": "QC 7", "because": "x"}
    assert client.post(reverse("firms_timetable"), owed).status_code == 302
    page = client.get(reverse("firms_timetable")).content.decode()
    assert "Hằng quý" in page
    fresh = OwedList.objects.get(day=9)
    assert client.post(reverse("firms_end_owed", args=[fresh.pk]), {"ends_on": "02/11/2026", "because": "Nhầm."}).status_code == 302
    assert not OwedList.objects.in_force(TODAY).filter(pk=fresh.pk).exists()
    assert client.get(reverse("firms_end_owed", args=[fresh.pk])).content.decode().count("<form") == client.get(
        reverse("firms_agencies")
    ).content.decode().count("<form")


@pytest.mark.parametrize("rights", [(), ("firms.view_register", "firms.import_list", "firms.hand_list")])
def test_seats_are_for_those_who_may_manage_them(hire: Any, browse: Any, rights: tuple[str, ...]) -> None:
    client = browse(hire("ai", *rights))
    for name in ("firms_agencies", "firms_new_agency", "firms_seats", "firms_terms", "firms_timetable"):
        assert client.get(reverse(name)).status_code in (302, 403), name
    guest = browse(hire("bao", "firms.manage_seats", agency=Agency.objects.get(code="bhxh")))
    assert guest.get(reverse("firms_agencies")).status_code == 404


@pytest.mark.parametrize("name", ["firms_agencies", "firms_seats", "firms_terms", "firms_timetable"])
def test_the_queries_of_a_list_do_not_grow_with_it(quang: Officer, hire: Any, browse: Any, name: str, commune: Commune) -> None:
    client = browse(quang)
    client.get(reverse(name))
    counts = []
    for rows in (5, 0):
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(name))
        counts.append(len(queries))
        for number in range(rows):
            agency = add(quang, f"Cơ quan {number}", Kind.OTHER)
            hire(f"nguoi-{number}", agency=agency).communes.set([commune])
            _terms(quang, dt.date(2027, 1, 1 + number))
            OwedList.objects.create(agency_kind="khac", kind="arrears", day=number + 1, valid_from=dt.date(2025, 1, 1 + number))
    assert counts[0] == counts[1]
