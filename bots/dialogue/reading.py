"""Amounts, months and days as people write them; what cannot be read for sure is not guessed. Pure."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal

from core.text import fold

#: Nobody here means more.
_MOST = 10**13
_UNITS = {
    **dict.fromkeys(("ty", "ti", "billion", "bn"), 10**9),
    **dict.fromkeys(("trieu", "tr", "cu", "million", "mil", "m"), 10**6),
    **dict.fromkeys(("nghin", "ngan", "k", "thousand"), 10**3),
    **dict.fromkeys(("tram", "tr.d"), 100),
}
_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*(?![\d.,]*\d)")
_PLAIN = re.compile(r"(?<![\d.,])\d{4,11}(?![\d.,]*\d)")
_SCALED = re.compile(
    rf"(?<![\d.,])(\d+(?:[.,]\d+)?)\s*({_UNIT})(?![a-z])\s*(ruoi)?(?:\s*(\d{{1,3}})(?!\d|\s*(?:{_UNIT})(?![a-z])|\s*(?:thang|ngay|nam|%)))?"
)
_GLUED = re.compile(r"(?<![\d.,])(\d+)(tr|t|ty|k|m|cu)(\d{1,3})(?![\d])")
_NUMERALS = {
    **dict(zip(("khong", "mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"), range(11), strict=True)),
    **dict(zip(("tu", "lam", "moi"), (4, 5, 1), strict=True)),
}
_SPOKEN = re.compile(rf"\b((?:{'|'.join(_NUMERALS)}|tram)(?:\s+(?:{'|'.join(_NUMERALS)}|tram))*)\s+(ty|trieu|tr|cu|nghin|ngan)(\s+ruoi)?\b")
_MONTHS = {
    name: place
    for place, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug"),
            *("september sep sept", "october oct", "november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_COUNTED = {"gieng": 1, "mot": 1, "hai": 2, "ba": 3, "tu": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_COUNTED |= {"muoi mot": 11, "muoi hai": 12, "chap": 12}
_NAMED = "|".join(sorted(_MONTHS, key=len, reverse=True))
_SEP = r"\s*[/.\-]\s*"


def amount(text: str) -> int | None:
    """Return the đồng that ``text`` names, or nothing; a bare small number is not taken for millions.

    >>> [amount(text) for text in ("5tr", "5 triệu rưỡi", "7.500.000", "7tr5", "1 tỷ 2", "bảy triệu rưỡi", "900k", "8")]
    [5000000, 5500000, 7500000, 7500000, 1200000000, 7500000, 900000, None]
    """
    line = re.sub(r"(\d+)\s*tram\s+(?=trieu|ty)", r"\g<1>00 ", fold(text))
    if found := _GLUED.search(line):
        scale = _UNITS["tr" if found[2] == "t" else found[2]]
        return _sane(int(found[1]) * scale + int(found[3].ljust(3, "0")) * scale // 1000)
    if _SCALED.search(line):
        return _sane(_scaled(line))
    if found := _SPOKEN.search(line):
        unit = _UNITS[found[2]]
        return _sane(_spoken(found[1]) * unit + (unit // 2 if found[3] else 0))
    if found := _GROUPED.search(line):
        return _sane(int(re.sub(r"\D", "", found[0])))
    if found := _PLAIN.search(line):
        return _sane(int(found[0]))
    return None


def _scaled(line: str) -> int:
    """Add up "1 tỷ 200 triệu", "7 triệu 500 nghìn", "8 triệu 2"; a smaller unit alone follows a larger one."""
    total, last = 0, 10**15
    for found in _SCALED.finditer(line):
        unit = _UNITS[found[2]]
        if unit >= last:
            break
        total += int(Decimal(found[1].replace(",", ".")) * unit) + (unit // 2 if found[3] else 0)
        if found[4] and unit > 1000:
            total += int(found[4].ljust(3, "0")) * unit // 1000
        last = unit
    return total


def _spoken(words: str) -> int:
    total = 0
    for word in words.split():
        if word == "tram":
            total = (total or 1) * 100
        elif word == "muoi":
            total = total + 10 if total % 10 == 0 else total - total % 10 + total % 10 * 10
        else:
            total += _NUMERALS[word]
    return total


def _sane(number: int) -> int | None:
    return number if 1000 <= number <= _MOST else None


def count(text: str) -> int | None:
    """Return the number of days that ``text`` names.

    >>> count("31 ngày"), count("chậm 45 ngay"), count("31/10/2026"), count("31")
    (31, 45, None, None)
    """
    found = re.fullmatch(r"(?:\D*\s)?(\d{1,4})\s*(?:ngay|days?)\W*", fold(text))
    return int(found[1]) if found and int(found[1]) else None


def month(text: str, today: dt.date) -> dt.date | None:
    """Return the first day of the month that ``text`` names; without a year the latest such month that has begun.

    >>> today = dt.date(2026, 11, 23)
    >>> [f"{month(text, today):%m/%Y}" for text in ("tháng 8/2026", "T12", "9-2026", "tháng trước", "August 2026", "2026-08")]
    ['08/2026', '12/2025', '09/2026', '10/2026', '08/2026', '08/2026']
    >>> month("hôm qua", today) is None
    True
    """
    line = fold(text)
    if re.search(r"\bthang (?:nay)\b|this month", line):
        return today.replace(day=1)
    if re.search(r"\bthang (?:truoc|roi|vua roi|qua)\b|last month", line):
        return (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)
    if found := re.search(r"(?<!\d)(20\d\d)-(\d{1,2})(?!\d|-\d)", line):
        return _month(int(found[1]), int(found[2]))
    if found := re.search(rf"(?:\bthang\s*|\bt|(?<![\d/.\-]))(\d{{1,2}})(?:{_SEP}|\s*nam\s*|\s+)(20\d\d)(?!\d)", line):
        return _month(int(found[2]), int(found[1]))
    if found := re.search(rf"\b({_NAMED})\b\.?\s*(20\d\d)", line):
        return _month(int(found[2]), _MONTHS[found[1]])
    if line in _MONTHS:
        return _latest(_MONTHS[line], today)
    if found := re.search(r"\b(?:thang|t)\s*(\d{1,2})\b", line):
        return _latest(int(found[1]), today)
    if found := re.search(rf"\bthang ({'|'.join(sorted(_COUNTED, key=len, reverse=True))})\b", line):
        return _latest(_COUNTED[found[1]], today)
    on = day(text, today) if any(letter.isdigit() for letter in line) else None  # "hôm qua" names no month
    return on.replace(day=1) if on else None


def _latest(place: int, today: dt.date) -> dt.date | None:
    return _month(today.year if place <= today.month else today.year - 1, place)


def _month(year: int, place: int) -> dt.date | None:
    return dt.date(year, place, 1) if 1 <= place <= 12 and 2000 <= year <= 2100 else None


def day(text: str, today: dt.date) -> dt.date | None:
    """Return the day that ``text`` names; without a year the latest such day that is not to come.

    >>> today = dt.date(2026, 11, 23)
    >>> [f"{day(text, today):%d/%m/%Y}" for text in ("hôm qua", "5/10/2026", "ngày 5 tháng 10", "25/12", "3 ngày trước", "5 Oct 2026")]
    ['22/11/2026', '05/10/2026', '05/10/2026', '25/12/2025', '20/11/2026', '05/10/2026']
    >>> day("30/2/2026", today) is None
    True
    """
    line = fold(text)
    for words, back in (("hom nay|today|bay gio|now", 0), ("hom qua|yesterday", 1), ("hom kia", 2), ("ngay mai|tomorrow", -1)):
        if re.search(rf"\b(?:{words})\b", line):
            return today - dt.timedelta(days=back)
    if found := re.search(r"(?<!\d)(\d{1,3}) (?:ngay truoc|days ago)", line):
        return today - dt.timedelta(days=int(found[1]))
    if found := re.search(r"(?<!\d)(20\d\d)-(\d{1,2})-(\d{1,2})(?!\d)", line):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := re.search(
        rf"(?<![\d/.\-])(\d{{1,2}})(?:{_SEP}|\s*thang\s*)(\d{{1,2}})(?:(?:{_SEP}|\s*nam\s*|\s+)(\d{{4}}|\d{{2}}))?(?![\d/])", line
    ):
        year = int(found[3]) if found[3] else 0
        return _on(year + 2000 if 0 < year < 100 else year, int(found[2]), int(found[1]), today)
    if found := re.search(rf"(?<!\d)(\d{{1,2}})\s*({_NAMED})\b\.?\s*(20\d\d)?\s*$", line):
        return _on(int(found[3] or 0), _MONTHS[found[2]], int(found[1]), today)
    return None


def _on(year: int, place: int, number: int, today: dt.date) -> dt.date | None:
    if year:
        return _day(year, place, number)
    this = _day(today.year, place, number)
    return this if this is None or this <= today else _day(today.year - 1, place, number)


def _day(year: int, place: int, number: int) -> dt.date | None:
    if not (2000 <= year <= 2100 and 1 <= place <= 12 and 1 <= number <= calendar.monthrange(year, place)[1]):
        return None
    return dt.date(year, place, number)
