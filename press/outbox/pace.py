"""How soon to try again, and how many messages may leave now: pure arithmetic, no clock, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

FIRST = dt.timedelta(seconds=30)
LONGEST = dt.timedelta(hours=4)
#: After so many tries, about a day and a half, a message is given back to an officer.
TRIES = 16


def delay(tries: int, chance: float, *, first: dt.timedelta = FIRST, longest: dt.timedelta = LONGEST) -> dt.timedelta:
    """Return how long to wait after the ``tries``-th failure: doubled each time, then spread over its upper half by ``chance`` (0 to 1).

    Without the spread, everything that failed together would come back together.
    """
    whole = min(first * 2 ** min(tries - 1, 32), longest)
    return whole * (0.5 + chance / 2)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many a second, and so many at once after a pause."""

    per_second: float
    burst: int = 1


@dataclass(frozen=True, slots=True)
class Bucket:
    """What may be spent of a rate: ``level`` tokens stood in it at ``at``."""

    level: float
    at: dt.datetime

    @classmethod
    def full(cls, rate: Rate, now: dt.datetime) -> Bucket:
        """Return the bucket of somebody who spent nothing yet."""
        return cls(rate.burst, now)

    def refilled(self, rate: Rate, now: dt.datetime) -> Bucket:
        """Return the bucket as it stands at ``now``; a clock that went back adds nothing."""
        passed = max(0.0, (now - self.at).total_seconds())
        return Bucket(min(rate.burst, self.level + passed * rate.per_second), max(now, self.at))

    def take(self, wanted: int, rate: Rate, now: dt.datetime) -> tuple[int, Bucket]:
        """Return how many of ``wanted`` may leave now, and the bucket after that."""
        full = self.refilled(rate, now)
        granted = min(wanted, int(full.level + 1e-9))
        return granted, replace(full, level=full.level - granted)

    def wait(self, rate: Rate) -> dt.timedelta:
        """Return how long until one more may leave."""
        return dt.timedelta(seconds=max(0.0, 1 - self.level) / rate.per_second)
