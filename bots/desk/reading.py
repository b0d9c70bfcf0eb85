"""What officers read of talks: lines without the numbers of persons, and figures in which nobody is to be found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from statistics import median

from core import clock
from core.models import Officer

from .. import masking, sealing
from .lifecycle import State
from .models import Talk, TalkLine
from .services import ANSWER, public_name

#: Fewer people than this are not counted in figures.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One line as officers read it: without the numbers of persons."""

    pk: int
    author: str
    name: str
    at: dt.datetime
    text: str
    #: Something in it is hidden and can be shown with a reason.
    hides: bool


@dataclass(frozen=True, slots=True)
class Day:
    """One day in figures; none where fewer than five are behind it."""

    on: dt.date
    asked: int | None
    answered: int | None
    lapsed: int | None
    late: int | None
    #: Minutes until an officer came, of those to whom one came.
    median_wait: int | None


def open_text(line: TalkLine) -> str:
    """Return what a line says; empty once it is erased."""
    return str(sealing.unseal(line.sealed)) if line.sealed else ""


def may_read(talk: Talk, officer: Officer) -> bool:
    """Tell whether ``officer`` may read what is said: whoever may take a talk that waits, then its holder alone."""
    return officer.has_perm(ANSWER) and (talk.state == State.WAITING or talk.officer_id == officer.pk)


def read(talk: Talk) -> list[Line]:
    """Return the lines of ``talk``, masked."""
    return [_line(row) for row in talk.lines.filter(sealed__isnull=False).select_related("officer")]


def _line(row: TalkLine) -> Line:
    text = open_text(row)
    masked = masking.mask(text) if row.author == TalkLine.Author.PERSON else text
    name = f"Cán bộ {public_name(row.officer)}" if row.officer else row.get_author_display()
    return Line(row.pk, row.author, name, row.at, masked, masking.HIDDEN in masked or masking.HIDDEN_MAIL in masked)


def figures(first: dt.date, last: dt.date) -> list[Day]:
    """Return the days from ``first`` to ``last`` on which somebody asked, the newest first."""
    begin = dt.datetime.combine(first, dt.time(), clock.VIETNAM)
    end = dt.datetime.combine(last, dt.time(), clock.VIETNAM) + dt.timedelta(days=1)
    days: dict[dt.date, list[Talk]] = {}
    for talk in Talk.objects.filter(asked_at__gte=begin, asked_at__lt=end).order_by("-asked_at"):
        days.setdefault(talk.asked_at.astimezone(clock.VIETNAM).date(), []).append(talk)
    return [_day(on, talks) for on, talks in days.items()]


def _day(on: dt.date, talks: list[Talk]) -> Day:
    waits = [(talk.taken_at - talk.asked_at).total_seconds() for talk in talks if talk.taken_at]
    return Day(
        on,
        asked=_many(len(talks)),
        answered=_many(sum(talk.answered_at is not None for talk in talks)),
        lapsed=_many(sum(talk.state == State.LAPSED for talk in talks)),
        late=_many(sum(talk.is_late for talk in talks)),
        median_wait=round(median(waits) / 60) if _many(len(waits)) else None,
    )


def _many(count: int) -> int | None:
    return count if count >= FEWEST else None
