"""Lists that say who is who: offices of the SI agency, and the business register."""

from __future__ import annotations

import datetime as dt
import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

from core.tables import Cell, ValueProblemError
from core.tables import values as read
from core.text import expand, match_key, words

from . import layouts
from .rows import Asked, Late, ListKind, Taken
from .seen import Pairs, fingerprint

#: What a legal form says with its short words written out; the first that fits decides, and a branch is one whatever its firm is.
_FORMS = tuple(
    (re.compile(rf"\b(?:{said})\b"), code)
    for said, code in (
        ("chi nhanh", "CN"),
        ("(?:mot|1) (?:thanh vien|tv)", "TNHH1TV"),
        ("(?:von(?: dau tu)?|dau tu) nuoc ngoai|fdi", "FDI"),
        ("(?:hai|2) (?:thanh vien|tv)", "TNHH2TV"),
        ("co phan|ctcp", "CP"),
        ("doanh nghiep tu nhan", "DNTN"),
        ("hop tac xa", "HTX"),
        ("hop danh", "HD"),
        ("su nghiep", "DVSN"),
        ("ho kinh doanh", "HKD"),
    )
)
#: A letter, digits or both, with points between or without, and a remark in brackets behind.
_VSIC = re.compile(r"([A-Za-z]?)\.?((?:\d\.?){0,5})(?<=[A-Za-z\d.])(?:\s*\([^)]*\))?\Z")
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
#: Decisions 27/2018/QĐ-TTg and 36/2025/QĐ-TTg; each edition is called by the year of its own.
EDITIONS = frozenset({"2018", "2025"})
_CODES = frozenset(code for _, code in _FORMS)
#: What a status says; the first that fits decides. What has not ended yet is at most about to end, what has been taken up again goes on.
_STATUSES = tuple(
    (re.compile(said), status)
    for said, status in (
        (r"\b(?:chua|het|khong) (?:duoc |thoi han |han )?(?:hoat dong tro lai|tam (?:ngung|nghi|dung))\b", "unknown"),
        (r"\bhoat dong tro lai\b", "active"),
        (r"\btam (?:ngung|nghi|dung)\b", "paused"),
        (r"\bkhong (?:con )?hoat dong tai\b", "absent"),
        (r"\b(?:dang|cho|chua hoan thanh|chua xong)(?: lam)?(?: thu tuc)? (?:giai the|pha san|cham dut)\b|\bdang lam thu tuc\b", "closing"),
        (r"\bngung hoat dong\b.*\bchua\b", "closing"),
        (r"\b(?:chua|khong|huy)\b.*\b(?:giai the|pha san|cham dut|dong (?:mst|ma so thue))\b", "unknown"),
        (r"\bgiai the\b|\bpha san\b|\bcham dut\b|\bda dong (?:mst|ma so thue)\b", "dissolved"),
        (r"\bdang hoat dong\b", "active"),
    )
)


#: Texts that are no longer than this together have room wherever they are stored.
_ROOMY = 120
#: What a commune is, before its name.
_COMMUNE = re.compile(r"(?:xã|phường|thị trấn|đặc khu)\s+", re.IGNORECASE)


#: The key of a name is asked for twice: ahead of a chunk of rows, and with each row.
_key = lru_cache(maxsize=8192)(match_key)


@lru_cache(maxsize=4096)
def _legal_form(text: str) -> str:
    folded = expand(text)
    coded = text.strip().upper()
    return coded if coded in _CODES else next((code for said, code in _FORMS if said.search(folded)), "KHAC")


@lru_cache(maxsize=4096)
def _status(text: str) -> str:
    folded = words(text)
    return next((status for said, status in _STATUSES if said.search(folded)), "unknown")


@lru_cache(maxsize=4096)
def _industry(written: str) -> str | None:
    """Return a code of VSIC as it is stored, ``46.63.9 (chính)`` as ``46639``; ``None`` for what is no code, such as words."""
    found = _VSIC.match(written)
    return f"{found[1]}{found[2]}".upper().replace(".", "") if found else "" if written in read.BLANK else None


