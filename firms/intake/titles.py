"""What the title of a list says of the whole: the day up to which it counts, and in what it counts money. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.tables import UnreadableError, ValueProblemError, headings
from core.tables import values as read
from core.text import fold

_DATE = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4})"
_SPELT = r"(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})"
_UNTIL = re.compile(rf"\bden(?: het)?(?: ngay)?:? (?:{_DATE}|{_SPELT})")
_UNTIL_MONTH = re.compile(r"\bden(?: het)?(?: cuoi)? (?:thang|ky) (\d{1,2})(?: nam |\s?[/.-]\s?)(\d{4})")
_MONTH = re.compile(r"\b(?:thang|ky|t)[ .:]?(\d{1,2})(?: nam |\s?[/.-]\s?)(\d{4})")
_QUARTER = re.compile(r"\bquy (iv|i{1,3}|[1-4])(?: nam |\s?[/.-]\s?)(\d{4})")
#: A day of the letter that brought the list, or of its signing, says nothing of its figures.
_LETTER = re.compile(r"\b(?:kem theo|ban hanh|thong bao so|cong van so|quyet dinh so|van ban so|to trinh so)\b")
_IN_NAME = re.compile(
    r"(?:^|[^0-9])(?:(20\d{2})[-_. ]?(0[1-9]|1[0-2])|(?:thang|t)?[-_. ]?(0?[1-9]|1[0-2])[-_. ]?(20\d{2}))(?![0-9])(?![-_.][0-9])"
)
_CAPTION = re.compile(r"\b(?:(?:đơn vị|don vi)(?: tính| tinh| tiền(?: tệ)?)?|đvt|dvt)\s*:\s*(.+)|\b(?:đvt|dvt)\b(.+)")
_FOREIGN = re.compile(r"\b(?:usd|eur|đô la)\b|[$€]")
_NAMES = {1: "đồng", 1_000: "nghìn đồng", 1_000_000: "triệu đồng", 1_000_000_000: "tỷ đồng"}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class Unit:
    """What amounts are counted in."""

    name: str = "đồng"
    scale: int = 1


def day(lines: Iterable[str]) -> dt.date | None:
    """Return the day up to which the title says that the figures count; the date of the covering letter is another one.

    >>> day(["(Kèm theo Thông báo số 435/TB-BHXH ngày 11/11/2026)", "Số liệu tính đến hết ngày 31/10/2026"])
    datetime.date(2026, 10, 31)
    >>> day(["DANH SÁCH ĐƠN VỊ CHẬM ĐÓNG THÁNG 10 NĂM 2026", "Hưng Lẫm, ngày 11 tháng 11 năm 2026"])
    datetime.date(2026, 10, 31)
    """
    folded = [fold(line) for line in lines]
    for line in folded:
        if found := _UNTIL.search(line):
            number, month, year = found.groups()[:3] if found[1] else found.groups()[3:]
            return _day(f"{number}/{month}/{year}")
    for line in folded:
        if found := _UNTIL_MONTH.search(line):
            return _month_end(found[1], found[2])
    for line in folded:
        if _LETTER.search(line):
            continue
        bare = re.sub(r"\bngay \d{1,2} thang \d{1,2} nam \d{4}", " ", line)
        if found := _MONTH.search(bare):
            return _month_end(found[1], found[2])
        if found := _QUARTER.search(bare):
            return _month_end(str(3 * (_ROMAN.get(found[1]) or int(found[1]))), found[2])
    return None


def named_month(name: str) -> dt.date | None:
    """Return the end of the month that the name of a sheet or of a file tells, where it tells one alone.

    >>> named_month("DS cham dong T10.2026.xlsx"), named_month("arrears_2026_10.csv"), named_month("09901")
    (datetime.date(2026, 10, 31), datetime.date(2026, 10, 31), None)
    """
    months = {_month_end(found[2] or found[3], found[1] or found[4]) for found in _IN_NAME.finditer(fold(name.rpartition(".")[0] or name))}
    return months.pop() if len(months) == 1 else None


def _day(written: str) -> dt.date | None:
    try:
        return read.day(written)
    except ValueProblemError:
        return None


def _month_end(month: str, year: str) -> dt.date | None:
    try:
        return read.month_end(read.month(f"{int(month):02d}/{year}"))
    except ValueProblemError:
        return None


def unit(lines: Iterable[str]) -> Unit:
    """Return what a caption above the heading says that amounts are counted in; a foreign currency is refused."""
    for line in lines:
        for found in _CAPTION.finditer(line.lower()):
            said = found[1] or found[2]
            if _FOREIGN.search(said):
                raise UnreadableError("unknown_unit", "Danh sách ghi số tiền bằng ngoại tệ; chỉ nhận số tiền bằng đồng Việt Nam.")
            if scale := headings.unit(said):
                return Unit(_NAMES.get(scale, "đồng"), scale)
    return Unit()
