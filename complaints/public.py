"""What anybody may know of this room: counts of a quarter that is over, terms, and how many officers hold the key."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Q

from . import numbers
from .kinds import PETITIONS, Petition, Purpose
from .lifecycle import OPEN
from .models import Clock, Complaint, DeskKey, Holder


@dataclass(frozen=True, slots=True)
class Figures:
    """The counts of one quarter; a count that would be too small is left out."""

    opens_on: dt.date
    ends_on: dt.date
    received: int
    by_kind: tuple[tuple[str, int], ...]
    others: int
    unanswered: int | None


def figures(today: dt.date) -> Figures | None:
    """Return the counts of the last whole quarter, or nothing where even their sum is too small.

    Only whole quarters: the change of a running count from one day to the next would give a filing away.
    """
    this = dt.date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    ends = this - dt.timedelta(days=1)
    opens = dt.date(ends.year, ends.month - 2, 1)
    rows = Complaint.objects.filter(received_on__gte=opens, received_on__lte=ends)
    counts = dict(rows.order_by().values_list("wants").annotate(Count("pk")))
    total = sum(counts.values())
    if total < numbers.K:
        return None
    shown, others = numbers.coarsen(counts)
    waiting = rows.filter(Q(state__in=OPEN)).count()
    fits = numbers.K <= waiting <= total - numbers.K or waiting == 0
    return Figures(
        opens_on=opens,
        ends_on=ends,
        received=total,
        by_kind=tuple((PETITIONS[Petition(name)], count) for name, count in sorted(shown.items(), key=lambda pair: -pair[1])),
        others=others,
        unanswered=waiting if fits else None,
    )


def own_limits(on: dt.date) -> list[Clock]:
    """Return the limits that a worker must keep, in force on the day ``on``."""
    return list(Clock.objects.in_force(on).filter(purpose=Purpose.OWN).order_by("amount", "code"))


def readers() -> int:
    """Return how many officers can open the desk."""
    key = DeskKey.objects.first()
    return Holder.objects.filter(key=key, invited_until=None).count() if key else 0
