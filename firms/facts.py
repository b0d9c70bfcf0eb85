"""Figures in force by firm: of several lists that speak of one month, the newest."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet, Sum

from .models import Arrears, Contribution, Headcount, Sanction, Source


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


def sanctions(on: dt.date) -> dict[int, list[Sanction]]:
    """Return the decisions of each firm issued by the day ``on``, each as the newest list has it."""
    newest: dict[tuple[int, str], Sanction] = {}
    rows = Sanction.objects.in_force().filter(issued_on__lte=on, firm__isnull=False)
    for row in rows.order_by("batch__as_of", "batch_id", "place"):
        newest[row.firm_id, row.decision_no] = row
    grouped: dict[int, list[Sanction]] = defaultdict(list)
    for (firm_id, _), row in newest.items():
        grouped[firm_id].append(row)
    return dict(grouped)


def insured(on: dt.date) -> dict[int, Counted]:
    """Return how many people each firm insures in the newest month of the SI agency's extract, all unit codes together."""
    rows = Headcount.objects.in_force().filter(source=Source.AGENCY, counted_on__lte=on, firm__isnull=False)
    month = rows.order_by("-month").values_list("month", flat=True).first()
    if month is None:
        return {}
    sums = newest_by_month(rows.filter(month=month).order_by()).values("firm_id", "counted_on").annotate(total=Sum("insured"))
    return {row["firm_id"]: Counted(row["total"], Source.AGENCY, row["counted_on"]) for row in sums}


def employed(source: Source, on: dt.date) -> dict[int, Counted]:
    """Return the newest figure of people at work that ``source`` gives for each firm."""
    return _newest(source, "employed", on)


def reported_insured(on: dt.date) -> dict[int, Counted]:
    """Return the newest figure of insured people that the zone board gives for each firm."""
    return _newest(Source.ZONE, "insured", on)


def _newest(source: Source, column: str, on: dt.date) -> dict[int, Counted]:
    rows = Headcount.objects.in_force().filter(source=source, counted_on__lte=on, firm__isnull=False, **{f"{column}__isnull": False})
    found = rows.order_by("counted_on", "batch__as_of", "batch_id").values_list("firm_id", column, "counted_on")
    return {firm_id: Counted(people, source, counted_on) for firm_id, people, counted_on in found.iterator()}
