"""What the legal officer does with rows of law: correct them and confirm them; nothing is ever deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from wagtail.log_actions import log

from . import clock, pages
from .models import Article, Certainty, Instrument, Parameter
from .permissions import demand

if TYPE_CHECKING:
    from .models import Officer

LawRow = Instrument | Article | Parameter


@transaction.atomic
def confirm(row: LawRow, *, by: Officer, because: str) -> LawRow:
    """State that ``row`` says what the authentic text says; readers no longer see "đang chờ xác nhận"."""
    demand(by, f"core.change_{row._meta.model_name}")
    if not because.strip():
        raise ValueError("a confirmation names what the row was compared with")
    row.certainty = Certainty.CONFIRMED
    note_check(row, by=by)
    row.save()
    log(instance=row, action="core.law.confirm", user=by, data={"because": because})
    return row


def note_check(row: LawRow, *, by: Officer) -> None:
    """Mark ``row`` as checked by ``by`` today, so that no seed writes over it; the caller saves it."""
    row.checked_by, row.checked_on = by, clock.today()
    pages.bump()
