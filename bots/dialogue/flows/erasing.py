"""Forgetting the conversation, asked twice; an open draft goes with it. Pure."""

from __future__ import annotations

from dataclasses import replace

from ...knowledge import Knowledge
from .. import words
from ..events import Erase, Erased, Say, Turn
from ..state import Flow, State
from .complaining import drafts
from .face import Face


def _begin(state: State, _: str, __: Knowledge) -> Turn:
    return Turn(replace(state, flow=Flow.ERASE), (Say(words.ERASE_SURE, choices=(words.ERASE_YES, words.ERASE_NO)),))


def _erase(state: State, _: str, __: Knowledge) -> Turn | None:
    return Turn(state, do=(*drafts(state), Erase())) if state.flow is Flow.ERASE else None


def _erased(_: State, __: Erased, ___: Knowledge) -> Turn:
    return Turn(State(), (Say(words.ERASED),))


FACE = Face(commands={"/xoa": "erase"}, presses={"erase": _begin, "erase-yes": _erase}, takes={Erased: _erased})
