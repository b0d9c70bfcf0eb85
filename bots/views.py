"""The chat on the site, and the door for Telegram."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from core import routes
from core.errors import TooMany

from . import arriving, channels, limits, services
from .channels import Arrived, Call
from .channels.web import channel as web
from .channels.web import form, history
from .channels.web.history import Exchange
from .dialogue import State
from .dialogue.state import Flow

#: The key of a browser's conversation; set with its first message, never before.
COOKIE = "tro-ly"
_COOKIE_AGE = int(services.KEPT_FOR.total_seconds())
#: Where a quick exit leads: a page that anyone may have open.
ELSEWHERE = "https://vi.wikipedia.org/"


@routes.form
def chat(request: HttpRequest) -> HttpResponse:
    """Show the chat, and answer one message at a time."""
    known = request.COOKIES.get(COOKIE)
    peer = form.token_or_new(known)
    if "thoat" in request.GET or "leave" in request.POST:
        return _leave(request, peer)
    if "fetch" in request.POST:
        return _news(request, peer)
    arrived = form.parse(request.POST.dict(), peer) if request.method == "POST" else None
    earlier = history.recall(request.POST.get("earlier", ""), peer)
    if arrived is None:
        state = services.standing(web.code, peer) if known == peer else State()
        missed = services.fetch(web.code, peer) if known == peer else ()
        begun = services.resumed(web.code, peer) if known == peer else ()
        said = (*missed, *begun) or (() if state.talk else services.greet(web.code)[1:])
        return _page(request, Exchange("", said), earlier, draft=request.GET.get("hoi", "")[: form.LONGEST], **_standing(state))
    try:
        limits.spend(web.code, peer, request, is_new=known != peer)
    except TooMany as error:
        return _too_fast(request, arrived, earlier, error)
    response = _turn(request, arrived, earlier)
    if known != peer:
        response.set_cookie(
            COOKIE, peer, max_age=_COOKIE_AGE, path=request.path, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def _turn(request: HttpRequest, arrived: Arrived, earlier: tuple[Exchange, ...]) -> HttpResponse:
    """Answer one message; what may be remembered of it goes into the page."""
    before = services.standing(web.code, arrived.peer)
    said = services.converse(arrived)
    after = services.standing(web.code, arrived.peer)
    keeps = history.is_plain(before, after, arrived, said)
    kept = history.kept(arrived)
    missed = services.fetch(web.code, arrived.peer)
    more = {
        "carried": history.carry(arrived.peer, (*earlier, Exchange(kept, said)) if keeps else earlier),
        "kept": kept,
        "keeps": keeps,
        "draft": form.written(request.POST) if arrived.action else "",
        **_standing(after),
    }
    return _page(request, Exchange(history.shown(arrived), (*missed, *said)), earlier, **more)


def _news(request: HttpRequest, peer: str) -> HttpResponse:
    """Show what an officer wrote lately: as a page, or the lines alone for a page that waits."""
    talk = services.standing(web.code, peer).talk
    try:
        limits.spend_waiting(web.code, peer)
        said = services.fetch(web.code, peer)
    except TooMany as error:
        return routes.too_many(request, error)
    if request.POST["fetch"] == "lines":
        return render(request, "bots/lines.html", {"said": said, "talk": talk})
    earlier = history.recall(request.POST.get("earlier", ""), peer)
    more = {"draft": form.written(request.POST), "talk": talk, "carried": history.carry(peer, earlier), "looked": True}
    return _page(request, Exchange("", said), earlier, **more)


def _too_fast(request: HttpRequest, arrived: Arrived, earlier: tuple[Exchange, ...], error: TooMany) -> HttpResponse:
    """Say when to come back; what was written stays in the box, and the same turn can be sent again."""
    again = {"minutes": -(-error.seconds // 60), "turn": form.token_or_new(request.POST.get("turn")), "draft": form.written(request.POST)}
    said = services.resumed(web.code, arrived.peer) or services.greet(web.code)[1:]
    again |= {"carried": history.carry(arrived.peer, earlier), **_standing(services.standing(web.code, arrived.peer))}
    response = _page(request, Exchange("", said), earlier, **again)
    response.status_code, response["Retry-After"] = 429, str(error.seconds)
    return response


def _leave(request: HttpRequest, peer: str) -> HttpResponse:
    """Take the browser's key away; a form, which proves that the reader meant it, forgets the conversation and its draft, too."""
    if request.method == "POST":
        services.leave(web.code, peer)
        response = HttpResponse(status=204)
    else:
        response = HttpResponseRedirect(ELSEWHERE)
    response["Referrer-Policy"] = "no-referrer"
    response.delete_cookie(COOKIE, path=request.path, samesite="Lax")
    return response


def _standing(state: State) -> dict[str, object]:
    """Return what the page must know of where the conversation stands."""
    return {"talk": state.talk, "complains": state.flow is Flow.COMPLAIN}


def _page(request: HttpRequest, now: Exchange, earlier: tuple[Exchange, ...], **more: object) -> HttpResponse:
    context = {
        "now": now,
        "earlier": earlier,
        "offered": {choice.action for say in now.said for choice in say.choices},
        "elsewhere": ELSEWHERE,
        "newest": "moi",
        "turn": form.new_token(),
        "longest": form.LONGEST,
        "automated": services.automated(),
    }
    return render(request, "bots/chat.html", context | more)


@routes.webhook
def hook(request: HttpRequest, code: str) -> HttpResponse:
    """Take one call of a messenger: check, store, 200; the answer follows in a sweep."""
    channel = channels.registry().get(code)
    if channel is None or not channel.is_messenger:
        raise Http404
    taken = channel.take(Call(request.headers, request.body))
    return JsonResponse(arriving.take(channel, taken) or {}, status=taken.status)
