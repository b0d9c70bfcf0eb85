"""Where sources disagree about one firm: both sides as they stand, what differs, and whom to ask. Pure rules.

Nothing here decides who is right. A conflict is a reason to ask before anything is published.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core.money import number, vnd

from .rules import Month, is_unpaid

INSURANCE = "cơ quan BHXH quản lý đơn vị"


class Source(StrEnum):
    """Who counted people, as `firms.models.Source` stores it."""

    REGISTER = "register"
    ZONE = "zone_report"
    AGENCY = "headcount_vss"


NAMES = {Source.REGISTER: "Đơn vị kê khai", Source.ZONE: "Ban Quản lý khu công nghiệp", Source.AGENCY: "Cơ quan BHXH"}


@dataclass(frozen=True, slots=True)
class Count:
    """What one source says of one month; ``batch`` is the list that says it."""

    source: Source
    month: dt.date
    on: dt.date
    employed: int | None
    insured: int | None
    batch: int


@dataclass(frozen=True, slots=True)
class Listing:
    """The firm on one list of arrears, all its units together."""

    as_of: dt.date
    total_vnd: int
    noted_paid_on: dt.date | None
    batch: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What was due and paid for one month, by which list."""

    month: Month
    batch: int


@dataclass(frozen=True, slots=True)
class Word:
    """A confirmation or a conclusion: ``paid`` or ``clean``, of which day, in which document."""

    kind: str
    on: dt.date
    document: str


