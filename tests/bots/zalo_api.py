"""Zalo on this machine: its OAuth with refresh tokens that are good once, its answers to people, its chats."""

from __future__ import annotations

import itertools
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bots.channels.zalo.events import signature

APP, APP_SECRET, OA_SECRET, FIRST = "4711", "bi-mat-ung-dung", "khoa-bi-mat-oa", "r0"
Answer = tuple[int, dict[str, Any]]


@dataclass
class ZaloApi:
    """What stands in the chats, and what is answered next; errors come as a number inside an answer of 200, as Zalo's do."""

    url: str = ""
    #: What stands in each chat, in order: (number, text).
    chats: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    #: Answers to the next calls of a path.
    planned: dict[str, deque[Answer]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    access: str = ""
    refresh: str = FIRST
    exchanged: list[str] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    #: Told of each step before the caller is: "exchanged", "accepted".
    on: Callable[[str], None] = lambda step: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, path: str, status: int, **body: Any) -> None:
        """Let the next call of ``path`` be answered so."""
        self.planned.setdefault(path, deque()).append((status, body))

    def arrived(self, peer: str) -> list[str]:
        """Return what stands in a chat, in order."""
        return [text for _, text in self.chats.get(peer, ())]

    def answer(self, path: str, token: str, query: dict[str, Any]) -> Answer:
        """Return status and body for one call."""
        with self.lock:
            self.calls.append(path)
            if self.planned.get(path):
                return self.planned[path].popleft()
        if path == "/v4/oa/access_token":
            return self._exchange(query["refresh_token"])
        if not self.access or token != self.access:
            return 200, {"error": -216, "message": "Access token is invalid"}
        if path == "/v3.0/oa/message/cs":
            return self._send(query["recipient"]["user_id"], query["message"]["text"])
        chat = self.chats.get(query["user_id"], [])[::-1][: query["count"]]
        return 200, {"error": 0, "data": [{"src": 0, "type": "text", "message_id": number, "message": text} for number, text in chat]}

    def _exchange(self, refresh: str) -> Answer:
        with self.lock:
            self.exchanged.append(refresh)
            if refresh != self.refresh:
                return 200, {"error_name": "Invalid refresh token.", "error": -14014}
            number = next(self.numbers)
            self.access, self.refresh = f"a{number}", f"r{number}"
        self.on("exchanged")
        return 200, {"access_token": self.access, "refresh_token": self.refresh, "expires_in": "90000"}

    def _send(self, peer: str, text: str) -> Answer:
        if len(text) > 2000:
            return 200, {"error": -201, "message": "text is too long"}
        with self.lock:
            number = f"m{next(self.numbers)}"
            self.chats.setdefault(peer, []).append((number, text))
        self.on("accepted")
        return 200, {"error": 0, "message": "Success", "data": {"message_id": number, "user_id": peer}}


@contextmanager
def running() -> Iterator[ZaloApi]:
    """Serve on a free port of this machine."""
    api = ZaloApi()

    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1  # one packet per answer, else Nagle's algorithm waits

        def do_GET(self) -> None:
            self._answer(json.loads(parse_qs(urlsplit(self.path).query)["data"][0]))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            is_json = self.headers.get("Content-Type", "").startswith("application/json")
            self._answer(json.loads(body) if is_json else {name: values[0] for name, values in parse_qs(body).items()})

        def _answer(self, query: dict[str, Any]) -> None:
            with suppress(ConnectionError):  # the caller was killed, or the line breaks as a test wants it
                status, said = api.answer(urlsplit(self.path).path, self.headers.get("access_token", ""), query)
                data = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


def set_up(settings: Any, api: ZaloApi) -> None:
    """Let the site reach this Zalo."""
    settings.ZALO_APP_ID, settings.ZALO_APP_SECRET, settings.ZALO_OA_SECRET = APP, APP_SECRET, OA_SECRET
    settings.ZALO_REFRESH_TOKEN, settings.ZALO_API, settings.ZALO_OAUTH = FIRST, api.url, api.url


def wrote(number: str, text: str, *, peer: str = "u1", kind: str = "text", moment: int = 1_793_600_000_000) -> dict[str, Any]:
    """Return the event of a message that a person sent."""
    message = {"msg_id": number} | ({"text": text} if text else {})
    people = {"sender": {"id": peer}, "recipient": {"id": "oa"}}
    return {"app_id": APP, "event_name": f"user_send_{kind}", "timestamp": str(moment), "message": message} | people


def followed(peer: str = "u1", *, name: str = "follow", moment: int = 1_793_600_000_000) -> dict[str, Any]:
    """Return the event of a person who follows the account, or no longer does."""
    return {"app_id": APP, "event_name": name, "timestamp": str(moment), "oa_id": "oa", "follower": {"id": peer}}


def signed(event: Any) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of the call by which Zalo tells ``event``."""
    body = json.dumps(event, ensure_ascii=False).encode()
    moment = str(event.get("timestamp", "")) if isinstance(event, dict) else ""
    return body, {"X-ZEvent-Signature": f"mac={signature(body, moment, app=APP, secret=OA_SECRET)}"}
