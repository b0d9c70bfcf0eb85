"""News by letter: what one gets, of what, and where one leaves again; an address is passed on and never kept here. Pure."""

from __future__ import annotations

import re

from core.text import fold

from ...knowledge import Knowledge
from .. import words
from ..events import Choice, Say, Subscribe, Subscribed, Turn
from ..state import Flow, State
from .face import Face, Middle, done, enter, link, offer, wrong

_PAGE = "/nhan-tin/"
_ALL = "all"
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_TOLD = r"(?:tin|ban tin|thong bao|thu|email)\b"
_WANTS = re.compile(
    rf"^(?:\w+ ){{0,4}}?(?:dang ky|dk|muon|theo doi)(?: de)? (?:nhan|theo doi) {_TOLD}.{{0,40}}$|^(?:nhan tin|subscribe|newsletter)$"
)
_LEAVES = re.compile(
    rf"^(?:\w+ ){{0,4}}?(?:huy|ngung|thoi|dung|bo|tat)(?: dang ky)? (?:(?:nhan|theo doi) )?{_TOLD}.{{0,20}}$|^unsubscribe\b.*$"
)


def begin(state: State, knowledge: Knowledge) -> Turn:
    """Tell what one gets, and ask of what one wants to be told."""
    subjects = tuple(Choice(label, f"news:{code}") for code, label in knowledge.around.subjects)
    return Turn(enter(state, Flow.SUBSCRIBE), (Say(words.NEWS, choices=(words.EVERYTHING, *subjects, words.LEAVE)),))


def _press(state: State, subject: str, knowledge: Knowledge) -> Turn:
    if subject == "stop":
        return _explain(state)
    if subject != _ALL and subject not in dict(knowledge.around.subjects):
        return begin(state, knowledge)
    url = link(_PAGE, state, knowledge)
    if knowledge.around.is_messenger:
        return Turn(done(state), (Say(words.NEWS_LINK, url=url),))
    return Turn(enter(state, Flow.SUBSCRIBE, {"subject": subject}), (Say(words.ASK_MAIL, url=url, choices=(words.LEAVE,)),))


def _explain(state: State) -> Turn:
    return Turn(done(state), (Say(words.UNSUBSCRIBE, choices=(words.OFFICER,)),))


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    if "subject" not in state.slots:
        wanted = fold(text).strip(" .!")
        named = [code for code, label in knowledge.around.subjects if fold(label) == wanted]
        is_all = wanted in ("tat ca", "moi loai", "moi loai tin", "all", "everything")
        return _press(state, named[0] if named else _ALL, knowledge) if named or is_all else None
    address = _MAIL.search(text)
    if not address or knowledge.around.is_messenger:
        return None
    subject = str(state.slots["subject"])
    return Turn(done(state), do=(Subscribe(address[0], "" if subject == _ALL else subject),))


def _again(state: State, knowledge: Knowledge) -> Turn:
    return _press(state, str(state.slots["subject"]), knowledge) if "subject" in state.slots else begin(state, knowledge)


def _misread(state: State, knowledge: Knowledge) -> Turn:
    if "subject" not in state.slots:
        return begin(state, knowledge)
    state, is_again = wrong(state)
    url = link(_PAGE, state, knowledge) if is_again else ""
    return Turn(state, (Say(words.ASK_MAIL_WRONG if is_again else words.ASK_MAIL_AGAIN, url=url, choices=(words.LEAVE,)),))


def _offer(_: State) -> Say:
    return offer(words.GO_ON_SUBSCRIBE)


def _spot(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    line = fold(text).strip(" .!?")
    if _LEAVES.match(line):
        return _explain(state)
    return begin(state, knowledge) if _WANTS.match(line) else None


def _subscribed(state: State, _: Subscribed, __: Knowledge) -> Turn:
    return Turn(done(state), (Say(words.SUBSCRIBED),))


FACE = Face(
    commands={"/nhantin": "news", "/ngungnhan": "news:stop"},
    presses={"news": _press},
    middles={Flow.SUBSCRIBE: Middle(_hear, _again, _misread, _offer)},
    spots=_spot,
    takes={Subscribed: _subscribed},
)
