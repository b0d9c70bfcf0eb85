"""What a conversation remembers between two messages: never a word of what was written. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Self

#: Raise it when the fields change their meaning, and tell in `UPGRADES` how a state of the version before goes on.
VERSION = 2
#: What a flow may remember of what it was told: amounts, days and codes of choices, never words as they were written.
Slots = Mapping[str, str | int]


class Flow(StrEnum):
    """What the conversation is in the middle of."""

    IDLE = "idle"
    #: On a messenger: the sealed form, or here in the chat?
    DOOR = "door"
    COMPLAIN = "complain"
    TRACK = "track"
    ERASE = "erase"
    CHECK = "check"
    CALCULATE = "calculate"
    SUBSCRIBE = "subscribe"
    #: What is written goes to the officers.
    TALK = "talk"


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
    #: The answer that was given last, by its slug; a follow-up is about it.
    topic: str = ""
    #: The language that was chosen; empty means that of the page.
    language: str = ""
    slots: Slots = field(default_factory=dict)
    #: The open talk with an officer, by its id; 0 means none.
    talk: int = 0

    def rested(self) -> Self:
        """Return the state after a long silence: the bot introduces itself anew, and what was begun goes on."""
        return replace(self, greeted=False, offered=(), misses=0, topic="")

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
            "topic": self.topic,
            "language": self.language,
            "slots": dict(self.slots),
            "talk": self.talk,
        }

    @classmethod
    def from_json(cls, data: Any) -> Self:
        """Read a state of this version or an older one; whatever is none is a fresh start, never an error."""
        try:
            while data["version"] != VERSION:
                data = UPGRADES[data["version"]](data)
            return cls(
                flow=Flow(data["flow"]),
                greeted=bool(data["greeted"]),
                draft=str(data["draft"]),
                parts=int(data["parts"]),
                offered=tuple(str(slug) for slug in data["offered"]),
                misses=int(data["misses"]),
                topic=str(data["topic"]),
                language=str(data["language"]),
                slots={str(name): value if isinstance(value, int) else str(value) for name, value in data["slots"].items()},
                talk=int(data["talk"]),
            )
        except (AttributeError, KeyError, TypeError, ValueError):
            return cls()


def _from_1(data: dict[str, Any]) -> dict[str, Any]:
    return data | {"version": 2, "topic": "", "language": "", "slots": {}, "talk": 0}


#: How a state of each older version becomes one of the next.
UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _from_1}
