"""The chat on the site, and the door for messengers."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from core import limits, routes
from core.errors import TooMany

from . import channels, dialogue, sealing, services
from .channels import Call
from .channels.web import form

#: The key of a browser's conversation; set with its first message, never before.
COOKIE = "tro-ly"
_COOKIE_AGE = int(services.KEPT_FOR.total_seconds())
_MESSAGES, _PER = 40, dt.timedelta(minutes=10)


@routes.form
def chat(request: HttpRequest) -> HttpResponse:
    """Show the chat, and answer one message at a time."""
    known = request.COOKIES.get(COOKIE)
    peer = form.token_or_new(known)
    arrived = form.parse(request.POST.dict(), peer) if request.method == "POST" else None
    if arrived is None:
        return _page(request, services.greet("web")[1:])
    limits.spend("chat", limits.caller(request), limit=_MESSAGES, per=_PER)
    response = _page(request, services.converse(arrived), mine=arrived.text or str(request.POST.get("label", ""))[:200])
    if known != peer:
        response.set_cookie(
            COOKIE, peer, max_age=_COOKIE_AGE, path=request.path, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    return response


def _page(request: HttpRequest, said: tuple[dialogue.Say, ...], mine: str = "") -> HttpResponse:
    offered = {choice.action for say in said for choice in say.choices}
    context = {"said": said, "mine": mine, "offered": offered, "turn": form.new_token(), "longest": form.LONGEST}
    return render(request, "bots/chat.html", context | {"automated": services.automated()})


@routes.webhook
def hook(request: HttpRequest, code: str) -> HttpResponse:
    """Take one call of a messenger: check, store, 200; the answer follows in a sweep."""
    channel = channels.registry().get(code)
    if channel is None or not channel.is_messenger:
        raise Http404
    taken = channel.take(Call(request.headers, request.body))
    if taken.arrived:
        try:
            limits.spend("chat", sealing.name(code, taken.arrived.peer)[:24], limit=_MESSAGES, per=_PER)
        except TooMany:
            return HttpResponse()
        services.receive(taken.arrived)
    return JsonResponse(taken.answer or {}, status=taken.status)
