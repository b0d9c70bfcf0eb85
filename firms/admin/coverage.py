"""Officers see how many people work and how many are insured, and go from a figure to its firms."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from core import charts, downloads
from core.charts import Series
from core.models import Officer
from core.money import number
from core.tables.writing import Sheet, csv_bytes
from core.text import slug

from .. import coverage, register, requests, rollup, scope
from ..coverage import Sums
from ..intake.kinds import KINDS
from ..models import Firm
from ..rollup import Asked, Row
from .common import PER_PAGE, PermittedItem, officer, whole

#: So many values a chart draws; the table has them all.
_DRAWN = 20
CLASSES = {
    "short": "Tham gia ít hơn lao động",
    "both": "Đủ hai số",
    "only_employed": "Chỉ có số lao động",
    "only_insured": "Chỉ có số tham gia",
    "none": "Chưa có số nào",
}
HEAD = (
    "Đơn vị trong danh bạ",
    "Đơn vị đủ hai số",
    "Lao động đang sử dụng",
    "Người tham gia BHXH",
    "Tỷ lệ (%)",
    "Lao động chưa tham gia",
    "Đơn vị tham gia ít hơn",
    "Đơn vị chưa đủ hai số",
    "Số lao động tính từ ngày",
    "Số lao động tính đến ngày",
    "Số tham gia tính đến ngày",
)


class CoverageForm(forms.Form):
    """Which month, broken down by what, within which cells."""

    thang = forms.ChoiceField(label="Tháng", required=False)
    theo = forms.ChoiceField(label="Phân theo", required=False, choices=[(code, label) for code, (_, label) in rollup.BY.items()])
    xa = forms.ChoiceField(label="Xã, phường", required=False)
    kcn = forms.ChoiceField(label="KCN, CCN", required=False)
    nganh = forms.ChoiceField(label="Ngành", required=False)

    def __init__(self, data: Any, months: list[dt.date], choices: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(data)
        self._choose("thang", [(f"{month:%Y-%m}", f"{month:%m/%Y}") for month in months])
        for name, values in choices.items():
            self._choose(name, [("", "Tất cả"), *values])

    def _choose(self, name: str, values: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = values


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def figures(request: HttpRequest) -> HttpResponse:
    """Show the figures of one month, or of all months, as a table, a chart, a CSV file or a workbook."""
    by = _counter(request)
    months = rollup.months(by)
    if not months:
        return render(request, "firms/admin/coverage.html", {"rows": [], "months": []})
    month = _month(request.GET.get("thang", ""), months)
    dimension = request.GET.get("theo", "") if request.GET.get("theo", "") in rollup.BY else "xa"
    asked = _asked(request, None if dimension == "thang" else month)
    rows = rollup.rows(by, asked, dimension)
    title = f"Mức độ tham gia BHXH {'theo tháng' if dimension == 'thang' else f'tháng {month:%m/%Y}'}"
    if (kind := request.GET.get("tep")) in ("csv", "xlsx"):
        return _file(kind, dimension, rows, title, _chosen(by, request, month))
    form = CoverageForm({**request.GET.dict(), "thang": f"{month:%Y-%m}", "theo": dimension}, months, rollup.choices(by, month))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    sources = rollup.sources(month)
    opens = scope.openable(by, [batch.pk for batch in sources])
    return render(
        request,
        "firms/admin/coverage.html",
        {
            "title": title,
            "form": form,
            "months": months,
            "month": month,
            "is_industry": dimension == "nganh",
            "by": rollup.BY[dimension][1],
            "rows": [(row, _links(dimension, row, month, request)) for row in page],
            "page": page,
            "query": _query(request),
            "total": None if dimension == "thang" else rollup.total(rows),
            "chart": _chart(dimension, rows, title),
            "drawn": min(len(rows), _DRAWN),
            "sources": [(batch, KINDS[batch.kind].label, batch.pk in opens) for batch in sources],
            "letters": [row for row in requests.monthly(by) if row.month == month],
            "counted_at": rollup.counted_at(month),
        },
    )


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def firms_of_cell(request: HttpRequest) -> HttpResponse:
    """List the firms that a figure counts, those with the widest difference first."""
    by = _counter(request)
    months = rollup.months(by)
    if not months:
        raise Http404
    month = _month(request.GET.get("thang", ""), months)
    belongs = request.GET.get("nhom", "")
    belongs = belongs if belongs in CLASSES else "short"
    asked = _asked(request, month)
    number_ = _page_number(request)
    pairs, count = coverage.firms_of(month, asked.firms(by), belongs, skip=(number_ - 1) * PER_PAGE, most=PER_PAGE)
    if not pairs and number_ > 1:
        raise Http404
    found = Firm.objects.select_related("commune").in_bulk([pair.firm_id for pair in pairs])
    codes = register.tax_codes(found)
    return render(
        request,
        "firms/admin/coverage_firms.html",
        {
            "month": month,
            "chosen": _chosen(by, request, month),
            "classes": [(code, label, code == belongs, _query(request, nhom=code)) for code, label in CLASSES.items()],
            "label": CLASSES[belongs],
            "rows": [(found[pair.firm_id], codes.get(pair.firm_id, ""), pair) for pair in pairs],
            "count": count,
            "page": Page(pairs, number_, Paginator(range(count), PER_PAGE)),
            "query": _query(request),
            "back": _query(request, theo="xa"),
        },
    )


def _counter(request: HttpRequest) -> Officer:
    """Return the officer who asks, if headcounts are any of the officer's business."""
    by = officer(request)
    if not rollup.may_ask(by):
        raise Http404
    return by


