"""How often a caller may do a thing: exact counters in a table, callers known only by a hash that changes each day."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest

from . import clock, keys
from .errors import TooMany
from .models import Quota


def caller(request: HttpRequest) -> str:
    """Return a name for whoever sent ``request`` that nobody can turn back into an address, and that dies at midnight."""
    address = str(request.META.get("REMOTE_ADDR", ""))
    if settings.TRUSTED_PROXIES:
        chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
        if len(chain) >= settings.TRUSTED_PROXIES:
            address = chain[-settings.TRUSTED_PROXIES]
    key = keys.make_or_read(settings.KEYS, "callers")
    return hmac.new(key, f"{clock.today()}|{address}".encode(), hashlib.sha256).hexdigest()[:24]


def spend(what: str, who: str, *, limit: int, per: dt.timedelta, amount: int = 1) -> None:
    """Count ``amount`` more of ``what`` for ``who``; raise `TooMany` once ``limit`` is passed within ``per``."""
    seconds = int(per.total_seconds())
    moment = int(clock.now().timestamp())
    window = moment - moment % seconds
    room = Quota.objects.filter(key=f"{what}:{who}", window=window, spent__lte=limit - amount)
    if room.update(spent=models.F("spent") + amount):
        return
    with transaction.atomic():
        ends_at = dt.datetime.fromtimestamp(window + seconds, dt.UTC)
        Quota.objects.get_or_create(key=f"{what}:{who}", window=window, defaults={"ends_at": ends_at})
        hit = room.update(spent=models.F("spent") + amount)
    if not hit:
        raise TooMany(window + seconds - moment)


def forget_spent() -> int:
    """Delete the counters of windows that are over, and return how many."""
    return Quota.objects.filter(ends_at__lt=clock.now()).delete()[0]
