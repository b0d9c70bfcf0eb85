"""What recognition looks after by itself."""

from __future__ import annotations

import datetime as dt

from core import jobs

from . import public, services
from .lifecycle import State
from .models import Round


@jobs.sweep("recognition.suspensions", every=dt.timedelta(minutes=1))
def write_down_suspensions() -> int:
    """Tell the ledger of each letter that a public notice has suspended; the verify page knew at once."""
    return sum(services.note_suspension(certificate) for certificate in public.suspended().filter(suspended_at=None))


@jobs.sweep("recognition.recheck", every=dt.timedelta(hours=24), lane="heavy")
def look_again() -> int:
    """Judge every praised firm again and tell the desk; nothing is taken down without an officer."""
    return sum(
        services.alert(honour, reasons)
        for a_round in Round.objects.filter(state=State.PUBLISHED)
        for honour, reasons in services.barred(a_round)
    )
