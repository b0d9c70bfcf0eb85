"""Reading a list by what an officer answered about its columns. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from core.tables import Cell, Heading, Sheet, headings
from core.tables import values as read

from . import layouts
from .kinds import KINDS

#: Columns without which the rows of a kind say nothing, where fewer will do than to recognise the kind by itself.
_NEEDED = {"arrears": frozenset({"name", "total"}), "register": frozenset({"tax", "name"})}
#: How many rows a person is shown to point at the heading.
SHOWN = 25


@dataclass(frozen=True, slots=True)
class Mapped:
    """One remembered answer: by which heading it is known again, of which kind the list is, which column is what."""

    kind: str
    fingerprint: str
    depth: int
    columns: Mapping[str, int]
    scale: int = 0


@dataclass(frozen=True, slots=True)
class Column:
    """A column as a person sees it: its heading, some values, what it seems to be, and whether it is of people and never read."""

    place: int
    head: str
    samples: tuple[str, ...]
    guess: str = ""
    is_private: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a heading at one place would mean for one kind of list."""

    fingerprint: str
    columns: tuple[Column, ...] = field(default=())


def needed(kind: str) -> frozenset[str]:
    """Return the fields that must be pointed at."""
    return _NEEDED.get(kind, KINDS[kind].layout.required)


def find(sheet: Sheet, answers: Sequence[Mapped]) -> Heading | None:
    """Return the heading of ``sheet`` if an answer is remembered for it."""
    top = list(islice(sheet.rows(), headings.DEPTH + headings.DEEPEST))
    known = {(each.fingerprint, each.depth): each for each in answers}
    for place in range(min(len(top), headings.DEPTH) if known else 0):
        for depth in {each.depth for each in answers}:
            candidate = headings.candidate_at(top, place, depth)
            answer = known.get((candidate.fingerprint, depth)) if candidate else None
            if candidate and answer and max(answer.columns.values()) < len(candidate.own):
                layout = KINDS[answer.kind].layout
                found = headings.heading(top, candidate, layout, answer.columns)
                return replace(found, scales=dict.fromkeys(layout.money, answer.scale)) if answer.scale else found
    return None


def guess_kind(sheets: Sequence[Sheet], kinds: Sequence[str]) -> tuple[str, int] | None:
    """Return the kind that a refusal names as the nearest, and its sheet; ``None`` where several are about as near, or none is."""
    near = headings.nearest(sheets, [KINDS[kind].layout for kind in kinds])
    return (near[0].layout.kind, near[0].sheet) if len(near) == 1 else None


def guess_heading(sheet: Sheet, kind: str = "") -> tuple[int, int]:
    """Return the row and the depth of what looks most like a heading of ``kind``; where nothing does, the first row that is nearly full."""
    top = list(islice(sheet.rows(), SHOWN + headings.DEEPEST))
    if kind:
        layout = KINDS[kind].layout
        best = max(headings.candidates(top), key=lambda each: (len(headings.match(each, layout)), -each.depth, -each.place), default=None)
        if best and headings.match(best, layout):
            return best.first, best.depth
    filled = {number: sum(1 for cell in row if read.shown(cell)) for number, row in top}
    most = max(filled.values(), default=0)
    return next((number for number, count in filled.items() if count > most // 2), 1), 1


def propose(sheet: Sheet, kind: str, first: int, depth: int) -> Proposal | None:
    """Return the columns under a heading with what each seems to be; ``None`` where no heading can stand there."""
    top = list(islice(sheet.rows(), headings.DEPTH + headings.DEEPEST))
    candidate = headings.candidate_at(top, first - 1, depth) if 1 <= first <= headings.DEPTH else None
    if candidate is None or not any(candidate.own):
        return None
    guesses = {place: name for name, place in headings.match(candidate, KINDS[kind].layout).items()}
    below = [row for number, row in top if number > candidate.last][:SHOWN]
    columns = tuple(
        Column(
            place, _head(top, candidate, place), _samples(below, place), guesses.get(place, ""), layouts.is_private(candidate.full[place])
        )
        for place in range(len(candidate.own))
        if candidate.own[place] or _samples(below, place)
    )
    return Proposal(candidate.fingerprint, columns)


def _head(top: Sequence[tuple[int, Sequence[Cell]]], candidate: headings.Candidate, place: int) -> str:
    rows = (row for number, row in top if candidate.first <= number <= candidate.last)
    return " / ".join(text for row in rows if place < len(row) and (text := read.shown(row[place])))


def _samples(rows: Sequence[Sequence[Cell]], place: int) -> tuple[str, ...]:
    found = (read.shown(row[place])[:60] for row in rows if place < len(row) and read.shown(row[place]))
    return tuple(islice(found, 3))
