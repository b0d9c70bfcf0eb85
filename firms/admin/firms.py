"""Officers look firms up and read the file of one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from core import clock
from core.errors import Refused
from core.models import Officer

from .. import checklist, holds, queries, register, scope, search, services, standing
from ..models import Contribution, Firm
from .common import PER_PAGE, PermittedItem, officer
from .forms import PaymentForm, SievesForm

#: How many firms a search lists at most; who needs another types more of its name.
FOUND = 500
#: How many are offered while an officer types.
OFFERED = 10


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def firm_list(request: HttpRequest) -> HttpResponse:
    """List firms, all or those that a query names."""
    query = request.GET.get("q", "").strip()
    by = officer(request)
    form = SievesForm(request.GET)
    firms = form.sieve(scope.firms(by).filter(is_listed=True))
    found = search.find(query, among=firms, limit=FOUND) if query else None
    every = firms.select_related("commune").prefetch_related("tax_codes").order_by("name_fold", "pk")
    page = Paginator[Any](found.hits if found else every, PER_PAGE).get_page(request.GET.get("p"))
    hits = list(page) if found else [search.Hit(firm, register.tax_code(firm)) for firm in page]
    shared = register.with_namesakes([hit.firm for hit in hits])
    return render(
        request,
        "firms/admin/firms.html",
        {"query": query, "form": form, "found": found, "page": page, "rows": [(hit, hit.firm.pk in shared) for hit in hits]},
    )


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def firm_offers(request: HttpRequest) -> JsonResponse:
    """Offer firms while an officer types, as the type-ahead field asks for them."""
    query = request.GET.get("q", "")[: queries.LONGEST]
    found = search.find(query, among=scope.firms(officer(request)).filter(is_listed=True), limit=OFFERED)
    shared = register.with_namesakes([hit.firm for hit in found.hits])
    offers = [
        {
            "id": hit.firm.public_id,
            "name": hit.firm.name,
            "code": hit.tax_code,
            "place": str(hit.firm.commune or ""),
            "why": hit.why,
            "shared": hit.firm.pk in shared,
            "url": reverse("firms_firm", args=[hit.firm.public_id]),
        }
        for hit in found.hits
    ]
    return JsonResponse({"offers": offers, "corrected": found.corrected, "more": found.is_more}, headers={"Cache-Control": "no-store"})


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def firm_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show all that is on file about one firm, each figure with its source and date."""
    by = officer(request)
    firm = get_object_or_404(scope.firms(by).select_related("commune", "parent"), public_id=public_id)
    if not firm.is_listed and (kept := services.kept_for(firm)):
        messages.info(request, f"Bản ghi “{firm.name}” đã được gộp vào đơn vị này.")
        return redirect("firms_firm", kept.public_id)
    return render(request, "firms/admin/firm.html", {**_file_of(firm, by), "form": PaymentForm()})


def _file_of(firm: Firm, by: Officer) -> dict[str, Any]:
    today = clock.today()
    arrears = list(_in_force(firm.arrears)[:24])
    return {
        "firm": firm,
        "standing": standing.of(firm, today),
        "today": today,
        "opens_parent": firm.parent_id is not None and scope.firms(by).filter(pk=firm.parent_id).exists(),
        "sees": scope.facets(by),
        "tax_codes": firm.tax_codes.all(),
        "unit_codes": _units(firm),
        "former_names": firm.former_names.select_related("batch"),
        "namesakes": scope.within(register.namesakes(firm), by)[:10],
        "arrears": arrears,
        "opens": scope.openable(by, {row.batch_id for row in arrears}),
        "sanctions": _in_force(firm.sanctions),
        "headcounts": _in_force(firm.headcounts)[:24],
        "contributions": Contribution.objects.in_force().filter(firm=firm).order_by("-month")[:24],
        "findings": firm.findings.all(),
        "holds": holds.open_holds(firm),
        "checks": checklist.checked(today, [firm.pk]).get(firm.pk, []),
        "events": firm.events.select_related("by").order_by("-at", "-pk")[:50],
    }


def _units(firm: Firm) -> list[dict[str, Any]]:
    """Return the unit codes of a firm, those of today first, each with its office and since when the office has it."""
    offices = register.office_names()
    rows = firm.unit_codes.order_by(F("valid_to").desc(nulls_first=True), "office", "code")
    return [{"unit": unit, "office": offices.get(unit.office, "")} for unit in rows]


def _in_force(rows: Any) -> QuerySet[Any]:
    return rows.in_force().select_related("batch")


@require_POST
@permission_required("firms.confirm_payment", raise_exception=True)
def confirm_payment(request: HttpRequest, public_id: str) -> HttpResponse:
    """Record the SI agency's confirmation that the firm has paid."""
    by = officer(request)
    firm = get_object_or_404(scope.firms(by), public_id=public_id)
    form = PaymentForm(request.POST)
    if form.is_valid():
        try:
            services.record_payment(firm, by=by, **form.cleaned_data)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Đã ghi nhận xác nhận nộp đủ.")
            return redirect("firms_firm", public_id)
    return render(request, "firms/admin/firm.html", {**_file_of(firm, by), "form": form}, status=422)


URLS = [
    path("don-vi/", firm_list, name="firms_firms"),
    path("tim-don-vi/", firm_offers, name="firms_offers"),
    path("don-vi/<slug:public_id>/", firm_page, name="firms_firm"),
    path("don-vi/<slug:public_id>/da-nop/", confirm_payment, name="firms_confirm_payment"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of this screen."""
    return [PermittedItem("Hồ sơ đơn vị", reverse("firms_firms"), icon_name="group", order=10, permission="firms.view_register")]
