"""What is pending about a firm and what a competent body established."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core import clock, pages
from core.errors import Refusal, Refused
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from .. import scope
from ..models import Finding, Firm, FirmEvent, Hold


@transaction.atomic
def place_hold(firm: Firm, *, kind: str, reference: str, by: Officer | None, because: str, is_public: bool = False) -> Hold:
    """Note that something is pending about ``firm``; the same ``reference`` again returns the hold that stands.

    The room above that owns the file has checked the officer's right to move it; a hold is only its consequence.
    """
    hold, is_new = Hold.objects.get_or_create(reference=reference, defaults={"firm": firm, "kind": kind, "is_public": is_public})
    if is_new:
        _note(firm, "place_hold", "", "public" if is_public else "internal", by, because)
        if is_public:
            pages.bump()
    return hold


@transaction.atomic
def publish_hold(reference: str, *, by: Officer | None, because: str) -> Hold:
    """Let an open hold count in public too; it stays as it is when it already does."""
    hold = Hold.objects.select_related("firm").get(reference=reference)
    if hold.lifted_at:
        raise Refused([Refusal("hold_lifted", "Việc này đã khép lại, không thể công khai.")])
    if Hold.objects.filter(pk=hold.pk, is_public=False, lifted_at=None).update(is_public=True):
        _note(hold.firm, "publish_hold", "internal", "public", by, because)
        pages.bump()
    hold.refresh_from_db()
    return hold


@transaction.atomic
def lift_hold(reference: str, *, by: Officer | None, because: str) -> Hold:
    """End a hold; it stays ended when it already is."""
    hold = Hold.objects.select_related("firm").get(reference=reference)
    if Hold.objects.filter(pk=hold.pk, lifted_at=None).update(lifted_at=clock.now()):
        _note(hold.firm, "lift_hold", "public" if hold.is_public else "internal", "lifted", by, because)
        if hold.is_public:
            pages.bump()
    hold.refresh_from_db()
    return hold


@transaction.atomic
def record_finding(firm: Firm, *, kind: str, found_on: dt.date, source: str, by: Officer | None, because: str) -> Finding:
    """Record what a competent body established; the same finding again returns the one that stands."""
    demand(by, "firms.confirm_payment")
    scope.demand(by, firm)
    return note_finding(firm, kind=kind, found_on=found_on, source=source, by=by, because=because)


@transaction.atomic
def note_finding(firm: Firm, *, kind: str, found_on: dt.date, source: str, by: Officer | None, because: str) -> Finding:
    """Record a finding for a service of this room that has demanded its own right: the officer speaks for the body that found it."""
    refusals = []
    if not source.strip():
        refusals.append(Refusal("no_source", "Phải nêu văn bản hoặc thông báo xác nhận."))
    if found_on > clock.today():
        refusals.append(Refusal("future", "Ngày xác nhận chưa đến."))
    if refusals:
        raise Refused(refusals)
    finding, is_new = Finding.objects.get_or_create(
        firm=firm, kind=kind, found_on=found_on, source=source.strip(), defaults={"recorded_by": by}
    )
    if is_new:
        _note(firm, f"find_{kind}", "", kind, by, because)
        pages.bump()
    return finding


def record_payment(firm: Firm, *, paid_on: dt.date, source: str, by: Officer | None, because: str) -> Finding:
    """Record the SI agency's confirmation that ``firm`` has paid in full."""
    return record_finding(firm, kind=Finding.Kind.PAID, found_on=paid_on, source=source, by=by, because=because)


@transaction.atomic
def overturn_finding(finding: Finding, *, by: Officer | None, because: str) -> Finding:
    """Take a finding back: it stays on file and counts no more."""
    demand(by, "firms.confirm_payment")
    scope.demand(by, finding.firm)
    if Finding.objects.filter(pk=finding.pk, is_overturned=False).update(is_overturned=True):
        _note(finding.firm, "overturn", finding.kind, "overturned", by, because)
        pages.bump()
    finding.refresh_from_db()
    return finding


def _note(firm: Firm, move: str, was: str, becomes: str, by: Officer | None, because: str) -> None:
    record_move(FirmEvent, firm, move=move, was=was, becomes=becomes, by=by, because=because)
