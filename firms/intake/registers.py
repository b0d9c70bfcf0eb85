"""Lists that say who is who: offices of the SI agency, and the business register."""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from core.tables import Cell, ValueProblemError
from core.tables import values as read
from core.text import match_key, words

from . import layouts
from .rows import Asked, Late, ListKind, Taken
from .seen import Pairs, fingerprint

_FORMS = (
    ("mot thanh vien", "TNHH1TV"),
    ("von dau tu nuoc ngoai", "FDI"),
    ("hai thanh vien", "TNHH2TV"),
    ("co phan", "CP"),
    ("tu nhan", "DNTN"),
    ("hop tac xa", "HTX"),
    ("hop danh", "HD"),
    ("su nghiep", "DVSN"),
    ("ho kinh doanh", "HKD"),
    ("chi nhanh", "CN"),
)
_STATUSES = (
    ("tam ngung", "paused"),
    ("khong hoat dong tai", "absent"),
    ("dang lam thu tuc", "closing"),
    ("da giai the", "dissolved"),
    ("cham dut", "dissolved"),
    ("dang hoat dong", "active"),
)


#: The key of a name is asked for twice: ahead of a chunk of rows, and with each row.
_key = lru_cache(maxsize=8192)(match_key)


@lru_cache(maxsize=4096)
def _first(text: str, table: tuple[tuple[str, str], ...], otherwise: str) -> str:
    folded = words(text)
    return next((code for part, code in table if part in folded), otherwise)


class Offices(ListKind):
    """Offices of the SI agency and the communes they serve."""

    code = "offices"
    label = "Cơ quan BHXH và địa bàn"
    sender = "BHXH tỉnh"
    model = "OfficeArea"
    layout = layouts.OFFICES
    identity = ("office", "commune")
    compared = ("name", "zones")
    keys = ("office",)

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one office and one of its communes."""
        office, name, commune = self.text(row, "office"), self.text(row, "name"), self.text(row, "commune")
        if not name:
            raise ValueProblemError("missing_name")
        if not (office.isdigit() and len(office) in (4, 5)):
            raise ValueProblemError("bad_unit_code", office)
        padded = len(office) == 4
        office = office.zfill(5)
        repeated = self.is_repeated((office, commune))
        kinds = (["left_padded"] if padded else []) + (["duplicate"] if repeated else [])
        return Taken({"office": office, "name": name, "commune": commune, "zones": self.text(row, "zones")}, tuple(kinds), not repeated)


class Register(ListKind):
    """The business register: who the firms are."""

    code = "register"
    label = "Danh bạ đơn vị"
    sender = "Sở Tài chính"
    model = "RegisterEntry"
    layout = layouts.REGISTER
    identity = ("tax_code",)
    compared = ("name", "legal_form", "status", "address", "commune", "zone", "declared")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._named = Pairs()
        self._rows, self._names, self._is_shared = array("I"), array("q"), bytearray()
        self._newest: dt.date | None = None

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one firm."""
        code = self.tax_code(row)
        name = self.free(row, "name")
        if not name:
            raise ValueProblemError("missing_name")
        registered_on, declared_on = self.day_of(row, "registered"), self.day_of(row, "declared_on")
        declared = read.whole(self.columns.get(row, "declared"))
        repeated = self.is_repeated(code.code)
        key = _key(name)
        if "formula_text" not in self.odd:
            self._note_name(place, key, code.code)
        if declared_on:
            self._newest = max(self._newest or declared_on, declared_on)
        fields = {
            "tax_code": code.code,
            "name": name,
            "name_key": key,
            "legal_form": _first(self.text(row, "legal_form"), _FORMS, "KHAC"),
            "status": _first(self.text(row, "status"), _STATUSES, "unknown"),
            "vsic_code": self.text(row, "vsic"),
            "vsic_version": self.text(row, "vsic_version"),
            "address": self.free(row, "address"),
            "commune": self.free(row, "commune"),
            "zone": self.free(row, "zone"),
            "registered_on": registered_on,
            "declared": declared,
            "declared_on": declared_on,
        }
        return Taken(fields, tuple(self.code_warnings(code) + (["duplicate"] if repeated else [])), not repeated)

    def asks(self, row: Sequence[Cell]) -> Asked:
        """Ask for the firms of the same name, too."""
        asked = super().asks(row)
        return Asked(asked.code, asked.unit, _key(self.peek(row, "name")))

    def _note_name(self, place: int, key: str, code: str) -> None:
        """Keep under which name a code stands here, and whether a firm that is known shares the name."""
        firm = self.known.firms.get(code)
        others = self.known.names.get(key, 0) - (1 if firm and firm.key == key else 0)
        name = fingerprint(key)
        self._named.add(name, self.key)
        self._rows.append(place)
        self._names.append(name)
        self._is_shared.append(others > 0)

    def late(self) -> Iterator[Late]:
        """Warn of names that two tax codes share."""
        for place, name, is_shared in zip(self._rows, self._names, self._is_shared, strict=True):
            if is_shared or self._named.is_shared(name):
                yield Late(place, "name_collision")

    def control(self) -> dict[str, Any]:
        """Return how many firms the list names."""
        return {"firms": len(self.seen)}

    def as_of(self) -> dt.date | None:
        """Return the newest day on which a firm declared its workers."""
        return self._newest

    def name_of(self, row: Sequence[Cell]) -> str:
        """A rejected row is known by its code as written."""
        return self.text(row, "tax")

    def value_of(self, row: Sequence[Cell], problem: ValueProblemError) -> str:
        """A date that cannot be is told as it is written."""
        return problem.value if problem.code in ("bad_date", "date_out_of_range") else super().value_of(row, problem)
