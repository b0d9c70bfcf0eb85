"""Joint checks: planned from the check list, decided, recorded, concluded, followed up; and what other bodies did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError, transaction

from core import clock, workdays
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer, SwappedDay
from core.permissions import demand

from .. import checking, scope
from ..checking import Breach, Move, State
from ..models import Check, CheckEvent, CheckPlan, Finding, Firm, Matter
from .standing import note_finding

FUTURE = Refusal("future", "Ngày này chưa đến.")
INCOMPLETE = Refusal("incomplete", "Ghi đủ số, ngày và nội dung.")
TAKEN = Refusal("taken", "Cán bộ khác vừa ghi một cuộc kiểm tra cùng nội dung; hãy xem lại.")


@transaction.atomic
def open_plan(*, year: int, number: str, decided_on: dt.date, title: str, by: Officer, because: str) -> CheckPlan:
    """Open the plan of a year; the same number again returns the plan that stands."""
    demand(by, "firms.plan_check")
    if not number.strip() or not title.strip():
        raise Refused([INCOMPLETE])
    if decided_on > clock.today():
        raise Refused([FUTURE])
    plan, _ = CheckPlan.objects.get_or_create(
        year=year, number=number.strip(), defaults={"decided_on": decided_on, "title": title.strip(), "made_by": by}
    )
    return plan


def plan_check(firm: Firm, plan: CheckPlan, *, by: Officer, because: str, matter: str = Matter.INSURANCE, **signs: str) -> Check:
    """Put ``firm`` into the plan of a year; where it was checked on the matter already, clear signs of violation are demanded."""
    demand(by, "firms.plan_check")
    body = by.agency.name if by.agency else "Đoàn kiểm tra liên ngành"
    return _open(firm, plan.year, matter, State.PLANNED, by=by, because=because, body=body, plan=plan, **signs)


def note_check(
    firm: Firm, *, body: str, decision_no: str, decided_on: dt.date, by: Officer, because: str, matter: str, kind: str, **signs: str
) -> Check:
    """Note a check or inspection by another body; it counts towards the one that the year allows."""
    demand(by, "firms.plan_check")
    if not body.strip() or not decision_no.strip():
        raise Refused([INCOMPLETE])
    if decided_on > clock.today():
        raise Refused([FUTURE])
    _demand_one_day(body.strip(), decision_no.strip(), decided_on)
    told: dict[str, Any] = {"body": body.strip(), "decision_no": decision_no.strip(), "decided_on": decided_on, "kind": kind}
    return _open(firm, decided_on.year, matter, State.NOTED, by=by, because=because, **told, **signs)


def _open(
    firm: Firm,
    year: int,
    matter: str,
    state: State,
    *,
    by: Officer,
    because: str,
    sign: str = "",
    sign_document: str = "",
    **told: Any,
) -> Check:
    """Open a check as the next of its year; the database lets no two take the same place, and none a second without signs.

    A second check by another body is noted with its signs too; where that body told none, the officer writes that.
    """
    scope.demand(by, firm)
    taken = list(Check.objects.standing().filter(firm=firm, year=year, matter=matter).values_list("nth", flat=True))
    if refusals := checking.against_another(taken, sign, sign_document):
        raise Refused(refusals)
    try:
        with transaction.atomic():
            check: Check = Check.objects.create(
                firm=firm,
                year=year,
                matter=matter,
                nth=max(taken, default=0) + 1,
                state=state,
                sign=sign.strip(),
                sign_document=sign_document.strip(),
                **told,
            )
            record_move(CheckEvent, check, move="open", was="", becomes=state, by=by, because=because)
    except IntegrityError:
        raise Refused([TAKEN]) from None
    return check


def decide_check(check: Check, *, decision_no: str, decided_on: dt.date, leader: str, team: str, by: Officer, because: str) -> Check:
    """Record the decision that forms the team: number, day, leader, members."""
    demand(by, "firms.decide_check")
    _demand_full(decision_no, leader, team)
    _demand_past(decided_on)
    if refusals := checking.against_decision(decided_on, year=check.year, plan_on=check.plan.decided_on if check.plan else None):
        raise Refused(refusals)
    _demand_one_day(check.body, decision_no.strip(), decided_on)
    told = {"decision_no": decision_no.strip(), "decided_on": decided_on, "leader": leader.strip(), "team": team.strip()}
    return _move(check, Move.DECIDE, by=by, because=because, **told)


def record_check(check: Check, *, recorded_on: dt.date, found: str, by: Officer, because: str) -> Check:
    """Record the team's minutes: the day and what was found."""
    demand(by, "firms.run_check")
    _demand_full(found)
    _demand_past(recorded_on)
    _demand_order(("Ngày lập biên bản", recorded_on), after=("Ngày quyết định", check.decided_on))
    return _move(check, Move.RECORD, by=by, because=because, recorded_on=recorded_on, found=found.strip())


def conclude_check(check: Check, *, conclusion_no: str, concluded_on: dt.date, conclusion: str, by: Officer, because: str) -> Check:
    """Record the conclusion: number, day, what it says."""
    demand(by, "firms.run_check")
    _demand_full(conclusion_no, conclusion)
    _demand_past(concluded_on)
    _demand_order(("Ngày kết luận", concluded_on), after=("Ngày lập biên bản", check.recorded_on))
    told = {"conclusion_no": conclusion_no.strip(), "concluded_on": concluded_on, "conclusion": conclusion.strip()}
    return _move(check, Move.CONCLUDE, by=by, because=because, **told)


