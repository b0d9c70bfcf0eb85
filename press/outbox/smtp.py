"""One line to the mail server, used for many letters: which step a letter reached decides what an error means."""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from . import letters
from .parcels import Away

#: For each answer of the server, and for the one that takes the letter over: some look for viruses first.
TIMEOUT_S, LAST_TIMEOUT_S = 30.0, 90.0
_SMTP = {"smtp": 25, "smtps": 465}
_CLOSING, _TOO_LARGE = 421, 552
_DOTS = re.compile(rb"^\.", re.MULTILINE)

Reply = tuple[int, bytes]


class Refused(Exception):
    """The server did not take this letter."""

    def __init__(self, reply: Reply) -> None:
        self.status, self.said = reply
        super().__init__(self.status)


class SenderRefused(Exception):
    """The server takes no letter of ours."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(status)


class Cut(Exception):
    """The line broke or was closed; ``is_begun``: when the content had begun to leave, so that the letter may have arrived."""

    def __init__(self, *, is_begun: bool = False) -> None:
        self.is_begun = is_begun
        super().__init__(is_begun)


class _Wire(smtplib.SMTP):
    """A connection that posts one letter in as few turns as the server allows (PIPELINING, RFC 2920)."""

    def post(self, sender: str, recipient: str, content: bytes) -> None:
        """Post one letter, or raise `Refused`, `SenderRefused` or `Cut`."""
        is_begun = False
        try:
            self._open_envelope(sender, recipient, content)
            is_begun = True
            self._hand_over(content)
        except (smtplib.SMTPException, OSError) as error:
            raise Cut(is_begun=is_begun) from error

    def _open_envelope(self, sender: str, recipient: str, content: bytes) -> None:
        self.ehlo_or_helo_if_needed()
        options = f" SIZE={len(content)}" if self.has_extn("size") else ""
        if self.has_extn("8bitmime") and not content.isascii():
            options += " BODY=8BITMIME"
        from_, *others = self._ask(f"MAIL FROM:<{sender}>{options}", f"RCPT TO:<{recipient}>", "DATA")
        refused = next((reply for reply in (from_, *others) if reply[0] >= 400), None)
        if refused is None:
            return
        if others and others[-1][0] == 354:  # it would take a letter for nobody: an empty one ends that
            self._answered(b".\r\n")
        self.rset()
        raise SenderRefused(from_[0]) if refused is from_ and from_[0] != _TOO_LARGE else Refused(refused)

    def _ask(self, *commands: str) -> list[Reply]:
        """Ask in one turn where the server allows it, else in so many, until one is refused."""
        if self.has_extn("pipelining"):
            self.send("".join(f"{command}\r\n" for command in commands))
            return [self._reply() for _ in commands]
        replies: list[Reply] = []
        for command in commands:
            replies.append(self._answered(f"{command}\r\n".encode("ascii")))
            if replies[-1][0] >= 400:
                break
        return replies

    def _hand_over(self, content: bytes) -> None:
        self._set_timeout(LAST_TIMEOUT_S)
        reply = self._answered(_DOTS.sub(b"..", content) + (b".\r\n" if content.endswith(b"\r\n") else b"\r\n.\r\n"))
        self._set_timeout(TIMEOUT_S)
        if reply[0] >= 300:
            raise Refused(reply)

    def _set_timeout(self, seconds: float) -> None:
        if self.sock:
            self.sock.settimeout(seconds)

    def _answered(self, said: bytes) -> Reply:
        self.send(said)
        return self._reply()

    def _reply(self) -> Reply:
        reply = self.getreply()
        if reply[0] == _CLOSING:
            self.close()
            raise Cut
        if not 200 <= reply[0] < 600:
            self.close()
            raise smtplib.SMTPServerDisconnected("what came is no answer")
        return reply


class _SecureWire(_Wire, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class _Backend(EmailBackend):
    """Django's way of opening a connection."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the class of the connection."""
        return _SecureWire if self.use_ssl else _Wire


class Line:
    """The way out for letters, open until `close`."""

    def __init__(self) -> None:
        self._backend: Any = _connect()
        self._carried = 0
        self._sender = parseaddr(settings.MAIL_FROM)[1]
        self._open()

    def post(self, letter: letters.Letter) -> None:
        """Post one letter; a line that carried others and was closed before the content of this one is opened again, once."""
        if not isinstance(self._backend, _Backend):
            self._backend.send_messages([letters.whole(letter.parcel, letter.identifier)])
            return
        try:
            self._post(letter)
        except Cut as cut:
            if cut.is_begun or not self._carried:
                raise
            self._open()
            self._post(letter)

    def close(self) -> None:
        """Take leave of the server."""
        with suppress(smtplib.SMTPException, OSError):
            self._backend.close()

    def _post(self, letter: letters.Letter) -> None:
        self._backend.connection.post(self._sender, letter.recipient, letter.content)
        self._carried += 1

    def _open(self) -> None:
        self.close()
        self._carried = 0
        try:
            self._backend.open()
        except smtplib.SMTPAuthenticationError as error:
            raise Away(f"Máy chủ thư không nhận tên và mật khẩu ({error.smtp_code}); kiểm tra PORTAL_MAIL_URL.") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Away("Không kết nối được máy chủ thư; sẽ tự thử lại.") from error


def is_set_up() -> bool:
    """Tell whether mail can leave."""
    return bool(settings.MAIL_URL)


def _connect() -> BaseEmailBackend:
    """Return a backend for the address in the settings, not yet open.

    ``smtp://name:password@host:587?tls=1`` begins in clear and must change to TLS with ``tls=1``; ``smtps://`` is TLS from
    the first byte; ``file:///folder`` writes letters into a folder, for the demo.
    """
    url = urlsplit(settings.MAIL_URL)
    if url.scheme == "file":
        return get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=unquote(url.path))
    return _Backend(
        host=url.hostname or "localhost",
        port=url.port or _SMTP[url.scheme],
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_tls=url.query == "tls=1",
        use_ssl=url.scheme == "smtps",
        timeout=TIMEOUT_S,
    )
