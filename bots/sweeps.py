"""The bot's work that is found in tables."""

from __future__ import annotations

import datetime as dt

from core import jobs

from . import delivery, services
from .desk import services as desk


@jobs.sweep("bots.answer", every=dt.timedelta(seconds=10))
def answer_waiting() -> int:
    """Answer every message that waits, oldest first."""
    return services.answer_waiting()


@jobs.sweep("bots.deliver", every=dt.timedelta(seconds=10))
def deliver() -> int:
    """Send what waits to go out."""
    return delivery.deliver()


@jobs.sweep("bots.forget", every=dt.timedelta(minutes=10), lane="heavy")
def forget() -> int:
    """Forget what is past its time."""
    return services.forget()


@jobs.sweep("bots.index", every=dt.timedelta(minutes=1), lane="heavy")
def rebuild_index() -> int:
    """Train the index again when the answers changed, so that no worker waits for it."""
    return services.refresh_index()


@jobs.sweep("bots.talks", every=dt.timedelta(seconds=30))
def watch_talks() -> int:
    """Tell of missed promises, return talks that officers left, end silent ones, erase what is past its time."""
    return desk.watch()
