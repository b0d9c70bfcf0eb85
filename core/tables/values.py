"""Cells to typed values, as Vietnamese offices write them; pure, and strict: what is not sure is a `ValueProblemError`."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from ..text import nfc
from .cells import Cell, Formula
from .errors import ValueProblemError

#: Signs with which offices say "nothing" or "as above".
NOTHING = frozenset({"", "-", "–", "nt", "0"})

_GROUPED = re.compile(r"\d{1,3}(?:([.,  ])\d{3})(?:\1\d{3})*\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?\Z")
_MONTH = re.compile(r"(?:(\d{1,2})[/\-](\d{4})|(\d{4})-(\d{1,2}))\Z")
_SINCE = re.compile(r"từ\s*(?:tháng\s*)?(\d{1,2})/(\d{4})\Z")
_EARLIEST, _LATEST = dt.date(1945, 9, 2), dt.date(2100, 1, 1)
_EXCEL_EPOCH = dt.date(1899, 12, 30)


def text(cell: Cell) -> str:
    """Return a cell as text: composed, single spaces, whole numbers without a point."""
    if isinstance(cell, str):
        return nfc(cell) if cell else ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, Formula):
        raise ValueProblemError("formula_without_value")
    return str(cell)


def shown(cell: Cell) -> str:
    """Return what people see in a cell: a formula without a value shows nothing."""
    return "" if isinstance(cell, Formula) else text(cell)


def amount(cell: Cell, *, scale: int = 1) -> int:
    """Return an amount of money in whole đồng: ``1.234.567 đ``, ``(1.234)``, ``-1.234``, ``1,234`` or a number; nothing is 0."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        whole = Decimal(str(cell)) * scale
        if whole != whole.to_integral_value():
            raise ValueProblemError("bad_amount", cell)
        return int(whole)
    return _amount(text(cell)) * scale


@lru_cache(maxsize=16384)
def _amount(written: str) -> int:
    bare = written.lower().removesuffix("đồng").removesuffix("đ").removesuffix("vnđ").strip()
    if bare in NOTHING:
        return 0
    sign = 1
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1, bare[1:-1].strip()
    elif bare.startswith("-"):
        sign, bare = -1, bare[1:].strip()
    digits = re.sub(r"[.,  ]", "", bare) if _GROUPED.match(bare) else bare
    if not (digits.isascii() and digits.isdigit()):
        raise ValueProblemError("bad_amount", written)
    return sign * int(digits)


def whole(cell: Cell) -> int | None:
    """Return a count, ``None`` where there is none; a fraction or a word is a problem."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if cell < 0 or cell != int(cell):
            raise ValueProblemError("bad_number", cell)
        return int(cell)
    written = text(cell)
    if written in ("", "-", "nt"):
        return None
    digits = re.sub(r"[.,  ]", "", written) if _GROUPED.match(written) else written
    if not (digits.isascii() and digits.isdigit()):
        raise ValueProblemError("bad_number", written)
    return int(digits)


def day(cell: Cell, *, latest: dt.date = _LATEST) -> dt.date | None:
    """Return a date, day first, ``None`` where there is none; one that nobody can mean is a problem."""
    if isinstance(cell, dt.datetime):
        return _possible(cell.date(), cell, latest)
    if isinstance(cell, dt.date):
        return _possible(cell, cell, latest)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not 1 <= cell < 80_000:
            raise ValueProblemError("bad_date", cell)
        return _possible(_EXCEL_EPOCH + dt.timedelta(days=int(cell)), cell, latest)
    written = text(cell)
    return None if written in ("", "-", "nt") else _possible(_day(written), written, latest)


@lru_cache(maxsize=16384)
def _day(written: str) -> dt.date:
    if found := _ISO.match(written):
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_FIRST.match(written):
        number, month, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if year < 100 else 0
    else:
        raise ValueProblemError("bad_date", written)
    try:
        return dt.date(year, month, number)
    except ValueError:
        raise ValueProblemError("bad_date", written) from None


def _possible(date: dt.date, cell: object, latest: dt.date) -> dt.date:
    if not _EARLIEST <= date <= latest:
        raise ValueProblemError("date_out_of_range", cell)
    return date


def month(cell: Cell) -> dt.date:
    """Return the first day of a month written ``05/2026``, ``2026-05`` or as a date."""
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, 1)
    return _month(text(cell))


@lru_cache(maxsize=2048)
def _month(written: str) -> dt.date:
    found = _MONTH.match(written)
    if not found:
        raise ValueProblemError("bad_date", written)
    number, year = int(found[1] or found[4]), int(found[2] or found[3])
    if not (1 <= number <= 12 and 1945 <= year <= 2100):
        raise ValueProblemError("bad_date", written)
    return dt.date(year, number, 1)


@lru_cache(maxsize=2048)
def month_end(day: dt.date) -> dt.date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_late(cell: Cell, *, as_of: dt.date) -> tuple[Decimal | None, str]:
    """Return for how many months a firm is late on the day ``as_of``, and how that is written in short.

    ``6``, ``06`` and ``6,5`` are numbers; ``>12`` is at least twelve; ``từ 3/2026`` counts that month and all up to ``as_of``.

    >>> months_late("từ 3/2026", as_of=dt.date(2026, 10, 31))
    (Decimal('8'), 'from 2026-03')
    """
    written = text(cell).lower()
    if written in ("", "-", "nt"):
        return None, ""
    if found := _SINCE.match(written):
        number, year = int(found[1]), int(found[2])
        count = (as_of.year - year) * 12 + as_of.month - number + 1
        if not 1 <= number <= 12 or count < 0:
            raise ValueProblemError("bad_number", written)
        return Decimal(count), f"from {year}-{number:02d}"
    bare = written.removeprefix(">").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", bare):
        raise ValueProblemError("bad_number", written)
    return Decimal(bare), f">{bare}" if written.startswith(">") else ""


def months_said(short: str, language: str = "vi") -> str:
    """Return in words what `months_late` wrote in short, or a bare number of months.

    >>> [months_said(short) for short in ("from 2026-03", ">12", "6.5")]
    ['từ tháng 03/2026', 'trên 12', '6,5']
    >>> [months_said(short, "en") for short in ("from 2026-03", ">12", "6.5")]
    ['since 03/2026', 'over 12', '6.5']
    """
    since, over, point = ("since", "over", ".") if language == "en" else ("từ tháng", "trên", ",")
    if short.startswith("from "):
        year, _, number = short.removeprefix("from ").partition("-")
        return f"{since} {number}/{year}"
    if short.startswith(">"):
        return f"{over} {short[1:]}".replace(".", point)
    return short.removesuffix(".0").replace(".", point)
