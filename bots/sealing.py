"""Messages at rest, sealed by this room's key."""

from __future__ import annotations

from typing import Any

from core import sealing

_ROOM = "bots"


def seal(data: Any) -> bytes:
    """Return ``data`` (JSON) sealed."""
    return sealing.seal(_ROOM, data)


def unseal(sealed: bytes | memoryview) -> Any:
    """Return what `seal` took."""
    return sealing.unseal(_ROOM, sealed)


def name(*parts: str) -> str:
    """Return a name for ``parts`` that says nothing about them without the key."""
    return sealing.name(_ROOM, *parts)
