"""What Zalo tells our webhook: events of the account, signed with the account's secret."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from .. import Arrived, Call, Taken

_CODE = "zalo"
_WROTE = "user_send_"


def signature(body: bytes, moment: str, *, app: str, secret: str) -> str:
    """Return how Zalo signs an event: its own mark over application, body, moment and the account's secret."""
    return hashlib.sha256(app.encode() + body + moment.encode() + secret.encode()).hexdigest()


def take(call: Call, *, app: str, secret: str) -> Taken:
    """Read one call; Zalo repeats what is not answered by 200 within two seconds, and gives up on us after twelve hours."""
    try:
        event = json.loads(call.body)
    except (ValueError, RecursionError):
        return Taken(403)
    moment = str(event.get("timestamp", "")) if isinstance(event, dict) else ""
    sent = call.headers.get("X-ZEvent-Signature", "").removeprefix("mac=")
    expected = signature(call.body, moment, app=app, secret=secret)
    if not (app and secret and moment and hmac.compare_digest(sent.lower().encode("utf-8", "replace"), expected.encode())):
        return Taken(403)
    with suppress(AttributeError, KeyError, TypeError, ValueError):
        return read(event)
    return Taken()


def read(event: Mapping[str, Any]) -> Taken:
    """Return what one event says; whatever no person did is left alone."""
    match event["event_name"]:
        case str(name) if name.startswith(_WROTE):
            return Taken(arrived=_arrived(event, has_more=name != f"{_WROTE}text"))
        case "follow":
            peer = str(event["follower"]["id"])
            arrived = Arrived(_CODE, f"follow-{peer}-{event['timestamp']}"[:80], peer, action="menu")
            return Taken(arrived=arrived, back=peer)
        case "unfollow":
            return Taken(left=str(event["follower"]["id"]))
    return Taken()


def _arrived(event: Mapping[str, Any], *, has_more: bool) -> Arrived:
    message = event["message"]
    name = str(message["msg_id"])
    return Arrived(
        _CODE, name[:80], str(event["sender"]["id"]), text=str(message.get("text") or ""), message=name[:80], is_partly_read=has_more
    )
