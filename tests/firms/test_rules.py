"""How a firm stands, case by case."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from firms.rules import Decision, Facts, Listed, Month, State, Windows, add_months, is_open, judge, repeats

TODAY = dt.date(2026, 11, 2)
AS_OF = dt.date(2026, 10, 31)


def decision(number: str = "1", **more: Any) -> Decision:
    defaults: dict[str, Any] = {"conduct": "TRON_DONG", "issued_on": dt.date(2026, 1, 5), "form": "fine", "state": "final"}
    return Decision(number, **{**defaults, **more})


def month(paid: int = 100, paid_on: dt.date | None = dt.date(2026, 9, 20)) -> Month:
    return Month(dt.date(2026, 9, 30), 100, paid, paid_on)


LISTED = Listed(AS_OF, Decimal(4), 60_000_000)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        pytest.param(Facts(), State.UNKNOWN, id="no figure"),
        pytest.param(Facts(listed=LISTED), State.LATE, id="on the newest list"),
        pytest.param(Facts(listed=Listed(AS_OF, None, 1, is_put_off=True)), State.SUSPENDED, id="put off under Art 37"),
        pytest.param(Facts(listed=LISTED, paid_on=(dt.date(2026, 11, 1),)), State.ON_TIME, id="paid after the list, confirmed"),
        pytest.param(Facts(listed=LISTED, paid_on=(AS_OF,)), State.LATE, id="paid on the day of the list is in its figures"),
        pytest.param(Facts(listed=LISTED, is_disputed=True), State.DISPUTED, id="disputed"),
        pytest.param(Facts(listed=LISTED, decisions=(decision(),)), State.EVASION, id="evasion by decision"),
        pytest.param(Facts(decisions=(decision(state="appeal"),)), State.UNKNOWN, id="evasion under appeal is no evasion"),
        pytest.param(Facts(listed=Listed(TODAY - dt.timedelta(60), None, 1)), State.LATE, id="60 days old"),
        pytest.param(Facts(listed=Listed(TODAY - dt.timedelta(61), None, 1)), State.UNKNOWN, id="61 days old proves nothing"),
        pytest.param(Facts(months=(month(),), counted_until=AS_OF), State.ON_TIME, id="all months paid"),
        pytest.param(Facts(months=(month(99),), counted_until=AS_OF), State.LATE, id="one đồng short"),
        pytest.param(Facts(months=(month(),), counted_until=dt.date(2026, 8, 1)), State.UNKNOWN, id="contributions too old"),
    ],
)
def test_judge(facts: Facts, state: State) -> None:
    standing = judge(facts, TODAY)
    assert standing.state is state
    assert standing.grounds


@pytest.mark.parametrize(
    ("form", "completed", "on", "open_"),
    [
        ("fine", None, TODAY, True),
        ("fine", dt.date(2025, 11, 2), dt.date(2026, 11, 1), True),
        ("fine", dt.date(2025, 11, 2), dt.date(2026, 11, 2), False),
        ("warning", dt.date(2026, 5, 2), dt.date(2026, 11, 1), True),
        ("warning", dt.date(2026, 5, 2), dt.date(2026, 11, 2), False),
    ],
)
def test_the_window_of_a_decision_is_half_open(form: str, completed: dt.date | None, on: dt.date, open_: bool) -> None:
    first = decision(form=form, completed_on=completed, issued_on=dt.date(2025, 10, 1))
    assert is_open(first, on, Windows()) is open_


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        pytest.param({}, {"violated_on": dt.date(2026, 3, 1)}, True, id="never carried out, so still open"),
        pytest.param({}, {"violated_on": dt.date(2026, 1, 5)}, False, id="began on the day of the first decision"),
        pytest.param({}, {"violated_on": dt.date(2026, 3, 1), "conduct": "CHAM_DONG"}, False, id="another conduct"),
        pytest.param({"state": "annulled"}, {"violated_on": dt.date(2026, 3, 1)}, False, id="first annulled"),
        pytest.param({}, {"violated_on": dt.date(2026, 3, 1), "state": "appeal"}, False, id="second under appeal"),
        pytest.param({"completed_on": dt.date(2025, 3, 2)}, {"violated_on": dt.date(2026, 3, 1)}, True, id="last day of the window"),
        pytest.param({"completed_on": dt.date(2025, 3, 1)}, {"violated_on": dt.date(2026, 3, 1)}, False, id="the day it closes"),
    ],
)
def test_repeats(first: dict[str, Any], second: dict[str, Any], found: bool) -> None:
    early = decision("1", **{"issued_on": dt.date(2026, 1, 5), **first})
    assert bool(repeats([decision("2", issued_on=dt.date(2026, 5, 1), **second), early], TODAY, Windows())) is found


def test_months_end_where_the_month_ends() -> None:
    assert add_months(dt.date(2024, 8, 31), 6) == dt.date(2025, 2, 28)
    assert add_months(dt.date(2024, 11, 30), 1) == dt.date(2024, 12, 30)
