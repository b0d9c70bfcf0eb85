"""How messages come in, are answered and go out: each step is one transaction, found in tables, safe to repeat."""

from __future__ import annotations

import datetime as dt
import logging
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language, gettext

from complaints import services as complaints
from core import clock, jobs
from press import kinds

from . import channels, dialogue, effects, index, sealing
from .channels import Arrived, Channel, shaping
from .desk import services as desk
from .desk.lifecycle import State as Talking
from .dialogue import Choice, Chose, Event, Opened, Said, Say, State, Turn, words
from .dialogue.flows import officer
from .knowledge import Around, Knowledge
from .learning import tallies
from .models import Conversation, Inbound, Outbound, Unanswered
from .unasked import fetch as fetch  # a face of this module
from .unasked import send as send
from .unasked import shaped

log = logging.getLogger(__name__)

#: A conversation that falls silent is forgotten after this; where it stands is kept, never what was written.
KEPT_FOR = dt.timedelta(days=30)
#: After so long a silence the bot says anew with whom one is talking.
QUIET_FOR = dt.timedelta(days=1)
#: A reply that a browser fetched stays readable so long, for a page that did not arrive.
READABLE_FOR = dt.timedelta(minutes=15)
#: Questions without an answer are kept for the editors so long.
UNANSWERED_FOR = dt.timedelta(days=180)
_BATCH = 200


def receive(message: Arrived) -> Inbound:
    """Store ``message`` sealed, once; a repeat returns the row that is there. The reply follows in a sweep.

    Whoever blocked us and writes again is let in. An edit takes the place of what it changes, unless that was answered already.
    """
    now, channel = clock.now(), channels.get(message.channel)
    sealed = sealing.seal([message.text, message.action, message.is_partly_read])
    with transaction.atomic():
        conversation, _ = Conversation.objects.get_or_create(
            channel=message.channel,
            peer=sealing.name(message.channel, message.peer),
            defaults={"expires_at": now + KEPT_FOR, "address": sealing.seal(message.peer) if channel.is_messenger else None},
        )
        if message.is_edit:
            Conversation.objects.select_for_update().get(pk=conversation.pk)
        inbound, is_new = Inbound.objects.get_or_create(
            channel=message.channel,
            external_id=message.external_id,
            defaults={"conversation": conversation, "message": message.message, "is_edit": message.is_edit},
        )
        if is_new:
            waiting = conversation.inbound.filter(message=message.message, sealed__isnull=False) if message.is_edit else None
            if waiting is None or not waiting.update(sealed=sealed):
                Inbound.objects.filter(pk=inbound.pk).update(sealed=sealed)
            if conversation.is_blocked:
                Conversation.objects.filter(pk=conversation.pk).update(is_blocked=False)
        if is_new and channel.is_messenger:
            jobs.nudge("bots.answer")
    return inbound


def converse(message: Arrived) -> tuple[Say, ...]:
    """Store ``message``, answer it at once and return the reply; the same message again returns the same reply."""
    inbound = receive(message)
    answer(inbound.conversation_id)
    rows = Outbound.objects.filter(inbound=inbound, sealed__isnull=False)
    return tuple(Say.from_json(sealing.unseal(row.sealed)) for row in rows if row.sealed is not None)


