"""Cells to typed values, as Vietnamese offices write them; pure, and strict: what is not sure is a `ValueProblemError`."""

from __future__ import annotations

import calendar
import datetime as dt
import math
import re
from decimal import Decimal
from functools import lru_cache

from ..text import nfc
from .cells import Cell, Formula
from .errors import ValueProblemError

#: Signs with which offices say "nothing" or "as above".
NOTHING = frozenset({"", "-", "–", "—", "nt", "0"})
BLANK = frozenset({"", "-", "–", "—", "nt"})

_GROUPED = re.compile(r"(?!0)\d{1,3}(?:([.,  '’])\d{3})(?:\1\d{3})*\Z")
_FRACTION = re.compile(r"(.*\d)[.,](\d{1,2}|\d{4,6}|(?<=\A0.)\d{3})\Z")
#: One sign before three digits: a group of thousands, or a fraction.
_ONE_SIGN = re.compile(r"\d{1,3}([.,])\d{3}\Z")
_MONEY_SIGN = re.compile(r"\s*(?:đồng|vnđ|vnd|đ|₫)\.?\Z")
_PEOPLE = re.compile(r"\s*(?:người|lao động|ld|lđ)\Z")
_DAY_FIRST = re.compile(r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})\Z")
_SPELT = re.compile(r"(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})\Z")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z")
_HOUR = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|\+07:?00)?\Z")
_SERIAL = re.compile(r"[2-7]\d{4}(?:\.0+)?\Z")
_PARTING = frozenset("/.- ")
_TWO_DIGITS = re.compile(r"\s*\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?\d{2}\s*\Z")
_MONTH = re.compile(
    r"(?:(?:tháng|thang|kỳ|t)?\s*\.?(\d{1,2})(?:\s?[/\-.]\s?|\s+năm\s+)(\d{4})|(\d{4})[-/.](\d{1,2})|(\d{4})(0[1-9]|1[0-2]))\Z"
)
_SINCE = re.compile(r"từ\s*(?:tháng\s*)?(\d{1,2})[/.\-](\d{4})(?:\s*(?:đến nay|trở đi))?\Z")
_BETWEEN = re.compile(r"(?:từ\s*)?(?:tháng\s*|t)?(\d{1,2})[/.](\d{4})\s*(?:đến(?: hết)?|-|–)\s*(?:tháng\s*|t)?(\d{1,2})[/.](\d{4})\Z")
_OVER = re.compile(r"(?:>=?|≥|trên|hơn|từ)\s*(\d{1,3}(?:\.\d{1,2})?)(?:\s*trở lên)?\Z")
_EARLIEST, _LATEST = dt.date(1945, 9, 2), dt.date(2100, 1, 1)
_EXCEL_EPOCH = dt.date(1899, 12, 30)
#: Thousands of đồng may be grouped with points, as offices do; of millions, fractions are as usual as groups.
_AMBIGUOUS_FROM = 1_000_000

#: Beyond a million milliard đồng lies no sum of a province, and a number of a workbook is no longer exact.
_MOST_MONEY = 10**15
#: No list counts a hundred million people; a tax code in the wrong column would.
_MOST_PEOPLE = 10**8
#: What spreadsheets write into cells whose formula failed; a column too narrow for its numbers is all ``#``.
_FAILED = re.compile(r"#(?:N/A|[A-Z0-9/_]+[!?]|#+)\Z|ERR:5\d\d\Z")

#: Columns of a list say the same few things again and again, and a code is read twice: ahead of its chunk, and with its row.
_composed = lru_cache(maxsize=16384)(nfc)


@lru_cache(maxsize=16384)
def _said(cell: str) -> str:
    written = nfc(cell)
    if written[:1] in "#Ee" and _FAILED.match(written.upper()):
        raise ValueProblemError(Formula.FAILED.value)
    return written


def text(cell: Cell) -> str:
    """Return a cell as text: composed, single spaces, whole numbers without a point; what stands for no value is a problem."""
    if isinstance(cell, str):
        return cell if cell.isalnum() and cell.isascii() else _said(cell) if cell else ""
    if isinstance(cell, float):
        if cell.is_integer():
            return str(int(cell))
        if not math.isfinite(cell):
            raise ValueProblemError(Formula.FAILED.value)
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, Formula):
        raise ValueProblemError(cell.value)
    return str(cell)


