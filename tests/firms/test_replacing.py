"""What a new list takes out of force: the same list alone, and never much of it unlooked."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from core.models import Agency
from firms import handed, review, senders, services, staging
from firms.lifecycle import State
from firms.models import Arrears, Balance, ColumnMapping, Firm, ImportBatch, OwedList
from firms.staging import Origin
from tests.bench.imports import codes
from tests.firms.conftest import REGISTER, MakeFirm, arrears
from tests.firms.test_admin import ALL

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 10, 31)
OFFICES = "ma_cq,ten_cq,xa_phuong\n09901,BHXH cơ sở Hưng Lẫm,xã A\n09902,BHXH cơ sở Lạc Trạch,xã B\n"


def imported(text: str, **more: Any) -> staging.Outcome:
    return services.import_file(text.encode(), name="ds.csv", **more)


def balances(*units: tuple[str, str]) -> str:
    rows = "".join(f"{office},{unit},Công ty Mẫu,1000,0,1000\n" for office, unit in units)
    return f"(Số liệu tính đến hết ngày 31/10/2026)\nmã cơ quan,mã đơn vị,tên đơn vị,đầu kỳ,đã nộp,cuối kỳ\n{rows}"


def register(count: int, start: int = 0, bad: int = 0) -> str:
    head = "Danh bạ (Số liệu đến ngày 31/10/2026)\nMã số thuế,Tên doanh nghiệp,Loại hình,Tình trạng\n"
    rows = [f"{code},Công ty TNHH Mẫu {place},Công ty cổ phần,Đang hoạt động\n" for place, code in enumerate(sorted(codes(start + count)))]
    broken = [row.replace(row[:10], "không rõ", 1) for row in rows[start : start + bad]]
    return "".join([head, *broken, *rows[start + bad :]])


def grouped(sizes: dict[str, int], *, total: bool = True) -> str:
    head = "Số liệu tính đến hết ngày 31/10/2026\nSTT,Mã đơn vị,Mã số thuế,Tên đơn vị,Số tháng chậm đóng,Tổng cộng\n"
    lines, some = [head], iter(codes(sum(sizes.values())))
    for group, size in sizes.items():
        lines += [f",,,{group},,\n"] if group else []
        lines += [f"{place},QC{place:04d}E,{next(some)},Công ty Mẫu {place},3,1000\n" for place in range(size)]
    return "".join([*lines, f",,,Tổng cộng,,{1000 * sum(sizes.values())}\n" if total else ""])


def test_the_accounts_of_each_office_are_a_list_of_their_own() -> None:
    first = imported(balances(("09901", "QC3851E"), ("09901", "QC3852E"))).batch
    second = imported(balances(("09902", "QC3851C"))).batch
    assert first is not None
    assert second is not None
    assert (first.sender, second.sender) == ("BHXH cơ sở (09901)", "BHXH cơ sở (09902)")
    assert {batch.pk for batch in ImportBatch.objects.in_force()} == {first.pk, second.pk}
    third = imported(balances(("09901", "QC3851E"))).batch
    assert third is not None
    assert (third.state, third.plan["against"]) == (State.APPLIED, first.pk)
    assert set(Balance.objects.in_force().values_list("batch", flat=True)) == {second.pk, third.pk}


@pytest.mark.parametrize("dry_run", [True, False])
def test_the_accounts_of_one_office_do_not_count_twice_beside_those_of_all(*, dry_run: bool) -> None:
    imported(balances(("09901", "QC3851E"), ("09902", "QC3851C")))
    outcome = imported(balances(("09902", "QC3851C"), ("09902", "QC3852C")), dry_run=dry_run)
    assert (outcome.state, [hold["code"] for hold in outcome.holds]) == (State.HELD, ["told_twice"])
    assert "09902" in outcome.holds[0]["sentence"]


@pytest.mark.parametrize("dry_run", [True, False])
def test_an_addition_to_the_register_does_not_unlist_the_rest(*, dry_run: bool) -> None:
    assert imported(register(30)).state == State.APPLIED
    outcome = imported(register(1, start=30), dry_run=dry_run)
    assert (outcome.state, [hold["code"] for hold in outcome.holds]) == (State.HELD, ["shortened"])
    assert outcome.holds[0]["sentence"].startswith("Bản mới bỏ 30 trong 30 dòng")
    assert Firm.objects.filter(is_listed=True).count() == 30


def test_a_version_that_leaves_out_a_few_or_a_short_list_is_not_held() -> None:
    assert imported(register(30)).state == State.APPLIED
    assert imported(register(16)).state == State.APPLIED
    assert imported(REGISTER, origin=Origin("Sở Khác")).state == State.APPLIED
    assert imported(REGISTER.replace("\n9916025104", "\n9917169268-001"), origin=Origin("Sở Khác")).state == State.APPLIED


def test_a_version_whose_rows_were_mostly_rejected_is_held() -> None:
    assert imported(register(6)).state == State.APPLIED
    outcome = imported(register(6, bad=5))
    assert (outcome.state, [hold["code"] for hold in outcome.holds]) == (State.HELD, ["rows_lost"])
    assert outcome.holds[0]["sentence"].startswith("Không nhận được 5 trong 6 dòng, mà bản mới bỏ 5 trong 6 dòng")
    batch = outcome.batch
    assert batch is not None
    services.apply_batch(batch, by=None, because="Nơi gửi xác nhận.")
    assert Firm.objects.filter(is_listed=True).count() == 1


def test_a_short_list_is_held_unless_it_names_every_office_and_its_sum_agrees() -> None:
    imported(OFFICES, kind="offices")
    whole = {"BHXH cơ sở Hưng Lẫm": 9, "BHXH cơ sở Lạc Trạch": 9}
    assert imported(grouped(whole)).state == State.APPLIED
    one_office = imported(grouped({"BHXH cơ sở Hưng Lẫm": 3}))
    assert [hold["code"] for hold in one_office.holds] == ["shortened"]
    no_groups = imported(grouped({"": 18}))
    assert [hold["code"] for hold in no_groups.holds] == ["shortened"]
    assert imported(grouped(whole | {"BHXH cơ sở Lạc Trạch": 1, "BHXH cơ sở Hưng Lẫm": 1})).state == State.APPLIED


def monthly(count: int, day: str) -> str:
    return grouped({"": count}).replace("31/10/2026", day)


def accounts(count: int, day: str) -> str:
    return balances(*(("09901", f"QC{place:04d}E") for place in range(count))).replace("31/10/2026", day)


def extract(count: int, day: str) -> str:
    month = f"{day[-4:]}-{day[3:5]}"
    units = "".join(f"{month},09901,QC{place:04d}E,{code},5,{month}-28\n" for place, code in enumerate(codes(count)))
    earlier = units.replace(month, "2026-01") if count > 20 else ""
    return f"thang,ma_cq,ma_dvi,mst,so_ld_tham_gia,ngay_trich\n{units}{earlier}"


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("listed", [monthly, accounts, extract])
def test_a_list_of_a_new_day_with_less_than_half_of_the_rows_is_held(listed: Callable[[int, str], str], *, dry_run: bool) -> None:
    assert imported(listed(24, "30/09/2026")).state == State.APPLIED
    assert imported(listed(12, "31/10/2026"), dry_run=True).state == "planned"
    outcome = imported(listed(11, "31/10/2026"), dry_run=dry_run)
    assert (outcome.state, [hold["code"] for hold in outcome.holds]) == (State.HELD, ["shortened"])
    assert outcome.holds[0]["sentence"].startswith(
        "Danh sách ngày 31/10/2026 chỉ có 11 dòng, bản trước ngày 30/09/2026 (ds.csv) có 24 dòng"
    )


def test_a_list_of_a_new_day_is_not_held_after_a_short_one_nor_where_lists_add_to_each_other() -> None:
    assert imported(monthly(9, "30/09/2026")).state == State.APPLIED
    assert imported(monthly(3, "31/10/2026")).state == State.APPLIED
    assert imported(register(30).replace("31/10/2026", "30/10/2026")).state == State.APPLIED
    assert imported(register(1, start=30)).state == State.APPLIED
    assert Firm.objects.filter(is_listed=True).count() == 31


def test_a_short_list_of_a_new_day_that_names_every_office_is_not_held() -> None:
    imported(OFFICES, kind="offices")
    whole = {"BHXH cơ sở Hưng Lẫm": 9, "BHXH cơ sở Lạc Trạch": 9}
    assert imported(grouped(whole).replace("31/10/2026", "30/09/2026")).state == State.APPLIED
    assert imported(grouped({"BHXH cơ sở Hưng Lẫm": 3}), dry_run=True).state == State.HELD
    assert imported(grouped(dict.fromkeys(whole, 1))).state == State.APPLIED


def test_a_list_without_groups_is_compared_with_one_by_offices_where_the_units_are_known() -> None:
    imported(OFFICES, kind="offices")
    imported(register(4))
    units = "".join(f"2026-10,0990{1 + place % 2},QC{place:04d}E,{code},5,2026-11-01\n" for place, code in enumerate(codes(4)))
    imported(f"thang,ma_cq,ma_dvi,mst,so_ld_tham_gia,ngay_trich\n{units}")
    grouped_rows = grouped({"BHXH cơ sở Hưng Lẫm": 4})
    first = imported(grouped_rows.replace("QC0001E", "QC0009E").replace("QC0003E", "QC0008E")).batch
    plan = imported(grouped({"": 4}), dry_run=True).plan
    assert first is not None
    assert (plan["unchanged"], plan["added"], plan["removed"]) == (2, 2, 2)


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_file_of_which_no_row_counts_removes_nothing_and_does_no_duty(hire: Any, browse: Any, *, dry_run: bool) -> None:
    first = imported(arrears().decode()).batch
    assert first is not None
    lost = arrears().decode().replace("70000000", "x").replace("60000000", "x")
    outcome = imported(lost, dry_run=dry_run)
    assert (outcome.plan["removed"], outcome.rows["accepted"]) == (0, 0)
    if dry_run:
        return
    void = outcome.batch
    assert void is not None
    assert void.is_void
    assert "Không dòng nào của tệp này được tính" in browse(hire("lan", *ALL)).get(reverse("firms_batch", args=[void.pk])).content.decode()
    again = imported(arrears(months="6").decode()).batch
    assert again is not None
    first.refresh_from_db()
    assert (again.plan["against"], first.replaced_by) == (first.pk, again)
    services.roll_back(again, by=None, because="Nhầm.")
    services.roll_back(ImportBatch.objects.get(pk=first.pk), by=None, because="Nhầm.")
    owed = OwedList(kind="arrears", every="month")
    assert handed._came(owed, dt.date(2026, 10, 1), None) is None


def test_one_sender_in_two_spellings_is_one_sender(make_firm: MakeFirm) -> None:
    make_firm()
    first = imported(arrears().decode(), origin=Origin("Phòng Thu Tỉnh Hoạ")).batch
    second = imported(arrears(months="6").decode(), origin=Origin("Phòng  thu tỉnh Họa")).batch
    assert first is not None
    assert second is not None
    assert (second.sender, second.plan["against"]) == ("Phòng Thu Tỉnh Hoạ", first.pk)
    assert set(Arrears.objects.in_force().values_list("batch", flat=True)) == {second.pk}


def test_two_senders_whose_names_differ_in_an_accent_alone_replace_nothing_of_each_other(make_firm: MakeFirm) -> None:
    make_firm()
    batches = [imported(arrears().decode(), origin=Origin("UBND xã Tân Hà")).batch]
    for months, sender in (("6", "UBND xã Tân Hạ"), ("7", "UBND xã Tấn Hà"), ("8", "UBND xã Tân Ha")):
        batches.append(imported(arrears(months=months).decode(), origin=Origin(sender)).batch)
    assert {batch.plan["against"] for batch in batches if batch} == {None}
    assert set(ImportBatch.objects.in_force()) == set(batches)


@pytest.mark.parametrize(
    ("written", "known_as"),
    [
        pytest.param("ubnd  XÃ tân HÀ", "UBND xã Tân Hà", id="case and spaces"),
        pytest.param(unicodedata.normalize("NFD", "UBND xã Tân Hà"), "UBND xã Tân Hà", id="decomposed"),
        pytest.param("UBND XÃ TÂN HOÀ", "UBND xã Tân Hòa", id="where the tone stands"),
        pytest.param("UBND xã Tân Hả", "UBND xã Tân Hả", id="another tone"),
        pytest.param("UBND xã Tan Hà", "UBND xã Tan Hà", id="one accent left out"),
        pytest.param("UBND xa Tan Hoa", "UBND xã Tân Hòa", id="no accents, one known sender"),
        pytest.param("UBND XA TAN HA", "UBND XA TAN HA", id="no accents, two known senders"),
    ],
)
def test_a_sender_is_known_again_by_its_spelling(written: str, known_as: str) -> None:
    for sender in ("UBND xã Tân Hà", "UBND xã Tân Hạ", "UBND xã Tân Hòa"):
        ColumnMapping.objects.create(sender=sender, kind="arrears", fingerprint=sender, columns={})
    assert senders.as_known(written) == known_as


def test_a_sender_spelt_unlike_its_agency_is_the_agency() -> None:
    agency = Agency.objects.filter(kind="insurance").first() or Agency.objects.create(code="x", kind="insurance", name="BHXH tỉnh Họa")
    assert senders.as_known(agency.name.upper()) == agency.name
    assert senders.as_known("Nơi gửi lạ") == "Nơi gửi lạ"


def test_columns_are_remembered_for_a_sender_however_it_is_spelt() -> None:
    ColumnMapping.objects.create(sender="Phòng Thu Mẫu", kind="arrears", fingerprint="x", columns={"tax": 0})
    assert [answer.fingerprint for answer in staging.remembered(Origin("phòng thu  mẫu"))] == ["x"]
    assert not staging.remembered(Origin("Phòng Thu Khác"))


def test_a_warned_row_shows_the_name_in_the_list_and_its_unit(make_firm: MakeFirm, hire: Any, browse: Any) -> None:
    make_firm()
    text = arrears().decode().replace("Công ty TNHH Long Tây Mẫu", "Công ty Cổ phần Tên Khác Mẫu")
    batch = imported(text, review=True).batch
    assert batch is not None
    _, rows = review.page(batch, "canh-bao", None)
    assert [(row.name, row.written, row.unit) for row in rows] == [
        ("Công ty TNHH Long Tây Mẫu", "Công ty Cổ phần Tên Khác Mẫu", "QC3851E"),
        ("", "Hộ kinh doanh Trí Huy Mẫu", "HC6237B"),
    ]
    assert [len(row.odd) for row in rows] == [1, 1]
    page = browse(hire("lan", *ALL)).get(reverse("firms_batch_rows", args=[batch.pk, "canh-bao"])).content.decode()
    assert "Danh sách ghi: “Công ty Cổ phần Tên Khác Mẫu”" in page
    assert "Hộ kinh doanh Trí Huy Mẫu" in page
    assert "Mã đơn vị: HC6237B" in page


def test_a_delay_over_some_months_is_not_said_to_be_so_many(make_firm: MakeFirm) -> None:
    make_firm()
    imported(arrears(day="30/09/2026", months="Trên 12 tháng").decode())
    batch = imported(arrears(months="14").decode(), review=True).batch
    assert batch is not None
    (months,) = [field for row in review.page(batch, "sua", None)[1] for field in row.shown if field.is_changed]
    assert (months.was, months.now) == ("trên 12", "14")
