"""Handing over to a person: where somebody is reached now. Pure."""

from __future__ import annotations

from ...knowledge import Knowledge
from .. import words
from ..events import Say, Turn
from ..state import State
from .face import Face


def begin(state: State, knowledge: Knowledge, citations: tuple[str, ...] = ()) -> Turn:
    """Say how an officer is reached, and whether one is there now."""
    said = words.OFFICER_OPEN if knowledge.around.is_open else words.OFFICER_CLOSED
    return Turn(state, (Say(said, citations=citations, choices=(words.COMPLAIN, words.TRACK)),))


def _begin(state: State, _: str, knowledge: Knowledge) -> Turn:
    return begin(state, knowledge)


FACE = Face(commands={"/canbo": "officer"}, presses={"officer": _begin})
