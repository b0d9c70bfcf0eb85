"""Pages that look at all rooms."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core import routes


@routes.public
def search(request: HttpRequest) -> HttpResponse:
    """Find pages, answers and public records."""
    return render(request, "portal/search.html", {"query": request.GET.get("q", "")})
