"""Lets the media desk release rounds of praise, and gives their register away as open data."""

from __future__ import annotations

from press import kinds
from press import opendata as open_data

from . import opendata
from .kinds import HonourRound

kinds.register(HonourRound())
open_data.register(opendata.REGISTER)
