"""What a kind of release must be able to do; each room registers its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from core.errors import Refusal
from firms import vsic

from .stories import Story

if TYPE_CHECKING:
    from firms.models import Firm

    from .models import Release


class Ending(StrEnum):
    """How a release leaves the public: it was wrong, its time is over, or another one takes its place."""

    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Channel(StrEnum):
    """Where a release is told; a warning leaves the portal as a title and a link, without names."""

    PAGE = "page"
    FEED = "feed"
    EMAIL = "email"
    TELEGRAM = "telegram"
    ZALO = "zalo"
    WEBHOOK = "webhook"
    NEWSPAPER = "newspaper"
    BROADCAST = "broadcast"
    LOUDSPEAKER = "loudspeaker"
    CONFERENCE = "conference"


CHANNEL_LABELS: dict[Channel, str] = {
    Channel.PAGE: "Trang và bộ nhớ đệm",
    Channel.FEED: "Nguồn tin Atom, JSON Feed",
    Channel.EMAIL: "Thư điện tử",
    Channel.TELEGRAM: "Kênh Telegram",
    Channel.ZALO: "Zalo OA",
    Channel.WEBHOOK: "Webhook",
    Channel.NEWSPAPER: "Báo",
    Channel.BROADCAST: "Phát thanh, truyền hình",
    Channel.LOUDSPEAKER: "Loa truyền thanh xã, phường",
    Channel.CONFERENCE: "Họp báo",
}
CHANNEL_CHOICES = [(channel.value, label) for channel, label in CHANNEL_LABELS.items()]
#: How files may be handed to a newsroom, and so the way by which they are asked back.
HANDED_BY = (Channel.EMAIL, Channel.NEWSPAPER, Channel.BROADCAST, Channel.LOUDSPEAKER, Channel.CONFERENCE)
#: Names stand here even in a warning: on our own pages and what is pulled from them, where we can take them back.
AT_HOME = frozenset({Channel.PAGE, Channel.FEED})


@dataclass(frozen=True, slots=True)
class Text:
    """What one channel says of a release; ``body`` is the whole of it where it is told in full."""

    title: str
    summary: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a release concerns: keys of communes, letters of industries; nothing named means everybody."""

    communes: frozenset[int] = frozenset()
    industries: frozenset[str] = frozenset()

    @classmethod
    def of(cls, firms: Iterable[Firm]) -> Reach:
        """Return the communes and industries of ``firms``; an industry that became two counts as both."""
        communes, letters = set[int](), set[str]()
        for firm in firms:
            if firm.commune_id:
                communes.add(firm.commune_id)
            letters.update(filter(None, vsic.group(firm.vsic_version, firm.vsic_code).letter.split("-")))
        return cls(frozenset(communes), frozenset(letters))


class Kind(Protocol):
    """A kind of release. ``subject`` is a record of the room that registered the kind.

    ``go_live`` and ``take_down`` are called by `press.services` alone, inside its transaction. ``section`` is the
    first part of the public path, under which the kind has its register and its feed.
    """

    code: str
    prefix: str
    label: str
    section: str
    #: Whether the accredited press may see it before it is public; never where it names who broke the law.
    may_be_embargoed: bool
    #: What the fields of the payload are called in public, by path (``figures.total_vnd``): corrections tell of these.
    fields: Mapping[str, str]
    #: Praise goes out in full; a warning leaves as a title and a link, and nothing that names anybody.
    is_told_in_full: bool

    def subject(self, key: int) -> Any:
        """Return the record with the primary key ``key``, locked for the running transaction."""

    def checks(self, subject: Any, now: dt.datetime) -> Sequence[Refusal]:
        """Return every reason why ``subject`` may not be public at ``now``; nothing means that it may."""

    def go_live(self, subject: Any, release: Release) -> None:
        """Make ``subject`` public."""

    def take_down(self, subject: Any, release: Release, how: Ending, because: str) -> None:
        """Take ``subject`` out of the public."""

    def legal_basis(self, subject: Any) -> str:
        """Return the code of the legal basis, for the ledger."""

    def expires_at(self, subject: Any, now: dt.datetime) -> dt.datetime | None:
        """Return when ``subject`` leaves the public by itself, seen at the moment of release."""

    def visible(self, keys: Collection[int]) -> set[int]:
        """Return those of ``keys`` whose subjects the public may see now, so that feeds agree with the pages."""

    def payload(self, subject: Any) -> dict[str, Any]:
        """Return what is shown, as JSON without floats: pages, feeds and the ledger's commitment are made of it.

        Names of firms and people stand under keys called ``name`` and nowhere else. The key ``feed`` is taken.
        """

    def urls(self, subject: Any, release: Release) -> Sequence[str]:
        """Return the public paths on which ``subject`` appears, its own page first."""

    def texts(self, subject: Any, channel: Channel) -> Text:
        """Return what ``channel`` says of ``subject``."""

    def story(self, subject: Any, shown: Mapping[str, Any]) -> Story:
        """Return what the press is told of ``shown``, a payload of ``subject``; before the release it is one that nobody has seen yet."""

    def reach(self, subject: Any) -> Reach:
        """Return whom ``subject`` concerns, so that readers get what they asked for."""

    def file(self, subject: Any) -> str:
        """Return the office's address of the file behind ``subject``: who approves reads it first."""


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Let releases of ``kind`` exist; called from a room's ``registration`` module."""
    _kinds[kind.code] = kind


def forget(code: str) -> None:
    """Take a kind out again: a test that brought its own cleans up."""
    del _kinds[code]


def get(code: str) -> Kind:
    """Return the kind ``code``; `KeyError` where no room registered it."""
    return _kinds[code]


def all_kinds() -> list[Kind]:
    """Return every kind, in the order of their codes."""
    return [_kinds[code] for code in sorted(_kinds)]


def sections() -> dict[str, str]:
    """Return the sections with their labels: that of the first kind, where several share one."""
    found: dict[str, str] = {}
    for kind in all_kinds():
        found.setdefault(kind.section, kind.label)
    return found
