"""What this room does by the clock."""

from __future__ import annotations

import datetime as dt

from core import jobs

from . import services


@jobs.sweep("complaints.expired", every=dt.timedelta(minutes=1))
def forget_expired() -> int:
    """Delete open desks, drafts and one-time links whose time is over."""
    return services.forget_expired()


@jobs.sweep("complaints.retention", every=dt.timedelta(hours=24), lane="heavy")
def erase_due() -> int:
    """Erase the sealed parts of cases whose term of keeping is over, and files that no case names."""
    return services.erase_due() + services.forget_orphans()
