"""Handing over to a person: the queue, the promise, and silence while an officer talks. Pure."""

from __future__ import annotations

from dataclasses import replace

from complaints import codes

from ...knowledge import Knowledge
from ...understanding import gate
from ...understanding.normalise import normalise
from .. import words
from ..events import AskOfficer, LeaveTalk, LookUp, PassedOn, PassOn, Say, SendAlong, TalkAsked, TalkOver, Turn
from ..state import Flow, State
from .face import Face, Middle, done, enter, menu

#: What a person is in the middle of and goes on with while an officer is there.
_OWN = frozenset({Flow.COMPLAIN, Flow.DOOR, Flow.ERASE})
#: Remembers that the complaint's door, or the closed desk, was told of in this talk.
_DOOR_SHOWN, _CLOSED_TOLD = "door", "closed"


def settled(state: State, talk: int, *, is_talking: bool) -> State:
    """Return ``state`` as the open ``talk`` has it (0: none), which officers and the clock move meanwhile."""
    state = replace(state, talk=talk)
    if is_talking and state.flow not in _OWN | {Flow.TALK}:
        return enter(state, Flow.TALK)
    return done(state) if state.flow is Flow.TALK and not talk else state


def offer(state: State, knowledge: Knowledge, citations: tuple[str, ...] = ()) -> Turn:
    """Say how an officer is reached, for somebody who asked in words; a button begins."""
    if state.talk or not knowledge.around.is_open:
        turn = _begin(state, "", knowledge)
        first, *rest = turn.say
        return replace(turn, say=(replace(first, citations=citations), *rest))
    return Turn(state, (Say(words.OFFICER_OPEN, citations=citations, choices=(words.OFFICER, words.COMPLAIN, words.TRACK)),))


def _begin(state: State, _: str, knowledge: Knowledge) -> Turn:
    around = knowledge.around
    if state.talk:
        choices = (words.END_TALK,) if around.is_talking else (words.MEANWHILE, words.END_TALK)
        return Turn(enter(state, Flow.TALK), (Say(words.TALK_GOES_ON, choices=choices),))
    if around.is_open:
        return _ask(state, "", knowledge)
    opens = (Say(words.OPENS, fills={"opens": around.opens}),) if around.opens else ()
    return Turn(state, (Say(words.OFFICER_CLOSED, choices=(words.ASK_LATER, words.COMPLAIN, words.TRACK)), *opens))


def _ask(state: State, _: str, knowledge: Knowledge) -> Turn:
    return Turn(state, do=(AskOfficer(_question(state, knowledge)),))


def _send_along(state: State, _: str, knowledge: Knowledge) -> Turn | None:
    return Turn(state, (Say(words.SENT_ALONG),), (SendAlong(_question(state, knowledge)),)) if state.talk else None


def _meanwhile(state: State, _: str, knowledge: Knowledge) -> Turn | None:
    if not state.talk or knowledge.around.is_talking:
        return None
    return Turn(done(state), (Say(words.TALK_MEANWHILE, choices=(words.OFFICER, words.END_TALK)),))


def _leave(state: State, _: str, __: Knowledge) -> Turn | None:
    return Turn(state, do=(LeaveTalk(),)) if state.talk else None


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn:
    """Pass a message on without a word; a receipt code is looked up, not shown; a grievance is shown its door once."""
    if _is_code(text):
        return Turn(state, do=(LookUp(text.strip()),))
    said, slots = [], dict(state.slots)
    if _DOOR_SHOWN not in slots and gate.is_grievance(normalise(text)):
        slots[_DOOR_SHOWN] = 1
        said.append(Say(words.TALK_DOOR, choices=(words.COMPLAIN,)))
    if _CLOSED_TOLD not in slots and knowledge.around.is_talking and not knowledge.around.is_open:
        slots[_CLOSED_TOLD] = 1
        said.append(Say(words.TALK_CLOSED_NOW, choices=(words.END_TALK,)))
    return Turn(replace(state, slots=slots), tuple(said), (PassOn(text),))


def _asked(state: State, event: TalkAsked, knowledge: Knowledge) -> Turn:
    along = (words.SEND_ALONG,) if event.has_question else ()
    first = words.TALK_ASKED_BEHIND if event.ahead else words.TALK_ASKED_FIRST
    say = (
        Say(first, fills={"ahead": str(event.ahead), "until": event.until}),
        *((Say(words.TALK_THROUGH),) if knowledge.around.is_messenger else ()),
        Say(words.TALK_KEPT, fills={"days": str(event.kept_days)}),
        Say(words.TALK_READ, choices=(*along, words.MEANWHILE, words.END_TALK)),
    )
    return Turn(replace(enter(state, Flow.TALK), talk=event.talk), say)


def _passed(state: State, event: PassedOn, _: Knowledge) -> Turn:
    choices = (words.MEANWHILE, words.END_TALK)
    return Turn(state, (Say(words.TALK_WAITS, choices=choices),) if event.is_waiting and event.is_first else ())


def _over(state: State, event: TalkOver, _: Knowledge) -> Turn:
    said = words.TALK_LEFT if event.is_left else words.TALK_OVER
    return Turn(settled(state, 0, is_talking=False), (Say(said, choices=menu()),))


def _question(state: State, knowledge: Knowledge) -> str:
    """Return the published question that was read last, if the last message was answered."""
    entry = None if state.misses else knowledge.entries.get(state.topic)
    return entry.question if entry else ""


def _is_code(text: str) -> bool:
    try:
        codes.parse(text)
    except codes.BadCode:
        return False
    return True


FACE = Face(
    commands={"/canbo": "officer", "/thoat": "end-talk"},
    presses={"officer": _begin, "officer-later": _ask, "send-along": _send_along, "meanwhile": _meanwhile, "end-talk": _leave},
    middles={Flow.TALK: Middle(_hear, is_among_people=True)},
    takes={TalkAsked: _asked, PassedOn: _passed, TalkOver: _over},
)
