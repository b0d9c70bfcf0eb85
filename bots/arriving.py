"""What a messenger's webhook, or a question of ours, brought: stored, answered in a sweep; floods are told once and dropped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from core import limits as quotas
from core.errors import TooMany

from . import delivery, limits, sealing, services
from .channels import Arrived, Channel, Taken
from .models import Conversation, Inbound


def take(channel: Channel, taken: Taken) -> Mapping[str, Any] | None:
    """Store what ``taken`` brought, and return what is answered at once."""
    if taken.left:
        _conversations(channel, taken.left).update(is_blocked=True)
    if taken.back:
        _conversations(channel, taken.back).update(is_blocked=False)
    if taken.arrived:
        _receive(taken.arrived)
    return taken.answer if not taken.once_a_day or _is_first_today(channel, taken.once_a_day) else None


def _conversations(channel: Channel, peer: str) -> QuerySet[Conversation]:
    return Conversation.objects.filter(channel=channel.code, peer=sealing.name(channel.code, peer))


def _receive(arrived: Arrived) -> None:
    """Store a message, unless its person sends more than a person does; a repeat costs nothing."""
    if Inbound.objects.filter(channel=arrived.channel, external_id=arrived.external_id).exists():
        return
    try:
        limits.spend(arrived.channel, arrived.peer)
    except TooMany as error:
        if limits.is_first_refusal(arrived.channel, arrived.peer):
            services.slow_down(arrived.channel, arrived.peer, error.seconds)
    else:
        services.receive(arrived)


def _is_first_today(channel: Channel, name: str) -> bool:
    try:
        quotas.spend("chat-group", sealing.name("group", channel.code, name)[:24], limit=1, per=dt.timedelta(days=1))
    except TooMany:
        return False
    return True


def poll(channel: Channel, after: int, wait: int) -> int:
    """Ask ``channel`` for what came, take it, and return the newest number."""
    newest, brought = channel.poll(after, wait)
    delivery.end_trouble(channel)
    for taken in brought:
        if answer := take(channel, taken):
            channel.act(answer)
    return newest
