"""What anyone may be told of a firm, and what never."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from core import clock
from core.errors import Refused
from firms import public, services
from firms.models import ImportBatch, LegalForm, ReceivedUnder
from firms.staging import Origin
from tests.firms.conftest import MakeFirm, arrears
from tests.world import World

PUBLISHED = Origin("", ReceivedUnder.PUBLISHED, "https://bhxh.example/ds", "Danh sách tháng 10", dt.date(2026, 11, 2))
QUERIES = ["9917169268", "Công ty TNHH Long", "long tay", "LONG TÂY MẪU"]


@pytest.mark.parametrize("query", QUERIES)
def test_an_internal_list_reaches_no_public_door(make_firm: MakeFirm, query: str) -> None:
    make_firm()
    batch = services.import_file(arrears(), name="noi-bo.csv").batch
    assert batch is not None
    answer = public.look_up(query)
    assert answer.told == ()
    assert answer.listed is None
    assert public.newest_list() is None
    assert not public.listed(batch).exists()


@pytest.mark.parametrize("query", QUERIES)
def test_a_firm_on_a_published_list_is_told_with_its_day(make_firm: MakeFirm, query: str) -> None:
    make_firm()
    services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    answer = public.look_up(query)
    assert [told.tax_code for told in answer.told] == ["9917169268"]
    assert answer.sentence == "Có tên trong danh sách chậm đóng tính đến ngày 31/10/2026."
    assert "70" not in answer.told[0].sentence


def test_not_to_be_on_a_list_is_no_proof(make_firm: MakeFirm) -> None:
    make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu")
    services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    assert public.look_up("9916025104").sentence == (
        "Không có tên trong danh sách chậm đóng tính đến ngày 31/10/2026; không có tên không có nghĩa là đã đóng đủ."
    )


def test_a_persons_number_is_neither_looked_up_nor_shown(make_firm: MakeFirm) -> None:
    make_firm("099999188441", "Hộ kinh doanh Trí Huy Mẫu", LegalForm.HOUSEHOLD)
    services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    assert public.look_up("099999188441").is_personal
    assert public.look_up("ho kinh doanh tri").told == ()


def test_a_list_that_is_rolled_back_is_told_no_more(make_firm: MakeFirm) -> None:
    make_firm()
    batch = services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED).batch
    assert batch is not None
    services.roll_back(batch, by=None, because="Cơ quan BHXH rút lại.")
    assert public.look_up("9917169268").told == ()


def test_a_confirmed_payment_is_told_too(make_firm: MakeFirm) -> None:
    firm = make_firm()
    services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED)
    services.record_payment(firm, paid_on=dt.date(2026, 11, 2), source="CV 12/BHXH", by=None, because="Đã nộp.")
    assert public.look_up("9917169268").told[0].sentence.endswith("Cơ quan BHXH xác nhận đã nộp đủ ngày 02/11/2026.")


def test_a_part_of_a_name_finds_the_firm_on_the_list_and_a_miss_does_not_acquit_anyone(world: World) -> None:
    assert [told.name for told in public.look_up("thinh chau").told] == ["Công ty TNHH Một thành viên Du lịch Thịnh Châu Mẫu"]
    assert public.look_up("khong co ten nay").sentence.startswith("Không thấy tên nào như vậy")
    assert public.look_up("x").told == ()


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize("ahead", ["published_on", "letter_on"])
def test_no_list_is_taken_as_of_a_day_to_come(make_firm: MakeFirm, ahead: str, dry_run: bool) -> None:
    make_firm()
    ahead_of_today: Any = {ahead: dt.date(2026, 11, 3)}
    origin = replace(PUBLISHED, **ahead_of_today)
    with pytest.raises(Refused, match=ahead):
        services.import_file(arrears(), name="mai.csv", origin=origin, dry_run=dry_run)
    assert not ImportBatch.objects.exists()


def test_a_list_is_told_from_its_day_of_publication_on(make_firm: MakeFirm) -> None:
    make_firm()
    batch = services.import_file(arrears(), name="cong-khai.csv", origin=PUBLISHED).batch
    assert batch is not None
    ImportBatch.objects.filter(pk=batch.pk).update(published_on=dt.date(2026, 12, 30))
    assert public.look_up("9917169268").listed is None
    assert not public.listed(batch).exists()
    with clock.at(dt.date(2026, 12, 30)):
        assert [told.tax_code for told in public.look_up("9917169268").told] == ["9917169268"]
