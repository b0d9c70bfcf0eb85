"""How a firm stands on a day: the facts in force, gathered for the pure judgement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from . import holds, rules
from .models import Arrears, Contribution, Finding, Firm, Sanction, ScreenPolicy
from .rules import LABELS, Standing, State

__all__ = ["LABELS", "Standing", "State", "decisions", "of", "policy"]


_tried: ContextVar[ScreenPolicy | None] = ContextVar("tried", default=None)


def policy(on: dt.date) -> ScreenPolicy:
    """Return the thresholds in force on the day ``on``, or those that are being tried."""
    tried = _tried.get()
    if tried is not None:
        return tried
    found: ScreenPolicy = ScreenPolicy.objects.in_force(on).latest("valid_from")
    return found


@contextmanager
def judged_by(tried: ScreenPolicy) -> Iterator[None]:
    """Let ``tried`` judge instead of the thresholds in force: what would be found, never what is."""
    token = _tried.set(tried)
    try:
        yield
    finally:
        _tried.reset(token)


def windows(on: dt.date) -> rules.Windows:
    """Return the windows of the policy in force."""
    now = policy(on)
    return rules.Windows(now.window_months_fine, now.window_months_warning, now.stale_days, now.execution_months)


def decisions(firm: Firm) -> list[rules.Decision]:
    """Return the decisions against ``firm`` that the lists in force carry."""
    return [decision(row) for row in Sanction.objects.in_force().filter(firm=firm)]


def decision(row: Sanction) -> rules.Decision:
    """Return a stored decision as the rules take it."""
    return rules.Decision(row.decision_no, row.conduct, row.issued_on, row.form, row.state, row.violated_on, row.completed_on)


def of(firm: Firm, on: dt.date) -> Standing:
    """Judge how ``firm`` stands on the day ``on``; for officers and for gates, never as such for readers."""
    newest = Arrears.objects.in_force().filter(as_of__lte=on).order_by("-as_of").values_list("as_of", flat=True).first()
    rows = list(Arrears.objects.in_force().filter(firm=firm, as_of=newest)) if newest else []
    contributions = Contribution.objects.in_force().filter(firm=firm)
    counted = contributions.order_by("-batch__payments_until").values_list("batch__payments_until", flat=True).first()
    facts = rules.Facts(
        listed=_listed(rows),
        months=[rules.Month(row.due_on, row.due_vnd, row.paid_vnd, row.paid_on) for row in contributions.filter(due_on__lte=on)],
        counted_until=counted,
        decisions=decisions(firm),
        paid_on=list(
            Finding.objects.filter(firm=firm, kind=Finding.Kind.PAID, is_overturned=False, found_on__lte=on).values_list(
                "found_on", flat=True
            )
        ),
        is_disputed=holds.open_holds(firm, on).filter(kind="disputed").exists(),
    )
    return rules.judge(facts, on, windows(on))


def _listed(rows: list[Arrears]) -> rules.Listed | None:
    """Add up the rows of one firm on one list: a legal entity may own several unit codes."""
    if not rows:
        return None
    late = [row for row in rows if not row.is_put_off]
    counted = late or rows
    months = max((row.months for row in counted if row.months is not None), default=None)
    return rules.Listed(counted[0].as_of, months, sum(row.total_vnd for row in counted), not late)
