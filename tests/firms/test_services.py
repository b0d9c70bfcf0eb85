"""Holds, confirmed payments and the life of a list."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core.errors import IllegalMove, NotAllowed, Refused
from core.tables import UnreadableError
from firms import holds, lifecycle, register, screens, senders, services, staging, standing
from firms.lifecycle import Move, State
from firms.models import Arrears, Firm, Headcount, ImportBatch, RegisterEntry
from tests.firms.conftest import REGISTER, MakeFirm, arrears

DAY = dt.date(2026, 10, 31)


def imported(content: bytes | str, name: str = "ds.csv", **more: Any) -> staging.Outcome:
    return services.import_file(content.encode() if isinstance(content, str) else content, name=name, **more)


def test_a_hold_is_placed_once_for_each_file(make_firm: MakeFirm) -> None:
    firm = make_firm()
    first = services.place_hold(firm, kind="notice", reference="CK-1", by=None, because="Đang chuẩn bị công khai.")
    again = services.place_hold(firm, kind="notice", reference="CK-1", by=None, because="Lặp lại.")
    assert first == again
    assert holds.has_any_hold(firm)
    assert not holds.has_public_hold(firm)
    assert firm.events.count() == 1


def test_a_hold_becomes_public_and_ends(make_firm: MakeFirm) -> None:
    firm = make_firm()
    services.place_hold(firm, kind="notice", reference="CK-1", by=None, because="Đang chuẩn bị.")
    services.publish_hold("CK-1", by=None, because="Đã công khai.")
    assert holds.has_public_hold(firm)
    services.lift_hold("CK-1", by=None, because="Hết thời hạn.")
    services.lift_hold("CK-1", by=None, because="Lặp lại.")
    assert not holds.has_any_hold(firm)
    assert list(firm.events.values_list("becomes", flat=True)) == ["internal", "public", "lifted"]
    with pytest.raises(Refused):
        services.publish_hold("CK-1", by=None, because="Quá muộn.")


def test_a_payment_is_recorded_once_by_who_may(make_firm: MakeFirm, hire: Any) -> None:
    firm, lan, quang = make_firm(), hire("lan", "firms.confirm_payment"), hire("quang")
    how: dict[str, Any] = {"paid_on": dt.date(2026, 11, 1), "source": "CV 12/BHXH", "because": "Cơ quan BHXH xác nhận."}
    with pytest.raises(NotAllowed):
        services.record_payment(firm, by=quang, **how)
    assert services.record_payment(firm, by=lan, **how) == services.record_payment(firm, by=lan, **how)
    with pytest.raises(Refused):
        services.record_payment(firm, by=lan, **{**how, "paid_on": dt.date(2026, 11, 3)})
    with pytest.raises(Refused):
        services.record_payment(firm, by=lan, **{**how, "source": " "})


def test_a_payment_after_the_list_ends_lateness(make_firm: MakeFirm) -> None:
    firm = make_firm()
    imported(arrears())
    assert standing.of(firm, dt.date(2026, 11, 2)).state is standing.State.LATE
    paid = services.record_payment(firm, paid_on=dt.date(2026, 11, 1), source="CV 12/BHXH", by=None, because="Đã nộp.")
    assert standing.of(firm, dt.date(2026, 11, 2)).state is standing.State.ON_TIME
    services.overturn_finding(paid, by=None, because="Cơ quan BHXH đính chính.")
    assert standing.of(firm, dt.date(2026, 11, 2)).state is standing.State.LATE


def test_the_same_file_twice_is_a_no_op(make_firm: MakeFirm) -> None:
    make_firm()
    first, second = imported(arrears()), imported(arrears(), name="khac.csv")
    assert second.is_known
    assert second.batch == first.batch
    assert second.rows == first.rows
    assert ImportBatch.objects.count() == 1


def test_a_dry_run_writes_nothing(make_firm: MakeFirm) -> None:
    make_firm()
    outcome = imported(arrears(), dry_run=True)
    assert outcome.rows["accepted"] == 2
    assert not ImportBatch.objects.exists()
    assert not Arrears.objects.exists()


@pytest.mark.django_db
def test_a_list_that_breaks_on_the_way_leaves_nothing_behind() -> None:
    broken = b"mst,thang,han_dong,ngay_nop,so_phai_dong,so_da_nop\n" + b"9917169268,2026-01,2026-02-28,,1,1\n" * 5000
    with pytest.raises(UnreadableError):
        imported(broken + b"9917169268," + b"x" * 50_000)
    assert not ImportBatch.objects.exists()


def test_a_list_whose_sum_disagrees_waits_for_an_officer(make_firm: MakeFirm, hire: Any) -> None:
    firm = make_firm()
    outcome = imported(arrears(total=1))
    batch = outcome.batch
    assert batch is not None
    assert batch.state == State.HELD
    assert [reason["code"] for reason in outcome.holds] == ["control_total"]
    assert screens.late(DAY) == []
    with pytest.raises(NotAllowed):
        services.apply_batch(batch, by=hire("lan", "firms.import_list"), because="Đã xem.", checked=True)
    services.apply_batch(batch, by=hire("hoa", "firms.apply_batch"), because="Đã đối chiếu với bản giấy.")
    assert firm.pk in [each.firm_id for each in screens.late(DAY)]


@pytest.mark.parametrize(("months", "said"), [(">12", "trên 12 tháng"), ("12", "12 tháng"), ("6,5", "6,5 tháng")])
def test_how_long_a_firm_is_late_is_said_as_the_list_says_it(make_firm: MakeFirm, months: str, said: str) -> None:
    firm = make_firm()
    imported(arrears(months=f'"{months}"'))
    (late,) = screens.late(DAY)
    assert late.reasons == (f"Chậm đóng {said}, 70.000.000 đồng, tính đến 31/10/2026",)
    assert screens.late(DAY, [firm.pk]) == [late]
    assert standing.of(firm, DAY).grounds[0].endswith(f", {said}")


def test_a_list_that_ends_before_its_sum_is_held(make_firm: MakeFirm) -> None:
    make_firm()
    outcome = imported(arrears().rpartition(b",,,")[0])
    assert outcome.state == State.HELD
    assert [reason["code"] for reason in outcome.holds] == ["no_total"]


def test_a_day_that_differs_from_the_title_is_held(make_firm: MakeFirm) -> None:
    make_firm()
    assert imported(arrears(), as_of=dt.date(2026, 9, 30)).state == State.HELD


@pytest.mark.django_db
def test_a_list_without_a_day_is_refused() -> None:
    with pytest.raises(UnreadableError) as refused:
        imported(arrears(day="nay"))
    assert refused.value.code == "no_as_of"


def test_a_new_version_replaces_and_a_roll_back_restores(make_firm: MakeFirm) -> None:
    make_firm()
    first = imported(arrears()).batch
    second = imported(arrears(months="6"))
    assert first is not None
    assert second.batch is not None
    assert second.plan["changed"] == 1
    assert list(ImportBatch.objects.in_force()) == [second.batch]
    services.roll_back(second.batch, by=None, because="Nhầm tệp.")
    assert list(ImportBatch.objects.in_force()) == [first]
    assert not imported(arrears(months="6")).is_known


def test_a_batch_cannot_be_applied_twice(make_firm: MakeFirm) -> None:
    make_firm()
    batch = imported(arrears()).batch
    assert batch is not None
    with pytest.raises(IllegalMove):
        services.apply_batch(batch, by=None, because="Lần nữa.")


@pytest.mark.django_db
def test_the_register_makes_firms_and_a_roll_back_takes_them_off_the_list() -> None:
    batch = imported(REGISTER).batch
    firm = register.by_tax_code("9917169268")
    assert firm.name == "Công ty TNHH Long Tây Mẫu"
    assert firm.legal_form == "TNHH2TV"
    household = register.by_tax_code("099999188441")
    assert household.is_person
    assert register.public_tax_code(household) == ""
    assert batch is not None
    services.roll_back(batch, by=None, because="Nhầm tệp.")
    assert not Firm.objects.filter(is_listed=True).exists()
    assert RegisterEntry.objects.count() == 3


@pytest.mark.django_db
def test_rows_that_came_before_their_firm_are_tied_to_it_later() -> None:
    imported(arrears())
    assert not Arrears.objects.filter(firm__isnull=False).exists()
    assert set(Arrears.objects.values_list("stated", flat=True)) == {"9917169268", "099999188441"}
    imported(REGISTER)
    assert not Arrears.objects.filter(firm=None).exists()


def test_overlapping_extracts_count_each_month_once(make_firm: MakeFirm) -> None:
    firm = make_firm()
    head = "thang,ma_cq,ma_dvi,mst,so_ld_tham_gia,ngay_trich\n"
    imported(head + "2026-09,09901,QC3851E,9917169268,10,2026-10-10\n")
    imported(head + "2026-09,09901,QC3851E,9917169268,12,2026-10-10\n2026-10,09901,QC3851E,9917169268,15,2026-11-01\n")
    from firms import facts

    assert facts.insured(dt.date(2026, 9, 30))[firm.pk].people == 12
    assert facts.insured(DAY)[firm.pk].people == 15
    assert firm.unit_codes.get().code == "QC3851E"
    assert Headcount.objects.count() == 3


@pytest.mark.django_db
def test_a_published_list_says_where_even_in_sql() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportBatch.objects.create(kind="arrears", file_name="x", sha256="0" * 64, received_under="published")


def test_the_readme_draws_the_table() -> None:
    readme = (Path(__file__).parents[2] / "firms" / "README.md").read_text(encoding="utf-8")
    drawn = re.search(r"```mermaid\n(.*?)\n```", readme, re.DOTALL)
    assert drawn is not None
    assert drawn[1] == lifecycle.diagram()


def test_every_state_can_be_reached_and_left() -> None:
    assert set(lifecycle.MOVES.values()) | {State.READING} == set(State)
    assert {move for _, move in lifecycle.MOVES} == set(Move)


@pytest.mark.parametrize("dry_run", [True, False], ids=["dry run", "staged"])
def test_a_list_without_a_named_sender_is_of_who_sent_the_one_before(make_firm: MakeFirm, *, dry_run: bool) -> None:
    make_firm()
    assert senders.usual("arrears") == "BHXH tỉnh"
    first = imported(arrears(day="30/09/2026"), origin=staging.Origin("BHXH tỉnh Mẫu")).batch
    assert senders.usual("arrears") == "BHXH tỉnh Mẫu"
    second = imported(arrears(), dry_run=dry_run)
    assert first is not None
    assert second.plan["against"] == first.pk
    if second.batch:
        assert second.batch.sender == "BHXH tỉnh Mẫu"


PUBLISHED = staging.Origin("", "published", "https://bhxh.example/ds", "Danh sách chậm đóng", dt.date(2026, 11, 1))


@pytest.mark.parametrize("dry_run", [True, False], ids=["dry run", "staged"])
def test_an_internal_version_never_takes_a_published_list_down_unseen(make_firm: MakeFirm, *, dry_run: bool) -> None:
    make_firm()
    published = imported(arrears(), origin=PUBLISHED).batch
    outcome = imported(arrears(months="6"), dry_run=dry_run)
    assert outcome.state == State.HELD
    assert [reason["code"] for reason in outcome.holds] == ["unpublishes"]
    assert list(ImportBatch.objects.public()) == [published]
    assert imported(arrears(months="7"), origin=PUBLISHED, dry_run=dry_run).state in (State.APPLIED, "planned")
    assert imported(arrears(day="30/09/2026"), dry_run=dry_run).state in (State.APPLIED, "planned")


def test_a_register_with_few_columns_leaves_what_it_does_not_tell(db: None) -> None:
    few = "Mã số thuế,Tên doanh nghiệp,Ngày đăng ký\n9917169268,Công ty TNHH Long Tây Mới Mẫu,05/03/2019\n"
    imported("ma_cq,ten_cq,xa_phuong\n09901,BHXH cơ sở Mẫu,xã Khúc Trạch\n", kind="offices")
    imported(REGISTER, kind="register")
    later = imported(few, kind="register", as_of=dt.date(2026, 11, 1)).batch
    assert later is not None
    firm = register.by_tax_code("9917169268")
    assert (firm.name, firm.registered_on) == ("Công ty TNHH Long Tây Mới Mẫu", dt.date(2019, 3, 5))
    assert (firm.status, firm.legal_form, str(firm.commune)) == ("active", "TNHH2TV", "xã Khúc Trạch")
    services.roll_back(later, by=None, because="Nhập nhầm.")
    firm = register.by_tax_code("9917169268")
    assert (firm.name, firm.registered_on, firm.status) == ("Công ty TNHH Long Tây Mẫu", None, "active")


def test_a_version_whose_rows_were_all_refused_replaces_nothing(make_firm: MakeFirm) -> None:
    make_firm()
    first = imported(arrears()).batch
    second = imported(arrears(months="6"), review=True).batch
    assert second is not None
    places = list(second.arrears_rows.values_list("place", flat=True))
    services.judge_rows(second, is_accepted=False, by=None, because="Nơi gửi báo nhầm tệp.", places=places)
    second.refresh_from_db()
    services.apply_batch(second, by=None, because="Không có dòng nào được tính.")
    assert [row.batch for row in Arrears.objects.in_force()] == [first] * Arrears.objects.in_force().count()
    assert Arrears.objects.in_force().exists()
