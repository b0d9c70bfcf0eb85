"""All kinds of lists, and what the title above a heading says. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable

from core.tables import ValueProblemError
from core.tables import values as read
from core.text import fold

from .arrears import ArrearsList, UnitBalances
from .decisions import Sanctions
from .figures import AgencyHeadcount, Contributions, ZoneHeadcount
from .registers import Offices, Register
from .rows import ListKind

KINDS: dict[str, type[ListKind]] = {
    kind.code: kind for kind in (Offices, Register, UnitBalances, ArrearsList, Sanctions, ZoneHeadcount, AgencyHeadcount, Contributions)
}
_AS_OF = re.compile(r"(?:tinh|so lieu|chot) den(?: het)?(?: ngay)? (\d{1,2}[/.-]\d{1,2}[/.-]\d{4})")
_UNITS = (("nghin dong", "nghìn đồng", 1_000), ("trieu dong", "triệu đồng", 1_000_000), ("ty dong", "tỷ đồng", 1_000_000_000))


def title_day(lines: Iterable[str]) -> dt.date | None:
    """Return the day up to which the title says that the figures count; the date of the covering letter is another one."""
    for line in lines:
        if found := _AS_OF.search(fold(line)):
            try:
                return read.day(found[1])
            except ValueProblemError:
                return None
    return None


def title_scale(lines: Iterable[str]) -> tuple[str, int]:
    """Return the unit of money that the title names, and how many đồng it is."""
    for line in lines:
        folded = fold(line)
        if "don vi tinh" in folded or "dvt" in folded.split(":")[0].split():
            return next(((name, scale) for part, name, scale in _UNITS if part in folded), ("đồng", 1))
    return "đồng", 1
