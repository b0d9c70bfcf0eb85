"""What officers decide around the screens: the thresholds, what they confirm about a decision, their tick, what they take out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from core import clock, policies
from core.errors import Refusal, Refused
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from .. import scope
from ..models import DecisionRemark, Export, ExportEvent, Firm, FirmEvent, Sanction, ScreenPolicy, VerifiedReport

#: With less, a firm would be late before the month after its due date is over, or before it owes at all.
LEAST_LATE_MONTHS = 1


def propose_policy(numbers: Mapping[str, Any], *, by: Officer, because: str, **told: Any) -> ScreenPolicy:
    """Propose a further version of the thresholds; ``told`` is its first day and the decision behind it."""
    demand(by, "firms.propose_policy")
    if numbers["late_months"] < LEAST_LATE_MONTHS:
        raise Refused([Refusal("late_months", f"Số tháng chậm đóng ít nhất là {LEAST_LATE_MONTHS}.")])
    return policies.propose(ScreenPolicy, numbers, by=by, because=because, **told)


def approve_policy(policy: ScreenPolicy, *, by: Officer, because: str) -> ScreenPolicy:
    """Let a proposed version judge from its day on; never the officer who proposed it."""
    demand(by, "firms.approve_policy")
    return policies.approve(policy, by=by, because=because)


def refuse_policy(policy: ScreenPolicy, *, by: Officer, because: str) -> ScreenPolicy:
    """Refuse a proposed version; it stays on file and never judges."""
    demand(by, "firms.approve_policy")
    return policies.refuse(policy, by=by, because=because)


@transaction.atomic
def remark_decision(firm: Firm, *, decision_no: str, kind: str, document: str, by: Officer, because: str) -> DecisionRemark:
    """Confirm that ``firm`` evades a decision, or that the decision itself records the repeat; the same again changes nothing."""
    demand(by, "firms.remark_decision")
    scope.demand(by, firm)
    refusals = []
    if not Sanction.objects.in_force().filter(firm=firm, decision_no=decision_no, state="final").exists():
        refusals.append(Refusal("no_such_decision", "Đơn vị không có quyết định có hiệu lực mang số này."))
    if not document.strip():
        refusals.append(Refusal("no_document", "Ghi văn bản làm căn cứ."))
    if refusals:
        raise Refused(refusals)
    remark, is_new = DecisionRemark.objects.get_or_create(
        firm=firm, decision_no=decision_no, kind=kind, withdrawn_at=None, defaults={"document": document.strip(), "noted_by": by}
    )
    if is_new:
        _tell(firm, "remark", decision_no, kind, by, because)
    return remark


@transaction.atomic
def withdraw_remark(remark: DecisionRemark, *, by: Officer, because: str) -> DecisionRemark:
    """Take a confirmation back; it stays on file and counts no more."""
    demand(by, "firms.remark_decision")
    scope.demand(by, remark.firm)
    if DecisionRemark.objects.filter(pk=remark.pk, withdrawn_at=None).update(withdrawn_at=clock.now()):
        _tell(remark.firm, "withdraw_remark", remark.kind, "withdrawn", by, because)
    remark.refresh_from_db()
    return remark


@transaction.atomic
def tick_verified(firm: Firm, *, is_verified: bool, by: Officer) -> VerifiedReport:
    """Note that there are, or are no, verified reports on ``firm``: the tick and its day, nothing of what was reported."""
    demand(by, "firms.tick_verified")
    scope.demand(by, firm)
    VerifiedReport.objects.filter(firm=firm, is_newest=True).update(is_newest=False)
    tick = VerifiedReport.objects.create(firm=firm, is_verified=is_verified, noted_on=clock.today(), noted_by=by)
    _tell(firm, "tick_verified", "", "verified" if is_verified else "not_verified", by, "Ghi nhận của cán bộ kiểm tra.")
    return tick


@transaction.atomic
def record_export(*, what: str, as_of: dt.date, asked: str, rows: int, file_name: str, content: bytes, by: Officer) -> Export:
    """Record that a list of firms left the house as a file."""
    demand(by, "firms.view_register")
    export = Export.objects.create(
        what=what, as_of=as_of, asked=asked[:300], rows=rows, file_name=file_name, sha256=hashlib.sha256(content).hexdigest(), taken_by=by
    )
    because = f"Xuất {rows} dòng, tính đến {as_of:%d/%m/%Y}{': ' if asked else ''}{asked}."
    record_move(ExportEvent, export, move="export", was="", becomes="exported", by=by, because=because)
    return export


def _tell(firm: Firm, move: str, was: str, becomes: str, by: Officer, because: str) -> None:
    record_move(FirmEvent, firm, move=move, was=was[:40], becomes=becomes, by=by, because=because)
