"""Lists that leave for agencies, their receipts, and the timetable of the lists that agencies owe."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import SwappedDay

from .. import handed, handing, scope, services
from ..handing import OPEN
from ..models import OutgoingLayout, OutgoingList
from .asking import XLSX, time_left
from .common import PER_PAGE, PermittedItem, officer
from .forms import BecauseForm, HandForm, LayoutForm, ReceiptForm, note


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def handed_list(request: HttpRequest) -> HttpResponse:
    """List what was handed over, newest first."""
    today, swaps = clock.today(), SwappedDay.swaps()
    found = scope.handed(officer(request)).select_related("layout", "agency")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(sent, time_left(sent.due_on, today, swaps) if sent.state in OPEN else "") for sent in page]
    return render(request, "firms/admin/handed.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.hand_list", raise_exception=True)
def hand(request: HttpRequest) -> HttpResponse:
    """Hand a list to an agency."""
    form = HandForm(request.POST or None, initial={"as_of": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            sent = services.hand_list(by=officer(request), **form.cleaned_data)
        except Refused as refused:
            note(form, refused)
        else:
            messages.success(request, f"Đã bàn giao {sent.rows} đơn vị cho {sent.agency}.")
            return redirect("firms_handed", sent.pk)
    return render(request, "firms/admin/hand.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def handed_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one list that was handed over."""
    return _show(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> OutgoingList:
    return get_object_or_404(scope.handed(officer(request)).select_related("layout", "agency", "sent_by"), pk=pk)


def _show(request: HttpRequest, sent: OutgoingList, form: ReceiptForm | None = None, why: BecauseForm | None = None) -> HttpResponse:
    by, is_open = officer(request), sent.state in OPEN
    may_receive = by.has_perm("firms.receive_list" if by.agency_id == sent.agency_id else "firms.hand_list")
    context = {
        "sent": sent,
        "left": time_left(sent.due_on, clock.today(), SwappedDay.swaps()) if is_open else "",
        "receipt_form": (form or ReceiptForm()) if is_open and may_receive else None,
        "recall_form": (why or BecauseForm()) if is_open and by.has_perm("firms.hand_list") else None,
        "events": sent.events.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "firms/admin/handed_one.html", context, status=422 if form or why else 200)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def handed_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Send the file as it left; it has no address of its own."""
    sent = _found(request, pk)
    name = f"{sent.layout.code}-{sent.as_of:%Y-%m-%d}.xlsx"
    return FileResponse(sent.stored.open("rb"), as_attachment=True, filename=name, content_type=XLSX)


@require_POST
@permission_required("firms.view_register", raise_exception=True)
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    """Record a receipt."""
    sent, form = _found(request, pk), ReceiptForm(request.POST)
    if not form.is_valid():
        return _show(request, sent, form)
    try:
        services.receive_list(sent, by=officer(request), **form.cleaned_data)
    except Refused as refused:
        note(form, refused)
        return _show(request, sent, form)
    except NotAllowed:
        raise Http404 from None
    except (IllegalMove, Stale):
        messages.error(request, "Danh sách này đã được người khác xử lý; hãy xem lại.")
    else:
        messages.success(request, "Đã ghi nhận báo nhận.")
    return redirect("firms_handed", pk)


@require_POST
@permission_required("firms.hand_list", raise_exception=True)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a list that went out wrong."""
    sent, form = _found(request, pk), BecauseForm(request.POST)
    if not form.is_valid():
        return _show(request, sent, why=form)
    try:
        services.recall_list(sent, by=officer(request), because=form.cleaned_data["because"])
    except (IllegalMove, Stale):
        messages.error(request, "Danh sách này đã được người khác xử lý; hãy xem lại.")
    else:
        messages.success(request, "Đã thu hồi danh sách; bên nhận không còn mở được.")
    return redirect("firms_handed", pk)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def timetable(request: HttpRequest) -> HttpResponse:
    """Show which lists agencies owe, what came and what is late; a guest sees what its own body owes."""
    by = officer(request)
    owed = handed.owed(clock.today(), of=None if scope.is_whole(by) else by.agency) if by.agency or by.is_superuser else []
    return render(request, "firms/admin/owed.html", {"owed": owed, "is_whole": scope.is_whole(by)})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.hand_list", raise_exception=True)
def layout(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the columns of a layout as its receiver wants them."""
    chosen = get_object_or_404(OutgoingLayout, pk=pk)
    form = LayoutForm(request.POST or None, initial={"title": chosen.title, "columns": chosen.columns})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_layout(chosen, by=officer(request), **form.cleaned_data)
        except Refused as refused:
            note(form, refused)
        else:
            messages.success(request, "Đã lưu mẫu; danh sách đã gửi giữ nguyên như khi gửi.")
            return redirect("firms_layouts")
    context = {"form": form, "layout": chosen, "fields": handing.FIELDS}
    return render(request, "firms/admin/layout.html", context, status=422 if form.errors else 200)


@require_safe
@permission_required("firms.hand_list", raise_exception=True)
def layouts(request: HttpRequest) -> HttpResponse:
    """List the layouts, each with its receiver."""
    return render(request, "firms/admin/layouts.html", {"layouts": OutgoingLayout.objects.all()})


URLS = [
    path("ban-giao/", handed_list, name="firms_handed_lists"),
    path("ban-giao/moi/", hand, name="firms_hand"),
    path("ban-giao/lich/", timetable, name="firms_owed"),
    path("ban-giao/mau/", layouts, name="firms_layouts"),
    path("ban-giao/mau/<int:pk>/", layout, name="firms_layout"),
    path("ban-giao/<int:pk>/", handed_page, name="firms_handed"),
    path("ban-giao/<int:pk>/tep/", handed_file, name="firms_handed_file"),
    path("ban-giao/<int:pk>/da-nhan/", receive, name="firms_receive"),
    path("ban-giao/<int:pk>/thu-hoi/", recall, name="firms_recall"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [
        PermittedItem("Bàn giao danh sách", reverse("firms_handed_lists"), icon_name="mail", order=45, permission="firms.view_register"),
        PermittedItem("Lịch gửi danh sách", reverse("firms_owed"), icon_name="date", order=46, permission="firms.view_register"),
    ]
