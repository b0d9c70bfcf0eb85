"""What the press reads here, and where it asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.defaults import page_not_found

from core import chain, clock, limits, routes

from ..models import EmbargoLink
from . import embargo, public, questions
from .forms import QuestionForm

_PER_PAGE = 20
_HOUR = dt.timedelta(hours=1)


@routes.public
def room(request: HttpRequest) -> HttpResponse:
    """List the press releases, and say how the press gets an answer."""
    page = Paginator(public.releases(), _PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "page_obj": page,
        "items": [public.shown(release) for release in page],
        "policy": public.policy(clock.today()),
        "coming": public.coming_policy(clock.today()),
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


@routes.form
def ask(request: HttpRequest) -> HttpResponse:
    """Take a question of the press, and say until when it is answered."""
    form = QuestionForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "policy": public.policy(clock.today())}
    if request.method == "POST" and form.is_valid():
        limits.spend("press.question", limits.caller(request), limit=10, per=_HOUR)
        context["asked"] = questions.ask(**form.cleaned_data)
        return _secret(render(request, "press/media/asked.html", context))
    return _secret(render(request, "press/media/ask.html", context, status=400 if form.is_bound else 200))


@routes.form
def early(request: HttpRequest, token: str) -> HttpResponse:
    """Show the reporter a link was given to its terms and, once agreed, what is not public yet."""
    limits.spend("press.embargo", limits.caller(request), limit=60, per=_HOUR)
    link = embargo.by_token(token)
    if link is None:
        return _secret(render(request, "press/media/early_over.html", {"is_unknown": True}, status=404))
    limits.spend("press.embargo.link", str(link.pk), limit=30, per=_HOUR)
    if not embargo.is_open(link, clock.now()):
        return _over(request, link)
    if request.method != "POST" or not request.POST.get("agree"):
        embargo.seen(link)
        asked_badly = request.method == "POST"
        return _secret(
            render(request, "press/media/terms.html", {"link": link, "must_agree": asked_badly}, status=400 if asked_badly else 200)
        )
    story = embargo.read(link)
    if story is None:
        return _over(request, link)
    return _secret(render(request, "press/media/early.html", {"link": link, "story": story, "now": clock.now()}))


def _over(request: HttpRequest, link: EmbargoLink) -> HttpResponse:
    """Say that a link is over, and where the item stands if it went out meanwhile."""
    release = link.release
    is_public = public.is_seen(release)
    return _secret(render(request, "press/media/early_over.html", {"path": release.path if is_public else ""}, status=410))


def _secret(response: HttpResponse) -> HttpResponse:
    """Keep a page out of search engines and its address out of other sites' logs.

    Browsers that may tell nobody where they come from send ``Origin: null``, which no form of ours accepts: we must be told.
    """
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Referrer-Policy"] = "same-origin"
    return response


def _gone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer 410 for a press release that was public once, 404 for every other number."""
    if not public.was_public(public_id):
        return page_not_found(request, Http404())
    response = render(request, "press/media/gone.html", {"public_id": public_id}, status=410)
    response["X-Robots-Tag"] = "noindex"
    return response
