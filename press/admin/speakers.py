"""The spokespeople, in the office."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from core import clock

from ..media import spokespeople
from ..models import PressPolicy, Spokesperson
from .acting import Action, attempt, offers, officer
from .common import DESK, SPEAKING, OfficeItem, allowed, at_the_desk, done, page_of, status
from .forms import AppointForm, EndForm

_END = Action("end", "Ghi việc thôi phát ngôn", "press.appoint_spokesperson", spokespeople.end, EndForm, is_grave=True)


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """List the appointments, newest first, and take a new one."""
    by = officer(request)
    form = AppointForm(request.POST or None, initial={"valid_from": clock.today()})
    said = "Đã ghi việc cử người phát ngôn."
    if form.is_valid() and done(request, form, lambda: spokespeople.appoint(by=by, **form.cleaned_data), said):
        return redirect("press_speakers")
    today = clock.today()
    page = page_of(request, Spokesperson.objects.select_related("officer", "noted_by"))
    context = {
        "page": page,
        "rows": [(each, each.covers(today)) for each in page],
        "form": form if form.is_bound or by.has_perm("press.appoint_spokesperson") else None,
        "policy": PressPolicy.on(today),
        "today": today,
    }
    return render(request, "press/admin/speakers.html", context, status=422 if form.errors else 200)


@allowed("press.appoint_spokesperson")
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an appointment."""
    appointment = get_object_or_404(Spokesperson.objects.select_related("officer"), pk=pk)
    if request.method == "POST" and attempt(request, appointment, [_END]):
        return redirect("press_speakers")
    context = {"appointment": appointment, "offers": offers(request, [_END])}
    return render(request, "press/admin/speaker_end.html", context, status=status(request))


URLS = [
    path("nguoi-phat-ngon/", listing, name="press_speakers"),
    path("nguoi-phat-ngon/<int:pk>/thoi/", end, name="press_speaker_end"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers of these screens."""
    return [OfficeItem("Người phát ngôn", reverse("press_speakers"), icon_name="user", order=60, permissions=(*DESK, *SPEAKING))]
