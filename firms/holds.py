"""What is pending about firms on a day."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet

from core import clock

from .models import Firm, Hold


def _open(moment: dt.datetime) -> Q:
    return Q(placed_at__lte=moment) & (Q(lifted_at=None) | Q(lifted_at__gt=moment))


def open_holds(firm: Firm, on: dt.date | None = None) -> QuerySet[Hold]:
    """Return the holds open at the end of the day ``on``, or now."""
    end = clock.now() if on is None else dt.datetime.combine(on, dt.time.max, clock.VIETNAM)
    return Hold.objects.filter(_open(end), firm=firm)


def has_any_hold(firm: Firm) -> bool:
    """Tell whether anything is pending now; for officers alone, since an open proceeding must not leak."""
    return Hold.objects.filter(firm=firm, lifted_at=None).exists()


def has_public_hold(firm: Firm) -> bool:
    """Tell whether something that was published about the firm still stands."""
    return Hold.objects.filter(firm=firm, lifted_at=None, is_public=True).exists()


def held_firm_ids(*, public_only: bool = False) -> QuerySet[Hold, Any]:
    """Return the keys of all firms with an open hold, for a subquery."""
    holds = Hold.objects.filter(lifted_at=None)
    return (holds.filter(is_public=True) if public_only else holds).values("firm_id")
