"""A real SMTP server on this machine, which keeps what it took and refuses what the test tells it to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import logging
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

OK = "250 OK"
#: An answer that does not come in time.
HANG = "hang"
logging.getLogger("mail.log").setLevel(logging.WARNING)  # it writes a line for each step of each letter


class Gone(Exception):
    """Raised by what is called back at a step: the server stops there and then."""


class MailServer:
    """Handler of aiosmtpd: answers by recipient, and calls back at each step."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, bytes]] = []
        self.connections = 0
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}
        self.on: Callable[[str], None] = lambda step: None
        self.offers: list[str] = []
        #: After so many letters a line is closed; nothing means never.
        self.most_letters = 0
        self._carried: dict[int, int] = {}
        self.port = 0
        self.listener: Any = None

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return [*responses[:-1], *(f"250-{each}" for each in self.offers), responses[-1]]

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]) -> str:  # noqa: N802
        await self._pass(server, "rcpt")
        if self.most_letters:
            carried = self._carried[id(session)] = self._carried.get(id(session), 0) + 1
            if carried > self.most_letters:
                return "421 4.7.0 enough for this line"
        answer = await _in_time(self.at_rcpt.get(address, OK))
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await self._pass(server, "content")
        answer = await _in_time(self.at_data.get(envelope.rcpt_tos[0], OK))
        if answer == OK:
            self.taken.append((envelope.rcpt_tos[0], envelope.content if isinstance(envelope.content, bytes) else b""))
        await self._pass(server, "taken")
        return answer

    async def _pass(self, server: SMTP, step: str) -> None:
        """Call back at a step; where that says so, the server is gone at once, with the line it holds."""
        try:
            self.on(step)
        except Gone:
            self.listener.close()
            cast("asyncio.Transport", server.transport).abort()
            await asyncio.sleep(60)

    @property
    def counts(self) -> Counter[str]:
        """How many letters each address got."""
        return Counter(address for address, _ in self.taken)

    def letters(self, address: str = "") -> list[EmailMessage]:
        """The letters of one address, or of all, as an unmodified mail library reads them."""
        return [read(content) for to, content in self.taken if address in ("", to)]


async def _in_time(answer: str) -> str:
    if answer == HANG:
        await asyncio.sleep(30)
    return answer


def read(content: bytes) -> EmailMessage:
    """Parse strictly: a defect is an error."""
    return email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default.clone(raise_on_defect=True))


def plain(letter: EmailMessage) -> str:
    """The words of a letter, as a programme without HTML shows them."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


@contextmanager
def running(server: MailServer | None = None, *, port: int = 0) -> Iterator[MailServer]:
    """Serve until the block ends."""
    handler = server or MailServer()
    controller = Controller(handler, hostname="127.0.0.1", port=port or free_port(), ready_timeout=10)
    controller.start()
    handler.port, handler.listener = controller.port, controller.server
    try:
        yield handler
    finally:
        controller.stop()


def free_port() -> int:
    """A port nobody listens on now."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Serve in a process of its own and count; a line on stdin asks for the count: ``python -m tests.press.mail_server PORT``."""
    import sys

    class Counting(MailServer):
        async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
            self.taken.append((envelope.rcpt_tos[0], b""))
            return OK

    with running(Counting(), port=int(sys.argv[1])) as server:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for _ in sys.stdin:
            counts = server.counts
            sys.stdout.write(f"{len(server.taken)} {len(counts)}\n")
            sys.stdout.flush()
            server.taken.clear()


if __name__ == "__main__":
    main()
