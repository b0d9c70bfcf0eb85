"""The page store in front of Django: public pages kept until anything that the public sees changes."""

from __future__ import annotations

import gzip
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

log = logging.getLogger(__name__)

_EPOCH_KEY = "core.pages.epoch"
#: A shared cache that does not answer is left alone for so long; until then nothing is kept and nothing kept is shown.
_SILENCE_S = 2.0
#: What is kept dies within a minute by itself, so a bump is worth no more tries than that.
_OWED_FOR_S, _OWED_PAUSE_S = 90.0, 0.5
_silent_until = 0.0


def bump() -> None:
    """Forget every stored page as soon as the running transaction is committed."""
    transaction.on_commit(_bump_now)


def _bump_now() -> None:
    if settings.REDIS_URL:
        if not _bump_shared():
            threading.Thread(target=_bump_late, daemon=True).start()
        return
    path = Path(settings.PAGE_EPOCH)
    fresh = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    fresh.write_text(str(time.time_ns()), encoding="ascii")
    os.replace(fresh, path)


def _away() -> tuple[type[Exception], ...]:
    """Return what a shared cache that is away raises; only then is its library worth an import."""
    from redis.exceptions import RedisError

    return RedisError, OSError


def _bump_shared() -> bool:
    try:
        cache.set(_EPOCH_KEY, time.time_ns(), None)
    except _away() as error:
        log.warning("the shared cache is away: %s", type(error).__name__)
        return False
    return True


def _bump_late() -> None:
    """Bump as soon as the shared cache is back: it may come back with the pages of before."""
    ends = time.monotonic() + _OWED_FOR_S
    while time.monotonic() < ends:
        time.sleep(_OWED_PAUSE_S)
        if _bump_shared():
            return


def _shared_epoch() -> int | None:
    global _silent_until
    if time.monotonic() < _silent_until:
        return None
    try:
        return int(cache.get(_EPOCH_KEY, 0))
    except _away() as error:
        _silent_until = time.monotonic() + _SILENCE_S
        log.warning("the shared cache is away, pages are made anew: %s", type(error).__name__)
        return None


def _epoch() -> int | None:
    """Return a number that changes with every bump; nothing while nobody can tell it."""
    if settings.REDIS_URL:
        return _shared_epoch()
    try:
        found = os.stat(settings.PAGE_EPOCH)
    except FileNotFoundError:
        return 0
    return found.st_mtime_ns ^ found.st_ino


@dataclass(frozen=True, slots=True)
class Stored:
    """A page as it goes over the wire."""

    status: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]


class PageStore:
    """WSGI middleware that answers public pages from memory.

    The key is epoch, minute, scheme, host, path and the known parameters of the query: a bump leaves nothing behind,
    what only the clock changes is a minute old at most, and an unknown parameter costs no memory. Only answers that
    say ``public`` and set no cookie are kept.
    """

    def __init__(self, application: Application, *, room: int = 64 * 1024 * 1024) -> None:
        self._application = application
        self._room = room
        self._held = 0
        self._pages: OrderedDict[tuple[Any, ...], Stored] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Answer from the store, or ask the application and keep what may be kept."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self._application(environ, start_response)
        epoch = _epoch()
        if epoch is None:
            return self._application(environ, start_response)
        key = self._key(environ, epoch)
        with self._lock:
            page = self._pages.get(key)
            if page is not None:
                self._pages.move_to_end(key)
        if page is None:
            page, answer = self._ask(environ)
            if page is None:
                start_response(*answer[0])
                return _headers_alone(answer[1]) if environ["REQUEST_METHOD"] == "HEAD" else answer[1]
            self._keep(key, page)
        if _is_known(environ, page):
            start_response("304 Not Modified", [(name, value) for name, value in page.headers if not name.lower().startswith("content-")])
            return [b""]
        start_response(page.status, list(page.headers))
        return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [page.body]

    def _key(self, environ: dict[str, Any], epoch: int) -> tuple[Any, ...]:
        query = environ.get("QUERY_STRING", "")
        if query:
            query = urlencode([pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] in settings.PAGE_QUERY])
        squeezed = "gzip" in environ.get("HTTP_ACCEPT_ENCODING", "")
        return (
            epoch,
            int(time.time()) // 60,
            environ["wsgi.url_scheme"],
            environ.get("HTTP_HOST", ""),
            environ["PATH_INFO"],
            query,
            squeezed,
        )

    def _ask(self, environ: dict[str, Any]) -> tuple[Stored | None, tuple[Any, Iterable[bytes]]]:
        """Return the page that may be stored, or else the arguments of ``start_response`` and the body."""
        said: list[Any] = []

        def note(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            said[:] = [status, headers]
            return lambda data: None

        body = self._application(dict(environ, REQUEST_METHOD="GET") if _may_store_path(environ) else environ, note)
        status, headers = said
        named = {name.lower(): value for name, value in headers}
        is_for_all = status.startswith("200") and "public" in named.get("cache-control", "") and "set-cookie" not in named
        if not is_for_all or "content-length" not in named:  # what is streamed is not held
            return None, ((status, headers), body)
        content = b"".join(body)
        getattr(body, "close", lambda: None)()
        kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
        if "content-encoding" not in named and _is_text(named.get("content-type", "")) and len(content) > 1024:
            kept.append(("Vary", "Accept-Encoding"))
            if "gzip" in environ.get("HTTP_ACCEPT_ENCODING", ""):
                content = gzip.compress(content, 6, mtime=0)
                kept.append(("Content-Encoding", "gzip"))
        kept.append(("Content-Length", str(len(content))))
        return Stored(status, tuple(kept), content), ((status, headers), [content])

    def _keep(self, key: tuple[Any, ...], page: Stored) -> None:
        with self._lock:
            if key not in self._pages and len(page.body) < self._room // 8:
                self._pages[key] = page
                self._held += len(page.body)
            while self._held > self._room:
                _, oldest = self._pages.popitem(last=False)
                self._held -= len(oldest.body)


def _headers_alone(body: Iterable[bytes]) -> Iterable[bytes]:
    """Return nothing in place of ``body``, which may be a long stream."""
    getattr(body, "close", lambda: None)()
    return [b""]


def _is_known(environ: dict[str, Any], page: Stored) -> bool:
    """Tell whether the caller names the page's weak tag as what it has."""
    asked = environ.get("HTTP_IF_NONE_MATCH", "")
    tag = next((value for name, value in page.headers if name.lower() == "etag"), "") if asked else ""
    return bool(tag) and tag in [each.strip() for each in asked.split(",")]


def _is_text(kind: str) -> bool:
    return kind.startswith("text/") or "json" in kind or "xml" in kind


def _may_store_path(environ: dict[str, Any]) -> bool:
    return not environ["PATH_INFO"].startswith(("/quan-tri/", "/-/", "/static/"))
