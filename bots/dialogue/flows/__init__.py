"""What a conversation can be about, one module for each; the first that takes an event answers it."""

from __future__ import annotations

from . import asking, complaining, erasing, officer, rating, tracking
from .face import Face

#: In the order in which they are asked whether a message is theirs.
FLOWS: tuple[Face, ...] = (complaining.FACE, tracking.FACE, officer.FACE, erasing.FACE, rating.FACE, asking.FACE)

__all__ = ["FLOWS", "Face"]
