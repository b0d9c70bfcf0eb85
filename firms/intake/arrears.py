"""Lists of firms that pay late, and the accounts of units: rows by group, sums printed under them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.money import vnd
from core.tables import Cell, ValueProblemError
from core.tables import values as read
from core.text import fold, words

from .. import codes
from . import layouts, notes
from .rows import UNREAD_SUM, HoldReason, ListKind, Taken, first_said, sums_up
from .words import COLUMNS

FUNDS = ("bhxh", "bhyt", "bhtn", "tnld", "lai")
SUMS = (*FUNDS, "principal", "total")
_OFFICE = re.compile(r"(?:.{0,20}\b)?(?:bhxh|bao hiem xa hoi)\b")
#: A number that is said to be an office's; any other of five digits may be a postal code, or part of a telephone number.
_OFFICE_NUMBER = re.compile(r"\b(?:ma (?:so )?(?:co quan|cq)(?: bhxh)?|(?:bhxh|bao hiem xa hoi)(?: co so| khu vuc)?(?: so| ma)?) (\d{5})\b")
_FIVE_DIGITS = re.compile(r"\b\d{5}\b")
_ENUMERATED = re.compile(r"^\s*(?:[IVXLC]+|[A-ZĐ]|\d{1,2})\s*[.)/:\-]\s*")


class ArrearsList(ListKind):
    """The monthly list of units that pay late (danh sách chậm đóng)."""

    code = "arrears"
    label = "Danh sách chậm đóng"
    sender = "BHXH tỉnh"
    model = "Arrears"
    layout = layouts.ARREARS
    is_of_offices = states_anew = True
    identity = ("code", "office", "unit")
    compared = ("months", "bhxh_vnd", "bhyt_vnd", "bhtn_vnd", "tnld_vnd", "lai_vnd", "total_vnd", "is_put_off", "paid_on")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._group, self._office = "", ""
        self._groups: list[dict[str, Any]] = []
        self._printed: dict[str, int] | None = None
        self._saw_total = self._is_total_unread = False
        self._above: dict[str, int] | None = None
        self._listed: Counter[str] = Counter()
        self._before_group: Counter[str] = Counter()
        self._left_out: Counter[str] = Counter()
        self._rows = self._rows_before_group = self._repeats = 0
        self._put_off: set[str] = set()
        self._holds: list[HoldReason] = []
        self._summed = tuple(name for name in SUMS if name in self.columns)
        parts = ("principal", "lai") if "principal" in self.columns else FUNDS
        self._funds = tuple(name for name in parts if name in self.columns)

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one unit; titles of groups, sums and signatures are taken note of and skipped."""
        self._rows += 1
        amounts = self._amounts(row)
        for name, amount in amounts.items():
            self._listed[name] += amount
        try:
            return self._record(row, amounts)
        except ValueProblemError:
            self._left_out.update(amounts)
            raise

    def is_record(self, row: Sequence[Cell]) -> bool:
        """Tell a unit from the title of its group, a sum or a signature: it has a code or a number, or a name, months and a sum."""
        tax = self.columns.get(row, "tax")
        if tax != "" and (not isinstance(tax, str) or any(map(str.isdigit, tax))):
            return True
        if codes.is_unit_code(read.shown(self.columns.get(row, "unit")).upper()):
            return True
        said, name = first_said(row), read.shown(self.columns.get(row, "name"))
        if sums_up(said) or (_OFFICE.match(words(_ENUMERATED.sub("", said))) and self.columns.get(row, "months") == ""):
            return False
        if read.shown(self.columns.get(row, "number")).isdigit() or (read.shown(tax) and len(row) - row.count("") > 2):
            return True
        return bool(name) and all(self.columns.get(row, column) != "" for column in ("months", "total"))

    def leave_out(self, row: Sequence[Cell]) -> bool:
        """Count a unit among the rows, though nothing else of it is told."""
        is_unit = super().leave_out(row)
        self._rows += is_unit
        return is_unit

    def take_note(self, row: Sequence[Cell]) -> None:
        """Keep what a title of a group says, and the sums that are printed under or over its rows, or under all."""
        said = first_said(row)
        bare = _ENUMERATED.sub("", said)
        summed = sums_up(bare)
        if summed == "all":
            self._end_group()
            self._saw_total = True
            self._printed = self._sums(row)
            self._is_total_unread = self._printed is None
        elif self._saw_total and self._rows:
            return
        elif summed:
            self._above = None
            self._close(said, self._sums(row))
        elif _OFFICE.match(words(bare)) and len(bare) < 80:
            self._end_group()
            self._group, self._office = bare, self.known.offices.get(fold(bare), "")
            self.offices.add(self._office)
            self._before_group, self._rows_before_group = Counter(self._listed), self._rows
            self._above = self._sums(row)

    def _end_group(self) -> None:
        """Hold against its rows what a group printed beside its title."""
        if self._above is not None:
            self._close(f"Cộng {self._group}", self._above)
            self._above = None

    def _close(self, said: str, sums: dict[str, int] | None) -> None:
        if sums is not None and self._group:
            self._groups.append({"group": self._group, "rows": self._rows - self._rows_before_group, **sums})
        self._compare(said, sums, {name: amount - self._before_group[name] for name, amount in self._listed.items()})

    def _sums(self, row: Sequence[Cell]) -> dict[str, int] | None:
        """Return the sums printed in a row, ``None`` where there are none or they cannot be read."""
        try:
            sums = self.moneys(row, self._summed)
        except ValueProblemError:
            return None
        return sums if self.columns.get(row, "total") != "" else None

    def _compare(self, what: str, printed: Mapping[str, int] | None, counted: Mapping[str, int]) -> None:
        for name, amount in (printed or {}).items():
            if amount != counted.get(name, 0):
                difference = vnd(amount - counted.get(name, 0))
                self._holds.append(HoldReason("control_total", f"{what}: cột {COLUMNS[name]} ghi lệch {difference} so với tổng các dòng."))

    def _amounts(self, row: Sequence[Cell]) -> dict[str, int]:
        if self.columns.get(row, "total") == "":
            raise ValueProblemError("formula_without_value")
        return self.moneys(row, self._summed)

    def _record(self, row: Sequence[Cell], amounts: Mapping[str, int]) -> Taken:
        unit, name = self.text(row, "unit").upper(), self.free(row, "name")
        code, warnings = self._key(row, unit)
        if len(unit) > 7:
            self.demand_room("unit", unit)
        months, months_text = read.months_late(self.columns.get(row, "months"), as_of=self.day)
        workers = read.whole(self.columns.get(row, "workers"))
        warnings += self.name_warnings(code, name)
        if self._funds and sum([amounts[fund] for fund in self._funds]) != amounts["total"]:
            warnings.append("row_sum_mismatch")
        # A list without groups tells no office; that of a unit which the register knows makes it comparable with one that does.
        office = self._office or self.known.homes.get((unit, code), "")
        repeated = self.is_repeated((code, office, unit))
        if repeated:
            self._repeats += 1
            self._left_out.update(amounts)
            warnings.append("duplicate")
        note = self._note(row)
        said = notes.note(note, self.day, self.known.today) if note else notes.SILENT
        warnings += said.warnings
        if said.is_put_off and code:
            self._put_off.add(code)
        tie = self.firm(code) if code else {"firm_id": None, "stated": ""}
        fields = {
            **tie,
            "as_of": self.day,
            "office": office,
            "unit": unit,
            "workers": workers,
            "months": months,
            "months_text": months_text,
            "bhxh_vnd": amounts.get("bhxh", 0),
            "bhyt_vnd": amounts.get("bhyt", 0),
            "bhtn_vnd": amounts.get("bhtn", 0),
            "tnld_vnd": amounts.get("tnld", 0),
            "lai_vnd": amounts.get("lai", 0),
            "total_vnd": amounts["total"],
            "note": note,
            "is_put_off": said.is_put_off,
            "reminded_on": said.reminded_on,
            "paid_on": said.paid_on,
        }
        return Taken(fields, tuple(warnings), not repeated)

    def _key(self, row: Sequence[Cell], unit: str) -> tuple[str, list[str]]:
        """Return the tax code of a row, as written or by its unit code; a row without either is never matched by its name."""
        if written := self.text(row, "tax"):
            read_code = self.code_of(written)
            return read_code.code, self.code_warnings(read_code)
        if not unit:
            raise ValueProblemError("no_key")
        if not codes.is_unit_code(unit):
            raise ValueProblemError("bad_unit_code", unit)
        return self.known.units.get((self._office, unit), ""), []

    def _note(self, row: Sequence[Cell]) -> str:
        note = self.free(row, "note")
        return "" if note in read.NOTHING else note

    def control(self) -> dict[str, Any]:
        """Return what the sum row must say, what counts, and the sums by group; where half of a list repeats itself they prove nothing."""
        control: dict[str, Any] = {"rows_listed": self._rows}
        if self._printed is not None and self._listed and self._repeats * 2 < self._rows:
            control |= {
                "printed": {name: self._listed[name] for name in self._printed},
                "counted": {name: self._listed[name] - self._left_out[name] for name in self._printed},
                "groups": self._groups,
            }
        return control | {"put_off_art37": sorted(self._put_off)}

    def holds(self) -> list[HoldReason]:
        """Hold a list whose sums disagree with its rows or cannot be read, or that ends before its sum."""
        self._end_group()
        before = list(self._holds)
        self._compare("Tổng cộng", self._printed, self._listed)
        found, self._holds = self._holds, before
        if self._rows and not self._saw_total:
            return [*found, HoldReason("no_total", "Danh sách không có dòng tổng cộng: có thể bị thiếu trang.")]
        if self._is_total_unread:
            return [*found, HoldReason("no_total", UNREAD_SUM)]
        return found

    def is_whole(self, offices: Iterable[str]) -> bool:
        """A list that names every office and ends with the sum of its rows lacks no page; a sum that disagrees holds it by itself."""
        return bool(self._printed) and set(offices) <= self.offices - {""}


