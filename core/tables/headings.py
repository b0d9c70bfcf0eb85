"""Finding the heading of a list by what its words mean, wherever it stands, on up to three rows, whatever comes before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    r"(?:dvt|don vi tinh|don vi)?\s*:?\s*(?:(?:x\s*)?(?:1[., ]?000|nghin|ngan|trieu|tr|ty|ng)?\s*\.?\s*(?:dong|vnd|d)"
    r"|(?:x\s*)?(?:1[., ]?000(?:[., ]?000)?|nghin|ngan|trieu|ty)|nguoi|thang|ld|lao dong|neu co)"
    r"|[\d\s=+\-x*().]+|[a-z]|\*+"
)
_IN_MONTHS = re.compile(r"[(\[](?:dvt|don vi tinh)?\s*:?\s*thang[)\]]")
_TIME = re.compile(r"\b(?:thang|ky|thoi gian|thoi han)\b")
#: A unit is told by its accents, since folded the word for money is the word for paying.
_MANY = r"1[., ]?000[., ]?000|1[., ]?000|nghìn|ngàn|triệu|tr|tỷ|tỉ|ng"
_UNIT = re.compile(
    rf"(?<!\w)(?:(?:x\s*)?({_MANY})\s*\.?\s*(?:đồng|vnđ|vnd|đ)"
    r"|(?<!cong )(nghin|ngan|trieu|ty)\s+(?:dong|vnd)|(?<!hợp )(đồng|vnđ|vnd))(?!\w)"
)
#: Where nothing but the unit can stand, the word for money may be missing if nothing follows.
_SAID = re.compile(
    r"(?:x\s*)?(?:(1[., ]?000[., ]?000|1[., ]?000|nghìn|nghin|ngàn|ngan|triệu|trieu|tỷ|tỉ|ty|tr|ng)"
    r"(?:\s*\.?\s*(?:đồng|dong|vnđ|vnd|đ|d)(?!\w)|(?<!ng)\.?(?=\s*(?:\Z|[);,/])))|(?:đồng|dong|vnđ|vnd|đ|d)(?!\w))"
    r"(?:\s+(?:việt nam|viet nam|vn)\b)?"
)
#: A number before a unit makes it an amount: "từ 100 triệu đồng", "ba trăm triệu đồng"; a year is none.
_NUMBER_BEFORE = re.compile(
    r"(?:\d|(?<!\w)(?:một|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|mươi|mốt|trăm|chục|vài|hàng|nghìn|ngàn|triệu|tỷ"
    r"|mot|bon|tu|sau|bay|tam|chin|muoi|tram|chuc|từ|trên|dưới|hơn|mức|tối thiểu|ít nhất))\s*\Z"
)
_YEAR_BEFORE = re.compile(r"(?<![\d.,])(?:19|20)\d\d\s*\Z")
_SCALES = {"nghin": 1_000, "ngan": 1_000, "ng": 1_000, "trieu": 1_000_000, "tr": 1_000_000, "ty": 1_000_000_000, "ti": 1_000_000_000}
_UNIT_BEHIND = re.compile(r"\b(?:đvt|đơn vị tính|dvt|don vi tinh)\s*:.*", re.DOTALL | re.IGNORECASE)
#: Two words in one, or one that stands for a whole heading.
_SUM = re.compile(r"\bt ?cong\b|\Atc\Z")
_UNIT_SPLIT = re.compile(r"\bd vi\b")
_CAPTION = re.compile(r"\b(?:đvt|đơn vị tính|dvt|don vi tinh)\b\s*:?\s*(.*)", re.DOTALL)
#: What no name of a column holds: a code.
_FIGURE = re.compile(r"[0-9]{5}")
_PEOPLE = re.compile(r"\b(?:lao dong|nguoi)\b")
_NUMBERING = re.compile(r"\(?([0-9]{1,2}|[a-zđA-ZĐ])\)?(?:\s*=.*)?\Z")


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """What the columns of a kind of list are called: patterns over plain words for each field, and which must be there.

    Of several patterns the earlier are the more exact, and go first whatever the others find. ``never`` is what the whole heading of
    a field does not say anywhere; ``unless`` are pairs: what says the first is ruled out where a column says the second. ``minimal``
    is enough where every column of the list is known: then nothing speaks for another kind. ``money`` names the columns that hold
    amounts, which a heading over people never means.
    """

    kind: str
    columns: Mapping[str, str | tuple[str, ...]]
    required: frozenset[str]
    minimal: tuple[frozenset[str], ...] = ()
    money: frozenset[str] = frozenset()
    never: Mapping[str, str] = field(default_factory=dict)
    unless: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True)
class Near:
    """How near some rows of a sheet come to a layout: how many columns they name, and the required ones that they lack."""

    layout: Layout
    sheet: int
    named: int
    missing: frozenset[str]

    @property
    def score(self) -> int:
        """Return how near it is."""
        return self.named - len(self.missing)


def nearest(sheets: Iterable[Sheet], layouts: Sequence[Layout]) -> list[Near]:
    """Return the layout that some rows of some sheet come nearest to, with those about as near; none where nobody names two columns."""
    best: dict[str, Near] = {}
    for sheet in sheets:
        for candidate in candidates(list(islice(sheet.rows(), DEPTH + DEEPEST))):
            for layout in layouts:
                found = match(candidate, layout)
                near = Near(layout, sheet.number, len(found), layout.required - found.keys())
                if near.named > 1 and (layout.kind not in best or near.score > best[layout.kind].score):
                    best[layout.kind] = near
    ordered = sorted(best.values(), key=lambda near: -near.score)
    return [near for near in ordered if near.score >= ordered[0].score - 1]


def candidates(top: Sequence[tuple[int, Sequence[Cell]]]) -> Iterator[Candidate]:
    """Yield what may be a heading: each row alone, and joined with the one or two below it."""
    labelled = [[label(cell) for cell in row] for _, row in top]
    scaled = [[unit(cell) for cell in row] for _, row in top]
    for place, (number, _) in enumerate(top[:DEPTH]):
        if sum(1 for each in labelled[place] if each) < 2 and place + 1 >= len(top):
            continue
        for depth in range(1, (1 if _is_title(labelled[place : place + 2]) else DEEPEST) + 1):
            if place + depth > len(top) or any(map(_FIGURE.search, labelled[place + depth - 1])):
                break
            own, full, units = _join(labelled[place : place + depth], scaled[place : place + depth])
            if not _goes_on(own, labelled[place + depth : place + depth + 1]):
                yield Candidate(place, number, number + depth - 1, own, full, units)


def _is_title(rows: Sequence[list[str]]) -> bool:
    """Tell whether the first of two rows stands over all of a heading: one text, not to the right of where the row below begins."""
    (first, *more), (below, *_) = ([place for place, each in enumerate(row) if each] or [0] for row in (rows[0], rows[-1]))
    return not more and first <= below


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


def places(rows: Sequence[tuple[int, Sequence[Cell]]], layout: Layout) -> dict[str, int]:
    """Return where the fields of ``layout`` would stand if some rows were a heading, empty where they name none."""
    candidate = candidate_at(rows, 0, len(rows))
    return match(candidate, layout) if candidate else {}


def _goes_on(own: Sequence[str], below: Sequence[list[str]]) -> bool:
    """Tell whether the row below belongs to the heading: it names two columns or more, most of them blank above, without a figure."""
    named = [place for place, each in enumerate(below[0]) if each] if below else []
    blank = sum(1 for place in named if place >= len(own) or not own[place])
    has_figures = any(any(map(str.isdigit, below[0][place])) for place in named)
    return len(named) >= 2 and blank >= max(1, len(named) - 2) and not has_figures


def match(candidate: Candidate, layout: Layout) -> dict[str, int]:
    """Return where each field stands; what two columns claim equally is nobody's."""
    ranks: dict[str, dict[int, list[int]]] = {}
    for place, (own, full) in enumerate(zip(candidate.own, candidate.full, strict=True)):
        if own:
            for name, rank in _claims(layout, own, full):
                ranks.setdefault(name, {}).setdefault(rank, []).append(place)
    for name in layout.unless.keys() & ranks.keys():
        ruled_out = set().union(*(_ruled_out(candidate, *pair) for pair in layout.unless[name]))
        ranks[name] = {rank: [place for place in places if place not in ruled_out] for rank, places in ranks[name].items()}
    found: dict[str, int] = {}
    for name in layout.columns:
        free = {rank: [place for place in places if place not in found.values()] for rank, places in ranks.get(name, {}).items()}
        best = max((rank for rank, places in free.items() if places), default=None)
        if best is not None and len(free[best]) == 1:
            found[name] = free[best][0]
    return found


