"""Officers ask the screens, of the whole province or a part of it, and take the answers out as files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock, downloads
from core.documents import Report, report_pdf
from core.models import Officer
from core.tables.writing import Row, Sheet, Value, csv_bytes, xlsx_bytes

from .. import checklist, codes, scope, screens, services, standing
from ..models import Firm
from ..screens import Answer, Found
from .check_forms import ListForm
from .checking import MOST_PRINTED
from .common import PER_PAGE, PermittedItem, officer


@dataclass(frozen=True, slots=True)
class Column:
    """A column that one screen has more than the others, with its share of a printed line."""

    head: str
    of: Callable[[Any], Value]
    width: int = 6


COLUMNS: Mapping[str, Sequence[Column]] = {
    "repeat": (
        Column("Quyết định mới nhất", lambda found: found.latest_decision, 8),
        Column("Nêu tái phạm đến trước ngày", lambda found: found.label_until, 7),
        Column("Quyết định đã ghi tái phạm", lambda found: found.label_stands),
    ),
    "late": (
        Column("Số tháng chậm đóng", lambda found: found.months),
        Column("Số tiền chậm đóng (đồng)", lambda found: found.total_vnd, 11),
    ),
    "honour": (
        Column("Lao động", lambda found: found.employed),
        Column("Tham gia", lambda found: found.insured),
        Column("Đúng hạn đến hết tháng", lambda found: f"{found.until:%m/%Y}"),
    ),
    "gap": (
        Column("Hạng", lambda found: found.rank, 4),
        Column("Chênh lệch", lambda found: found.gap),
        Column("Lao động", lambda found: found.employed),
        Column("Tham gia", lambda found: found.insured),
    ),
}
_HEAD = ("Đơn vị", "Mã số thuế", "Xã, phường", "KCN/CCN", "Ngành", "Lý do")
_WIDTHS = (16, 11, 9, 9, 11, 30)
_HINT = "Vi phạm nhiều lần là gợi ý cho cán bộ: chỉ được nêu là tái phạm khi chính quyết định sau ghi nhận tái phạm là tình tiết tăng nặng."


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def screen(request: HttpRequest, name: str) -> HttpResponse:
    """Ask one screen and list the firms that it finds, with their reasons."""
    by = _may_ask(request, name)
    form = ListForm(request.GET or None)
    day = form.day(clock.today())
    page = Answer(name, day, by, form.part()).page(request.GET.get("p"), PER_PAGE)
    firms = screens.names(page.object_list)
    context = {
        "name": name,
        "label": screens.LABELS[name],
        "labels": {code: label for code, label in screens.LABELS.items() if scope.may_ask(by, code)},
        "form": form if form.errors else ListForm(form.kept(day)),
        "kept": form.kept(day),
        "part": form.said(),
        "query": form.address(),
        "day": day,
        "page": page,
        "count": page.paginator.count,
        "rows": [(each, firms[each.firm_id]) for each in page],
        "policy": standing.policy(day),
        "most_printed": MOST_PRINTED,
    }
    return render(request, "firms/admin/screen.html", context, status=422 if form.errors else 200)


def _may_ask(request: HttpRequest, name: str) -> Officer:
    by = officer(request)
    if name not in screens.SCREENS or not scope.may_ask(by, name):
        raise Http404
    return by


@require_POST
@permission_required("firms.view_register", raise_exception=True)
def export(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """Give what a screen found as a file, with reasons, sources and days, and record who took it; codes that are a person's stay out."""
    by, form = _may_ask(request, name), ListForm(request.POST)
    if ending not in ("xlsx", "csv", "pdf") or not form.is_valid():
        raise Http404
    day, label = form.day(clock.today()), screens.LABELS[name]
    every = _lines(name, Answer(name, day, by, form.part()).rows())
    lines = list(islice(every, MOST_PRINTED)) if ending == "pdf" else list(every)
    head = (*(column.head for column in COLUMNS[name]), *_HEAD)
    policy = standing.policy(day)
    file_name = f"{form.file_name(f'sang-loc-{name}', day, policy)}.{ending}"
    notes = _notes(name, day, form.said())
    content = _FILES[ending](name, head, lines, notes, form.above(label, day, policy))
    services.record_export(what=label, as_of=day, asked=form.address(), rows=len(lines), file_name=file_name, content=content, by=by)
    return downloads.attachment(file_name, content)


def _notes(name: str, day: dt.date, part: str) -> list[str]:
    notes = [f"Số liệu tính đến ngày {day:%d/%m/%Y}. {standing.policy(day)}.", *checklist.sources(day)]
    return [*([f"Phạm vi: {part}."] if part else []), *notes, *([_HINT] if name == "repeat" else [])]


def _lines(name: str, found: Iterator[Found]) -> Iterator[Row]:
    """Yield the lines of a file, the firms of some of them fetched at a time."""
    while some := list(islice(found, screens.FEW)):
        firms = screens.names(some)
        for each in some:
            yield (*(column.of(each) for column in COLUMNS[name]), *_about(each, firms[each.firm_id]))


def _about(found: Found, firm: Firm) -> Row:
    code = "" if codes.is_personal(found.tax_code) else found.tax_code
    industry = f"{firm.industry.letter} {firm.industry.name}".strip()
    return (firm.name, code, firm.commune.name if firm.commune else "", firm.zone, industry, "\n".join(found.reasons))


def _xlsx(name: str, head: Sequence[str], lines: list[Row], notes: list[str], above: Sequence[str]) -> bytes:
    sources = Sheet("Nguồn và phạm vi", ("Ghi chú",), [(note,) for note in notes])
    return xlsx_bytes([Sheet(screens.LABELS[name], head, lines, above=above), sources])


def _csv(name: str, head: Sequence[str], lines: list[Row], notes: list[str], above: Sequence[str]) -> bytes:
    return csv_bytes(head, lines)


def _pdf(name: str, head: Sequence[str], lines: list[Row], notes: list[str], above: Sequence[str]) -> bytes:
    shown = f"{len(lines)} đơn vị" + (" đầu danh sách" if len(lines) == MOST_PRINTED else "")
    widths = (*(column.width for column in COLUMNS[name]), *_WIDTHS)
    return report_pdf(Report(screens.LABELS[name], head, lines, subtitle=shown, notes=notes, landscape=True, widths=widths))


_FILES: Mapping[str, Callable[[str, Sequence[str], list[Row], list[str], Sequence[str]], bytes]] = {"xlsx": _xlsx, "csv": _csv, "pdf": _pdf}


URLS = [
    path("sang-loc/<slug:name>/", screen, name="firms_screen"),
    path("sang-loc/<slug:name>/tep/<slug:ending>/", export, name="firms_screen_export"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers: each screen."""
    return [
        PermittedItem(
            label,
            reverse("firms_screen", args=[name]),
            icon_name="search",
            order=40 + place,
            name=f"sang-loc-{name}",
            permission="firms.view_register",
            within=partial(scope.may_ask, screen=name),
        )
        for place, (name, label) in enumerate(screens.LABELS.items())
    ]