@transaction.atomic
def answer(conversation_id: int) -> int:
    """Answer what waits in one conversation, oldest first, and return how many messages that were.

    The conversation is loaded, stepped and saved under a lock in one transaction, and each message is emptied in it.
    """
    conversation = Conversation.objects.select_for_update().get(pk=conversation_id)
    waiting = list(conversation.inbound.filter(sealed__isnull=False).order_by("pk"))
    if not waiting:
        return 0
    now = clock.now()
    channel = channels.get(conversation.channel)
    talk = desk.current(conversation)
    is_talking = talk is not None and talk.state == Talking.TALKING
    known = index.read(replace(around(channel), is_talking=is_talking))
    state = State.from_json(conversation.state) if now < conversation.expires_at else State()
    if now - conversation.touched_at >= QUIET_FOR:
        state = state.rested()
    state = officer.settled(state, talk.pk if talk else 0, is_talking=is_talking)
    if channel.has_page:
        state = replace(state, greeted=True)  # the page says on its own that this is an automated system
        conversation.outbound.filter(sealed__isnull=False).exclude(state=Outbound.State.WAITING).update(sealed=None)
    counts = tallies.Counts()
    for inbound in waiting:
        text, action, *more = sealing.unseal(inbound.sealed or b"")
        if text and conversation.noted_id:
            conversation.noted = None
            conversation.save(update_fields=("noted",))
        action = action or (shaping.picked(text, _offered(conversation)) if not channel.has_buttons else "")
        state, said = _play(state, Chose(action) if action else Said(text), known, inbound, counts)
        if any(more):
            said.append(Say(words.ONLY_TEXT))
        Outbound.objects.bulk_create(_outbound(inbound, shaped(conversation, channel, said), now))
        Inbound.objects.filter(pk=inbound.pk).update(sealed=None)
    conversation.state, conversation.touched_at, conversation.expires_at = state.to_json(), now, now + KEPT_FOR
    conversation.save(update_fields=("state", "offered", "touched_at", "expires_at"))
    tallies.add(channel.code, counts)
    if channel.is_messenger:
        jobs.nudge("bots.deliver")
    return len(waiting)


def _outbound(inbound: Inbound, said: list[Say], now: dt.datetime) -> Iterator[Outbound]:
    state = Outbound.State.WAITING if channels.get(inbound.channel).is_messenger else Outbound.State.SENT
    for place, say in enumerate(said):
        yield Outbound(
            conversation_id=inbound.conversation_id,
            inbound=inbound,
            place=place,
            sealed=sealing.seal(say.to_json()),
            state=state,
            due_at=now,
            sent_at=now if state == Outbound.State.SENT else None,
        )


def _offered(conversation: Conversation) -> list[Choice]:
    return [Choice(*each) for each in sealing.unseal(conversation.offered)] if conversation.offered else []


def _play(state: State, event: Event, known: Knowledge, inbound: Inbound, counts: tallies.Counts) -> tuple[State, list[Say]]:
    """Step through ``event`` and whatever its effects bring about, and count what became of a question."""
    said: list[Say] = []
    events = deque([event])
    while events:
        turn: Turn = dialogue.step(state, events.popleft(), known)
        state = turn.state
        said += turn.say
        counts.update(tallies.of(turn))
        with translation.override(state.language or known.around.language):
            outcomes = [effects.do(effect, inbound) for effect in turn.do]
        events += [outcome for outcome in outcomes if outcome is not None]
    return state, said


def around(channel: Channel) -> Around:
    """Return where a chat on ``channel`` takes place at this moment."""
    is_open, opens = desk.opening()
    return Around(
        channel=channel.code,
        is_messenger=channel.is_messenger,
        takes_complaints=channel.takes_complaints(),
        is_open=is_open,
        opens=opens,
        authority=settings.AUTHORITY,
        base_url=settings.BASE_URL,
        language=(get_language() or "vi") if channel.has_page else "vi",
        today=clock.today(),
        subjects=tuple(kinds.sections().items()),
        translate=translate,
    )


def translate(text: str, language: str) -> str:
    """Return a text that is marked for the catalogues in ``language``."""
    with translation.override(language):
        return gettext(text)


def answer_waiting() -> int:
    """Answer every conversation that waits, and return how many messages that were."""
    known = Inbound.objects.filter(channel__in=channels.registry())
    waiting = known.filter(sealed__isnull=False).order_by("pk").values_list("conversation_id", flat=True)
    done = 0
    for conversation_id in dict.fromkeys(waiting[:_BATCH]):
        try:
            done += answer(conversation_id)
        except Conversation.DoesNotExist:
            log.info("conversation %s was forgotten meanwhile", conversation_id)
    return done


