"""What every kind of list has in common: rows taken, rows skipped, warnings, control totals. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from core.tables import Cell, Columns, Layout, UnreadableError, ValueProblemError
from core.tables import values as read
from core.text import match_key

from .. import codes


@dataclass(frozen=True, slots=True)
class KnownFirm:
    """A firm of the register, as rows of lists are checked against it."""

    pk: int
    key: str


@dataclass(slots=True)
class Known:
    """What the register knew when the list was read."""

    firms: Mapping[str, KnownFirm] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    units: Mapping[tuple[str, str], str] = field(default_factory=dict)
    offices: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class About:
    """What the title of a list says of the whole."""

    as_of: dt.date | None = None
    scale: int = 1
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that is staged: its fields, what was odd, and whether it counts."""

    fields: dict[str, Any]
    warnings: tuple[str, ...] = ()
    is_counted: bool = True


@dataclass(frozen=True, slots=True)
class Late:
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
    #: Stored fields that say which row is which, and those whose change is a change.
    identity: ClassVar[tuple[str, ...]]
    compared: ClassVar[tuple[str, ...]]

    def __init__(self, columns: Columns, known: Known, about: About) -> None:
        self.columns, self.known, self.about = columns, known, about
        self.seen: set[Any] = set()

    @property
    def day(self) -> dt.date:
        """Return the day up to which the figures count, by the title or the officer; a list that tells none is refused."""
        if self.about.as_of is None:
            raise UnreadableError("no_as_of", "Tiêu đề không ghi số liệu tính đến ngày nào; hãy ghi ngày đó khi nhập.")
        return self.about.as_of

    def take(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Return what the row says, ``None`` for a row that is no record; raise `ValueProblemError` for one that stays out."""
        raise NotImplementedError

    def late(self) -> list[Late]:
        """Return the warnings that need the whole list."""
        return []

    def control(self) -> dict[str, Any]:
        """Return the control totals of what was read."""
        return {}

    def holds(self) -> list[HoldReason]:
        """Return why the list must wait for an officer."""
        return []

    def as_of(self) -> dt.date | None:
        """Return the day up to which the figures count, where only the rows tell it."""
        return None

    def name_of(self, row: Sequence[Cell]) -> str:
        """Return what a rejected row is known by."""
        return self.text(row, "name")

    def text(self, row: Sequence[Cell], column: str) -> str:
        """Return a cell as text."""
        return read.text(self.columns.get(row, column))

    def tax_code(self, row: Sequence[Cell]) -> codes.ReadCode:
        """Return the tax code of the row, or reject the row."""
        written = self.text(row, "tax")
        if not written:
            raise ValueProblemError("missing_tax_code")
        try:
            return codes.read_tax_code(written)
        except codes.BadCodeError:
            raise ValueProblemError("bad_tax_code", written) from None

    def is_repeated(self, key: Any) -> bool:
        """Tell whether ``key`` came before, and remember it."""
        if key in self.seen:
            return True
        self.seen.add(key)
        return False

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
        if match_key(name) != firm.key:
            return ["name_mismatch"]
        return ["name_collision"] if self.known.names.get(firm.key, 0) > 1 else []