@transaction.atomic
def find_breach(
    check: Check,
    *,
    kinds: Collection[str],
    due_on: dt.date | None,
    reminded_on: dt.date | None,
    authority: str,
    remedy: str,
    remedy_days: int,
    by: Officer,
    because: str,
) -> Check:
    """Establish what the conclusion found, and by when it must be put right: ``remedy_days`` working days after the conclusion."""
    demand(by, "firms.run_check")
    concluded_on = _concluded(check)
    breach = Breach(frozenset(kinds), concluded_on, due_on, reminded_on, authority)
    refusals = checking.against_breach(breach)
    if not remedy.strip() or remedy_days < 1:
        refusals.append(Refusal("no_remedy", "Ghi việc phải khắc phục và thời hạn (số ngày làm việc)."))
    if refusals:
        raise Refused(refusals)
    moved = _move(
        check,
        Move.FIND_BREACH,
        by=by,
        because=because,
        is_evasion="evasion" in breach.kinds,
        authority=authority.strip(),
        due_on=due_on,
        reminded_on=reminded_on,
        remedy=remedy.strip(),
        remedy_due=workdays.add(concluded_on, remedy_days, SwappedDay.swaps()),
    )
    for kind in sorted(breach.kinds):
        source = f"{_conclusion(check)}{f'; {authority.strip()}' if kind == Finding.Kind.EVASION else ''}"
        note_finding(check.firm, kind=kind, found_on=concluded_on, source=source[:200], by=by, because=because)
    return moved


@transaction.atomic
def find_clean(check: Check, *, by: Officer, because: str) -> Check:
    """Establish that the conclusion found no breach, and close the check."""
    demand(by, "firms.run_check")
    concluded_on = _concluded(check)
    moved = _move(check, Move.FIND_CLEAN, by=by, because=because)
    note_finding(check.firm, kind=Finding.Kind.CLEAN, found_on=concluded_on, source=_conclusion(check), by=by, because=because)
    return moved


def remedy_done(check: Check, *, remedied_on: dt.date, evidence: str, by: Officer, because: str) -> Check:
    """Record that everything was put right, with the evidence, and close the check."""
    demand(by, "firms.run_check")
    _demand_full(evidence)
    _demand_past(remedied_on)
    _demand_order(("Ngày khắc phục xong", remedied_on), after=("Ngày kết luận", check.concluded_on))
    return _move(check, Move.REMEDY, by=by, because=because, remedied_on=remedied_on, evidence=evidence.strip())


def remedy_missed(check: Check, *, evidence: str, by: Officer, because: str) -> Check:
    """Record that the term passed and nothing, or not all, was put right; with what shows it."""
    demand(by, "firms.run_check")
    _demand_full(evidence)
    if check.remedy_due and check.remedy_due >= clock.today():
        raise Refused([Refusal("term_runs", f"Thời hạn khắc phục còn đến hết ngày {check.remedy_due:%d/%m/%Y}.")])
    return _move(check, Move.MISS, by=by, because=because, evidence=evidence.strip())


def close_check(check: Check, *, by: Officer, because: str) -> Check:
    """Close a check whose breach was not put right: what follows is another body's file, named in the reason."""
    demand(by, "firms.run_check")
    return _move(check, Move.CLOSE, by=by, because=because)


def cancel_check(check: Check, *, by: Officer, because: str) -> Check:
    """Cancel a check that has not been made, or one noted by mistake."""
    demand(by, "firms.decide_check")
    return _move(check, Move.CANCEL, by=by, because=because)


def _concluded(check: Check) -> dt.date:
    """Return the day of the conclusion; before there is one, nothing can be established."""
    checking.after(State(check.state), Move.FIND_CLEAN)
    if check.concluded_on is None:
        raise Refused([INCOMPLETE])
    return check.concluded_on


def _conclusion(check: Check) -> str:
    return f"Kết luận {check.conclusion_no} ngày {check.concluded_on:%d/%m/%Y} của {check.body}"[:200]


def _demand_full(*texts: str) -> None:
    if not all(text.strip() for text in texts):
        raise Refused([INCOMPLETE])


def _demand_past(day: dt.date) -> None:
    if day > clock.today():
        raise Refused([FUTURE])


def _demand_order(later: tuple[str, dt.date], *, after: tuple[str, dt.date | None]) -> None:
    if refusals := checking.in_order(after, later):
        raise Refused(refusals)


def _demand_one_day(body: str, number: str, day: dt.date) -> None:
    """Refuse a number under which ``body`` has another decision of the year; several checks may stand on one decision."""
    same = Check.objects.standing().filter(body=body, decision_no=number, decided_on__year=day.year)
    if other := same.exclude(decided_on=day).order_by("decided_on").first():
        raise Refused(
            [Refusal("number_day", f"Số {number} của {body} đã ghi với ngày {other.decided_on:%d/%m/%Y}; hãy xem lại số hoặc ngày.")]
        )


def _move(check: Check, how: Move, *, by: Officer, because: str, **changes: Any) -> Check:
    """Make one move of a check, conditional on the state that was read."""
    scope.demand(by, check.firm)
    was = State(check.state)
    becomes = checking.after(was, how)
    with transaction.atomic():
        if not Check.objects.filter(pk=check.pk, state=was).update(state=becomes, **changes):
            raise Stale(f"check {check.pk} is no longer {was}")
        record_move(CheckEvent, check, move=how, was=was, becomes=becomes, by=by, because=because)
    return Check.objects.select_related("firm", "plan").get(pk=check.pk)
