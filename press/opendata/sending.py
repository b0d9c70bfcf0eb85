"""Whole files over HTTP: written while they are sent, and told apart by what is in them, so that nobody takes the same one twice."""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import io
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date

from core import clock

#: Within this time two changes may share one second, which a date of HTTP cannot tell apart.
_SETTLED = dt.timedelta(minutes=1)


def send(
    request: HttpRequest, lines: Iterable[bytes], kind: str, name: str, *, made_of: Iterable[Any], changed_at: dt.datetime | None
) -> HttpResponseBase:
    """Send ``lines`` as the file ``name``, or 304 where the caller has it.

    ``made_of`` says in few words everything that the file is made of: two files of the same words are the same, byte for byte.
    Compressed it is another one, with a tag of its own. Whoever keeps a copy asks each time before showing it: it may name
    somebody who is named no longer.
    """
    squeezed = "gzip" in _takes(request)
    digest = hashlib.sha256("\n".join(map(str, made_of)).encode()).hexdigest()[:32]
    tag, dated = f'"{digest}{"-gz" if squeezed else ""}"', _date(changed_at)
    response = get_conditional_response(request, etag=tag, last_modified=dated) or _file(lines, kind, name, squeezed=squeezed)
    response["ETag"] = tag
    if dated is not None:
        response["Last-Modified"] = http_date(dated)
    patch_vary_headers(response, ["Accept-Encoding"])
    must_ask(response)
    return response


def _file(lines: Iterable[bytes], kind: str, name: str, *, squeezed: bool) -> HttpResponseBase:
    response = StreamingHttpResponse(squeeze(lines) if squeezed else lines, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if squeezed:
        response["Content-Encoding"] = "gzip"
    return response


def must_ask(response: HttpResponseBase) -> None:
    """Let caches keep an answer, but show it only after asking whether it still holds, and never when we cannot be reached."""
    patch_cache_control(response, public=True, max_age=0, s_maxage=1, must_revalidate=True)


def squeeze(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Yield ``lines`` compressed, a piece whenever one is full; the same lines give the same bytes."""
    made = io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=6, mtime=0) as squeezing:
        for line in lines:
            squeezing.write(line)
            if made.tell() > 65536:
                yield _taken(made)
    yield _taken(made)


def _taken(made: io.BytesIO) -> bytes:
    piece = made.getvalue()
    made.seek(0)
    made.truncate()
    return piece


def _takes(request: HttpRequest) -> set[str]:
    """Return the codings that the caller takes; one with the weight zero is refused."""
    asked = (each.replace(" ", "").lower().partition(";q=") for each in request.headers.get("Accept-Encoding", "").split(","))
    return {name for name, _, weight in asked if weight.strip("0.") or not weight}


def _date(changed_at: dt.datetime | None) -> int | None:
    """Return when a file last changed, once no other change can share that second."""
    if changed_at is None or clock.now() - changed_at < _SETTLED:
        return None
    return int(changed_at.timestamp())
