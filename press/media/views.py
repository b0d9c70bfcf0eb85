"""What the press reads here, and where it asks."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from core import chain, clock, routes

from . import public

_PER_PAGE = 20


@routes.public
def room(request: HttpRequest) -> HttpResponse:
    """List the press releases, and say how the press gets an answer."""
    page = Paginator(public.releases(), _PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page_obj": page,
        "items": [public.shown(release) for release in page],
        "policy": public.policy(clock.today()),
        "speakers": public.speakers(clock.today()),
    }
    return render(request, "press/media/room.html", context)


@routes.public
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one press release, or say that it is over."""
    release = public.one(public_id)
    if release is None:
        return _gone(request, public_id)
    shown = public.shown(release)
    context = {"shown": shown, "linked": public.linked(shown.said), "corrections": public.corrections(release)}
    return render(request, "press/media/detail.html", context)


@routes.public
def committed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send what a press release shows, byte for byte as the public ledger commits to it."""
    release = public.one(public_id)
    if release is None:
        return _gone(request, public_id)
    return HttpResponse(chain.canonical(release.payload), content_type="application/json; charset=utf-8")


def _gone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer 410 for a press release that was public once, 404 for every other number."""
    if not public.was_public(public_id):
        return page_not_found(request, Http404())
    response = render(request, "press/media/gone.html", {"public_id": public_id}, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response
