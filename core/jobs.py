"""Work that is found in tables: sweeps declared where they belong, one Celery task that runs them by name."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from celery import shared_task
from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from . import clock

log = logging.getLogger(__name__)

Lane = Literal["now", "heavy"]
Work = Callable[[], int]

#: A broker that did not take a nudge is left alone for so long: whoever waits for a page waits for it once at most.
SILENCE_S = 30.0


@dataclass(frozen=True, slots=True)
class Sweep:
    """A function that claims due rows, does them and returns how many; safe to run twice, or half."""

    name: str
    work: Work
    every: dt.timedelta
    lane: Lane

    def is_late(self, ran_at: dt.datetime | None, now: dt.datetime) -> bool:
        """Tell whether three turns, and a minute at least, went by without a run."""
        return ran_at is None or now - ran_at > max(3 * self.every, dt.timedelta(seconds=60))


_sweeps: dict[str, Sweep] = {}


def sweep(name: str, *, every: dt.timedelta, lane: Lane = "now") -> Callable[[Work], Work]:
    """Declare a sweep: it runs each ``every`` and whenever somebody nudges it."""

    def register(work: Work) -> Work:
        _sweeps[name] = Sweep(name, work, every, lane)
        return work

    return register


def sweeps() -> dict[str, Sweep]:
    """Return every declared sweep by its name."""
    return dict(_sweeps)


def timetable() -> dict[str, dict[str, Any]]:
    """Return the timetable for Celery's beat."""
    return {
        each.name: {
            "task": run.name,
            "schedule": each.every,
            "args": (each.name,),
            "options": {"queue": each.lane, "expires": each.every.total_seconds()},
        }
        for each in _sweeps.values()
    }


@shared_task(name="core.jobs.run")
def run(name: str) -> int:
    """Run the sweep ``name`` and return how many rows it did."""
    from .models import Pulse

    started = clock.now()
    done = _sweeps[name].work()
    Pulse.objects.update_or_create(sweep=name, defaults={"ran_at": started, "did": done})
    if done:
        log.info("sweep %s did %d", name, done)
    return done


def nudge(name: str) -> None:
    """Ask for the sweep ``name`` soon, once the running transaction is committed; a lost nudge costs only time."""
    transaction.on_commit(lambda: _send(name), robust=True)


def catch_up() -> None:
    """Ask for every sweep at once: whatever fell due while nobody worked is done when work begins again."""
    for name in _sweeps:
        _send(name)


_ONE_TRY = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
_silent_until = 0.0


def _send(name: str) -> None:
    global _silent_until
    if settings.JOBS == "inline":
        run(name)
    elif settings.JOBS == "celery" and time.monotonic() >= _silent_until:
        try:
            run.apply_async(args=(name,), queue=_sweeps[name].lane, expires=3600, retry_policy=_ONE_TRY)
        except OperationalError as error:
            _silent_until = time.monotonic() + SILENCE_S
            log.warning("the broker is away, the timetable will find the work: %s", error)
