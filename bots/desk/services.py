"""What people and officers do with a talk: each move is one transaction, under the lock of its conversation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import translation
from django.utils.translation import get_language, gettext

from complaints import services as complaints
from core import clock, workdays
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer, SwappedDay
from core.permissions import demand

from .. import channels, masking, sealing, unasked
from ..dialogue import Choice, Say, words
from ..models import Conversation, Outbound
from . import texts
from .hours import Hours, said
from .lifecycle import ENDED, OPEN, REASONS, Move, State, after
from .models import Talk, TalkEvent, TalkLine, TalkPolicy

ANSWER = "bots.answer_talks"
SET_HOURS = "bots.set_talk_hours"
#: Where hours are so set that the desk never opens, a promise lies this far ahead.
_NEVER = dt.timedelta(days=60)

NOT_YOURS = Refusal("not-yours", "Cuộc trò chuyện này không do anh/chị đang giữ.")
TO_ITSELF = Refusal("to-itself", "Hãy chọn một cán bộ khác.")
NOT_THERE = Refusal("not-there", "Cán bộ này không có quyền trò chuyện với người hỏi.")
GONE = Refusal("gone", "Câu trả lời này không còn hiệu lực; hãy tìm lại.")
NO_REASON = Refusal("no-reason", "Cần lý do, ít nhất 5 ký tự.")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person who asked for an officer is told."""

    talk: Talk
    ahead: int
    kept_days: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What a person wrote lies with the officers."""

    is_waiting: bool
    is_first: bool


# --- the person's side


def opening() -> tuple[bool, str]:
    """Tell whether the desk is open now, and else when it opens again, in words; empty if that is not in sight."""
    now = clock.now().astimezone(clock.VIETNAM)
    opens = TalkPolicy.current().read_hours().opens(now, SwappedDay.swaps())
    return opens == now, _opens(now, opens) if opens else ""


def _opens(now: dt.datetime, opens: dt.datetime) -> str:
    """Return when the desk opens, and which holidays lie before, so that nobody takes a missed workday for a mistake."""
    until = (now.date() + dt.timedelta(days=days) for days in range((opens.date() - now.date()).days))
    off = ", ".join(f"{day:%d/%m}" for day in until if day.weekday() < 5 and workdays.is_holiday(day))
    return gettext("{when} (nghỉ lễ: {days})").format(when=told(opens), days=off) if off else told(opens)


def told(moment: dt.datetime) -> str:
    """Return ``moment`` as a person is told of it, in the language at hand."""
    if get_language() == "en":
        return f"{moment.astimezone(clock.VIETNAM):%H:%M, %d/%m/%Y}"
    return said(moment, clock.now())


def current(conversation: Conversation) -> Talk | None:
    """Return the open talk of ``conversation``."""
    return Talk.objects.filter(conversation=conversation, state__in=sorted(OPEN)).first()


def queue() -> QuerySet[Talk]:
    """Return the talks that wait: those that were kept waiting or left first, then in the order in which they came."""
    return Talk.objects.filter(state=State.WAITING).order_by("-is_urgent", "asked_at", "pk")


def ahead(talk: Talk) -> int:
    """Return how many wait before ``talk``."""
    earlier = Q(asked_at__lt=talk.asked_at) | Q(asked_at=talk.asked_at, pk__lt=talk.pk)
    same = Q(is_urgent=talk.is_urgent) & earlier
    return queue().filter(same if talk.is_urgent else same | Q(is_urgent=True)).count()


@transaction.atomic
def ask(conversation: Conversation) -> Asked:
    """Put the person into the queue, or say where it stands in it."""
    _lock(conversation.pk)
    if (talk := current(conversation)) is None:
        talk = Talk.objects.create(conversation=conversation, channel=conversation.channel, asked_at=clock.now(), **_promise())
        record_move(TalkEvent, talk, move=Move.ASK, was="", becomes=State.WAITING, by=None, because=REASONS[Move.ASK])
    return Asked(talk, ahead(talk), TalkPolicy.current().kept_days)


@transaction.atomic
def pass_on(conversation: Conversation, text: str) -> Kept | None:
    """Seal what the person wrote for the officer; nothing where the talk is over. A receipt code is never kept."""
    _lock(conversation.pk)
    if (talk := current(conversation)) is None:
        return None
    is_first = not talk.lines.filter(author=TalkLine.Author.PERSON).exists()
    _write(talk, TalkLine.Author.PERSON, masking.hide_codes(text))
    Talk.objects.filter(pk=talk.pk, is_ours=False).update(is_ours=True, turn_at=clock.now())
    return Kept(talk.state == State.WAITING, is_first)


@transaction.atomic
def attach(conversation: Conversation, question: str) -> bool:
    """Show the officer the question that was asked before, masked; the person agreed to it."""
    _lock(conversation.pk)
    if (talk := current(conversation)) is None or not question:
        return False
    _write(talk, TalkLine.Author.SYSTEM, f"Người hỏi gửi kèm câu hỏi trước đó: “{question}”")
    return True


@transaction.atomic
def leave(conversation: Conversation) -> bool:
    """End the talk for the person."""
    _lock(conversation.pk)
    if (talk := current(conversation)) is None:
        return False
    _end(talk, Move.LEAVE, conversation, by=None)
    return True


@transaction.atomic
def forget(conversation: Conversation) -> None:
    """Erase at once whatever was said to officers in ``conversation``, and what waits for its reader."""
    leave(conversation)
    conversation.outbound.filter(inbound=None).delete()
    erase(Talk.objects.filter(conversation=conversation, erased_at=None))


def erase(talks: QuerySet[Talk]) -> int:
    """Empty every line of ``talks``; days, moves and figures remain."""
    keys = list(talks.values_list("pk", flat=True))
    TalkLine.objects.filter(talk__in=keys).update(sealed=None)
    return Talk.objects.filter(pk__in=keys, erased_at=None).update(erased_at=clock.now())


# --- the officer's side


@transaction.atomic
def take(talk: Talk, *, by: Officer) -> Talk:
    """Take a talk that waits; of two officers who do so at once, one gets it and the other `Stale`."""
    demand(by, ANSWER)
    conversation = _lock(talk.conversation_id)
    now = clock.now()
    _move(talk, Move.TAKE, by=by, officer=by, taken_at=Coalesce("taken_at", now), is_ours=True, turn_at=now)
    _tell(conversation, texts.TAKEN, words.END_TALK)
    return talk


@transaction.atomic
def write(talk: Talk, text: str, *, by: Officer, token: str, is_sure: bool = False) -> TalkLine:
    """Send a line by the officer; the same form again writes it once."""
    conversation = _own(talk, by)
    if (line := TalkLine.objects.filter(talk=talk, token=token).first()) is not None:
        return line
    text = text.strip()
    refusals = texts.forbidden(text, urlsplit(settings.BASE_URL).hostname or "") or (() if is_sure else texts.doubtful(text))
    if refusals:
        raise Refused(refusals)
    return _send(talk, conversation, Say(text, speaker=public_name(by)), by, token)


@transaction.atomic
def send_answer(talk: Talk, answer: Say, *, by: Officer, token: str) -> TalkLine:
    """Send a published answer with its law."""
    conversation = _own(talk, by)
    if (line := TalkLine.objects.filter(talk=talk, token=token).first()) is not None:
        return line
    return _send(talk, conversation, answer, by, token)


@transaction.atomic
def open_door(talk: Talk, *, by: Officer, token: str) -> None:
    """Send the person a one-time link to the sealed form; the link itself is not kept in the talk."""
    conversation = _own(talk, by)
    _, is_new = TalkLine.objects.get_or_create(
        talk=talk,
        token=token,
        defaults={"author": TalkLine.Author.SYSTEM, "sealed": sealing.seal("Đã gửi liên kết tới biểu mẫu phản ánh niêm phong.")},
    )
    if is_new:
        unasked.send(conversation, Say(texts.DOOR, url=complaints.one_time_link()))
        _answered(talk)


@transaction.atomic
def pass_to(talk: Talk, other: Officer, *, by: Officer, because: str) -> Talk:
    """Give the talk to another officer."""
    conversation = _own(talk, by)
    if other == by:
        raise Refused((TO_ITSELF,))
    if not other.is_active or not other.has_perm(ANSWER):
        raise Refused((NOT_THERE,))
    _move(talk, Move.HAND_OVER, by=by, because=_reason(because), officer=other, is_ours=True, turn_at=clock.now())
    _tell(conversation, texts.PASSED, words.END_TALK)
    return talk


@transaction.atomic
def put_back(talk: Talk, *, by: Officer, because: str) -> Talk:
    """Put the talk back into the queue."""
    conversation = _own(talk, by)
    _move(talk, Move.PUT_BACK, by=by, because=_reason(because), officer=None, is_urgent=True, **_promise())
    _tell(conversation, texts.RETURNED, words.END_TALK)
    return talk


@transaction.atomic
def hand_back(talk: Talk, closing: str = "", *, by: Officer, token: str, is_sure: bool = False) -> Talk:
    """Give the person back to the bot, after a closing line if there is one."""
    conversation = _own(talk, by)
    if closing.strip():
        write(talk, closing, by=by, token=token, is_sure=is_sure)
        talk.refresh_from_db()
    _end(talk, Move.HAND_BACK, conversation, by=by)
    _tell(conversation, texts.HANDED_BACK, *_MENU)
    return talk


@transaction.atomic
def close(talk: Talk, *, by: Officer, because: str) -> Talk:
    """End a talk that needs no answer: a double, or abuse."""
    demand(by, ANSWER)
    conversation = _lock(talk.conversation_id) if talk.state == State.WAITING else _own(talk, by)
    _end(talk, Move.CLOSE, conversation, by=by, because=_reason(because))
    _tell(conversation, texts.CLOSED, *_MENU)
    return talk


@transaction.atomic
def reveal(line: TalkLine, *, by: Officer, because: str) -> str:
    """Show the numbers of one line; who looked, when and why is written down first. A receipt code is never shown."""
    _own(line.talk, by)
    talk = line.talk
    record_move(TalkEvent, talk, move="reveal", was=talk.state, becomes=talk.state, by=by, because=_reason(because))
    return masking.hide_codes(str(sealing.unseal(line.sealed))) if line.sealed else ""


@transaction.atomic
def set_policy(*, by: Officer, because: str, hours: Sequence[str], **numbers: int) -> TalkPolicy:
    """Set hours and terms from now on; promises that were given stay."""
    demand(by, SET_HOURS)
    Hours.read(hours)
    return TalkPolicy.objects.create(by=by, because=_reason(because), hours=list(hours), **numbers)


def public_name(officer: Officer) -> str:
    """Return how an officer is called in a chat: by the given name alone."""
    return officer.first_name or "trực"


# --- what the clock does


def watch() -> int:
    """Do what the clock asks for: tell of missed promises, return what an officer left, end what fell silent, erase; return how much."""
    now, policy, swaps = clock.now(), TalkPolicy.current(), SwappedDay.swaps()
    hours = policy.read_hours()
    done = 0
    for talk in Talk.objects.filter(state=State.WAITING, lapses_at__lt=now):
        done += _tried(_lapse, talk)
    for talk in Talk.objects.filter(state=State.WAITING, is_late=False, promised_at__lt=now):
        done += _tried(_tell_late, talk)
    for talk in Talk.objects.filter(state=State.TALKING, is_ours=True):
        due = hours.after(talk.turn_at, policy.officer_minutes, swaps)
        if due is not None and due < now:
            done += _tried(_miss, talk)
    for talk in Talk.objects.filter(state=State.TALKING, is_ours=False, turn_at__lt=now - dt.timedelta(hours=policy.person_hours)):
        done += _tried(_expire, talk)
    gone = Talk.objects.filter(state__in=sorted(ENDED), erased_at=None, erase_after__lt=now)
    Outbound.objects.filter(inbound=None, sealed__isnull=False, due_at__lt=now - dt.timedelta(days=policy.kept_days)).update(sealed=None)
    return done + erase(gone)


def _tried(work: Any, talk: Talk) -> int:
    """Do ``work`` in its own transaction; what an officer moved meanwhile is left alone."""
    try:
        with transaction.atomic():
            work(talk, _lock(talk.conversation_id))
    except Stale:
        return 0
    return 1


def _tell_late(talk: Talk, conversation: Conversation | None) -> None:
    if not Talk.objects.filter(pk=talk.pk, state=State.WAITING, is_late=False).update(is_late=True, is_urgent=True):
        raise Stale(f"talk {talk.pk} does not wait any more")
    _tell(conversation, texts.LATE, words.COMPLAIN, words.END_TALK)


def _miss(talk: Talk, conversation: Conversation | None) -> None:
    _move(talk, Move.MISS, by=None, officer=None, is_urgent=True, **_promise())
    _tell(conversation, texts.RETURNED, words.END_TALK)


def _expire(talk: Talk, conversation: Conversation | None) -> None:
    _end(talk, Move.EXPIRE, conversation, by=None)
    _tell(conversation, texts.EXPIRED, *_MENU)


def _lapse(talk: Talk, conversation: Conversation | None) -> None:
    _end(talk, Move.LAPSE, conversation, by=None)
    _tell(conversation, texts.LAPSED, words.COMPLAIN)


# --- how it is done

_MENU = (words.COMPLAIN, words.TRACK, words.OFFICER)


def _lock(conversation: int | None) -> Conversation | None:
    """Lock the conversation, so that its steps and the moves of its talk come one after another."""
    return Conversation.objects.select_for_update().filter(pk=conversation).first() if conversation else None


def _own(talk: Talk, by: Officer) -> Conversation:
    """Lock the conversation of a talk that ``by`` holds at this moment."""
    demand(by, ANSWER)
    conversation = _lock(talk.conversation_id)
    talk.refresh_from_db()
    if conversation is None or talk.state != State.TALKING or talk.officer_id != by.pk:
        raise Refused((NOT_YOURS,))
    return conversation


def _move(talk: Talk, move: Move, *, by: Officer | None, because: str = "", **changes: Any) -> None:
    was = State(talk.state)
    becomes = after(was, move)
    if not Talk.objects.filter(pk=talk.pk, state=was, officer=talk.officer_id).update(state=becomes, **changes):
        raise Stale(f"talk {talk.pk} is no longer {was}")
    record_move(TalkEvent, talk, move=move, was=was, becomes=becomes, by=by, because=because or REASONS[move])
    talk.refresh_from_db()


def _end(talk: Talk, move: Move, conversation: Conversation | None, *, by: Officer | None, because: str = "") -> None:
    """End the talk, and let the conversation know at once: a page that waits for lines stops waiting."""
    now = clock.now()
    kept = dt.timedelta(days=TalkPolicy.current().kept_days)
    _move(talk, move, by=by, because=because, ended_at=now, erase_after=now + kept)
    if conversation is not None and conversation.state.get("talk"):
        conversation.state = conversation.state | {"talk": 0}
        conversation.save(update_fields=("state",))


def _promise() -> dict[str, Any]:
    """Return until when an officer comes to a talk that waits from now on, and how long it waits at all."""
    now, policy, swaps = clock.now(), TalkPolicy.current(), SwappedDay.swaps()
    hours = policy.read_hours()
    promised = hours.after(now, policy.promised_minutes, swaps) or now + _NEVER
    return {"turn_at": now, "promised_at": promised, "lapses_at": hours.closes(promised, policy.lapse_days, swaps) or promised}


def _send(talk: Talk, conversation: Conversation, say: Say, by: Officer, token: str) -> TalkLine:
    line = _write(talk, TalkLine.Author.OFFICER, replace(say, speaker="").as_text(), by=by, token=token)
    unasked.send(conversation, say)
    _answered(talk)
    return line


def _answered(talk: Talk) -> None:
    now = clock.now()
    Talk.objects.filter(pk=talk.pk).update(answered_at=Coalesce("answered_at", now), is_ours=False, turn_at=now)


def _write(talk: Talk, author: TalkLine.Author, text: str, *, by: Officer | None = None, token: str | None = None) -> TalkLine:
    return TalkLine.objects.create(talk=talk, author=author, officer=by, sealed=sealing.seal(text), token=token, at=clock.now())


def _tell(conversation: Conversation | None, text: str, *choices: Choice) -> None:
    """Tell the person in the language that was chosen, unless the conversation is forgotten already."""
    if conversation is not None:
        with translation.override(conversation.state.get("language") or "vi"):
            told = tuple(Choice(gettext(choice.label), choice.action) for choice in choices)
            unasked.send(conversation, Say(gettext(text), choices=told))


def _reason(because: str) -> str:
    if len(because.strip()) < 5:
        raise Refused((NO_REASON,))
    return because.strip()


def is_messenger(talk: Talk) -> bool:
    """Tell whether what is said passes through a company that is not the authority."""
    return channels.get(talk.channel).is_messenger
