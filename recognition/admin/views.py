"""Recognition in the office: rounds, their firms with reasons, and the next move of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from core.errors import NotAllowed, Refused
from press.admin.acting import Action, Told, attempt, offers, officer, reasons, story
from press.admin.common import status
from press.models import Release

from .. import public, services
from ..lifecycle import HONOUR_LABELS, HONOUR_MOVE_LABELS, LABELS, MOVE_LABELS, HonourState, Move, Standing, State
from ..models import Honour, HonourEvent, Round
from .forms import Letter, Open

TASKS = ("recognition.draft_round", "recognition.decide_round")
_DRAFT, _DECIDE = TASKS
_PER_PAGE = 100
_MOVES = {"draft": "Lập"} | {str(move): label for move, label in MOVE_LABELS.items()}

_SCREEN = Action("screen", MOVE_LABELS[Move.SCREEN], _DRAFT, services.screen)
_CONFIRM = Action("confirm", MOVE_LABELS[Move.CONFIRM], _DRAFT, services.confirm, Letter)
_DECIDE_IT = Action("decide", MOVE_LABELS[Move.DECIDE], _DECIDE, services.decide)
_RECHECK = Action("recheck", MOVE_LABELS[Move.RECHECK], _DRAFT, services.recheck)
_HAND_OVER = Action("hand_over", "Chuyển bàn truyền thông", _DRAFT, services.prepare_release)
_ACTIONS: dict[State, tuple[Action, ...]] = {
    State.DRAFT: (_SCREEN,),
    State.SCREENED: (_CONFIRM, _SCREEN),
    State.CONFIRMED: (_DECIDE_IT, _SCREEN),
    State.DECIDED: (_HAND_OVER, _RECHECK),
}
_LEAVE_OUT = Action("leave_out", "Không đưa vào danh sách", _DRAFT, services.leave_out, is_grave=True)
_REVOKE = Action("revoke", "Thu hồi biểu dương", _DECIDE, services.revoke, Told, is_grave=True)
_RESTORE = Action("restore", "Khôi phục hiệu lực thư", _DECIDE, lambda honour, **more: services.restore(honour.certificate, **more))

View = Callable[..., HttpResponse]


def with_a_task(view: View) -> View:
    """Let in whoever has a task in recognition."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not any(map(officer(request).has_perm, TASKS)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner


@with_a_task
@require_http_methods(["GET", "HEAD", "POST"])
def rounds(request: HttpRequest) -> HttpResponse:
    """List the rounds and what the nightly look found; open a new one."""
    form = Open(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            opened = services.draft(by=officer(request), **form.cleaned_data)
        except (Refused, NotAllowed) as error:
            messages.error(request, reasons(error))
        else:
            return redirect("recognition_round", opened.pk)
    alerts = HonourEvent.objects.filter(move="alert", record__state=HonourState.HONOURED, record__round__state=State.PUBLISHED)
    context = {
        "rounds": Round.objects.select_related("scheme", "drafted_by", "decided_by").annotate(firms=Count("honours")),
        "alerts": alerts.select_related("record__firm").order_by("-at", "-pk")[:50],
        "form": form if officer(request).has_perm(_DRAFT) else None,
    }
    return render(request, "recognition/admin/rounds.html", context)


@with_a_task
@require_http_methods(["GET", "HEAD", "POST"])
def a_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one round: its firms by state with reasons, its story, and the next moves."""
    found = get_object_or_404(Round.objects.select_related("scheme", "drafted_by", "decided_by", "release"), pk=pk)
    pending = Release.objects.filter(kind=services.KIND, subject_id=found.pk, ended_at=None).first()
    actions = [each for each in _ACTIONS.get(State(found.state), ()) if not (each is _HAND_OVER and pending)]
    if request.method == "POST" and attempt(request, found, actions):
        return redirect("recognition_round", pk)
    state = request.GET.get("loai", "")
    honours = found.honours.select_related("firm", "firm__commune")
    context = {
        "round": found,
        "pending": pending,
        "counts": [
            (HonourState(each), HONOUR_LABELS[HonourState(each)], number)
            for each, number in found.honours.order_by("state").values_list("state").annotate(Count("pk"))
        ],
        "page_obj": Paginator(honours.filter(state=state) if state else honours, _PER_PAGE).get_page(request.GET.get("trang")),
        "loai": state,
        "offers": offers(request, actions),
        "story": story(found.events.select_related("by"), _MOVES, LABELS),
    }
    return render(request, "recognition/admin/round.html", context, status=status(request))


@with_a_task
@require_http_methods(["GET", "HEAD", "POST"])
def an_honour(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one firm of a round, what its letter is worth, and what can be done about it."""
    honour = get_object_or_404(Honour.objects.select_related("firm__commune", "round__release", "certificate"), pk=pk)
    verified = public.verify(honour.certificate.serial) if hasattr(honour, "certificate") else None
    actions = list(_honour_actions(honour, verified))
    if request.method == "POST" and attempt(request, honour, actions):
        return redirect("recognition_honour", pk)
    told = story(honour.events.select_related("by"), HONOUR_MOVE_LABELS, HONOUR_LABELS)
    context = {"honour": honour, "verified": verified, "offers": offers(request, actions), "story": told}
    return render(request, "recognition/admin/honour.html", context, status=status(request))


def _honour_actions(honour: Honour, verified: public.Verified | None) -> list[Action]:
    if honour.state == HonourState.CANDIDATE:
        return [_LEAVE_OUT]
    if verified is None or verified.standing not in (Standing.VALID, Standing.SUSPENDED):
        return []
    return [_RESTORE, _REVOKE] if verified.standing is Standing.SUSPENDED else [_REVOKE]
