"""The calendar of the desk: what goes out, what ends and what is due, by month."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from core import clock, workdays
from core.models import SwappedDay
from firms.rules import add_months

from ..lifecycle import PUBLIC, State
from ..media import clippings, questions
from ..models import Release
from .common import DESK, SPEAKING, YEARS, OfficeItem, at_the_desk

#: More of one sort in one month is told by number alone.
_MOST = 300
_SHOWN = 6
_PENDING = (State.APPROVED, State.EMBARGOED)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day."""

    at: dt.datetime | None
    what: str
    title: str
    url: str
    sort: str


@dataclass(slots=True)
class Day:
    """A day of the calendar with its entries."""

    day: dt.date
    is_inside: bool
    is_today: bool
    is_workday: bool
    entries: list[Entry] = field(default_factory=list)
    more: int = 0


@at_the_desk
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """Show a month as weeks; on a narrow screen, as a list of the days that hold something."""
    first = _asked(request.GET.get("thang", ""))
    weeks = _weeks(first)
    found: defaultdict[dt.date, list[Entry]] = defaultdict(list)
    for day, entry in _entries(weeks[0][0].day, weeks[-1][-1].day + dt.timedelta(days=1), may_see_questions=_may_see_questions(request)):
        found[day].append(entry)
    for each in (day for week in weeks for day in week):
        mine = sorted(found[each.day], key=lambda entry: (entry.at is None, entry.at or clock.now(), entry.title))
        each.entries, each.more = mine[:_SHOWN], max(0, len(mine) - _SHOWN)
    context = {"first": first, "weeks": weeks, "before": add_months(first, -1), "after": add_months(first, 1), "heads": _HEADS}
    return render(request, "press/admin/calendar.html", context)


_HEADS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def _asked(month: str) -> dt.date:
    """Return the first day of the month that was asked for, else of this one."""
    try:
        first = dt.date.fromisoformat(f"{month}-01")
    except ValueError:
        first = dt.date.min
    return first if first.year in YEARS else clock.today().replace(day=1)


def _weeks(first: dt.date) -> list[list[Day]]:
    today, swaps = clock.today(), SwappedDay.swaps()
    return [
        [Day(day, day.month == first.month, day == today, workdays.is_workday(day, swaps)) for day in week]
        for week in calendar.Calendar().monthdatescalendar(first.year, first.month)
    ]


def _may_see_questions(request: HttpRequest) -> bool:
    return any(map(request.user.has_perm, ("press.answer_press", "press.speak")))


def _entries(start: dt.date, end: dt.date, *, may_see_questions: bool) -> Iterator[tuple[dt.date, Entry]]:
    """Yield what lies between two days, each with its day."""
    span = (_midnight(start), _midnight(end))
    yield from _moments("release_at", "Hẹn phát hành", "due", span, state=State.APPROVED)
    yield from _moments("embargo_until", "Hết giờ giữ kín, tự phát hành", "early", span, state=State.EMBARGOED)
    yield from _moments("live_at", "Công khai", "out", span)
    yield from _moments("expires_at", "Hết thời hạn công khai", "end", span, state__in=PUBLIC)
    if may_see_questions:
        for question in questions.waiting().filter(due_on__gte=start, due_on__lt=end)[:_MOST]:
            yield question.due_on, Entry(None, "Hạn trả lời báo chí", question.medium, reverse("press_question", args=[question.pk]), "ask")
    for clipping in clippings.to_correct().filter(correct_by__gte=start, correct_by__lt=end)[:_MOST]:
        if clipping.correct_by:
            url = reverse("press_clipping", args=[clipping.pk])
            yield clipping.correct_by, Entry(None, "Theo dõi cải chính", clipping.medium, url, "ask")


def _moments(column: str, what: str, sort: str, span: tuple[dt.datetime, dt.datetime], **narrow: object) -> Iterator[tuple[dt.date, Entry]]:
    """Yield the releases whose ``column`` lies in ``span``."""
    found = Release.objects.filter(**{f"{column}__gte": span[0], f"{column}__lt": span[1]}, **narrow).order_by(column)
    for release in found.only("pk", "public_id", "title", column)[:_MOST]:
        at = getattr(release, column).astimezone(clock.VIETNAM)
        title = f"{release.public_id}: {release.title}"
        yield at.date(), Entry(at, what, title, reverse("press_release", args=[release.pk]), sort)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, clock.VIETNAM)


URLS = [path("lich-truyen-thong/", month, name="press_calendar")]


def items() -> list[OfficeItem]:
    """Return what the menu offers of this screen."""
    return [OfficeItem("Lịch", reverse("press_calendar"), icon_name="calendar", order=15, permissions=(*DESK, *SPEAKING))]
