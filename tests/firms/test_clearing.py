"""Until when a firm may be called a repeat violator."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from firms.clearing import label
from firms.rules import Decision, Windows

FIRST = Decision("1", "CHAM_DONG", dt.date(2025, 1, 10), "fine", "final", dt.date(2024, 11, 1), dt.date(2025, 2, 1))
SECOND = Decision("2", "CHAM_DONG", dt.date(2026, 3, 31), "fine", "final", dt.date(2025, 6, 1), dt.date(2026, 4, 30))


@pytest.mark.parametrize(
    ("second", "evaded", "until"),
    [
        pytest.param(SECOND, (), dt.date(2027, 4, 30), id="a fine: one year from the day it was carried out"),
        pytest.param(replace(SECOND, form="warning"), (), dt.date(2026, 10, 30), id="a warning: six months"),
        pytest.param(replace(SECOND, completed_on=None), (), dt.date(2028, 3, 31), id="not carried out: from the end of its term"),
        pytest.param(replace(SECOND, form="warning", completed_on=None), (), dt.date(2027, 9, 30), id="a warning not carried out"),
        pytest.param(replace(SECOND, completed_on=None), ("2",), None, id="evaded: the term has not begun"),
        pytest.param(replace(SECOND, completed_on=None), ("1",), dt.date(2028, 3, 31), id="evasion of the first does not matter"),
        pytest.param(SECOND, ("2",), dt.date(2027, 4, 30), id="carried out in the end"),
        pytest.param(replace(SECOND, completed_on=dt.date(2024, 2, 29)), (), dt.date(2025, 2, 28), id="the last of February"),
    ],
)
def test_the_window_of_the_latest_decision_governs(second: Decision, evaded: tuple[str, ...], until: dt.date | None) -> None:
    found = label([(FIRST, second)], Windows(), evaded=frozenset(evaded), recorded=frozenset())
    assert found.until == until
    assert found.latest == "2"
    assert found.because
    assert not found.stands


def test_of_several_pairs_the_latest_decision_governs() -> None:
    third = replace(SECOND, number="3", issued_on=dt.date(2026, 9, 1), completed_on=dt.date(2026, 10, 1))
    assert label([(FIRST, SECOND), (SECOND, third)], Windows(), evaded=frozenset(), recorded=frozenset()).until == dt.date(2027, 10, 1)


@pytest.mark.parametrize(("recorded", "stands"), [("2", True), ("1", False)])
def test_the_label_stands_only_on_a_later_decision_that_records_the_repeat(recorded: str, stands: bool) -> None:
    assert label([(FIRST, SECOND)], Windows(), evaded=frozenset(), recorded=frozenset({recorded})).stands is stands
