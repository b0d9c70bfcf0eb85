"""Questions of the press: received with a clock, answered in writing, approved by the spokesperson, sent, and forgotten in time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import clock, workdays
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer, SwappedDay
from core.permissions import demand

from .. import services
from ..media_lifecycle import REPLIES, WAITING, Asked, Reply, after
from ..models import PressPolicy, PressQuestion, PressQuestionEvent
from . import spokespeople

PREFIX = "HB"
NO_ANSWER = Refusal("no_answer", "Cần nội dung trả lời.")
NO_WAY = Refusal("no_way", "Cần ghi trả lời đã gửi qua đâu (thư điện tử, văn bản số …).")
OLD = Refusal("old_answer", "Câu trả lời vừa được sửa; hãy đọc lại rồi duyệt.")


@transaction.atomic
def ask(*, person: str, medium: str, card_no: str, email: str, phone: str, text: str) -> PressQuestion:
    """Take a question; its clock starts the next working day."""
    today = clock.today()
    policy = PressPolicy.on(today)
    question = PressQuestion.objects.create(
        code=services.next_public_id(PREFIX),
        person=person,
        medium=medium,
        card_no=card_no,
        email=email,
        phone=phone,
        text=text,
        asked_at=clock.now(),
        due_on=workdays.add(today, policy.answer_workdays, SwappedDay.swaps()),
        policy=policy,
    )
    record_move(PressQuestionEvent, question, move="ask", was="", becomes=Asked.RECEIVED, by=None, because="Báo chí gửi qua trang Báo chí.")
    return question


@transaction.atomic
def answer(question: PressQuestion, *, by: Officer, because: str, answer: str) -> PressQuestion:
    """Write the answer, or write it anew; the spokesperson reads it next."""
    demand(by, "press.answer_press")
    if not answer.strip():
        raise Refused([NO_ANSWER])
    return _move(question, Reply.ANSWER, by=by, because=because, answer=answer.strip(), answered_by=by)


@transaction.atomic
def give_back(question: PressQuestion, *, by: Officer, because: str) -> PressQuestion:
    """Send the answer back to be written again; an approval ends with it."""
    demand(by, "press.speak")
    return _move(question, Reply.RETURN, by=by, because=because, approved_by=None, approved_at=None, appointment=None)


@transaction.atomic
def approve(question: PressQuestion, *, by: Officer, because: str, read: str = "") -> PressQuestion:
    """Let the spokesperson approve the answer; ``read`` is the answer that was on the screen."""
    appointment = spokespeople.demand_voice(by, wrote=question.answered_by_id)
    if read and "".join(read.split()) != "".join(question.answer.split()):
        raise Refused([OLD])
    return _move(question, Reply.APPROVE, by=by, because=because, approved_by=by, approved_at=clock.now(), appointment=appointment)


@transaction.atomic
def send(question: PressQuestion, *, by: Officer, because: str, how: str) -> PressQuestion:
    """Note that the approved answer went out, and by which way."""
    demand(by, "press.answer_press")
    if not how.strip():
        raise Refused([NO_WAY])
    now = clock.now()
    return _move(question, Reply.SEND, by=by, because=because, sent_at=now, ended_at=now, sent_how=how.strip())


@transaction.atomic
def close(question: PressQuestion, *, by: Officer, because: str) -> PressQuestion:
    """Close a question without an answer: not of this authority, asked twice, or no question."""
    demand(by, "press.answer_press")
    return _move(question, Reply.CLOSE, by=by, because=because, ended_at=clock.now())


def waiting(*states: Asked) -> QuerySet[PressQuestion]:
    """Return the questions that wait, the most urgent first."""
    return PressQuestion.objects.filter(state__in=states or WAITING).order_by("due_on", "pk")


def late(on: dt.date) -> QuerySet[PressQuestion]:
    """Return the questions whose term was over before the day ``on``."""
    return waiting().filter(due_on__lt=on)


def _move(question: PressQuestion, how: Reply, *, by: Officer | None, because: str, **changes: Any) -> PressQuestion:
    was = Asked(question.state)
    becomes = after(REPLIES, was, how)
    if not PressQuestion.objects.filter(pk=question.pk, state=was, answer=question.answer).update(state=becomes, **changes):
        raise Stale(f"question {question.pk} is no longer {was}")
    record_move(PressQuestionEvent, question, move=how, was=was, becomes=becomes, by=by, because=because)
    question.refresh_from_db()
    return question
