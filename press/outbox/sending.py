"""From a row that is due to a message that left: claimed for one worker, begun before the step that cannot be undone, recorded after it."""

from __future__ import annotations

import datetime as dt
import logging
import random
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.db import connection, transaction
from django.db.models import Exists, F, Max

from core import clock

from .. import kinds
from ..acts import Act
from ..delivering import State
from ..lifecycle import PUBLIC
from ..models import Allowance, ChannelSetting, Delivery, Dispatch
from . import composing, pace
from .parcels import Away, Message, Outcome, Parcel, Result
from .transports import Lane, Transport, all_transports

log = logging.getLogger(__name__)

#: How long a worker may sit on what it claimed, and on a message whose fate it does not tell.
LEASE = dt.timedelta(minutes=2)
LONGEST_STEP = dt.timedelta(minutes=3)
#: A worker does other things after so long; whatever is left is nudged again.
BUDGET = dt.timedelta(seconds=20)
_HIDDEN_FOR = dt.timedelta(minutes=5)
_AWAY_FIRST, _AWAY_LONGEST = dt.timedelta(seconds=5), dt.timedelta(minutes=5)


def send_due(lane: Lane) -> tuple[int, bool]:
    """Send what is due on the channels of ``lane``; return how many arrived, and whether more could go at once."""
    arrived, is_more = 0, False
    for transport in all_transports():
        if transport.lane == lane and not transport.is_manual:
            settle_lost(transport)
            ends = time.monotonic() + BUDGET.total_seconds()
            while (batch := claim(transport)) and time.monotonic() < ends:
                arrived += Run(transport, batch).carry_out()
            is_more |= bool(batch)
            let_go(batch)
    return arrived, is_more


def settle_lost(transport: Transport) -> int:
    """Settle what a dead worker held: what it had not begun waits again, what it had begun is uncertain; return how many."""
    now = clock.now()
    held = Delivery.objects.filter(channel=transport.code, claimed_until__lte=now)
    back = held.filter(state=State.CLAIMED).update(state=State.WAITING, claim="", claimed_until=None)
    begun = held.filter(state=State.SENDING)
    if transport.knows_again:
        return back + begun.update(state=State.WAITING, claim="", claimed_until=None)
    return back + begun.update(
        state=State.UNCERTAIN,
        claimed_until=None,
        code="lost",
        error="Tiến trình gửi bị dừng giữa chừng; có thể nơi nhận đã nhận được.",
    )


@transaction.atomic
def claim(transport: Transport) -> list[Delivery]:
    """Take deliveries that are due for this worker alone: as many as the rate allows, the most urgent first."""
    now = clock.now()
    setting, _ = ChannelSetting.objects.get_or_create(channel=transport.code)
    if not transport.is_ready() or setting.paused_at or (setting.resume_at and setting.resume_at > now):
        return []
    due = Delivery.objects.filter(channel=transport.code, state=State.WAITING, next_at__lte=now)
    if not due.exists():
        return []
    room = _spend(transport.code, transport.rate(), transport.chunk, now)
    skip = connection.features.has_select_for_update_skip_locked
    rows = list(due.order_by("urgency", "next_at", "pk").select_for_update(skip_locked=skip)[:room])
    if transport.per_target:
        rows = [row for row in rows if _spend(f"{transport.code}:{row.target}", transport.per_target, 1, now)]
    token = secrets.token_hex(8)
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(state=State.CLAIMED, claim=token, claimed_until=now + LEASE)
    for row in rows:
        row.state, row.claim = State.CLAIMED, token
    return rows


def let_go(rows: Sequence[Delivery], **changes: object) -> None:
    """Give back what was claimed and not begun."""
    if rows:
        held = Delivery.objects.filter(pk__in=[row.pk for row in rows], state=State.CLAIMED, claim=rows[0].claim)
        held.update(state=State.WAITING, claim="", claimed_until=None, **changes)


