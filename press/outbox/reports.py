"""Mail that comes back (RFC 3464): which letter of ours it speaks of, and why it did not arrive. Pure; what strangers sent is data."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

#: No server returns more of a letter than this; whatever is larger is not looked at.
LARGEST = 1024 * 1024
_MOST_RECIPIENTS = 20
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_IDENTIFIER = re.compile(r"<[^<>\s@]{1,120}@[^<>\s@]{1,255}>")


@dataclass(frozen=True, slots=True)
class Report:
    """One letter that will not arrive: its identifier, and the enhanced status of RFC 3463."""

    identifier: str
    status: str


def read(raw: bytes) -> Report | None:
    """Return what a report of failure says; nothing for any other mail, a delay, or what cannot be read."""
    if len(raw) > LARGEST:
        return None
    try:
        return _read(email.message_from_bytes(raw, policy=email.policy.compat32))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):  # of Python's parser, on what no server wrote
        return None


def _read(mail: Message) -> Report | None:
    if mail.get_content_type() != "multipart/report" or not mail.is_multipart():
        return None
    statuses = [status for part in _parts(mail, "message/delivery-status") for status in _failures(part)]
    originals = [*_parts(mail, "message/rfc822"), *_parts(mail, "text/rfc822-headers"), *_parts(mail, "message/rfc822-headers")]
    identifiers = [found[0] for part in originals if (found := _IDENTIFIER.search(_headers(part)))]
    return Report(identifiers[0], statuses[0]) if statuses and identifiers else None


def _parts(mail: Message, kind: str) -> Iterator[Message]:
    """Yield the parts of one kind right below the report; what lies deeper was written by others."""
    return (part for part in mail.get_payload() if isinstance(part, Message) and part.get_content_type() == kind)


def _failures(part: Message) -> Iterator[str]:
    blocks = part.get_payload()
    for block in list(blocks)[: _MOST_RECIPIENTS + 1] if isinstance(blocks, list) else ():
        if isinstance(block, Message) and str(block.get("Action", "")).strip().lower() == "failed":
            given = _STATUS.search(str(block.get("Status", "")))
            said = _STATUS.search(str(block.get("Diagnostic-Code", "")))
            vague = given is None or given[1].endswith(".0.0")
            yield said[1] if vague and said else given[1] if given else "5.0.0"


def _headers(part: Message) -> str:
    """Return the Message-ID of the letter that comes back, whole or as its headers alone."""
    inner = part.get_payload()
    if isinstance(inner, list):
        return str(inner[0].get("Message-ID", "")) if inner and isinstance(inner[0], Message) else ""
    return str(email.message_from_string(str(inner)[:LARGEST]).get("Message-ID", ""))
