"""Agencies are asked to confirm what is said of a firm, and their answers take effect."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from core import clock, pages, workdays
from core.errors import NotAllowed, Refusal, Refused, Stale
from core.events import record_move
from core.models import Agency, Officer, SwappedDay
from core.permissions import demand
from core.tables import open_table

from .. import answers, asking, scope
from ..asking import OPEN, Answer, Move, Reply, State
from ..models import AnswerFile, Confirmation, ConfirmationEvent, Finding, Firm, Hold, SeatPolicy
from .standing import lift_hold, note_finding, place_hold

_NO_LETTER = Refusal("letter_no", "Phải ghi số công văn trả lời.")
_NO_DAY = Refusal("letter_on", "Phải ghi ngày công văn trả lời, không sau hôm nay.")
_BEFORE = "Ngày công văn trả lời ({letter:%d/%m/%Y}) không được trước ngày đề nghị {number} ({asked:%d/%m/%Y})."


def seat_policy(on: dt.date) -> SeatPolicy:
    """Return the terms of working together that are in force on the day ``on``."""
    return SeatPolicy.objects.in_force(on).latest("valid_from")


def term(days: int, *, since: dt.date) -> dt.date:
    """Return the last of ``days`` working days after ``since``."""
    return workdays.add(since, days, SwappedDay.swaps())


def addressee(firm: Firm) -> Agency:
    """Return the SI agency that keeps the firm's account: the office of its unit codes, else the agency of the province."""
    offices = set(firm.unit_codes.filter(valid_to=None).values_list("office", flat=True))
    bodies = list(Agency.objects.at_work().filter(kind=Agency.Kind.INSURANCE).order_by("code"))
    for body in bodies:
        if offices & set(body.office_codes):
            return body
    for body in bodies:
        if not body.office_codes:
            return body
    raise Refused([Refusal("no_agency", "Chưa khai báo cơ quan BHXH nào để đề nghị xác nhận.")])


@transaction.atomic
def ask_confirmation(
    firm: Firm, *, kind: str, says: str, reference: str, by: Officer | None, because: str, agency: Agency | None = None
) -> Confirmation:
    """Ask an agency, by default the SI agency, whether what is said of ``firm`` is so; the same open question again returns it.

    A room above that took the firm's statement asks with ``by=None``: it has checked the officer's right to its own file.
    """
    demand(by, "firms.ask_confirmation")
    scope.demand(by, firm)
    says, reference = says.strip(), reference.strip()
    if not says or not reference:
        raise Refused([Refusal("no_statement", "Phải ghi nội dung đơn vị trình bày và hồ sơ kèm theo.")])
    agency = agency or addressee(firm)
    if agency.ended_on:
        raise Refused([Refusal("agency", f"{agency.name} đã thôi tham gia từ {agency.ended_on:%d/%m/%Y}.")])
    if not scope.is_business_of(firm, agency):
        raise Refused([Refusal("agency", f"Đơn vị không thuộc phạm vi của {agency.name}.")])
    same = {"firm": firm, "agency": agency, "kind": kind, "reference": reference[:200]}
    if standing := Confirmation.objects.filter(**same, state__in=OPEN).first():
        return standing
    today = clock.today()
    due_on = term(seat_policy(today).answer_workdays, since=today)
    asked = Confirmation.objects.create(**same, says=says[:1000], asked_by=by, due_on=due_on)
    record_move(ConfirmationEvent, asked, move="ask", was="", becomes=State.ASKED, by=by, because=because)
    return asked


@transaction.atomic
def answer_confirmation(asked: Confirmation, reply: Reply, *, by: Officer, letter_no: str, letter_on: dt.date | None) -> Confirmation:
    """Take the agency's answer and let it take effect: paid is recorded, a plan holds, a wrong figure waits for the next list."""
    _demand_answer(asked, by)
    is_si_agency = asked.agency.kind == Agency.Kind.INSURANCE
    refused = (
        _letter(letter_no, letter_on)
        + _against_order(asked, letter_on)
        + asking.refusals(reply, on=clock.today(), is_si_agency=is_si_agency)
    )
    if refused or letter_on is None:
        raise Refused(refused)
    now = clock.now()
    source = f"{letter_no.strip()} ngày {letter_on:%d/%m/%Y}, {asked.agency.name}"[:200]
    changes: dict[str, Any] = {
        "answer": reply.answer,
        "paid_on": reply.paid_on,
        "right_vnd": reply.right_vnd,
        "plan_from": reply.plan_from,
        "plan_to": reply.plan_to,
        "note": reply.note.strip()[:500],
        "letter_no": letter_no.strip()[:60],
        "letter_on": letter_on,
        "answered_by": by,
        "answered_at": now,
    }
    if reply.answer in (Answer.PAID, Answer.WRONG):
        changes["correct_due"] = term(seat_policy(clock.today()).correct_workdays, since=clock.today())
    because = f"{asking.ANSWERS[reply.answer]}, theo công văn {source}."
    answered = _move(asked, asking.move_of(reply.answer), by=by, because=because, **changes)
    _take_effect(answered, source, by, because)
    return answered


