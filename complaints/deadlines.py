"""When a term ends: pure arithmetic of days."""

from __future__ import annotations

import calendar
import datetime as dt

from core import workdays

from .kinds import Unit


def ends(start: dt.date, amount: int, unit: Unit, swaps: workdays.Swaps | None = None) -> dt.date:
    """Return the last day of a term that starts the day after ``start``.

    A term in months ends on the day of the same number, or on the last day of a shorter month.
    """
    match unit:
        case Unit.WORKDAYS:
            return workdays.add(start, amount, swaps)
        case Unit.DAYS:
            return start + dt.timedelta(days=amount)
        case Unit.MONTHS:
            return _months(start, amount)
        case Unit.YEARS:
            return _months(start, 12 * amount)


def left(today: dt.date, due: dt.date, swaps: workdays.Swaps | None = None) -> int:
    """Return how many working days are left until ``due``; negative once it has passed."""
    return workdays.between(today, due, swaps) if today <= due else -workdays.between(due, today, swaps)


def _months(start: dt.date, amount: int) -> dt.date:
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))
