"""The chat on the site, and the door for Telegram."""

from __future__ import annotations

import datetime as dt
import json

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, JsonResponse
from django.shortcuts import render

from core import limits, routes
from core.errors import TooMany

from . import dialogue, sealing, services
from .channels import Channel
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
        return _page(request, services.greet(Channel.WEB)[1:])
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
def telegram(request: HttpRequest) -> HttpResponse:
    """Take one update from Telegram: check, store, 200."""
    from .channels.telegram import wire  # a quarter of a second to import: not at start-up

    if not wire.is_genuine(request.headers, settings.TELEGRAM_SECRET):
        return HttpResponseForbidden()
    try:
        update = json.loads(request.body)
    except ValueError:
        return HttpResponse(status=400)
    if not isinstance(update, dict):
        return HttpResponse(status=400)
    if arrived := wire.parse(update):
        try:
            limits.spend("chat", sealing.name("telegram", arrived.peer)[:24], limit=_MESSAGES, per=_PER)
        except TooMany:
            return HttpResponse()
        services.receive(arrived)
    return JsonResponse(wire.acknowledge(update) or {})
