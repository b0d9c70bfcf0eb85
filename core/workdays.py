"""Working days as Vietnamese offices count them: no weekends, no public holidays, swapped days honoured."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

import holidays

#: A day on which an office works, or rests, against the calendar; kept in a table that officers edit.
Swaps = Mapping[dt.date, bool]

_ONE = dt.timedelta(days=1)


@lru_cache(maxsize=32)
def _year(year: int) -> tuple[frozenset[dt.date], frozenset[dt.date]]:
    """Return the days off of ``year`` and the weekend days worked in exchange."""
    calendar = holidays.country_holidays("VN", years=[year - 1, year, year + 1], language="en_US")
    off = {day for day in calendar if day.year == year}
    worked = {swapped for swapped in getattr(calendar, "weekend_workdays", set()) if swapped.year == year}
    return frozenset(off), frozenset(worked)


def is_workday(day: dt.date, swaps: Swaps | None = None) -> bool:
    """Tell whether offices work on ``day``; ``swaps`` overrules the calendar."""
    if swaps and day in swaps:
        return swaps[day]
    off, worked = _year(day.year)
    return day in worked or (day.weekday() < 5 and day not in off)


def is_holiday(day: dt.date) -> bool:
    """Tell whether ``day`` is a public holiday, or a day off in lieu of one, on a weekend or not."""
    return day in _year(day.year)[0]


def add(start: dt.date, days: int, swaps: Swaps | None = None) -> dt.date:
    """Return the last day of a term of ``days`` working days that starts the day after ``start``.

    With ``days`` 0 the term ends on ``start`` itself.
    """
    if days < 0:
        raise ValueError("a term does not run backwards")
    day = start
    while days:
        day += _ONE
        days -= is_workday(day, swaps)
    return day


def between(start: dt.date, end: dt.date, swaps: Swaps | None = None) -> int:
    """Return how many working days lie in the half-open span ``start < day <= end``."""
    return sum(is_workday(start + _ONE * step, swaps) for step in range(1, (end - start).days + 1))
