"""Finding the heading of a list by what its words mean, wherever it stands, on up to three rows, whatever comes before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise

from ..text import fold, words
from .cells import Cell, Sheet
from .values import shown

#: How many rows from the top a heading may begin, and how many rows it may take.
DEPTH = 60
DEEPEST = 3
#: No name of a column is longer; what is, is a sentence.
_LONGEST = 120

#: What headings write short, or without spaces, word by word.
_SHORT = {
    "mst": "ma so thue",
    "masothue": "ma so thue",
    "masodn": "ma so doanh nghiep",
    "msdn": "ma so doanh nghiep",
    "madvi": "ma don vi",
    "madv": "ma don vi",
    "madonvi": "ma don vi",
    "mdv": "ma don vi",
    "tendvi": "ten don vi",
    "tendv": "ten don vi",
    "tendonvi": "ten don vi",
    "tendn": "ten doanh nghiep",
    "diachi": "dia chi",
    "dchi": "dia chi",
    "dc": "dia chi",
    "dvi": "don vi",
    "dv": "don vi",
    "dn": "doanh nghiep",
    "cty": "cong ty",
    "ld": "lao dong",
    "nld": "nguoi lao dong",
    "sld": "so lao dong",
    "sdld": "su dung lao dong",
    "nsdld": "nguoi su dung lao dong",
    "cq": "co quan",
    "tt": "stt",
    "sl": "so",
    "qd": "quyet dinh",
    "sotien": "so tien",
    "sothang": "so thang",
    "thg": "thang",
    "tongcong": "tong cong",
    "ghichu": "ghi chu",
    "xaphuong": "xa phuong",
    "bhtnld": "tnld",
    "bnn": "bnn",
}
_ENCLOSED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
#: What stands in brackets beside the name of a column and is no part of it: a unit, a number, a sum of other columns.
_ASIDE = re.compile(
    r"(?:dvt|don vi tinh|don vi)?\s*:?\s*(?:(?:1[., ]?000|nghin|ngan|trieu|tr|ty)?\s*\.?\s*(?:dong|vnd|d)|nguoi|thang|ld|lao dong|neu co)"
    r"|[\d\s=+\-x*().]+|[a-z]|\*+"
)
#: A unit is told by its accents, since folded the word for money is the word for paying.
_UNIT = re.compile(
    r"(?<!\w)(?:(1[., ]?000[., ]?000|1[., ]?000|nghìn|ngàn|triệu|tr|tỷ|tỉ)\s*\.?\s*(?:đồng|vnđ|vnd|đ)"
    r"|(nghin|ngan|trieu|ty)\s+(?:dong|vnd)|(đồng|vnđ|vnd))(?!\w)"
)
_SCALES = {"nghin": 1_000, "ngan": 1_000, "trieu": 1_000_000, "tr": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}
_PEOPLE = re.compile(r"\b(?:lao dong|nguoi)\b")
_NUMBERING = re.compile(r"\(?([0-9]{1,2}|[a-zđA-ZĐ])\)?(?:\s*=.*)?\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What the columns of a kind of list are called: a pattern over plain words for each field, and which must be there.

    ``minimal`` is enough where every column of the list is known: then nothing speaks for another kind. ``money`` names the
    columns that hold amounts, which a heading over people never means.
    """

    kind: str
    columns: Mapping[str, str]
    required: frozenset[str]
    minimal: tuple[frozenset[str], ...] = ()
    money: frozenset[str] = frozenset()
    ignored: str = "stt|so stt|so thu tu|no|ghi chu.*|du lieu mau"


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
    """A heading that was found: which layout, on which rows, the rows above it, and the units that columns name themselves."""

    layout: Layout
    first: int
    last: int
    columns: Columns
    above: tuple[str, ...]
    score: int
    scales: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Some rows taken as a heading: for each column what it says itself, and with what stands over it."""

    place: int
    first: int
    last: int
    own: tuple[str, ...]
    full: tuple[str, ...]
    units: tuple[int, ...]

    @property
    def fingerprint(self) -> str:
        """Return what tells this heading from others, whatever its spelling."""
        return hashlib.sha256("\n".join(self.full).rstrip("\n").encode()).hexdigest()

    @property
    def depth(self) -> int:
        """Return how many rows it takes."""
        return self.last - self.first + 1


def find_heading(sheet: Sheet, layouts: Sequence[Layout]) -> Heading | None:
    """Return the best heading among ``layouts``: all required columns there, most columns named, fewest rows."""
    top = list(islice(sheet.rows(), DEPTH + DEEPEST))
    best: tuple[tuple[int, int, int], Candidate, Layout, dict[str, int]] | None = None
    for candidate in candidates(top):
        for layout in layouts:
            found = match(candidate, layout)
            if not _is_enough(found, candidate, layout):
                continue
            rank = (len(found), -candidate.depth, len(layout.required))
            if best is None or rank > best[0]:
                best = rank, candidate, layout, found
    return None if best is None else heading(top, best[1], best[2], best[3])


def heading(top: Sequence[tuple[int, Sequence[Cell]]], candidate: Candidate, layout: Layout, places: Mapping[str, int]) -> Heading:
    """Return a candidate as the heading of a list; a row that numbers the columns belongs to it."""
    above = tuple(" ".join(filter(None, (shown(cell) for cell in line))) for _, line in top[: candidate.place])
    last = candidate.last
    below = top[candidate.place + candidate.depth : candidate.place + candidate.depth + 1]
    if below and is_numbering(below[0][1]):
        last += 1
    scales = {name: candidate.units[place] for name, place in places.items() if candidate.units[place]}
    return Heading(layout, candidate.first, last, Columns(dict(places)), above, len(places), scales)


def nearest(sheet: Sheet, layouts: Sequence[Layout]) -> tuple[Layout, frozenset[str]] | None:
    """Return the layout that some rows come closest to, and the required columns that it lacks; ``None`` where none names two."""
    near = [
        (len(found), layout, layout.required - found.keys())
        for candidate in candidates(list(islice(sheet.rows(), DEPTH + DEEPEST)))
        for layout in layouts
        if len(found := match(candidate, layout)) > 1
    ]
    if not near:
        return None
    _score, layout, missing = max(near, key=lambda each: (each[0] - len(each[2]), each[0]))
    return layout, missing


def candidates(top: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[Candidate]:
    """Yield what may be a heading: each row alone, and joined with the one or two below it."""
    labelled = [[label(cell) for cell in row] for _, row in top]
    scaled = [[unit(cell) for cell in row] for _, row in top]
    for place, (number, _) in enumerate(top[:DEPTH]):
        if sum(1 for each in labelled[place] if each) < 2 and place + 1 >= len(top):
            continue
        for depth in range(1, DEEPEST + 1):
            if place + depth > len(top):
                break
            own, full, units = _join(labelled[place : place + depth], scaled[place : place + depth])
            if not _goes_on(own, labelled[place + depth : place + depth + 1]):
                yield Candidate(place, number, number + depth - 1, own, full, units)


def _join(rows: Sequence[list[str]], units: Sequence[list[int]]) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    """Join rows of a heading: the lowest says what a column is, a cell merged over several columns stands before each of them."""
    width = max(map(len, rows))
    own, full, scales = [""] * width, [""] * width, [0] * width
    over: list[tuple[str, int]] = [("", 0)] * width
    for row, named in zip(rows, units, strict=True):
        spread: list[tuple[str, int]] = []
        for place in range(width):
            here = row[place] if place < len(row) else ""
            if here:
                own[place], scales[place] = here, named[place] or over[place][1]
                full[place] = f"{over[place][0]} {here}".strip()
                spread.append((full[place], scales[place]))
            elif place and over[place] == over[place - 1]:
                spread.append(spread[-1])
            else:
                spread.append(over[place])
        over = spread
    return tuple(own), tuple(full), tuple(scales)


def candidate_at(top: Sequence[tuple[int, Sequence[Cell]]], place: int, depth: int) -> Candidate | None:
    """Return the rows at one place as a heading, ``None`` where the list has not so many."""
    rows = top[place : place + depth]
    if len(rows) < depth or not any(rows[0][1:]):
        return None
    own, full, units = _join([[label(cell) for cell in row] for _, row in rows], [[unit(cell) for cell in row] for _, row in rows])
    return Candidate(place, rows[0][0], rows[-1][0], own, full, units)


def _goes_on(own: Sequence[str], below: Sequence[list[str]]) -> bool:
    """Tell whether the row below belongs to the heading: it names two columns or more, most of them blank above, without a figure."""
    named = [place for place, each in enumerate(below[0]) if each] if below else []
    blank = sum(1 for place in named if place >= len(own) or not own[place])
    has_figures = any(any(map(str.isdigit, below[0][place])) for place in named)
    return len(named) >= 2 and blank >= max(1, len(named) - 2) and not has_figures


def match(candidate: Candidate, layout: Layout) -> dict[str, int]:
    """Return where each field stands; what two columns claim equally is nobody's where an amount or a code is meant."""
    ranks: dict[str, dict[int, list[int]]] = {}
    for place, (own, full) in enumerate(zip(candidate.own, candidate.full, strict=True)):
        if own:
            for name, rank in _claims(layout, own, full):
                ranks.setdefault(name, {}).setdefault(rank, []).append(place)
    found: dict[str, int] = {}
    for name in layout.columns:
        free = {rank: [place for place in places if place not in found.values()] for rank, places in ranks.get(name, {}).items()}
        best = max((rank for rank, places in free.items() if places), default=None)
        if best is None or (len(free[best]) > 1 and (name in layout.money or name in layout.required)):
            continue
        found[name] = free[best][0]
    return found


