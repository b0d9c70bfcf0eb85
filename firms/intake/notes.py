"""What the note beside a sum that is owed says: reminded, paid in full, put off by law; what is in doubt is told. Pure."""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from core.tables import ValueProblemError
from core.tables import values as read
from core.text import fold


class Note(NamedTuple):
    """What a note says of the firm, and the codes of what an officer must look at."""

    reminded_on: dt.date | None = None
    paid_on: dt.date | None = None
    is_put_off: bool = False
    warnings: tuple[str, ...] = ()


SILENT = Note()
#: Notes are written until a list is sent, about two weeks after the day up to which it counts.
_SENT_WITHIN = dt.timedelta(days=14)
_FIGURES = r"\d{1,2}\s?[/.\-]\s?\d{1,2}\s?[/.\-]\s?(?:\d{4}|\d{2})(?!\d)"
_SPELT = r"(\d{1,2}) thang (\d{1,2}),? nam (\d{4})"
_REMINDED = re.compile(rf"\bda don doc[^;]*?\bngay:? ({_FIGURES})")
_PAYS = (
    r"(?:nop|(?<!hoat )(?<!lao )(?<!huy )dong|(?<!kiem )(?<!thanh )(?<!dieu )tra|(?<!van )chuyen (?:khoan|tien|nop)|thanh toan|hoan thanh)"
)
#: "Paid in full", with what was paid between the two words.
_IN_FULL = re.compile(rf"\b(?:da )?(?:{_PAYS} (?:(?!chua\b|khong\b)[a-z]+ ){{0,8}}?(?:day du|du|xong|het)|tat toan)\b")
_ALL = r"(?:toan bo|so|tien|no|cham|nop|dong|phai|con|thieu|bao hiem|bhxh|va lai|ca lai|cac|khoan|nsnn|ngan sach)"
_PLAINLY = re.compile(rf"(?:da )?(?:{_PAYS} (?:{_ALL} )*(?:day du|du|xong|het)|tat toan)")
_SETTLED_ON = re.compile(rf"(?: (?:het|{_ALL}))*,? ?\(?(?:vao |trong )?(?:ngay ?:? ?)?({_FIGURES}|{_SPELT})")
#: What, before it in its clause, promises it, asks for it or denies it.
_NOT_PAID = re.compile(r"\b(?:chua|khong|cam ket|hua|se|de nghi|yeu cau|du kien|ke hoach|han|xin|neu|truoc|thong bao|de|phai\s*$)\b")
_CLAUSE = re.compile(r";|\.\s")
_ARTICLE = re.compile(r"\bdieu 37\b|\btam (?:dung|ngung|hoan)\b.*\bd\s?\.?\s?37\b|\bd\s?\.?\s?37\b.*\btam (?:dung|ngung|hoan)\b")
_PAUSE = re.compile(r"\btam (?:dung|ngung|hoan) dong\b(?! cua)")
_PAUSED_FUND = re.compile(r"\btam dung dong (?:vao )?quy huu tri\b")
_FREE_OF_DOUBT = re.compile(r"\bkhong (?:bi |phai )?(?:tinh|coi|xem|qua|chiu)\b[^;,.]*|\b(?:den|toi) het\b")
_NOT_PUT_OFF = re.compile(
    r"\b(?:khong|chua|het|qua han|ket thuc|cham dut|de nghi|xin|tu choi|bac|huy|thu hoi|du kien|ho so|neu|truoc day|sap"
    r"|cho (?:xet|duyet|phe duyet|chap thuan|y kien|quyet dinh|xem xet)|dang (?:xet|xem xet|cho|trinh|tham dinh|lam)"
    r"|37 (?:nghi dinh|nd|thong tu|quyet dinh))\b"
)
_UNTIL = re.compile(
    r"\b(?:den|toi)(?: het)?(?: ngay| thang| cuoi)* (?:(?:\d{1,2}\s?[/.\-]\s?)?(\d{1,2})\s?[/.\-]\s?|(\d{1,2}) nam )(\d{4})"
)


@lru_cache(maxsize=4096)
def note(text: str, as_of: dt.date, today: dt.date | None = None) -> Note:
    """Return what a note says; ``as_of`` is the day up to which its list counts, ``today`` the day of reading, after which nobody has paid.

    >>> note("Đã đóng đủ vào ngày 5-11-2026", dt.date(2026, 10, 31)).paid_on
    datetime.date(2026, 11, 5)
    >>> note("Không thuộc trường hợp tạm dừng đóng theo Điều 37", dt.date(2026, 10, 31)).warnings
    ('put_off_unclear',)
    """
    folded = fold(text)
    # Most notes speak of one thing: a plain test spares the patterns of the others.
    is_of_payment = " du" in folded or " het" in folded or " xong" in folded or "tat toan" in folded
    paid_on, paid_odd = _paid(folded, max(today, as_of + _SENT_WITHIN) if today else dt.date.max) if is_of_payment else (None, "")
    reminded = _REMINDED.search(folded) if "don doc" in folded else None
    if reminded and is_of_payment and _IN_FULL.search(reminded[0]):
        reminded = None  # the day is that of the payment
    is_put_off, put_off_odd = _put_off(folded, as_of) if "37" in folded or "tam " in folded else (False, "")
    warnings = tuple(code for code in (paid_odd, put_off_odd) if code) if paid_odd or put_off_odd else ()
    return Note(read.day(reminded[1]) if reminded else None, paid_on, is_put_off, warnings)


def _paid(folded: str, latest: dt.date) -> tuple[dt.date | None, str]:
    """Return the day on which all was paid, or the warning that a note seems to speak of it."""
    days: set[dt.date] = set()
    for clause in _CLAUSE.split(folded):
        for found in _IN_FULL.finditer(clause):
            is_done, is_plain = found[0].startswith("da "), _PLAINLY.fullmatch(found[0])
            settled = _SETTLED_ON.match(clause, found.end())
            is_open = bool(_NOT_PAID.search(clause[: found.start()]))
            if not is_done and (is_open or not (is_plain or settled)):
                continue
            day = _day(settled) if settled and is_plain and not is_open else None
            if day is None or day > latest:
                return None, "paid_unclear"
            days.add(day)
    return (max(days), "") if days else (None, "")


def _day(found: re.Match[str]) -> dt.date | None:
    try:
        return read.day("/".join(found.group(2, 3, 4)) if found[2] else found[1])
    except ValueProblemError:
        return None


def _put_off(folded: str, as_of: dt.date) -> tuple[bool, str]:
    """Tell whether what is owed is put off under Article 37 of the law, or the warning that a note speaks of it and does not say so."""
    cites = bool(_ARTICLE.search(folded))
    if not cites and not _PAUSE.search(folded):
        return False, ""
    plain = _FREE_OF_DOUBT.sub(" ", folded)
    ended = any((int(year), int(whole or spelt)) < (as_of.year, as_of.month) for whole, spelt, year in _UNTIL.findall(folded))
    if ended or _NOT_PUT_OFF.search(plain) or not (cites or _PAUSED_FUND.search(folded)):
        return False, "put_off_unclear"
    return True, ""
