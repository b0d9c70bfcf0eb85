"""Lets the media desk release rounds of praise."""

from __future__ import annotations

from press import kinds

from .kinds import HonourRound

kinds.register(HonourRound())
