"""Lists of firms that pay late, and the accounts of units: rows by group, sums printed under them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from core.money import vnd
from core.tables import Cell, Layout, ValueProblemError
from core.tables import values as read
from core.text import fold, words

from .. import codes
from .rows import HoldReason, ListKind, Taken
from .words import COLUMNS

FUNDS = ("bhxh", "bhyt", "bhtn", "tnld", "lai")
SUMS = (*FUNDS, "total")
_REMINDED = re.compile(r"đã đôn đốc.*ngày\s+(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)
_PAID = re.compile(r"đã nộp đủ ngày\s+(\d{1,2}/\d{1,2}/\d{4})", re.IGNORECASE)


class ArrearsList(ListKind):
    """The monthly list of units that pay late (danh sách chậm đóng)."""

    code = "arrears"
    label = "Danh sách chậm đóng"
    sender = "BHXH tỉnh"
    model = "Arrears"
    layout = Layout(
        "arrears",
        {
            "number": "stt|tt|so tt",
            "unit": "ma (so )?(don vi|dv|dvi)( bhxh| sdld)?",
            "tax": "ma so thue|mst|ma so thue don vi",
            "name": "ten (don vi|dv|dvi|doanh nghiep|dn|cong ty)( sdld| su dung lao dong)?",
            "address": "dia chi.*",
            "workers": "(so|sl) ?(lao dong|ld|nguoi).*",
            "months": "so thang.*",
            "bhxh": "(so |so tien )?bhxh",
            "bhyt": "(so |so tien )?bhyt",
            "bhtn": "(so |so tien )?bhtn",
            "tnld": "(so |so tien )?(bh)? ?tnld( ?bnn)?",
            "lai": "(tien |so tien )?lai.*",
            "total": "tong (cong|so|tien).*",
            "note": "ghi chu.*",
        },
        frozenset({"name", "months", "total"}),
    )
    identity = ("code", "office", "unit")
    compared = ("months", "bhxh_vnd", "bhyt_vnd", "bhtn_vnd", "tnld_vnd", "lai_vnd", "total_vnd", "is_put_off", "paid_on")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._group, self._office = "", ""
        self._groups: list[dict[str, Any]] = []
        self._printed: dict[str, int] | None = None
        self._saw_total = False
        self._listed: Counter[str] = Counter()
        self._in_group: Counter[str] = Counter()
        self._counted: Counter[str] = Counter()
        self._rows = 0
        self._put_off: set[str] = set()
        self._holds: list[HoldReason] = []

    def take(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one unit; titles of groups, sums and signatures are taken note of and skipped."""
        if not self._is_record(row):
            self._take_note(row)
            return None
        self._rows += 1
        self._in_group["rows"] += 1
        amounts = self._amounts(row)
        self._listed.update(amounts)
        self._in_group.update(amounts)
        return self._record(row, amounts)

    def _is_record(self, row: Sequence[Cell]) -> bool:
        number = self.text(row, "number")
        return number.isdigit() or bool(self.text(row, "tax") or codes.is_unit_code(self.text(row, "unit")))

    def _take_note(self, row: Sequence[Cell]) -> None:
        said = next((text for cell in row if (text := read.shown(cell)) and len(text) > 4), "")
        folded = words(said)
        if self._saw_total:
            return
        if folded.startswith("tong cong"):
            self._saw_total = True
            self._printed = self._sums(row)
            self._compare("Tổng cộng", self._printed, self._listed)
        elif folded.startswith("cong "):
            sums = self._sums(row)
            if sums is not None and self._group:
                self._groups.append({"group": self._group, "rows": self._in_group["rows"], **sums})
            self._compare(said, sums, self._in_group)
        elif "bhxh" in folded:
            self._group, self._office = said, self.known.offices.get(fold(said), "")
            self._in_group = Counter()

    def _sums(self, row: Sequence[Cell]) -> dict[str, int] | None:
        """Return the sums printed in a row, ``None`` where they cannot be read."""
        try:
            sums = {name: self._money(row, name) for name in SUMS if name in self.columns}
        except ValueProblemError:
            return None
        return sums if self.columns.get(row, "total") != "" else None

    def _compare(self, what: str, printed: Mapping[str, int] | None, counted: Mapping[str, int]) -> None:
        for name, amount in (printed or {}).items():
            if amount != counted.get(name, 0):
                difference = vnd(amount - counted.get(name, 0))
                self._holds.append(HoldReason("control_total", f"{what}: cột {COLUMNS[name]} ghi lệch {difference} so với tổng các dòng."))

    def _money(self, row: Sequence[Cell], name: str) -> int:
        return read.amount(self.columns.get(row, name), scale=self.about.scale)

    def _amounts(self, row: Sequence[Cell]) -> dict[str, int]:
        if self.columns.get(row, "total") == "":
            raise ValueProblemError("formula_without_value")
        return {name: self._money(row, name) for name in SUMS if name in self.columns}

    def _record(self, row: Sequence[Cell], amounts: Mapping[str, int]) -> Taken:
        unit, name = self.text(row, "unit").upper(), self.text(row, "name")
        code, warnings = self._key(row, unit)
        months, months_text = read.months_late(self.columns.get(row, "months"), as_of=self.day)
        workers = read.whole(self.columns.get(row, "workers"))
        warnings += self.name_warnings(code, name)
        if any(fund in amounts for fund in FUNDS) and sum(amounts.get(fund, 0) for fund in FUNDS) != amounts["total"]:
            warnings.append("row_sum_mismatch")
        repeated = self.is_repeated((code, self._office, unit))
        if repeated:
            warnings.append("duplicate")
        else:
            self._counted.update(amounts)
        note = self._note(row)
        is_put_off = "dieu 37" in fold(note)
        if is_put_off and code:
            self._put_off.add(code)
        tie = self.firm(code) if code else {"firm_id": None, "stated": ""}
        fields = {
            **tie,
            "as_of": self.day,
            "office": self._office,
            "unit": unit,
            "workers": workers,
            "months": months,
            "months_text": months_text,
            **{f"{name}_vnd": amounts.get(name, 0) for name in SUMS},
            "note": note,
            "is_put_off": is_put_off,
            "reminded_on": read.day(found[1]) if (found := _REMINDED.search(note)) else None,
            "paid_on": read.day(found[1]) if (found := _PAID.search(note)) else None,
        }
        return Taken(fields, tuple(warnings), not repeated)

    def _key(self, row: Sequence[Cell], unit: str) -> tuple[str, list[str]]:
        """Return the tax code of a row, as written or by its unit code; a row without either is never matched by its name."""
        if self.text(row, "tax"):
            read_code = self.tax_code(row)
            return read_code.code, self.code_warnings(read_code)
        if not unit:
            raise ValueProblemError("no_key")
        if not codes.is_unit_code(unit):
            raise ValueProblemError("bad_unit_code", unit)
        return self.known.units.get((self._office, unit), ""), []

    def _note(self, row: Sequence[Cell]) -> str:
        note = self.text(row, "note")
        return "" if note in read.NOTHING else note

    def control(self) -> dict[str, Any]:
        """Return the sums as printed, as counted, and by group."""
        control: dict[str, Any] = {"rows_listed": self._rows}
        if self._printed is not None and self._listed:
            control |= {"printed": self._printed, "counted": {name: self._counted[name] for name in self._printed}, "groups": self._groups}
        return control | {"put_off_art37": sorted(self._put_off)}

    def holds(self) -> list[HoldReason]:
        """Hold a list whose sums disagree with its rows, or that ends before its sum."""
        if self._rows and not self._saw_total:
            return [*self._holds, HoldReason("no_total", "Danh sách không có dòng tổng cộng: có thể bị thiếu trang.")]
        return self._holds


