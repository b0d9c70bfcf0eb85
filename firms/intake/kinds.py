"""All kinds of lists, by their codes. Pure."""

from __future__ import annotations

from .arrears import ArrearsList, UnitBalances
from .decisions import Sanctions
from .figures import AgencyHeadcount, Contributions, ZoneHeadcount
from .registers import Offices, Register
from .rows import ListKind
from .statements import Statement

_ALL: tuple[type[ListKind], ...] = (
    Offices,
    Register,
    UnitBalances,
    ArrearsList,
    Sanctions,
    ZoneHeadcount,
    AgencyHeadcount,
    Contributions,
    Statement,
)
KINDS: dict[str, type[ListKind]] = {kind.code: kind for kind in _ALL}
