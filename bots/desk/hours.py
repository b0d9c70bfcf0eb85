"""When the desk is open, when it opens again, and until when an officer has come. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core import clock, workdays
from core.workdays import Swaps

#: Spans of one day, in order, apart from each other.
Spans = tuple[tuple[dt.time, dt.time], ...]

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
#: Farther ahead nobody looks for an hour at which the desk is open.
_HORIZON = 60
_ONE = dt.timedelta(days=1)
_SATURDAY = 5
_SPAN = re.compile(r"(\d{1,2})[:hg](\d{2})?\s*[-–]\s*(\d{1,2})[:hg](\d{2})?", re.IGNORECASE)


class BadHours(ValueError):
    """Hours that cannot be read; the text says what to write, in Vietnamese."""


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of each weekday, Monday first; no spans where the desk stays closed."""

    week: tuple[Spans, ...]

    @classmethod
    def read(cls, texts: Sequence[str]) -> Hours:
        """Read seven lines such as ``07:30-11:30, 13:30-17:00``."""
        return cls(tuple(read_spans(text) for text in texts))

    def of(self, day: dt.date, swaps: Swaps) -> Spans:
        """Return the spans of ``day``: none on a holiday; a weekend worked in exchange keeps the hours of a working day."""
        spans = self.week[day.weekday()]
        if workdays.is_workday(day, swaps):
            return spans or (next((usual for usual in self.week[:_SATURDAY] if usual), ()) if day.weekday() >= _SATURDAY else ())
        rests = day.weekday() < _SATURDAY or day in swaps or workdays.is_holiday(day)
        return () if rests else spans

    def spans(self, start: dt.datetime, swaps: Swaps) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Yield the spans that end after ``start``, the first one cut at it."""
        first = start.astimezone(clock.VIETNAM)
        for ahead in range(_HORIZON):
            day = first.date() + _ONE * ahead
            for opens, closes in self.of(day, swaps):
                begin, end = (dt.datetime.combine(day, at, clock.VIETNAM) for at in (opens, closes))
                if end > first:
                    yield max(begin, first), end

    def is_open(self, now: dt.datetime, swaps: Swaps) -> bool:
        """Tell whether the desk is open at this moment."""
        return self.opens(now, swaps) == now

    def opens(self, now: dt.datetime, swaps: Swaps) -> dt.datetime | None:
        """Return when the desk is open next: now, if it is; none if it stays closed."""
        return next((begin for begin, _ in self.spans(now, swaps)), None)

    def after(self, now: dt.datetime, minutes: int, swaps: Swaps) -> dt.datetime | None:
        """Return the moment at which ``minutes`` of open time have gone by since ``now``."""
        left = dt.timedelta(minutes=minutes)
        for begin, end in self.spans(now, swaps):
            if end - begin >= left:
                return begin + left
            left -= end - begin
        return None

    def closes(self, start: dt.datetime, days: int, swaps: Swaps) -> dt.datetime | None:
        """Return when the desk closes on the ``days``-th open day, that of ``start`` being the first."""
        ends: dict[dt.date, dt.datetime] = {}
        for begin, end in self.spans(start, swaps):
            ends[begin.date()] = end
            if len(ends) > days:
                break
        return list(ends.values())[:days][-1] if ends else None

    def lines(self) -> Iterator[tuple[str, str]]:
        """Yield the days with their hours, days in a row that are alike taken together."""
        begin = 0
        for day in range(1, len(WEEKDAYS) + 1):
            if day == len(WEEKDAYS) or self.week[day] != self.week[begin]:
                names = WEEKDAYS[begin] if day - begin == 1 else f"{WEEKDAYS[begin]} đến {WEEKDAYS[day - 1]}"
                yield names[0].upper() + names[1:], write_spans(self.week[begin]) or "đóng cửa"
                begin = day


def read_spans(text: str) -> Spans:
    """Read the hours of one day; nothing written means closed."""
    spans: list[tuple[dt.time, dt.time]] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _SPAN.fullmatch(part)
        try:
            start, end = _times(found) if found else (None, None)
        except ValueError:
            start = end = None
        if start is None or end is None or start >= end or (spans and spans[-1][1] >= start):
            raise BadHours(f"“{part}”: viết từng khoảng theo thứ tự, ví dụ 07:30-11:30, 13:30-17:00; để trống nếu đóng cửa.")
        spans.append((start, end))
    return tuple(spans)


def write_spans(spans: Spans) -> str:
    """Write the hours of one day as `read_spans` takes them."""
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in spans)


def said(moment: dt.datetime, now: dt.datetime) -> str:
    """Return ``moment`` as it is told: the hour alone if it is today, else with its day."""
    local = moment.astimezone(clock.VIETNAM)
    if local.date() == now.astimezone(clock.VIETNAM).date():
        return f"{local:%H:%M} hôm nay"
    return f"{local:%H:%M} {WEEKDAYS[local.weekday()]}, ngày {local:%d/%m/%Y}"


def _times(found: re.Match[str]) -> tuple[dt.time, dt.time]:
    hour, minute, end_hour, end_minute = (int(part or 0) for part in found.groups())
    return dt.time(hour, minute), dt.time(end_hour, end_minute)
