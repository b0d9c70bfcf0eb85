"""Officers choose firms from the check list, run joint checks, and take the list out as a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, downloads
from core.documents import Report, report_pdf
from core.errors import Refused
from core.models import Officer
from core.tables.writing import Sheet, xlsx_bytes

from .. import checking, checklist, codes, scope, services, standing
from ..checking import Move, State
from ..checklist import Entry
from ..models import Check, CheckPlan, Firm
from . import check_forms as forms
from .acting import Act, offers, take
from .common import PER_PAGE, PermittedItem, officer
from .forms import BecauseForm

#: A printed list is for a meeting; the whole list is for a spreadsheet.
MOST_PRINTED = 300
HEAD = ("Hạng", "Điểm", "Đơn vị", "Mã số thuế", "Xã, phường", "KCN/CCN", "Ngành", "Lý do (điểm)", "Kiểm tra, thanh tra trong năm")
_WIDTHS = (4, 4, 15, 11, 9, 9, 11, 31, 16)

#: The steps of a check by their move: which right, which form, which service.
ACTS: dict[Move, Act] = {
    Move.DECIDE: Act("decide", checking.MOVE_LABELS[Move.DECIDE], "firms.decide_check", forms.DecideForm, services.decide_check),
    Move.RECORD: Act("record", checking.MOVE_LABELS[Move.RECORD], "firms.run_check", forms.RecordForm, services.record_check),
    Move.CONCLUDE: Act("conclude", checking.MOVE_LABELS[Move.CONCLUDE], "firms.run_check", forms.ConcludeForm, services.conclude_check),
    Move.FIND_BREACH: Act("breach", checking.MOVE_LABELS[Move.FIND_BREACH], "firms.run_check", forms.BreachForm, services.find_breach),
    Move.FIND_CLEAN: Act("clean", checking.MOVE_LABELS[Move.FIND_CLEAN], "firms.run_check", BecauseForm, services.find_clean),
    Move.REMEDY: Act("remedy", checking.MOVE_LABELS[Move.REMEDY], "firms.run_check", forms.RemedyForm, services.remedy_done),
    Move.MISS: Act("miss", checking.MOVE_LABELS[Move.MISS], "firms.run_check", forms.MissedForm, services.remedy_missed),
    Move.CLOSE: Act("close", checking.MOVE_LABELS[Move.CLOSE], "firms.run_check", BecauseForm, services.close_check),
    Move.CANCEL: Act("cancel", checking.MOVE_LABELS[Move.CANCEL], "firms.decide_check", BecauseForm, services.cancel_check, is_grave=True),
}


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def check_list(request: HttpRequest) -> HttpResponse:
    """Rank the firms that a joint team may look at, with the reason of every point and the checks of the year."""
    return _show_list(request, _may_ask(request), forms.ChooseForm())


def _show_list(request: HttpRequest, by: Officer, choose: forms.ChooseForm, ticked: Collection[str] = ()) -> HttpResponse:
    """Show the part of the list that the address names, with what an officer has filled in and ticked below it."""
    form = forms.ListForm(request.GET or None)
    day = form.day(clock.today())
    rows = checklist.kept(day, form.part(), by)
    page: Any = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    page.object_list = _rows(checklist.entries(day, list(page.object_list), start=page.start_index()), day)
    context = {
        "form": form if form.errors else forms.ListForm(form.kept(day)),
        "kept": form.kept(day),
        "day": day,
        "page": page,
        "query": form.address(),
        "policy": standing.policy(day),
        "rule": checklist.rule(standing.policy(day)),
        "sources": checklist.sources(day),
        "choose": choose,
        "ticked": ticked,
        "most_printed": MOST_PRINTED,
    }
    return render(request, "firms/admin/checklist.html", context, status=422 if form.errors or choose.errors else 200)


def _may_ask(request: HttpRequest) -> Officer:
    by = officer(request)
    if not scope.may_ask(by, "check"):
        raise Http404
    return by


def _rows(entries: list[Entry], day: dt.date) -> list[tuple[Entry, Firm, list[Check]]]:
    keys = [each.firm_id for each in entries]
    firms = Firm.objects.select_related("commune").in_bulk(keys)
    checks = checklist.checked(day, keys)
    return [(each, firms[each.firm_id], checks.get(each.firm_id, [])) for each in entries]


@require_POST
@permission_required("firms.view_register", raise_exception=True)
def export(request: HttpRequest, ending: str) -> HttpResponse:
    """Give the check list as a file, with sources and days, and record who took it; codes that are a person's stay out."""
    by = _may_ask(request)
    if ending not in ("xlsx", "pdf"):
        raise Http404
    form = forms.ListForm(request.POST)
    if not form.is_valid():
        raise Http404
    day = form.day(clock.today())
    rows = checklist.kept(day, form.part(), by)
    taken = rows if ending == "xlsx" else rows[:MOST_PRINTED]
    lines = [_line(*row) for row in _rows([each for part in _parts(day, taken) for each in part], day)]
    policy = standing.policy(day)
    notes = [f"Số liệu tính đến ngày {day:%d/%m/%Y}. {policy}.", *checklist.sources(day), *checklist.rule(policy)]
    name = f"{form.file_name('danh-sach-kiem-tra', day, policy)}.{ending}"
    title = "Danh sách đơn vị đề xuất kiểm tra liên ngành"
    if ending == "xlsx":
        above = form.above(title, day, policy)
        content = xlsx_bytes(
            [Sheet("Danh sách kiểm tra", HEAD, lines, above=above), Sheet("Nguồn và quy tắc", ("Ghi chú",), [(note,) for note in notes])]
        )
    else:
        shown = f"{len(taken)} đơn vị đứng đầu trong {len(rows)} đơn vị, số liệu tính đến ngày {day:%d/%m/%Y}"
        content = report_pdf(Report(title, HEAD, lines, subtitle=shown, notes=notes, landscape=True, widths=_WIDTHS))
    services.record_export(
        what="Danh sách kiểm tra", as_of=day, asked=form.address(), rows=len(lines), file_name=name, content=content, by=by
    )
    return downloads.attachment(name, content)


