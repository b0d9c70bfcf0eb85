"""The board of the desk: every release by its state, and whom it waits for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, QuerySet, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from .. import kinds, ledger
from ..lifecycle import ENDED, LABELS, State
from ..media import releases
from ..models import Release, ReleaseEvent
from .common import DESK, SPEAKING, OfficeItem, at_the_desk, page_of

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A release with its kind, whom it waits for, and its last move."""

    release: Release
    kind: str
    waits: str
    event: ReleaseEvent | None


@dataclass(frozen=True, slots=True)
class Column:
    """One state of the board: how many are in it, and the first of them."""

    state: State
    label: str
    count: int
    rows: list[Row]


@at_the_desk
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show every state with the first of its releases; what is over comes last."""
    asked = request.GET.get("trang-thai", "")
    if asked in set(State):
        return _one_state(request, State(asked))
    counts = dict(Release.objects.order_by().values_list("state").annotate(Count("pk")))
    found = {state: list(_of(state)[:_SHOWN]) for state in State if counts.get(state)}
    rows = {row.release.pk: row for row in _rows([release for each in found.values() for release in each])}
    columns = [
        Column(state, LABELS[state], counts.get(state, 0), [rows[release.pk] for release in found.get(state, ())]) for state in State
    ]
    return render(request, "press/admin/board.html", {"columns": columns, "head": ledger.head(), "shown": _SHOWN})


def _one_state(request: HttpRequest, state: State) -> HttpResponse:
    page = page_of(request, _of(state))
    context = {"page": page, "rows": _rows(list(page)), "label": LABELS[state], "kept": f"trang-thai={state}"}
    return render(request, "press/admin/board_state.html", context)


def _of(state: State) -> QuerySet[Release]:
    found = Release.objects.filter(state=state).select_related("drafted_by", "approved_by")
    return found.order_by("-ended_at", "-pk") if state in ENDED else found


def _rows(found: list[Release]) -> list[Row]:
    """Return releases as rows, at the same cost whatever their number."""
    prefetch_related_objects(found, "events")
    unspoken = releases.unspoken(release.subject_id for release in found if release.kind == releases.KIND)
    return [
        Row(release, kinds.get(release.kind).label, _waits(release, is_unspoken=_is(release, unspoken)), release.last_event)
        for release in found
    ]


def _is(release: Release, unspoken: Iterable[int]) -> bool:
    return release.kind == releases.KIND and release.subject_id in unspoken


def _waits(release: Release, *, is_unspoken: bool) -> str:
    """Return whom a release waits for, in words."""
    speaks = "người phát ngôn duyệt nội dung" if is_unspoken else ""
    match State(release.state):
        case State.DRAFT:
            second = f"cán bộ thứ hai duyệt, không phải {release.drafted_by}"
            return f"Chờ {speaks}; {second}" if speaks else f"Chờ {second}"
        case State.HELD:
            return f"Chờ {speaks}" if speaks else f"Chờ {release.drafted_by} xử lý lý do giữ, rồi phát hành lại hoặc hủy"
        case State.EMBARGOED:
            return "Báo chí đang xem trước; tự phát hành khi hết giờ giữ kín"
        case State.APPROVED if release.release_at:
            return f"Chờ {speaks}; tự phát hành đúng giờ hẹn" if speaks else "Tự phát hành đúng giờ hẹn"
        case State.APPROVED:
            return f"Chờ {speaks}" if speaks else "Chờ lãnh đạo phát hành hoặc hẹn giờ"
        case State.LIVE | State.CORRECTED if speaks:
            return "Có bản sửa chờ người phát ngôn"
    return ""


URLS = [path("ban-truyen-thong/", board, name="press_board")]


def items() -> list[OfficeItem]:
    """Return what the menu offers of this screen."""
    return [OfficeItem("Bảng tin", reverse("press_board"), icon_name="globe", order=10, permissions=(*DESK, *SPEAKING))]