def _take_effect(answered: Confirmation, source: str, by: Officer, because: str) -> None:
    if answered.answer == Answer.PAID and answered.paid_on:
        note_finding(answered.firm, kind=Finding.Kind.PAID, found_on=answered.paid_on, source=source, by=by, because=because)
    elif answered.answer == Answer.PLAN:
        place_hold(answered.firm, kind=Hold.PLAN, reference=answered.hold_reference, by=by, because=because)
        pages.bump()


@transaction.atomic
def withdraw_confirmation(asked: Confirmation, *, by: Officer, because: str) -> Confirmation:
    """Take a question back that need not be answered any more."""
    demand(by, "firms.ask_confirmation")
    scope.demand(by, asked.firm)
    return _move(asked, Move.WITHDRAW, by=by, because=because)


@transaction.atomic
def close_correction(asked: Confirmation, *, by: Officer | None, because: str) -> Confirmation:
    """Note that the agency's list now has the right figure."""
    demand(by, "firms.apply_batch")
    scope.demand(by, asked.firm)
    return _move(asked, Move.CORRECT, by=by, because=because)


@transaction.atomic
def remind(asked: Confirmation) -> Confirmation:
    """Note that the term is over without an answer; the agency's front page says so."""
    return _move(asked, Move.REMIND, by=None, because=f"Quá hạn trả lời ngày {asked.due_on:%d/%m/%Y}.")


def end_plan(asked: Confirmation) -> None:
    """Lift the hold of a payment plan whose time is over."""
    lift_hold(asked.hold_reference, by=None, because=f"Kế hoạch nộp dần kết thúc ngày {asked.plan_to:%d/%m/%Y}.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a returned file: how many answers were taken, or why none was."""

    count: int = 0
    left_blank: int = 0
    already: int = 0
    is_known: bool = False
    problems: tuple[answers.Problem, ...] = ()


@transaction.atomic
def take_answers(content: bytes, *, name: str, agency: Agency, by: Officer, letter_no: str, letter_on: dt.date | None) -> Taken:
    """Take a file of answers as ``agency`` returned it: every row or none; the same file twice changes nothing.

    A file that is not ours raises `core.tables.UnreadableError`.
    """
    _demand_file(agency, by)
    if (refused := _letter(letter_no, letter_on)) or letter_on is None:
        raise Refused(refused)
    digest = hashlib.sha256(content).hexdigest()
    if AnswerFile.objects.filter(agency=agency, sha256=digest).exists():
        return Taken(is_known=True)
    read = answers.read(open_table(content, name), agency, on=clock.today())
    if read.problems:
        return Taken(problems=read.problems)
    for asked, reply in read.replies:
        answer_confirmation(asked, reply, by=by, letter_no=letter_no, letter_on=letter_on)
    if read.replies:
        AnswerFile.objects.create(
            agency=agency,
            file_name=name[:200],
            sha256=digest,
            stored=ContentFile(content, name=f"{digest[:16]}.xlsx"),
            letter_no=letter_no.strip()[:60],
            letter_on=letter_on,
            taken=len(read.replies),
            received_by=by,
        )
    return Taken(len(read.replies), read.left_blank, read.already)


def may_answer(asked: Confirmation, by: Officer) -> bool:
    """Tell whether ``by`` may record the answer: an officer of the agency asked, or a clerk of ours who did not ask it."""
    if not scope.firms(by).filter(pk=asked.firm_id).exists():
        return False
    if by.agency_id == asked.agency_id:
        return by.has_perm("firms.answer_confirmation")
    return scope.is_whole(by) and by.has_perm("firms.confirm_payment") and asked.asked_by_id != by.pk


def _demand_answer(asked: Confirmation, by: Officer) -> None:
    if not may_answer(asked, by):
        raise NotAllowed("firms.answer_confirmation")


def _demand_file(agency: Agency, by: Officer) -> None:
    if by.agency_id == agency.pk:
        demand(by, "firms.answer_confirmation")
    elif scope.is_whole(by):
        demand(by, "firms.confirm_payment")
    else:
        raise NotAllowed("firms.answer_confirmation")


def _letter(number: str, day: dt.date | None) -> list[Refusal]:
    return ([] if number.strip() else [_NO_LETTER]) + ([] if day and day <= clock.today() else [_NO_DAY])


def _against_order(asked: Confirmation, letter_on: dt.date | None) -> list[Refusal]:
    """Return why a letter of that day cannot answer ``asked``: nobody answers what was not asked yet."""
    asked_on = asked.asked_at.astimezone(clock.VIETNAM).date()
    if letter_on is None or letter_on >= asked_on:
        return []
    return [Refusal("letter_on", _BEFORE.format(letter=letter_on, number=asked.number, asked=asked_on))]


def _move(asked: Confirmation, how: Move, *, by: Officer | None, because: str, **changes: Any) -> Confirmation:
    """Make one move of a request, conditional on the state that was read."""
    was = State(asked.state)
    becomes = asking.after(was, how)
    if not Confirmation.objects.filter(pk=asked.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"confirmation {asked.pk} is no longer {was}")
    record_move(ConfirmationEvent, asked, move=how, was=was, becomes=becomes, by=by, because=because)
    return Confirmation.objects.select_related("firm", "agency").get(pk=asked.pk)
