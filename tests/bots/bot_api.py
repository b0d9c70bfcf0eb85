"""A small Bot API server on this machine, so that the real client is what is tested."""

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
    #: What stands in the chats, by number: (chat, text, buttons); the numbers of all chats are one row, as on the platform.
    messages: dict[int, tuple[str, str, str]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1_000_000))
    #: Told of each message that was accepted, before the caller is.
    on: Callable[[str], None] = lambda step: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def plan(self, method: str, status: int, description: str, **parameters: Any) -> None:
        """Let the next call of ``method`` fail."""
        body = {"ok": False, "error_code": status, "description": description, "parameters": parameters}
        self.planned.setdefault(method, deque()).append((status, body))

    def sent(self) -> list[dict[str, str]]:
        """Return the messages that were sent, in order."""
        return [parameters for method, parameters in self.calls if method == "sendMessage"]

    def answer(self, method: str, parameters: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """Return status and body for one call."""
        with self.lock:
            self.calls.append((method, parameters))
            if self.planned.get(method):
                return self.planned[method].popleft()
        try:
            return 200, {"ok": True, "result": self._result(method, parameters)}
        except ValueError as error:
            return 400, {"ok": False, "error_code": 400, "description": f"Bad Request: {error}"}

    def _result(self, method: str, parameters: dict[str, str]) -> Any:
        match method:
            case "getMe":
                return {"id": 123456789, "is_bot": True, "first_name": "Minh Bạch", "username": "minhbach_bot"}
            case "getUpdates":
                offset = int(parameters.get("offset", "0"))
                numbers = [(update, update.get("update_id")) for update in self.updates]
                return [update for update, number in numbers if not isinstance(number, int) or number >= offset]
            case "sendMessage":
                return self._send(parameters)
            case "editMessageText":
                return self._edit(parameters)
            case _:
                return True

    def _send(self, parameters: dict[str, str]) -> dict[str, Any]:
        if len(parameters["text"].encode("utf-16-le")) > 2 * 4096:
            raise ValueError("message is too long")
        with self.lock:
            number = next(self.numbers)
            self.messages[number] = (parameters["chat_id"], parameters["text"], parameters.get("reply_markup", ""))
        self.on("accepted")
        return self._message(number)

    def _edit(self, parameters: dict[str, str]) -> dict[str, Any]:
        number = int(parameters["message_id"])
        wanted = (parameters["chat_id"], parameters["text"], parameters.get("reply_markup", ""))
        stands = self.messages.get(number)
        if stands is None or stands[0] != wanted[0]:
            raise ValueError("message to edit not found")
        if stands == wanted:
            raise ValueError(
                "message is not modified: specified new message content and reply markup are exactly the same as a current "
                "content and reply markup of the message"
            )
        self.messages[number] = wanted
        return self._message(number)

    def _message(self, number: int) -> dict[str, Any]:
        chat, text, _ = self.messages[number]
        return {"message_id": number, "date": 1_700_000_000, "chat": {"id": int(chat), "type": "private"}, "text": text}

    def arrived(self, chat: str) -> list[str]:
        """Return what stands in a chat, in order."""
        return [text for each, text, _ in dict(sorted(self.messages.items())).values() if each == chat]


@contextmanager
def running() -> Iterator[BotApi]:
    """Serve on a free port of this machine."""
    api = BotApi()

    class Handler(BaseHTTPRequestHandler):
        wbufsize = -1  # one packet per answer, else Nagle's algorithm waits

        def do_POST(self) -> None:
            with suppress(ConnectionError):  # the caller was killed, or the line breaks as a test wants it
                self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            token, method = self.path.removeprefix("/bot").split("/", 1)
            known = token == TOKEN
            status, answer = (
                api.answer(method, dict(parse_qsl(body)))
                if known
                else (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
            )
            self._reply(status, json.dumps(answer).encode())

        def _reply(self, status: int, data: bytes) -> None:
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
