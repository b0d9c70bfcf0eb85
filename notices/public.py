"""The one door through which the public sees notices."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from core import clock
from core.text import fold
from press import lifecycle as desk

from .lifecycle import PUBLIC
from .models import DueProcess, NamingPolicy, Notice

KIND = "notice"


def visible() -> QuerySet[Notice]:
    """Return the notices that anyone may see now, newest first: public themselves, and their release live and not over."""
    now = clock.now()
    found = Notice.objects.filter(state__in=PUBLIC, release__state__in=desk.PUBLIC, release__kind=KIND)
    found = found.filter(Q(release__expires_at=None) | Q(release__expires_at__gt=now))
    return found.select_related("firm", "release").order_by("-published_on", "-pk")


def find(query: str) -> QuerySet[Notice]:
    """Return the visible notices whose firm has ``query`` in its name, with or without accents."""
    folded = fold(query)
    return visible().filter(firm__name_fold__contains=folded) if folded else visible()


def policies() -> QuerySet[NamingPolicy]:
    """Return every version of the naming policy, newest first."""
    return NamingPolicy.objects.order_by("-valid_from")


def processes() -> QuerySet[DueProcess]:
    """Return the table of due process as it stands today."""
    found: QuerySet[DueProcess] = DueProcess.objects.in_force(clock.today())
    return found.order_by("-is_offered", "legal_basis")
