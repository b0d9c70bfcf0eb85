"""What the public reads of rounds: the list of them, and one with its causes, its counts and the notices that stand."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.defaults import page_not_found

from core import chain, routes
from press import public as press

from .. import public as notices
from ..models import NamingRound
from ..pages import PER_PAGE, remedy
from ..views import unindexed
from . import public


@routes.public
def listing(request: HttpRequest) -> HttpResponse:
    """List the rounds, newest first."""
    page = Paginator(public.visible(), PER_PAGE).get_page(request.GET.get("trang"))
    return unindexed(render(request, "notices/rounds.html", {"page_obj": page, "rounds": page.object_list}))


@routes.public
def detail(request: HttpRequest, number: int, year: int) -> HttpResponse:
    """Show one round as it stands in this minute, or a tombstone once it is over."""
    found = _visible(number, year)
    if found is None:
        return _gone(request, number, year)
    counts = public.counts(found)
    page = Paginator(public.standing(found), PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "round": found,
        "counts": counts,
        "causes": public.lines(counts),
        "page_obj": page,
        "notices": [notices.shown(notice) for notice in page],
        "remedy": remedy(get_language() or "vi"),
        "ending": notices.ending(found.legal_basis),
        "corrections": press.corrections_of(found.release) if found.release else (),
        "salt": bytes(found.release.salt or b"").hex() if found.release else "",
    }
    return unindexed(render(request, "notices/round.html", context))


@routes.public
def committed(request: HttpRequest, number: int, year: int) -> HttpResponse:
    """Send what a round told when it was released, byte for byte as the public ledger commits to it."""
    found = _visible(number, year)
    if found is None or found.release is None:
        return _gone(request, number, year)
    return unindexed(HttpResponse(chain.canonical(found.release.payload), content_type="application/json; charset=utf-8"))


def _visible(number: int, year: int) -> NamingRound | None:
    return public.visible().filter(number=number, year=year).first()


def _gone(request: HttpRequest, number: int, year: int) -> HttpResponse:
    """Answer 410 for a round that was public once, 404 for every other number."""
    found = NamingRound.objects.filter(number=number, year=year).first()
    if found is None or not public.was_public(found):
        return page_not_found(request, Http404())
    return unindexed(render(request, "notices/round_gone.html", {"round": found}, status=410))
