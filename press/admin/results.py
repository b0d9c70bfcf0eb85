"""What came of it, in the office: figures of a year or month, each with how it is counted."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from core import clock
from firms.rules import add_months

from .. import impact
from .common import DESK, YEARS, OfficeItem, allowed


@allowed(*DESK)
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show the figures of the year or month that was asked for."""
    start, end = _span(request.GET.get("ky", ""))
    year = clock.today().year
    context = {
        "start": start,
        "last": end - dt.timedelta(days=1),
        "groups": impact.figures(start, end),
        "spans": [(f"{year - 1}", f"Năm {year - 1}"), (f"{year}", f"Năm {year}"), (f"{clock.today():%Y-%m}", "Tháng này")],
        "asked": request.GET.get("ky") or f"{year}",
    }
    return render(request, "press/admin/results.html", context)


def _span(asked: str) -> tuple[dt.date, dt.date]:
    """Return the first day of the span that was asked for, and the day after its last: this year, unless it is one."""
    try:
        is_year = len(asked) == 4
        start = dt.date.fromisoformat(f"{asked}-01-01" if is_year else f"{asked}-01")
    except ValueError:
        start = dt.date.min
    if start.year not in YEARS:
        is_year, start = True, clock.today().replace(month=1, day=1)
    return start, add_months(start, 12 if is_year else 1)


URLS = [path("tac-dong/", results, name="press_results")]


def items() -> list[OfficeItem]:
    """Return what the menu offers of this screen."""
    return [OfficeItem("Tác động", reverse("press_results"), icon_name="tasks", order=50, permissions=DESK)]
