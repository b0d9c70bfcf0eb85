"""The calculators: figures of the law's own examples, bounds, and passages with their days."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from core import reference
from core.law import NotInForce
from outreach import calculators
from outreach.calculating import NeedsRegion, Payer

pytestmark = pytest.mark.django_db
ON = dt.date(2026, 11, 23)


@pytest.fixture(autouse=True)
def law() -> None:
    reference.law()


def test_eight_million_as_the_answer_has_it() -> None:
    worked = calculators.contribution(8_000_000, Payer.WORKER, on=ON)
    assert "Tính trên 8.000.000 đồng/tháng." in worked.text
    assert "Người lao động đóng 10,5%: 840.000 đồng. Gồm hưu trí, tử tuất 8% = 640.000; y tế 1,5% = 120.000" in worked.text
    assert "Công ty đóng 21,5%: 1.720.000 đồng" in worked.text
    assert "Điều 33 khoản 1 Luật Bảo hiểm xã hội 41/2024/QH15 (áp dụng từ 01/07/2025)" in worked.citations
    assert not any("141" in cited for cited in worked.citations)


@pytest.mark.parametrize(
    ("wage", "payer", "said"),
    [
        (1_000_000, Payer.WORKER, "Mức thấp nhất để đóng là 2.530.000 đồng/tháng"),
        (60_000_000, Payer.WORKER, "Mức cao nhất để đóng bảo hiểm xã hội là 50.600.000 đồng/tháng"),
        (3_000_000, Payer.VOLUNTARY, "Đóng 22%: 3.000.000 × 22% = 660.000 đồng/tháng"),
        (1_000_000, Payer.VOLUNTARY, "Mức thấp nhất để đóng là 1.500.000 đồng/tháng"),
        (4_000_000, Payer.OWNER, "Đóng 25%: 4.000.000 × 25% = 1.000.000 đồng/tháng"),
    ],
)
def test_bounds_and_payers(wage: int, payer: Payer, said: str) -> None:
    assert said in calculators.contribution(wage, payer, on=ON).text


def test_above_the_lowest_cap_the_region_is_needed_and_counts() -> None:
    with pytest.raises(NeedsRegion):
        calculators.contribution(100_000_000, Payer.WORKER, on=ON)
    worked = calculators.contribution(100_000_000, Payer.WORKER, region=2, on=ON)
    assert "thất nghiệp 1% = 946.000" in worked.text
    assert "thất nghiệp 1% = 1.000.000" in calculators.contribution(100_000_000, Payer.WORKER, region=1, on=ON).text


def test_the_surcharge_of_the_laws_example() -> None:
    worked = calculators.surcharge(100_000_000, 31, on=ON)
    assert "100.000.000 × 0,03% × 31 ngày = 930.000 đồng" in worked.text
    assert "đang chờ xác nhận" in worked.text
    by_month = calculators.surcharge(100_000_000, 0, on=ON, month=dt.date(2026, 9, 1), paid_on=dt.date(2026, 12, 2))
    assert "hạn đóng 31/10/2026; nộp đủ ngày 02/12/2026: 31 ngày chậm" in by_month.text
    assert "= 930.000 đồng" in by_month.text
    assert any("Điều 34 khoản 4" in cited for cited in by_month.citations)


def test_what_was_due_under_the_old_law_is_not_worked_out() -> None:
    worked = calculators.surcharge(100_000_000, 0, on=ON, month=dt.date(2025, 6, 1), paid_on=ON)
    assert "không tính" in worked.text
    assert "=" not in worked.text


def test_when_a_month_is_due() -> None:
    assert "hạn đóng là hết ngày 28/02/2027; chưa đóng đủ thì từ ngày 01/03/2027" in calculators.due(dt.date(2027, 1, 1), on=ON).text


def test_no_law_no_figure() -> None:
    with pytest.raises(NotInForce):
        calculators.contribution(8_000_000, Payer.WORKER, on=dt.date(2020, 1, 1))


def test_figures_are_written_as_the_reader_writes_them() -> None:
    with translation.override("en"):
        assert "8,000,000 × 22% = 1,760,000 dong" in calculators.contribution(8_000_000, Payer.VOLUNTARY, on=ON).text
