"""A list arrives: kept as it came, read in the background, its rows looked at, its file forgotten when nobody needs it."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import secrets
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from core import clock, jobs
from core.errors import IllegalMove, Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from core.tables import UnreadableError, open_table

from .. import differences, sending, staging
from ..intake.kinds import KINDS
from ..intake.reading import CHUNK
from ..lifecycle import Move, State
from ..models import ImportBatch, ImportEvent, RowVerdict
from ..staging import Origin
from . import lists

log = logging.getLogger(__name__)

#: A list that killed its reader so often is told as unreadable, so that it does not stop the others.
MOST_ATTEMPTS = 5
#: How long the file stays after its list was decided, and after it could not be read.
KEPT, KEPT_UNREAD = dt.timedelta(days=30), dt.timedelta(days=90)
OPEN = (State.STAGED, State.HELD)


def receive_file(
    file: File[bytes],
    *,
    name: str,
    kind: str = "auto",
    as_of: dt.date | None = None,
    origin: Origin = Origin(),  # noqa: B008 - frozen
    by: Officer | None = None,
    letter: File[bytes] | None = None,
) -> tuple[ImportBatch, bool]:
    """Keep a file to be read in the background, and return its batch and whether it is new.

    The same file twice is a no-op; one that could not be read makes no second batch where the same officer says the same of it.
    """
    demand(by, "firms.import_list")
    digest, size = hashlib.sha256(), 0
    for piece in file.chunks():
        digest.update(piece)
        size += len(piece)
    claimed = sending.claimed(origin, by)
    earlier = staging.same_file(digest.hexdigest(), kind)
    if earlier := earlier or staging.unread_file(digest.hexdigest(), kind=kind, as_of=as_of, origin=claimed, by=by):
        return earlier, False
    try:
        with transaction.atomic():
            batch = staging.open_batch(
                name=name, sha256=digest.hexdigest(), size=size, kind=kind, as_of=as_of, origin=origin, by=by, stored=""
            )
            record_move(ImportEvent, batch, move="receive", was="", becomes=State.READING, by=by, because="Nhận tệp, chờ đọc.")
            ending = Path(name).suffix.lower()[:6]
            batch.stored.save(f"{secrets.token_hex(16)}{ending}", file, save=False)
            if letter:
                batch.letter_scan.save(f"{secrets.token_hex(16)}{Path(letter.name or '').suffix.lower()[:5]}", letter, save=False)
            batch.save(update_fields=["stored", "letter_scan"])
            jobs.nudge("firms.lists")
    except IntegrityError:  # somebody else sent the same file at the same moment
        if earlier := staging.same_file(digest.hexdigest(), kind):
            return earlier, False
        raise
    return batch, True


def waiting() -> QuerySet[ImportBatch]:
    """Return the kept files that nobody reads now, oldest first."""
    free = Q(lease_until=None) | Q(lease_until__lt=clock.now())
    return ImportBatch.objects.filter(free, state=State.READING).exclude(stored="").order_by("received_at", "pk")


def read_waiting() -> int:
    """Read every list that waits, and return how many were read."""
    return sum(_read(batch) for batch in waiting())


def _read(batch: ImportBatch) -> bool:
    """Read one list to its end; what a killed process left is taken up behind its last chunk."""
    if not staging.claim(batch):
        return False
    try:
        if batch.attempts > MOST_ATTEMPTS:
            raise UnreadableError("attempts", f"Đã đọc {MOST_ATTEMPTS} lần mà không xong. Hãy báo quản trị hệ thống, kèm số lô {batch.pk}.")
        with _on_disk(batch) as path:
            outcome = staging.fill(batch, open_table(path, batch.file_name))
        lists.settle(batch, outcome, None)
    except UnreadableError as error:
        staging.empty(batch)
        refusal = {"refusal_code": error.code, "refusal": error.sentence, "lease_until": None}
        lists.move(batch, Move.FAIL, by=None, because=error.sentence, **refusal)
    except (Stale, IllegalMove):
        log.info("batch %s was taken over by another process", batch.pk)
        return False
    return True


@contextmanager
def _on_disk(batch: ImportBatch) -> Iterator[Path]:
    """Yield where the file lies; one that is stored elsewhere is brought here for as long as it is read."""
    try:
        path = Path(batch.stored.path)
    except NotImplementedError:
        path = None
    if path:
        yield path
        return
    with tempfile.NamedTemporaryFile() as copy, batch.stored.open("rb") as stored:
        for piece in stored.chunks():
            copy.write(piece)
        copy.flush()
        yield Path(copy.name)


def read_again(batch: ImportBatch, *, by: Officer | None, because: str, kind: str = "", as_of: dt.date | None = None) -> ImportBatch:
    """Read a list anew that could not be read: with another kind or day, or since its columns are known by now."""
    demand(by, "firms.import_list")
    if not batch.stored:
        raise Refused([Refusal("file_gone", "Tệp gốc đã được xóa theo thời hạn lưu; hãy nhập lại tệp.")])
    asked: dict[str, Any] = {"asked_kind": kind or batch.asked_kind, "asked_as_of": as_of or batch.asked_as_of}
    with transaction.atomic():
        fresh = {"attempts": 0, "rows_read": 0, "rows_total": 0, "refusal": "", "refusal_code": "", "lease_until": None}
        batch = lists.move(batch, Move.RETRY, by=by, because=because, **asked, **fresh)
        jobs.nudge("firms.lists")
    return batch


def judge_rows(
    batch: ImportBatch, *, is_accepted: bool, by: Officer | None, because: str, places: Sequence[int] = (), code: str = ""
) -> int:
    """Decide whether rows count, those at ``places`` or all with the warning ``code``, before their list takes effect.

    Returns how many rows that changed. Of rows that repeat each other the accepted one counts and the others no more.
    """
    demand(by, "firms.apply_batch")
    if State(batch.state) not in OPEN:
        raise IllegalMove(batch.state, "judge")
    if code:
        places = list(batch.issues.filter(code=code, is_rejected=False).order_by("place").values_list("place", flat=True).distinct())
    base = ImportBatch.objects.filter(pk=batch.plan.get("against")).first()
    done = 0
    for low in range(0, len(places), CHUNK):
        with transaction.atomic():
            done += _judge(batch, base, places[low : low + CHUNK], is_accepted=is_accepted, by=by, because=because)
    if done:
        _conclude(batch, base, done, is_accepted=is_accepted, by=by, because=because)
    return done


def _judge(
    batch: ImportBatch, base: ImportBatch | None, places: Sequence[int], *, is_accepted: bool, by: Officer | None, because: str
) -> int:
    if not ImportBatch.objects.select_for_update().filter(pk=batch.pk, state__in=OPEN).exists():
        raise Stale(f"batch {batch.pk} was decided meanwhile")
    model = staging.model_of(batch.kind)
    rows = model._default_manager.filter(batch=batch, place__in=places)
    keys = dict(rows.exclude(is_counted=is_accepted).values_list("place", "key"))
    if is_accepted:
        keys = {place: key for key, place in {key: place for place, key in keys.items()}.items()}
        model._default_manager.filter(batch=batch, key__in=keys.values(), is_counted=True).update(is_counted=False)
    model._default_manager.filter(batch=batch, place__in=keys).update(is_counted=is_accepted)
    verdicts = [RowVerdict(batch=batch, place=place, is_accepted=is_accepted, because=because, by=by) for place in keys]
    RowVerdict.objects.bulk_create(
        verdicts, update_conflicts=True, unique_fields=["batch", "place"], update_fields=["is_accepted", "because", "by", "at"]
    )
    if base and keys:
        differences.compare_again(batch, base, model, KINDS[batch.kind].compared, list(keys))
    return len(keys)


def _conclude(batch: ImportBatch, base: ImportBatch | None, done: int, *, is_accepted: bool, by: Officer | None, because: str) -> None:
    """Count the plan and the sums again, and put the decision on record."""
    counted = staging.model_of(batch.kind)._default_manager.filter(batch=batch, is_counted=True).count()
    plan = differences.count(batch, base.pk, counted) if base else differences.nothing_before(counted)
    kept = {"sums": staging.sums(batch), "judged": batch.verdicts.filter(is_accepted=False).count()}
    said = f"{'Nhận lại' if is_accepted else 'Không nhận'} {done} dòng: {because}"
    with transaction.atomic():
        if not ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(plan={**batch.plan, **plan, **kept}):
            raise Stale(f"batch {batch.pk} was decided meanwhile")
        record_move(ImportEvent, batch, move="judge", was=batch.state, becomes=batch.state, by=by, because=said)


def forget_files() -> int:
    """Remove the files of lists that were decided, or given up, long enough ago; their fingerprints stay."""
    now = clock.now()
    decided = Q(state__in=[State.APPLIED, State.REFUSED, State.ROLLED_BACK], received_at__lt=now - KEPT)
    unread = Q(state=State.UNREAD, received_at__lt=now - KEPT_UNREAD)
    old = list(ImportBatch.objects.filter(decided | unread).exclude(stored="")[:500])
    for batch in old:
        batch.stored.delete(save=False)
        ImportBatch.objects.filter(pk=batch.pk).update(stored="")
    return len(old)


def clear_abandoned() -> int:
    """Remove what a foreground import left that was killed and never taken up again."""
    lost = ImportBatch.objects.filter(state=State.READING, stored="", received_at__lt=clock.now() - dt.timedelta(hours=6))
    for batch in (found := list(lost.filter(Q(lease_until=None) | Q(lease_until__lt=clock.now())))):
        staging.discard(batch)
    return len(found)
