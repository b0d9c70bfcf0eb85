"""``python -m tests.bench.bot_peer``: a Bot API on this machine, small enough that the clients are what is measured.

It prints its port, counts the messages that it took, and prints the count for each line that it reads.
"""

from __future__ import annotations

import asyncio
import json
import sys

ME = {"id": 123456789, "is_bot": True, "first_name": "Minh Bạch", "username": "minhbach_bot"}
SENT = {"message_id": 1, "date": 1_700_000_000, "chat": {"id": 42, "type": "private"}, "text": "…"}


def _answer(result: object) -> bytes:
    body = json.dumps({"ok": True, "result": result}).encode()
    return b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body


ANSWERS = {b"getMe": _answer(ME), b"sendMessage": _answer(SENT)}


class Peer:
    """What was sent."""

    def __init__(self) -> None:
        self.sent = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the calls of one connection."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                line, *headers = head.split(b"\r\n")
                length = next((int(each.split(b":")[1]) for each in headers if each.lower().startswith(b"content-length:")), 0)
                await reader.readexactly(length)
                method = line.split(b" ")[1].rsplit(b"/", 1)[1]
                self.sent += method == b"sendMessage"
                writer.write(ANSWERS.get(method, _answer(True)))
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    async def run(self) -> None:
        """Serve until nobody asks any more."""
        server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        while await asyncio.to_thread(sys.stdin.readline):
            await asyncio.sleep(0.05)
            print(self.sent, flush=True)
        server.close()


if __name__ == "__main__":
    asyncio.run(Peer().run())
