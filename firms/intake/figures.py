"""Lists of figures by firm and month: workers counted by the SI agency and by the zone board, and contributions."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from core.tables import Cell, ValueProblemError
from core.tables import values as read

from .. import codes
from . import layouts
from .rows import Late, ListKind, Taken
from .seen import fingerprint


class AgencyHeadcount(ListKind):
    """How many people each unit insures in each month, by the SI agency's extract."""

    code = "headcount_vss"
    label = "Số lao động tham gia theo cơ quan BHXH"
    sender = "BHXH tỉnh"
    model = "Headcount"
    layout = layouts.AGENCY_HEADCOUNT
    states_anew = True
    keys = ("unit", "tax")
    summed = ("insured",)
    identity = ("office", "unit", "month")
    compared = ("insured",)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._best: dict[tuple[str, str, dt.date], tuple[dt.date, int, int, bool]] = {}
        self._superseded: list[int] = []

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one unit in one month; of two extracts the later counts."""
        unit = self.text(row, "unit").upper()
        if not codes.is_unit_code(unit):
            raise ValueProblemError("bad_unit_code", unit)
        office = self.office_of(row)
        code = self.tax_code(row)
        month = self.month_of(row)
        insured = read.whole(self.columns.get(row, "insured"))
        if insured is None:
            raise ValueProblemError("bad_number")
        extracted = self.day_of(row, "extracted")
        self.sum_up({"insured": insured})
        warnings = self.code_warnings(code)
        is_known = code.code in self.known.firms
        if not is_known:
            warnings.append("unknown_firm")
        counts = self._count((office, unit, month), (extracted or dt.date.min, place, insured, is_known), warnings)
        fields = {
            **self.firm(code.code),
            "source": "headcount_vss",
            "month": month,
            "counted_on": read.month_end(month),
            "extracted_on": extracted,
            "office": office,
            "unit": unit,
            "employed": None,
            "insured": insured,
        }
        return Taken(fields, tuple(warnings), counts)

    def _count(self, key: tuple[str, str, dt.date], this: tuple[dt.date, int, int, bool], warnings: list[str]) -> bool:
        """Keep the latest extract of a unit and month, and return whether it is this one."""
        self.key = fingerprint(key)
        best = self._best.get(key)
        if best is None or best[0] < this[0]:
            if best is not None:
                self._superseded.append(best[1])
            self._best[key] = this
            return True
        warnings.append("duplicate" if best[0] == this[0] else "superseded")
        return False

    def late(self) -> list[Late]:
        """Take out the earlier extracts that stood above the later ones."""
        return [Late(place, "superseded", is_counted=False) for place in sorted(self._superseded)]

    def control(self) -> dict[str, Any]:
        """Return how many are insured in the newest month; superseded and unknown units are out."""
        newest = self._newest()
        if newest is None:
            return {}
        total = sum(insured for (_, _, month), (_, _, insured, is_known) in self._best.items() if month == newest and is_known)
        return {f"insured_{newest:%Y_%m}": total}

    def rows_of_now(self, counted: int) -> int:
        """Return how many units the newest month has: an extract may tell of one month or of many."""
        newest = self._newest()
        return sum(1 for _, _, month in self._best if month == newest)

    def as_of(self) -> dt.date | None:
        """Return the end of the newest month."""
        newest = self._newest()
        return read.month_end(newest) if newest else None

    def _newest(self) -> dt.date | None:
        return max((month for _, _, month in self._best), default=None)

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is known by its unit code."""
        return self.text(row, "unit")


class ZoneHeadcount(ListKind):
    """How many people work and how many are insured, as the industrial-zone board reports."""

    code = "headcount_zone"
    label = "Số lao động theo Ban Quản lý khu công nghiệp"
    sender = "Ban Quản lý các khu công nghiệp"
    model = "Headcount"
    layout = layouts.ZONE_HEADCOUNT
    summed = ("employed", "insured")
    identity = ("code", "month")
    compared = ("employed", "insured")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._sums: Counter[str] = Counter()
        self._newest: dt.date | None = None

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one firm in one month."""
        code = self.tax_code(row)
        month = self.month_of(row) if "month" in self.columns else self.day.replace(day=1)
        employed, insured = read.whole(self.columns.get(row, "employed")), read.whole(self.columns.get(row, "insured"))
        self.sum_up({"employed": employed, "insured": insured})
        repeated = self.is_repeated((code.code, month))
        warnings = self.code_warnings(code) + self.name_warnings(code.code, self.text(row, "name"))
        if repeated:
            warnings.append("duplicate")
        else:
            self._sums[f"employed {month:%Y-%m}"] += employed or 0
            self._sums[f"insured {month:%Y-%m}"] += insured or 0
        self._newest = max(self._newest or month, month)
        fields = {
            **self.firm(code.code),
            "source": "zone_report",
            "month": month,
            "counted_on": read.month_end(month),
            "extracted_on": None,
            "office": "",
            "unit": "",
            "employed": employed,
            "insured": insured,
        }
        return Taken(fields, tuple(warnings), not repeated)

    def control(self) -> dict[str, Any]:
        """Return the sums of each month; repeats are out, unknown firms are in."""
        return dict(self._sums)

    def as_of(self) -> dt.date | None:
        """Return the end of the newest month."""
        return read.month_end(self._newest) if self._newest else None

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is known by its code as written."""
        return self.text(row, "tax")


class Contributions(ListKind):
    """What each firm had to pay for each month, by when, and what it paid."""

    code = "ontime"
    label = "Số phải đóng và đã nộp theo tháng"
    sender = "BHXH tỉnh"
    model = "Contribution"
    layout = layouts.CONTRIBUTIONS
    summed = ("due", "paid")
    identity = ("code", "month")
    compared = ("due_on", "paid_on", "due_vnd", "paid_vnd")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._due = self._paid = 0
        self._newest: dt.date | None = None

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one firm and month."""
        code = self.tax_code(row)
        month = self.month_of(row)
        due_on, paid_on = self.day_of(row, "due_on"), self.day_of(row, "paid_on")
        if due_on is None:
            raise ValueProblemError("bad_date")
        due, paid = self._money(row, "due"), self._money(row, "paid")
        self.sum_up({"due": due, "paid": paid})
        repeated = self.is_repeated((code.code, month))
        warnings = self.code_warnings(code) + (["duplicate"] if repeated else [])
        is_known = code.code in self.known.firms
        if not is_known:
            warnings.append("unknown_firm")
        elif not repeated:
            self._due, self._paid = self._due + due, self._paid + paid
        self._newest = max(self._newest or month, month)
        fields = {**self.firm(code.code), "month": month, "due_on": due_on, "paid_on": paid_on, "due_vnd": due, "paid_vnd": paid}
        return Taken(fields, tuple(warnings), not repeated)

    def _money(self, row: Sequence[Cell], column: str) -> int:
        if self.columns.get(row, column) == "":
            raise ValueProblemError("bad_amount")
        return self.money(row, column)

    def control(self) -> dict[str, Any]:
        """Return the sums; repeats and unknown firms are out."""
        return {"due": self._due, "paid": self._paid}

    def as_of(self) -> dt.date | None:
        """Return the end of the newest month."""
        return read.month_end(self._newest) if self._newest else None

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is told by its place alone."""
        return ""
