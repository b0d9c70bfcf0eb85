"""Where readers subscribe, confirm, choose and leave; every page works without JavaScript and says nothing about who is known."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt

from core import limits, routes

from ..models import Subscriber
from . import links, services
from .forms import ChoiceForm, SubscribeForm

_HOUR = dt.timedelta(hours=1)


@routes.form
def subscribe(request: HttpRequest) -> HttpResponse:
    """Take an address and what its owner wants to be told."""
    form = SubscribeForm(request.POST or None, initial={"language": get_language() or "vi"})
    if request.method == "POST":
        limits.spend("readers.ask", limits.caller(request), limit=10, per=_HOUR)
        if form.is_valid():
            if not form.cleaned_data["website"]:
                services.ask(form.cleaned_data["email"], form.choice())
            return render(request, "press/readers/asked.html", {"days": services.CONFIRM_WITHIN.days})
    return render(request, "press/readers/subscribe.html", {"form": form}, status=400 if form.is_bound else 200)


@routes.form
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for one click, since programmes that guard mailboxes open every link by themselves; then confirm."""
    limits.spend("readers.link", limits.caller(request), limit=60, per=_HOUR)
    reader = links.who_confirms(token)
    if reader is None:
        return _unknown(request)
    if request.method != "POST":
        return render(request, "press/readers/confirm.html", {"is_over": not services.may_confirm(reader)})
    if not services.confirm(reader):
        return render(request, "press/readers/confirm.html", {"is_over": True}, status=400)
    return render(request, "press/readers/confirmed.html", {"preferences": links.preferences(reader)})


@routes.form
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Let a reader change what comes."""
    limits.spend("readers.link", limits.caller(request), limit=60, per=_HOUR)
    reader = links.who(token)
    if not isinstance(reader, Subscriber):
        return _unknown(request)
    chosen = {
        "topics": reader.topics,
        "industries": reader.industries,
        "communes": [commune.pk for commune in reader.communes.all()],
        "language": reader.language,
    }
    form = ChoiceForm(request.POST or None, initial=chosen)
    is_saved = request.method == "POST" and form.is_valid()
    if is_saved:
        services.choose(reader, form.choice())
    context = {"form": form, "is_saved": is_saved, "leave": links.leave(f"reader:{reader.pk}", reader.address, get_language() or "vi")}
    return render(request, "press/readers/preferences.html", context, status=400 if form.is_bound and not is_saved else 200)


def _leave(request: HttpRequest, token: str) -> HttpResponse:
    """Let a recipient leave: a page with one button for people, a single POST for their mail programme (RFC 8058).

    The POST carries no cookie and no CSRF token; the secret in the address stands for both.
    """
    limits.spend("readers.leave", limits.caller(request), limit=600, per=_HOUR)
    if not links.is_ours(token):
        if request.method == "POST":
            return render(request, "403.html", status=403)
        return _unknown(request)
    person = links.who(token)
    if request.method == "POST" and person is not None:
        services.leave(person)
        person = None
    preferences = links.preferences(person) if isinstance(person, Subscriber) else ""
    return render(request, "press/readers/leave.html", {"is_gone": person is None, "preferences": preferences})


def _unknown(request: HttpRequest) -> HttpResponse:
    """Say what to do with a link that is nobody's: the same words for one that was never good and one whose reader has left."""
    return render(request, "press/readers/unknown.html", status=404)


leave = csrf_exempt(routes.form(_leave))