def _ruled_out(candidate: Candidate, heading: str, other: str) -> set[int]:
    """Return the columns named ``heading`` where another column says ``other``."""
    said = [full for own, full in zip(candidate.own, candidate.full, strict=True) if own]
    if not any(re.search(other, full) for full in said):
        return set()
    return {place for place, full in enumerate(candidate.full) if re.search(heading, full)}


@lru_cache(maxsize=16384)
def _claims(layout: Layout, own: str, full: str) -> tuple[tuple[str, int], ...]:
    """Return which fields a column may be: the more exact name goes first, then what its whole heading says before its last row."""
    if len(full) > _LONGEST:
        return ()
    is_people = own != full and bool(_PEOPLE.search(full.removesuffix(own)))
    claims = []
    for name, patterns in layout.columns.items():
        if (name in layout.money and is_people) or is_never(layout, name, full):
            continue
        exact = (patterns,) if isinstance(patterns, str) else patterns
        named = ((part, place) for place, pattern in enumerate(exact) for part in (full, own) if re.fullmatch(pattern, part))
        if best := next(named, None):
            claims.append((name, (best[0] == full) - 2 * best[1]))
    return tuple(claims)


def is_never(layout: Layout, name: str, full: str) -> bool:
    """Tell whether a column with this whole heading is ruled out as a field."""
    return name in layout.never and bool(re.search(layout.never[name], full))


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
    if _IN_MONTHS.search(fold(written)) and not _TIME.search(fold(bare)):
        bare += " tháng"  # nothing else tells how long from how much
    plain = _UNIT_SPLIT.sub("don vi", _SUM.sub("tong cong", words(_UNIT_BEHIND.sub("", bare))))
    return " ".join(_SHORT.get(word, word) for word in plain.split())


