"""Questions of the press: received with a clock, answered in writing, approved by the spokesperson, sent, and forgotten in time."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from core import clock, workdays
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer, SwappedDay
from core.permissions import demand

from .. import services
from ..delivering import State as Delivered
from ..media_lifecycle import REPLIES, WAITING, Asked, Reply, after, open_moves
from ..models import PressPolicy, PressQuestion, PressQuestionEvent
from ..outbox import personal
from . import spokespeople

PREFIX = "HB"
NO_ANSWER = Refusal("no_answer", "Cần nội dung trả lời.")
NO_WAY = Refusal("no_way", "Cần ghi trả lời đã gửi qua đâu (thư điện tử, văn bản số …).")
NO_ADDRESS = Refusal("no_address", "Người hỏi không để lại thư điện tử; trả lời bằng cách khác rồi ghi lại.")
NO_MAIL = Refusal("no_mail", "Chưa thiết lập máy chủ thư; trả lời bằng cách khác rồi ghi lại.")
ON_ITS_WAY = Refusal("on_its_way", "Thư trả lời đang đi hoặc đã đến; không dừng lại được nữa.")
BY_MAIL = "thư điện tử, hệ thống gửi"
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
    """Send the answer back to be written again; an approval ends with it, and a letter that has not left."""
    demand(by, "press.speak")
    if question.letter and personal.stop(question.letter, by=by, because=because):
        raise Refused([ON_ITS_WAY])
    return _move(question, Reply.RETURN, by=by, because=because, approved_by=None, approved_at=None, appointment=None, letter=None)


@transaction.atomic
def approve(question: PressQuestion, *, by: Officer, because: str, read: str = "") -> PressQuestion:
    """Let the spokesperson approve the answer; ``read`` is the answer that was on the screen."""
    appointment = spokespeople.demand_voice(by, wrote=question.answered_by_id)
    if read and "".join(read.split()) != "".join(question.answer.split()):
        raise Refused([OLD])
    return _move(question, Reply.APPROVE, by=by, because=because, approved_by=by, approved_at=clock.now(), appointment=appointment)


@transaction.atomic
def post(question: PressQuestion, *, by: Officer, because: str) -> PressQuestion:
    """Post the approved answer to the address that the asker left; it counts as sent when the letter has arrived."""
    demand(by, "press.answer_press")
    refusals = [*([] if question.email else [NO_ADDRESS]), *([] if personal.can_write() else [NO_MAIL])]
    if refusals:
        raise Refused(refusals)
    after(REPLIES, Asked(question.state), Reply.POST)
    letter = personal.post("answer", question.pk, mark=secrets.token_hex(4))
    return _move(question, Reply.POST, by=by, because=because, letter=letter)


def note_arrived() -> int:
    """Close the questions whose letter arrived, by machine or by an officer's word, and return how many."""
    done = 0
    for question in PressQuestion.objects.filter(state=Asked.POSTED, letter__state=Delivered.SENT).select_related("letter"):
        at = question.letter.sent_at if question.letter else None
        with suppress(Stale), transaction.atomic():
            _move(question, Reply.ARRIVE, by=None, because="Thư trả lời đã đến.", sent_at=at, ended_at=at, sent_how=BY_MAIL)
            done += 1
    return done


def write_answer(keys: Collection[int]) -> dict[int, personal.Letter]:
    """Write the letters with the answers; none for a question that is not to be answered by letter any more."""
    found = {}
    posted = PressQuestion.objects.filter(pk__in=keys, state=Asked.POSTED)
    for question in posted.select_related("approved_by", "appointment"):
        context = {"question": question, "authority": settings.AUTHORITY, "home": settings.BASE_URL}
        text = render_to_string("press/mail/answer.txt", context)
        found[question.pk] = personal.Letter(question.email, f"Trả lời câu hỏi {question.code}", text)
    return found


@transaction.atomic
def send(question: PressQuestion, *, by: Officer, because: str, how: str) -> PressQuestion:
    """Note that the approved answer went out by hand, and by which way; a letter that has not left is stopped."""
    demand(by, "press.answer_press")
    if not how.strip():
        raise Refused([NO_WAY])
    if question.letter:
        personal.stop(question.letter, by=by, because=because)
        if question.letter.state in (Delivered.SENDING, Delivered.SENT):
            raise Refused([ON_ITS_WAY])
    now = clock.now()
    return _move(question, Reply.SEND, by=by, because=because, sent_at=now, ended_at=now, sent_how=how.strip())


@transaction.atomic
def close(question: PressQuestion, *, by: Officer, because: str) -> PressQuestion:
    """Close a question without an answer: not of this authority, asked twice, or no question."""
    demand(by, "press.answer_press")
    return _move(question, Reply.CLOSE, by=by, because=because, ended_at=clock.now())


def sensible(question: PressQuestion) -> list[Reply]:
    """Return what an officer can do with a question now: a letter is offered only where it can be written and has somewhere to go."""
    found = [move for move in open_moves(REPLIES, Asked(question.state)) if move != Reply.ARRIVE]
    can_post = bool(question.email) and personal.can_write()
    return [move for move in found if move != Reply.POST or can_post]


def waiting(*states: Asked) -> QuerySet[PressQuestion]:
    """Return the questions that wait, the most urgent first."""
    return PressQuestion.objects.filter(state__in=states or WAITING).order_by("due_on", "pk")


def unarrived() -> QuerySet[PressQuestion]:
    """Return the questions whose letter did not arrive, or may not have: an officer settles that, or answers another way."""
    astray = (Delivered.FAILED, Delivered.UNCERTAIN, Delivered.GIVEN_UP, Delivered.DROPPED)
    return waiting(Asked.POSTED).filter(letter__state__in=astray)


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
