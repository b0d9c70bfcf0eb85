"""Who takes part, in the office: agencies, the seats of their officers, the terms of working together, the timetable of lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.errors import Refused, Stale
from core.models import Agency, Officer

from .. import handed, scope, services
from ..intake.kinds import KINDS
from ..models import OwedList, SeatPolicy
from .acting import STALE
from .common import PER_PAGE, PermittedItem, officer
from .forms import BecauseForm, note
from .seat_forms import AgencyForm, EndForm, NewAgencyForm, OwedForm, SeatForm, TermsForm

_manage = permission_required("firms.manage_seats", raise_exception=True)
_pages = require_http_methods(["GET", "HEAD", "POST"])


def _manager(request: HttpRequest) -> Officer:
    """Return the officer who asks; seats are the business of whoever sees the whole province."""
    by = officer(request)
    if not scope.is_whole(by):
        raise Http404
    return by


def _done(request: HttpRequest, form: forms.Form, work: Callable[[], Any], said: str) -> bool:
    """Do what a form that was sent asks; what is refused is written into the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        work()
    except Refused as refused:
        note(form, refused)
        return False
    except Stale:
        form.add_error(None, STALE)
        return False
    messages.success(request, said)
    return True


@require_safe
@_manage
def agencies(request: HttpRequest) -> HttpResponse:
    """List the agencies, those that take part first."""
    _manager(request)
    found = Agency.objects.select_related("commune").annotate(seats=Count("officers", filter=Q(officers__is_active=True)))
    page = Paginator(found.order_by("ended_on", "kind", "name"), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "firms/admin/agencies.html", {"page": page})


@_pages
@_manage
def new_agency(request: HttpRequest) -> HttpResponse:
    """Take a body in."""
    by, form = _manager(request), NewAgencyForm(request.POST or None)

    def add() -> Agency:
        told = form.cleaned_data
        return services.add_agency(form.details(), kind=told["kind"], by=by, because=told["because"])

    if _done(request, form, add, "Đã thêm cơ quan."):
        return redirect("firms_agencies")
    return render(request, "firms/admin/seat_form.html", _form("Thêm cơ quan phối hợp", form), status=422 if form.errors else 200)


def _form(title: str, form: forms.Form) -> dict[str, Any]:
    return {"title": title, "form": form}


@_pages
@_manage
def agency_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one agency: what it is called, who sits there, what it owes; rename it or end its part."""
    by = _manager(request)
    agency = get_object_or_404(Agency.objects.select_related("commune"), pk=pk)
    is_end = request.POST.get("act") == "end"
    told = vars(agency) | {"commune": agency.commune}
    change = AgencyForm(None if is_end else request.POST or None, initial=told, of_kind=agency.kind)
    end = BecauseForm(request.POST if is_end else None, prefix="end")

    def rename() -> Agency:
        return services.change_agency(agency, change.details(), by=by, because=change.cleaned_data["because"])

    if is_end and _done(request, end, lambda: services.end_agency(agency, by=by, **end.cleaned_data), "Cơ quan đã thôi tham gia."):
        return redirect("firms_agencies")
    if not is_end and _done(request, change, rename, "Đã sửa."):
        return redirect("firms_agency", pk)
    context = {
        "agency": agency,
        "change": None if agency.ended_on else change,
        "end": None if agency.ended_on else end,
        "officers": agency.officers.prefetch_related("communes").order_by("-is_active", "last_name", "first_name"),
        "owed": _named(handed.timetable(clock.today()).filter(handed.owed_by(agency))),
        "events": agency.events.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "firms/admin/agency.html", context, status=422 if change.errors or end.errors else 200)


def _named(rows: Any) -> list[tuple[OwedList, str]]:
    return [(row, KINDS[row.kind].label if row.kind in KINDS else row.kind) for row in rows]


@require_safe
@_manage
def officers(request: HttpRequest) -> HttpResponse:
    """List the officers: where each sits, for which communes, with which roles."""
    _manager(request)
    found = Officer.objects.select_related("agency").prefetch_related("communes", "groups")
    if (chosen := request.GET.get("co-quan", "")).isdecimal():
        found = found.filter(agency=int(chosen))
    page = Paginator(found.order_by("-is_active", "agency__name", "username"), PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "agencies": Agency.objects.at_work(), "chosen": chosen}
    return render(request, "firms/admin/seats.html", context)


@_pages
@_manage
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an officer a seat."""
    by, sitter = _manager(request), get_object_or_404(Officer.objects.select_related("agency"), pk=pk)
    form = SeatForm(request.POST or None, officer=sitter)
    if _done(request, form, lambda: services.seat_officer(sitter, by=by, **form.cleaned_data), f"Đã xếp chỗ cho {sitter}."):
        return redirect("firms_seats")
    context = {"sitter": sitter, "form": form, "events": sitter.seat_events.select_related("by").order_by("-at", "-pk")}
    return render(request, "firms/admin/seat.html", context, status=422 if form.errors else 200)


