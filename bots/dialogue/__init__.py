"""One conversation as a function: state and event in, state, words and effects out. Pure."""

from __future__ import annotations

from .events import (
    AddToDraft,
    Choice,
    Chose,
    DraftStarted,
    DropDraft,
    Effect,
    Erase,
    Erased,
    Event,
    Failed,
    Filed,
    LinkMade,
    LookedUp,
    LookUp,
    MakeLink,
    Note,
    Opened,
    PartAdded,
    Said,
    Say,
    SendDraft,
    StartDraft,
    Turn,
)
from .state import State
from .stepping import step

__all__ = [
    "AddToDraft",
    "Choice",
    "Chose",
    "DraftStarted",
    "DropDraft",
    "Effect",
    "Erase",
    "Erased",
    "Event",
    "Failed",
    "Filed",
    "LinkMade",
    "LookUp",
    "LookedUp",
    "MakeLink",
    "Note",
    "Opened",
    "PartAdded",
    "Said",
    "Say",
    "SendDraft",
    "StartDraft",
    "State",
    "Turn",
    "step",
]
