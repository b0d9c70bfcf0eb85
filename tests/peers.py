"""A real HTTP server on this machine that plays every other machine we call: it keeps each call and answers as told."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

TELEGRAM_TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@dataclass(frozen=True)
class Call:
    """One call that came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text, its escapes undone."""
        raw = self.body.decode()
        try:
            return json.dumps(json.loads(raw), ensure_ascii=False)
        except ValueError:
            return raw

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form."""
        return {name: values[0] for name, values in parse_qs(self.body.decode()).items()}


Answer = tuple[int, dict[str, Any]]


@dataclass
class Peer:
    """What came, and what is answered: by the first beginning of a path that fits, else 200."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: dict[str, Callable[[Call], Answer] | Answer] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget what came."""
        self.calls.clear()

    def answer(self, call: Call) -> Answer:
        """Keep the call and return what to say."""
        self.calls.append(call)
        for path, answer in self.answers.items():
            if call.path.startswith(path):
                return answer(call) if callable(answer) else answer
        return 200, {"ok": True, "error": 0}


@contextmanager
def running() -> Iterator[Peer]:
    """Serve until the block ends."""
    peer = Peer()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status, said = peer.answer(Call(self.command, self.path, dict(self.headers), body))
            out = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(out)))
            self.end_headers()
            self.wfile.write(out)

        do_GET = do_POST = do_PURGE = do_BAN = _any  # noqa: N815  names that the library calls

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    peer.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()


def set_up_messengers(settings: Any, peer: Peer) -> None:
    """Let Telegram and Zalo be played by ``peer``."""
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_API, settings.TELEGRAM_CHANNEL = TELEGRAM_TOKEN, peer.url, "-100777"
    settings.ZALO_APP_ID, settings.ZALO_APP_SECRET, settings.ZALO_REFRESH_TOKEN = "4711", "bi-mat", "r0"
    settings.ZALO_API, settings.ZALO_OAUTH = f"{peer.url}/zalo", f"{peer.url}/zalo-oauth"
    settings.ZALO_COVER = "https://minhhoa.example/bia.png"
    numbers = itertools.count(1)
    bot = f"/bot{TELEGRAM_TOKEN}"
    chat = {"id": -100777, "type": "channel", "title": "Minh Bạch"}
    peer.answers |= {
        f"{bot}/getMe": (200, {"ok": True, "result": {"id": 123456789, "is_bot": True, "first_name": "MB", "username": "mb_bot"}}),
        f"{bot}/sendMessage": lambda call: (
            200,
            {"ok": True, "result": {"message_id": next(numbers), "date": 1_700_000_000, "chat": chat, "text": call.form["text"]}},
        ),
        f"{bot}/editMessageText": lambda call: (
            200,
            {"ok": True, "result": {"message_id": int(call.form["message_id"]), "date": 1_700_000_000, "chat": chat, "text": "x"}},
        ),
        "/zalo-oauth/": lambda call: (
            200,
            {"access_token": f"a{next(numbers)}", "refresh_token": f"r{next(numbers)}", "expires_in": "90000"},
        ),
        "/zalo/v2.0/article/create": lambda call: (200, {"error": 0, "message": "Success", "data": {"token": f"t{next(numbers)}"}}),
        "/zalo/v2.0/article/verify": lambda call: (200, {"error": 0, "data": {"id": f"bai-{json.loads(call.body)['token']}"}}),
        "/zalo/v2.0/oa/message": (200, {"error": 0, "message": "Success", "data": {"message_id": "m1"}}),
    }
