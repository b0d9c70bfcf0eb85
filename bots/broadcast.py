"""Public news on messengers: the Telegram channel and the Zalo Official Account of the authority."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from django.conf import settings

from press.kinds import Channel
from press.models import Delivery, Dispatch
from press.outbox.pace import Rate
from press.outbox.parcels import Outcome, Parcel
from press.outbox.transports import Batch, Begin, Transport

from .channels.zalo import tokens


class _OneChannel(Transport):
    """A messenger on which the authority has one channel, which all who follow it read."""

    chunk: ClassVar[int] = 20

    def audience(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return the one channel."""
        return ["channel"], None

    def addresses(self, deliveries: Sequence[Delivery]) -> Mapping[int, Parcel | None]:
        """Return the channel's address for each."""
        return {row.pk: Parcel(row.pk, row.key, row.target, self.address()) for row in deliveries}

    def address(self) -> str:
        """Return how the messenger names the channel."""
        raise NotImplementedError


class TelegramChannel(_OneChannel):
    """A Telegram channel of which our bot is an administrator."""

    code = Channel.TELEGRAM
    #: Telegram's own: one message a second in a chat.
    per_target: ClassVar[Rate | None] = Rate(1)

    def rate(self) -> Rate | None:
        """Return Telegram's limit for a bot: 30 messages a second."""
        return Rate(30, 30)

    def is_ready(self) -> bool:
        """Tell whether there is a bot and a channel."""
        return bool(settings.TELEGRAM_TOKEN and settings.TELEGRAM_CHANNEL)

    def address(self) -> str:
        """Return the channel's name or number."""
        return str(settings.TELEGRAM_CHANNEL)

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Post each; what takes back or puts right answers the post that it is about."""
        from .channels.telegram import posting  # a quarter of a second to import: not at start-up

        return posting.post(parcels, begin, token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API)


class ZaloOfficialAccount(_OneChannel):
    """An article of the Official Account, broadcast to whoever follows it."""

    code = Channel.ZALO
    per_target: ClassVar[Rate | None] = Rate(1)

    def is_ready(self) -> bool:
        """Tell whether there is an application with access to the account."""
        return bool(settings.ZALO_APP_ID and settings.ZALO_APP_SECRET and settings.ZALO_COVER and tokens.is_known())

    def address(self) -> str:
        """Return the application through which the account is reached."""
        return str(settings.ZALO_APP_ID)

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Publish each as an article and broadcast it."""
        from .channels.zalo import posting

        return posting.post(parcels, begin, api=settings.ZALO_API, cover=settings.ZALO_COVER)