@lru_cache(maxsize=256)
def _edition(written: str) -> str | None:
    """Return the edition of VSIC, as such or by the decision that issued it; ``None`` for one that nobody knows."""
    years = {year for year in _YEAR.findall(written) if year in EDITIONS}
    return years.pop() if len(years) == 1 else "" if written in read.BLANK else None


def _communes(written: str) -> list[str]:
    """Return the communes of a cell, each with what it is where that stands before the first of several alone.

    >>> _communes("xã Khúc Trạch; phường Vạn Trì, Lạc Trạch")
    ['xã Khúc Trạch', 'phường Vạn Trì', 'phường Lạc Trạch']
    """
    found, kind = [], ""
    for each in filter(None, map(str.strip, re.split("[;,]", written))):
        told = _COMMUNE.match(each)
        kind = told[0] if told else kind
        found.append(each if told else f"{kind}{each}")
    return found


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
    is_spread = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._above: tuple[Cell, Cell] = ("", "")
        self._is_bare = False  # whether communes are written without what they are

    def spread(self, row: Sequence[Cell]) -> list[Sequence[Cell]]:
        """Return a row for each commune in the cell, under the office that is merged over them."""
        office, name = self.columns.get(row, "office"), self.columns.get(row, "name")
        communes = _communes(self.peek(row, "commune"))
        if not communes:
            return [row]
        if office == "" and name in ("", self._above[1]) and self._goes_on(communes[0]):
            office, name = self._above
        elif office != "" and name != "":
            self._above, self._is_bare = (office, name), not _COMMUNE.match(communes[0])
        rows: list[Sequence[Cell]] = []
        width = max(self.columns.places.values()) + 1
        for commune in communes:
            each = [*row, *[""] * (width - len(row))]
            for field, cell in (("office", office), ("name", name), ("commune", commune)):
                each[self.columns.places[field]] = cell
            rows.append(each)
        return rows

    def _goes_on(self, commune: str) -> bool:
        """Tell whether a row with a commune alone goes on with the office above it; a signature does not."""
        return self._above[0] != "" and bool(_COMMUNE.match(commune) or (self._is_bare and not commune.isupper()))

    def record(self, place: int, row: Sequence[Cell]) -> Taken | None:
        """Read one office and one of its communes."""
        office, name, commune = self.text(row, "office"), self.text(row, "name"), self.text(row, "commune")
        if not name:
            raise ValueProblemError("missing_name")
        if not (office.isdigit() and len(office) in (4, 5)):
            raise ValueProblemError("bad_unit_code", office)
        for field, text in (("name", name), ("commune", commune)):
            self.demand_room(field, text)
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
        if declared_on and declared_on > self.about.latest:
            raise ValueProblemError("date_out_of_range", self.columns.get(row, "declared_on"))
        declared = read.whole(self.columns.get(row, "declared"))
        industry, edition = _industry(self.text(row, "vsic")), _edition(self.text(row, "vsic_version"))
        if industry is None or edition is None:
            self.odd.append("unknown_industry")
        key, is_formula = _key(name), "formula_text" in self.odd
        commune = self.free(row, "commune")
        if len(name) + len(key) + len(commune) > _ROOMY:
            for field, text in (("name", name), ("name_key", key), ("commune", commune)):
                self.demand_room(field, text)
        repeated = self.is_repeated(code.code)
        if not is_formula:
            self._note_name(place, key, code.code)
        if declared_on:
            self._newest = max(self._newest or declared_on, declared_on)
        fields = {
            "tax_code": code.code,
            "name": name,
            "name_key": key,
            "legal_form": _legal_form(self.text(row, "legal_form")),
            "status": _status(self.text(row, "status")),
            "vsic_code": industry or "",
            "vsic_version": edition or "",
            "address": self.free(row, "address"),
            "commune": commune,
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