@_pages
@_manage
def terms(request: HttpRequest) -> HttpResponse:
    """List the terms of working together, set others."""
    by, today = _manager(request), clock.today()
    now = services.seat_policy(today)
    form = TermsForm(request.POST or None, initial={name: getattr(now, name) for name in _TERMS} | {"valid_from": today})
    if _done(request, form, lambda: services.set_terms(by=by, **form.cleaned_data), "Đã đặt thời hạn phối hợp."):
        return redirect("firms_terms")
    page = Paginator(SeatPolicy.objects.select_related("checked_by"), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "firms/admin/terms.html", {"page": page, "form": form, "now": now}, status=422 if form.errors else 200)


_TERMS = ("answer_workdays", "receipt_workdays", "correct_workdays")


@_pages
@_manage
def end_terms(request: HttpRequest, pk: int) -> HttpResponse:
    """End terms of working together."""
    row = get_object_or_404(SeatPolicy, pk=pk)
    return _end(request, row, services.end_terms, "firms_terms")


@_pages
@_manage
def timetable(request: HttpRequest) -> HttpResponse:
    """List which lists agencies owe, put one on the timetable."""
    by = _manager(request)
    form = OwedForm(request.POST or None, initial={"valid_from": clock.today()})
    if _done(request, form, lambda: services.owe_list(by=by, **form.cleaned_data), "Đã đặt lịch gửi danh sách."):
        return redirect("firms_timetable")
    rows = OwedList.objects.select_related("checked_by").order_by("agency_kind", "kind", "-valid_from", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "rows": _named(page), "form": form, "today": clock.today()}
    return render(request, "firms/admin/timetable.html", context, status=422 if form.errors else 200)


@_pages
@_manage
def end_owed(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a list off the timetable."""
    return _end(request, get_object_or_404(OwedList, pk=pk), services.end_owed, "firms_timetable")


def _end(request: HttpRequest, row: Any, ends: Callable[..., Any], back: str) -> HttpResponse:
    by, form = _manager(request), EndForm(request.POST or None, initial={"ends_on": max(clock.today(), row.valid_from)})
    if _done(request, form, lambda: ends(row, by=by, **form.cleaned_data), "Đã ghi ngày kết thúc."):
        return redirect(back)
    events = row.events.select_related("by").order_by("-at", "-pk")
    context = _form(f"Kết thúc: {row}", form) | {"events": events, "is_over": row.valid_to is not None}
    return render(request, "firms/admin/seat_form.html", context, status=422 if form.errors else 200)


URLS = [
    path("co-quan/", agencies, name="firms_agencies"),
    path("co-quan/moi/", new_agency, name="firms_new_agency"),
    path("co-quan/<int:pk>/", agency_page, name="firms_agency"),
    path("co-quan/can-bo/", officers, name="firms_seats"),
    path("co-quan/can-bo/<int:pk>/", seat, name="firms_seat"),
    path("co-quan/thoi-han/", terms, name="firms_terms"),
    path("co-quan/thoi-han/<int:pk>/", end_terms, name="firms_end_terms"),
    path("co-quan/lich/", timetable, name="firms_timetable"),
    path("co-quan/lich/<int:pk>/", end_owed, name="firms_end_owed"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [
        PermittedItem(
            "Cơ quan phối hợp",
            reverse("firms_agencies"),
            icon_name="site",
            order=80,
            permission="firms.manage_seats",
            within=scope.is_whole,
        )
    ]