@dataclass(frozen=True, slots=True)
class Side:
    """What one source says, of which day; ``batch`` is 0 where it is no list."""

    source: str
    says: str
    on: dt.date
    batch: int = 0


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides that cannot both be right, the day it is about, what differs, and whom to ask."""

    on: dt.date
    sides: tuple[Side, Side]
    differs: str
    ask: str


def headcounts(counts: Iterable[Count]) -> list[Conflict]:
    """Return where sources count other people in one month, newest first."""
    months: defaultdict[dt.date, dict[Source, Count]] = defaultdict(dict)
    for count in sorted(counts, key=lambda count: (count.on, count.batch, count.employed or 0, count.insured or 0)):
        months[count.month][count.source] = count
    found = [conflict for month in months.values() for conflict in _of_month(month)]
    return sorted(found, key=lambda each: (each.on, each.differs), reverse=True)


def _of_month(by: dict[Source, Count]) -> Iterator[Conflict]:
    register, zone, agency = (by.get(source) for source in (Source.REGISTER, Source.ZONE, Source.AGENCY))
    both = "Ban Quản lý khu công nghiệp và " + INSURANCE
    if zone and agency and zone.insured is not None and agency.insured is not None and zone.insured != agency.insured:
        yield _people("người tham gia BHXH", (zone, zone.insured), (agency, agency.insured), both)
    if zone and register and zone.employed is not None and register.employed is not None and zone.employed != register.employed:
        yield _people("lao động", (zone, zone.employed), (register, register.employed), "đơn vị và Ban Quản lý khu công nghiệp")
    at_work = zone if zone and zone.employed is not None else register
    if agency and at_work and agency.insured is not None and at_work.employed is not None and agency.insured > at_work.employed:
        sides = _side(agency, agency.insured, "người tham gia BHXH"), _side(at_work, at_work.employed, "lao động")
        more = number(agency.insured - at_work.employed)
        yield Conflict(agency.month, sides, f"Số người tham gia nhiều hơn số lao động {more} người.", f"Hỏi {INSURANCE} và đơn vị.")


def _people(what: str, one: tuple[Count, int], other: tuple[Count, int], ask: str) -> Conflict:
    sides = _side(*one, what), _side(*other, what)
    return Conflict(one[0].month, sides, f"Hai nguồn lệch nhau {number(abs(one[1] - other[1]))} {what}.", f"Hỏi {ask}.")


def _side(count: Count, people: int, what: str) -> Side:
    return Side(NAMES[count.source], f"{number(people)} {what}", count.on, count.batch)


def payments(
    listings: Iterable[Listing], paid: Sequence[Paid], words: Sequence[Word], *, counted_until: dt.date | None, lists: Sequence[dt.date]
) -> list[Conflict]:
    """Return where lists of arrears, contributions, notes and confirmations disagree; ``lists`` are the days of all lists there are."""
    listings = [each for each in listings if each.total_vnd > 0]
    found: list[Conflict] = []
    for listing in listings:
        found += _of_listing(listing, paid, words, counted_until)
    found += _unlisted({each.as_of for each in listings}, paid, lists, counted_until)
    found += _unpaid_after_word(paid, words, counted_until)
    return sorted(found, key=lambda each: (each.on, each.differs), reverse=True)


def _of_listing(listing: Listing, paid: Sequence[Paid], words: Sequence[Word], counted_until: dt.date | None) -> Iterator[Conflict]:
    late = Side("Danh sách chậm đóng", f"chậm đóng {vnd(listing.total_vnd)}", listing.as_of, listing.batch)
    due = [each for each in paid if each.month.due_on < listing.as_of and each.month.due_vnd > 0]
    if due and counted_until and counted_until >= listing.as_of and not any(is_unpaid(each.month, listing.as_of) for each in due):
        last = max(due, key=lambda each: (each.month.due_on, each.batch))
        side = Side("Số liệu đóng", f"đã nộp đủ {number(len(due))} kỳ đến hạn", last.month.due_on, last.batch)
        yield Conflict(
            listing.as_of, (late, side), "Danh sách ghi chậm đóng, số liệu đóng ghi đã nộp đủ.", f"Hỏi {INSURANCE}, đề nghị đối chiếu."
        )
    if listing.noted_paid_on and not any(word.kind == "paid" and word.on >= listing.noted_paid_on for word in words):
        noted = Side("Ghi chú của danh sách", f"đã nộp đủ ngày {listing.noted_paid_on:%d/%m/%Y}", listing.noted_paid_on, listing.batch)
        yield Conflict(
            listing.as_of,
            (late, noted),
            "Cùng một dòng vừa ghi chậm đóng vừa ghi đã nộp đủ; chưa có văn bản xác nhận.",
            f"Đề nghị {INSURANCE} xác nhận bằng văn bản trước khi công khai.",
        )
    for word in words:
        if word.kind == "paid" and word.on <= listing.as_of and (listing.as_of - word.on).days <= 60:
            side = Side("Xác nhận của cơ quan BHXH", f"đã nộp đủ ngày {word.on:%d/%m/%Y} ({word.document})", word.on)
            yield Conflict(
                listing.as_of, (late, side), "Đã xác nhận nộp đủ nhưng danh sách sau đó vẫn có tên.", f"Hỏi {INSURANCE}: kỳ mới hay sót?"
            )
        if word.kind == "clean" and abs((word.on - listing.as_of).days) <= 60:
            side = Side("Kết luận kiểm tra", f"không phát hiện vi phạm ({word.document})", word.on)
            yield Conflict(
                listing.as_of,
                (late, side),
                "Kiểm tra không phát hiện vi phạm, danh sách ghi chậm đóng.",
                f"Hỏi đoàn kiểm tra và {INSURANCE}.",
            )


def _unlisted(named: set[dt.date], paid: Sequence[Paid], lists: Sequence[dt.date], counted_until: dt.date | None) -> Iterator[Conflict]:
    """Yield the newest list that leaves out a firm which had not paid a month and more before its day."""
    day = max(lists, default=None)
    if day is None or day in named or counted_until is None or counted_until < day:
        return
    unpaid = [each for each in paid if (day - each.month.due_on).days > 31 and is_unpaid(each.month, day)]
    if unpaid:
        first = min(unpaid, key=lambda each: (each.month.due_on, each.batch))
        yield Conflict(
            day,
            (
                Side("Số liệu đóng", f"còn {number(len(unpaid))} kỳ chưa nộp đủ", first.month.due_on, first.batch),
                Side("Danh sách chậm đóng", "không có tên", day),
            ),
            "Số liệu đóng còn kỳ chưa nộp đủ, danh sách chậm đóng mới nhất không có tên.",
            f"Hỏi {INSURANCE} vì sao không đưa vào danh sách.",
        )


def _unpaid_after_word(paid: Sequence[Paid], words: Sequence[Word], counted_until: dt.date | None) -> Iterator[Conflict]:
    """Yield the last confirmation of payment where contributions counted later still show a month unpaid that fell due before it."""
    word = max((word for word in words if word.kind == "paid"), key=lambda word: (word.on, word.document), default=None)
    if word is None or counted_until is None or counted_until < word.on:
        return
    unpaid = [each for each in paid if each.month.due_on < word.on and is_unpaid(each.month, counted_until)]
    if unpaid:
        first = min(unpaid, key=lambda each: (each.month.due_on, each.batch))
        yield Conflict(
            word.on,
            (
                Side("Xác nhận của cơ quan BHXH", f"đã nộp đủ ngày {word.on:%d/%m/%Y} ({word.document})", word.on),
                Side("Số liệu đóng", f"còn {number(len(unpaid))} kỳ chưa nộp đủ", counted_until, first.batch),
            ),
            "Đã xác nhận nộp đủ nhưng số liệu đóng tính sau đó còn kỳ chưa nộp đủ.",
            f"Hỏi {INSURANCE}: số liệu đóng đã cập nhật chưa?",
        )
