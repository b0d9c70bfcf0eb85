"""Channels that officers serve by hand: newspaper, radio and television, commune loudspeakers, press conference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from ..delivering import State
from ..kinds import Channel
from ..models import ChannelSetting, Delivery, Dispatch
from . import handed
from .parcels import Outcome, Parcel
from .transports import Batch, Begin, Transport

ALL = "all"


class Manual(Transport):
    """A task for each medium; the one that gets every release has its task opened by itself."""

    first: ClassVar[State] = State.TASK

    def audience(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return the medium that gets every release, if the office named one."""
        return [ALL] if medium_of(self.code) else [], None

    def batch(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return the media that carried it, and whoever was handed files."""
        return handed.batch(dispatch, after, limit, None if handed.is_next(after) else super().batch(dispatch, after, limit))

    def addresses(self, deliveries: Sequence[Delivery]) -> Mapping[int, Parcel | None]:
        """Nothing leaves by machine."""
        return {}

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Nothing leaves by machine."""
        return iter(())


def medium_of(channel: str) -> str:
    """Return the medium for which a task is opened with each release."""
    return ChannelSetting.objects.filter(channel=channel).values_list("opens_for", flat=True).first() or ""


class Newspaper(Manual):
    """A printed or online newspaper."""

    code = Channel.NEWSPAPER


class Broadcast(Manual):
    """Radio and television."""

    code = Channel.BROADCAST


class Loudspeaker(Manual):
    """The loudspeakers of communes and wards."""

    code = Channel.LOUDSPEAKER


class Conference(Manual):
    """A press conference."""

    code = Channel.CONFERENCE
