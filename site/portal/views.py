"""Pages that look at all rooms: the site search, and "is my employer on a list"."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from core import routes
from core.text import nfc

from . import lookup

#: A question longer than this is a story for the assistant, not a search.
LONGEST = 200


@routes.public
def search(request: HttpRequest) -> HttpResponse:
    """Find answers, pages and public records, with or without accents."""
    query = nfc(request.GET.get("q", ""))[:LONGEST]
    found = lookup.everywhere(query, language=translation.get_language() or "vi") if query else None
    return render(request, "portal/search.html", {"query": query, "found": found})


@routes.public
def employer(request: HttpRequest) -> HttpResponse:
    """Tell on which public lists an employer stands, found by name or tax code."""
    query = nfc(request.GET.get("q", ""))[:LONGEST]
    answer = lookup.employers(query) if query else None
    return render(request, "portal/employer.html", {"query": query, "answer": answer})
