"""What the media desk stores."""

from .dealings import Clipping, ClippingEvent, EmbargoLink, EmbargoOpening, PressQuestion, PressQuestionEvent
from .ledger import DailyHead, LedgerEntry, LedgerHead
from .opendata import OpenChange, OpenHead
from .packs import MadePack
from .releases import Correction, Counter, Release, ReleaseEvent
from .speaking import PressPolicy, PressRelease, PressReleaseEvent, PressText, Spokesperson

__all__ = [
    "Clipping",
    "ClippingEvent",
    "Correction",
    "Counter",
    "DailyHead",
    "EmbargoLink",
    "EmbargoOpening",
    "LedgerEntry",
    "LedgerHead",
    "MadePack",
    "OpenChange",
    "OpenHead",
    "PressPolicy",
    "PressQuestion",
    "PressQuestionEvent",
    "PressRelease",
    "PressReleaseEvent",
    "PressText",
    "Release",
    "ReleaseEvent",
    "Spokesperson",
]
