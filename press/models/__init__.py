"""What the media desk stores."""

from .ledger import DailyHead, LedgerEntry, LedgerHead
from .opendata import OpenChange, OpenHead
from .packs import MadePack
from .releases import Correction, Counter, Release, ReleaseEvent
from .speaking import PressPolicy, PressRelease, PressReleaseEvent, PressText, Spokesperson

__all__ = [
    "Correction",
    "Counter",
    "DailyHead",
    "LedgerEntry",
    "LedgerHead",
    "MadePack",
    "OpenChange",
    "OpenHead",
    "PressPolicy",
    "PressRelease",
    "PressReleaseEvent",
    "PressText",
    "Release",
    "ReleaseEvent",
    "Spokesperson",
]
