"""The channels there are: each room registers what it can carry news with."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol

from django.db.models import Exists, OuterRef, Q

from ..acts import Act
from ..delivering import REACHED, State
from ..kinds import CHANNEL_LABELS, Channel
from .pace import Rate
from .parcels import Outcome, Parcel

if TYPE_CHECKING:
    from ..models import Delivery, Dispatch

Lane = Literal["now", "heavy"]
#: The sweep that serves each lane.
SWEEPS: dict[Lane, str] = {"now": "press.send", "heavy": "press.mail"}
#: A recipient, the recipients after it, and where to go on; nothing to go on with means that all were told.
Batch = tuple[list[str], str | None]

TOLD = frozenset({Act.PUBLISHED, Act.CORRECTED, Act.WITHDRAWN})
#: Machines also want to know that something is over, so that they forget it.
TOLD_MACHINES = TOLD | {Act.EXPIRED}


class Begin(Protocol):
    """Called right before the step that cannot be taken back, for one parcel or a few."""

    def __call__(self, *parcels: Parcel) -> Collection[int]:
        """Note that ``parcels`` leave, and return which of them are still ours to send."""


class Transport:
    """One channel. What is *pushed* goes to an audience, and what takes it back goes to whoever was reached."""

    code: ClassVar[Channel]
    lane: ClassVar[Lane] = "now"
    acts: ClassVar[frozenset[Act]] = TOLD
    #: The first state of a delivery: a machine's, or an officer's task.
    first: ClassVar[State] = State.WAITING
    #: The other side knows a message again, so one whose fate is unknown is simply sent again.
    knows_again: ClassVar[bool] = False
    chunk: ClassVar[int] = 50
    #: For each recipient alone, beside the rate of the channel.
    per_target: ClassVar[Rate | None] = None

    @property
    def label(self) -> str:
        """Return the channel's name for officers."""
        return CHANNEL_LABELS[self.code]

    @property
    def is_manual(self) -> bool:
        """Tell whether officers carry the news themselves."""
        return self.first == State.TASK

    def rate(self) -> Rate | None:
        """Return how many messages may leave; nothing means as many as there are."""
        return None

    def is_ready(self) -> bool:
        """Tell whether the channel is set up here."""
        return True

    def audience(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return the next recipients of a publication."""
        raise NotImplementedError

    def batch(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return the next recipients of any act."""
        if dispatch.act == Act.PUBLISHED:
            return self.audience(dispatch, after, limit)
        return received(dispatch, after, limit)

    def addresses(self, deliveries: Sequence[Delivery]) -> Mapping[int, Parcel | None]:
        """Return for each delivery an empty parcel with its address; nothing where the recipient is gone."""
        raise NotImplementedError

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Send ``parcels``, one outcome for each that was begun; raise `Away` when none can be sent now."""
        raise NotImplementedError


def received(dispatch: Dispatch, after: str, limit: int) -> Batch:
    """Return whoever was, or may have been, told of the release on this channel before this act."""
    from ..models import Delivery, DeliveryEvent

    # One that was uncertain may have arrived, whatever was tried again since.
    doubted = DeliveryEvent.objects.filter(record=OuterRef("pk"), was=State.UNCERTAIN)
    found = Delivery.objects.filter(
        Q(state__in=sorted(REACHED)) | Exists(doubted),
        dispatch__release=dispatch.release_id,
        channel=dispatch.channel,
        told__lt=dispatch.pk,
        target__gt=after,
    )
    targets = list(found.order_by("target").values_list("target", flat=True).distinct()[:limit])
    return targets, targets[-1] if len(targets) == limit else None


_transports: dict[Channel, Transport] = {}


def register(transport: Transport) -> None:
    """Let news go out by ``transport``; called from a room's ``registration`` module."""
    _transports[transport.code] = transport


def forget(code: Channel) -> None:
    """Take a transport out again: a test that brought its own cleans up."""
    _transports.pop(code, None)


def get(code: str) -> Transport:
    """Return the transport of a channel; `KeyError` where no room registered it."""
    return _transports[Channel(code)]


def all_transports() -> list[Transport]:
    """Return every transport, in the order of the channels."""
    return [_transports[channel] for channel in Channel if channel in _transports]
