"""Telegram: read updates, send messages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, ClassVar

from django.conf import settings

from press.outbox.pace import Rate

from .. import Away, Call, Channel, Sender, Taken, shaping


class Telegram(Channel):
    """A bot of Telegram's; its library takes a quarter of a second to import, so nothing does at start-up."""

    code: ClassVar[str] = "telegram"
    label: ClassVar[str] = "Telegram"
    door: ClassVar[str] = "telegram"
    longest: ClassVar[int] = 4096
    has_rising_names: ClassVar[bool] = True
    can_poll: ClassVar[bool] = True
    needs: ClassVar[tuple[str, ...]] = ("PORTAL_TELEGRAM_TOKEN", "PORTAL_TELEGRAM_SECRET")

    def is_ready(self) -> bool:
        """Tell whether there is a bot."""
        return bool(settings.TELEGRAM_TOKEN)

    def takes_complaints(self) -> bool:
        """Tell whether the authority lets workers write complaints in this chat."""
        return bool(settings.TELEGRAM_TAKES_COMPLAINTS)

    def measure(self, text: str) -> int:
        """Count as Telegram does."""
        return shaping.utf16(text)

    def take(self, call: Call) -> Taken:
        """Read one update."""
        from . import wire

        return wire.take(call, secret=settings.TELEGRAM_SECRET)

    def poll(self, after: int, wait: int) -> tuple[int, Sequence[Taken]]:
        """Ask for updates."""
        from . import wire

        return wire.poll(token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API, after=after, wait=wait)

    def act(self, answer: Mapping[str, Any]) -> None:
        """Call the method that ``answer`` names."""
        from . import wire

        wire.act(answer, token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API)

    def set_webhook(self, url: str) -> None:
        """Register ``url`` with our secret."""
        from . import wire

        if not settings.TELEGRAM_SECRET:
            raise Away("PORTAL_TELEGRAM_SECRET còn trống.")
        wire.set_webhook(url, token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API, secret=settings.TELEGRAM_SECRET)

    def rate(self) -> Rate | None:
        """Return Telegram's limit for a bot; what the bot posts in its public channel is counted with it."""
        most = settings.TELEGRAM_PER_SECOND
        return Rate(most, max(1, int(most))) if most else None

    def sender(self) -> AbstractContextManager[Sender]:
        """Return what sends by one client in one event loop."""
        from . import wire

        return wire.sender(token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API)


channel = Telegram()
