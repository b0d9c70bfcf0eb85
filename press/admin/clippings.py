"""Clippings in the office: where the media carried us, whether it was right, and what was asked of whom."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, downloads, uploads

from ..media import clippings
from ..media_lifecycle import CARRIED_LABELS, READING_LABELS, READINGS, Carried, Reading, open_moves
from ..models import Clipping
from .acting import Action, attempt, offers, officer, story
from .common import DESK, OfficeItem, allowed, done, page_of, status
from .forms import ClippingForm, WrongForm

MAY_SEE = ("press.clip_press", *DESK)
_CLIP = "press.clip_press"
_ACTIONS: dict[Reading, Action] = {
    Reading.CONFIRM: Action("confirm", READING_LABELS[Reading.CONFIRM], _CLIP, clippings.confirm),
    Reading.OBJECT: Action("object", READING_LABELS[Reading.OBJECT], _CLIP, clippings.object_to, WrongForm),
    Reading.ASK: Action("ask", READING_LABELS[Reading.ASK], _CLIP, clippings.asked),
    Reading.CORRECTED: Action("corrected", READING_LABELS[Reading.CORRECTED], _CLIP, clippings.corrected),
    Reading.DECLINED: Action("declined", READING_LABELS[Reading.DECLINED], _CLIP, clippings.declined),
}
_MOVES = {"note": "Ghi điểm báo"} | {str(move): label for move, label in READING_LABELS.items()}


@allowed(*MAY_SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the clippings, newest first, or those that wait for a correction."""
    view = request.GET.get("xem", "")
    found = {
        "cai-chinh": clippings.to_correct(),
        "doi-chieu": Clipping.objects.filter(state=Carried.NEW),
    }.get(view, Clipping.objects.all())
    page = page_of(request, found.select_related("release", "noted_by"))
    context = {
        "page": page,
        "view": view,
        "views": (("", "Tất cả"), ("doi-chieu", "Chờ đối chiếu"), ("cai-chinh", "Cải chính")),
        "kept": f"xem={view}" if view else "",
        "today": clock.today(),
    }
    return render(request, "press/admin/clippings.html", context)


@allowed(_CLIP)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Note a clipping."""
    form = ClippingForm(request.POST or None, request.FILES or None, initial={"release": request.GET.get("tin", "")})
    if form.is_valid():
        made = done(request, form, lambda: clippings.note(by=officer(request), **form.arguments()), "Đã ghi điểm báo.")
        if made:
            return redirect("press_clipping", made.pk)
    return render(request, "press/admin/clipping_new.html", {"form": form}, status=422 if form.errors else 200)


@allowed(*MAY_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a clipping with its story, and what may be done now."""
    clipping = get_object_or_404(Clipping.objects.select_related("release", "noted_by"), pk=pk)
    actions = [_ACTIONS[move] for move in open_moves(READINGS, Carried(clipping.state))]
    if request.method == "POST" and attempt(request, clipping, actions):
        return redirect("press_clipping", pk)
    context = {
        "clipping": clipping,
        "offers": offers(request, actions),
        "story": story(clipping.events.select_related("by"), _MOVES, CARRIED_LABELS),
    }
    return render(request, "press/admin/clipping.html", context, status=status(request))


@allowed(*MAY_SEE)
@require_safe
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the scan of a clipping."""
    clipping = get_object_or_404(Clipping, pk=pk)
    if not clipping.scan:
        raise Http404
    ending = clipping.scan.rpartition(".")[2]
    return downloads.attachment(f"diem-bao-{clipping.pk}.{ending}", uploads.fetch(clipping.scan))


URLS = [
    path("diem-bao/", listing, name="press_clippings"),
    path("diem-bao/ghi/", new, name="press_clipping_new"),
    path("diem-bao/<int:pk>/", one, name="press_clipping"),
    path("diem-bao/<int:pk>/ban-chup/", scan, name="press_clipping_scan"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers of these screens."""
    return [OfficeItem("Điểm báo", reverse("press_clippings"), icon_name="openquote", order=40, permissions=MAY_SEE)]
