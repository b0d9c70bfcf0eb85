"""How a message is read beside what was said before: as a follow-up, or as two questions in one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .normalise import Normal, normalise

#: A follow-up has so many words at most.
FOLLOW_UP_WORDS = 12
#: A part of a message has at least so many words to be a question of its own.
PART_WORDS = 3
#: So many questions are looked at in one message.
_MOST = 4

_OPENER = re.compile(
    r"(?:(?:da|u|uh|ok|vang|a|anh|chi|em|ad)\s+)*"
    r"(?:the con|vay con|con neu|the neu|vay neu|neu vay|neu nhu|the thi|vay thi|vay la|the la|roi neu|con ve|con|the|vay|roi|neu|nhung"
    r"|voi lai|what about|how about|and if|and what|and how|then)\b"
)
_TAIL = re.compile(r"\b(?:thi sao|sao|the nao|la bao nhieu|duoc khong|gi|khong|bao lau|o dau|dau)(?: (?:a|vay|ha|nhi|ad|anh|chi|em))*$")
_ASKS = re.compile(
    r"\b(?:bao nhieu|(?<!cong ty )(?<!xuong )(?<!tho )(?<!nganh )(?<!nhan )may|gi|sao|the nao|cho nao|ai|bao lau|bao gio|khi nao|nao"
    r"|(?<!tu )(?<!ban )(?<!lan )(?<!bat )dau(?! nam| thang| tien)|phai khong|chua|khong"
    r"|what|how|when|where|who|which|can i|do i|is it|am i)\b"
)
_DENIES = re.compile(r"\b(?:khong|chua)\b(?=\s+\w+)")
_ENDS = re.compile(r"(?<=[?!;\n])|(?<=[^\W\d]{2}\.)\s")
_SIGNS = re.compile(r"[,;:!?\n]+|(?<!\d)\.+(?=\s|$)|\s[-–]\s")
_JOINS = re.compile(
    r"\s(?:và|va|với lại|voi lai|ngoài ra|ngoai ra|đồng thời|dong thoi|cho hỏi thêm|cho hoi them|hỏi thêm|hoi them|and)\s|,\s",
    re.IGNORECASE,
)


def is_follow_up(message: Normal, written: str) -> bool:
    """Tell whether ``message`` sounds as if it goes on from what was said before.

    >>> text = "thế còn lương thì sao"
    >>> is_follow_up(normalise(text), text)
    True
    """
    if len(message.words) > FOLLOW_UP_WORDS:
        return False
    return _OPENER.match(message.text) is not None or (len(message.words) <= 5 and _TAIL.search(message.text) is not None)


def asks(part: str) -> bool:
    """Tell whether ``part`` is a question of its own, not a piece of a story.

    >>> asks("nghỉ thai sản mấy tháng"), asks("công ty không đóng bảo hiểm cho em")
    (True, False)
    """
    if part.rstrip().endswith("?"):
        return True
    return _ASKS.search(_DENIES.sub("", normalise(part).text)) is not None


def parts(message: str) -> tuple[str, ...]:
    """Return the pieces of ``message`` between its signs.

    >>> parts("Chào ad. Nghỉ đẻ mấy tháng?")
    ('Chào ad', 'Nghỉ đẻ mấy tháng')
    """
    return tuple(part.strip() for part in _SIGNS.split(message) if part.strip())


def questions(message: str) -> tuple[str, ...]:
    """Return the questions that ``message`` falls into, where there are at least two; the rest of it is left out."""
    for cut in (_ENDS, _JOINS):
        found = tuple(part for part in _pieces(message, cut) if asks(part))
        if len(found) > 1:
            return found[:_MOST]
    return ()


def _pieces(message: str, cut: re.Pattern[str]) -> Iterator[str]:
    for part in cut.split(message):
        if len(part.split()) >= PART_WORDS:
            yield part.strip()