@lru_cache(maxsize=16384)
def _claims(layout: Layout, own: str, full: str) -> tuple[tuple[str, int], ...]:
    """Return which fields a column may be, those that its whole heading names before those that its last row does."""
    if len(full) > _LONGEST:
        return ()
    is_people = own != full and bool(_PEOPLE.search(full.removesuffix(own)))
    claims = []
    for name, pattern in layout.columns.items():
        if name in layout.money and is_people:
            continue
        if re.fullmatch(pattern, full):
            claims.append((name, 2))
        elif re.fullmatch(pattern, own):
            claims.append((name, 1))
    return tuple(claims)


def _is_enough(found: Mapping[str, int], candidate: Candidate, layout: Layout) -> bool:
    if layout.required <= found.keys():
        return True
    if not any(enough <= found.keys() for enough in layout.minimal):
        return False
    strangers = (own for place, own in enumerate(candidate.own) if own and place not in found.values())
    return all(re.fullmatch(layout.ignored, own) for own in strangers)


def label(cell: Cell) -> str:
    r"""Return the name of a column in plain words, what is written short written out, units and notes in brackets left out.

    >>> label("Mã ĐV (1)"), label("Số tiền\nchậm đóng (đồng)"), label("TNLĐ-BNN")
    ('ma don vi', 'so tien cham dong', 'tnld bnn')
    """
    written = shown(cell)
    return _label(written) if len(written) <= _LONGEST else ""


