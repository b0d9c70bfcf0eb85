"""What happened how often: counted in the transaction of the step, shown only where nobody can be told apart."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Sum

from complaints.numbers import K, coarsen
from core import clock

from .. import channels
from ..dialogue import Turn
from ..understanding.gate import Outcome
from .models import NAMED, Happened, Tally

#: What happened, and to which answer, how often.
Counts = Counter[tuple[Happened, str]]
_HAPPENED = {
    Outcome.ANSWER: Happened.ANSWERED,
    Outcome.OFFER: Happened.OFFERED,
    Outcome.ELSEWHERE: Happened.ELSEWHERE,
    Outcome.UNKNOWN: Happened.UNKNOWN,
}


def of(turn: Turn) -> Counts:
    """Return what is to be counted of one turn: a question by what became of it, or an answer that was opened by a button."""
    happened = _HAPPENED[turn.outcome] if turn.outcome else Happened.OPENED if turn.opened else None
    return Counter() if happened is None else Counter({(happened, turn.opened if happened in NAMED else ""): 1})


def add(channel: str, counts: Counts) -> None:
    """Add ``counts`` to the sums of today, last of all in a transaction and in one order, so that no two wait for each other."""
    today = clock.today()
    for (happened, slug), more in sorted(counts.items()):
        where: dict[str, Any] = {"day": today, "channel": channel, "happened": happened.value, "slug": slug}
        if not _more(where, more):
            Tally.objects.get_or_create(**where)
            _more(where, more)


def _more(where: Mapping[str, Any], more: int) -> int:
    return Tally.objects.filter(**where).update(count=F("count") + more)


@dataclass(frozen=True, slots=True)
class Figures:
    """The sums of a month that may be shown; each table tells what is too small as one sum, or not at all."""

    total: int
    happened: Mapping[str, int]
    happened_else: int
    channels: Mapping[str, int]
    channels_else: int
    days: Mapping[dt.date, int]
    days_else: int
    answers: Mapping[str, int]
    answers_else: int

    @property
    def is_told(self) -> bool:
        """Tell whether there is enough to show anything."""
        return self.total > 0


def month(first: dt.date) -> Figures:
    """Return what may be shown of the month that begins on ``first``.

    Every table is a margin of the same total, each coarsened on its own. The answers are shown only where all that name one are,
    so that no difference between two tables gives a small count away.
    """
    rows = list(
        Tally.objects.filter(day__gte=first, day__lt=_next(first))
        .values_list("day", "channel", "happened", "slug")
        .annotate(sum=Sum("count"))
        .order_by()
    )
    total = sum(row[-1] for row in rows)
    if total < K:
        return Figures(0, {}, 0, {}, 0, {}, 0, {}, 0)
    happened, happened_else = coarsen(_sums((row[2], row[-1]) for row in rows))
    through, through_else = coarsen(_sums((row[1], row[-1]) for row in rows))
    days, days_else = coarsen(_sums((row[0].isoformat(), row[-1]) for row in rows))
    named = [row for row in rows if row[2] in NAMED]
    is_told = all(row[2] in happened for row in named)
    slugs, slugs_else = coarsen(_sums((row[3], row[-1]) for row in named)) if is_told else ({}, 0)
    by_day = {dt.date.fromisoformat(day): count for day, count in sorted(days.items())}
    return Figures(
        total,
        {each.value: happened[each.value] for each in Happened if each.value in happened},
        happened_else,
        {code: through[code] for code in channels.registry() if code in through},
        through_else,
        by_day,
        days_else,
        dict(sorted(slugs.items(), key=lambda item: (-item[1], item[0]))),
        slugs_else,
    )


def _sums(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    sums: Counter[str] = Counter()
    for name, count in pairs:
        sums[name] += count
    return dict(sums)


def _next(first: dt.date) -> dt.date:
    return (first + dt.timedelta(days=31)).replace(day=1)


def before(day: dt.date, months: int = 1) -> dt.date:
    """Return the first day of the month so many months before the one of ``day``."""
    first = day.replace(day=1)
    for _ in range(months):
        first = (first - dt.timedelta(days=1)).replace(day=1)
    return first
