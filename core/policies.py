"""How a version of the house's numbers comes to govern: one officer proposes it for a day to come, another approves it.

Each room wraps these with its own permission; who may, and on what, is decided there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from . import clock
from .errors import Refusal, Refused, Stale
from .events import record_move
from .models import Certainty, Officer, Policy, PolicyState

P = TypeVar("P", bound=Policy)

SAME_EYES = Refusal("same_eyes", "Người duyệt phải khác người đề nghị.")
NOT_AHEAD = Refusal("not_ahead", "Bản mới phải áp dụng từ sau hôm nay: việc đã làm theo bản cũ không được đổi theo.")
NO_DECISION = Refusal("no_decision", "Ghi số quyết định, ngày và người, cơ quan quyết định.")
NOT_DECIDED = Refusal("decided_on", "Ngày quyết định chưa đến; chỉ đề nghị theo quyết định đã ký.")
TAKEN_DAY = Refusal("taken_day", "Đã có bản được duyệt áp dụng từ ngày này.")
NO_CHANGE = Refusal("no_change", "Mọi giá trị đều giữ nguyên; không có gì để đề nghị.")


@transaction.atomic
def propose(
    model: type[P],
    values: Mapping[str, Any],
    *,
    valid_from: dt.date,
    decision_no: str,
    decided_on: dt.date,
    decided_by: str,
    by: Officer,
    because: str,
    may_confirm: bool = False,
) -> P:
    """Propose a further version, valid from a day to come; what governs today stays as it is.

    The same values again are refused, unless ``may_confirm`` and what governs still waits to be confirmed by a decision.
    """
    today = clock.today()
    refusals = _against_day(model, valid_from)
    if not decision_no.strip() or not decided_by.strip():
        refusals.append(NO_DECISION)
    if decided_on > today:
        refusals.append(NOT_DECIDED)
    rows: Any = model.objects
    now = rows.in_force(today).latest("valid_from")
    is_same = all(values[name] == getattr(now, name) for name in model.NUMBERS)
    if is_same and not (may_confirm and now.is_to_confirm):
        refusals.append(NO_CHANGE)
    if refusals:
        raise Refused(refusals)
    policy: P = rows.create(
        **{name: values[name] for name in model.NUMBERS},
        valid_from=valid_from,
        decision_no=decision_no.strip(),
        decided_on=decided_on,
        decided_by=decided_by.strip(),
        source=f"Quyết định {decision_no.strip()} ngày {decided_on:%d/%m/%Y} của {decided_by.strip()}",
        certainty=Certainty.CONFIRMED,
        proposed_by=by,
    )
    _note(policy, "propose", was="", by=by, because=because)
    return policy


def approve(policy: P, *, by: Officer, because: str) -> P:
    """Let a proposed version govern from its day on; never the officer who proposed it."""
    refusals = _against_day(type(policy), policy.valid_from)
    if policy.proposed_by_id == by.pk:
        refusals.append(SAME_EYES)
    if refusals:
        raise Refused(refusals)
    return _settle(policy, PolicyState.APPROVED, "approve", by=by, because=because, approved_by=by, approved_at=clock.now())


def refuse(policy: P, *, by: Officer, because: str) -> P:
    """Refuse a proposed version; it stays on file and never governs."""
    return _settle(policy, PolicyState.REFUSED, "refuse", by=by, because=because)


def difference(now: Policy, then: Policy) -> list[tuple[str, Any, Any, bool]]:
    """Return each value by its name: as it is, as it would be, and whether it changes."""
    found = []
    for name in now.NUMBERS:
        column: Any = now._meta.get_field(name)
        was, becomes = getattr(now, name), getattr(then, name)
        found.append((str(column.verbose_name), was, becomes, was != becomes))
    return found


def _against_day(model: type[Policy], valid_from: dt.date) -> list[Refusal]:
    if valid_from <= clock.today():
        return [NOT_AHEAD]
    is_taken = model.objects.filter(valid_from=valid_from, state=PolicyState.APPROVED).exists()
    return [TAKEN_DAY] if is_taken else []


def _settle(policy: P, becomes: PolicyState, move: str, *, by: Officer, because: str, **changes: Any) -> P:
    try:
        with transaction.atomic():
            if not type(policy).objects.filter(pk=policy.pk, state=PolicyState.PROPOSED).update(state=becomes, **changes):
                raise Stale(f"policy {policy.pk} is no longer proposed")
            policy.refresh_from_db()
            _note(policy, move, was=PolicyState.PROPOSED, by=by, because=because)
    except IntegrityError:
        raise Refused([TAKEN_DAY]) from None
    return policy


def _note(policy: Policy, move: str, *, was: str, by: Officer, because: str) -> None:
    events: Any = policy  # the room's table of events adds the name
    record_move(events.events.model, policy, move=move, was=was, becomes=policy.state, by=by, because=because)
