"""What the title of a list says of the whole: the day up to which it counts, and in what it counts money. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from core.tables import UnreadableError, ValueProblemError, headings
from core.tables import values as read
from core.text import fold

_DATE = r"(\d{1,2})\s?[/.-]\s?(\d{1,2})\s?[/.-]\s?(\d{4}|\d{2})(?!\d)"
_SPELT = r"(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+(\d{4})"
#: Up to which day figures count: a word that says so, some that say nothing, the day. "Đến" alone says so less surely.
_COUNTED = re.compile(
    rf"(?<!tu )(?<!truoc )(?<!sau )\b(?:(?P<sure>tinh den|so lieu|chot|thoi diem)|den)\b"
    rf"(?:[ :]+(?:tinh|so lieu|chot|cap nhat|den|het|ngay|thoi diem|vao|luc|cuoi|la|\d{{1,2}} ?(?:h|gio)(?: ?\d\d)?)\b)*"
    rf"[ :]+(?:{_DATE}|{_SPELT})"
)
#: A day by which somebody must do something, and whatever a list is compared with, say nothing of its figures.
_DEADLINE = re.compile(
    r"\b(?:de nghi|yeu cau|cham nhat|muon nhat|khan truong|hoan thanh|bo sung)\b|(?<!qua )\bhan\b"
    r"|(?<!da )(?<!chua )(?<!cham )(?<!phai )\bnop(?: tien| du| het)* den\b"
)
_COMPARED = re.compile(r"\bso voi\b.*")
_CLAUSE = re.compile(r"[;()]|,(?= )")
_UNTIL_MONTH = re.compile(r"\bden(?: het)?(?: cuoi)? (?:thang|ky) (\d{1,2})(?: nam |\s?[/.-]\s?)(\d{4})")
_MONTH = re.compile(r"(?<!tu )(?<!truoc )(?<!sau )\b(?:thang|ky|t)[ .:]?(\d{1,2})(?: nam |\s?[/.-]\s?)(\d{4})")
#: The place and month of a signature.
_SIGNED = re.compile(
    r"(?!.*\b(?:danh sach|bao cao|so lieu|thong bao|bhxh|ky)\b)(?:\w+ ){1,3}?\w*, (?:ngay \S* ?)?thang \d{1,2} nam \d{4}\Z"
)
_QUARTER = re.compile(r"\bquy (iv|i{1,3}|[1-4])(?: nam |\s?[/.-]\s?)(\d{4})")
#: A day of the letter that brought the list, or of its signing, says nothing of its figures.
_LETTER = re.compile(r"\b(?:kem theo|ban hanh|thong bao so|cong van so|quyet dinh so|van ban so|to trinh so)\b")
_IN_NAME = re.compile(
    r"(?:^|[^0-9])(?:(20\d{2})[-_. ]?(0[1-9]|1[0-2])|(?:thang|t)?[-_. ]?(0?[1-9]|1[0-2])[-_. ]?(20\d{2}))(?![0-9])(?![-_.][0-9])"
)
_DAY_IN_NAME = re.compile(r"(?<![0-9])(?:0?[1-9]|[12]\d|3[01])[-_. ](?:0?[1-9]|1[0-2])[-_. ]20\d{2}(?![0-9])")
_MONTH_IN_NAME = re.compile(r"(?<![a-z])(?:thang|t)[-_. ]?(0?[1-9]|1[0-2])(?![0-9])")
#: After these words the unit is said, and what is none of ours is a doubt.
_CAPTION = re.compile(
    r"\b(?:(?:đơn vị|don vi|đv|(?:đ|d)\s?/\s?v)\s+(?:tính|tinh)(?!\s+(?:đến|den)\b)|đ\s?/\s?v|đvt|dvt|unit"
    r"|(?:đơn vị|don vi)\s+(?:tiền|tien)(?:\s+(?:tệ|te))?)(?:\s+(?:tiền|tien))?\s*(?P<sign>[:(=–-]|(?:là|la|bằng)\b)?\s*(?P<said>.*)"
)
#: These words head a name or a rule as often as a unit; only a unit counts, and behind a colon nothing but a unit.
_PERHAPS = re.compile(
    r"\btính (?:bằng|theo)(?: đơn vị)?:?\s+(?P<begins>.*)"
    r"|(?:\b(?:đơn vị|don vi)|(?:^|[(.;]\s*|\bsố )tiền)\s*:\s*(?P<said>[^()]*)"
)
_PEOPLE = re.compile(r"(?:(?:người|nguoi|lao động|lđ|tháng|thang|ngày|%)\s*(?:[;,/&–-]|và\b)?\s*)+")
_ENCLOSED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_FOREIGN = re.compile(r"\b(?:usd|eur|đô la)\b|[$€]")
_NAMES = {1: "đồng", 1_000: "nghìn đồng", 1_000_000: "triệu đồng", 1_000_000_000: "tỷ đồng"}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class Unit:
    """What amounts are counted in; ``doubt`` is what was said of it that cannot be understood for sure."""

    name: str = "đồng"
    scale: int = 1
    is_stated: bool = False
    doubt: str = ""


def day(lines: Iterable[str]) -> dt.date | None:
    """Return the day up to which the title says that the figures count; the date of the covering letter is another one.

    >>> day(["(Kèm theo Thông báo số 435/TB-BHXH ngày 11/11/2026)", "Số liệu tính đến hết ngày 31/10/2026"])
    datetime.date(2026, 10, 31)
    >>> day(["DANH SÁCH ĐƠN VỊ CHẬM ĐÓNG THÁNG 10 NĂM 2026", "Hưng Lẫm, ngày 11 tháng 11 năm 2026"])
    datetime.date(2026, 10, 31)
    """
    folded = [fold(line) for line in lines]
    clauses = [_COMPARED.sub("", clause) for line in folded for clause in _CLAUSE.split(line)]
    days: dict[bool, set[dt.date | None]] = {True: set(), False: set()}
    for clause in clauses:
        is_deadline = _DEADLINE.search(clause) is not None
        for found in _COUNTED.finditer(clause):
            if not is_deadline or found["sure"] == "tinh den":
                number, month, year = filter(None, found.groups()[1:])
                days[bool(found["sure"])].add(_day(f"{number}/{month}/{year}"))
    if said := days[True] or days[False]:
        return said.pop() if len(said) == 1 else None
    for clause in clauses:
        if (until := _UNTIL_MONTH.search(clause)) and not _DEADLINE.search(clause):
            return _month_end(until[1], until[2])
    ends = {_month_end(*found) for line in folded if not _LETTER.search(line) and not _SIGNED.match(line) for found in _months(line)}
    return ends.pop() if len(ends) == 1 else None


def _months(line: str) -> Iterator[tuple[str, str]]:
    """Yield the months that a line of a title names; the last one of a quarter stands for it."""
    bare = _COMPARED.sub("", re.sub(r"\bngay \d{1,2} thang \d{1,2} nam \d{4}", " ", line))
    if found := _MONTH.findall(bare):
        yield from found
    elif quarter := _QUARTER.search(bare):
        yield str(3 * (_ROMAN.get(quarter[1]) or int(quarter[1]))), quarter[2]


def named_month(name: str, today: dt.date | None = None) -> dt.date | None:
    """Return the end of the month that the name of a sheet or of a file tells, where it tells one alone and that one has ended.

    >>> named_month("DS cham dong T10.2026.xlsx"), named_month("arrears_2026_10.csv"), named_month("09901")
    (datetime.date(2026, 10, 31), datetime.date(2026, 10, 31), None)
    >>> named_month("Danh sach ngay 05-11-2026.xlsx"), named_month("DS thang 11.2026 (so lieu thang 10).xlsx")
    (None, None)
    """
    folded = fold(name.rpartition(".")[0] or name)
    ends = {_month_end(found[2] or found[3], found[1] or found[4]) for found in _IN_NAME.finditer(folded)}
    if len(ends) != 1 or _DAY_IN_NAME.search(folded):
        return None
    end = ends.pop()
    others = {int(number) for number in _MONTH_IN_NAME.findall(folded)}
    return end if end and others <= {end.month} and not (today and end > today) else None


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
    """Return what the captions beside a list say that amounts are counted in; a foreign currency is refused.

    What names a unit and is none of the ways to say it, or says another one, is a doubt.

    >>> unit(["Đơn vị: BHXH tỉnh Đồng Nai", "Đơn vị tính: nghìn đồng"]).scale, unit(["(ĐVT: mười nghìn đồng)"]).doubt
    (1000, '(ĐVT: mười nghìn đồng)')
    """
    lines = list(lines)
    stated = next((scale for line in lines if (scale := _said(line.lower())[0])), 0)
    known = {stated or 1}
    doubt = next((line for line in lines if is_doubtful(line, known)), "")
    return Unit(_NAMES.get(stated, "đồng"), stated or 1, bool(stated), doubt[:120])


def is_doubtful(said: str, known: Collection[int]) -> bool:
    """Tell whether a text beside a list names a unit that is not understood, or none of those ``known``."""
    lower = said.lower()
    scale, is_odd = _said(lower)
    return is_odd or (scale > 0 and scale not in known) or any(other not in known for other in headings.scales(lower))


def _said(lower: str) -> tuple[int, bool]:
    """Return the unit that a line states, 0 for none, and whether it says one that is not understood."""
    if found := _CAPTION.search(lower):
        said = _PEOPLE.sub("", found["said"], count=1) if _PEOPLE.match(found["said"]) else found["said"]
        _refuse_foreign(_FOREIGN.search(said))
        if scale := headings.said_unit(said, is_all=False):
            return scale, False
        return 0, bool((found["sign"] and said.strip(" .;,()")) or headings.scales(said, with_amounts=True))
    if found := _PERHAPS.search(lower):
        said = (found["begins"] or found["said"] or "").strip(" .;,")
        _refuse_foreign(_FOREIGN.fullmatch(said))
        if scale := headings.said_unit(said, is_all=found["begins"] is None):
            return scale, False
    for bit in (lower.strip(" .;,"), *_ENCLOSED.findall(lower)):
        if (scale := headings.said_unit(bit.strip(" .;,()"))) > 1 and any(map(str.isalpha, bit)):
            return (scale, False) if headings.scales(bit) else (0, True)
    return 0, False


def _refuse_foreign(found: re.Match[str] | None) -> None:
    if found:
        raise UnreadableError("unknown_unit", "Danh sách ghi số tiền bằng ngoại tệ; chỉ nhận số tiền bằng đồng Việt Nam.")
