"""The channels on which people write: each folder knows one wire format and nothing of the office."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..dialogue.events import Say


class Channel(StrEnum):
    """A channel by its code."""

    WEB = "web"
    TELEGRAM = "telegram"
    CONSOLE = "console"

    @property
    def label(self) -> str:
        """Return the channel's name for officers."""
        return {Channel.WEB: "Trang web", Channel.TELEGRAM: "Telegram", Channel.CONSOLE: "Dòng lệnh"}[self]

    @property
    def is_messenger(self) -> bool:
        """Tell whether messages pass through a company that is not the authority."""
        return self is Channel.TELEGRAM


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message or one pressed button, as an adapter parsed it; ``external_id`` tells a repeat from a new one."""

    channel: Channel
    external_id: str
    peer: str
    text: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way: the row it comes from, whom it goes to, what it says."""

    key: int
    peer: str
    say: Say


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an `Outgoing`: delivered, to be tried again after ``again_in`` seconds, or never."""

    key: int
    is_delivered: bool = False
    again_in: float | None = None
    is_blocked: bool = False
