"""The wire format of the web chat: one plain form for the text, one for the buttons."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping

from ... import sealing
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


def written(posted: Mapping[str, str]) -> str:
    """Return what stands in the box."""
    return str(posted.get("text", ""))[:LONGEST]


def parse(posted: Mapping[str, str], peer: str) -> Arrived | None:
    """Return what was sent, or nothing if nothing was written.

    The turn's token together with what was sent tells a repeat from a new message: a page that is sent again after
    the network failed is the same message, one whose text was changed before is another.
    """
    text, action = written(posted), str(posted.get("action", ""))[:80]
    if not text.strip() and not action:
        return None
    text = "" if action else text
    once = sealing.name("turn", peer, token_or_new(posted.get("turn")), text, action)
    return Arrived("web", once, peer, text, action)
