"""The messengers by which public news goes out."""

from __future__ import annotations

from press.outbox import transports

from . import broadcast

transports.register(broadcast.TelegramChannel())
transports.register(broadcast.ZaloOfficialAccount())
