"""The terms towards the press in the office: every version, what the clock says by it, proposals, and a second officer's approval."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock
from core.models import PolicyState
from core.policies import difference

from ..media import policies
from ..models import PressPolicy
from .acting import Action, attempt, offers, officer, story
from .common import DESK, SPEAKING, OfficeItem, allowed, done, page_of, status
from .forms import PolicyForm

MAY_SEE = (*DESK, *SPEAKING, "press.answer_press", policies.PROPOSE, policies.APPROVE)
_ACTIONS = (
    Action("approve", "Duyệt", policies.APPROVE, policies.approve),
    Action("refuse", "Không duyệt", policies.APPROVE, policies.refuse, is_grave=True),
)
_MOVES = {"propose": "Đề nghị", "approve": "Duyệt", "refuse": "Không duyệt"}
_STATES = dict(PolicyState.choices)


@allowed(*MAY_SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the versions, newest first: from when, by which decision, who proposed and approved, and what waits under each."""
    now = PressPolicy.on(clock.today())
    page = page_of(request, PressPolicy.objects.select_related("proposed_by", "approved_by"))
    running = policies.running(page, clock.today())
    context = {
        "page": page,
        "rows": [(each, *running.get(each.pk, (0, 0))) for each in page],
        "now": now,
        "says": policies.says(now, clock.now()),
    }
    return render(request, "press/admin/policies.html", context)


@allowed(*MAY_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one version beside the one in force, what the clock would say by it, and let it be approved or refused."""
    policy = get_object_or_404(PressPolicy.objects.select_related("proposed_by", "approved_by"), pk=pk)
    actions = _ACTIONS if policy.state == PolicyState.PROPOSED else ()
    if request.method == "POST" and attempt(request, policy, actions):
        return redirect("press_policy", pk)
    today, moment = clock.today(), clock.now()
    now = PressPolicy.on(today)
    meant = zip(policies.says(now, moment), policies.says(policy, moment), strict=True)
    context = {
        "policy": policy,
        "is_now": policy == now,
        "rows": difference(now, policy),
        "says": [(label, was, becomes) for (label, was), (_, becomes) in meant],
        "offers": offers(request, actions),
        "story": story(policy.events.select_related("by"), _MOVES, _STATES),
    }
    return render(request, "press/admin/policy.html", context, status=status(request))


@allowed(policies.PROPOSE)
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Take a proposal, filled in with what holds today."""
    now = PressPolicy.on(clock.today())
    form = PolicyForm(request.POST or None, initial={name: getattr(now, name) for name in PressPolicy.NUMBERS})
    if form.is_valid():
        by, said = officer(request), "Đã ghi đề nghị; chờ người khác duyệt."
        if policy := done(request, form, lambda: policies.propose(form.values(), by=by, **form.told()), said):
            return redirect("press_policy", policy.pk)
    context = {"form": form, "now": now}
    return render(request, "press/admin/policy_propose.html", context, status=422 if form.errors else 200)


URLS = [
    path("quy-che-phat-ngon/", listing, name="press_policies"),
    path("quy-che-phat-ngon/de-nghi/", propose, name="press_propose_policy"),
    path("quy-che-phat-ngon/<int:pk>/", one, name="press_policy"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers of these screens."""
    return [OfficeItem("Quy chế phát ngôn", reverse("press_policies"), icon_name="date", order=64, permissions=MAY_SEE)]
