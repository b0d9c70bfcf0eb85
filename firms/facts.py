"""Figures in force by firm: of several lists that speak of one month, the newest."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum

from .models import Arrears, Contribution, FirmStatus, Headcount, Sanction, SanctionState, Source
from .rules import Decision, Windows

#: The columns of a decision in the order in which the rules take them.
_DECISION = ("decision_no", "conduct", "issued_on", "form", "state", "violated_on", "completed_on")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people, by whom, on which day."""

    people: int
    source: Source
    on: dt.date


def newest_by_month(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep of each month the rows of the newest list alone, so that an overlap of two lists is not counted twice."""
    best: dict[dt.date, int] = {}
    for month, batch_id in rows.order_by("batch__as_of", "batch_id").values_list("month", "batch_id").distinct():
        best[month] = batch_id
    months: dict[int, list[dt.date]] = defaultdict(list)
    for month, batch_id in best.items():
        months[batch_id].append(month)
    wanted = Q(pk__in=[])
    for batch_id, listed in months.items():
        wanted |= Q(batch_id=batch_id, month__in=listed)
    return rows.filter(wanted)


def contributions(months: list[dt.date]) -> QuerySet[Contribution]:
    """Return what was due and paid for ``months``."""
    return newest_by_month(Contribution.objects.in_force().filter(month__in=months, firm__isnull=False).order_by())


def months_due(on: dt.date, count: int) -> list[dt.date]:
    """Return the last ``count`` months that fell due by the day ``on``."""
    due = Contribution.objects.in_force().filter(due_on__lte=on).order_by("-month").values_list("month", flat=True).distinct()
    return list(due[:count])


def newest_list(on: dt.date) -> dt.date | None:
    """Return the day of the newest list of arrears in force on ``on``."""
    return Arrears.objects.in_force().filter(as_of__lte=on).order_by("-as_of").values_list("as_of", flat=True).first()


def owed(
    day: dt.date, only: Collection[int] | None = None, *, months: Decimal | int = 0, total_vnd: int = 0
) -> dict[int, tuple[Decimal, int]]:
    """Return of the list of ``day`` how long and how much each firm is late; what is put off by law does not count."""
    rows = Arrears.objects.in_force().filter(as_of=day, is_put_off=False, firm__isnull=False)
    rows = rows if only is None else rows.filter(firm__in=only)
    sums = rows.order_by().values("firm_id").annotate(longest=Max("months"), owed=Sum("total_vnd"))
    found = sums.filter(longest__gte=months, owed__gte=total_vnd).values_list("firm_id", "longest", "owed")
    return {key: (longest.quantize(Decimal("0.01")), total) for key, longest, total in found}


def at_least(day: dt.date, *, months: Decimal | int = 0, only: Collection[int] | None = None) -> set[tuple[int, Decimal]]:
    """Return the firms, each with the months, of which the list of ``day`` says that they are late for longer than that."""
    rows = Arrears.objects.in_force().filter(as_of=day, is_put_off=False, months__gte=months, months_text__startswith=">")
    rows = rows.filter(firm__isnull=False) if only is None else rows.filter(firm__in=only)
    return {(key, longest) for key, longest in rows.order_by().values_list("firm_id", "months") if longest is not None}


def punctual(months: list[dt.date], only: Collection[int] | None = None) -> QuerySet[Contribution, Any]:
    """Return the keys of the active firms that paid each of ``months`` in full by its due date."""
    good = Q(paid_vnd__gte=F("due_vnd"), paid_on__lte=F("due_on"))
    rows = contributions(months).filter(firm__status=FirmStatus.ACTIVE, firm__is_listed=True)
    rows = rows if only is None else rows.filter(firm__in=only)
    counts = rows.values("firm_id").annotate(good=Count("month", filter=good, distinct=True), rows=Count("pk"))
    return counts.filter(good=len(months), rows=len(months)).values("firm_id")


def punished_again(on: dt.date) -> QuerySet[Sanction, Any]:
    """Return the keys of the firms that may be repeat violators: an act of one conduct began after a decision on it.

    One aggregate in the database; it lets through more than the rules do, and never less.
    """
    rows = Sanction.objects.in_force().filter(issued_on__lte=on, firm__isnull=False, state=SanctionState.FINAL).order_by()
    spans = rows.values("firm_id", "conduct").annotate(first=Min("issued_on"), last=Max("violated_on"))
    return spans.filter(last__gt=F("first")).values("firm_id")


def under_decision(on: dt.date, windows: Windows) -> QuerySet[Sanction, Any]:
    """Return the keys of the firms with a decision whose window may be open; a little wider than the rules."""
    opened = on - dt.timedelta(days=31 * max(windows.fine_months, windows.warning_months))
    rows = Sanction.objects.in_force().filter(issued_on__lte=on, firm__isnull=False, state=SanctionState.FINAL)
    return rows.filter(Q(completed_on=None) | Q(completed_on__gte=opened)).order_by().values("firm_id")


def decisions(on: dt.date, firms: QuerySet[Any, Any] | Collection[int]) -> dict[int, list[Decision]]:
    """Return the decisions against ``firms`` issued by the day ``on``, each as the newest list has it."""
    rows = Sanction.objects.in_force().filter(issued_on__lte=on, firm__in=firms).order_by()
    # Put in order here: asked for in order, PostgreSQL would rather walk all decisions by their lists than look these firms up.
    found = sorted(
        rows.values_list("batch__as_of", "batch_id", "place", "firm_id", *_DECISION), key=lambda row: (row[0] or dt.date.min, *row[1:3])
    )
    newest = {(row[3], row[4]): Decision(*row[4:]) for row in found}
    grouped: dict[int, list[Decision]] = defaultdict(list)
    for (firm_id, _), decision in newest.items():
        grouped[firm_id].append(decision)
    return dict(grouped)


def newest_headcount(on: dt.date) -> tuple[dt.date, int] | None:
    """Return the newest month that the SI agency's extracts speak of by ``on``, and the batch that speaks of it last."""
    rows = Headcount.objects.in_force().filter(source=Source.AGENCY, counted_on__lte=on, firm__isnull=False)
    return rows.order_by("-month", "-batch__as_of", "-batch_id").values_list("month", "batch_id").first()


def insured(on: dt.date) -> dict[int, Counted]:
    """Return how many people each firm insures in the newest month of the SI agency's extract, all unit codes together."""
    newest = newest_headcount(on)
    if newest is None:
        return {}
    month, batch_id = newest
    rows = Headcount.objects.filter(batch_id=batch_id, month=month, source=Source.AGENCY, is_counted=True, firm__isnull=False)
    sums = rows.order_by().values("firm_id", "counted_on").annotate(total=Sum("insured"))
    return {row["firm_id"]: Counted(row["total"], Source.AGENCY, row["counted_on"]) for row in sums}


def employed(source: Source, on: dt.date, firms: Collection[int] | None = None) -> dict[int, Counted]:
    """Return the newest figure of people at work that ``source`` gives for each firm, or for ``firms`` alone."""
    return _newest(source, "employed", on, firms)


def reported_insured(on: dt.date, firms: Collection[int] | None = None) -> dict[int, Counted]:
    """Return the newest figure of insured people that the zone board gives for each firm, or for ``firms`` alone."""
    return _newest(Source.ZONE, "insured", on, firms)


def _newest(source: Source, column: str, on: dt.date, firms: Collection[int] | None) -> dict[int, Counted]:
    rows = Headcount.objects.in_force().filter(source=source, counted_on__lte=on, firm__isnull=False, **{f"{column}__isnull": False})
    if firms is not None:
        rows = rows.filter(firm__in=firms)
    found = rows.order_by("counted_on", "batch__as_of", "batch_id", "place").values_list("firm_id", column, "counted_on")
    return {firm_id: Counted(people, source, counted_on) for firm_id, people, counted_on in found.iterator()}
