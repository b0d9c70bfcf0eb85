"""The wire format of the web chat: one plain form for the text, one for the buttons."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from .. import Arrived

#: The longest message that the form takes.
LONGEST = 4_000
_TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """Return a random name, for a browser or for one turn."""
    return secrets.token_hex(16)


def token_or_new(value: str | None) -> str:
    """Return ``value`` if it is a token of ours, else a fresh one."""
    return value if value and _TOKEN.fullmatch(value) else new_token()


def parse(posted: Mapping[str, str], peer: str) -> Arrived | None:
    """Return what was sent, or nothing if nothing was written; the turn's token tells a repeat from a new message."""
    text, action = str(posted.get("text", ""))[:LONGEST], str(posted.get("action", ""))[:80]
    if not text.strip() and not action:
        return None
    return Arrived("web", f"{peer[:16]}{token_or_new(posted.get('turn'))}", peer, "" if action else text, action)
