"""Forgetting on time: sealed parts after their term, drafts, links and open desks after theirs."""

from __future__ import annotations

import datetime as dt
from functools import partial

from django.db import transaction

from core import clock
from core.errors import Stale

from .. import evidence
from ..lifecycle import Move, State
from ..models import Complaint, Draft, Evidence, Identity, OneTimeLink, Unlocked
from . import moves


def erase_due() -> int:
    """Erase the sealed parts of every case whose term of keeping is over; what remains are days, kinds and states."""
    due = Complaint.objects.filter(state__in=(State.CLOSED, State.WITHDRAWN), erase_after__lt=clock.today())
    return sum(_erase(complaint) for complaint in due[:500])


def forget_expired() -> int:
    """Delete open desks, drafts and links whose time is over."""
    now = clock.now()
    return sum(model._default_manager.filter(ends_at__lte=now).delete()[0] for model in (Unlocked, Draft, OneTimeLink))


def forget_orphans() -> int:
    """Delete sealed files that no row names: a process died between writing the file and its row."""
    known = set(Evidence.objects.values_list("path", flat=True))
    return evidence.forget_unknown(known, older_than=clock.now() - dt.timedelta(days=1))


@transaction.atomic
def _erase(complaint: Complaint) -> bool:
    paths = list(complaint.evidence.values_list("path", flat=True))
    try:
        moves.make(complaint, Move.ERASE, by=None, lookup=None, salt=None, cost=None, recipient="")
    except Stale:
        return False
    complaint.messages.all().delete()
    complaint.evidence.all().delete()
    Identity.objects.filter(complaint=complaint).delete()
    transaction.on_commit(partial(evidence.delete, paths))
    return True
