"""Holds that officers set themselves: an agreed payment plan, and a file handed to the police."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from core import clock, pages
from core.errors import Refusal, Refused
from core.models import Officer
from core.permissions import demand

from .. import scope
from ..models import Firm, Hold
from .standing import lift_hold, place_hold


@transaction.atomic
def hold_for_plan(firm: Firm, *, starts_on: dt.date, ends_on: dt.date, document: str, by: Officer, because: str) -> Hold:
    """Note that the SI agency agreed to payment by instalments until the end of ``ends_on``; nobody outside learns of it."""
    refusals = []
    if starts_on > clock.today():
        refusals.append(Refusal("future", "Cam kết chưa bắt đầu; ghi khi đến ngày."))
    if ends_on < max(starts_on, clock.today()):
        refusals.append(Refusal("over", "Cam kết đã hết hạn."))
    return _set(firm, Hold.PLAN, document, refusals, by=by, because=because, ends_on=ends_on)


@transaction.atomic
def hold_for_police(firm: Firm, *, document: str, by: Officer, because: str) -> Hold:
    """Note that the file went to the investigating body (Penal Code Art 216): nothing about the firm is published on any basis."""
    return _set(firm, Hold.POLICE, document, [], by=by, because=because)


def _set(
    firm: Firm, kind: str, document: str, refusals: list[Refusal], *, by: Officer, because: str, ends_on: dt.date | None = None
) -> Hold:
    demand(by, "firms.set_hold")
    scope.demand(by, firm)
    if not document.strip():
        refusals = [*refusals, Refusal("no_document", "Ghi số, ngày và cơ quan ban hành của văn bản.")]
    Firm.objects.select_for_update().get(pk=firm.pk)
    mine = Hold.objects.filter(firm=firm, kind=kind)
    if mine.filter(lifted_at=None).exists():
        refusals = [*refusals, Refusal("stands", f"Đang có: {Hold.SAID[kind]}. Gỡ việc đang ghi trước khi ghi việc mới.")]
    if refusals:
        raise Refused(refusals)
    reference = f"{kind}:{firm.public_id}:{mine.count() + 1}"
    hold = place_hold(firm, kind=kind, reference=reference, by=by, because=f"{because.strip()} ({document.strip()})")
    Hold.objects.filter(pk=hold.pk).update(document=document.strip(), ends_on=ends_on)
    pages.bump()
    hold.refresh_from_db()
    return hold


@transaction.atomic
def end_hold(hold: Hold, *, document: str, by: Officer, because: str) -> Hold:
    """Lift a hold that officers set, on a document; a hold of another room's file is lifted by that room alone."""
    demand(by, "firms.set_hold")
    scope.demand(by, hold.firm)
    refusals = []
    if hold.kind not in Hold.SAID or not hold.reference.startswith(f"{hold.kind}:"):
        refusals.append(Refusal("not_ours", "Việc này thuộc hồ sơ khác và chỉ khép lại cùng hồ sơ đó."))
    if not document.strip():
        refusals.append(Refusal("no_document", "Ghi số, ngày và cơ quan ban hành của văn bản."))
    if refusals:
        raise Refused(refusals)
    pages.bump()
    return lift_hold(hold.reference, by=by, because=f"{because.strip()} ({document.strip()})")


def lift_ended_plans() -> int:
    """Lift every payment plan whose last day has passed, and return how many."""
    ended = list(Hold.objects.filter(kind=Hold.PLAN, lifted_at=None, ends_on__lt=clock.today()).values_list("reference", "ends_on"))
    for reference, ends_on in ended:
        lift_hold(reference, by=None, because=f"Cam kết nộp dần hết hạn ngày {ends_on:%d/%m/%Y}.")
    return len(ended)
