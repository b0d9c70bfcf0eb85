"""How a conversation moves: `step` is total, every state takes every event; what it is about, the flows know. Pure."""

from __future__ import annotations

from dataclasses import replace

from ..knowledge import Knowledge
from . import words
from .events import Chose, Event, Failed, Opened, Said, Say, Turn
from .flows import FLOWS, asking
from .flows.face import calm, show_menu
from .state import Flow, State

#: A message may be this long; the rest is cut.
LONGEST = 4_000
_COMMANDS = {"/start": "menu", "/help": "menu"} | {command: action for face in FLOWS for command, action in face.commands.items()}
_PRESSES = {action: press for face in FLOWS for action, press in face.presses.items()}
_HEARS = {flow: hear for face in FLOWS for flow, hear in face.hears.items()}
_SPOTS = [face.spots for face in FLOWS if face.spots]
_TAKES = {kind: take for face in FLOWS for kind, take in face.takes.items()}


def step(state: State, event: Event, knowledge: Knowledge) -> Turn:
    """Advance the conversation by one event; the first turn says that this is an automated system."""
    turn = _step(replace(state, greeted=True), event, knowledge)
    if state.greeted:
        return turn
    return replace(turn, say=(Say(words.AUTOMATED.format(authority=knowledge.around.authority)), *turn.say))


def _step(state: State, event: Event, knowledge: Knowledge) -> Turn:
    match event:
        case Said(text):
            return _hear(state, text[:LONGEST], knowledge)
        case Chose(action):
            return _press(state, action, knowledge)
        case Opened():
            return show_menu(state)
        case Failed(why):
            return Turn(calm(state), (Say(why or words.FAILED, choices=(words.OFFICER,)),))
        case _:
            return _TAKES[type(event)](state, event, knowledge)


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn:
    """Take a message: a command, something for the flow at hand, something that a flow knows as its own, or a question."""
    if not text.strip():
        return show_menu(state)
    if (command := text.split()[0].split("@")[0].lower()) in _COMMANDS:
        return _press(state, _COMMANDS[command], knowledge)
    if (hear := _HEARS.get(state.flow)) and (turn := hear(state, text, knowledge)):
        return turn
    for spot in _SPOTS:
        if turn := spot(state, text, knowledge):
            return turn
    return asking.ask(replace(state, flow=Flow.IDLE), text, knowledge)


def _press(state: State, action: str, knowledge: Knowledge) -> Turn:
    """Do what a button says; a button of an older message does what it can."""
    name, _, rest = action.partition(":")
    press = _PRESSES.get(name)
    return (press(state, rest, knowledge) if press else None) or show_menu(state)
