"""A small Bot API server on this machine, so that the real client is what is tested."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"


@dataclass
class BotApi:
    """What the server was asked, and what it answers next; without a plan it answers as Telegram does on a good day."""

    url: str = ""
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    updates: deque[dict[str, Any]] = field(default_factory=deque)
    #: Answers to the next calls of a method: (status, body).
    planned: dict[str, deque[tuple[int, dict[str, Any]]]] = field(default_factory=dict)

    def plan(self, method: str, status: int, description: str, **parameters: Any) -> None:
        """Let the next call of ``method`` fail."""
        body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
        self.planned.setdefault(method, deque()).append((status, body))

    def sent(self) -> list[dict[str, str]]:
        """Return the messages that were sent, in order."""
        return [parameters for method, parameters in self.calls if method == "sendMessage"]

    def answer(self, method: str, parameters: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return status and body for one call."""
        self.calls.append((method, parameters))
        if self.planned.get(method):
            return self.planned[method].popleft()
        return 200, {"ok": True, "result": self._result(method, parameters)}

    def _result(self, method: str, parameters: dict[str, str]) -> Any:
        match method:
            case "getMe":
                return {"id": 123456789, "is_bot": True, "first_name": "Minh Bạch", "username": "minhbach_bot"}
            case "getUpdates":
                offset = int(parameters.get("offset", "0"))
                return [update for update in self.updates if update["update_id"] >= offset]
            case "sendMessage":
                chat = {"id": int(parameters["chat_id"]), "type": "private"}
                return {"message_id": len(self.calls), "date": 1_700_000_000, "chat": chat, "text": parameters["text"]}
            case _:
                return True


@contextmanager
def running() -> Iterator[BotApi]:
    """Serve on a free port of this machine."""
    api = BotApi()

    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1  # one packet per answer, else Nagle's algorithm waits

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            token, method = self.path.removeprefix("/bot").split("/", 1)
            known = token == TOKEN
            status, answer = (
                api.answer(method, dict(parse_qsl(body)))
                if known
                else (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            )
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    api.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


def wrote(number: int, text: str, *, chat: int = 42) -> dict[str, Any]:
    """Return the update of a message in a private chat."""
    sender = {"id": chat, "is_bot": False, "first_name": "Lan"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": {"id": chat, "type": "private"}, "from": sender, "text": text}
    return {"update_id": number, "message": message}


def pressed(number: int, action: str, *, chat: int = 42) -> dict[str, Any]:
    """Return the update of a pressed button."""
    message = wrote(number, "…", chat=chat)["message"]
    query = {"id": f"q{number}", "from": message["from"], "chat_instance": "1", "data": action, "message": message}
    return {"update_id": number, "callback_query": query}
