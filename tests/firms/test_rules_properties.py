"""What holds of every judgement, whatever facts there are and in whatever order they come."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firms.rules import Decision, Established, Facts, Listed, Month, State, Windows, is_unpaid, judge

FIRST = dt.date(2025, 1, 1)
DAYS = st.integers(0, 800).map(lambda days: FIRST + dt.timedelta(days=days))
AMOUNTS = st.integers(-50, 200)
MONTHS = st.builds(Month, DAYS, st.integers(0, 100), st.integers(-20, 150), st.none() | DAYS)
LISTED = st.builds(Listed, DAYS, st.none() | st.decimals(0, 40, places=1), AMOUNTS, st.booleans())
DECISIONS = st.builds(
    Decision,
    st.sampled_from("123"),
    st.sampled_from(["TRON_DONG", "CHAM_DONG", "THIEU_NGUOI"]),
    DAYS,
    st.sampled_from(["fine", "warning"]),
    st.sampled_from(["final", "annulled", "appeal"]),
    st.none() | DAYS,
    st.none() | DAYS,
)
ESTABLISHED = st.builds(Established, st.sampled_from(["evasion", "late", "clean"]), DAYS, st.sampled_from("ab"))
FACTS = st.builds(
    Facts,
    st.none() | LISTED,
    st.lists(MONTHS, max_size=8),
    st.none() | DAYS,
    st.lists(DECISIONS, max_size=4),
    st.lists(DAYS, max_size=3),
    st.booleans(),
    st.lists(ESTABLISHED, max_size=4),
)
#: How bad a state is for the firm.
WEIGHT = {State.ON_TIME: 0, State.UNKNOWN: 1, State.SUSPENDED: 2, State.DISPUTED: 3, State.LATE: 4, State.EVASION: 5}
often = settings(max_examples=150, deadline=None)


@often
@given(FACTS, DAYS, st.integers())
def test_the_order_of_facts_never_matters(facts: Facts, on: dt.date, seed: int) -> None:
    def mixed(rows: Any) -> list[Any]:
        return random.Random(seed).sample(list(rows), len(rows))

    shuffled = replace(
        facts,
        months=mixed(facts.months),
        decisions=mixed(facts.decisions),
        paid_on=mixed(facts.paid_on),
        established=mixed(facts.established),
    )
    assert judge(shuffled, on) == judge(facts, on)


@often
@given(FACTS, DAYS)
def test_every_judgement_has_a_ground(facts: Facts, on: dt.date) -> None:
    assert all(judge(facts, on).grounds)


@often
@given(FACTS, DAYS, DAYS)
def test_one_more_payment_confirmed_never_makes_it_worse(facts: Facts, on: dt.date, paid: dt.date) -> None:
    before = judge(facts, on).state
    after = judge(replace(facts, paid_on=[*facts.paid_on, paid]), on).state
    assert WEIGHT[after] <= WEIGHT[before]


@often
@given(FACTS, DAYS, st.data())
def test_paying_a_month_never_makes_it_worse(facts: Facts, on: dt.date, data: st.DataObject) -> None:
    if not facts.months:
        return
    place = data.draw(st.integers(0, len(facts.months) - 1))
    month = facts.months[place]
    days: st.SearchStrategy[dt.date | None] = DAYS
    if month.paid_vnd >= month.due_vnd:  # already paid: no later day may be told
        days = st.dates(FIRST, month.paid_on) if month.paid_on else st.none()
    paid = replace(month, paid_vnd=max(month.due_vnd, month.paid_vnd), paid_on=data.draw(days))
    after = judge(replace(facts, months=[*facts.months[:place], paid, *facts.months[place + 1 :]]), on).state
    assert WEIGHT[after] <= WEIGHT[judge(facts, on).state]


@often
@given(FACTS, DAYS)
def test_nothing_but_an_authority_makes_evasion(facts: Facts, on: dt.date) -> None:
    silent = replace(
        facts,
        decisions=[each for each in facts.decisions if each.conduct != "TRON_DONG" or each.state != "final"],
        established=[each for each in facts.established if each.kind != "evasion"],
    )
    assert judge(silent, on).state is not State.EVASION


@often
@given(FACTS, DAYS)
def test_what_is_put_off_by_law_is_never_late_by_its_list(facts: Facts, on: dt.date) -> None:
    if facts.listed is None:
        return
    put_off = replace(facts, listed=replace(facts.listed, as_of=on, is_put_off=True), decisions=(), established=())
    assert judge(put_off, on).state is State.SUSPENDED


@often
@given(FACTS, DAYS)
def test_who_is_overpaid_is_never_late_by_the_list(facts: Facts, on: dt.date) -> None:
    if facts.listed is None:
        return
    overpaid = replace(facts.listed, total_vnd=-abs(facts.listed.total_vnd), is_put_off=False)
    assert judge(replace(facts, listed=overpaid), on) == judge(replace(facts, listed=None), on)


@often
@given(FACTS, DAYS)
def test_figures_that_are_too_old_prove_nothing(facts: Facts, on: dt.date) -> None:
    """Decisions and conclusions of authorities stand until they close; figures do not."""
    old = on - dt.timedelta(days=Windows().stale_days + 1)
    listed = replace(facts.listed, as_of=min(facts.listed.as_of, old)) if facts.listed else None
    counted = min(facts.counted_until, old) if facts.counted_until else None
    stale = replace(facts, listed=listed, counted_until=counted, decisions=(), established=(), is_disputed=False)
    assert judge(stale, on).state is State.UNKNOWN


@often
@given(FACTS)
def test_a_day_before_the_first_fact_is_unknown(facts: Facts) -> None:
    assert judge(replace(facts, is_disputed=False), FIRST - dt.timedelta(days=1)).state is State.UNKNOWN


@often
@given(FACTS, DAYS, DAYS)
def test_what_is_dated_later_is_not_looked_at(facts: Facts, on: dt.date, later: dt.date) -> None:
    later = max(later, on + dt.timedelta(days=1))
    more = replace(
        facts,
        decisions=[*facts.decisions, Decision("9", "TRON_DONG", later, "fine", "final")],
        established=[*facts.established, *(Established(kind, later, "x") for kind in ("evasion", "late", "clean"))],
        paid_on=[*facts.paid_on, later],
        months=[*facts.months, Month(later, 100, 0, None)],
    )
    assert judge(more, on) == judge(facts, on)


@often
@given(MONTHS, DAYS)
def test_nobody_is_late_on_the_due_day_or_before(month: Month, until: dt.date) -> None:
    if until <= month.due_on:
        assert not is_unpaid(month, until)


@often
@given(FACTS, DAYS)
def test_an_open_dispute_is_never_called_late_by_a_list(facts: Facts, on: dt.date) -> None:
    assert judge(replace(facts, is_disputed=True), on).state is not State.LATE


DUE = dt.date(2026, 9, 30)


@pytest.mark.parametrize(
    ("facts", "on", "state"),
    [
        pytest.param(Facts(months=(Month(DUE, 9, 0, None),), counted_until=DUE), DUE, State.UNKNOWN, id="due today is not late"),
        pytest.param(
            Facts(months=(Month(DUE, 9, 0, None),), counted_until=DUE), DUE + dt.timedelta(1), State.UNKNOWN, id="not counted yet"
        ),
        pytest.param(
            Facts(months=(Month(DUE, 9, 9, dt.date(2026, 10, 20)),), counted_until=dt.date(2026, 10, 31)),
            dt.date(2026, 10, 5),
            State.LATE,
            id="paid later, so late on that day",
        ),
        pytest.param(
            Facts(months=(Month(dt.date(2026, 5, 31), 9, 9, DUE),), counted_until=dt.date(2026, 10, 31)),
            dt.date(2026, 10, 31),
            State.UNKNOWN,
            id="no month of late was reported",
        ),
        pytest.param(Facts(established=(Established("evasion", DUE, "12/KL"),)), dt.date(2027, 3, 1), State.EVASION, id="concluded"),
        pytest.param(
            Facts(established=(Established("evasion", DUE, "12/KL"),), paid_on=(dt.date(2026, 10, 2),)),
            dt.date(2026, 10, 3),
            State.UNKNOWN,
            id="concluded, then paid",
        ),
        pytest.param(Facts(established=(Established("late", DUE, "3/KL"),)), dt.date(2026, 10, 3), State.LATE, id="found late"),
        pytest.param(
            Facts(established=(Established("late", DUE, "3/KL"), Established("clean", DUE, "4/KL"))),
            dt.date(2026, 10, 3),
            State.UNKNOWN,
            id="found late and clean on one day",
        ),
        pytest.param(Facts(listed=Listed(DUE, Decimal(3), -5)), DUE, State.UNKNOWN, id="overpaid"),
    ],
)
def test_edges(facts: Facts, on: dt.date, state: State) -> None:
    assert judge(facts, on).state is state
