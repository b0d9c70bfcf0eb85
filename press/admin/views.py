"""One release at the desk: what would hold it now, the next move, and its story."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from .. import kinds, public, services
from ..lifecycle import LABELS, MOVE_LABELS, PUBLIC, Move, State
from ..models import Release
from .acting import Action, Appointed, Embargoed, Told, attempt, offers, story
from .common import OfficeItem, at_the_desk, status

_ACTIONS: dict[Move, Action] = {
    Move.APPROVE: Action("approve", MOVE_LABELS[Move.APPROVE], "press.approve_release", services.approve),
    Move.RELEASE: Action("release", MOVE_LABELS[Move.RELEASE], "press.publish_release", services.release),
    Move.SCHEDULE: Action("schedule", MOVE_LABELS[Move.SCHEDULE], "press.publish_release", services.schedule, Appointed),
    Move.UNSCHEDULE: Action("unschedule", MOVE_LABELS[Move.UNSCHEDULE], "press.publish_release", services.unschedule),
    Move.EMBARGO: Action("embargo", MOVE_LABELS[Move.EMBARGO], "press.publish_release", services.embargo, Embargoed),
    Move.LIFT_EMBARGO: Action("lift_embargo", MOVE_LABELS[Move.LIFT_EMBARGO], "press.publish_release", services.lift_embargo),
    Move.HOLD: Action("hold", MOVE_LABELS[Move.HOLD], "press.publish_release", services.hold),
    Move.CORRECT: Action("correct", MOVE_LABELS[Move.CORRECT], "press.withdraw_release", services.correct, Told),
    Move.WITHDRAW: Action("withdraw", MOVE_LABELS[Move.WITHDRAW], "press.withdraw_release", services.withdraw, Told, is_grave=True),
    Move.DROP: Action("drop", MOVE_LABELS[Move.DROP], "press.draft_release", services.drop, is_grave=True),
}
#: What each state waits for, as the board says it.
_WAITING: dict[State, str] = {
    State.DRAFT: "Chờ cán bộ thứ hai duyệt",
    State.APPROVED: "Chờ phát hành",
    State.EMBARGOED: "Báo chí đang xem trước; tự phát hành khi hết giờ giữ kín",
    State.HELD: "Bị giữ lại: xử lý lý do rồi phát hành lại, hoặc hủy",
}
_MOVES = {
    "draft": "Soạn",
    "give_embargo": "Cấp đường dẫn xem trước",
    "cancel_embargo": "Hủy đường dẫn xem trước",
    "hand_pack": "Đưa bộ tài liệu",
} | {str(move): label for move, label in MOVE_LABELS.items()}


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def a_release(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one release with its story, what would hold it now, and the moves that the officer may make."""
    release = get_object_or_404(Release.objects.select_related("drafted_by", "approved_by"), pk=pk)
    state = State(release.state)
    actions = [_ACTIONS[move] for move in services.sensible(release) if move in _ACTIONS]
    if request.method == "POST" and attempt(request, release, actions):
        return redirect("press_release", pk)
    summary, file = services.about(release)
    context = {
        "release": release,
        "summary": summary,
        "file": file,
        "waiting": _WAITING.get(state, ""),
        "kind": kinds.get(release.kind).label,
        "is_public": state in PUBLIC,
        "refusals": services.judge(release) if state in _WAITING else [],
        "offers": offers(request, actions),
        "story": story(release.events.select_related("by"), _MOVES, LABELS),
        "corrections": release.corrections.all(),
        "would_change": public.said(release, services.would_change(release)) if state in PUBLIC else None,
    }
    return render(request, "press/admin/release.html", context, status=status(request))


URLS = [
    path("ban-truyen-thong/<int:pk>/", a_release, name="press_release"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers: a release is found on the board."""
    return []
