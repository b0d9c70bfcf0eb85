"""Forgetting the conversation, asked twice; an open draft goes with it. Pure."""

from __future__ import annotations

from core.text import fold

from ...knowledge import Knowledge
from .. import words
from ..events import Erase, Erased, Say, Turn
from ..state import Flow, State
from .complaining import drafts
from .face import Face, Middle, enter

_YES = frozenset({"xoa", "co", "dong y", "co xoa", "xoa di", "yes", "erase", "ok"})


def _begin(state: State, _: str, __: Knowledge) -> Turn:
    return Turn(enter(state, Flow.ERASE), (Say(words.ERASE_SURE, choices=(words.ERASE_YES, words.ERASE_NO)),))


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    return _erase(state, "", knowledge) if fold(text).strip(" .!,") in _YES else None


def _erase(state: State, _: str, __: Knowledge) -> Turn | None:
    return Turn(state, do=(*drafts(state), Erase())) if state.flow is Flow.ERASE else None


def _erased(state: State, __: Erased, ___: Knowledge) -> Turn:
    return Turn(State(language=state.language), (Say(words.ERASED),))


FACE = Face(
    commands={"/xoa": "erase"},
    presses={"erase": _begin, "erase-yes": _erase},
    middles={Flow.ERASE: Middle(_hear)},
    takes={Erased: _erased},
)
