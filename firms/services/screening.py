"""What officers decide around the screens: the thresholds, what they confirm about a decision, their tick, what they take out."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from core import clock
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Certainty, Officer
from core.permissions import demand

from .. import scope
from ..models import DecisionRemark, Export, ExportEvent, Firm, FirmEvent, PolicyEvent, PolicyState, Sanction, ScreenPolicy, VerifiedReport

SAME_EYES = Refusal("same_eyes", "Người duyệt phải khác người đề nghị.")
NOT_AHEAD = Refusal("not_ahead", "Ngưỡng mới phải áp dụng từ sau hôm nay: kết quả sàng lọc đã dùng không được đổi theo.")
NO_DECISION = Refusal("no_decision", "Ghi số quyết định, ngày và người, cơ quan quyết định.")
TAKEN_DAY = Refusal("taken_day", "Đã có ngưỡng được duyệt áp dụng từ ngày này.")
NO_CHANGE = Refusal("no_change", "Các ngưỡng đều giữ nguyên; không có gì để đề nghị.")


@transaction.atomic
def propose_policy(
    numbers: Mapping[str, Any], *, valid_from: dt.date, decision_no: str, decided_on: dt.date, decided_by: str, by: Officer, because: str
) -> ScreenPolicy:
    """Propose a further version of the thresholds, valid from a day to come; what judges today stays as it is."""
    demand(by, "firms.propose_policy")
    today = clock.today()
    refusals = _against_day(valid_from)
    if not decision_no.strip() or not decided_by.strip() or decided_on > today:
        refusals.append(NO_DECISION)
    now = ScreenPolicy.objects.in_force(today).latest("valid_from")
    if all(numbers[name] == getattr(now, name) for name in ScreenPolicy.NUMBERS):
        refusals.append(NO_CHANGE)
    if refusals:
        raise Refused(refusals)
    policy: ScreenPolicy = ScreenPolicy.objects.create(
        **{name: numbers[name] for name in ScreenPolicy.NUMBERS},
        valid_from=valid_from,
        decision_no=decision_no.strip(),
        decided_on=decided_on,
        decided_by=decided_by.strip(),
        source=f"Quyết định {decision_no.strip()} ngày {decided_on:%d/%m/%Y} của {decided_by.strip()}",
        certainty=Certainty.CONFIRMED,
        proposed_by=by,
    )
    record_move(PolicyEvent, policy, move="propose", was="", becomes=PolicyState.PROPOSED, by=by, because=because)
    return policy


def _against_day(valid_from: dt.date) -> list[Refusal]:
    if valid_from <= clock.today():
        return [NOT_AHEAD]
    is_taken = ScreenPolicy.objects.filter(valid_from=valid_from, state=PolicyState.APPROVED).exists()
    return [TAKEN_DAY] if is_taken else []


def approve_policy(policy: ScreenPolicy, *, by: Officer, because: str) -> ScreenPolicy:
    """Let a proposed version judge from its day on; never the officer who proposed it."""
    demand(by, "firms.approve_policy")
    refusals = _against_day(policy.valid_from)
    if policy.proposed_by_id == by.pk:
        refusals.append(SAME_EYES)
    if refusals:
        raise Refused(refusals)
    return _settle(policy, PolicyState.APPROVED, "approve", by=by, because=because, approved_by=by, approved_at=clock.now())


def refuse_policy(policy: ScreenPolicy, *, by: Officer, because: str) -> ScreenPolicy:
    """Refuse a proposed version; it stays on file and never judges."""
    demand(by, "firms.approve_policy")
    return _settle(policy, PolicyState.REFUSED, "refuse", by=by, because=because)


def _settle(policy: ScreenPolicy, becomes: PolicyState, move: str, *, by: Officer, because: str, **changes: Any) -> ScreenPolicy:
    try:
        with transaction.atomic():
            if not ScreenPolicy.objects.filter(pk=policy.pk, state=PolicyState.PROPOSED).update(state=becomes, **changes):
                raise Stale(f"policy {policy.pk} is no longer proposed")
            record_move(PolicyEvent, policy, move=move, was=PolicyState.PROPOSED, becomes=becomes, by=by, because=because)
    except IntegrityError:
        raise Refused([TAKEN_DAY]) from None
    policy.refresh_from_db()
    return policy


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