# --- forgetting


@transaction.atomic
def forget() -> int:
    """Forget conversations past their time, replies that were read, and old unanswered questions; return how many rows."""
    now = clock.now()
    read = Outbound.objects.filter(
        conversation__channel__in=channels.on_pages(), sealed__isnull=False, sent_at__lt=now - READABLE_FOR
    ).update(sealed=None)
    gone, _ = Conversation.objects.filter(expires_at__lt=now).delete()
    old, _ = Unanswered.objects.filter(last_on__lt=clock.today() - UNANSWERED_FOR).delete()
    return read + gone + old


def refresh_index() -> int:
    """Bring the index up to date, and return whether it had to be trained again."""
    return index.refresh()


def slow_down(channel: str, peer: str, seconds: int) -> None:
    """Tell a person on a messenger who writes too much when to come back; the message itself was not stored."""
    if found := Conversation.objects.filter(channel=channel, peer=sealing.name(channel, peer)).first():
        spoken = State.from_json(found.state).language or "vi"
        send(found, Say(translate(words.SLOW_DOWN, spoken).format(minutes=-(-seconds // 60))))


# --- a browser's conversation


def standing(channel: str, peer: str) -> State:
    """Return where the conversation with ``peer`` stands; a fresh start if there is none."""
    found = Conversation.objects.filter(channel=channel, peer=sealing.name(channel, peer), expires_at__gt=clock.now())
    return State.from_json(found.values_list("state", flat=True).first())


@transaction.atomic
def leave(channel: str, peer: str) -> None:
    """Forget the conversation with ``peer`` at once, a complaint that was begun in it, and what was said to officers."""
    for conversation in Conversation.objects.select_for_update().filter(channel=channel, peer=sealing.name(channel, peer)):
        if draft := State.from_json(conversation.state).draft:
            complaints.drop_draft(draft)
        desk.forget(conversation)
        conversation.delete()


# --- without a conversation


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one question on its own."""

    ranked: tuple[str, ...]
    answered: bool
    text: str
    citations: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the reply as JSON."""
        return {"ranked": list(self.ranked), "answered": self.answered, "text": self.text, "citations": list(self.citations)}


def greet(channel: str) -> tuple[Say, ...]:
    """Return what the bot says on ``channel`` before anything is written."""
    return dialogue.step(State(), Opened(), index.read(around(channels.get(channel)))).say


def resumed(channel: str, peer: str) -> tuple[Say, ...]:
    """Return what the bot says to ``peer`` who opens the page of ``channel`` again in the middle of something, else nothing."""
    return dialogue.resume(standing(channel, peer), index.read(around(channels.get(channel))))


def ask(question: str) -> Reply:
    """Answer ``question`` as the first message of a chat would be, and change nothing."""
    return reply(index.read(around(channels.get("console"))), question)


def reply(known: Knowledge, question: str) -> Reply:
    """Answer ``question`` as the first message of a chat would be, from what is ``known``.

    An answer to a part of a wider question is ranked as that question.
    """
    turn = dialogue.answer(question, known)
    entry = known.entries[turn.ranked[0]] if turn.answered and turn.ranked else None
    ranked = tuple(dict.fromkeys(known.entries[slug].narrows or slug for slug in turn.ranked))
    if entry is not None and entry.flow:
        return Reply(ranked, True, entry.chat.strip(), tuple(citation.text for citation in entry.citations))
    citations = tuple(citation for say in turn.say for citation in say.citations)
    offered = [f"– {choice.label}" for say in turn.say for choice in say.choices if choice.action.startswith(("ans:", "ans-en:"))]
    return Reply(ranked, bool(turn.answered), "\n".join([*(say.text for say in turn.say), *offered]), citations)


def automated() -> str:
    """Return the sentence that says with whom one is talking."""
    return gettext(words.AUTOMATED).format(authority=settings.AUTHORITY)
