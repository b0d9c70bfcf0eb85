"""Officers bring lists in, look at what they would change, and let them count."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.errors import IllegalMove, Refused, Stale
from core.tables import UnreadableError

from .. import lifecycle, scope, services
from ..intake import words
from ..intake.kinds import KINDS
from ..lifecycle import Move, State
from ..models import ImportBatch
from .common import PER_PAGE, PermittedItem, officer
from .forms import BecauseForm, UploadForm

_VERBS: dict[Move, Callable[..., ImportBatch]] = {
    Move.APPLY: services.apply_batch,
    Move.ROLL_BACK: services.roll_back,
    Move.REFUSE: services.refuse_batch,
}
_VERB_LABELS = {Move.APPLY: "Áp dụng", Move.ROLL_BACK: "Hủy áp dụng", Move.REFUSE: "Không nhận"}


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def batch_list(request: HttpRequest) -> HttpResponse:
    """List what was imported, newest first."""
    page = Paginator(scope.batches(officer(request)).select_related("received_by"), PER_PAGE).get_page(request.GET.get("p"))
    rows = [(batch, KINDS[batch.kind].label) for batch in page]
    return render(request, "firms/admin/batches.html", {"page": page, "rows": rows})


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one list: what it is, what it would change, what was odd, and what can be done with it."""
    return _show_batch(request, get_object_or_404(scope.batches(officer(request)), pk=pk), BecauseForm())


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
    batch = get_object_or_404(scope.batches(officer(request)), pk=pk)
    if move not in _VERBS:
        raise Http404
    form = BecauseForm(request.POST)
    if not form.is_valid():
        return _show_batch(request, batch, form, status=422)
    try:
        _VERBS[Move(move)](batch, by=officer(request), because=form.cleaned_data["because"])
    except (IllegalMove, Stale):
        messages.error(request, "Lô nhập đã được người khác xử lý; hãy xem lại.")
    else:
        messages.success(request, f"{_VERB_LABELS[Move(move)]}: đã xong.")
    return redirect("firms_batch", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.import_list", raise_exception=True)
def upload(request: HttpRequest) -> HttpResponse:
    """Take a list, stage it, and show what it would change; an officer applies it on its page."""
    form = UploadForm(request.POST or None, request.FILES or None, by=officer(request))
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            outcome = services.import_file(
                file.read(),
                name=file.name,
                kind=form.cleaned_data["kind"],
                as_of=form.cleaned_data["as_of"],
                origin=form.origin(),
                by=officer(request),
                review=True,
            )
        except UnreadableError as error:
            form.add_error("file", error.sentence)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.code if refusal.code in form.fields else None, refusal.sentence)
        else:
            if outcome.is_known:
                messages.info(request, "Tệp này đã được nhập trước đây; không có gì thay đổi.")
            return redirect("firms_batch", outcome.batch.pk if outcome.batch else 0)
    return render(request, "firms/admin/upload.html", {"form": form}, status=422 if form.errors else 200)


URLS = [
    path("nhap-lieu/", batch_list, name="firms_batches"),
    path("nhap-lieu/moi/", upload, name="firms_upload"),
    path("nhap-lieu/<int:pk>/", batch_page, name="firms_batch"),
    path("nhap-lieu/<int:pk>/<slug:move>/", move_batch, name="firms_move_batch"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [
        PermittedItem("Nhập danh sách", reverse("firms_upload"), icon_name="upload", order=20, permission="firms.import_list"),
        PermittedItem("Các lô đã nhập", reverse("firms_batches"), icon_name="list-ul", order=30, permission="firms.view_register"),
    ]
