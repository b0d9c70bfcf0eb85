"""Lines that answer no message: an officer's, and what the desk tells. They go out behind whatever waits already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from django.db import transaction

from core import clock, jobs

from . import channels, sealing
from .channels import Channel, shaping
from .dialogue import Say
from .models import Conversation, Outbound


def shaped(conversation: Conversation, channel: Channel, said: Sequence[Say]) -> list[Say]:
    """Return what is said as messages that ``channel`` takes; what its numbers mean is put into ``conversation``."""
    if not channel.has_buttons and said:
        text, choices = shaping.numbered(said)
        said, conversation.offered = [text], sealing.seal([(each.label, each.action) for each in choices]) if choices else None
    return [piece for say in said for piece in shaping.pieces(say, channel.longest, channel.measure)]


def send(conversation: Conversation, say: Say) -> None:
    """Let ``say`` go out in ``conversation`` without a message that it answers; a browser comes for it with `fetch`."""
    channel, now = channels.get(conversation.channel), clock.now()
    for piece in shaped(conversation, channel, [say]):
        Outbound.objects.create(conversation=conversation, place=0, sealed=sealing.seal(piece.to_json()), due_at=now)
    if not channel.has_buttons:
        conversation.save(update_fields=("offered",))
    if channel.is_messenger:
        jobs.nudge("bots.deliver")


@transaction.atomic
def fetch(channel: str, peer: str, after: int = 0) -> tuple[Say, ...]:
    """Return what came for a browser meanwhile, beyond the line ``after`` (a `Say.key`) that it has shown already.

    What it has shown is emptied; the rest stays readable for a while, for an answer that did not arrive.
    """
    lines = Outbound.objects.filter(conversation__channel=channel, conversation__peer=sealing.name(channel, peer), inbound=None)
    rows = list(lines.filter(sealed__isnull=False).order_by("pk"))
    shown = [row.pk for row in rows if row.pk <= after]
    fresh = [row.pk for row in rows if row.pk > after and row.state == Outbound.State.WAITING]
    if shown:
        Outbound.objects.filter(pk__in=shown).update(state=Outbound.State.SENT, sealed=None)
    if fresh:
        Outbound.objects.filter(pk__in=fresh).update(state=Outbound.State.SENT, sent_at=clock.now())
    return tuple(replace(Say.from_json(sealing.unseal(row.sealed or b"")), key=row.pk) for row in rows if row.pk > after)
