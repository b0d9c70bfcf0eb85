"""The doors that programs use: readable from any origin, conditional, counted, and with errors that programs understand."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt

from core import limits, routes
from core.errors import TooMany

from . import sending

View = Callable[..., HttpResponseBase]

#: How many answers one caller gets from the database in a minute; what stands in the page store is not counted.
LIMIT, PER = 300, dt.timedelta(minutes=1)
METHODS = "GET, HEAD, OPTIONS"


class Problem(Exception):
    """What is answered in place of data (RFC 9457); ``detail`` says in both languages what to do."""

    def __init__(self, status: int, detail: str, english: str) -> None:
        super().__init__(english)
        self.status, self.detail, self.english = status, detail, english


def api(view: View) -> View:
    """A door of the class `core.routes.RouteClass.API` that answers problems, preflights and conditional requests."""
    guarded = routes.api(view)

    @wraps(guarded)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204, headers={"Access-Control-Max-Age": "86400", "Cache-Control": "no-store"}))
        try:
            if request.method in ("GET", "HEAD"):
                limits.spend("press.opendata", limits.caller(request), limit=LIMIT, per=PER)
            response = guarded(request, *args, **kwargs)
        except Problem as problem:
            return _open(_problem(request, problem.status, problem.detail, problem.english))
        except TooMany as many:
            response = _problem(request, 429, f"Hãy gọi lại sau {many.seconds} giây.", f"Call again in {many.seconds} seconds.")
            response["Retry-After"] = str(many.seconds)
            return _open(response)
        if response.status_code == 405:
            response = _problem(request, 405, "Chỉ đọc: dùng GET.", "Read only: use GET.")
            response["Allow"] = METHODS
        return _open(response)

    return csrf_exempt(inner)  # nothing can be written here, and a refusal is a problem, not a page


def answer(request: HttpRequest, value: Mapping[str, Any], *, kind: str = "application/json") -> HttpResponseBase:
    """Return ``value`` as JSON, or 304 where the caller has it already."""
    body = json.dumps(value, ensure_ascii=False).encode()
    response = HttpResponse(body, content_type=kind)
    response["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'  # weak: what stands in the page store may be compressed
    sending.must_ask(response)
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _problem(request: HttpRequest, status: int, detail: str, english: str) -> HttpResponse:
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "detail_en": english,
        "instance": request.path,
    }
    response = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type="application/problem+json")
    response["Cache-Control"] = "no-store"
    return response


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of any origin read the answer, and search engines keep none of it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = METHODS
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link, Retry-After"
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
