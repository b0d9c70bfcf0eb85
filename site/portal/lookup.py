"""What the site search and the employer look-up find, all through the public doors of the rooms."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from notices import public as notices
from outreach import public as outreach


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, room by room."""

    passages: list[Any] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)
    honours: list[Any] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.passages or self.notices or self.honours)


def everywhere(query: str, *, language: str) -> Found:
    """Return answers, pages and public records that match ``query``, with or without accents."""
    return Found(passages=list(outreach.search(query, 20)), notices=notices.mentions(query))


def employers(query: str) -> Found:
    """Return the public notices and honours of the employers that ``query`` names."""
    return Found(notices=notices.mentions(query))
