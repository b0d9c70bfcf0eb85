"""What a room's search returns to those above it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that was found: where it is, what it is called, and what it says in a line or two."""

    url: str
    title: str
    summary: str
