"""The page about the bot: what it is, how sure it is, what it keeps, and how to complain about what it says."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from complaints import services as complaints
from core import clock, routes

from . import index, services
from .desk.models import TalkPolicy
from .knowledge import Around
from .learning import about as facts
from .understanding import gate


@routes.public
def about(request: HttpRequest) -> HttpResponse:
    """Show the page about the bot."""
    today = clock.today()
    known = index.read(Around(language=get_language() or "vi"))
    context = {
        "law": facts.obligation(today),
        "measure": facts.measure(known),
        "months": facts.months(today, known),
        "threshold": gate.ANSWER_FROM,
        "kept_days": services.KEPT_FOR.days,
        "draft_days": complaints.DRAFT_FOR.days,
        "readable_minutes": int(services.READABLE_FOR.total_seconds() // 60),
        "talk_days": TalkPolicy.current().kept_days,
        "unanswered_days": services.UNANSWERED_FOR.days,
    }
    return render(request, "bots/about.html", context)
