"""What a conversation can be about, one module for each; the first that takes an event answers it."""

from __future__ import annotations

from . import asking, calculating, checking, complaining, erasing, officer, rating, speaking, subscribing, tracking
from .face import Face

#: In the order in which they are asked whether a message is theirs.
FLOWS: tuple[Face, ...] = (
    *(complaining.FACE, tracking.FACE, officer.FACE, erasing.FACE, speaking.FACE),
    *(subscribing.FACE, calculating.FACE, checking.FACE, rating.FACE, asking.FACE),
)

__all__ = ["FLOWS", "Face"]
