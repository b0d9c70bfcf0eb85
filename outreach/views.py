"""One answer, and one instrument of law with what stands on it."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from core import clock, linked, routes
from core.models import Instrument

from . import public


@routes.public
def answer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one answer with the law it stands on."""
    found = public.with_law(public.readable(get_language() or "vi")).filter(slug=slug).first()
    if found is None:
        raise Http404
    language, changed_at = found.locale.language_code, found.last_published_at
    told = linked.answer(found.question, found.chat, request.path, language=language, changed_at=changed_at)
    return render(request, "outreach/answer.html", found.shown(clock.today()) | {"linked": told})


@routes.public
def instrument(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one instrument: its dates, the articles we use, and the answers that cite each."""
    found = get_object_or_404(Instrument.objects.prefetch_related("articles"), slug=slug)
    passages = public.passages(found, get_language() or "vi")
    return render(request, "outreach/instrument.html", {"instrument": found, "passages": passages})
