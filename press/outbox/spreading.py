"""From an act to its recipients: rows are written in chunks, each with the place to go on from, so a kill loses and doubles nothing."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction

from core import clock, jobs

from ..acts import Act
from ..delivering import State
from ..models import Delivery, Dispatch, Handover, Task
from . import handed, transports
from .manual import medium_of

CHUNK = 1000
_TAKES_BACK = frozenset({Act.WITHDRAWN, Act.EXPIRED})


def spread() -> int:
    """Go on with every dispatch that is not done, and return how many deliveries came of it."""
    done = 0
    for pk in Dispatch.objects.filter(is_done=False).order_by("pk").values_list("pk", flat=True):
        while (made := _step(pk)) is not None:
            done += made
    if done:
        for sweep in transports.SWEEPS.values():
            jobs.nudge(sweep)
    return done


@transaction.atomic
def _step(pk: int) -> int | None:
    """Write the next chunk of one dispatch; nothing when it is done, or another worker has it."""
    rows = Dispatch.objects.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",))
    dispatch = rows.select_related("release").filter(pk=pk, is_done=False).first()
    if dispatch is None:
        return None
    transport = transports.get(dispatch.channel)
    if not dispatch.cursor:
        _overtake(dispatch)
    targets, cursor = transport.batch(dispatch, dispatch.cursor, CHUNK)
    made = _write(dispatch, transport, targets)
    dispatch.cursor, dispatch.is_done = cursor or dispatch.cursor, cursor is None
    dispatch.save(update_fields=("cursor", "is_done"))
    return made


def _overtake(dispatch: Dispatch) -> None:
    """Stop what older acts of the release still have on the way, so that nobody is told the old after the new."""
    older = Delivery.objects.filter(dispatch__release=dispatch.release_id, channel=dispatch.channel, dispatch__lt=dispatch.pk)
    if dispatch.act in _TAKES_BACK:
        Dispatch.objects.filter(release=dispatch.release_id, channel=dispatch.channel, pk__lt=dispatch.pk).update(is_done=True)
        older.filter(state__in=(State.WAITING, State.CLAIMED, State.TASK)).update(state=State.DROPPED, claim="")
    else:
        older.filter(state=State.CLAIMED).update(state=State.WAITING, claim="")


def _write(dispatch: Dispatch, transport: transports.Transport, targets: list[str]) -> int:
    now = clock.now()
    rows = [
        Delivery(
            dispatch=dispatch,
            channel=dispatch.channel,
            target=target,
            key=f"{dispatch.pk}-{target}",
            state=transport.first,
            urgency=2 if dispatch.act == Act.PUBLISHED else 0,
            next_at=now,
            created_at=now,
        )
        for target in targets
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    if transport.is_manual:
        _open_tasks(dispatch, [row.key for row in rows])
    return len(rows)


def _open_tasks(dispatch: Dispatch, keys: list[str]) -> None:
    """Open a task for each new manual delivery: for whoever carried the release or was handed its files, or who gets every release."""
    opened = list(Delivery.objects.filter(key__in=keys, task=None))
    packs = handed.in_bulk([each.target for each in opened])
    for delivery in opened:
        files = packs.get(delivery.target)
        if files:
            Task.objects.create(delivery=delivery, medium=files.medium, person=files.person)
            continue
        origin = (
            Task.objects.filter(delivery__dispatch__release=dispatch.release_id, delivery__target=delivery.target).order_by("pk").first()
        )
        Task.objects.create(
            delivery=delivery,
            medium=origin.medium if origin else medium_of(dispatch.channel),
            person=origin.person if origin else "",
            origin=origin,
        )


def catch_up(handover: Handover) -> int:
    """Tell of what was put right or taken back before a hand-over was noted, and return how many deliveries came of it.

    Acts that are still being spread find it by themselves.
    """
    made = 0
    for dispatch in Dispatch.objects.filter(release=handover.release_id, is_done=True).order_by("pk"):
        if handed.concerns(dispatch, handover):
            made += _write(dispatch, transports.get(dispatch.channel), [handed.target(handover)])
    return made


def forget_done(*, older_than: dt.timedelta) -> int:
    """Delete machine-made deliveries that arrived, or were dropped, long ago and whose release has ended; return how many."""
    ended = Delivery.objects.filter(
        dispatch__release__ended_at__lt=clock.now() - older_than, state__in=(State.SENT, State.DROPPED, State.GIVEN_UP), task=None
    )
    return ended.delete()[0]
