"""Officers read how one firm stood on any day, month by month, and where its sources disagree."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from core import charts, clock
from core.charts import Band, Series

from .. import scope, standing, timeline
from ..intake.kinds import KINDS
from ..scope import Facet
from ..timeline import Timeline
from .common import PermittedItem, officer
from .forms import DayForm

_MONTHS, _MOMENTS, _CONFLICTS = 24, 100, 30


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def standing_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show the standing of a firm on a day, by what is known now and by what was known then, and all that it stands on."""
    by = officer(request)
    firm = get_object_or_404(scope.firms(by).select_related("commune"), public_id=public_id)
    sees = scope.facets(by)
    form = DayForm(request.GET if request.GET.get("ngay") else None)
    day = min(form.day(clock.today()), clock.today())
    told = timeline.of(firm, day, sees)
    columns = timeline.columns(sees)
    page = Paginator(list(told.months.items()), _MONTHS).get_page(request.GET.get("p"))
    opens = scope.openable(by, told.sources)
    numbers = {pk: place for pk, (place, _) in told.sources.items()}
    return render(
        request,
        "firms/admin/standing.html",
        {
            "firm": firm,
            "day": day,
            "is_today": day == clock.today(),
            "form": form if form.errors else DayForm(initial={"ngay": day}),
            "now": standing.of(firm, day) if Facet.STANDING in sees else None,
            "then": standing.as_known(firm, day) if Facet.STANDING in sees else None,
            "columns": columns.values(),
            "page": page,
            "months": [(month, [cells.get(name, []) for name in columns]) for month, cells in page],
            "moments": told.moments[:_MOMENTS],
            "conflicts": [(each, [(side, numbers.get(side.batch, 0)) for side in each.sides]) for each in told.conflicts[:_CONFLICTS]],
            "conflicts_more": max(0, len(told.conflicts) - _CONFLICTS),
            "sources": [(place, batch, KINDS[batch.kind].label, batch.pk in opens) for place, batch in told.sources.values()],
            "chart": _chart(told, day) if told.employed or told.insured else "",
        },
    )


def _chart(told: Timeline, day: dt.date) -> SafeString:
    months = told.drawn(day)
    series = [
        Series("Lao động (Ban Quản lý KCN hoặc kê khai)", [told.employed.get(month) for month in months]),
        Series("Tham gia (cơ quan BHXH)", [told.insured.get(month) for month in months]),
    ]
    bands = [Band(place, place, "Có tên trong danh sách chậm đóng") for place, month in enumerate(months) if month in told.late]
    about = f"{len(months)} tháng đến {months[-1]:%m/%Y}; {len(bands)} tháng có tên trong danh sách chậm đóng. Số liệu ở bảng bên dưới."
    labels = [f"{month:%m/%Y}" for month in months]
    return mark_safe(charts.lines("tinh-trang", "Lao động và người tham gia theo tháng", about, labels, series, bands=bands))


URLS = [path("don-vi/<slug:public_id>/tinh-trang/", standing_page, name="firms_standing")]


def items() -> list[PermittedItem]:
    """Return nothing for the menu: the page is reached from a firm's file."""
    return []
