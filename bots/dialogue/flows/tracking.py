"""Where a complaint stands, by its receipt code; never what is in it. Pure."""

from __future__ import annotations

from dataclasses import replace

from complaints import codes

from ...knowledge import Knowledge
from .. import words
from ..events import LookedUp, LookUp, Say, Turn
from ..state import Flow, State
from .face import Face

#: A receipt code is typed in so many words at most; whatever is longer is a question.
_CODE_WORDS = 5
_LONGEST = 60


def begin(state: State) -> Turn:
    """Ask for the receipt code."""
    return Turn(replace(state, flow=Flow.TRACK), (Say(words.ASK_CODE),))


def _begin(state: State, _: str, __: Knowledge) -> Turn:
    return begin(state)


def _hear(state: State, text: str, _: Knowledge) -> Turn | None:
    return _look_up(state, text) if len(text.split()) <= _CODE_WORDS else None


def _spot(state: State, text: str, _: Knowledge) -> Turn | None:
    try:
        codes.parse(text)
    except codes.BadCode:
        return None
    return _look_up(state, text)


def _look_up(state: State, text: str) -> Turn:
    return Turn(replace(state, flow=Flow.IDLE), do=(LookUp(text.strip()[:_LONGEST]),))


def _found(state: State, event: LookedUp, _: Knowledge) -> Turn:
    if not event.label:
        return Turn(state, (Say(words.NO_SUCH_CODE, url=event.url, choices=(words.TRACK, words.OFFICER)),))
    since = f", từ ngày {event.since}" if event.since else ""
    return Turn(state, (Say(words.STATUS.format(label=event.label, since=since), url=event.url),))


FACE = Face(
    commands={"/theodoi": "track"},
    presses={"track": _begin},
    hears={Flow.TRACK: _hear},
    spots=_spot,
    takes={LookedUp: _found},
)
