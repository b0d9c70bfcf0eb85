"""How what the bot says fits a channel: split where it is too long, buttons as numbers where there are none. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from ..dialogue.events import Say

#: Where a long text is parted, the best first.
_BORDERS = ("\n\n", "\n", ". ", " ")
_PICKED = re.compile(r"\s*(?:(?:số|so|chọn|chon)\s*)?(\d{1,2})\s*[.)]?\s*", re.IGNORECASE)
_HINT = "Muốn chọn, anh/chị trả lời bằng số."


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


def numbered(said: Sequence[Say]) -> tuple[Say, tuple[str, ...]]:
    """Return everything that is said in one turn as one text, its buttons numbered, and the actions behind the numbers."""
    actions: list[str] = []
    parts = []
    for say in said:
        parts.append(say.as_text())
        fresh = [choice for choice in say.choices if choice.action not in actions]
        if fresh:
            parts.append("\n".join(f"{len(actions) + place}. {choice.label}" for place, choice in enumerate(fresh, 1)))
            actions += [choice.action for choice in fresh]
    if actions:
        parts.append(_HINT)
    return Say("\n\n".join(parts)), tuple(actions)


def picked(text: str, actions: Sequence[str]) -> str:
    """Return the action behind the number that ``text`` is, or nothing."""
    found = _PICKED.fullmatch(text)
    place = int(found[1]) if found else 0
    return actions[place - 1] if 1 <= place <= len(actions) else ""
