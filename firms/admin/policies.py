"""Officers see every version of the thresholds, try new ones on today's lists, propose and approve them."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, policies
from core.errors import Refused
from core.models import PolicyState

from .. import checklist, screens, services, standing
from ..models import ScreenPolicy
from .acting import Act, offers, take
from .check_forms import PolicyForm
from .common import PER_PAGE, PermittedItem, officer
from .forms import BecauseForm, note

ACTS = (
    Act("approve", "Duyệt", "firms.approve_policy", BecauseForm, services.approve_policy),
    Act("refuse", "Không duyệt", "firms.approve_policy", BecauseForm, services.refuse_policy, is_grave=True),
)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def policy_list(request: HttpRequest) -> HttpResponse:
    """List the versions, newest first, with who decided, proposed and approved them."""
    rows = ScreenPolicy.objects.select_related("proposed_by", "approved_by")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "firms/admin/policies.html", {"page": page, "now": standing.policy(clock.today())})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.view_register", raise_exception=True)
def policy_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version beside the one in force, what it would find today, and let it be approved or refused."""
    policy = get_object_or_404(ScreenPolicy.objects.select_related("proposed_by", "approved_by"), pk=pk)
    acts = ACTS if policy.state == PolicyState.PROPOSED else ()
    tried = None
    if request.method == "POST":
        done, tried = take(acts, policy, request)
        if tried is None:
            messages.success(request, f"{done}: {done.get_state_display().lower()}.")
            return redirect("firms_policy", pk)
    context = {
        "policy": policy,
        "rows": policies.difference(standing.policy(clock.today()), policy),
        "preview": preview(policy) if request.GET.get("thu") else [],
        "offers": offers(acts, officer(request), tried),
        "events": policy.events.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "firms/admin/policy.html", context, status=422 if tried else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.propose_policy", raise_exception=True)
def propose(request: HttpRequest) -> HttpResponse:
    """Take a proposal, or show first what its numbers would find today."""
    now = standing.policy(clock.today())
    first = {name: int(value) if (value := getattr(now, name)) == int(value) else value for name in ScreenPolicy.NUMBERS}
    form = PolicyForm(request.POST or None, initial=first)
    tried: list[tuple[str, int, int]] = []
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            tried = preview(ScreenPolicy(**form.numbers(), valid_from=clock.today(), state=PolicyState.PROPOSED))
        else:
            try:
                policy = services.propose_policy(form.numbers(), by=officer(request), **form.told())
            except Refused as refused:
                note(form, refused)
            else:
                messages.success(request, "Đã ghi đề nghị; chờ người khác duyệt.")
                return redirect("firms_policy", policy.pk)
    return render(request, "firms/admin/propose.html", {"form": form, "preview": tried}, status=422 if form.errors else 200)


def preview(policy: ScreenPolicy) -> list[tuple[str, int, int]]:
    """Return how many firms each screen finds today, and would find by ``policy``."""
    found = []
    for name, label in {**screens.LABELS, "check": "Danh sách kiểm tra"}.items():
        now = _count(name)
        with standing.judged_by(policy):
            found.append((label, now, _count(name)))
    return found


def _count(name: str) -> int:
    today = clock.today()
    return len(checklist.ranked(today) if name == "check" else screens.SCREENS[name](today))


URLS = [
    path("nguong-sang-loc/", policy_list, name="firms_policies"),
    path("nguong-sang-loc/de-nghi/", propose, name="firms_propose_policy"),
    path("nguong-sang-loc/<int:pk>/", policy_page, name="firms_policy"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [PermittedItem("Ngưỡng sàng lọc", reverse("firms_policies"), icon_name="cog", order=70, permission="firms.view_register")]
