"""What the bot may know of an answer: plain values, no database, no clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """One passage of law behind an answer; ``valid_to`` is exclusive and ``None`` while the passage is in force."""

    #: With the dates and, where it is so, the words "đang chờ xác nhận".
    text: str
    #: The passage alone: "Điều 39 khoản 1 Luật Bảo hiểm xã hội 41/2024/QH15".
    label: str
    valid_from: dt.date
    valid_to: dt.date | None = None
    to_confirm: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """One published answer with the citations that are in force."""

    slug: str
    question: str
    phrasings: tuple[str, ...]
    chat: str
    url: str
    citations: tuple[Citation, ...]
    #: Slugs of other answers.
    related: tuple[str, ...] = ()
    #: The flow of the bot that this entry starts, empty for nearly all.
    flow: str = ""
    #: The slug of the wider question of which this one is a part, if it is.
    narrows: str = ""
    revision: int = 0
    group: str = ""
    #: The page behind the answer, in Markdown.
    body: str = ""
