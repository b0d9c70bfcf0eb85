"""The one place that asks what time it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed", default=None)


def now() -> dt.datetime:
    """Return this moment, in Vietnamese time."""
    return _fixed.get() or dt.datetime.now(VIETNAM)


def today() -> dt.date:
    """Return the day that counts in law: the date in Asia/Ho_Chi_Minh."""
    return now().astimezone(VIETNAM).date()


@contextmanager
def at(moment: dt.datetime | dt.date) -> Iterator[dt.datetime]:
    """Let the office live at ``moment`` (a date means nine in the morning); for tests and the demo alone."""
    if not isinstance(moment, dt.datetime):
        moment = dt.datetime.combine(moment, dt.time(9), VIETNAM)
    elif moment.tzinfo is None:
        moment = moment.replace(tzinfo=VIETNAM)
    token = _fixed.set(moment)
    try:
        yield moment
    finally:
        _fixed.reset(token)
