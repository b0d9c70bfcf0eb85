"""The channels on which people write: each folder knows one wire format and nothing of the office.

A folder makes a channel by itself: its ``__init__`` holds one instance of a `Channel`, named ``channel``. Nothing else names it.
"""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Protocol

from press.outbox.pace import Rate

from ..dialogue.events import Say


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message or one pressed button, as an adapter parsed it; ``external_id`` tells a repeat from a new one."""

    #: The channel's code.
    channel: str
    external_id: str
    peer: str
    text: str = ""
    action: str = ""
    #: How the platform names the message; an edit has the name of what it changes.
    message: str = ""
    is_edit: bool = False
    #: It held what is not read: a picture, a voice, a sticker.
    is_partly_read: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One message on its way: the row it comes from, whom it goes to, what it says, the how-manieth try this is."""

    key: int
    peer: str
    say: Say
    attempt: int = 1
    #: The platform's name of the message that it answers, where that must be shown.
    answers: str = ""
    #: The newest message of the channel that was known when this one was begun, where names rise.
    after: str = ""
    #: An earlier try may have arrived; the other messages of the chat are known by the platform's names.
    is_uncertain: bool = False
    known: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an `Outgoing`: delivered, to be tried again after ``again_in`` seconds, or never.

    Where the line broke, or the platform failed, after the message had left (``is_uncertain``), the next try asks first.
    """

    is_delivered: bool = False
    again_in: float | None = None
    is_uncertain: bool = False
    is_blocked: bool = False
    #: Why it never arrives, for officers.
    reason: str = ""
    #: How the platform names the message.
    message: str = ""


class Away(Exception):
    """The platform is not there, or refuses us as a whole: no message is to blame. Says to officers what to do."""


class Sender(Protocol):
    """Sends messages one by one; raises `Away`."""

    def send(self, message: Outgoing) -> Sent:
        """Send ``message``."""

    def settle(self, message: Outgoing) -> Sent | None:
        """Ask what became of a message that was begun and whose sender died; `None` where nobody can tell: it is sent again."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to a channel's webhook."""

    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Taken:
    """What a call, or one polled update, brought: how it is answered, and what happened."""

    status: int = 200
    arrived: Arrived | None = None
    #: Who blocked us, and who let us in again.
    left: str = ""
    back: str = ""
    #: The body of our answer, for platforms that act on it.
    answer: Mapping[str, Any] | None = None
    #: That answer is given once a day to whatever is named here.
    once_a_day: str = ""


class Channel:
    """One channel: what it is called, what it can do, and how messages come in and go out."""

    #: Stands in addresses and rows; never changes.
    code: ClassVar[str] = ""
    #: The channel's name for officers.
    label: ClassVar[str] = ""
    #: Messages pass through a company that is not the authority: they come by `take`, replies leave by `sender`.
    is_messenger: ClassVar[bool] = True
    #: The chat stands on a page of ours, which says by itself what it is, in its own language.
    has_page: ClassVar[bool] = False
    #: Under which door the complaints room files what was told here.
    door: ClassVar[str] = "messenger"
    #: A message may be so long, as `measure` counts; 0: as long as it is.
    longest: ClassVar[int] = 0
    #: Without buttons a turn is one message, its choices numbered.
    has_buttons: ClassVar[bool] = True
    #: The platform names the messages of all chats by rising numbers.
    has_rising_names: ClassVar[bool] = False
    #: It can be asked for its messages, by ``manage.py bot CODE``.
    can_poll: ClassVar[bool] = False
    #: The settings without which it stays off, for whoever sets it up.
    needs: ClassVar[tuple[str, ...]] = ()
    #: How many messages one person is sent in so many seconds.
    per_peer: ClassVar[tuple[int, int]] = (3, 3)

    def is_ready(self) -> bool:
        """Tell whether all is set that the channel needs."""
        return not self.is_messenger

    def takes_complaints(self) -> bool:
        """Tell whether a worker may write a complaint inside this chat; on a messenger the sealed form comes first all the same."""
        return not self.is_messenger

    def window(self) -> dt.timedelta | None:
        """Return how long after a person's last message the platform lets us write."""
        return None

    def measure(self, text: str) -> int:
        """Return how long ``text`` is as the platform counts."""
        return len(text)

    def take(self, call: Call) -> Taken:
        """Read one call to our webhook; whoever is not the platform gets 403, what is no message of a person is left alone."""
        return Taken(404)

    def poll(self, after: int, wait: int) -> tuple[int, Sequence[Taken]]:
        """Return what comes within ``wait`` seconds, all up to ``after`` confirmed, and the newest number; raises `Away`."""
        raise NotImplementedError

    def act(self, answer: Mapping[str, Any]) -> None:
        """Do what a polled `Taken` wants answered."""
        raise NotImplementedError

    def set_webhook(self, url: str) -> None:
        """Tell the platform where to call; raises `Away`."""
        raise NotImplementedError

    def rate(self) -> Rate | None:
        """Return how many messages the platform takes from us in all; `None` where it does not say."""
        return None

    def sender(self) -> AbstractContextManager[Sender]:
        """Return what sends messages one by one, for the length of a block."""
        raise NotImplementedError


@cache
def registry() -> Mapping[str, Channel]:
    """Return every channel by its code: whatever lies in a folder beside this file."""
    found = (importlib.import_module(f"{__name__}.{each.name}") for each in pkgutil.iter_modules(__path__) if each.ispkg)
    made = [module.channel for module in found if hasattr(module, "channel")]
    return {channel.code: channel for channel in made}


def get(code: str) -> Channel:
    """Return the channel ``code``."""
    return registry()[code]


def messengers() -> Iterator[Channel]:
    """Yield the messengers that are set up."""
    return (channel for channel in registry().values() if channel.is_messenger and channel.is_ready())


def on_pages() -> Sequence[str]:
    """Return the codes of channels that stand on pages of ours."""
    return [channel.code for channel in registry().values() if channel.has_page]


def choices() -> list[tuple[str, str]]:
    """Return code and label of every channel, for the tables; as a function, so that a new channel needs no migration."""
    return [(channel.code, channel.label) for channel in registry().values()]
