"""Finding the heading of a list by its words, wherever it stands and whatever rows come before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from ..text import words
from .cells import Cell, Sheet
from .values import shown

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
    top = list(islice(sheet.rows(), DEPTH))
    best: Heading | None = None
    for place, last, heads in _candidates(top):
        for layout in layouts:
            found = _match(heads, layout)
            if layout.required <= found.keys() and _is_better(len(found), last, best):
                above = tuple(" ".join(filter(None, (shown(cell) for cell in line))) for _, line in top[:place])
                best = Heading(layout, top[place][0], last, Columns(found), above, len(found))
    return best


def nearest(sheet: Sheet, layouts: Sequence[Layout]) -> tuple[Layout, frozenset[str]] | None:
    """Return the layout that some row comes closest to, and the required columns that it lacks; ``None`` where no row names two."""
    near = [
        (len(found), layout, layout.required - found.keys())
        for _place, _last, heads in _candidates(list(islice(sheet.rows(), DEPTH)))
        for layout in layouts
        if len(found := _match(heads, layout)) > 1
    ]
    if not near:
        return None
    _score, layout, missing = max(near, key=lambda each: (each[0] - len(each[2]), each[0]))
    return layout, missing


def _candidates(top: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[tuple[int, int, list[str]]]:
    """Yield what may be a heading: each row, and each row joined with the one below; its place, its last row, its folded words."""
    for place, (number, row) in enumerate(top):
        one = [words(shown(cell)) for cell in row]
        yield place, number, one
        if place + 1 < len(top):
            yield place, number + 1, _merge(one, [words(shown(cell)) for cell in top[place + 1][1]])


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
