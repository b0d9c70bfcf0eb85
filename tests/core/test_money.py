"""Money is whole đồng, the surcharge of a late payment simple and rounded half up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import number, surcharge, vnd


def test_amounts_are_written_with_points() -> None:
    assert vnd(1_234_567_890) == "1.234.567.890 đồng"
    assert vnd(-1_234) == "-1.234 đồng"
    assert number(12_345) == "12.345"


@pytest.mark.parametrize(
    ("amount", "days", "due"),
    [
        pytest.param(100_000_000, 31, 930_000, id="the example of the law"),
        pytest.param(100_000_000, 0, 0, id="no day late"),
        pytest.param(-5, 31, 0, id="overpaid"),
        pytest.param(1_667, 1, 1, id="half a dong is rounded up"),
        pytest.param(1_666, 1, 0, id="less than half is not"),
    ],
)
def test_surcharge(amount: int, days: int, due: int) -> None:
    assert surcharge(amount, days, per_day_millionths=300) == due


@given(st.integers(1, 10**12), st.integers(1, 3_000))
def test_one_more_day_never_costs_less(amount: int, days: int) -> None:
    assert surcharge(amount, days + 1, per_day_millionths=300) >= surcharge(amount, days, per_day_millionths=300)
