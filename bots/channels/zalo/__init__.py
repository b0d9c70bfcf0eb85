"""Zalo Official Account: the chat with whoever writes to the authority, and articles that are broadcast to its followers."""

from __future__ import annotations

import datetime as dt
from contextlib import AbstractContextManager
from typing import ClassVar

from django.conf import settings

from .. import Call, Channel, Sender, Taken


class Zalo(Channel):
    """The account's chat. Zalo's free text has no buttons, and the account may only answer, for some days."""

    code: ClassVar[str] = "zalo"
    label: ClassVar[str] = "Zalo OA"
    door: ClassVar[str] = "zalo"
    longest: ClassVar[int] = 2000
    has_buttons: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = (
        "PORTAL_ZALO_APP_ID",
        "PORTAL_ZALO_APP_SECRET",
        "PORTAL_ZALO_REFRESH_TOKEN",
        "PORTAL_ZALO_OA_SECRET",
    )

    def is_ready(self) -> bool:
        """Tell whether there is an application with access to the account, and the secret by which its calls are known."""
        from . import tokens

        return bool(settings.ZALO_APP_ID and settings.ZALO_APP_SECRET and settings.ZALO_OA_SECRET and tokens.is_known())

    def takes_complaints(self) -> bool:
        """Tell whether the authority lets workers write complaints in this chat."""
        return bool(settings.ZALO_TAKES_COMPLAINTS)

    def window(self) -> dt.timedelta | None:
        """Return how long after a person's last message Zalo takes an answer."""
        return dt.timedelta(hours=settings.ZALO_REPLY_HOURS)

    def take(self, call: Call) -> Taken:
        """Read one event."""
        from . import events

        return events.take(call, app=settings.ZALO_APP_ID, secret=settings.ZALO_OA_SECRET)

    def sender(self) -> AbstractContextManager[Sender]:
        """Return what sends answers."""
        from . import chat

        return chat.sender(settings.ZALO_API)


channel = Zalo()
