"""Reading one file as one kind of list: rows in order, with what was odd about them. Pure but for what it is handed."""

from __future__ import annotations

import datetime as dt
import re
import sys
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from operator import gt, itemgetter
from typing import Any, NamedTuple, TypeVar

from core.tables import Cell, Heading, Layout, Sheet, Table, UnreadableError, ValueProblemError, find_heading, headings, nearest
from core.tables.values import shown

from .. import codes
from . import mapped, titles
from .kinds import KINDS
from .rows import COLUMN_OF, EXPLAINED_BY_NAME, About, HoldReason, Known, ListKind, Taken, is_alone
from .words import COLUMNS, columns

#: How many rows are checked, and stored, at once.
CHUNK = 4_000
#: How many rows of a sheet without a heading are looked at.
_LOOKED_AT = 200
_HAS_DIGIT = re.compile(r"\d").search
#: An amount that a comma in it has split into two cells begins and goes on like this.
_BEGINS, _GOES_ON = re.compile(r"[-−(]?\d{1,3}").fullmatch, re.compile(r"\d{3}(?:\.\d+)?\)?").fullmatch
T = TypeVar("T")


def batched(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield ``things`` in lists of ``size``, the last one shorter."""
    each = iter(things)
    while some := list(islice(each, size)):
        yield some


class Staged(NamedTuple):
    """A row to store: where it stood, its fields, whether it counts, and the fingerprint of what tells it from the others."""

    place: int
    fields: dict[str, Any]
    is_counted: bool
    key: int


class Issue(NamedTuple):
    """What was odd about a row: a warning, or the reason why it stays out."""

    at: str
    place: int
    code: str
    is_rejected: bool
    value: str = ""
    is_counted: bool = True
    column: str = ""


@dataclass(slots=True)
class Chunk:
    """Some rows in order, what was odd about them, and which earlier rows count no more."""

    rows: list[Staged] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    uncounted: list[int] = field(default_factory=list)
    last: int = 0
    is_late: bool = False


@dataclass(slots=True)
class Reading:
    """A list while it is read; its counts are complete once `chunks` is exhausted."""

    kind: ListKind
    sheet: Sheet
    heading: Heading
    stated_as_of: dt.date | None
    as_of: dt.date | None
    unit: str
    scale: int
    accepted: int = 0
    warned: int = 0
    rejected: int = 0
    warned_by_kind: Counter[str] = field(default_factory=Counter)
    left_out: tuple[str, ...] = ()
    unit_doubt: str = ""
    latest: dt.date = dt.date.max
    _units: frozenset[int] = frozenset()
    #: Up to where columns have names and up to where the heading has cells, in a sheet whose cells may be moved.
    _named: int = sys.maxsize
    _wide: int = sys.maxsize
    _texts: Callable[[Mapping[str, Any]], tuple[str, ...]] | None = None
    _limits: tuple[int, ...] = ()
    second_heading: int = 0
    _warned: array[int] = field(default_factory=lambda: array("I"))

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """Yield the rows to store, ``size`` at a time, with what is odd; then what only the end of the list shows."""
        for some in batched(self._spread() if self.kind.is_spread else self._records(), size):
            self.kind.known.prepare([self.kind.asks(row) for _, row in some])
            chunk = Chunk(last=some[-1][0])
            for place, row in some:
                self._take(place, row, chunk)
            yield chunk
        yield from self._late(size)
        self.as_of = self.as_of or self.kind.as_of()

    def _records(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the rows below the heading that say anything; a heading that is printed again says nothing."""
        top = islice(self.sheet.rows(), self.heading.last)
        heads = [row for number, row in top if number >= self.heading.first]
        for place, row in self.sheet.rows():
            if place > self.heading.last and row.count("") != len(row) and row not in heads:
                yield place, row

    def _spread(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Yield the rows of a kind whose cells may stand for several rows."""
        for place, row in self._records():
            for each in self.kind.spread(row):
                yield place, each

    def _take(self, place: int, row: Sequence[Cell], chunk: Chunk) -> None:
        try:
            if len(row) > self._named and self._is_moved(row) and self.kind.leave_out(row):
                raise ValueProblemError("too_many_cells")
            taken = self.kind.take(place, row)
            if taken is not None and self.kind.widths:
                taken = self._fit(taken)
        except ValueProblemError as problem:
            self.rejected += 1
            value, column = self.kind.value_of(row, problem)[:200], COLUMN_OF.get(problem.code, self.kind.columns.last)
            chunk.issues.append(Issue(self._at(place), place, problem.code, True, value, column=column))
            self._look_for_heading(place, row)
            return
        if taken is None:
            self._note(row)
            self._look_for_heading(place, row)
            return
        self.accepted += 1
        if taken.warnings:
            self._warned.append(place)
            self.warned += 1
            name = self.kind.peek(row, "name")[:200]
            for code in taken.warnings:
                chunk.issues.append(self._warning(place, code, taken.is_counted, name if code in EXPLAINED_BY_NAME else ""))
        chunk.rows.append(Staged(place, taken.fields, taken.is_counted, self.kind.key))

    def measure(self) -> None:
        """Note how wide the heading is, so that rows whose cells a stray delimiter has moved are told by being wider."""
        heads = [row for _, row in islice(self.sheet.rows(), self.heading.first - 1, self.heading.last)]
        filled = [place for row in heads for place, cell in enumerate(row) if cell != ""]
        self._named = max(*filled, *self.heading.columns.places.values()) + 1
        self._wide = max(map(len, heads))

    def _is_moved(self, row: Sequence[Cell]) -> bool:
        """Tell whether cells of a row stand behind its columns, or an amount was split and the last columns, empty, moved there."""
        if any(map(shown, row[self._named :])):
            return True
        places = self.heading.columns.places
        amounts = [row[places[name] :][:2] for name in self.heading.layout.money & places.keys()] if len(row) > self._wide else []
        return any(_BEGINS(shown(first)) and _GOES_ON(shown(second)) for first, second in amounts)

    def _note(self, row: Sequence[Cell]) -> None:
        """Look for another unit in the words of a row that is no record: under the heading, or in what follows the list."""
        if self._units and not self.unit_doubt:
            said = (shown(cell) for cell in row if isinstance(cell, str) and next(filter(str.isalnum, cell), "0").isalpha())
            self.unit_doubt = next((each[:120] for each in said if titles.is_doubtful(each, self._units)), "")

    def _fit(self, taken: Taken) -> Taken:
        """Return a row whose texts have room: what may be cut is cut, else the row stays out."""
        if self._texts is None:  # every row of a kind has the same fields
            names = [name for name in self.kind.widths if name in taken.fields]
            self._texts, self._limits = itemgetter(*names, names[0]), tuple(self.kind.widths[name] for name in names)
        if not any(map(gt, map(len, self._texts(taken.fields)), self._limits)):
            return taken
        fields, warnings = dict(taken.fields), list(taken.warnings)
        for name, width in self.kind.widths.items():
            if len(written := fields.get(name, "")) > width:
                if name not in self.kind.shortened:
                    self.kind.columns.last = name if name in COLUMNS else ""
                    raise ValueProblemError("text_too_long", written)
                fields[name] = f"{written[: width - 1]}…"
                warnings.append("shortened")
        return taken._replace(fields=fields, warnings=tuple(dict.fromkeys(warnings)))

    def _late(self, size: int) -> Iterator[Chunk]:
        for some in batched(self.kind.late(), size):
            chunk = Chunk(last=some[-1].place, is_late=True)
            for late in some:
                self.warned += not self._is_warned(late.place)
                chunk.issues.append(self._warning(late.place, late.code, late.is_counted))
                if not late.is_counted:
                    chunk.uncounted.append(late.place)
            yield chunk

    def _is_warned(self, place: int) -> bool:
        found = bisect_left(self._warned, place)
        return found < len(self._warned) and self._warned[found] == place

    def _warning(self, place: int, code: str, is_counted: bool, value: str = "") -> Issue:
        self.warned_by_kind[code] += 1
        return Issue(self._at(place), place, code, False, value, is_counted, COLUMN_OF.get(code, ""))

    def _look_for_heading(self, place: int, row: Sequence[Cell]) -> None:
        """Note a row that is no record and names the columns anew, in other places: what stands below it is read wrongly."""
        if self.second_heading or sum(isinstance(cell, str) and cell != "" and not _HAS_DIGIT(cell) for cell in row) < 3:
            return
        found = headings.places([(place, row)], self.heading.layout)
        known = self.heading.columns.places
        both = found.keys() & known.keys()
        if len(both) > 2 and any(found[name] != known[name] for name in both):
            self.second_heading = place

    def _at(self, place: int) -> str:
        return f"{self.sheet.number}:{place}"

    def holds(self) -> list[HoldReason]:
        """Return why the list must wait for an officer."""
        if not self.accepted:
            return []  # nothing of it will count, so nothing waits
        reasons = self.kind.holds()
        if self.stated_as_of and self.as_of and self.stated_as_of != self.as_of:
            reasons = [
                *reasons,
                HoldReason("as_of_differs", f"Tiêu đề ghi ngày {self.stated_as_of:%d/%m/%Y}, khác ngày được nhập {self.as_of:%d/%m/%Y}."),
            ]
        if self.as_of and self.as_of > self.latest:
            sentence = f"Danh sách ghi số liệu đến ngày {self.as_of:%d/%m/%Y}, là ngày chưa đến. Hãy kiểm tra ngày của danh sách."
            reasons = [*reasons, HoldReason("future_as_of", sentence)]
        if self.unit_doubt:
            sentence = (
                f"Tệp ghi “{self.unit_doubt}”, chưa rõ đơn vị tính; số tiền đang được đọc là {self.unit}. "
                "Nếu không đúng, hãy chọn Không nhận và gửi lại với dòng “Đơn vị tính: …” ở trên bảng."
            )
            reasons = [*reasons, HoldReason("unit_in_doubt", sentence)]
        if said := self.kind.points.doubt:
            sentence = (
                f"Danh sách tính bằng nghìn đồng, số tiền ghi như “{said}” đọc được theo hai cách: {said}.000 đồng, là cách đang đọc, hoặc "
                f"{said} đồng. Nếu không đúng, hãy chọn Không nhận và đề nghị nơi gửi ghi lại số tiền bằng đồng, không có phần lẻ."
            )
            reasons = [*reasons, HoldReason("unit_in_doubt", sentence)]
        if self.second_heading:
            sentence = (
                f"Trong danh sách có dòng tiêu đề thứ hai với thứ tự cột khác (dòng {self.second_heading}): các dòng dưới đó có thể bị đọc "
                "nhầm cột. Hãy đề nghị nơi gửi gửi lại, mỗi thứ tự cột một danh sách."
            )
            reasons = [*reasons, HoldReason("second_heading", sentence)]
        if self.left_out:
            sheets = ", ".join(f"“{name}”" for name in self.left_out)
            sentence = f"Tệp còn danh sách ở trang {sheets}; chỉ trang “{self.sheet.name}” được đọc. Hãy gửi mỗi trang một tệp."
            reasons = [*reasons, HoldReason("other_sheets", sentence)]
        return reasons


def start(
    table: Table,
    known: Known,
    *,
    kind: str = "auto",
    as_of: dt.date | None = None,
    answers: Sequence[mapped.Mapped] = (),
    today: dt.date | None = None,
) -> Reading:
    """Find out what kind of list ``table`` is and get ready to read it; raise `UnreadableError` where it is none.

    No figures count up to a day after ``today``. What an officer answered about the very heading goes before what its words seem to mean.
    """
    answers = [each for each in answers if kind in ("auto", each.kind)]
    layouts = [KINDS[kind].layout] if kind != "auto" else [each.layout for each in KINDS.values()]
    found = [(heading, sheet) for sheet in table.sheets if (heading := mapped.find(sheet, answers))]
    found = found or [(heading, sheet) for sheet in table.sheets if (heading := find_heading(sheet, layouts))]
    if not found:
        if not any(_has_rows(sheet) for sheet in table.sheets):
            raise _empty()
        raise UnreadableError("unknown_layout", _unknown(table, layouts))
    heading, sheet = max(found, key=lambda pair: pair[0].score)
    if not _has_rows(sheet, below=heading.last):
        raise _empty()
    kind_of = KINDS[heading.layout.kind]
    stated = _stated_day(table, sheet, heading, kind_of, today)
    unit = titles.unit((*heading.above, *_just_below(sheet, heading)))
    about = About(as_of or stated, unit.scale, sheet.name, heading.scales, heading.above, today or dt.date.max)
    reading = Reading(
        kind_of(heading.columns, known, about), sheet, heading, stated, about.as_of, unit.name, unit.scale, latest=about.latest
    )
    if sheet.is_delimited:
        reading.measure()
    if heading.layout.money:
        _look_for_units(reading, unit, table)
    with_heading = {other.number for _, other in found}
    others = (other for other in table.sheets if other is not sheet)
    reading.left_out = tuple(other.name or str(other.number) for other in others if other.number in with_heading or _names_firms(other))
    return reading


def _just_below(sheet: Sheet, heading: Heading) -> Iterator[str]:
    """Yield the lines between the heading and the rows, each in one cell."""
    for _, row in islice(sheet.rows(), heading.last, heading.last + 3):
        if not is_alone(row):
            return
        yield " ".join(filter(None, map(shown, row)))


def _look_for_units(reading: Reading, unit: titles.Unit, table: Table) -> None:
    """Note what casts doubt on the unit: a caption not understood, or another unit in the heading, on the tab or beside the list.

    Beside it are other sheets, and what is printed above and below each page, which is not seen where the list is filled in.
    """
    heading, sheet = reading.heading, reading.sheet
    named = frozenset(heading.scales[name] for name in heading.layout.money & heading.scales.keys())
    reading._units = named | ({unit.scale} if unit.is_stated or not named else frozenset())
    heads = islice(sheet.rows(), heading.first - 1, heading.last)
    beside = [shown(cell) for _, row in heads for cell in row if isinstance(cell, str) and not headings.unit(cell)]
    if not (unit.is_stated or named):
        others = (other for other in table.sheets if other is not sheet)
        beside += [shown(cell) for other in others for _, row in islice(other.rows(), 20) for cell in row if isinstance(cell, str)]
    beside += [sheet.name, *sheet.margins]
    doubts = (said for said in beside if titles.is_doubtful(said, reading._units))
    reading.unit_doubt = unit.doubt or next(doubts, "")[:120]


def _names_firms(sheet: Sheet) -> bool:
    """Tell whether a sheet without a heading goes on with a list: some of its first rows hold the code of a firm or unit among others."""
    rows = (row for _, row in islice(sheet.rows(), _LOOKED_AT) if len(row) - row.count("") > 2)
    return any(_is_code(cell) for row in rows for cell in row)


def _is_code(cell: Cell) -> bool:
    """Tell whether a cell holds a code as text; a number of ten digits may be an amount."""
    said = cell.strip().upper() if isinstance(cell, str) else ""
    if codes.is_unit_code(said):
        return True
    try:
        return said.replace("-", "").isdigit() and len(said) > 9 and codes.read_tax_code(said).is_checked
    except codes.BadCodeError:
        return False


def _has_rows(sheet: Sheet, below: int = 0) -> bool:
    """Tell whether a sheet has rows below its heading; a single row is a heading and no more."""
    filled = (number for number, row in sheet.rows() if number > below and any(cell != "" for cell in row))
    return len(list(islice(filled, 1 if below else 2))) == (1 if below else 2)


def _empty() -> UnreadableError:
    return UnreadableError("empty", "Danh sách không có dòng dữ liệu nào.")


def _stated_day(table: Table, sheet: Sheet, heading: Heading, kind: type[ListKind], today: dt.date | None) -> dt.date | None:
    """Return the day that the title states, else the month that the sheet or the file is named after.

    A monthly extract without either counts up to the end of the month before it was made.
    """
    stated = titles.day(heading.above) or titles.named_month(sheet.name, today) or titles.named_month(table.name, today)
    if stated is None and kind.tells_month_by_making and table.made_on:
        return table.made_on.replace(day=1) - dt.timedelta(days=1)
    return stated


def _unknown(table: Table, layouts: list[Layout]) -> str:
    """Say that no heading was found, which kind comes closest and what it lacks."""
    near = nearest(table.sheets, layouts)
    if not near:
        return "Không nhận ra danh sách: không có dòng tiêu đề của mẫu nào đã biết. Hãy ghép cột, hoặc thêm dòng tên cột rồi nhập lại."
    kinds = " hoặc ".join(f"“{KINDS[each.layout.kind].label}”" for each in near)
    if len(near) > 1:
        return f"Không nhận ra danh sách. Có thể là {kinds}. Hãy ghép cột, hoặc đặt lại tên cột rồi nhập lại."
    lacking = f"chưa xác định được cột {columns(near[0].missing)}" if near[0].missing else "còn cột chưa biết là gì"
    return f"Không nhận ra danh sách. Gần nhất là {kinds}, {lacking}. Hãy ghép cột, hoặc đặt lại tên cột rồi nhập lại."
