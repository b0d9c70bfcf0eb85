"""The page store keeps what everyone may see, and forgets it when anything public changes."""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.core.cache.backends.redis import RedisCache
from django.db import transaction

from core import pages
from tests import redis_server
from tests.press import mail_server


class Site:
    """A site that counts how often it is asked."""

    def __init__(self, *headers: tuple[str, str], status: str = "200 OK", body: bytes = b"x" * 2_000, is_streamed: bool = False) -> None:
        self.asked = 0
        length = [] if is_streamed else [("Content-Length", str(len(body)))]
        self._headers = [("Content-Type", "text/html"), *length, *headers]
        self._status, self._body = status, body

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.asked += 1
        start_response(self._status, list(self._headers))
        return [self._body]


def get(
    store: pages.PageStore, path: str = "/", method: str = "GET", query: str = "", accept: str = "", known: str = ""
) -> tuple[str, dict[str, str], bytes]:
    said: list[Any] = []
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "localhost",
        "wsgi.url_scheme": "http",
        "HTTP_ACCEPT_ENCODING": accept,
        "HTTP_IF_NONE_MATCH": known,
    }
    body = b"".join(store(environ, lambda status, headers, exc_info=None: said.extend((status, dict(headers)))))
    return said[0], said[1], body


PUBLIC = ("Cache-Control", "public, max-age=0, s-maxage=1")


def test_a_public_page_is_asked_for_once() -> None:
    store = pages.PageStore(site := Site(PUBLIC))
    assert get(store)[2] == get(store)[2]
    assert site.asked == 1


@pytest.mark.parametrize(
    "site",
    [
        pytest.param(Site(("Cache-Control", "no-store")), id="not public"),
        pytest.param(Site(PUBLIC, ("Set-Cookie", "a=b")), id="sets a cookie"),
        pytest.param(Site(PUBLIC, status="404 Not Found"), id="not found"),
        pytest.param(Site(PUBLIC, is_streamed=True), id="streamed"),
    ],
)
def test_what_is_not_for_everyone_is_not_kept(site: Site) -> None:
    store = pages.PageStore(site)
    get(store)
    get(store)
    assert site.asked == 2


def test_writing_goes_straight_through() -> None:
    store = pages.PageStore(site := Site(PUBLIC))
    get(store, method="POST")
    get(store, method="POST")
    assert site.asked == 2


@pytest.mark.django_db(transaction=True)
def test_a_bump_forgets_every_page_once_it_is_committed() -> None:
    store = pages.PageStore(site := Site(PUBLIC))
    get(store)
    with transaction.atomic():
        pages.bump()
        get(store)
        assert site.asked == 1
    get(store)
    assert site.asked == 2


def test_an_unknown_parameter_makes_no_second_copy() -> None:
    store = pages.PageStore(site := Site(PUBLIC))
    get(store, query="utm_source=x")
    get(store, query="utm_source=y")
    assert site.asked == 1
    get(store, query="trang=2")
    assert site.asked == 2


def test_pages_are_squeezed_for_those_who_accept_it() -> None:
    store = pages.PageStore(Site(PUBLIC))
    _, headers, body = get(store, accept="gzip, br")
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == b"x" * 2_000
    _, headers, body = get(store)
    assert "Content-Encoding" not in headers
    assert body == b"x" * 2_000


def test_a_head_request_gets_the_headers_alone() -> None:
    store = pages.PageStore(Site(PUBLIC))
    status, headers, body = get(store, method="HEAD")
    assert (status, headers["Content-Length"], body) == ("200 OK", "2000", b"")


def test_a_head_request_for_a_stream_reads_none_of_it() -> None:
    store = pages.PageStore(Site(PUBLIC, is_streamed=True))
    status, _, body = get(store, method="HEAD")
    assert (status, body) == ("200 OK", b"")


def test_the_store_stays_within_its_room() -> None:
    store = pages.PageStore(Site(PUBLIC, body=b"y" * 1_000), room=10_000)
    for page in range(50):
        get(store, path=f"/{page}/")
    assert store._held <= 10_000


def test_what_only_the_clock_changes_is_a_minute_old_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    store = pages.PageStore(site := Site(PUBLIC))
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    get(store)
    monkeypatch.setattr(time, "time", lambda: 1_000_060.0)
    get(store)
    assert site.asked == 2


@pytest.mark.parametrize(
    ("known", "status"),
    [('W/"a"', "304 Not Modified"), ('W/"b", W/"a"', "304 Not Modified"), ('W/"b"', "200 OK"), ("", "200 OK")],
)
def test_who_has_a_stored_page_already_is_told_so(known: str, status: str) -> None:
    store = pages.PageStore(site := Site(PUBLIC, ("ETag", 'W/"a"'), ("Access-Control-Allow-Origin", "*")))
    get(store)
    said, headers, body = get(store, known=known)
    assert (said, site.asked) == (status, 1)
    assert (headers["ETag"], headers["Access-Control-Allow-Origin"]) == ('W/"a"', "*")
    assert (body == b"") is ("Content-Length" not in headers) is (status != "200 OK")


def test_the_next_page_of_rows_is_another_page() -> None:
    store = pages.PageStore(site := Site(PUBLIC))
    for query in ("", "cursor=a", "cursor=b", "limit=2&cursor=b", "cursor=b"):
        get(store, path="/api/v1/tin/", query=query)
    assert site.asked == 4


@redis_server.needed
def test_a_shared_cache_that_is_away_shows_nothing_old_and_everything_new(
    settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = mail_server.free_port()
    settings.REDIS_URL = f"redis://127.0.0.1:{port}/0"
    monkeypatch.setattr(pages, "cache", RedisCache(settings.REDIS_URL, {"OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1}}))
    monkeypatch.setattr(pages, "_SILENCE_S", 0.0)
    monkeypatch.setattr(pages, "_OWED_PAUSE_S", 0.02)
    store = pages.PageStore(site := Site(PUBLIC))
    with redis_server.running(port, tmp_path):
        pages._bump_now()
        before = pages._epoch()
        get(store)
    for _ in range(3):
        assert get(store)[0] == "200 OK"
    assert site.asked == 4, "nothing is kept, and nothing kept is shown"
    pages._bump_now()
    with redis_server.running(port, tmp_path):
        redis_server.until(lambda: pages._epoch() not in (0, None), seconds=10)
        assert pages._epoch() != before, "what was bumped meanwhile is forgotten now"
        get(store)
        get(store)
    assert site.asked == 5