def _spend(key: str, rate: pace.Rate | None, wanted: int, now: dt.datetime) -> int:
    """Take from the bucket ``key``, which all workers share, and return how many may leave now."""
    if rate is None:
        return wanted
    Allowance.objects.get_or_create(key=key, defaults={"level": rate.burst, "at": now})
    row = Allowance.objects.select_for_update().get(key=key)
    granted, left = pace.Bucket(row.level, row.at).take(wanted, rate, now)
    Allowance.objects.filter(key=key).update(level=left.level, at=left.at)
    return granted


class Run:
    """One worker's way through one claimed batch."""

    def __init__(self, transport: Transport, batch: Sequence[Delivery]) -> None:
        self._transport = transport
        self._rows = {row.pk: row for row in batch}
        self._token = batch[0].claim
        wanted = {row.dispatch_id for row in batch if row.dispatch_id}
        # Which act is the newest is read before the words are chosen: words may be newer than the mark, never older.
        known = Dispatch.objects.filter(channel=transport.code, release__dispatches__in=wanted).order_by()
        self._newest: dict[int, int] = dict(known.values("release").annotate(newest=Max("pk")).values_list("release", "newest"))
        self._dispatches = Dispatch.objects.select_related("release").in_bulk(wanted)
        self._messages: dict[tuple[int, str], Message] = {}

    def carry_out(self) -> int:
        """Send the batch and return how many arrived; whatever was not begun when the other side went away waits again."""
        arrived = 0
        try:
            for outcome in self._transport.send(list(self._parcels()), self._begin):
                self._record(outcome)
                arrived += outcome.result == Result.SENT
        except Away as away:
            self._went_away(away)
        else:
            if arrived:
                ChannelSetting.objects.filter(channel=self._transport.code, away_tries__gt=0).update(
                    away_tries=0, away_since=None, resume_at=None, away_error=""
                )
        let_go(list(self._rows.values()))
        return arrived

    def _parcels(self) -> Iterator[Parcel]:
        """Yield what may leave now, with its address and its words; the rest is dropped or waits."""
        standing = {pk: self._standing(dispatch) for pk, dispatch in self._dispatches.items()}
        going = [row for row in self._rows.values() if self._may_go(row, standing.get(row.dispatch_id or 0))]
        found, before = self._transport.addresses(going), self._told_before(going)
        for row in going:
            parcel = found.get(row.pk)
            if parcel is None:
                self._move(row, State.DROPPED, code="gone", error="Người nhận không còn nhận tin.")
            elif row.dispatch_id is None:
                yield parcel
            elif message := self._message(self._dispatches[row.dispatch_id], parcel.language):
                earlier = tuple(before.get((self._dispatches[row.dispatch_id].release_id, row.target), ()))
                yield replace(parcel, message=message, earlier=earlier)
            else:
                self._move(
                    row, State.FAILED, code="names", error="Nội dung nêu tên đơn vị nên không được gửi ra ngoài; hãy báo người quản trị."
                )

    def _told_before(self, rows: Sequence[Delivery]) -> dict[tuple[int, str], list[str]]:
        """Return how the other side names what each recipient was told before, by release and recipient, the oldest first."""
        releases = {self._dispatches[row.dispatch_id].release_id for row in rows if row.dispatch_id and row.urgency == 0}
        if not releases:
            return {}
        told = Delivery.objects.filter(dispatch__release__in=releases, channel=self._transport.code, provider_id__gt="")
        wanted = told.filter(target__in={row.target for row in rows}).order_by("pk")
        found: dict[tuple[int, str], list[str]] = {}
        for release, target, name in wanted.values_list("dispatch__release", "target", "provider_id"):
            found.setdefault((release, target), []).append(name)
        return found

    def _standing(self, dispatch: Dispatch) -> State | None:
        """Return what becomes of the deliveries of a dispatch before they leave: dropped, made to wait, or nothing."""
        release = dispatch.release
        if dispatch.act not in (Act.PUBLISHED, Act.CORRECTED):
            return None
        if release.state not in PUBLIC or (release.expires_at and release.expires_at <= clock.now()):
            return State.DROPPED
        return None if kinds.get(release.kind).visible([release.subject_id]) else State.WAITING

    def _may_go(self, row: Delivery, becomes: State | None) -> bool:
        if becomes == State.DROPPED:
            self._move(row, State.DROPPED, code="over", error="Tin không còn công khai khi đến lượt gửi.")
        elif becomes == State.WAITING:
            self._move(row, State.WAITING, next_at=clock.now() + _HIDDEN_FOR, claim="")
        return becomes is None

    def _message(self, dispatch: Dispatch, language: str) -> Message | None:
        key = (dispatch.pk, language)
        if key not in self._messages:
            try:
                self._messages[key] = composing.compose(dispatch, language)
            except composing.Names:
                log.exception("a message of release %s names somebody", dispatch.release.public_id)
                return None
        return self._messages[key]

    def _begin(self, parcel: Parcel) -> bool:
        """Note that ``parcel`` leaves, unless it was taken from us or a later act followed since its words were chosen."""
        row = self._rows[parcel.pk]
        mine = Delivery.objects.filter(pk=row.pk, state=State.CLAIMED, claim=self._token)
        told = None
        if row.dispatch_id:
            release = self._dispatches[row.dispatch_id].release_id
            told = self._newest[release]
            mine = mine.filter(~Exists(Dispatch.objects.filter(release=release, channel=self._transport.code, pk__gt=told)))
        return bool(mine.update(state=State.SENDING, told=told, attempts=F("attempts") + 1, claimed_until=clock.now() + LONGEST_STEP))

    def _record(self, outcome: Outcome) -> None:
        row, now = self._rows[outcome.pk], clock.now()
        match outcome.result:
            case Result.SENT:
                noted = {"code": outcome.code, "error": outcome.error}
                self._move(row, State.SENT, sent_at=now, provider_id=outcome.provider_id[:120], claimed_until=None, **noted)
            case Result.REFUSED:
                self._move(row, State.FAILED, code=outcome.code, error=outcome.error, attempts=row.attempts + 1, claimed_until=None)
            case Result.UNCERTAIN:
                self._move(row, State.UNCERTAIN, code=outcome.code, error=outcome.error, claimed_until=None)
            case Result.AGAIN:
                self._postpone(row, outcome, now)
            case Result.NOT_OURS:
                pass

    def _postpone(self, row: Delivery, outcome: Outcome, now: dt.datetime) -> None:
        tries = row.attempts + 1
        if tries >= pace.TRIES:
            self._move(
                row, State.FAILED, code=outcome.code, error=f"Đã thử {tries} lần. {outcome.error}", attempts=tries, claimed_until=None
            )
            return
        wait = max(pace.delay(tries, random.random()), outcome.again_in or dt.timedelta())  # noqa: S311  a spread, no secret
        told = {"code": outcome.code, "error": outcome.error}
        self._move(row, State.WAITING, next_at=now + wait, claim="", claimed_until=None, attempts=tries, **told)

    def _move(self, row: Delivery, becomes: State, **changes: object) -> None:
        """Write an outcome, as long as the row is still in this worker's hand."""
        held = Delivery.objects.filter(pk=row.pk, claim=self._token, state__in=(State.CLAIMED, State.SENDING, State.UNCERTAIN))
        held.update(state=becomes, **changes)

    def _went_away(self, away: Away) -> None:
        now = clock.now()
        setting, _ = ChannelSetting.objects.get_or_create(channel=self._transport.code)
        tries = setting.away_tries + 1
        wait = pace.delay(tries, random.random(), first=_AWAY_FIRST, longest=_AWAY_LONGEST)  # noqa: S311
        ChannelSetting.objects.filter(pk=setting.pk).update(
            away_tries=tries, away_since=setting.away_since or now, resume_at=now + wait, away_error=away.error[:300]
        )
        log.warning("channel %s is away, try %d: %s", self._transport.code, tries, away.error)
