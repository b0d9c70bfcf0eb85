"""Sends what waits through the channel it belongs to."""

from __future__ import annotations

from django.conf import settings

from . import services
from .channels import Channel


def deliver() -> int:
    """Send the messages that are due on every messenger that has a token, and return how many arrived."""
    if not settings.TELEGRAM_TOKEN:
        return 0
    batch = services.claim(Channel.TELEGRAM)
    if not batch:
        return 0
    from .channels.telegram import wire  # a quarter of a second to import: not at start-up

    arrived = 0
    for sent in wire.send(batch, token=settings.TELEGRAM_TOKEN, api=settings.TELEGRAM_API):
        services.record(sent)
        arrived += sent.is_delivered
    return arrived
