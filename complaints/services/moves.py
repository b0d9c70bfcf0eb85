"""The one way a complaint changes its state, and the terms that follow from a change."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from core import clock, pages
from core.errors import Stale
from core.events import record_move
from core.law import NotInForce
from core.models import Officer, SwappedDay

from .. import deadlines, lifecycle
from ..kinds import FORMAL, Petition, Purpose, Unit
from ..lifecycle import Move, State
from ..models import Clock, Complaint, ComplaintEvent


@transaction.atomic
def make(complaint: Complaint, how: Move, *, by: Officer | None, **changes: Any) -> Complaint:
    """Make one move, record it, and return the complaint as it now stands.

    The update is conditional on the state that was read. A reporter's move is recorded with its day alone.
    """
    was = State(complaint.state)
    becomes = lifecycle.after(was, how)
    if not Complaint.objects.filter(pk=complaint.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"complaint {complaint.pk} is no longer {was}")
    record(complaint, how, was=was, becomes=becomes, by=by)
    complaint.refresh_from_db()
    pages.bump()
    return complaint


def record(complaint: Complaint, how: Move, *, was: str, becomes: State, by: Officer | None) -> None:
    """Write the event of a move."""
    at = clock.now() if by else dt.datetime.combine(clock.today(), dt.time(), clock.VIETNAM)
    record_move(ComplaintEvent, complaint, move=how, was=was, becomes=becomes, by=by, because=lifecycle.REASONS[how], at=at)


def term(purpose: Purpose, petition: Petition | str = "", *, on: dt.date, code: str = "") -> Clock:
    """Return the term in force on the day ``on``, or raise `NotInForce`."""
    rows = Clock.objects.in_force(on).filter(purpose=purpose, petition=petition).order_by("-valid_from")
    found = (rows.filter(code=code) if code else rows).first()
    if found is None:
        raise NotInForce(f"{purpose} {petition} {code} on {on}")
    return found


def due(row: Clock, start: dt.date) -> dt.date:
    """Return the last day of the term ``row`` that starts on ``start``."""
    return deadlines.ends(start, row.amount, Unit(row.unit), SwappedDay.swaps())


def answer_due(petition: Petition, *, start: dt.date) -> dt.date:
    """Return until when we answer: what came without a signature is information, whatever it asks for."""
    kind = Petition.QUESTION if petition == Petition.QUESTION else Petition.FEEDBACK
    return due(term(Purpose.ANSWER, kind, on=start), start)


def paper_due(petition: Petition, *, start: dt.date) -> dt.date:
    """Return until when a signed petition of this kind is checked or taken up."""
    if petition not in FORMAL:
        raise NotInForce(f"no signed petition of kind {petition}")
    return due(term(Purpose.ACCEPT, petition, on=start), start)


def erase_after(petition: Petition, *, start: dt.date, is_withdrawn: bool = False) -> dt.date:
    """Return until when the sealed parts of a case that ended on ``start`` are kept."""
    if is_withdrawn:
        return due(term(Purpose.KEEP, on=start, code="keep-withdrawn"), start)
    if petition == Petition.DENUNCIATION:
        return due(term(Purpose.KEEP, petition, on=start), start)
    return due(term(Purpose.KEEP, on=start, code="keep"), start)
