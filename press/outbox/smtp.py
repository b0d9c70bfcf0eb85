"""Django's SMTP backend with two things added: a connection that is kept, and a word before the step that cannot be undone."""

from __future__ import annotations

import smtplib
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

TIMEOUT_S = 30
_SMTP = {"smtp": 25, "smtps": 465}


class NotOurs(Exception):
    """The message was taken from this worker before its content left."""


class _Wire(smtplib.SMTP):
    """A connection that asks before DATA, and remembers whether it began it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.may_go: Callable[[], bool] = lambda: True
        self.is_begun = False
        super().__init__(*args, **kwargs)

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content, if it is still ours to send."""
        if not self.may_go():
            self.rset()
            raise NotOurs
        self.is_begun = True
        return super().data(msg)


class _SecureWire(_Wire, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class Backend(EmailBackend):
    """One connection, used for many messages, closed by whoever opened it."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """Return the class of the connection."""
        return _SecureWire if self.use_ssl else _Wire

    @property
    def wire(self) -> _Wire:
        """Return the open connection."""
        return cast("_Wire", self.connection)

    def deliver(self, message: EmailMessage, may_go: Callable[[], bool]) -> None:
        """Send one message over the open connection."""
        self.wire.may_go, self.wire.is_begun = may_go, False
        self.send_messages([message])


def is_set_up() -> bool:
    """Tell whether mail can leave."""
    return bool(settings.MAIL_URL)


def connect() -> BaseEmailBackend:
    """Return a backend for the address in the settings, not yet open.

    ``smtp://name:password@host:587?tls=1`` begins in clear and must change to TLS with ``tls=1``; ``smtps://`` is TLS from
    the first byte; ``file:///folder`` writes letters into a folder, for the demo.
    """
    url = urlsplit(settings.MAIL_URL)
    if url.scheme == "file":
        return get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=unquote(url.path))
    return Backend(
        host=url.hostname or "localhost",
        port=url.port or _SMTP[url.scheme],
        username=unquote(url.username or ""),
        password=unquote(url.password or ""),
        use_tls=url.query == "tls=1",
        use_ssl=url.scheme == "smtps",
        timeout=TIMEOUT_S,
    )
