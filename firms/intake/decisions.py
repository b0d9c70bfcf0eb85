"""Lists of sanction decisions; whoever represents a firm, and where it sits, is not read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from core.tables import Cell, ValueProblemError
from core.tables import values as read
from core.text import fold

from . import layouts
from .rows import ListKind, Taken

_DECISION = re.compile(r"(?:quyết định\s+)?(?:số\s*:?\s*)?(\S+?),?\s+ngày\s+(\d{1,2} tháng \d{1,2} năm \d{4}|\S+)", re.IGNORECASE)
_DECREE = re.compile(r"(\d{1,3}/\d{4})/NĐ-CP")
_FINE = re.compile(r"phạt tiền\s*:?\s*(.+)", re.IGNORECASE)
_DONE = re.compile(r"đã thi hành xong(?: ngày)?\s+(\S+)", re.IGNORECASE)

#: What a text contains, folded, and the conduct that it means; the first line that fits decides.
_CONDUCTS = (
    ("khong niem yet", "NIEM_YET"),
    ("khong dang ky", "KHONG_DANG_KY"),
    ("chiem dung", "CHIEM_DUNG"),
    ("khong du so nguoi", "THIEU_NGUOI"),
    ("khong dung muc", "SAI_MUC"),
    ("cho toan bo", "KHONG_DONG_TOAN_BO"),
    ("cham dong", "CHAM_DONG"),
)


def conduct(text: str) -> str:
    """Return the code of the conduct that a decision describes; evasion only where the text does not deny it."""
    folded = fold(text)
    if "tron dong" in folded and "khong phai la tron dong" not in folded:
        return "TRON_DONG"
    return next((code for part, code in _CONDUCTS if part in folded), "KHAC")


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
        number, issued_on = self._decision(row)
        text = self.free(row, "conduct")
        form, fine = self._form(row)
        violated_on = self.day_of(row, "violated")
        repeated = self.is_repeated((code.code, number))
        warnings = self.code_warnings(code) + self.name_warnings(code.code, self.text(row, "name"))
        if repeated:
            warnings.append("duplicate")
        else:
            self._fines += fine
        fields = {
            **self.firm(code.code),
            "decision_no": number,
            "issued_on": issued_on,
            "issuer": self.free(row, "issuer"),
            "conduct": conduct(text),
            "conduct_text": text,
            "decree": found[1] if (found := _DECREE.search(text)) else "",
            "legal_text": text[text.rfind("(") + 1 :].rstrip(")") if "(" in text else "",
            "form": form,
            "fine_vnd": fine,
            "remedies": self.free(row, "remedies"),
            "violated_on": violated_on,
            "completed_on": read.day(found[1]) if (found := _DONE.search(self.text(row, "done"))) else None,
            "state": _state(self.text(row, "note")),
        }
        return Taken(fields, tuple(warnings), not repeated)

    def _decision(self, row: Sequence[Cell]) -> tuple[str, dt.date]:
        written = self.text(row, "decision")
        if written and "decided" in self.columns and not _DECISION.match(written):
            number, issued_on = written, self.day_of(row, "decided")
        else:
            found = _DECISION.match(written)
            number, issued_on = (found[1], read.day(found[2])) if found else ("", None)
        if not number or issued_on is None:
            raise ValueProblemError("missing_decision")
        return number, issued_on

    def _form(self, row: Sequence[Cell]) -> tuple[str, int]:
        text = self.text(row, "form")
        if found := _FINE.match(text):
            return "fine", read.amount(found[1])
        if "canh cao" in fold(text):
            return "warning", 0
        fine = self.money(row, "form")
        if not fine:
            raise ValueProblemError("bad_amount", text)
        return "fine", fine

    def control(self) -> dict[str, Any]:
        """Return how many decisions there are and what they fine; repeats are out."""
        return {"decisions": len(self.seen), "fines_vnd": self._fines}

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is known by the number of its decision."""
        found = _DECISION.match(self.text(row, "decision"))
        return found[1] if found else ""


def _state(note: str) -> str:
    folded = fold(note)
    if "huy bo" in folded:
        return "annulled"
    return "appeal" if "dang giai quyet khieu nai" in folded else "final"
