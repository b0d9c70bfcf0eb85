"""Finding the heading of a list by its words, wherever it stands and whatever rows come before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ..text import words
from .reading import Cell, Sheet
from .values import text

#: How many rows from the top a heading may stand.
DEPTH = 40


@dataclass(frozen=True, slots=True)
class Layout:
    """What the columns of a kind of list are called: a pattern over folded words for each field, and which must be there."""

    kind: str
    columns: Mapping[str, str]
    required: frozenset[str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in a row."""

    places: Mapping[str, int]

    def get(self, row: Sequence[Cell], field: str) -> Cell:
        """Return the cell of ``field``, "" where the list has no such column or the row is short."""
        place = self.places.get(field)
        return "" if place is None or place >= len(row) else row[place]

    def __contains__(self, field: str) -> bool:
        return field in self.places


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that was found: which layout, on which rows, and the rows above it."""

    layout: Layout
    first: int
    last: int
    columns: Columns
    above: tuple[str, ...]
    score: int


def find_heading(sheet: Sheet, layouts: Sequence[Layout]) -> Heading | None:
    """Return the best heading among ``layouts``: all required columns there, most columns named."""
    top = [(number, row) for number, row in islice(sheet.rows(), DEPTH)]
    best: Heading | None = None
    for place, (number, row) in enumerate(top):
        one = [words(text(cell)) for cell in row]
        candidates = [(number, one)]
        if place + 1 < len(top):
            below = [words(text(cell)) for cell in top[place + 1][1]]
            candidates.append((number + 1, _merge(one, below)))
        for last, heads in candidates:
            for layout in layouts:
                found = _match(heads, layout)
                if layout.required <= found.keys() and _is_better(len(found), last, best):
                    above = tuple(" ".join(filter(None, (text(cell) for cell in line))) for _, line in top[:place])
                    best = Heading(layout, number, last, Columns(found), above, len(found))
    return best


def _is_better(score: int, last: int, best: Heading | None) -> bool:
    """Tell whether a heading beats the best so far; one row that says it all beats the same row joined with a title above it."""
    return best is None or score > best.score or (score == best.score and last == best.last)


def _merge(upper: list[str], lower: list[str]) -> list[str]:
    """Join two rows of a heading; a cell of the lower row says more than the one merged above it."""
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    return [below or above for above, below in zip(upper, lower, strict=True)]


def _match(heads: list[str], layout: Layout) -> dict[str, int]:
    found: dict[str, int] = {}
    for field, pattern in layout.columns.items():
        for place, head in enumerate(heads):
            if head and place not in found.values() and re.fullmatch(pattern, head):
                found[field] = place
                break
    return found
