"""What an outbox hands to a channel, and what comes back: plain values."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """What one act says, on one channel and in one language."""

    act: str
    subject: str
    text: str
    link: str
    html: str = ""
    #: Public facts for machines; without names where the kind is not told in full.
    data: dict[str, Any] = field(default_factory=dict)
    paths: tuple[str, ...] = ()
    #: How an earlier post of the release is called where it is struck out, and what became of it on which day; no names after the end.
    struck: str = ""
    mark: str = ""


#: Stands in the words of a letter where each recipient's own link belongs.
LEAVE = "@@LEAVE@@"
NOTHING = Message("", "", "", "")


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message for one recipient. ``target`` is the code, ``address`` what the channel needs to reach it."""

    pk: int
    key: str
    target: str
    address: str = ""
    message: Message = NOTHING
    language: str = "vi"
    secret: str = ""
    #: How the channel names the messages that this one takes back or puts right, the oldest first.
    earlier: tuple[str, ...] = ()
    leave_url: str = ""
    #: The recipient was handed files of the release.
    has_files: bool = False

    @property
    def answers(self) -> str:
        """Return the newest message that this one takes back or puts right."""
        return self.earlier[-1] if self.earlier else ""


class Result(StrEnum):
    """What became of a parcel."""

    SENT = "sent"
    AGAIN = "again"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    #: Noted as leaving, and certainly did not.
    UNTOUCHED = "untouched"
    NOT_OURS = "not_ours"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one parcel; ``error`` is a Vietnamese sentence for the officer, without any address.

    One that was sent may carry a code and a sentence, too: what an officer still has to look at.
    """

    pk: int
    result: Result
    code: str = ""
    error: str = ""
    provider_id: str = ""
    again_in: dt.timedelta | None = None
    #: The address itself is dead: nothing is sent there any more.
    is_dead: bool = False


class Away(Exception):
    """The other side does not answer, or refuses us as a whole: no message is to blame, the channel waits."""

    def __init__(self, error: str) -> None:
        self.error = error
        super().__init__(error)