def shown(cell: Cell) -> str:
    """Return what a cell says: one that stands for no value says nothing."""
    try:
        return text(cell)
    except ValueProblemError:
        return ""


def amount(cell: Cell, *, scale: int = 1) -> int:
    """Return an amount of money in whole đồng: ``1.234.567 đ``, ``(1.234)``, ``-1.234``, ``1,234`` or a number; nothing is 0."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not -_MOST_MONEY < cell < _MOST_MONEY:  # nor does what is no number at all lie between
            raise ValueProblemError("bad_amount", cell)
        whole = Decimal(str(cell)) * scale
        if whole != whole.to_integral_value():
            raise ValueProblemError("bad_amount", cell)
        found = int(whole)
    elif isinstance(cell, str) and cell.isdigit() and cell.isascii() and len(cell) < 20:
        found = int(cell) * scale
    else:
        found = _amount(_composed(cell) if isinstance(cell, str) else text(cell), scale)
    if not -_MOST_MONEY < found < _MOST_MONEY:
        raise ValueProblemError("bad_amount", cell)
    return found


@lru_cache(maxsize=16384)
def _amount(written: str, scale: int) -> int:
    bare = _MONEY_SIGN.sub("", written.lower()).strip()
    if written in NOTHING or (bare and bare in NOTHING):
        return 0
    sign = 1
    if bare.startswith("(") and bare.endswith(")"):
        sign, bare = -1, _MONEY_SIGN.sub("", bare[1:-1]).strip()
    elif bare.startswith(("-", "−", "–")) or bare.endswith("-"):
        sign, bare = -1, bare.strip("-−– ")
    if scale > 1 and bare[:1] != "0" and (one := _ONE_SIGN.match(bare)) and (one[1] == "," or scale >= _AMBIGUOUS_FROM):
        raise ValueProblemError("bad_amount", written)
    number = Decimal(_number(bare, written)) * scale
    if number != number.to_integral_value():
        raise ValueProblemError("bad_amount", written)
    return sign * int(number)


def _number(bare: str, written: str, code: str = "bad_amount") -> str:
    """Return a number in figures with a point, from one grouped by threes or not, with decimals or not; signs never play both parts."""
    digits, decimals = bare, ""
    if not _GROUPED.match(bare) and (found := _FRACTION.match(bare)):
        point = bare[len(found[1])]
        if point in found[1]:
            raise ValueProblemError(code, written)
        digits, decimals = found[1], found[2]
    if _GROUPED.match(digits):
        digits = re.sub(r"[.,  '’]", "", digits)
    if not (digits.isascii() and digits.isdigit()):
        raise ValueProblemError(code, written)
    return f"{digits}.{decimals}" if decimals else digits


def whole(cell: Cell) -> int | None:
    """Return a count, ``None`` where there is none; a fraction or a word is a problem."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if not 0 <= cell < _MOST_PEOPLE or cell != int(cell):
            raise ValueProblemError("bad_number", cell)
        return int(cell)
    if isinstance(cell, str):
        found = int(cell) if cell.isdigit() and cell.isascii() and len(cell) < 20 else _whole(_composed(cell))
    else:
        found = _whole(text(cell))
    if found is not None and found >= _MOST_PEOPLE:
        raise ValueProblemError("bad_number", cell)
    return found


@lru_cache(maxsize=16384)
def _whole(written: str) -> int | None:
    if written in BLANK:
        return None
    bare = _PEOPLE.sub("", written.lower())
    if bare[-4:] in (".000", ",000") and _ONE_SIGN.match(bare):
        raise ValueProblemError("bad_number", written)  # thousands of people, or a few with decimals
    number = Decimal(_number(bare, written, "bad_number"))
    if number != number.to_integral_value():
        raise ValueProblemError("bad_number", written)
    return int(number)


def day(cell: Cell, *, latest: dt.date = _LATEST) -> dt.date | None:
    """Return a date, day first, ``None`` where there is none; one that nobody can mean is a problem."""
    if isinstance(cell, str):
        written = _composed(cell)
        return None if written in BLANK else _possible(_day(written), written, latest)
    if isinstance(cell, dt.datetime):
        return _possible(cell.date(), cell, latest)
    if isinstance(cell, dt.date):
        return _possible(cell, cell, latest)
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _possible(_serial(cell), cell, latest)
    raise ValueProblemError("bad_date", text(cell))


