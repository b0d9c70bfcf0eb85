"""The addresses that search engines may know: pages, answers and law; never a notice."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.models import Page

from core import routes
from core.models import Instrument
from notices.pages import NoticeIndexPage
from outreach import public as outreach
from press.media import public as press
from recognition import public as recognition

#: Plain routes that stand on their own.
STANDING = (
    "employer",
    "statistics",
    "bots:about",
    "complaints:start",
    "complaints:track",
    "verify_ask",
    "corrections",
    "ledger",
    "press_room",
    "open_data",
)


@routes.public
def sitemap(request: HttpRequest) -> HttpResponse:
    """List every public address that may be indexed (sitemaps.org)."""
    return render(
        request, "portal/sitemap.xml", {"addresses": [settings.BASE_URL + path for path in paths()]}, content_type="application/xml"
    )


@routes.public
def robots(request: HttpRequest) -> HttpResponse:
    """Tell robots where the sitemap is and what is not for them."""
    lines = ["User-agent: *", "Disallow: /quan-tri/", "Disallow: /tim-kiem/", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def paths() -> Iterator[str]:
    """Yield the public paths, pages first."""
    for page in Page.objects.live().public().not_type(NoticeIndexPage).filter(Q(depth__gt=1)).order_by("path"):
        url = page.get_url()
        if url:
            yield url
    yield from (reverse(name) for name in STANDING)
    yield from (entry.url for entry in outreach.answers())
    yield from (a_round.release.path for a_round in recognition.rounds() if a_round.release)
    yield from (release.path for release in press.releases())
    yield from (reverse("instrument", args=(slug,)) for slug in Instrument.objects.values_list("slug", flat=True))