def unit(cell: Cell) -> int:
    """Return how many đồng one of what a heading counts in is; 0 where it names no money.

    >>> unit("Số tiền (nghìn đồng)"), unit("BHXH (ngđ)"), unit("Tổng (x1000)"), unit("Tổng số tiền (mười nghìn đồng)")
    (1000, 1000, 1000, 0)
    """
    written = shown(cell) if isinstance(cell, str) else ""
    return _unit(written) if 0 < len(written) <= 200 else 0


@lru_cache(maxsize=8192)
def _unit(written: str) -> int:
    lower = written.lower()
    for said in (*_ENCLOSED.findall(lower), *_CAPTION.findall(lower)):
        if scale := said_unit((found[1] if (found := _CAPTION.match(said.strip())) else said).strip()):
            return scale
    found = _UNIT.search(lower)
    return 0 if found is None or is_amount(lower[: found.start()]) else _scale(found[1] or found[2])


def said_unit(said: str, *, is_all: bool = True) -> int:
    """Return the unit that lower-case text is, or begins with; 0 where it is none."""
    found = _SAID.fullmatch(said) if is_all else _SAID.match(said)
    return _scale(found[1]) if found else 0


def scales(lower: str, *, with_amounts: bool = False) -> list[int]:
    """Return the units other than the bare đồng that lower-case text names; those of amounts are none."""
    found = (each for each in _UNIT.finditer(lower) if not each[3] and (with_amounts or not is_amount(lower[: each.start()])))
    return [_scale(each[1] or each[2]) for each in found]


def is_amount(before: str) -> bool:
    """Tell whether what stands before a unit makes it an amount, or a unit times something."""
    return bool(_NUMBER_BEFORE.search(before)) and not _YEAR_BEFORE.search(before)


def _scale(many: str | None) -> int:
    named = fold(many or "")
    return 1 if not named else _SCALES.get(named) or int(re.sub(r"\D", "", named))


def is_numbering(row: Sequence[Cell]) -> bool:
    """Tell whether a row below a heading numbers its columns: ``(1)``, ``(2)``, ``A``, ``7=5+6``."""
    marks = [_NUMBERING.match(written) for cell in row if (written := shown(cell))]
    if len(marks) < 4 or not all(marks):
        return False
    numbers = [int(mark[1]) for mark in marks if mark and mark[1].isdigit()]
    return len(numbers) >= 2 and all(later == earlier + 1 for earlier, later in pairwise(numbers))