def _month(text: str, months: list[dt.date]) -> dt.date:
    return next((month for month in months if f"{month:%Y-%m}" == text), months[0])


def _page_number(request: HttpRequest) -> int:
    return max(1, min(whole(request.GET.get("p", "")) or 1, 999_999))


def _cell(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:120] for name in ("xa", "kcn", "nganh")}


def _chosen(by: Officer, request: HttpRequest, month: dt.date) -> list[str]:
    """Return the part that was asked for in words; nothing for the whole."""
    names = rollup.choices(by, month)
    return [dict(names[name]).get(value, value) for name, value in _cell(request).items() if value]


def _asked(request: HttpRequest, month: dt.date | None) -> Asked:
    cell = _cell(request)
    commune = cell["xa"] if cell["xa"] == rollup.NONE or whole(cell["xa"]) is not None else ""
    return Asked(month, commune, cell["kcn"], cell["nganh"])


def _query(request: HttpRequest, **more: str) -> str:
    """Return what the address asks for, without the page."""
    kept = {name: request.GET[name] for name in ("thang", "theo", "xa", "kcn", "nganh", "nhom") if request.GET.get(name)}
    return urlencode(kept | more)


def _links(dimension: str, row: Row, month: dt.date, request: HttpRequest) -> dict[str, str]:
    """Return where the figures of a row lead: to the firms that each of them counts."""
    cell = {name: value for name, value in _cell(request).items() if value} | {"thang": f"{month:%Y-%m}", dimension: row.value}
    start = reverse("firms_coverage_firms")
    left_out = "only_insured" if row.sums.only_insured else "only_employed" if row.sums.only_employed else "none"
    return {
        name: f"{start}?{urlencode(cell | {'nhom': nhom})}" for name, nhom in (("both", "both"), ("short", "short"), ("left_out", left_out))
    }


def _chart(dimension: str, rows: list[Row], title: str) -> SafeString:
    if dimension == "thang":
        told = rows[:36][::-1]
        series = [Series("Tỷ lệ tham gia BHXH (%)", [row.sums.percent for row in told])]
        about = f"{len(told)} tháng; chỉ tính đơn vị có đủ hai số, số đơn vị này khác nhau giữa các tháng. Tỷ lệ ở bảng phía trên."
        return mark_safe(charts.lines("thang", title, about, [row.name for row in told], series))
    told = sorted(rows, key=lambda row: -row.sums.employed)[:_DRAWN]
    series = [Series("Lao động", [row.sums.employed for row in told]), Series("Tham gia BHXH", [row.sums.insured for row in told])]
    tails = [_percent(row.sums) for row in told]
    about = f"{len(told)} nhóm nhiều lao động nhất; chỉ tính đơn vị có đủ hai số. Số liệu ở bảng phía trên."
    return mark_safe(charts.bars("nhom", title, about, [row.name for row in told], series, tails=tails))


def _percent(sums: Sums) -> str:
    return "" if sums.percent is None else f"{sums.percent:.1f} %".replace(".", ",")


def _file(kind: str, dimension: str, rows: list[Row], title: str, chosen: list[str]) -> HttpResponse:
    """Return the table as a file; every row has its dates and says where its figures come from."""
    by = rollup.BY[dimension][1]
    head = (by, *HEAD, "Nguồn số lao động", "Nguồn số tham gia")
    body = [
        (
            row.name,
            row.sums.firms,
            row.sums.both,
            row.sums.employed,
            row.sums.insured,
            None if row.sums.percent is None else round(row.sums.percent, 2),
            row.sums.missing,
            row.sums.short,
            row.sums.left_out,
            row.sums.employed_from,
            row.sums.employed_to,
            row.sums.insured_to,
            f"Ban Quản lý KCN: {number(row.sums.by_zone_board)} đơn vị; đơn vị kê khai: {number(row.sums.both - row.sums.by_zone_board)}",
            "Cơ quan BHXH trích dữ liệu thu",
        )
        for row in rows
    ]
    broken_down = "" if dimension == "thang" else f"theo {by.lower()}"
    name = f"{slug(' '.join((title, broken_down, *chosen)))[:120].strip('-')}.{kind}"
    if kind == "csv":
        return downloads.attachment(name, csv_bytes(head, body))
    days = [row.sums.insured_to for row in rows if row.sums.insured_to]
    above = (
        f"{title} {broken_down}".strip(),
        f"Số tham gia tính đến ngày {max(days):%d/%m/%Y}; chỉ cộng đơn vị có đủ hai số." if days else "Chưa có đơn vị nào đủ hai số.",
        f"Phạm vi: {', '.join(chosen) or 'mọi đơn vị được xem'}.",
    )
    return downloads.workbook(name, [Sheet(title[:31], head, body, above=above)])


URLS = [
    path("muc-do-tham-gia/", figures, name="firms_coverage"),
    path("muc-do-tham-gia/don-vi/", firms_of_cell, name="firms_coverage_firms"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [
        PermittedItem(
            "Mức độ tham gia",
            reverse("firms_coverage"),
            icon_name="table",
            order=60,
            permission="firms.view_register",
            within=rollup.may_ask,
        )
    ]
