"""From a row that is due to a message that left: claimed for one worker, begun before the step that cannot be undone, recorded after it."""

from __future__ import annotations

import datetime as dt
import logging
import random
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import CharField, Exists, F, Max, QuerySet
from django.db.models.expressions import RawSQL

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

T = TypeVar("T")

#: How long a worker may sit on what it claimed, and on messages whose fate it does not tell.
LEASE = dt.timedelta(minutes=2)
LONGEST_STEP = dt.timedelta(minutes=4)
#: So long a worker waits for a database that is away, with outcomes in its hand that nobody else knows.
PATIENCE_S, PAUSE_S = 300.0, 0.5
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


def patiently(work: Callable[[], T]) -> T:
    """Do ``work``, again and again while the database is away; inside a transaction there is nothing to wait for."""
    ends = time.monotonic() + PATIENCE_S
    while True:
        try:
            return work()
        except (OperationalError, InterfaceError) as error:
            if connection.in_atomic_block or time.monotonic() > ends:
                raise
            log.warning("the database is away: %s", error)
            connection.close()
            time.sleep(PAUSE_S)


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
        self._messages: dict[tuple[int, str, bool], Message] = {}
        #: Noted as leaving and without an outcome yet; what arrived is written down together once these are through.
        self._leaving: set[int] = set()
        self._arrived: list[Outcome] = []

    def carry_out(self) -> int:
        """Send the batch and return how many arrived; whatever was not begun when the other side went away waits again."""
        arrived, away = 0, None
        try:
            for outcome in self._transport.send(list(self._parcels()), self._begin):
                self._record(outcome)
                arrived += outcome.result == Result.SENT
        except Away as error:
            away = error
        finally:
            patiently(self._note_arrived)
        if away or arrived:
            patiently(lambda: self._note_presence(away, is_reached=bool(arrived)))
        patiently(lambda: let_go(list(self._rows.values())))
        return arrived

    def _parcels(self) -> Iterator[Parcel]:
        """Yield what may leave now, with its address and its words; the rest is dropped or waits."""
        standing = {pk: self._standing(dispatch) for pk, dispatch in self._dispatches.items()}
        going = [row for row in self._rows.values() if self._may_go(row, standing.get(row.dispatch_id or 0))]
        found, before = self._transport.addresses(going), self._told_before(going)
        for row in going:
            parcel = found.get(row.pk)
            if parcel is None:
                gone = "Người nhận không còn nhận tin." if row.dispatch_id else "Đến lượt gửi thì không còn phải gửi."
                self._move(row, State.DROPPED, code="gone", error=gone)
            elif row.dispatch_id is None:
                yield parcel
            elif message := self._message(self._dispatches[row.dispatch_id], parcel):
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

    def _message(self, dispatch: Dispatch, parcel: Parcel) -> Message | None:
        key = (dispatch.pk, parcel.language, parcel.has_files)
        if key not in self._messages:
            try:
                self._messages[key] = composing.compose(dispatch, parcel.language, has_files=parcel.has_files)
            except composing.Names:
                log.exception("a message of release %s names somebody", dispatch.release.public_id)
                return None
        return self._messages[key]

    def _begin(self, *parcels: Parcel) -> set[int]:
        """Note that ``parcels`` leave, but for those that were taken from us or overtaken by a later act since their words were chosen."""
        ours = patiently(lambda: self._note_leaving([parcel.pk for parcel in parcels]))
        self._leaving |= ours
        return ours

    def _note_leaving(self, pks: Sequence[int]) -> set[int]:
        by_release: dict[int | None, list[int]] = defaultdict(list)
        for pk in pks:
            dispatch = self._rows[pk].dispatch_id
            by_release[self._dispatches[dispatch].release_id if dispatch else None].append(pk)
        noted, until = 0, clock.now() + LONGEST_STEP
        for release, group in by_release.items():
            mine = Delivery.objects.filter(pk__in=group, state=State.CLAIMED, claim=self._token)
            told = None
            if release is not None:
                told = self._newest[release]
                mine = mine.filter(~Exists(Dispatch.objects.filter(release=release, channel=self._transport.code, pk__gt=told)))
            noted += mine.update(state=State.SENDING, told=told, attempts=F("attempts") + 1, claimed_until=until)
        if noted == len(pks):
            return set(pks)
        # Some were taken from us, or the note was written by a try whose answer was lost with the database.
        return set(Delivery.objects.filter(pk__in=pks, state=State.SENDING, claim=self._token).values_list("pk", flat=True))

    def _record(self, outcome: Outcome) -> None:
        row, now = self._rows[outcome.pk], clock.now()
        match outcome.result:
            case Result.SENT:
                self._arrived.append(outcome)
            case Result.REFUSED:
                self._move(row, State.FAILED, code=outcome.code, error=outcome.error, attempts=row.attempts + 1, claimed_until=None)
            case Result.UNCERTAIN:
                self._move(row, State.UNCERTAIN, code=outcome.code, error=outcome.error, claimed_until=None)
            case Result.AGAIN:
                self._postpone(row, outcome, now)
            case Result.UNTOUCHED:
                later = now + (outcome.again_in or dt.timedelta())
                self._move(row, State.WAITING, attempts=row.attempts, next_at=later, claim="", claimed_until=None)
            case Result.NOT_OURS:
                pass
        self._leaving.discard(outcome.pk)
        if not self._leaving:
            patiently(self._note_arrived)

    def _note_arrived(self) -> None:
        """Write down what arrived, together where there is no more to say of it, as long as it is still in this worker's hand."""
        by_note: dict[tuple[str, str], list[Outcome]] = defaultdict(list)
        for each in self._arrived:
            by_note[each.code, each.error].append(each)
        for (code, error), group in by_note.items():
            named = [value for each in group for value in (each.pk, each.provider_id[:120])]
            names = RawSQL(f"CASE id{' WHEN %s THEN %s' * len(group)} END", named, CharField())  # noqa: S611  as `Case`, in a fifth of the time
            self._held([each.pk for each in group]).update(
                state=State.SENT, sent_at=clock.now(), provider_id=names, code=code, error=error, claimed_until=None
            )
        self._arrived = []

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
        patiently(lambda: self._held([row.pk]).update(state=becomes, **changes))

    def _held(self, pks: Sequence[int]) -> QuerySet[Delivery]:
        return Delivery.objects.filter(pk__in=pks, claim=self._token, state__in=(State.CLAIMED, State.SENDING, State.UNCERTAIN))

    def _note_presence(self, away: Away | None, *, is_reached: bool) -> None:
        """Note that the other side is there, or that it went away; whoever took something is tried again soon."""
        rows, now = ChannelSetting.objects.filter(channel=self._transport.code), clock.now()
        if away is None:
            rows.filter(away_tries__gt=0).update(away_tries=0, away_since=None, resume_at=None, away_error="")
            return
        setting, _ = ChannelSetting.objects.get_or_create(channel=self._transport.code)
        tries = 1 if is_reached else setting.away_tries + 1
        wait = pace.delay(tries, random.random(), first=_AWAY_FIRST, longest=_AWAY_LONGEST)  # noqa: S311
        since = (None if is_reached else setting.away_since) or now
        rows.update(away_tries=tries, away_since=since, resume_at=now + wait, away_error=away.error[:300])
        log.warning("channel %s is away, try %d: %s", self._transport.code, tries, away.error)
