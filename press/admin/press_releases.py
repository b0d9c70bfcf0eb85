"""Press releases in the office: written, read by the spokesperson, and handed to the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from ..lifecycle import PUBLIC
from ..media import releases
from ..media_lifecycle import LABELS, MOVE_LABELS, MOVES, Move, State, open_moves
from ..models import PressRelease
from .acting import Action, attempt, offers, officer, story
from .common import DESK, SPEAKING, OfficeItem, allowed, at_the_desk, done, page_of, status
from .forms import ClearForm, WordsForm

_CLEAR = Action("clear", MOVE_LABELS[Move.CLEAR], "press.speak", releases.clear, ClearForm)
_DROP = Action("drop", "Bỏ thông cáo", "press.draft_release", releases.drop, is_grave=True)
_MOVES = {str(move): label for move, label in MOVE_LABELS.items()}


@at_the_desk
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the press releases, newest first."""
    found = PressRelease.objects.select_related("release", "latest", "latest__written_by", "cleared", "cleared__cleared_by")
    state = request.GET.get("trang-thai", "")
    page = page_of(request, found.filter(state=state) if state in set(State) else found)
    context = {"page": page, "states": list(LABELS.items()), "state": state, "kept": f"trang-thai={state}" if state in set(State) else ""}
    return render(request, "press/admin/press_releases.html", context)


@allowed("press.draft_release")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a press release."""
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = done(
            request, form, lambda: releases.write(by=officer(request), **form.arguments()), "Đã lập thông cáo, chờ người phát ngôn."
        )
        if made:
            return redirect("press_pr", made.pk)
    context = {"form": form, "title": "Soạn thông cáo báo chí"}
    return render(request, "press/admin/write.html", context, status=422 if form.errors else 200)


@allowed("press.draft_release")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a new version."""
    record = _found(pk)
    if record.latest is None or (State(record.state), Move.WRITE) not in MOVES:
        return redirect("press_pr", pk)
    form = WordsForm(request.POST) if request.method == "POST" else WordsForm.of(record, record.latest)
    if form.is_bound and form.is_valid():
        said = "Đã lưu bản mới; người phát ngôn cần duyệt lại."
        if done(request, form, lambda: releases.rewrite(record, by=officer(request), **form.arguments()), said):
            return redirect("press_pr", pk)
    context = {"form": form, "title": f"Sửa {record}", "record": record, "is_lent": record.state == State.CLEARED}
    return render(request, "press/admin/write.html", context, status=422 if form.errors else 200)


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a press release as it will be read, who approved it, and what may be done with it."""
    record = _found(pk)
    actions = _actions(record)
    if request.method == "POST" and attempt(request, record, actions):
        return redirect("press_pr", pk)
    offered = offers(request, actions)
    for offer in offered:
        if offer.action is _CLEAR and record.latest:
            offer.form.initial["number"] = record.latest.number
    context = {
        "record": record,
        "text": record.latest,
        "linked": record.linked.order_by("public_id"),
        "versions": record.texts.select_related("written_by", "cleared_by", "appointment").order_by("-number"),
        "offers": offered,
        "may_write": officer(request).has_perm("press.draft_release") and (State(record.state), Move.WRITE) in MOVES,
        "is_public": bool(record.release and record.release.state in PUBLIC),
        "story": story(record.events.select_related("by"), _MOVES, LABELS),
    }
    return render(request, "press/admin/press_release.html", context, status=status(request))


def _found(pk: int) -> PressRelease:
    return get_object_or_404(PressRelease.objects.select_related("release", "latest", "latest__written_by", "cleared"), pk=pk)


def _actions(record: PressRelease) -> list[Action]:
    moves = open_moves(MOVES, State(record.state))
    may_clear = Move.CLEAR in moves and not record.is_cleared
    return [*([_CLEAR] if may_clear else []), *([_DROP] if Move.DROP in moves else [])]


URLS = [
    path("thong-cao/", listing, name="press_prs"),
    path("thong-cao/soan/", new, name="press_pr_new"),
    path("thong-cao/<int:pk>/", one, name="press_pr"),
    path("thong-cao/<int:pk>/sua/", edit, name="press_pr_edit"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers of these screens."""
    return [OfficeItem("Thông cáo báo chí", reverse("press_prs"), icon_name="doc-full", order=20, permissions=(*DESK, *SPEAKING))]