class UnitBalances(ListKind):
    """The accounts of all units of one office; phones and contact persons are not read."""

    code = "vss_office"
    label = "Số dư của các đơn vị tại BHXH cơ sở"
    sender = "BHXH cơ sở"
    model = "Balance"
    layout = layouts.BALANCES
    keys = ("unit",)
    summed = ("opening", "paid", "closing")
    tells_month_by_making = is_of_offices = states_anew = True
    identity = ("office", "unit")
    compared = ("opening_vnd", "paid_vnd", "closing_vnd")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._sums: Counter[str] = Counter(dict.fromkeys(("opening", "paid", "closing", "owes", "nil", "overpaid"), 0))
        self._office = self._office_named()
        self._is_told_by_row = "office" in self.columns
        self.offices = set() if self._is_told_by_row else {self._office}
        self.part = "" if self._is_told_by_row else self._office

    def _office_named(self) -> str:
        """Return the office whose accounts these are: its number in the name of the sheet or the title, else its name in the title."""
        known = set(self.known.offices.values())
        for line in map(words, (self.about.sheet, *self.about.above)):
            if found := _OFFICE_NUMBER.search(line):
                return found[1]
            if found := next((each for each in _FIVE_DIGITS.finditer(line) if each[0] in known), None):
                return found[0]
        lines = [fold(line) for line in self.about.above]
        named = {code for name, code in self.known.offices.items() if any(name in line for line in lines)}
        return named.pop() if len(named) == 1 else ""

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read the account of one unit; a positive closing sum may be the month that is not due yet."""
        unit = self.text(row, "unit").upper()
        if not codes.is_unit_code(unit):
            raise ValueProblemError("bad_unit_code", unit)
        office = self._note_office(row) if self._is_told_by_row else self._office
        amounts = {name: self.money(row, name) for name in self.summed}
        self.sum_up(amounts)
        code = self.known.units.get((office, unit), "")
        repeated = self.is_repeated((office, unit))
        warnings = self.name_warnings(code, self.free(row, "name")) + (["duplicate"] if repeated else [])
        if not repeated:
            self._sums.update(amounts)
            self._sums["owes" if amounts["closing"] > 0 else "overpaid" if amounts["closing"] < 0 else "nil"] += 1
        tie = self.firm(code) if code else {"firm_id": None, "stated": ""}
        fields = {**tie, "office": office, "unit": unit, "as_of": self.day}
        return Taken(fields | {f"{name}_vnd": amount for name, amount in amounts.items()}, tuple(warnings), not repeated)

    def _note_office(self, row: Sequence[Cell]) -> str:
        """Return the office of the row, noted: the accounts of one office are a list of their own, those of several are one list."""
        office = self.office_of(row)
        if office not in self.offices:
            self.offices.add(office)
            self.part = office if len(self.offices) == 1 else ""
        return office

    def holds(self) -> list[HoldReason]:
        """Hold accounts of which nobody can tell the office: unit codes repeat between offices."""
        if self._office or self._is_told_by_row:
            return super().holds()
        sentence = "Không rõ các đơn vị thuộc cơ quan BHXH nào: hãy ghi mã cơ quan (5 chữ số) ở tên trang tính hoặc tiêu đề."
        return [*super().holds(), HoldReason("no_office", sentence)]

    def control(self) -> dict[str, Any]:
        """Return the sums and how many owe, are even, have overpaid."""
        return dict(self._sums)

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is known by its unit code."""
        return self.text(row, "unit")
