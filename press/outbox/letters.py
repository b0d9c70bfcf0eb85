"""How a letter looks on the wire: put together once for each message, then each recipient's own lines are filled in."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from core.text import nfc

from ..readers import links
from .parcels import LEAVE, Message, Parcel

#: What needs no care at all, in an envelope or in a header.
_PLAIN = re.compile(r"[A-Za-z0-9_%+-]+(\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class Unwritable(Exception):
    """No letter can be addressed to this recipient."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One recipient's letter, ready to post."""

    parcel: Parcel
    identifier: str
    recipient: str
    content: bytes


class Writer:
    """Writes the letters of one batch."""

    def __init__(self) -> None:
        self._forms: dict[tuple[int, bool], _Form | None] = {}

    def write(self, parcel: Parcel) -> Letter:
        """Return the letter for ``parcel``, or raise `Unwritable`."""
        identifier = message_id(parcel)
        is_plain = _PLAIN.fullmatch(parcel.address)
        try:
            recipient = parcel.address if is_plain else sanitize_address(parcel.address, "utf-8")
            recipient.encode("ascii")
            form = self._form(parcel) if is_plain else None
            content = form.fill(parcel, identifier) if form else _bytes(whole(parcel, identifier))
        except (ValueError, IndexError) as error:  # of Python's own headers, when an address is none
            raise Unwritable from error
        return Letter(parcel, identifier, recipient, content)

    def _form(self, parcel: Parcel) -> _Form | None:
        """Return the form of a message that goes to many; one from which nobody can unsubscribe is for one person, or a few."""
        if not parcel.leave_url or not parcel.message.act:
            return None
        key = (id(parcel.message), bool(parcel.answers))
        if key not in self._forms:
            form = _Form(parcel)
            self._forms[key] = form if form.is_whole else None
        return self._forms[key]


class _Form:
    """A letter with marks where each recipient's own lines belong."""

    def __init__(self, parcel: Parcel) -> None:
        mark = secrets.token_hex(12)
        self._message: Message = parcel.message  # kept, so that its id names no other
        self._to, self._identifier, self._answers = f"{mark}@to.invalid", f"<{mark}@id.invalid>", f"<{mark}@re.invalid>"
        self._leave = f"https://{mark}/".ljust(len(parcel.leave_url) + 20, "x")  # no shorter than the real one: lines have a limit
        earlier = (self._answers,) if parcel.answers else ()
        stand_in = replace(parcel, address=self._to, leave_url=self._leave, earlier=earlier)
        self._content = _bytes(whole(stand_in, self._identifier))

    @property
    def is_whole(self) -> bool:
        """Tell whether every mark came through: a long line is encoded, and may break one."""
        words = self._message.text + self._message.html
        return self._count(self._leave) == 1 + words.count(LEAVE) and self._count(self._to) == self._count(self._identifier) == 1

    def _count(self, mark: str) -> int:
        return self._content.count(mark.encode())

    def fill(self, parcel: Parcel, identifier: str) -> bytes:
        """Return the letter of one recipient."""
        content = self._content.replace(self._to.encode(), parcel.address.encode()).replace(self._identifier.encode(), identifier.encode())
        content = content.replace(self._leave.encode(), parcel.leave_url.encode())
        return content.replace(self._answers.encode(), parcel.answers.encode())


def whole(parcel: Parcel, identifier: str) -> EmailMultiAlternatives:
    """Return the letter, with the headers by which a mail programme shows its own unsubscribe button (RFC 8058)."""
    message, sender = parcel.message, settings.MAIL_FROM
    headers = {"Message-ID": identifier, "Auto-Submitted": "auto-generated"}
    if message.act and parcel.leave_url:
        headers |= {
            "List-Id": f"<tin.{_host()}>",
            "List-Unsubscribe": f"<{parcel.leave_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    if parcel.answers:
        headers |= {"In-Reply-To": parcel.answers, "References": parcel.answers}
    text = message.text.replace(LEAVE, parcel.leave_url)
    made = EmailMultiAlternatives(nfc(message.subject), text, sender, [parcel.address], headers=headers)
    if message.html:
        made.attach_alternative(message.html.replace(LEAVE, parcel.leave_url), "text/html")
    return made


def message_id(parcel: Parcel) -> str:
    """Return the same identifier for each try, so that a mailbox may know a letter again."""
    return f"<{parcel.key.replace(':', '.')}.{links.mark(parcel.key)}@{_host()}>"


def _bytes(made: EmailMultiAlternatives) -> bytes:
    return b"\r\n".join(made.message().as_bytes().splitlines()) + b"\r\n"


def _host() -> str:
    return parseaddr(settings.MAIL_FROM)[1].partition("@")[2] or urlsplit(settings.BASE_URL).hostname or "localhost"
