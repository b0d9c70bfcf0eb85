"""What the law makes of a figure: contributions, what is added to a late sum, when a payment is due. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

#: Gives a parameter of the law by its code.
Value = Callable[[str], Decimal]


class Payer(StrEnum):
    """On whose behalf a contribution is worked out."""

    WORKER = "worker"
    VOLUNTARY = "voluntary"
    OWNER = "owner"


#: The rates by payer, who bears them, and the fund; a rate is a parameter of the law.
WORKER_RATES = ("ty-le-huu-tri-tu-tuat-nld", "ty-le-bhyt-nld", "ty-le-bhtn-nld")
EMPLOYER_RATES = (
    "ty-le-om-dau-thai-san-nsdld",
    "ty-le-huu-tri-tu-tuat-nsdld",
    "ty-le-tnld-bnn-nsdld",
    "ty-le-bhyt-nsdld",
    "ty-le-bhtn-nsdld",
)
OWN_RATES: Mapping[Payer, str] = {Payer.VOLUNTARY: "ty-le-tu-nguyen", Payer.OWNER: "ty-le-chu-ho-kinh-doanh"}
_HEALTH = frozenset({"ty-le-bhyt-nld", "ty-le-bhyt-nsdld"})
_JOBLESS = frozenset({"ty-le-bhtn-nld", "ty-le-bhtn-nsdld"})
REGIONS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Share:
    """One part of a contribution: its rate, what it is taken of, and the đồng that come of it."""

    code: str
    rate: Decimal
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class Contribution:
    """What is paid each month, and the lowest and the highest base that the law knows."""

    base: int
    floor: int
    ceiling: int
    worker: tuple[Share, ...]
    employer: tuple[Share, ...] = ()
    #: The bounds that took hold, by their codes in the law.
    bounds: tuple[str, ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of the law that shaped the result."""
        return (*(share.code for share in (*self.worker, *self.employer)), *self.bounds)


class NeedsRegion(LookupError):
    """So high a wage is capped by the lowest wage of its region for unemployment insurance."""


def regional(region: int) -> str:
    """Return the code of the lowest monthly wage in ``region``."""
    return f"luong-toi-thieu-vung-{region}-thang"


def contribution(wage: int, payer: Payer, value: Value, region: int = 0) -> Contribution:
    """Return what is paid each month of ``wage``; raise `NeedsRegion` where the result hangs on it.

    >>> rates = {"muc-tham-chieu": 2530000, "luong-co-so": 2530000, "tran-dong-so-lan": 20, "tran-bhtn-so-lan": 20, regional(4): 3700000}
    >>> shares = dict.fromkeys(EMPLOYER_RATES, 1) | {"ty-le-huu-tri-tu-tuat-nld": 8, "ty-le-bhyt-nld": "1.5", "ty-le-bhtn-nld": 1}
    >>> [share.amount for share in contribution(8_000_000, Payer.WORKER, lambda code: Decimal((rates | shares)[code])).worker]
    [640000, 120000, 80000]
    """
    lowest = "san-tu-nguyen" if payer is Payer.VOLUNTARY else "muc-tham-chieu"
    times = value("tran-dong-so-lan")
    floor, ceiling = int(value(lowest)), int(value("muc-tham-chieu") * times)
    base = _within(wage, floor, ceiling)
    bounds = (lowest,) if wage < floor else ("muc-tham-chieu", "tran-dong-so-lan") if wage > ceiling else ()
    if payer in OWN_RATES:
        return Contribution(base, floor, ceiling, (_share(OWN_RATES[payer], base, value),), bounds=bounds)
    health = _within(wage, floor, int(value("luong-co-so") * times))
    if health < base:
        bounds = (*bounds, "luong-co-so")
    highest = value("tran-bhtn-so-lan")
    if not region and wage > highest * value(regional(REGIONS[-1])):
        raise NeedsRegion
    jobless = _within(wage, floor, int(highest * value(regional(region or REGIONS[-1]))))
    if jobless < wage:
        bounds = (*bounds, regional(region), "tran-bhtn-so-lan")

    def share(code: str) -> Share:
        return _share(code, health if code in _HEALTH else jobless if code in _JOBLESS else base, value)

    return Contribution(base, floor, ceiling, tuple(map(share, WORKER_RATES)), tuple(map(share, EMPLOYER_RATES)), bounds)


def due(month: dt.date, months_later: int = 1) -> dt.date:
    """Return the last day on which the contributions of ``month`` may be paid.

    >>> due(dt.date(2026, 9, 1))
    datetime.date(2026, 10, 31)
    """
    year, place = divmod(month.year * 12 + month.month - 1 + months_later, 12)
    return dt.date(year, place + 1, calendar.monthrange(year, place + 1)[1])


def days_late(due_on: dt.date, paid_on: dt.date) -> int:
    """Return the days from the day after ``due_on`` to the day before ``paid_on``.

    >>> days_late(dt.date(2026, 10, 31), dt.date(2026, 12, 2))
    31
    """
    return max((paid_on - due_on).days - 1, 0)


def _share(code: str, base: int, value: Value) -> Share:
    rate = value(code)
    return Share(code, rate, base, int((base * rate / 100).quantize(Decimal(1), ROUND_HALF_UP)))


def _within(wage: int, floor: int, ceiling: int) -> int:
    return max(floor, min(wage, ceiling))
