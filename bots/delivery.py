"""How replies leave: one at a time, in order within each conversation, each begun in a row of its own before it is on the wire.

A worker that is killed leaves at most one message of which nobody knows whether it arrived. After its lease the platform is
asked; where it cannot tell, the message is sent again, for a reply that is lost leaves a person without one.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from dataclasses import replace

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from core import clock
from press.models import Allowance
from press.outbox import pace

from . import channels, sealing
from .channels import Away, Channel, Outgoing, Sender, Sent
from .dialogue import Say
from .models import ChannelTrouble, Conversation, Outbound

log = logging.getLogger(__name__)

#: Seconds until a message is tried again, by how often it was tried; then it has failed.
BACK_OFF: tuple[int, ...] = (5, 15, 60, 300, 1800, 7200)
#: While one worker sends a message no other takes it; longer than any call to a platform.
LEASE = dt.timedelta(seconds=90)
#: A platform that is away is left alone for so long.
AWAY = dt.timedelta(minutes=1)
#: One sweep ends after so long, and the next goes on.
TURN_S = 50.0
_BATCH = 200
#: How often a worker waits for the next message that a rate lets through before it leaves the rest to the next sweep.
_WAITS = 30
#: How often, and how long, a worker waits for messages that are held back since a person was sent many.
_PATIENCE, _PAUSE_S = 6, 0.5
State = Outbound.State
_UNSENT = (State.WAITING, State.SENDING)


def deliver() -> int:
    """Send the messages that are due on every messenger that is set up, and return how many arrived."""
    ends = time.monotonic() + TURN_S
    return sum(_deliver(channel, ends) for channel in channels.messengers())


def _deliver(channel: Channel, ends: float) -> int:
    """Send what is due on ``channel`` until nothing is, or the time is over."""
    if not _due(channel).exists():
        return 0
    arrived, patience = 0, _PATIENCE
    with channel.sender() as sender:
        while patience:
            begun = 0
            for key in _due(channel).values_list("pk", flat=True)[:_BATCH]:
                if time.monotonic() > ends or not _may_send(channel):
                    return arrived
                if (message := begin(key, channel)) is None:
                    continue
                begun += 1
                try:
                    sent = _one(sender, message)
                except Away as away:
                    _leave_alone(channel, message)
                    tell_trouble(channel, away)
                    return arrived
                record(message, sent)
                if sent.is_delivered and not arrived:
                    end_trouble(channel)
                arrived += sent.is_delivered
            if not begun:
                patience = patience - 1 if _is_soon(channel) else 0
                time.sleep(_PAUSE_S if patience else 0)
    return arrived


def _is_soon(channel: Channel) -> bool:
    """Tell whether a message is held back for a moment only, since its person was sent many."""
    soon = clock.now() + dt.timedelta(seconds=1)
    waiting = Outbound.objects.filter(state=State.WAITING, attempts=0, due_at__lte=soon, conversation__channel=channel.code)
    return channel.rate() is not None and waiting.exists()


def _due(channel: Channel) -> QuerySet[Outbound]:
    """Return the first unsent message of each conversation, where it is due."""
    earlier = Outbound.objects.filter(conversation=OuterRef("conversation"), pk__lt=OuterRef("pk"), state__in=_UNSENT)
    due = Outbound.objects.filter(state__in=_UNSENT, due_at__lte=clock.now(), conversation__channel=channel.code)
    return due.filter(~Exists(earlier))


def begin(key: int, channel: Channel) -> Outgoing | None:
    """Write down that this worker sends a message now, unless another does, an earlier one waits, or the person gets too many."""
    now = clock.now()
    row = _due(channel).select_related("conversation", "inbound").filter(pk=key).first()
    if row is None:
        return None
    mine = Outbound.objects.filter(pk=key, attempts=row.attempts, state=row.state)  # nothing joined: the row itself is checked again
    if why := _hopeless(row, channel, now):
        mine.update(state=State.FAILED, sealed=None, reason=why)
        return None
    most, seconds = channel.per_peer
    lately = Outbound.objects.filter(conversation=row.conversation_id, sent_at__gt=now - dt.timedelta(seconds=seconds))
    if channel.rate() and lately.count() >= most:
        mine.update(due_at=now + dt.timedelta(seconds=1))
        return None
    is_uncertain = row.state == State.SENDING
    after = row.message if is_uncertain else _newest(row, channel)
    if not mine.update(state=State.SENDING, attempts=row.attempts + 1, due_at=now + LEASE, message=after):
        return None
    return Outgoing(
        key,
        sealing.unseal(row.conversation.address or b""),
        Say.from_json(sealing.unseal(row.sealed or b"")),
        attempt=row.attempts + 1,
        answers=row.inbound.message if row.inbound and row.inbound.is_edit else "",
        is_uncertain=is_uncertain,
        after=after,
        known=_known(row) if is_uncertain else frozenset(),
    )


def _hopeless(row: Outbound, channel: Channel, now: dt.datetime) -> str:
    """Return why ``row`` cannot arrive any more."""
    if row.conversation.is_blocked:
        return "blocked"
    if (window := channel.window()) is None:
        return ""
    wrote_at = row.conversation.inbound.aggregate(latest=Max("arrived_at"))["latest"]
    return "window" if wrote_at is None or now > wrote_at + window else ""


def _newest(row: Outbound, channel: Channel) -> str:
    """Return the newest message of ``channel`` whose name we know: what is begun now is named after it, where names rise."""
    if not channel.has_rising_names:
        return ""
    sent = Outbound.objects.filter(state=State.SENT, conversation__channel=channel.code).exclude(message="").order_by("-sent_at")
    names = [*sent.values_list("message", flat=True)[:20], row.inbound.message if row.inbound else ""]
    return max(names, key=lambda name: (len(name), name))


def _known(row: Outbound) -> frozenset[str]:
    """Return every other message of a chat of which we know how the platform names it."""
    rows = (row.conversation.outbound.exclude(pk=row.pk), row.conversation.inbound)
    return frozenset(name for each in rows for name in each.exclude(message="").values_list("message", flat=True))


def _one(sender: Sender, message: Outgoing) -> Sent:
    """Send ``message``; if an earlier try may have arrived, only once it is known that it did not."""
    known = sender.settle(message) if message.is_uncertain else None
    if known is None:
        return sender.send(message)
    return known if known.is_delivered else replace(known, is_uncertain=True)


@transaction.atomic
def record(message: Outgoing, sent: Sent) -> None:
    """Write down what became of a message that was begun, unless another worker took it over meanwhile."""
    now = clock.now()
    mine = Outbound.objects.filter(pk=message.key, state=State.SENDING, attempts=message.attempt)
    if sent.is_delivered:
        mine.update(state=State.SENT, sealed=None, sent_at=now, message=sent.message)
    elif sent.is_blocked:
        row = mine.select_related("conversation").first()
        if row is not None:
            row.conversation.outbound.filter(state__in=_UNSENT).update(state=State.FAILED, sealed=None, reason="blocked")
            Conversation.objects.filter(pk=row.conversation_id).update(is_blocked=True)
    elif sent.again_in is None or message.attempt > len(BACK_OFF):
        mine.update(state=State.FAILED, sealed=None, reason=sent.reason or "tries")
    else:
        wait = dt.timedelta(seconds=max(sent.again_in, BACK_OFF[message.attempt - 1]))
        mine.update(due_at=now + wait, **({} if sent.is_uncertain else {"state": State.WAITING, "message": ""}))


def _leave_alone(channel: Channel, message: Outgoing) -> None:
    """Give back a message that is not to blame, and let the channel rest."""
    now = clock.now()
    state = State.SENDING if message.is_uncertain else State.WAITING
    Outbound.objects.filter(pk=message.key, attempts=message.attempt).update(state=state, attempts=message.attempt - 1, due_at=now)
    Outbound.objects.filter(state__in=_UNSENT, conversation__channel=channel.code, due_at__lt=now + AWAY).update(due_at=now + AWAY)


def tell_trouble(channel: Channel, away: Away) -> None:
    """Keep for the officers what stops a whole channel, until it works again."""
    log.warning("channel %s is away: %s", channel.code, away)
    ChannelTrouble.objects.update_or_create(channel=channel.code, defaults={"text": str(away)[:300]})


def end_trouble(channel: Channel) -> None:
    """Forget the trouble of a channel that works."""
    ChannelTrouble.objects.filter(pk=channel.code).delete()


def _may_send(channel: Channel) -> bool:
    """Take one of what the platform lets us send; wait for it a moment where all is spent."""
    if (rate := channel.rate()) is None:
        return True
    for _ in range(_WAITS):
        with transaction.atomic():
            now = clock.now()
            Allowance.objects.get_or_create(key=channel.code, defaults={"level": rate.burst, "at": now})
            row = Allowance.objects.select_for_update().get(key=channel.code)
            granted, left = pace.Bucket(row.level, row.at).take(1, rate, now)
            Allowance.objects.filter(key=channel.code).update(level=left.level, at=left.at)
        if granted:
            return True
        time.sleep(left.wait(rate).total_seconds())
    return False
