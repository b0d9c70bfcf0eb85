"""How a conversation moves: `step` is total, every state takes every event; what it is about, the flows know. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from core.text import fold

from ..knowledge import Knowledge
from . import words
from .events import Choice, Chose, Event, Note, Opened, Said, Say, Turn
from .flows import FLOWS, asking, complaining
from .flows.face import done, language, menu, show_menu
from .state import Flow, State

#: A message may be this long; the rest is cut.
LONGEST = 4_000
_COMMANDS = {"/start": "menu", "/menu": "menu", "/help": "help", "/trogiup": "help", "/thoi": "leave"}
_COMMANDS |= {command: action for face in FLOWS for command, action in face.commands.items()}
_PRESSES = {action: press for face in FLOWS for action, press in face.presses.items()}
_MIDDLES = {flow: middle for face in FLOWS for flow, middle in face.middles.items()}
_SPOTS = [face.spots for face in FLOWS if face.spots]
_TAKES = {kind: take for face in FLOWS for kind, take in face.takes.items()}
#: What leaves a flow, alone or before something else.
_LEAVES = re.compile(
    r"(?:thoi|huy|huy bo|quay lai|tro lai|menu|thoat|dung lai|bo qua|khong (?:tinh|tra|xem|can) nua|stop|cancel|back|exit|quit)"
    r"(?: (?:nhe|nha|a|di|ban|ad|em|anh|chi|khong can|duoc roi))*"
)
_LEAVES_FOR = re.compile(rf"{_LEAVES.pattern}[ ,.;:]+(?=(?:cho|hoi|minh|em|toi|the|vay|con)\b)")

#: "Không" to whatever was said: no question, and nothing that an editor should read.
_NO = re.compile(r"(?:khong|ko|hong|hok|no|nope)(?: (?:a|em|anh|chi|ban|ad|can|can gi|co gi|cam on|nua|nhe|nha|thanks?|thank you))*")


def step(state: State, event: Event, knowledge: Knowledge) -> Turn:
    """Advance the conversation by one event; the first turn says that this is an automated system."""
    turn = _step(replace(state, greeted=True), event, knowledge)
    say = _reminded(turn) if state.draft else turn.say
    if not state.greeted:
        say = (Say(words.AUTOMATED, fills={"authority": knowledge.around.authority}), *say)
    return replace(turn, say=tuple(_told(each, turn.state, knowledge) for each in say))


def answer(question: str, knowledge: Knowledge) -> Turn:
    """Answer one question on its own, outside every flow."""
    turn = asking.ask(State(greeted=True), question[:LONGEST], knowledge)
    return replace(turn, say=tuple(_told(each, turn.state, knowledge) for each in turn.say))


def resume(state: State, knowledge: Knowledge) -> tuple[Say, ...]:
    """Return what is said to somebody who opens the chat again in the middle of something; nothing to anybody else."""
    middle = _MIDDLES.get(state.flow)
    if state.draft:
        turn = complaining.reopen(state)
    elif middle and middle.again:
        turn = middle.again(state, knowledge)
    else:
        return ()
    return () if turn.do else tuple(_told(each, turn.state, knowledge) for each in turn.say)


def _step(state: State, event: Event, knowledge: Knowledge) -> Turn:
    match event:
        case Said(text):
            return _hear(state, text[:LONGEST], knowledge)
        case Chose(action):
            return _press(state, action, knowledge)
        case Opened():
            return show_menu(state)
        case _:
            return _TAKES[type(event)](state, event, knowledge)


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn:
    """Take a message: a command, something for the flow at hand, something that a flow knows as its own, or a question."""
    if not text.strip():
        return show_menu(state)
    if (command := text.split()[0].split("@")[0].lower()) in _COMMANDS:
        return _press(state, _COMMANDS[command], knowledge)
    middle = _MIDDLES.get(state.flow)
    if not (middle and middle.is_among_people) and _LEAVES.fullmatch(fold(text).strip(" .!,?")):
        return _leave(state)
    if middle and (turn := middle.hear(state, text, knowledge)):
        return turn
    if middle and len(fold(text)) == len(text) and (leaving := _LEAVES_FOR.match(fold(text))):
        middle, state, text = None, done(state), text[leaving.end() :]
    if not middle and _NO.fullmatch(fold(text).strip(" .!,?")):
        return show_menu(replace(state, topic="", offered=()))
    for spot in _SPOTS:
        if turn := spot(state, text, knowledge):
            return turn
    if not middle or not middle.again or not middle.misread:
        turn = asking.ask(done(state), text, knowledge)
        return _unnoted(turn) if middle or state.draft else turn
    found = asking.understand(state, text, knowledge)
    if not asking.is_clear(found, text):
        return middle.misread(state, knowledge)
    turn = asking.ask(state, text, knowledge, found)
    if turn.state.flow is not state.flow or turn.do or not middle.offer:
        return turn
    return replace(turn, say=(*turn.say, middle.offer(state)))


def _unnoted(turn: Turn) -> Turn:
    """Keep from the editors what was written in the middle of something: it may be a piece of a complaint."""
    return replace(turn, do=tuple(effect for effect in turn.do if not isinstance(effect, Note)))


def _press(state: State, action: str, knowledge: Knowledge) -> Turn:
    """Do what a button says; a button of an older message does what it can."""
    name, _, rest = action.partition(":")
    match name:
        case "leave":
            return _leave(state)
        case "go-on":
            middle = _MIDDLES.get(state.flow)
            return middle.again(state, knowledge) if middle and middle.again else show_menu(state)
        case "help":
            return Turn(state, (Say(words.HELP, choices=(*menu(), words.SUBSCRIBE, words.ENGLISH)),))
    press = _PRESSES.get(name)
    return (press(state, rest, knowledge) if press else None) or show_menu(state)


def _leave(state: State) -> Turn:
    if state.draft:
        return complaining.keep(state)
    return show_menu(state) if state.flow is Flow.IDLE else Turn(done(state), (Say(words.LEFT, choices=menu()),))


def _reminded(turn: Turn) -> tuple[Say, ...]:
    """Return what is said with a way back to the draft that is still open."""
    if not turn.state.draft or turn.state.flow is not Flow.IDLE or turn.do or not turn.say:
        return turn.say
    *others, last = turn.say
    if {"complain", "send"} & {choice.action for choice in last.choices}:
        return turn.say
    return (*others, replace(last, choices=(*last.choices, words.WRITE_ON)))


def _told(say: Say, state: State, knowledge: Knowledge) -> Say:
    """Return ``say`` in the reader's language; an answer stands in the language that it was written in."""
    spoken = language(state, knowledge)

    def put(text: str) -> str:
        return knowledge.around.translate(text, spoken) if text else text

    choices = tuple(Choice(put(choice.label), choice.action) for choice in say.choices)
    if say.heading:
        return replace(say, choices=choices)
    text = put(say.text)
    if say.fills:
        text = text.format(**{name: put(value) for name, value in say.fills.items()})
    return replace(say, text=text, fills={}, choices=choices, language=spoken)
