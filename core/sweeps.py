"""House-keeping of the ground."""

from __future__ import annotations

import datetime as dt

from . import jobs, limits


@jobs.sweep("core.quotas", every=dt.timedelta(hours=1), lane="heavy")
def forget_spent_quotas() -> int:
    """Delete the counters of windows that are over."""
    return limits.forget_spent()
