"""Signed calls to other machines: provable, fresh, not into the inner network, and told apart when they fail."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from core import clock
from press import sweeps
from press.delivering import State
from press.models import Delivery, Hook
from press.outbox import http
from press.outbox.parcels import Away
from tests import peers
from tests.conftest import TODAY

from .conftest import Make

SECRET = "bí mật"


@pytest.fixture
def peer(settings: Any, db: None) -> Iterator[peers.Peer]:
    settings.WEBHOOKS_INNER = True
    with peers.running() as peer:
        hook = Hook(name="Cổng", url=f"{peer.url}/hook?v=1")
        hook.secret = SECRET
        hook.save()
        yield peer


def carry() -> None:
    sweeps.spread()
    sweeps.send()


def delivery() -> Delivery:
    return Delivery.objects.get(channel="webhook")


def test_a_call_is_signed_dated_and_names_nobody_of_a_warning(peer: peers.Peer, make: Make) -> None:
    release = make("live")
    carry()
    (call,) = peer.calls
    stamp, signature = call.headers["X-MinhBach-Timestamp"], call.headers["X-MinhBach-Signature"]
    assert signature == "v1=" + hmac.new(SECRET.encode(), stamp.encode() + b"." + call.body, hashlib.sha256).hexdigest()
    assert int(stamp) == int(clock.now().timestamp())
    said = json.loads(call.body)
    assert (said["act"], said["id"], said["delivery"]) == ("published", release.public_id, call.headers["X-MinhBach-Delivery"])
    assert "Sao Mai" not in call.text
    assert delivery().state == State.SENT


@pytest.mark.parametrize(("status", "state"), [(500, State.WAITING), (429, State.WAITING), (404, State.FAILED), (302, State.FAILED)])
def test_answers_are_told_apart_and_a_second_try_has_the_same_key(peer: peers.Peer, make: Make, status: int, state: State) -> None:
    peer.answers["/hook"] = (status, {})
    make("live")
    carry()
    assert (delivery().state, delivery().code) == (state, f"http.{status}")
    peer.answers.clear()
    with clock.at(dt.datetime.combine(TODAY, dt.time(12))):
        carry()
    if state == State.WAITING:
        assert delivery().state == State.SENT
        assert len({call.headers["X-MinhBach-Delivery"] for call in peer.calls}) == 1


def test_one_that_does_not_answer_holds_up_nobody_else(peer: peers.Peer, make: Make) -> None:
    dead = Hook(name="Chết", url="http://127.0.0.1:9/hook")
    dead.secret = SECRET
    dead.save()
    make("live")
    carry()
    states = dict(Delivery.objects.filter(channel="webhook").values_list("target", "state"))
    assert states == {f"hook:{dead.pk}": State.WAITING, f"hook:{dead.pk - 1}": State.SENT}


def test_a_call_that_was_cut_by_a_kill_is_simply_made_again(peer: peers.Peer, make: Make) -> None:
    make("live")
    sweeps.spread()
    Delivery.objects.filter(channel="webhook").update(state=State.SENDING, claimed_until=clock.now())
    carry()
    assert delivery().state == State.SENT


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.5", "192.168.1.1", "169.254.169.254", "172.16.0.1", "0.0.0.0", "100.64.0.1", "224.0.0.1"),
        *("::1", "fd00::1", "fe80::1%lo", "::ffff:10.0.0.5", "64:ff9b::a00:5", "64:ff9b:1::a00:5", "::a00:5", "2002:a00:5::1"),
    ],
)
def test_an_address_of_the_inner_network_is_never_called(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def resolve(host: str, port: int, **more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in ("93.184.216.34", address)]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(http.Forbidden):
        http.call("POST", "https://du-lieu.example/hook", headers={})


#: What a form of Django lets through as an address, and what it does not.
NO_ADDRESS = [
    *("http://du-lieu.example/", "ftp://du-lieu.example/", "file:///etc/passwd", "https:///x", "gopher://x/"),
    *("https://du-lieu.example:99999/", f"https://{'đ' * 60}.example/", "https://[::1/", "https://a:b@du-lieu.example/"),
    *("https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest/"),
]


@pytest.mark.parametrize("url", NO_ADDRESS)
def test_only_https_to_a_host_of_the_open_internet_is_called(url: str) -> None:
    with pytest.raises(http.Forbidden):
        http.call("POST", url, headers={})


def test_a_hook_that_cannot_be_called_stops_no_other(make: Make, settings: Any) -> None:
    for url in NO_ADDRESS:
        hook = Hook(name="Sai", url=url)
        hook.secret = SECRET
        hook.save()
    make("live")
    carry()
    assert {(each.state, each.code) for each in Delivery.objects.filter(channel="webhook")} == {(State.FAILED, "http.inner")}


def test_vietnamese_letters_in_an_address_are_escaped(peer: peers.Peer, make: Make) -> None:
    Hook.objects.update(url=f"{peer.url}/tin-tức?khóa=%20a b")
    make("live")
    carry()
    assert [call.path for call in peer.calls] == ["/tin-t%E1%BB%A9c?kh%C3%B3a=%20a%20b"]


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that changes its mind between check and call reaches nothing."""
    went: list[Any] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, port, **more: [(2, 1, 6, "", ("93.184.216.34", port))])

    def connect(address: Any, timeout: float) -> Any:
        went.append(address)
        raise OSError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(Away):
        http.call("POST", "https://du-lieu.example/hook", headers={})
    assert went == [("93.184.216.34", 443)]


