"""What the site search and the employer look-up find, all through the public doors of the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.mentions import Mention
from firms import public as firms
from notices import public as notices
from outreach import public as outreach
from recognition import public as recognition

#: Nobody reads further than this; who searches for more types more.
MOST = 20


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, room by room."""

    notices: Sequence[Mention]
    honours: Sequence[Mention]
    passages: Sequence[outreach.Found] = ()

    def __bool__(self) -> bool:
        return bool(self.passages or self.notices or self.honours)


@dataclass(frozen=True, slots=True)
class Employers:
    """What may be said of the employers that a question names."""

    listed: firms.Answer
    found: Found


def everywhere(query: str, *, language: str) -> Found:
    """Return answers, pages and public records that match ``query``, with or without accents."""
    return Found(
        notices=notices.mentions(query, limit=MOST),
        honours=recognition.mentions(query, limit=MOST),
        passages=outreach.search(query, MOST, language),
    )


def employers(query: str) -> Employers:
    """Return the published list's answer, the notices and the honours of the employers that ``query`` names."""
    found = Found(notices=notices.mentions(query, limit=MOST), honours=recognition.mentions(query, limit=MOST))
    return Employers(firms.look_up(query), found)
