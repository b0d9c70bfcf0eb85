"""What a conversation remembers between two messages: never a word of what was written. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

#: Raise it when the fields change their meaning; a state of another version starts anew.
VERSION = 1


class Flow(StrEnum):
    """What the conversation is in the middle of."""

    IDLE = "idle"
    #: On a messenger: the sealed form, or here in the chat?
    DOOR = "door"
    COMPLAIN = "complain"
    TRACK = "track"
    ERASE = "erase"


@dataclass(frozen=True, slots=True)
class State:
    """Where a conversation stands."""

    flow: Flow = Flow.IDLE
    #: The worker was told that this is an automated system.
    greeted: bool = False
    #: The sealed draft of a complaint, by its id, and how many messages went into it.
    draft: str = ""
    parts: int = 0
    #: Answers that were offered, or would come next, by their slugs.
    offered: tuple[str, ...] = ()
    #: Messages in a row that were not understood.
    misses: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return the state as JSON."""
        return {
            "version": VERSION,
            "flow": self.flow.value,
            "greeted": self.greeted,
            "draft": self.draft,
            "parts": self.parts,
            "offered": list(self.offered),
            "misses": self.misses,
        }

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read a state; whatever is not one of this version is a fresh start, never an error."""
        if not isinstance(data, dict) or data.get("version") != VERSION:
            return cls()
        try:
            return cls(
                flow=Flow(data["flow"]),
                greeted=bool(data["greeted"]),
                draft=str(data["draft"]),
                parts=int(data["parts"]),
                offered=tuple(str(slug) for slug in data["offered"]),
                misses=int(data["misses"]),
            )
        except (KeyError, TypeError, ValueError):
            return cls()
