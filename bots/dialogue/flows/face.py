"""How a flow tells `step` what it takes: commands, buttons, messages and the outcomes of its effects. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...knowledge import Knowledge
from .. import words
from ..events import Choice, Event, Say, Turn
from ..state import Flow, State

#: Does what a button says; gets what follows the colon in its action.
Press = Callable[[State, str, Knowledge], Turn | None]
#: Takes a message, or leaves it to the others by returning nothing.
Hear = Callable[[State, str, Knowledge], Turn | None]
#: Tells what came of an effect.
Take = Callable[[State, Any, Knowledge], Turn]


@dataclass(frozen=True, slots=True)
class Middle:
    """How a conversation goes on in the middle of a flow."""

    hear: Hear
    #: Asks anew for what it waits for; without it whatever is not understood leaves the flow.
    again: Callable[[State, Knowledge], Turn] | None = None
    #: Tells kindly what was not understood.
    misread: Callable[[State, Knowledge], Turn] | None = None
    #: Offers to go on after something else was asked.
    offer: Callable[[State], Say] | None = None
    #: What is written is for people: words such as "thôi" leave nothing.
    is_among_people: bool = False


@dataclass(frozen=True, slots=True)
class Face:
    """One flow as `step` sees it; whatever it leaves out it does not take."""

    #: A command stands for a button.
    commands: Mapping[str, str] = field(default_factory=dict)
    #: By the first word of the action; a button that returns nothing is past its time.
    presses: Mapping[str, Press] = field(default_factory=dict)
    middles: Mapping[Flow, Middle] = field(default_factory=dict)
    #: Messages that are for this flow wherever the conversation stands.
    spots: Hear | None = None
    takes: Mapping[type[Event], Take] = field(default_factory=dict)


def language(state: State, knowledge: Knowledge) -> str:
    """Return the language in which the bot speaks now."""
    return state.language or knowledge.around.language


def link(path: str, state: State, knowledge: Knowledge) -> str:
    """Return the address of a page of the portal in the language in which the bot speaks."""
    return knowledge.around.link(path, language(state, knowledge))


def menu() -> tuple[Choice, ...]:
    """Return the buttons of somebody who has nothing begun."""
    return (words.COMPLAIN, words.TRACK, words.CHECK, words.CALCULATE, words.OFFICER)


def enter(state: State, flow: Flow, slots: Mapping[str, str | int] | None = None) -> State:
    """Return the state at the beginning of ``flow``; an open draft stays."""
    return replace(state, flow=flow, slots=slots or {})


def done(state: State) -> State:
    """Return the state outside every flow; an open draft stays."""
    return enter(state, Flow.IDLE)


def calm(state: State) -> State:
    """Return the state outside every flow, without a draft."""
    return replace(done(state), draft="", parts=0)


def offer(text: str) -> Say:
    """Ask whether to go on with what was begun."""
    return Say(text, choices=(words.GO_ON, words.LEAVE))


def wrong(state: State) -> tuple[State, bool]:
    """Count one more answer that could not be read; tell whether it was not the first in a row."""
    times = int(state.slots.get("wrong", 0))
    return replace(state, slots={**state.slots, "wrong": times + 1}), times > 0


def show_menu(state: State) -> Turn:
    """Ask what to do; whatever was begun is left, an open draft stays and is offered."""
    if state.flow is Flow.TALK:
        return Turn(state, (Say(words.TALK_GOES_ON, choices=(words.END_TALK,)),))
    kept = (words.WRITE_ON, words.SEND, words.DROP) if state.draft and state.parts else (words.WRITE_ON, words.DROP) if state.draft else ()
    return Turn(
        done(state), (Say(words.MENU, choices=(*kept, *(choice for choice in menu() if not kept or choice is not words.COMPLAIN))),)
    )
