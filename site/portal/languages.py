"""Where a page stands in the other languages of the site."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation
from wagtail.models import Page

#: The route below which Wagtail finds its pages; every other route has the same page in each language.
TREE = "wagtail_serve"


class Language(NamedTuple):
    """One language of the site, and where to read on in it."""

    code: str
    name: str
    #: The same page in that language, or its home page where there is none.
    url: str
    is_current: bool = False
    is_same_page: bool = True


def home(code: str) -> str:
    """Return the path of the home page in a language."""
    return "/" if code == settings.LANGUAGE_CODE else f"/{code}/"


def of(request: HttpRequest) -> list[Language]:
    """Return the languages of the site with the page of ``request`` in each."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    found = _paths(request, current)
    return [
        Language(code, name, found.get(code) or home(code), is_current=code == current, is_same_page=code in found)
        for code, name in settings.LANGUAGES
    ]


def _paths(request: HttpRequest, current: str) -> dict[str, str]:
    """Return the page's path in each language that has it; nothing where no page was found."""
    match = request.resolver_match
    if match is None:
        return {}
    if match.url_name == TREE:
        return _of_page(request, current, match.args[0] if match.args else "")
    found = {code: translate_url(request.path, code) for code, _ in settings.LANGUAGES}
    return found if len(set(found.values())) == len(found) else {}


def _of_page(request: HttpRequest, current: str, path: str) -> dict[str, str]:
    """Return where the page that Wagtail serves, and its live translations, stand."""
    routed = Page.route_for_request(request, path)
    if routed is None:
        return {}
    others = routed.page.get_translations().live().values_list("locale__language_code", "url_path")
    # A stored path begins with the slug of its language's home page, which no address shows.
    return {current: request.path} | {code: home(code) + path.split("/", 2)[2] for code, path in others}
