"""What officers add to the file of one firm: checks of the year, holds, what they confirm of a decision, their tick."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from core import clock
from core.models import Officer

from .. import facts, holds, scope, screens, services
from ..models import Firm, Hold
from ..scope import Facet
from . import check_forms as forms
from .acting import Act, Offer, offers, take
from .common import PermittedItem, officer
from .forms import BecauseForm

ACTS = (
    Act("plan", "Đưa vào kế hoạch kiểm tra", "firms.plan_check", forms.PlanOneForm, services.plan_check),
    Act("note", "Ghi cuộc kiểm tra, thanh tra của cơ quan khác", "firms.plan_check", forms.NoteForm, services.note_check),
    Act("tick", "Ghi có hay không có phản ánh đã kiểm chứng", "firms.tick_verified", forms.TickForm, services.tick_verified),
    Act("remark", "Xác nhận về một quyết định xử phạt", "firms.remark_decision", forms.RemarkForm, services.remark_decision),
    Act("pay", "Ghi cam kết nộp dần được cơ quan BHXH xác nhận", "firms.set_hold", forms.TermForm, services.hold_for_plan),
    Act(
        "police", "Chuyển hồ sơ cơ quan điều tra (Điều 216)", "firms.set_hold", forms.DocumentForm, services.hold_for_police, is_grave=True
    ),
)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.view_register", raise_exception=True)
def oversight(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show and extend what stands about one firm beyond the lists."""
    by = officer(request)
    firm = get_object_or_404(scope.firms(by), public_id=public_id)
    if Facet.PENDING not in scope.facets(by):
        raise Http404
    ends = _ends(firm)
    tried = None
    if request.method == "POST":
        _, tried = take((*ACTS, *ends), firm, request)
        if tried is None:
            messages.success(request, "Đã ghi.")
            return redirect("firms_oversight", public_id)
    return render(request, "firms/admin/oversight.html", _context(firm, by, ends, tried), status=422 if tried else 200)


def _ends(firm: Firm) -> tuple[Act, ...]:
    """Return the steps that end what stands: each open hold of officers, each confirmation."""
    found = [
        Act(f"lift-{hold.pk}", f"Gỡ: {hold.said}", "firms.set_hold", forms.DocumentForm, _lifting(hold), is_grave=True)
        for hold in holds.open_holds(firm).filter(kind__in=Hold.SAID)
        if hold.reference.startswith(f"{hold.kind}:")
    ]
    found += [
        Act(f"withdraw-{remark.pk}", f"Rút lại: {remark}", "firms.remark_decision", BecauseForm, _withdrawing(remark), is_grave=True)
        for remark in firm.remarks.filter(withdrawn_at=None)
    ]
    return tuple(found)


def _lifting(hold: Hold) -> Any:
    return lambda firm, **told: services.end_hold(hold, **told)


def _withdrawing(remark: Any) -> Any:
    return lambda firm, **told: services.withdraw_remark(remark, **told)


def _context(firm: Firm, by: Officer, ends: tuple[Act, ...], tried: Offer | None) -> dict[str, Any]:
    today = clock.today()
    return {
        "firm": firm,
        "year": today.year,
        "checks": firm.checks.all(),
        "repeats": screens.repeat(today, [firm.pk]),
        "decisions": facts.decisions(today, [firm.pk]).get(firm.pk, []),
        "remarks": firm.remarks.select_related("noted_by"),
        "ticks": firm.verified_reports.select_related("noted_by"),
        "holds": holds.open_holds(firm),
        "offers": offers((*ACTS, *ends), by, tried),
    }


URLS = [path("don-vi/<slug:public_id>/kiem-tra/", oversight, name="firms_oversight")]


def items() -> list[PermittedItem]:
    """Return what the menu offers: nothing, the page is reached from a firm's."""
    return []
