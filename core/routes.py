"""Classes of routes: each view says who may call it and how its answer may be kept, and a test holds it to that."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .errors import TooMany

View = Callable[..., HttpResponseBase]


class RouteClass(StrEnum):
    """What kind of door a route is."""

    PUBLIC = "public"
    FORM = "form"
    OFFICER = "officer"
    WEBHOOK = "webhook"
    API = "api"
    PROBE = "probe"


def _declare(view: View, kind: RouteClass) -> View:
    view.route_class = kind  # type: ignore[attr-defined]
    return view


def public(view: View) -> View:
    """A page for everyone: safe methods only, cacheable for a second, no cookie, no CSRF token."""

    @require_safe
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if "Cache-Control" not in response:
            if response.status_code in (200, 301, 304, 404, 410):
                patch_cache_control(response, public=True, max_age=0, s_maxage=1)
            else:
                patch_cache_control(response, no_store=True)
        return response

    return _declare(inner, RouteClass.PUBLIC)


def form(view: View) -> View:
    """A page that takes what a reader writes: never cached, CSRF by a cookie that is set here only, 429 to whoever comes too often."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @never_cache
    @ensure_csrf_cookie
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except TooMany as error:
            response = too_many(request, error)
        patch_cache_control(response, no_store=True, private=True)
        return response

    return _declare(inner, RouteClass.FORM)


def too_many(request: HttpRequest, error: TooMany) -> HttpResponse:
    """Answer 429 where a caller spent what it may spend, and say when it may come again."""
    response = render(request, "429.html", {"minutes": -(-error.seconds // 60)}, status=429)
    response["Retry-After"] = str(error.seconds)
    return response


def webhook(view: View) -> View:
    """A door for another machine, which proves itself by a secret."""
    return _declare(csrf_exempt(require_POST(never_cache(view))), RouteClass.WEBHOOK)


def api(view: View) -> View:
    """Public data for programs: safe methods only, readable from any origin."""

    @require_safe
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=0, s_maxage=1)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return _declare(inner, RouteClass.API)


def probe(view: View) -> View:
    """A question of the operator's monitoring: never cached."""
    return _declare(require_safe(never_cache(view)), RouteClass.PROBE)
