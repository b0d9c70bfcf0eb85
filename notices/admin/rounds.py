"""Rounds in the office: gathered from decided notices, handed to the desk, released as one, with what stayed back and why."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms as django_forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from press.admin.acting import Action, Appointed, Because, attempt, offers, officer, story
from press.admin.common import DESK, allowed, done, page_of, status
from press.lifecycle import State as DeskState

from ..models import NamingRound, Notice, RoundEntry
from ..rounds import facts, public, services
from ..rounds.lifecycle import LABELS, MOVE_LABELS, OPEN, Move, State
from . import forms
from .views import next_of

_GATHER = "notices.gather_round"
TASKS = (_GATHER, "press.approve_release", "press.publish_release")
_PER_PAGE = 50
_MOVES = {str(move): label for move, label in MOVE_LABELS.items()} | {
    "open": "Lập đợt",
    "add": "Đưa hồ sơ vào",
    "take_out": "Đưa hồ sơ ra",
    "approve": "Duyệt đợt",
    "schedule": "Hẹn giờ phát hành",
    "unschedule": "Bỏ hẹn giờ",
}

_HAND_OVER = Action("hand_over", MOVE_LABELS[Move.HAND_OVER], _GATHER, services.hand_over)
_APPROVE = Action("approve", _MOVES["approve"], "press.approve_release", services.approve)
_RELEASE = Action("release", "Phát hành cả đợt", "press.publish_release", services.release)
_SCHEDULE = Action("schedule", _MOVES["schedule"], "press.publish_release", services.schedule, Appointed)
_UNSCHEDULE = Action("unschedule", _MOVES["unschedule"], "press.publish_release", services.unschedule)
_DROP = Action("drop", MOVE_LABELS[Move.DROP], _GATHER, services.drop, is_grave=True)
_TAKE_OUT = Action("take_out", "Đưa ra khỏi đợt", _GATHER, services.take_out, is_grave=True)

with_a_task = allowed(*TASKS)


@with_a_task
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """List the rounds; open one that gathers notices, or one that relays a published list."""
    asked = request.POST.get("loai", "")
    opening = forms.RoundForm(request.POST if asked == "ho-so" else None)
    relaying = forms.ListForm(request.POST if asked == "danh-sach" else None)
    bound = {"ho-so": opening, "danh-sach": relaying}.get(asked)
    if bound is not None and bound.is_valid():
        told = {**bound.cleaned_data}
        opened = done(request, bound, lambda: services.open_round(by=officer(request), **told), "Đã lập đợt.")
        if opened is not None:
            return redirect("notices_round", opened.pk)
    waiting = Count("entries", filter=Q(entries__release=None, entries__taken_out_at=None))
    gone = Count("entries", filter=Q(entries__release__isnull=False))
    rows = NamingRound.objects.select_related("drafted_by", "release").annotate(waiting=waiting, gone=gone).order_by("-year", "-number")
    may_gather = officer(request).has_perm(_GATHER)
    context = {
        "page_obj": page_of(request, rows),
        "opening": opening if may_gather else None,
        "relaying": relaying if may_gather and relaying.lists else None,
    }
    return render(request, "notices/admin/rounds.html", context)


@with_a_task
@require_http_methods(["GET", "HEAD", "POST"])
def a_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one round: what each of its notices waits for, what went out, what stayed back and why, and the next moves."""
    found = get_object_or_404(NamingRound.objects.select_related("drafted_by", "release", "batch", "agreement"), pk=pk)
    actions = list(_actions(found))
    if request.method == "POST" and attempt(request, found, actions):
        return redirect("notices_round", pk)
    entries = found.entries.filter(taken_out_at=None).order_by("pk")
    files = entries.select_related(
        "release", "notice__firm", "notice__due_process", "notice__agreement", "notice__release", "notice__batch", "notice__sanction"
    )
    page = Paginator(files, _PER_PAGE).get_page(request.GET.get("trang"))
    taken_out = found.entries.exclude(taken_out_at=None).select_related("notice__firm", "taken_out_by").order_by("-taken_out_at", "-pk")
    kept_back = found.entries.filter(taken_out_by=None, taken_out_at__isnull=False).count()
    counts = public.counts(found)
    context = {
        "round": found,
        "is_open": State(found.state) in OPEN and not found.begun_at and not found.relays_a_list,
        "may_gather": officer(request).has_perm(_GATHER),
        "at_the_desk": any(map(officer(request).has_perm, DESK)),
        "page_obj": page,
        "rows": [(entry, next_of(entry.notice)) for entry in page],
        "counts": counts,
        "causes": public.lines(counts),
        "kept_back": kept_back,
        "tried": counts.released + kept_back,
        "out_page": Paginator(taken_out, _PER_PAGE).get_page(request.GET.get("ra")),
        "offers": offers(request, actions),
        "story": story(found.events.select_related("by"), _MOVES, LABELS),
    }
    return render(request, "notices/admin/round.html", context, status=status(request))


def _actions(a_round: NamingRound) -> Iterator[Action]:
    """Yield what makes sense with a round now, the next step first."""
    if State(a_round.state) not in OPEN:
        return
    own = facts.own_release(a_round)
    drafts = [release for release in facts.on_the_way(a_round) if release.state == DeskState.DRAFT]
    if own is not None and drafts:
        yield _APPROVE
    if own is not None and own.state in (DeskState.APPROVED, DeskState.HELD):
        yield from (_UNSCHEDULE,) if own.release_at else (_RELEASE, _SCHEDULE)
    if facts.unhanded(a_round):
        yield _HAND_OVER
    if not a_round.begun_at:
        yield _DROP


@with_a_task
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose decided notices for a round."""
    found = get_object_or_404(NamingRound, pk=pk)
    page = Paginator(facts.addable(found), _PER_PAGE).get_page(request.GET.get("trang"))
    form = Because(request.POST or None)
    chosen = set(request.POST.getlist("ho_so"))
    if request.method == "POST" and form.is_valid():
        files = [each for each in facts.addable(found) if str(each.pk) in chosen]
        if not files:
            messages.error(request, "Hãy chọn ít nhất một hồ sơ.")
        elif done(request, form, lambda: _added(request, found, files, form), f"Đã đưa {len(files)} hồ sơ vào đợt."):
            return redirect("notices_round", pk)
    ticked = {each.pk for each in page if str(each.pk) in chosen}
    return render(request, "notices/admin/round_add.html", {"round": found, "page_obj": page, "form": form, "chosen": ticked})


def _added(request: HttpRequest, found: NamingRound, files: list[Notice], form: django_forms.Form) -> bool:
    services.add_all(found, files, by=officer(request), because=form.cleaned_data["because"])
    return True


@with_a_task
@require_http_methods(["GET", "HEAD", "POST"])
def an_entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a notice of a round, and let it be taken out."""
    entry = get_object_or_404(RoundEntry.objects.select_related("round", "notice__firm", "release", "taken_out_by"), pk=pk)
    waits = entry.release is None and entry.taken_out_at is None and State(entry.round.state) in OPEN and not entry.round.begun_at
    actions = [_TAKE_OUT] if waits else []
    if request.method == "POST" and attempt(request, entry, actions):
        return redirect("notices_round", entry.round_id)
    return render(request, "notices/admin/round_entry.html", {"entry": entry, "offers": offers(request, actions)}, status=status(request))
