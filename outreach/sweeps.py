"""What goes out, or comes down, at its hour."""

from __future__ import annotations

import datetime as dt

from core import jobs

from . import services


@jobs.sweep("outreach.due", every=dt.timedelta(minutes=1))
def publish_due() -> int:
    """Publish the answers and pages whose hour has come, and take down those whose time is over."""
    return services.publish_due()
