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
class Face:
    """One flow as `step` sees it; whatever it leaves out it does not take."""

    #: A command stands for a button.
    commands: Mapping[str, str] = field(default_factory=dict)
    #: By the first word of the action; a button that returns nothing is past its time.
    presses: Mapping[str, Press] = field(default_factory=dict)
    #: Messages while the conversation is in the middle of this flow.
    hears: Mapping[Flow, Hear] = field(default_factory=dict)
    #: Messages that are for this flow wherever the conversation stands.
    spots: Hear | None = None
    takes: Mapping[type[Event], Take] = field(default_factory=dict)


def menu() -> tuple[Choice, ...]:
    """Return the buttons of somebody who has nothing begun."""
    return (words.COMPLAIN, words.TRACK, words.OFFICER)


def calm(state: State) -> State:
    """Return the state outside every flow."""
    return replace(state, flow=Flow.IDLE, draft="", parts=0)


def show_menu(state: State) -> Turn:
    """Ask what to do; an open draft is never lost on the way."""
    flow = Flow.COMPLAIN if state.draft else Flow.IDLE
    choices = (words.SEND, words.DROP) if state.draft else menu()
    return Turn(replace(state, flow=flow), (Say(words.MENU, choices=choices),))
