"""The tables of the room: notices with their law, and the rounds in which they go out."""

from .notices import (
    BASIS_LABELS,
    CorrectionRequest,
    DueProcess,
    FirmReply,
    NamingPolicy,
    Notice,
    NoticeEvent,
    RelayAgreement,
)
from .rounds import NamingRound, RoundEntry, RoundEvent

__all__ = [
    "BASIS_LABELS",
    "CorrectionRequest",
    "DueProcess",
    "FirmReply",
    "NamingPolicy",
    "NamingRound",
    "Notice",
    "NoticeEvent",
    "RelayAgreement",
    "RoundEntry",
    "RoundEvent",
]
