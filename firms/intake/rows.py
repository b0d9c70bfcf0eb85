"""What every kind of list has in common: rows taken, rows skipped, warnings, control totals. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from core.tables import Cell, Columns, Formula, Layout, UnreadableError, ValueProblemError
from core.tables import values as read
from core.text import match_key, words

from .. import codes
from .points import Points, watched
from .seen import Seen, fingerprint
from .words import COLUMNS

#: Which column a warning speaks of, where it is not the one that could not be read.
COLUMN_OF: dict[str, str] = {
    "checksum": "tax",
    "left_padded": "tax",
    "unknown_firm": "tax",
    "name_mismatch": "name",
    "name_collision": "name",
    "row_sum_mismatch": "total",
    "formula_text": "name",
    "conduct_unclear": "conduct",
    "state_unclear": "note",
    "note_unread": "note",
    "done_unread": "done",
    "paid_unclear": "note",
    "put_off_unclear": "note",
    "unknown_industry": "vsic",
    "too_many_cells": "",
}

#: Warnings that only the name in the list explains: it is kept with them.
EXPLAINED_BY_NAME = frozenset({"name_mismatch", "unknown_firm"})

#: Why a cell says nothing, though it holds something.
UNSAID = frozenset(each.value for each in Formula)

UNREAD_SUM = "Không đọc được dòng tổng cộng, nên không đối chiếu được với các dòng."

#: What a row of sums begins with: "cộng" is a sum, "công ty" and "tổng công ty" are firms, so the accents decide where there are any.
_SUM = re.compile(r"(?:tổng(?! công ty)|(?:t\s?[./]?\s?)?cộng|lũy kế|luỹ kế)\b")
_BARE_SUM = re.compile(r"(?:tong(?! cong ty)|(?:t\s?[./]?\s?)?cong(?! ty)|luy ke)\b|tc\b[.:\s]*\Z")
#: Short for a sum where the row says nothing else; beside a name it may be short for anything.
_SHORT_SUM = re.compile(r"tc\b", re.IGNORECASE)
#: What sums up the whole list.
_TOTAL = re.compile(r"(?:tong( (cong|so|tat ca|chung))?|t ?cong|tc|cong( (chung|tat ca))?)( toan (tinh|bo|danh sach))?\Z")


def sums_up(said: str) -> str:
    """Return what a row that begins so sums up: ``all`` of the list, a ``part`` of it, or "" for no sum.

    >>> [sums_up(said) for said in ("Tổng cộng", "T.cộng", "TC", "Cộng BHXH cơ sở A", "Công ty A", "Tổng công ty B")]
    ['all', 'all', 'all', 'part', '', '']
    """
    lower = said.lower()
    if not (_BARE_SUM if lower.isascii() else _SUM).match(lower):
        return ""
    return "all" if _TOTAL.match(words(said)) else "part"


class KnownFirm(NamedTuple):
    """A firm of the register, as rows of lists are checked against it."""

    pk: int
    key: str
    name: str = ""


class Asked(NamedTuple):
    """What a row will be checked against: its tax code and unit code as read, and the key of its name where that matters."""

    code: str = ""
    unit: str = ""
    key: str = ""


@dataclass(slots=True)
class Known:
    """What the register knew when the list was read: of all firms, or of those that the rows at hand ask for."""

    firms: Mapping[str, KnownFirm] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)
    today: dt.date | None = None
    homes: Mapping[tuple[str, str], str] = field(default_factory=dict)  # unit and tax code -> the one office where they go together

    def prepare(self, asked: Sequence[Asked]) -> None:
        """Learn what the next rows ask for; here all is known."""


class Traced:
    """The columns of a list, and which of them was looked at last: the one that could not be read."""

    __slots__ = ("last", "places")

    def __init__(self, columns: Columns) -> None:
        self.places, self.last = columns.places, ""

    def get(self, row: Sequence[Cell], field: str) -> Cell:
        """Return the cell of ``field``, "" where the list has no such column or the row is short."""
        self.last = field
        place = self.places.get(field)
        if place is None:
            return ""
        try:
            return row[place]
        except IndexError:
            return ""

    def __contains__(self, field: str) -> bool:
        return field in self.places


@dataclass(frozen=True, slots=True)
class About:
    """What the title of a list says of the whole."""

    as_of: dt.date | None = None
    scale: int = 1
    sheet: str = ""
    scales: Mapping[str, int] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    latest: dt.date = dt.date.max


class Taken(NamedTuple):
    """A row that is staged: its fields, what was odd, and whether it counts."""

    fields: dict[str, Any]
    warnings: tuple[str, ...] = ()
    is_counted: bool = True


class Late(NamedTuple):
    """A warning that only the end of the list shows; ``is_counted`` false takes the row out of the count."""

    place: int
    code: str
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class HoldReason:
    """Why an officer must look before the list takes effect."""

    code: str
    sentence: str


class ListKind:
    """One kind of list. A reader is made for each file; `take` is called for each row below the heading."""

    code: ClassVar[str]
    label: ClassVar[str]
    sender: ClassVar[str]
    model: ClassVar[str]
    layout: ClassVar[Layout]
    #: Columns that make a row a record: one of them is filled. Columns whose sum the last row may print.
    keys: ClassVar[tuple[str, ...]] = ("tax",)
    summed: ClassVar[tuple[str, ...]] = ()
    #: Stored texts that say no less when their end is cut off; where another is too long, the row stays out.
    shortened: ClassVar[frozenset[str]] = frozenset({"note", "remedies", "address", "legal_text", "issuer", "zone", "zones", "label"})
    #: An extract of the month that had ended when the file was made; without a title that day must do.
    tells_month_by_making: ClassVar[bool] = False
    #: Whether its rows are units of offices.
    is_of_offices: ClassVar[bool] = False
    #: Whether a cell may stand for several rows: merged over those below it, or a list of its own.
    is_spread: ClassVar[bool] = False
    #: Whether a list of a later day takes the one before out of use; other lists add to what is known.
    states_anew: ClassVar[bool] = False
    #: What says which row is which, in the order of the key given to `is_repeated`, and the stored fields whose change is a change.
    identity: ClassVar[tuple[str, ...]]
    compared: ClassVar[tuple[str, ...]]

    def __init__(self, columns: Columns, known: Known, about: About) -> None:
        self.columns, self.known, self.about = Traced(columns), known, about
        self.seen = Seen()
        self.odd: list[str] = []
        self.part = ""  # of which part of what its sender sends the list speaks, where each part is a list of its own
        self.offices: set[str] = set()  # of which the rows are units, as far as the list tells
        self._sum_of_rows: Counter[str] = Counter()
        self._is_summed = False
        self._printed_sums: dict[str, int] | None = None
        self._is_sum_unread = False
        self.widths: Mapping[str, int] = {}  # how long each text may be that a row stores; who stores nothing sets none
        self.points = Points()
        self._watched = watched(self.layout, about.scale, about.scales)
        self.key = 0  # fingerprint of what tells the row at hand from the others

    @property
    def day(self) -> dt.date:
        """Return the day up to which the figures count, by the title or the officer; a list that tells none is refused."""
        if self.about.as_of is None:
            raise UnreadableError("no_as_of", "Tiêu đề không ghi số liệu tính đến ngày nào; hãy ghi ngày đó khi nhập.")
        return self.about.as_of

    def take(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Return what the row says, ``None`` for a row that is no record; raise `ValueProblemError` for one that stays out."""
        if is_alone(row) or not self.is_record(row):
            self.take_note(row)
            return None
        self._is_summed = False
        try:
            taken = self.record(place, row)
        except ValueProblemError:
            self.odd.clear()
            last = self.columns.last
            self._sum_rejected(row)
            self.columns.last = last
            raise
        if self.odd and taken:
            taken = taken._replace(warnings=(*taken.warnings, *dict.fromkeys(self.odd)))
            self.odd.clear()
        return taken

    def spread(self, row: Sequence[Cell]) -> list[Sequence[Cell]]:
        """Return the rows that a row stands for; asked only of a kind that is spread."""
        return [row]

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Return what a record says, or raise `ValueProblemError`."""
        raise NotImplementedError

    def is_record(self, row: Sequence[Cell]) -> bool:
        """Tell a record from a title of a group, a sum, a signature: it has a key, or a number, or at least fills some columns.

        What is left out here is left out in silence, so a row in doubt is a record, and stays out with a reason.
        """
        for name in self.keys:
            cell = self.columns.get(row, name)
            if cell != "" and (not isinstance(cell, str) or any(map(str.isdigit, cell))):
                return True
        said = first_said(row)
        if sums_up(said):
            return False
        filled = sum(1 for cell in row if cell != "")
        return filled > 2 or said.isdigit()

    def leave_out(self, row: Sequence[Cell]) -> bool:
        """Tell whether a row whose cells are not under their columns is a record; nothing of it is summed up."""
        return not is_alone(row) and self.is_record(row)

    def take_note(self, row: Sequence[Cell]) -> None:
        """Keep the sums that a last row prints."""
        if self.summed and sums_up(first_said(row)) == "all":
            try:
                printed = {name: self.number(row, name) for name in self.summed if self.columns.get(row, name) != ""}
            except ValueProblemError:
                self._is_sum_unread = True
                return
            self._printed_sums, self._is_sum_unread = printed or self._printed_sums, False

    def number(self, row: Sequence[Cell], column: str) -> int:
        """Return an amount or a count of a column that may be summed."""
        if column in self.layout.money:
            return self.money(row, column)
        return read.whole(self.columns.get(row, column)) or 0

    def sum_up(self, amounts: Mapping[str, int | None]) -> None:
        """Count what a row states towards the sum that the list may print; rows that repeat or stay out are in it, too."""
        self._is_summed = True
        for name, amount in amounts.items():
            self._sum_of_rows[name] += amount or 0

    def _sum_rejected(self, row: Sequence[Cell]) -> None:
        if self.summed and not self._is_summed:
            last = self.columns.last
            with suppress(ValueProblemError):
                self.sum_up({name: self.number(row, name) for name in self.summed})
            self.columns.last = last

    def asks(self, row: Sequence[Cell]) -> Asked:
        """Return what the row will be checked against; called for some rows ahead of `take`."""
        try:
            code = codes.read_tax_code(self.peek(row, "tax")).code
        except codes.BadCodeError:
            code = ""
        return Asked(code, self.peek(row, "unit").upper() if "unit" in self.columns else "")

    def peek(self, row: Sequence[Cell], column: str) -> str:
        """Return a cell as text, "" where the list has no such column or the cell cannot be read."""
        return read.shown(self.columns.get(row, column))

    def late(self) -> Iterable[Late]:
        """Return the warnings that need the whole list, in the order of its rows."""
        return ()

    def control(self) -> dict[str, Any]:
        """Return the control totals of what was read."""
        return {}

    def holds(self) -> list[HoldReason]:
        """Return why the list must wait for an officer: a sum that it prints disagrees with its rows, or cannot be read."""
        if self._is_sum_unread:
            return [HoldReason("no_total", UNREAD_SUM)]
        return [
            HoldReason(
                "control_total",
                f"Dòng tổng cộng: cột {COLUMNS[name]} ghi {dotted(printed)}, các dòng cộng lại là {dotted(self._sum_of_rows[name])}.",
            )
            for name, printed in (self._printed_sums or {}).items()
            if printed != self._sum_of_rows[name]
        ]

    def is_whole(self, offices: Iterable[str]) -> bool:
        """Tell whether the list itself shows that no page of it is missing, ``offices`` being those that it must tell of."""
        return False

    def rows_of_now(self, counted: int) -> int:
        """Return how many of the rows that count speak of the day up to which the list counts: all, or those of its newest month."""
        return counted

    def as_of(self) -> dt.date | None:
        """Return the day up to which the figures count, where only the rows tell it."""
        return None

    def name_of(self, row: Sequence[Cell]) -> str:
        """Return what a rejected row is known by."""
        return self.text(row, "name")

    def peek_name(self, row: Sequence[Cell]) -> str:
        """Return what a rejected row is known by, and leave the column that was looked at last as it was."""
        last = self.columns.last
        try:
            return self.name_of(row)
        except ValueProblemError:
            return ""
        finally:
            self.columns.last = last

    def text(self, row: Sequence[Cell], column: str) -> str:
        """Return a cell as text."""
        return read.text(self.columns.get(row, column))

    def free(self, row: Sequence[Cell], column: str) -> str:
        """Return a cell of free text; one that a spreadsheet would run is kept as text, and told."""
        cell = self.columns.get(row, column)
        written = read.text(cell)
        if written and isinstance(cell, str) and (written[0] in "=+-@" or cell[0] in "\t\r") and written not in read.BLANK:
            self.odd.append("formula_text")
        return written

    def demand_room(self, field: str, text: str) -> None:
        """Reject a row whose text has no room where it is stored; asked before anything of the row is counted."""
        if len(text) > self.widths.get(field, len(text)):
            self.columns.last = field if field in COLUMNS else ""
            raise ValueProblemError("text_too_long", text)

    def day_of(self, row: Sequence[Cell], column: str) -> dt.date | None:
        """Return the date in a cell; a year of two digits is told."""
        cell = self.columns.get(row, column)
        day = read.day(cell)
        if day and read.has_two_digit_year(cell):
            self.odd.append("two_digit_year")
        return day

    def month_of(self, row: Sequence[Cell]) -> dt.date:
        """Return the month of a row, by its first day; one that has not begun is a problem."""
        cell = self.columns.get(row, "month")
        month = read.month(cell)
        if month > self.about.latest:
            raise ValueProblemError("date_out_of_range", cell)
        return month

    def money(self, row: Sequence[Cell], column: str) -> int:
        """Return an amount in đồng, by the unit of its column or of the list."""
        cell = self.columns.get(row, column)
        if column in self._watched:
            self.points.note(cell)
        return read.amount(cell, scale=self.about.scales.get(column, self.about.scale))

    def moneys(self, row: Sequence[Cell], columns: Iterable[str]) -> dict[str, int]:
        """Return the amounts of some columns in đồng."""
        get, scales, scale = self.columns.get, self.about.scales, self.about.scale
        if self._watched:
            columns = tuple(columns)
            for name in self._watched.intersection(columns):
                self.points.note(get(row, name))
        return {name: read.amount(get(row, name), scale=scales.get(name, scale) if scales else scale) for name in columns}

    def value_of(self, row: Sequence[Cell], problem: ValueProblemError) -> str:
        """Return by what officers find a rejected row: what it is known by; a formula says nothing that could be trusted."""
        return "" if problem.code in UNSAID else self.peek_name(row)

    def office_of(self, row: Sequence[Cell]) -> str:
        """Return the office that the row names by its five figures, the first of which may be a 0 that was lost; else reject the row."""
        office = self.text(row, "office")
        if not (len(office) in (4, 5) and office.isdigit() and office.isascii()):
            raise ValueProblemError("bad_office", office)
        return office.zfill(5)

    def tax_code(self, row: Sequence[Cell]) -> codes.ReadCode:
        """Return the tax code of the row, or reject the row."""
        written = self.text(row, "tax")
        if not written:
            raise ValueProblemError("missing_tax_code")
        return self.code_of(written)

    def code_of(self, written: str) -> codes.ReadCode:
        """Return a tax code as it is written, or reject the row."""
        try:
            return codes.read_tax_code(written)
        except codes.BadCodeError:
            raise ValueProblemError("bad_tax_code", written) from None

    def is_repeated(self, key: Any) -> bool:
        """Tell whether ``key``, which says which row is which, came before, and remember it."""
        self.key = fingerprint(key)
        return not self.seen.add(self.key)

    def firm(self, code: str) -> dict[str, Any]:
        """Return the fields that tie a row to its firm, or keep the code as stated where nobody answers to it."""
        firm = self.known.firms.get(code)
        return {"firm_id": firm.pk, "stated": ""} if firm else {"firm_id": None, "stated": code}

    def code_warnings(self, read_code: codes.ReadCode) -> list[str]:
        """Return what was odd about how the code is written."""
        warnings = []
        if read_code.is_padded:
            warnings.append("left_padded")
        if not read_code.is_checked:
            warnings.append("checksum")
        return warnings

    def name_warnings(self, code: str, name: str) -> list[str]:
        """Return what was odd about the name that stands beside a code."""
        firm = self.known.firms.get(code)
        if firm is None:
            return ["unknown_firm"]
        if name != firm.name and match_key(name) != firm.key:
            return ["name_mismatch"]
        return ["name_collision"] if self.known.names.get(firm.key, 0) > 1 else []


def first_said(row: Sequence[Cell]) -> str:
    """Return what a row is about: the cell that names a sum, else the first with some letters in it, else the first that says anything."""
    said = [text for cell in row if isinstance(cell, str) and (text := read.shown(cell))]
    worded = [text for text in said if len(text) > 4 and any(map(str.isalpha, text))]
    is_named = any(text[0].isalpha() for text in worded)
    summed = (text for text in said if sums_up(text) and not (is_named and _SHORT_SUM.match(text)))
    return next(summed, (worded or said or [""])[0])


def is_alone(row: Sequence[Cell]) -> bool:
    """Tell whether a row says one thing only, which is no code: a title, the number of a page, a signature."""
    if len(row) - row.count("") > 1:
        return False
    said = "".join(read.shown(cell) for cell in row)
    return not (said.replace("-", "").isdigit() and len(said) > 8) and not codes.is_unit_code(said.upper())


def dotted(number: int) -> str:
    """Return a number as the office writes it."""
    return f"{number:,}".replace(",", ".")