@pytest.mark.parametrize(
    ("scheme", "first"),
    [("http", b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n"), ("https", b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc")],
    ids=["answer", "greeting"],
)
def test_who_answers_drop_by_drop_keeps_no_worker(monkeypatch: pytest.MonkeyPatch, scheme: str, first: bytes) -> None:
    monkeypatch.setattr(http, "WHOLE_S", 0.3)
    ended = threading.Event()

    def drip(server: socket.socket) -> None:
        line, _ = server.accept()
        with line, suppress(OSError):
            line.sendall(first)
            while not ended.wait(0.02):
                line.sendall(b".")

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=[server])
        thread.start()
        try:
            with pytest.raises(Away):
                http.call("POST", f"{scheme}://127.0.0.1:{server.getsockname()[1]}/", headers={}, is_inner_allowed=True)
        finally:
            ended.set()
            thread.join()


def test_a_hook_into_the_inner_network_fails_with_a_sentence(peer: peers.Peer, make: Make, settings: Any) -> None:
    settings.WEBHOOKS_INNER = False
    make("live")
    carry()
    assert (delivery().state, delivery().code) == (State.FAILED, "http.inner")
    assert peer.calls == []


def test_a_cdn_is_told_to_forget_every_page_and_feed(peer: peers.Peer, make: Make, settings: Any) -> None:
    settings.PURGE_URL, settings.PURGE_TOKEN = f"{peer.url}{{path}}", "chìa khóa".encode().hex()
    release = make("live")
    carry()
    purged = [call.path for call in peer.calls if call.method == "PURGE"]
    assert {release.path, f"/en{release.path}", "/tin.atom", "/tin.json", "/thu-ngo/tin.atom", "/dinh-chinh/", "/"} <= set(purged)
    assert {call.headers["Authorization"] for call in peer.calls if call.method == "PURGE"} == {f"Bearer {settings.PURGE_TOKEN}"}


def test_a_cdn_that_fails_is_asked_again(peer: peers.Peer, make: Make, settings: Any) -> None:
    settings.PURGE_URL = f"{peer.url}{{path}}"
    peer.answers["/dinh-chinh/"] = (503, {})
    make("live")
    carry()
    page = Delivery.objects.get(channel="page")
    assert (page.state, page.code) == (State.WAITING, "purge.503")
    peer.answers.clear()
    with clock.at(dt.datetime.combine(TODAY, dt.time(12))):
        carry()
    assert Delivery.objects.get(channel="page").state == State.SENT
