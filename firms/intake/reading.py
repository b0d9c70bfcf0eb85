"""Reading one file as one kind of list: rows in order, with what was odd about them. Pure but for what it is handed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from core.tables import Heading, Layout, Sheet, Table, UnreadableError, ValueProblemError, find_heading, nearest

from .kinds import KINDS, title_day, title_scale
from .rows import About, HoldReason, Known, ListKind
from .words import columns


@dataclass(frozen=True, slots=True)
class Staged:
    """A row to store: where it stood, its fields, whether it counts."""

    place: int
    fields: dict[str, Any]
    is_counted: bool


@dataclass(frozen=True, slots=True)
class Issue:
    """What was odd about a row: a warning, or the reason why it stays out."""

    at: str
    place: int
    code: str
    is_rejected: bool
    value: str = ""
    is_counted: bool = True


@dataclass(slots=True)
class Reading:
    """A list while it is read; complete once `rows` is exhausted."""

    kind: ListKind
    sheet: Sheet
    heading: Heading
    stated_as_of: dt.date | None
    as_of: dt.date | None
    unit: str
    scale: int
    accepted: int = 0
    issues: list[Issue] = field(default_factory=list)
    uncounted_late: list[int] = field(default_factory=list)

    def rows(self) -> Iterator[Staged]:
        """Yield the rows to store, and gather what is odd."""
        top = islice(self.sheet.rows(), self.heading.last)
        heads = {tuple(row) for number, row in top if number >= self.heading.first}
        for place, row in self.sheet.rows():
            if place <= self.heading.last or not any(cell != "" for cell in row) or tuple(row) in heads:
                continue
            try:
                taken = self.kind.take(place, row)
            except ValueProblemError as problem:
                self._note(place, problem.code, is_rejected=True, value=self.kind.name_of(row)[:200])
                continue
            if taken is None:
                continue
            self.accepted += 1
            for code in taken.warnings:
                self._note(place, code, is_counted=taken.is_counted)
            yield Staged(place, taken.fields, taken.is_counted)
        for late in self.kind.late():
            self._note(late.place, late.code, is_counted=late.is_counted)
            if not late.is_counted:
                self.uncounted_late.append(late.place)
        self.as_of = self.as_of or self.kind.as_of()

    def _note(self, place: int, code: str, *, is_rejected: bool = False, value: str = "", is_counted: bool = True) -> None:
        self.issues.append(Issue(f"{self.sheet.number}:{place}", place, code, is_rejected, value, is_counted))

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
        return reasons


def start(table: Table, known: Known, *, kind: str = "auto", as_of: dt.date | None = None) -> Reading:
    """Find out what kind of list ``table`` is and get ready to read it; raise `UnreadableError` where it is none."""
    layouts = [KINDS[kind].layout] if kind != "auto" else [each.layout for each in KINDS.values()]
    found = [(heading, sheet) for sheet in table.sheets if (heading := find_heading(sheet, layouts))]
    if not found:
        raise UnreadableError("unknown_layout", _unknown(table, layouts))
    heading, sheet = max(found, key=lambda pair: pair[0].score)
    if not any(any(cell != "" for cell in row) for number, row in sheet.rows() if number > heading.last):
        raise UnreadableError("empty", "Danh sách không có dòng dữ liệu nào.")
    stated = title_day(heading.above)
    unit, scale = title_scale(heading.above)
    about = About(as_of or stated, scale, sheet.name)
    reader = KINDS[heading.layout.kind](heading.columns, known, about)
    return Reading(reader, sheet, heading, stated, about.as_of, unit, scale)


def _unknown(table: Table, layouts: list[Layout]) -> str:
    """Say that no heading was found, which kind comes closest and what it lacks."""
    near = [found for sheet in table.sheets if (found := nearest(sheet, layouts))]
    if not near:
        return "Không nhận ra danh sách: không có dòng tiêu đề của mẫu nào đã biết. Hãy giữ dòng tên cột trong tệp."
    layout, missing = min(near, key=lambda found: len(found[1]))
    kind = KINDS[layout.kind].label
    return f"Không nhận ra danh sách. Gần nhất là “{kind}”, còn thiếu cột {columns(missing)}. Hãy đặt lại tên cột rồi nhập lại."
