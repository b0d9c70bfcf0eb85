"""Where a complaint stands, by its receipt code; never what is in it. Pure."""

from __future__ import annotations

from complaints import codes

from ...knowledge import Knowledge
from .. import words
from ..events import LookedUp, LookUp, Say, Turn
from ..state import Flow, State
from .face import Face, Middle, done, enter, offer

#: A receipt code is typed in so many words at most, and holds digits; whatever is longer is a question.
_CODE_WORDS = 5
_LONGEST = 60


def begin(state: State) -> Turn:
    """Ask for the receipt code."""
    return Turn(enter(state, Flow.TRACK), (Say(words.ASK_CODE),))


def _begin(state: State, _: str, __: Knowledge) -> Turn:
    return begin(state)


def _again(state: State, _: Knowledge) -> Turn:
    return begin(state)


def _hear(state: State, text: str, _: Knowledge) -> Turn | None:
    is_code = len(text.split()) <= _CODE_WORDS and any(letter.isdigit() for letter in text)
    return _look_up(state, text) if is_code else None


def _misread(state: State, _: Knowledge) -> Turn:
    return Turn(state, (Say(words.ASK_CODE_AGAIN, choices=(words.OFFICER, words.LEAVE)),))


def _offer(_: State) -> Say:
    return offer(words.GO_ON_TRACK)


def _spot(state: State, text: str, _: Knowledge) -> Turn | None:
    try:
        codes.parse(text)
    except codes.BadCode:
        return None
    return _look_up(state, text)


def _look_up(state: State, text: str) -> Turn:
    return Turn(done(state), do=(LookUp(text.strip()[:_LONGEST]),))


def _found(state: State, event: LookedUp, _: Knowledge) -> Turn:
    if not event.label:
        return Turn(state, (Say(words.NO_SUCH_CODE, url=event.url, choices=(words.TRACK, words.OFFICER)),))
    said = words.STATUS_SINCE if event.since else words.STATUS
    return Turn(state, (Say(said, url=event.url, fills={"label": event.label, "since": event.since}),))


FACE = Face(
    commands={"/theodoi": "track"},
    presses={"track": _begin},
    middles={Flow.TRACK: Middle(_hear, _again, _misread, _offer)},
    spots=_spot,
    takes={LookedUp: _found},
)
