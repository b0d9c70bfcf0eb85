"""Officers bring lists in, look at what they would change, and let them count."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.downloads import attachment
from core.errors import IllegalMove, Refused, Stale

from .. import lifecycle, review, scope, services
from ..intake import words
from ..intake.kinds import KINDS
from ..lifecycle import Move, State
from ..models import ImportBatch
from .common import PER_PAGE, PermittedItem, officer, whole
from .forms import AgainForm, BecauseForm, JudgeForm, UploadForm

_KNOWN = "Tệp này đã được nhập trước đây; không có gì thay đổi."
_KNOWN_UNREAD = "Anh/chị đã gửi tệp này và tệp chưa đọc được; không lập lô mới. Lý do và cách xử lý ở dưới."
_VERBS: dict[Move, Callable[..., ImportBatch]] = {
    Move.APPLY: services.apply_batch,
    Move.ROLL_BACK: services.roll_back,
    Move.REFUSE: services.refuse_batch,
}
_VERB_LABELS = {Move.APPLY: "Áp dụng", Move.ROLL_BACK: "Hủy áp dụng", Move.REFUSE: "Không nhận"}
#: Why a list was not read that another kind, another day or another try can mend; any other file must be sent anew.
_MENDED_HERE = frozenset({"unknown_layout", "no_as_of", "no_unit", "not_yours", "attempts", "too_slow"})


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def batch_list(request: HttpRequest) -> HttpResponse:
    """List what was imported, newest first."""
    page = Paginator(scope.batches(officer(request)).select_related("received_by"), PER_PAGE).get_page(request.GET.get("p"))
    rows = [(batch, _label(batch)) for batch in page]
    return render(request, "firms/admin/batches.html", {"page": page, "rows": rows})


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one list: what it is, what it would change, what was odd, and what can be done with it."""
    return _show_batch(request, get_object_or_404(scope.batches(officer(request)), pk=pk), BecauseForm())


def _label(batch: ImportBatch) -> str:
    return KINDS[batch.kind].label if batch.kind else "Chưa rõ loại"


def _may_read_again(batch: ImportBatch) -> bool:
    """Tell whether another kind, another day or another try can make sense of a list that was not read."""
    return State(batch.state) == State.UNREAD and bool(batch.stored) and batch.refusal_code in _MENDED_HERE


def _show_batch(request: HttpRequest, batch: ImportBatch, form: BecauseForm, status: int = 200) -> HttpResponse:
    state = State(batch.state)
    moves = [(move.value, _VERB_LABELS[move]) for move in _VERBS if (state, move) in lifecycle.MOVES]
    is_read = state not in (State.READING, State.UNREAD) and bool(batch.kind)
    counts = review.counts(batch) if is_read else {}
    return render(
        request,
        "firms/admin/batch.html",
        {
            "batch": batch,
            "label": _label(batch),
            "is_reading": state == State.READING,
            "is_unread": state == State.UNREAD,
            "is_read": is_read,
            "progress": _progress(batch),
            "views": [(view, name, counts[view]) for view, name in review.VIEWS.items() if counts.get(view)],
            "warnings": review.kinds_of_warnings(batch),
            "against": ImportBatch.objects.filter(pk=batch.plan.get("against")).first(),
            "control": [(words.figure(name), value) for name, value in batch.control.items() if isinstance(value, int)],
            "sums": [
                (words.COLUMNS[name], batch.control.get("counted", {}).get(name), value)
                for name, value in batch.control.get("printed", {}).items()
            ],
            "sums_differ": batch.control.get("counted") != batch.control.get("printed"),
            "sums_now": review.sums(batch) if is_read else [],
            "events": batch.events.select_related("by").order_by("-at", "-pk"),
            "moves": moves if request.user.has_perm("firms.apply_batch") else [],
            "again": AgainForm(initial={"kind": batch.asked_kind}) if _may_read_again(batch) else None,
            "form": form,
        },
        status=status,
    )


def _progress(batch: ImportBatch) -> dict[str, Any]:
    """Return how far the reading came, or how far the register follows a list that counts."""
    if batch.state == State.READING:
        done, total, what = batch.rows_read, max(batch.rows_total, batch.rows_read), "Đang đọc"
    else:
        done, total, what = batch.projected_to, max(batch.rows_read, batch.projected_to), "Đang cập nhật danh bạ"
    is_busy = batch.state == State.READING or not batch.is_projected
    said = f"{what}: {done:,} trên khoảng {total:,} dòng" if total else f"{what}: đang chờ đến lượt"
    return {"busy": is_busy, "done": done, "total": total, "said": said.replace(",", "."), "state": batch.state}


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def progress(request: HttpRequest, pk: int) -> JsonResponse:
    """Tell how far a list is read, for the script of its page."""
    return JsonResponse(_progress(get_object_or_404(scope.batches(officer(request)), pk=pk)))


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def batch_rows(request: HttpRequest, pk: int, view: str) -> HttpResponse:
    """Browse the rows of a list by what is to be seen in them."""
    batch = get_object_or_404(scope.batches(officer(request)), pk=pk)
    return _show_rows(request, batch, view, JudgeForm())


