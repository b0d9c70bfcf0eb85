"""How what the bot says fits a channel: split where it is too long, buttons as numbers where there are none. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from core.text import fold

from ..dialogue.events import Choice, Say

#: Where a long text is parted, the best first.
_BORDERS = ("\n\n", "\n", ". ", " ")
_NUMBER = re.compile(r"\s*(?:(?:số|so|chọn|chon)\s*)?(\d{1,2})\s*[.)]?\s*", re.IGNORECASE)
_BY_NUMBER = "Muốn chọn, anh/chị trả lời bằng số."
_BY_WORDS = "Hoặc gõ: {label}"


def utf16(text: str) -> int:
    """Return how long ``text`` is in UTF-16 code units, as some platforms count."""
    return len(text.encode("utf-16-le")) // 2


def split(text: str, most: int, measure: Callable[[str], int] = len) -> list[str]:
    """Part ``text`` into pieces of at most ``most``, between paragraphs where that can be, never within a letter."""
    parts, rest = [], text.strip()
    while measure(rest) > most:
        room = most
        while measure(rest[:room]) > most:
            room -= (measure(rest[:room]) - most + 1) // 2
        border = next((each for each in _BORDERS if rest.rfind(each, room // 3, room) > 0), "")
        cut = rest.rfind(border, room // 3, room) + len(border.rstrip()) if border else room
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest]


def pieces(say: Say, most: int, measure: Callable[[str], int] = len) -> list[Say]:
    """Return ``say`` as messages that fit; the buttons stand under the last."""
    if not most or measure(say.as_text()) <= most:
        return [say]
    *first, last = split(say.as_text(), most, measure)
    return [*(Say(part, language=say.language) for part in first), Say(last, choices=say.choices, language=say.language)]


def numbered(said: Sequence[Say]) -> tuple[Say, tuple[Choice, ...]]:
    """Return everything that is said in one turn as one text with its buttons as numbers, and the buttons in that order.

    One button alone, the way out of a question mostly, is chosen by its words: a number may be what was asked for.
    """
    choices = tuple(dict.fromkeys(choice for say in said for choice in say.choices))
    place = {choice: number for number, choice in enumerate(choices, 1)}
    parts = []
    for say in said:
        parts.append(say.as_text())
        if len(choices) > 1 and say.choices:
            parts.append("\n".join(f"{place[choice]}. {choice.label}" for choice in say.choices))
    if choices:
        parts.append(_BY_NUMBER if len(choices) > 1 else _BY_WORDS.format(label=choices[0].label))
    return Say("\n\n".join(parts)), choices


def picked(text: str, choices: Sequence[Choice]) -> str:
    """Return the action of the button whose number or words ``text`` is, or nothing."""
    words = fold(text).strip(" .!")
    if found := next((choice for choice in choices if fold(choice.label) == words), None):
        return found.action
    number = _NUMBER.fullmatch(text)
    place = int(number[1]) if number and len(choices) > 1 else 0
    return choices[place - 1].action if 1 <= place <= len(choices) else ""
