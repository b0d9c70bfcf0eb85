"""The language in which the bot speaks: chosen once, held until chosen again or until somebody writes in the other. Pure."""

from __future__ import annotations

from dataclasses import replace

from core.text import fold

from ...knowledge import Knowledge
from .. import words
from ..events import Choice, Say, Turn
from ..state import State
from .face import Face, link

_SAID: dict[str, tuple[str, Choice]] = {
    "en": (words.SPEAKS_ENGLISH, words.VIETNAMESE),
    "vi": (words.SPEAKS_VIETNAMESE, words.ENGLISH),
}
_NAMES = {
    **dict.fromkeys(("english", "in english", "speak english", "english please", "tieng anh", "noi tieng anh", "switch to english"), "en"),
    **dict.fromkeys(("tieng viet", "noi tieng viet", "vietnamese", "bang tieng viet", "in vietnamese"), "vi"),
}


def _press(state: State, code: str, knowledge: Knowledge) -> Turn:
    if code not in _SAID:
        return Turn(state, (Say(words.WHICH_LANGUAGE, choices=(words.VIETNAMESE, words.ENGLISH)),))
    said, other = _SAID[code]
    state = replace(state, language=code)
    url = link("/tro-ly-ao/", state, knowledge) if knowledge.around.channel == "web" and knowledge.around.language != code else ""
    return Turn(state, (Say(said, url=url, choices=(other,)),))


def _spot(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    code = _NAMES.get(fold(text).strip(" .!?"))
    return _press(state, code, knowledge) if code else None


FACE = Face(
    commands={"/english": "language:en", "/tiengviet": "language:vi", "/ngonngu": "language", "/language": "language"},
    presses={"language": _press},
    spots=_spot,
)
