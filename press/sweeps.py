"""What the media desk does by itself."""

from __future__ import annotations

import datetime as dt
import logging

from core import clock, jobs
from core.errors import Stale

from . import services
from .lifecycle import PUBLIC
from .models import Release

log = logging.getLogger(__name__)


@jobs.sweep("press.expire", every=dt.timedelta(minutes=1))
def expire_due() -> int:
    """End the releases whose time is over; whoever was faster keeps the row."""
    done = 0
    for release in Release.objects.filter(state__in=PUBLIC, expires_at__lte=clock.now()).order_by("expires_at"):
        try:
            services.expire(release, because="Hết thời hạn công khai.")
            done += 1
        except Stale:
            log.info("release %s was changed by somebody else", release.public_id)
    return done
