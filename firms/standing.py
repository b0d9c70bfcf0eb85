"""How a firm stands on a day: the facts in force, gathered for the pure judgement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Q, QuerySet

from core import clock

from . import holds, rules
from .facts import newest_by_month
from .lifecycle import Move
from .models import Arrears, Contribution, Finding, Firm, ImportBatch, ImportEvent, Sanction, ScreenPolicy
from .models.facts import FactQuerySet
from .rules import LABELS, Standing, State

__all__ = ["LABELS", "Known", "Standing", "State", "as_known", "decisions", "known_on", "of", "policy"]


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
    """Return the windows of the policy in force; of a day before the first policy, those of the first."""
    try:
        now = policy(on)
    except ScreenPolicy.DoesNotExist:
        now = ScreenPolicy.objects.earliest("valid_from")
    return rules.Windows(now.window_months_fine, now.window_months_warning, now.stale_days, now.execution_months)


def decisions(firm: Firm, known: Known | None = None) -> list[rules.Decision]:
    """Return the decisions against ``firm``, each as the newest list that counts has it."""
    rows = (known or Known()).rows(Sanction.objects.all()).filter(firm=firm).order_by("batch__as_of", "batch_id", "place")
    return list({row.decision_no: decision(row) for row in rows}.values())


def decision(row: Sanction) -> rules.Decision:
    """Return a stored decision as the rules take it."""
    return rules.Decision(row.decision_no, row.conduct, row.issued_on, row.form, row.state, row.violated_on, row.completed_on)


def of(firm: Firm, on: dt.date) -> Standing:
    """Judge how ``firm`` stood on the day ``on`` by what is known now; for officers and for gates, never as such for readers."""
    return rules.judge(facts_of(firm, on, Known()), on, windows(on))


def as_known(firm: Firm, on: dt.date) -> Standing:
    """Judge how ``firm`` stood on the day ``on`` by what this office had on file at the end of that day, right or wrong."""
    return rules.judge(facts_of(firm, on, known_on(on)), on, windows(on))


@dataclass(frozen=True, slots=True)
class Known:
    """What is on file: the lists in force now, or those that counted at a moment."""

    at: dt.datetime | None = None
    batches: frozenset[int] = frozenset()

    def rows(self, found: FactQuerySet) -> FactQuerySet:
        """Keep of ``found`` the counted rows of the lists that count."""
        return found.in_force() if self.at is None else found.filter(batch__in=self.batches, is_counted=True)

    def lists(self) -> QuerySet[ImportBatch]:
        """Return the lists that count."""
        return ImportBatch.objects.in_force() if self.at is None else ImportBatch.objects.filter(pk__in=self.batches)

    def findings(self, firm: Firm) -> list[Finding]:
        """Return what competent bodies had established and nobody had overturned."""
        found = firm.findings.all()
        if self.at is None:
            return list(found.filter(is_overturned=False))
        overturned = firm.events.filter(move="overturn", at__gt=self.at).values_list("was", flat=True)
        return list(found.filter(Q(is_overturned=False) | Q(kind__in=list(overturned)), recorded_at__lte=self.at))


def known_on(on: dt.date) -> Known:
    """Return what was on file at the end of the day ``on``: lists applied by then, not rolled back, of each the newest version."""
    at = dt.datetime.combine(on, dt.time.max, clock.VIETNAM)
    moves = ImportEvent.objects.filter(move__in=(Move.APPLY, Move.ROLL_BACK), at__lte=at, record__rows_accepted__gt=0)
    last: dict[int, tuple[str, tuple[Any, ...], int]] = {}
    for pk, move, kind, sender, as_of, version in moves.order_by("at", "pk").values_list(
        "record_id", "move", "record__kind", "record__sender", "record__as_of", "record__version"
    ):
        last[pk] = (move, (kind, sender, as_of), version)
    newest: dict[tuple[Any, ...], tuple[int, int]] = {}
    for pk, (move, key, version) in last.items():
        if move == Move.APPLY:
            newest[key] = max(newest.get(key, (0, 0)), (version, pk))
    return Known(at, frozenset(pk for _, pk in newest.values()))


def facts_of(firm: Firm, on: dt.date, known: Known) -> rules.Facts:
    """Gather what is ``known`` of ``firm`` up to the day ``on``."""
    newest = known.lists().filter(kind="arrears", as_of__lte=on, rows_accepted__gt=0).aggregate(day=Max("as_of"))["day"]
    rows = list(known.rows(Arrears.objects.all()).filter(firm=firm, as_of=newest)) if newest else []
    contributions = newest_by_month(known.rows(Contribution.objects.all()).filter(firm=firm))
    months = list(contributions.values_list("due_on", "due_vnd", "paid_vnd", "paid_on", "batch__payments_until"))
    findings = [finding for finding in known.findings(firm) if finding.found_on <= on]
    return rules.Facts(
        listed=_listed(rows),
        months=[rules.Month(*month[:4]) for month in months],
        counted_until=max((month[4] for month in months if month[4]), default=None),
        decisions=decisions(firm, known),
        paid_on=[finding.found_on for finding in findings if finding.kind == Finding.Kind.PAID],
        is_disputed=holds.open_holds(firm, on).filter(kind="disputed").exists(),
        established=[
            rules.Established(finding.kind, finding.found_on, finding.source) for finding in findings if finding.kind != Finding.Kind.PAID
        ],
    )


def _listed(rows: list[Arrears]) -> rules.Listed | None:
    """Add up the rows of one firm on one list: a legal entity may own several unit codes."""
    if not rows:
        return None
    late = [row for row in rows if not row.is_put_off]
    counted = late or rows
    months = max((row.months for row in counted if row.months is not None), default=None)
    is_longer = any(row.months == months and row.months_text.startswith(">") for row in counted)
    return rules.Listed(counted[0].as_of, months, sum(row.total_vnd for row in counted), not late, is_longer)
