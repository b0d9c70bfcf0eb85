"""What the press is told of a release, before anybody gives it a form: press packs are made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from core.charts import Series
from core.money import in_words, number
from core.tables.writing import Row


class Tone(StrEnum):
    """How a story may speak, which follows from the law that it stands on."""

    PRAISE = "praise"
    #: On a list that the insurance agency published (Art 35): late, and nothing worse.
    LISTED = "listed"
    #: By a sanction decision: the decision's own words, "vi phạm" among them.
    SANCTIONED = "sanctioned"
    NEWS = "news"

    @property
    def is_warning(self) -> bool:
        """Tell whether whom it names stays out of everything that cannot be taken back."""
        return self in (Tone.LISTED, Tone.SANCTIONED)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that stands in the text, written and in words."""

    label: str
    amount: int
    unit: str = "đồng"

    @property
    def written(self) -> str:
        """Return it in digits: 75.000.000 đồng."""
        return f"{number(self.amount)} {self.unit}"

    @property
    def said(self) -> str:
        """Return it in words: Bảy mươi lăm triệu đồng."""
        words = in_words(self.amount)
        return f"{words[0].upper()}{words[1:]} {self.unit}"


@dataclass(frozen=True, slots=True)
class Grid:
    """The figures as a table of typed values; ``name`` is that of its worksheet.

    ``in_text`` are the columns that a document on paper has room for, each with its part of the width; all where it is left out.
    """

    name: str
    head: Sequence[str]
    rows: Sequence[Row]
    in_text: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Graph:
    """Bars of counts; never a firm's name on them."""

    title: str
    about: str
    labels: Sequence[str]
    series: Sequence[Series]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the figures come from."""

    title: str
    url: str = ""
    on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One release as it is told to the media.

    ``title``, ``brief``, ``spoken`` and ``graph`` go where nothing can be taken back (messengers, pictures, loudspeakers): of a warning
    they name nobody. ``lead``, ``paragraphs`` and ``grid`` are for newsrooms, which print what a document says. ``names`` is whom a
    picture may name, of praise alone. ``basis`` is a sentence; ``until`` the month up to which praise speaks. Where ``quotes``,
    ``contact`` or ``signer`` are empty, the pack leaves a place for them.
    """

    tone: Tone
    title: str
    lead: str
    brief: str
    basis: str
    paragraphs: Sequence[str] = ()
    spoken: Sequence[str] = ()
    names: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    grid: Grid | None = None
    graph: Graph | None = None
    sources: Sequence[Source] = ()
    as_of: dt.date | None = None
    until: dt.date | None = None
    quotes: Sequence[str] = ()
    contact: str = ""
    signer: str = ""
