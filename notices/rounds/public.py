"""The one door through which the public sees rounds: what they count is read off the notices that stand in this minute."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, Max, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext as _

from core import clock
from firms.models import Arrears
from press import lifecycle as desk
from press.models import Release

from .. import public
from ..models import NamingRound, Notice, RoundEntry
from . import causes
from .causes import Cause
from .lifecycle import State

KIND = "notice_round"


def visible() -> QuerySet[NamingRound]:
    """Return the rounds that anyone may see now, newest first: released themselves, and their release live and not over."""
    found = NamingRound.objects.filter(state=State.RELEASED, release__kind=KIND, release__state__in=desk.PUBLIC)
    found = found.filter(Q(release__expires_at=None) | Q(release__expires_at__gt=clock.now()))
    return found.select_related("release", "batch").order_by("-released_on", "-pk")


def was_public(a_round: NamingRound) -> bool:
    """Tell whether a round was public once: its page is a tombstone then."""
    return Release.objects.filter(kind=KIND, subject_id=a_round.pk, live_at__isnull=False).exists()


def standing(a_round: NamingRound) -> QuerySet[Notice]:
    """Return the notices of a round that anyone may see now, as they went out with it."""
    return public.visible().filter(release__in=a_round.entries.filter(release__isnull=False).values("release"))


@dataclass(frozen=True, slots=True)
class Counts:
    """What a round counts now; sums and causes are of what stands, so that nothing is told of what has ended but its number."""

    released: int
    standing: int
    total_vnd: int = 0
    workers: int = 0
    fine_vnd: int = 0
    causes: tuple[tuple[Cause, int], ...] = ()
    as_of: dt.date | None = None
    payments_until: dt.date | None = None

    @property
    def ended(self) -> int:
        """Return how many of its notices have ended, for whatever reason."""
        return self.released - self.standing


def counts(a_round: NamingRound) -> Counts:
    """Count a round as it stands in this minute."""
    return _of_list(a_round) if a_round.relays_a_list else _of_notices(a_round)


def _of_list(a_round: NamingRound) -> Counts:
    """Count the rows of a whole list, as the agency published it; what is put off by law is not late."""
    rows = Arrears.objects.filter(batch=a_round.batch_id, is_counted=True, is_put_off=False)
    found = rows.aggregate(number=Count("pk"), total=Sum("total_vnd"), workers=Sum("workers"))
    banded = rows.annotate(
        cause=Case(
            When(months=None, then=Value(Cause.LATE_UNTOLD.value)),
            *(When(months__gte=least, then=Value(cause.value)) for least, cause in causes.BANDS),
            default=Value(Cause.LATE_UNTOLD.value),
            output_field=CharField(),
        )
    )
    batch = a_round.batch
    return Counts(
        released=found["number"],
        standing=found["number"],
        total_vnd=found["total"] or 0,
        workers=found["workers"] or 0,
        causes=_in_order(Counter(dict(banded.order_by().values_list("cause").annotate(Count("pk"))))),
        as_of=batch.as_of if batch else None,
        payments_until=batch.payments_until if batch else None,
    )


def _of_notices(a_round: NamingRound) -> Counts:
    """Count the notices that stand, by what each of them shows."""
    stand = list(standing(a_round).select_related("sanction"))
    figures = [(notice.release.payload or {}).get("figures", {}) for notice in stand if notice.release]
    days = {figure.get("as_of", "") for figure in figures}
    return Counts(
        released=a_round.entries.filter(release__isnull=False).count(),
        standing=len(stand),
        total_vnd=_sum(figures, "total_vnd"),
        workers=_sum(figures, "workers"),
        fine_vnd=_sum(figures, "fine_vnd"),
        causes=_in_order(Counter(_causes(stand))),
        as_of=dt.date.fromisoformat(days.pop()) if len(days) == 1 and "" not in days else None,
    )


def _sum(figures: list[dict[str, Any]], name: str) -> int:
    return sum(int(figure.get(name) or 0) for figure in figures)


def _causes(notices: list[Notice]) -> list[Cause]:
    """Return the cause of each notice: what its decision punishes, or how long its list says that the firm is late."""
    listed = [notice for notice in notices if notice.sanction is None]
    delays = _delays(listed)
    return [
        *(causes.of_decision(notice.sanction.conduct) for notice in notices if notice.sanction),
        *(causes.of_delay(delays.get((notice.batch_id, notice.firm_id))) for notice in listed),
    ]


def _delays(notices: list[Notice]) -> dict[tuple[int | None, int | None], Decimal | None]:
    rows = Arrears.objects.filter(
        batch__in={notice.batch_id for notice in notices},
        firm__in={notice.firm_id for notice in notices},
        is_counted=True,
        is_put_off=False,
    )
    return {(batch, firm): months for batch, firm, months in rows.order_by().values_list("batch", "firm").annotate(Max("months"))}


def _in_order(found: Counter[Any]) -> tuple[tuple[Cause, int], ...]:
    """Return the causes that occur, in the order of the vocabulary."""
    return tuple((cause, found[cause]) for cause in Cause if found[cause])


@dataclass(frozen=True, slots=True)
class Line:
    """One cause as a reader sees it, with its share of the round."""

    label: str
    number: int
    percent: int


def lines(found: Counts) -> list[Line]:
    """Return the causes of a round in the reader's language."""
    shares = causes.shares([number for _, number in found.causes])
    told = zip(found.causes, shares, strict=True)
    return [Line(_(causes.LABELS[cause]), number, percent) for (cause, number), percent in told]


def waits(a_round: NamingRound) -> QuerySet[RoundEntry]:
    """Return the notices of a round that have neither gone out nor been taken out."""
    return a_round.entries.filter(release__isnull=True, taken_out_at__isnull=True)