def _parts(day: dt.date, rows: list[tuple[int, int, str]]) -> list[list[Entry]]:
    size = 2000
    return [checklist.entries(day, rows[start : start + size], start=start + 1) for start in range(0, len(rows), size)]


def _line(entry: Entry, firm: Firm, checks: list[Check]) -> tuple[str | int, ...]:
    code = "" if codes.is_personal(entry.tax_code) else entry.tax_code
    reasons = "\n".join(map(str, entry.reasons))
    industry = firm.industry
    commune = firm.commune.name if firm.commune else ""
    done = "\n".join(map(str, checks))
    return (entry.rank, entry.points, firm.name, code, commune, firm.zone, f"{industry.letter} {industry.name}".strip(), reasons, done)


@require_POST
@permission_required(("firms.view_register", "firms.plan_check"), raise_exception=True)
def choose(request: HttpRequest) -> HttpResponse:
    """Put the firms that were ticked into a plan; say of each that cannot go there why."""
    by = _may_ask(request)
    form = forms.ChooseForm(request.POST)
    ticked = list(filter(str.isalnum, request.POST.getlist("firm")[:PER_PAGE]))
    chosen = scope.firms(by).filter(public_id__in=ticked)
    if not chosen:
        form.add_error(None, "Đánh dấu ít nhất một đơn vị trong bảng.")
    if not form.is_valid():
        return _show_list(request, by, form, ticked)
    planned, refusals = 0, []
    for firm in chosen:
        try:
            services.plan_check(firm, by=by, **form.cleaned_data)
            planned += 1
        except Refused as refused:
            refusals.append(f"{firm.name}: {'; '.join(map(str, refused.refusals))}")
    if not planned:
        form.add_error(None, refusals)
        return _show_list(request, by, form, ticked)
    for refusal in refusals:
        messages.warning(request, refusal)
    messages.success(request, f"Đã đưa {planned} đơn vị vào kế hoạch.")
    return redirect("firms_checks")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.view_register", raise_exception=True)
def check_table(request: HttpRequest) -> HttpResponse:
    """List the checks of a year by any body, open a plan."""
    by = officer(request)
    form = forms.PlanForm(request.POST or None, initial={"year": clock.today().year})
    if request.method == "POST" and not by.has_perm("firms.plan_check"):
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        try:
            plan = services.open_plan(by=by, **form.cleaned_data)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"Kế hoạch {plan} đã mở.")
            return redirect("firms_checks")
    rows = Check.objects.filter(firm__in=scope.firms(by)).select_related("firm", "plan")
    if request.GET.get("qua-han"):
        rows = rows.overdue(clock.today())
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "form": form,
        "plans": CheckPlan.objects.all()[:20],
        "today": clock.today(),
        "may_ask": scope.may_ask(by, "check"),
    }
    return render(request, "firms/admin/checks.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.view_register", raise_exception=True)
def check_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one check: what is on file, what happened, and the next steps."""
    by = officer(request)
    check = get_object_or_404(Check.objects.filter(firm__in=scope.firms(by)).select_related("firm", "plan"), pk=pk)
    acts = [ACTS[move] for move in checking.moves(State(check.state))]
    tried = None
    if request.method == "POST":
        done, tried = take(acts, check, request)
        if tried is None:
            messages.success(request, f"{done.get_state_display()}: đã ghi.")
            return redirect("firms_check", pk)
    context = {
        "check": check,
        "today": clock.today(),
        "offers": offers(acts, by, tried),
        "events": check.events.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "firms/admin/check.html", context, status=422 if tried else 200)


URLS = [
    path("kiem-tra/danh-sach/", check_list, name="firms_checklist"),
    path("kiem-tra/danh-sach/tep/<slug:ending>/", export, name="firms_checklist_export"),
    path("kiem-tra/danh-sach/chon/", choose, name="firms_choose_checks"),
    path("kiem-tra/", check_table, name="firms_checks"),
    path("kiem-tra/<int:pk>/", check_page, name="firms_check"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [
        PermittedItem(
            "Danh sách kiểm tra",
            reverse("firms_checklist"),
            icon_name="list-ol",
            order=60,
            permission="firms.view_register",
            within=partial(scope.may_ask, screen="check"),
        ),
        PermittedItem("Các cuộc kiểm tra", reverse("firms_checks"), icon_name="clipboard-list", order=61, permission="firms.view_register"),
    ]
