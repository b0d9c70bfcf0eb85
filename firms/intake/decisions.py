"""Lists of sanction decisions; whoever represents a firm, and where it sits, is not read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from core.tables import Cell, ValueProblemError
from core.tables import values as read

from . import layouts, wording
from .rows import ListKind, Taken

_DECREE = re.compile(r"(\d{1,3}/\d{4})/NĐ-CP")


class Sanctions(ListKind):
    """Decisions that punish firms."""

    code = "sanctions"
    label = "Quyết định xử phạt"
    sender = "UBND tỉnh"
    model = "Sanction"
    layout = layouts.SANCTIONS
    identity = ("code", "decision_no")
    keys = ("tax", "decision")
    compared = ("issued_on", "conduct", "form", "fine_vnd", "completed_on", "state")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._fines = 0

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one decision."""
        code = self.tax_code(row)
        number, issued_on, remark = self._decision(row)
        self.demand_room("decision_no", number)
        text = self.free(row, "conduct")
        act, fine = wording.conduct(text), self._fine(row)
        note, done = self.text(row, "note"), self.text(row, "done")
        state, (completed, unread) = wording.state(note, done, remark), wording.completed(done)
        completed_on = self._past("done", read.day(completed), completed)
        violated_on = self._past("violated", self.day_of(row, "violated"), self.columns.get(row, "violated"))
        repeated = self.is_repeated((code.code, number))
        warnings = self.code_warnings(code) + self.name_warnings(code.code, self.text(row, "name"))
        warnings += [code for code in (act.warning, state.warning, unread) if code]
        if repeated:
            warnings.append("duplicate")
        else:
            self._fines += fine
        fields = {
            **self.firm(code.code),
            "decision_no": number,
            "issued_on": issued_on,
            "issuer": self.free(row, "issuer"),
            "conduct": act.code,
            "conduct_text": text,
            "decree": found[1] if (found := _DECREE.search(text)) else "",
            "legal_text": text[text.rfind("(") + 1 :].rstrip(")") if "(" in text else "",
            "form": "fine" if fine else "warning",
            "fine_vnd": fine,
            "remedies": self.free(row, "remedies"),
            "violated_on": violated_on,
            "completed_on": completed_on,
            "state": state.code,
        }
        return Taken(fields, tuple(warnings), not repeated)

    def _decision(self, row: Sequence[Cell]) -> tuple[str, dt.date, str]:
        """Return the number of a decision, its day, and what else is written in their cell."""
        written = self.text(row, "decision")
        named = wording.decision(written)
        if named:
            if read.has_two_digit_year(named.day):
                self.odd.append("two_digit_year")
            number, issued_on, remark = named.number, self._past("decision", read.day(named.day), named.day), named.rest
        elif "decided" in self.columns:
            number, remark = written, ""
            issued_on = self._past("decided", self.day_of(row, "decided"), self.columns.get(row, "decided"))
        else:
            raise ValueProblemError("missing_decision")
        if not number or issued_on is None:
            raise ValueProblemError("missing_decision")
        return number, issued_on, remark

    def _past(self, column: str, day: dt.date | None, written: Cell) -> dt.date | None:
        """Return a day on which something was done; one to come is a problem."""
        if day and day > self.about.latest:
            self.columns.last = column
            raise ValueProblemError("date_out_of_range", written)
        return day

    def _fine(self, row: Sequence[Cell]) -> int:
        """Return the fine in đồng, 0 for a warning; where a column of its own states it, too, both must agree."""
        stated = self._sum(row, "fine") if self.text(row, "fine") not in read.NOTHING else 0
        form = self.text(row, "form")
        if stated and not any(map(str.isdigit, form)) and not wording.is_warning(form):
            return stated
        fine = self._sum(row, "form")
        if stated not in (0, fine):
            raise ValueProblemError("bad_amount", form)
        return fine

    def _sum(self, row: Sequence[Cell], column: str) -> int:
        cell = self.columns.get(row, column)
        if isinstance(cell, str):
            return wording.fine(read.text(cell), scale=self.about.scales.get(column, self.about.scale))
        return wording.checked(self.money(row, column), cell)

    def control(self) -> dict[str, Any]:
        """Return how many decisions there are and what they fine; repeats are out."""
        return {"decisions": len(self.seen), "fines_vnd": self._fines}

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is known by the number of its decision."""
        named = wording.decision(self.text(row, "decision"))
        return named.number if named else ""
