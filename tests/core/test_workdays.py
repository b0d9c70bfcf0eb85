"""Terms in working days, over the holidays and swapped days of 2025 to 2027."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import workdays

D = dt.date


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        pytest.param(D(2026, 11, 2), 0, D(2026, 11, 2), id="no term ends on its first day"),
        pytest.param(D(2026, 11, 2), 10, D(2026, 11, 16), id="two plain weeks"),
        pytest.param(D(2026, 11, 6), 1, D(2026, 11, 9), id="over a weekend"),
        pytest.param(D(2026, 11, 23), 1, D(2026, 11, 25), id="24 November is a holiday since 2026"),
        pytest.param(D(2026, 2, 13), 1, D(2026, 2, 23), id="over Tet 2026"),
        pytest.param(D(2026, 8, 21), 1, D(2026, 8, 22), id="a Saturday worked in exchange"),
        pytest.param(D(2026, 8, 28), 1, D(2026, 9, 3), id="over the National Day of 2026, Monday swapped"),
        pytest.param(D(2026, 12, 31), 1, D(2027, 1, 4), id="over the new year"),
    ],
)
def test_a_term_ends_on(start: dt.date, days: int, end: dt.date) -> None:
    assert workdays.add(start, days) == end


def test_a_swapped_day_of_the_table_overrules_the_calendar() -> None:
    assert workdays.add(D(2026, 11, 6), 1, {D(2026, 11, 7): True}) == D(2026, 11, 7)
    assert workdays.add(D(2026, 11, 2), 1, {D(2026, 11, 3): False}) == D(2026, 11, 4)


def test_a_term_does_not_run_backwards() -> None:
    with pytest.raises(ValueError, match="backwards"):
        workdays.add(D(2026, 11, 2), -1)


@given(st.dates(D(2025, 1, 1), D(2027, 6, 30)), st.integers(1, 60))
def test_adding_and_counting_agree(start: dt.date, days: int) -> None:
    end = workdays.add(start, days)
    assert workdays.is_workday(end)
    assert workdays.between(start, end) == days
