"""What one unit owed, paid and still owes in a month, line by line and fund by fund (thông báo C12-TS). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from core.tables import Cell, UnreadableError, ValueProblemError
from core.text import fold

from .. import codes
from . import layouts
from .rows import Asked, HoldReason, ListKind, Taken

_FUNDS = ("bhxh", "bhyt", "bhtn", "tnld")
_SECTION = re.compile(r"([ABCDĐ])(?:[.\s]+(\d[\d.]*))?[.)]?\Z")
_NUMBER = re.compile(r"(\d+(?:\.\d+)*)[.)]?\Z")
_LEADING = re.compile(r"((?:[ABCDĐ]\.?)?\d+(?:\.\d+)*|[ABCDĐ])[.)]?\s+\S")
_UNIT = re.compile(r"mã (?:số )?(?:đơn vị|đv)[^:]*:\s*([A-Za-z0-9]{7})\b", re.IGNORECASE)
_TAX = re.compile(r"(?:mã số thuế|mst)[^:]*:\s*([\d-]{9,14})", re.IGNORECASE)
#: What stays unpaid at the end of the month, and the surcharge on it.
ARREARS, SURCHARGE = "dd.2.2", "dd.2.3"


class Statement(ListKind):
    """The monthly statement of one unit; what it still lacks stands in line Đ.2.2, the surcharge in Đ.2.3."""

    code = "c12"
    label = "Thông báo kết quả đóng của một đơn vị (C12-TS)"
    sender = "BHXH cơ sở"
    model = "StatementLine"
    layout = layouts.STATEMENT
    identity = ("unit", "line")
    compared = ("bhxh_vnd", "bhyt_vnd", "bhtn_vnd", "tnld_vnd", "total_vnd")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        said = "\n".join(self.about.above)
        unit, tax = _UNIT.search(said), _TAX.search(said)
        if unit is None or not codes.is_unit_code(unit[1].upper()):
            raise UnreadableError("no_unit", "Thông báo C12 không ghi mã đơn vị ở phía trên bảng, nên không biết là của đơn vị nào.")
        self.part = unit[1].upper()
        self._tax = tax[1] if tax else ""
        self._office = self.office_above()
        self._section = ""
        self._totals: dict[str, int] = {}

    def asks(self, row: Sequence[Cell]) -> Asked:
        """Ask for the one firm of the statement."""
        return Asked(self._tax, self.part)

    def is_record(self, row: Sequence[Cell]) -> bool:
        """A line has a number, or stands for its section, and an amount."""
        line = self._line(row)
        return bool(line) and any(self.columns.get(row, name) != "" for name in (*_FUNDS, "total"))

    def take_note(self, row: Sequence[Cell]) -> None:
        """A section without amounts is the heading of the lines below it."""
        self._line(row)

    def _line(self, row: Sequence[Cell]) -> str:
        """Return the code of a line, as ``dd.2.2``, and remember the section that it opens."""
        written = self.peek(row, "number")
        if not written and (found := _LEADING.match(self.peek(row, "item"))):
            written = found[1]
        if found := _SECTION.match(written):
            self._section = "dd" if found[1] == "Đ" else found[1].lower()
            return f"{self._section}.{found[2].rstrip('.')}" if found[2] else self._section
        found = _NUMBER.match(written)
        return f"{self._section}.{found[1]}" if found and self._section else ""

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one line; amounts that are no money, such as the number of workers, are kept as they are."""
        line = self._line(row)
        self.demand_room("line", line)
        amounts = {name: self.money(row, name) for name in (*_FUNDS, "total") if name in self.columns}
        parts = [amounts[name] for name in _FUNDS if name in amounts]
        warnings = ["row_sum_mismatch"] if any(parts) and sum(parts) != amounts["total"] else []
        repeated = self.is_repeated((self.part, line))
        if repeated:
            warnings.append("duplicate")
        else:
            self._totals[line] = amounts["total"]
        code = self._tax or self.known.units.get((self._office, self.part), "")
        if code not in self.known.firms:
            warnings.append("unknown_firm")
        fields = {
            **(self.firm(code) if code else {"firm_id": None, "stated": ""}),
            "office": self._office,
            "unit": self.part,
            "as_of": self.day,
            "line": line,
            "label": self.free(row, "item")[:200],
            **{f"{name}_vnd": amounts.get(name, 0) for name in (*_FUNDS, "total")},
        }
        return Taken(fields, tuple(warnings), not repeated)

    def value_of(self, row: Sequence[Cell], problem: ValueProblemError) -> str:
        """A rejected line is known by what it says."""
        return self.peek(row, "item")

    def control(self) -> dict[str, Any]:
        """Return what the unit still lacks, and the surcharge."""
        return {"arrears_vnd": self._totals.get(ARREARS, 0), "surcharge_vnd": self._totals.get(SURCHARGE, 0)}

    def holds(self) -> list[HoldReason]:
        """Hold a statement that ends before it says what is lacking."""
        if ARREARS in self._totals:
            return []
        return [HoldReason("no_total", "Thông báo C12 không có dòng Đ.2.2 (số còn thiếu chuyển kỳ sau): có thể bị thiếu trang.")]

    def office_above(self) -> str:
        """Return the office that the title names, by number or by name."""
        if found := re.search(r"mã cơ quan[^:]*:\s*(\d{5})\b", "\n".join(self.about.above), re.IGNORECASE):
            return found[1]
        lines = [fold(line) for line in self.about.above]
        named = {code for name, code in self.known.offices.items() if any(name in line for line in lines)}
        return named.pop() if len(named) == 1 else ""
