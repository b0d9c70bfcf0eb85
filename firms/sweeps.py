"""What the register does by itself."""

from __future__ import annotations

import datetime as dt

from core import jobs

from . import coverage, statistics


@jobs.sweep("firms.coverage", every=dt.timedelta(minutes=5), lane="heavy")
def count_coverage() -> int:
    """Count the months anew that lists have changed, and publish what may be told; return how many months that were.

    Killed on the way it goes on with the months that are still due; with nothing new it does nothing.
    """
    coverage.take_note()
    built = sum(coverage.build(month) for month in coverage.due())
    if statistics.is_due():
        statistics.publish()
    return built