@lru_cache(maxsize=8192)
def _label(written: str) -> str:
    bare = _ENCLOSED.sub(lambda found: " " if _ASIDE.fullmatch(fold(found[1])) else f" {found[1]} ", written)
    return " ".join(_SHORT.get(word, word) for word in words(bare).split())


def unit(cell: Cell) -> int:
    """Return how many đồng one of what a heading or caption counts in is; 0 where it names no money."""
    written = shown(cell) if isinstance(cell, str) else ""
    return _unit(written) if 0 < len(written) <= 200 else 0


@lru_cache(maxsize=8192)
def _unit(written: str) -> int:
    found = _UNIT.search(written.lower())
    if not found:
        return 0
    if found[3]:
        return 1
    named = fold(found[1] or found[2])
    return _SCALES.get(named) or int(re.sub(r"\D", "", named))


def is_numbering(row: Sequence[Cell]) -> bool:
    """Tell whether a row below a heading numbers its columns: ``(1)``, ``(2)``, ``A``, ``7=5+6``."""
    marks = [_NUMBERING.match(written) for cell in row if (written := shown(cell))]
    if len(marks) < 4 or not all(marks):
        return False
    numbers = [int(mark[1]) for mark in marks if mark and mark[1].isdigit()]
    return len(numbers) >= 2 and all(later == earlier + 1 for earlier, later in pairwise(numbers))
