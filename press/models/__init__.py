"""What the media desk stores."""

from .ledger import LedgerEntry, LedgerHead
from .releases import Correction, Counter, Release, ReleaseEvent

__all__ = ["Correction", "Counter", "LedgerEntry", "LedgerHead", "Release", "ReleaseEvent"]
