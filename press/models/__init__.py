"""What the media desk stores."""

from .ledger import DailyHead, LedgerEntry, LedgerHead
from .opendata import OpenChange, OpenHead
from .releases import Correction, Counter, Release, ReleaseEvent
from .speaking import PressPolicy, PressRelease, PressReleaseEvent, PressText, Spokesperson

__all__ = [
    "Correction",
    "Counter",
    "DailyHead",
    "LedgerEntry",
    "LedgerHead",
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