def has_two_digit_year(cell: Cell) -> bool:
    """Tell whether a date is written with two digits for its year."""
    return isinstance(cell, str) and cell[-3:-2] in _PARTING and bool(_TWO_DIGITS.match(cell))


def _serial(number: float) -> dt.date:
    if not 1 <= number < 80_000:
        raise ValueProblemError("bad_date", number)
    return _EXCEL_EPOCH + dt.timedelta(days=int(number))


@lru_cache(maxsize=16384)
def _day(written: str) -> dt.date:
    bare = _HOUR.sub("", written).lower()
    if found := _ISO.match(bare):
        year, month, number = int(found[1]), int(found[2]), int(found[3])
    elif found := _DAY_FIRST.match(bare) or _SPELT.match(bare):
        number, month, year = int(found[1]), int(found[2]), int(found[3])
        year += 2000 if year < 100 else 0
    elif _SERIAL.match(bare):
        return _serial(float(bare))
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
    """Return the first day of a month written ``05/2026``, ``2026-05``, ``Tháng 5 năm 2026``, ``202605`` or as a day of it."""
    if isinstance(cell, dt.date):
        return dt.date(cell.year, cell.month, 1)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 20_000 <= cell < 80_000:
        return _serial(cell).replace(day=1)
    return _month(text(cell))


@lru_cache(maxsize=2048)
def _month(written: str) -> dt.date:
    found = _MONTH.match(written.lower())
    if not found:
        return _day(written).replace(day=1)
    number, year = int(found[1] or found[4] or found[6]), int(found[2] or found[3] or found[5])
    if not (1 <= number <= 12 and 1945 <= year <= 2100):
        raise ValueProblemError("bad_date", written)
    return dt.date(year, number, 1)


@lru_cache(maxsize=2048)
def month_end(day: dt.date) -> dt.date:
    """Return the last day of the month of ``day``."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def months_late(cell: Cell, *, as_of: dt.date) -> tuple[Decimal | None, str]:
    """Return for how many months a firm is late on the day ``as_of``, and how that is written in short.

    ``6``, ``06``, ``6,5`` and ``6 tháng`` are numbers; ``>12`` is at least twelve; ``từ 3/2026`` counts that month and all up to
    ``as_of``, as does a span that ends there; an earlier end counts up to it.

    >>> months_late("từ 3/2026", as_of=dt.date(2026, 10, 31))
    (Decimal('8'), 'from 2026-03')
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 0 <= cell < 1000:
        return Decimal(str(cell)).quantize(Decimal("0.01")).normalize() + 0, ""
    return _months_late(text(cell).lower(), as_of)


@lru_cache(maxsize=4096)
def _months_late(written: str, as_of: dt.date) -> tuple[Decimal | None, str]:
    if written in BLANK:
        return None, ""
    if found := _BETWEEN.match(written):
        last = int(found[4]) * 12 + int(found[3])
        count = last - int(found[2]) * 12 - int(found[1]) + 1
        if not (1 <= int(found[1]) <= 12 and 1 <= int(found[3]) <= 12 and 1 <= count < 1000 and last <= as_of.year * 12 + as_of.month):
            raise ValueProblemError("bad_number", written)
        is_open = last == as_of.year * 12 + as_of.month
        return Decimal(count), f"from {found[2]}-{int(found[1]):02d}" if is_open else ""
    if found := _SINCE.match(written):
        number, year = int(found[1]), int(found[2])
        count = (as_of.year - year) * 12 + as_of.month - number + 1
        if not 1 <= number <= 12 or not 0 <= count < 1000:
            raise ValueProblemError("bad_number", written)
        return Decimal(count), f"from {year}-{number:02d}"
    bare = written.removesuffix("tháng").strip().replace(",", ".")
    if found := _OVER.match(bare):
        return Decimal(found[1]), f">{found[1]}"
    if not re.fullmatch(r"\d{1,3}(?:\.\d{1,2})?", bare):
        raise ValueProblemError("bad_number", written)
    return Decimal(bare), ""


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
