"""Officers look at firms, bring lists in, and ask the screens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import IllegalMove, Refused, Stale
from core.models import Officer
from core.tables import UnreadableError

from .. import holds, lifecycle, register, screens, services, standing
from ..intake import words
from ..intake.kinds import KINDS
from ..lifecycle import Move, State
from ..models import Contribution, Firm, ImportBatch
from .forms import BecauseForm, DayForm, PaymentForm, UploadForm

PER_PAGE = 50
_VERBS: dict[Move, Callable[..., ImportBatch]] = {
    Move.APPLY: services.apply_batch,
    Move.ROLL_BACK: services.roll_back,
    Move.REFUSE: services.refuse_batch,
}
_VERB_LABELS = {Move.APPLY: "Áp dụng", Move.ROLL_BACK: "Hủy áp dụng", Move.REFUSE: "Không nhận"}


def _officer(request: HttpRequest) -> Officer:
    if not isinstance(request.user, Officer):
        raise Http404
    return request.user


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def firm_list(request: HttpRequest) -> HttpResponse:
    """List firms, all or those that a query names."""
    query = request.GET.get("q", "").strip()
    firms = register.find(query) if query else Firm.objects.filter(is_listed=True)
    page = Paginator(firms.select_related("commune").prefetch_related("tax_codes").order_by("name_fold", "pk"), PER_PAGE).get_page(
        request.GET.get("p")
    )
    rows = [(firm, register.tax_code(firm)) for firm in page]
    return render(request, "firms/admin/firms.html", {"query": query, "page": page, "rows": rows})


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def firm_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show all that is on file about one firm, each figure with its source and date."""
    firm = get_object_or_404(Firm.objects.select_related("commune", "parent"), public_id=public_id)
    return render(request, "firms/admin/firm.html", {**_file_of(firm), "form": PaymentForm()})


def _file_of(firm: Firm) -> dict[str, Any]:
    today = clock.today()
    return {
        "firm": firm,
        "standing": standing.of(firm, today),
        "today": today,
        "tax_codes": firm.tax_codes.all(),
        "unit_codes": firm.unit_codes.all(),
        "arrears": _in_force(firm.arrears)[:24],
        "sanctions": _in_force(firm.sanctions),
        "headcounts": _in_force(firm.headcounts)[:24],
        "contributions": Contribution.objects.in_force().filter(firm=firm).order_by("-month")[:24],
        "findings": firm.findings.all(),
        "holds": holds.open_holds(firm),
        "events": firm.events.select_related("by").order_by("-at", "-pk")[:50],
    }


def _in_force(rows: Any) -> QuerySet[Any]:
    return rows.in_force().select_related("batch")


@require_POST
@permission_required("firms.confirm_payment", raise_exception=True)
def confirm_payment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record the SI agency's confirmation that the firm has paid."""
    firm = get_object_or_404(Firm, public_id=public_id)
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            services.record_payment(firm, by=_officer(request), **form.cleaned_data)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Đã ghi nhận xác nhận nộp đủ.")
            return redirect("firms_firm", public_id)
    return render(request, "firms/admin/firm.html", {**_file_of(firm), "form": form}, status=422)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def batch_list(request: HttpRequest) -> HttpResponse:
    """List what was imported, newest first."""
    page = Paginator(ImportBatch.objects.select_related("received_by"), PER_PAGE).get_page(request.GET.get("p"))
    rows = [(batch, KINDS[batch.kind].label) for batch in page]
    return render(request, "firms/admin/batches.html", {"page": page, "rows": rows})


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one list: what it is, what it would change, what was odd, and what can be done with it."""
    return _show_batch(request, get_object_or_404(ImportBatch, pk=pk), BecauseForm())


def _show_batch(request: HttpRequest, batch: ImportBatch, form: BecauseForm, status: int = 200) -> HttpResponse:
    moves = [(move.value, _VERB_LABELS[move]) for move in _VERBS if (State(batch.state), move) in lifecycle.MOVES]
    return render(
        request,
        "firms/admin/batch.html",
        {
            "batch": batch,
            "label": KINDS[batch.kind].label,
            "rejected": batch.issues.filter(is_rejected=True)[:200],
            "warned": batch.issues.filter(is_rejected=False)[:200],
            "control": [(words.figure(name), value) for name, value in batch.control.items() if isinstance(value, int)],
            "sums": [
                (words.COLUMNS[name], batch.control.get("counted", {}).get(name), value)
                for name, value in batch.control.get("printed", {}).items()
            ],
            "events": batch.events.select_related("by").order_by("-at", "-pk"),
            "moves": moves if request.user.has_perm("firms.apply_batch") else [],
            "form": form,
        },
        status=status,
    )


@require_POST
@permission_required("firms.apply_batch", raise_exception=True)
def move_batch(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Apply, roll back or refuse a list, with a reason."""
    batch = get_object_or_404(ImportBatch, pk=pk)
    if move not in _VERBS:
        raise Http404
    form = BecauseForm(request.POST)
    if not form.is_valid():
        return _show_batch(request, batch, form, status=422)
    try:
        _VERBS[Move(move)](batch, by=_officer(request), because=form.cleaned_data["because"])
    except (IllegalMove, Stale):
        messages.error(request, "Lô nhập đã được người khác xử lý; hãy xem lại.")
    else:
        messages.success(request, f"{_VERB_LABELS[Move(move)]}: đã xong.")
    return redirect("firms_batch", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.import_list", raise_exception=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a list, stage it, and show what it would change; an officer applies it on its page."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            outcome = services.import_file(
                file.read(),
                name=file.name,
                kind=form.cleaned_data["kind"],
                as_of=form.cleaned_data["as_of"],
                origin=form.origin(),
                by=_officer(request),
                review=True,
            )
        except UnreadableError as error:
            form.add_error("file", error.sentence)
        else:
            if outcome.is_known:
                messages.info(request, "Tệp này đã được nhập trước đây; không có gì thay đổi.")
            return redirect("firms_batch", outcome.batch.pk if outcome.batch else 0)
    return render(request, "firms/admin/upload.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def screen(request: HttpRequest, name: str) -> HttpResponse:
    """Ask one screen and list the firms that it finds, with their reasons."""
    if name not in screens.SCREENS:
        raise Http404
    form = DayForm(request.GET or None)
    day = form.day(clock.today())
    found = screens.SCREENS[name](day)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    firms = screens.names(page.object_list)
    return render(
        request,
        "firms/admin/screen.html",
        {
            "name": name,
            "label": screens.LABELS[name],
            "labels": screens.LABELS,
            "form": form if form.errors else DayForm(initial={"ngay": day}),
            "day": day,
            "page": page,
            "count": len(found),
            "rows": [(each, firms[each.firm_id]) for each in page],
            "policy": standing.policy(day),
        },
    )