class UnitBalances(ListKind):
    """The accounts of all units of one office; phones and contact persons are not read."""

    code = "vss_office"
    label = "Số dư của các đơn vị tại BHXH cơ sở"
    sender = "BHXH cơ sở"
    model = "Balance"
    layout = Layout(
        "vss_office",
        {
            "unit": "ma ?dvi|ma don vi",
            "name": "ten ?dvi|ten don vi",
            "opening": "(so )?tien dau ky",
            "paid": "(so )?tien da nop",
            "closing": "(so )?tien cuoi ky",
        },
        frozenset({"unit", "opening", "paid", "closing"}),
    )
    identity = ("office", "unit")
    compared = ("opening_vnd", "paid_vnd", "closing_vnd")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._sums: Counter[str] = Counter(dict.fromkeys(("opening", "paid", "closing", "owes", "nil", "overpaid"), 0))
        found = re.match(r"\d{5}", self.about.sheet)
        self._office = found[0] if found else ""

    def take(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read the account of one unit; a positive closing sum may be the month that is not due yet."""
        unit = self.text(row, "unit").upper()
        if not codes.is_unit_code(unit):
            raise ValueProblemError("bad_unit_code", unit)
        amounts = {name: read.amount(self.columns.get(row, name)) for name in ("opening", "paid", "closing")}
        code = self.known.units.get((self._office, unit), "")
        repeated = self.is_repeated((self._office, unit))
        warnings = self.name_warnings(code, self.text(row, "name")) + (["duplicate"] if repeated else [])
        if not repeated:
            self._sums.update(amounts)
            self._sums["owes" if amounts["closing"] > 0 else "overpaid" if amounts["closing"] < 0 else "nil"] += 1
        tie = self.firm(code) if code else {"firm_id": None, "stated": ""}
        fields = {**tie, "office": self._office, "unit": unit, "as_of": self.day}
        return Taken(fields | {f"{name}_vnd": amount for name, amount in amounts.items()}, tuple(warnings), not repeated)

    def control(self) -> dict[str, Any]:
        """Return the sums and how many owe, are even, have overpaid."""
        return dict(self._sums)

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is known by its unit code."""
        return self.text(row, "unit")
