"""Reading one file as one kind of list: rows in order, with what was odd about them. Pure but for what it is handed."""

from __future__ import annotations

import datetime as dt
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, NamedTuple, TypeVar

from core.tables import Cell, Heading, Layout, Sheet, Table, UnreadableError, ValueProblemError, find_heading, nearest

from . import mapped, titles
from .kinds import KINDS
from .rows import COLUMN_OF, About, HoldReason, Known, ListKind
from .words import columns

#: How many rows are checked, and stored, at once.
CHUNK = 4_000
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
    _warned: array[int] = field(default_factory=lambda: array("I"))

    def chunks(self, size: int = CHUNK) -> Iterator[Chunk]:
        """Yield the rows to store, ``size`` at a time, with what is odd; then what only the end of the list shows."""
        for some in batched(self._records(), size):
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
        heads = {tuple(row) for number, row in top if number >= self.heading.first}
        for place, row in self.sheet.rows():
            if place > self.heading.last and row.count("") != len(row) and tuple(row) not in heads:
                yield place, row

    def _take(self, place: int, row: Sequence[Cell], chunk: Chunk) -> None:
        try:
            taken = self.kind.take(place, row)
        except ValueProblemError as problem:
            self.rejected += 1
            value, column = self.kind.value_of(row, problem)[:200], COLUMN_OF.get(problem.code, self.kind.columns.last)
            chunk.issues.append(Issue(self._at(place), place, problem.code, True, value, column=column))
            return
        if taken is None:
            return
        self.accepted += 1
        if taken.warnings:
            self._warned.append(place)
            self.warned += 1
            chunk.issues += [self._warning(place, code, taken.is_counted) for code in taken.warnings]
        chunk.rows.append(Staged(place, taken.fields, taken.is_counted, self.kind.key))

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

    def _warning(self, place: int, code: str, is_counted: bool) -> Issue:
        self.warned_by_kind[code] += 1
        return Issue(self._at(place), place, code, False, "", is_counted, COLUMN_OF.get(code, ""))

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
        if self.left_out:
            sheets = ", ".join(f"“{name}”" for name in self.left_out)
            sentence = f"Tệp còn danh sách ở trang {sheets}; chỉ trang “{self.sheet.name}” được đọc. Hãy gửi mỗi trang một tệp."
            reasons = [*reasons, HoldReason("other_sheets", sentence)]
        return reasons


def start(
    table: Table, known: Known, *, kind: str = "auto", as_of: dt.date | None = None, answers: Sequence[mapped.Mapped] = ()
) -> Reading:
    """Find out what kind of list ``table`` is and get ready to read it; raise `UnreadableError` where it is none.

    What an officer answered about the very heading goes before what its words seem to mean.
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
    stated = _stated_day(table, sheet, heading, kind_of)
    unit = titles.unit(heading.above)
    about = About(as_of or stated, unit.scale, sheet.name, heading.scales, heading.above)
    reading = Reading(kind_of(heading.columns, known, about), sheet, heading, stated, about.as_of, unit.name, unit.scale)
    reading.left_out = tuple(other.name or str(other.number) for _, other in found if other is not sheet)
    return reading


def _has_rows(sheet: Sheet, below: int = 0) -> bool:
    """Tell whether a sheet has rows below its heading; a single row is a heading and no more."""
    filled = (number for number, row in sheet.rows() if number > below and any(cell != "" for cell in row))
    return len(list(islice(filled, 1 if below else 2))) == (1 if below else 2)


def _empty() -> UnreadableError:
    return UnreadableError("empty", "Danh sách không có dòng dữ liệu nào.")


def _stated_day(table: Table, sheet: Sheet, heading: Heading, kind: type[ListKind]) -> dt.date | None:
    """Return the day that the title states, else the month that the sheet or the file is named after.

    A monthly extract without either counts up to the end of the month before it was made.
    """
    stated = titles.day(heading.above) or titles.named_month(sheet.name) or titles.named_month(table.name)
    if stated is None and kind.tells_month_by_making and table.made_on:
        return table.made_on.replace(day=1) - dt.timedelta(days=1)
    return stated


def _unknown(table: Table, layouts: list[Layout]) -> str:
    """Say that no heading was found, which kind comes closest and what it lacks."""
    near = [found for sheet in table.sheets if (found := nearest(sheet, layouts))]
    if not near:
        return "Không nhận ra danh sách: không có dòng tiêu đề của mẫu nào đã biết. Hãy giữ dòng tên cột trong tệp."
    layout, missing = min(near, key=lambda found: len(found[1]))
    kind = KINDS[layout.kind].label
    return f"Không nhận ra danh sách. Gần nhất là “{kind}”, còn thiếu cột {columns(missing)}. Hãy đặt lại tên cột rồi nhập lại."