def _show_rows(request: HttpRequest, batch: ImportBatch, view: str, form: JudgeForm, status: int = 200) -> HttpResponse:
    if view not in review.VIEWS or not batch.kind:
        raise Http404
    code = request.GET.get("loai", "")
    page, rows = review.page(batch, view, request.GET.get("p"), code=code)
    can_judge = State(batch.state) in (State.STAGED, State.HELD) and request.user.has_perm("firms.apply_batch")
    context = {
        "batch": batch,
        "label": _label(batch),
        "view": view,
        "title": f"{review.VIEWS[view]}: {batch.file_name}",
        "views": [(each, name, count) for each, name in review.VIEWS.items() if (count := review.counts(batch)[each])],
        "warnings": review.kinds_of_warnings(batch) if view == "canh-bao" else [],
        "code": code,
        "code_label": review.words_of(code) if code in batch.warned_by_kind else "",
        "page": page,
        "query": f"loai={code}" if code else "",
        "rows": rows,
        "can_judge": can_judge and view not in ("khong-con", "khong-nhan"),
        "sums_now": review.sums(batch),
        "form": form,
    }
    return render(request, "firms/admin/batch_rows.html", context, status=status)


@require_POST
@permission_required("firms.apply_batch", raise_exception=True)
def judge(request: HttpRequest, pk: int, view: str) -> HttpResponse:
    """Decide whether the rows that were picked count, or all with one kind of warning."""
    batch = get_object_or_404(scope.batches(officer(request)), pk=pk)
    form = JudgeForm(request.POST)
    places = [place for text in request.POST.getlist("dong") if (place := whole(text)) is not None]
    code = request.POST.get("moi_dong", "")
    if form.is_valid() and not (places or code):
        form.add_error("because", "Chọn ít nhất một dòng.")
    if not form.is_valid():
        return _show_rows(request, batch, view, form, status=422)
    is_accepted = request.POST.get("nhan") == "1"
    try:
        done = services.judge_rows(
            batch,
            is_accepted=is_accepted,
            by=officer(request),
            because=form.cleaned_data["because"],
            places=places,
            code=code if code in batch.warned_by_kind else "",
        )
    except (IllegalMove, Stale):
        messages.error(request, "Lô nhập đã được người khác xử lý; hãy xem lại.")
    else:
        messages.success(request, f"Đã ghi quyết định về {done} dòng; số kiểm tra được tính lại.")
    return redirect("firms_batch_rows", pk, view)


@require_POST
@permission_required("firms.import_list", raise_exception=True)
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read a list anew that could not be read."""
    batch = get_object_or_404(scope.batches(officer(request)), pk=pk)
    form = AgainForm(request.POST)
    if form.is_valid():
        try:
            services.read_again(
                batch,
                by=officer(request),
                because="Đọc lại với loại và ngày được chọn.",
                kind=form.cleaned_data["kind"],
                as_of=form.cleaned_data["as_of"],
            )
        except Refused as refused:
            messages.error(request, str(refused.refusals[0]))
        except (IllegalMove, Stale):
            messages.error(request, "Lô nhập đã được người khác xử lý; hãy xem lại.")
    return redirect("firms_batch", pk)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out the scan of the covering letter."""
    batch = get_object_or_404(scope.batches(officer(request)), pk=pk)
    if not batch.letter_scan:
        raise Http404
    with batch.letter_scan.open("rb") as file:
        return attachment(f"cong-van-lo-{batch.pk}{Path(str(batch.letter_scan.name)).suffix}", file.read())


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
        said = form.cleaned_data
        try:
            batch, is_new = services.receive_file(
                said["file"],
                name=said["file"].name,
                kind=said["kind"],
                as_of=said["as_of"],
                origin=form.origin(),
                by=officer(request),
                letter=said["letter_scan"],
            )
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.code if refusal.code in form.fields else None, refusal.sentence)
        else:
            if not is_new:
                messages.info(request, _KNOWN_UNREAD if batch.state == State.UNREAD else _KNOWN)
            page = reverse("firms_batch", args=[batch.pk])
            # A script would follow a redirect itself and use up what is said on the page that its reader is to see.
            return JsonResponse({"page": page}) if "application/json" in request.headers.get("Accept", "") else redirect(page)
    return render(request, "firms/admin/upload.html", {"form": form}, status=422 if form.errors else 200)


URLS = [
    path("nhap-lieu/", batch_list, name="firms_batches"),
    path("nhap-lieu/moi/", upload, name="firms_upload"),
    path("nhap-lieu/<int:pk>/", batch_page, name="firms_batch"),
    path("nhap-lieu/<int:pk>/tien-do/", progress, name="firms_batch_progress"),
    path("nhap-lieu/<int:pk>/cong-van/", letter, name="firms_batch_letter"),
    path("nhap-lieu/<int:pk>/doc-lai/", read_again, name="firms_read_again"),
    path("nhap-lieu/<int:pk>/dong/<slug:view>/", batch_rows, name="firms_batch_rows"),
    path("nhap-lieu/<int:pk>/dong/<slug:view>/xet/", judge, name="firms_judge"),
    path("nhap-lieu/<int:pk>/<slug:move>/", move_batch, name="firms_move_batch"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [
        PermittedItem("Nhập danh sách", reverse("firms_upload"), icon_name="upload", order=20, permission="firms.import_list"),
        PermittedItem("Các lô đã nhập", reverse("firms_batches"), icon_name="list-ul", order=30, permission="firms.view_register"),
    ]
