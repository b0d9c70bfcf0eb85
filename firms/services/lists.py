"""Lists come in, take effect, and are taken back."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from core import clock, jobs, pages
from core.errors import Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from core.tables import Table, open_table

from .. import lifecycle, projection, sending, staging
from ..lifecycle import Move, State
from ..models import ImportBatch, ImportEvent
from ..staging import Origin, Outcome, known_outcome

log = logging.getLogger(__name__)


def import_file(
    source: Path | bytes,
    *,
    name: str = "",
    kind: str = "auto",
    as_of: dt.date | None = None,
    origin: Origin = Origin(),  # noqa: B008 - frozen
    by: Officer | None = None,
    dry_run: bool = False,
    review: bool = False,
) -> Outcome:
    """Read one list here and now and let it take effect, unless something must be looked at first.

    ``review`` leaves a clean list staged for an officer; ``dry_run`` writes nothing. The same file twice is a no-op; one whose
    reading was killed goes on behind its last chunk. A file that cannot be taken raises `core.tables.UnreadableError` with one
    sentence and leaves nothing behind.
    """
    demand(by, "firms.import_list")
    table = open_table(source, name or (source.name if isinstance(source, Path) else "danh-sach"))
    batch = staging.same_file(table.sha256, kind)
    if batch and not (batch.state == State.READING and not dry_run and staging.claim(batch)):
        return known_outcome(batch)
    if dry_run:
        sending.demand_days(origin)
        return staging.dry_run(table, kind=kind, as_of=as_of, origin=origin)
    if batch is None:
        batch = staging.open_batch(name=table.name, sha256=table.sha256, size=table.size, kind=kind, as_of=as_of, origin=origin, by=by)
        staging.claim(batch)
    outcome = _read(batch, table)
    batch = settle(batch, outcome, by)
    if batch.state == State.STAGED and not review and not sending.is_guest(by):
        batch = apply_batch(batch, by=by, because="Danh sách khớp số kiểm tra, không có việc phải xem lại.", checked=True)
        follow(batch)
    return replace(outcome, state=batch.state, batch=batch)


def _read(batch: ImportBatch, table: Table) -> Outcome:
    try:
        return staging.fill(batch, table)
    except Stale:
        raise
    except BaseException:
        log.info("the list of batch %s was not taken; the batch is removed", batch.pk)
        staging.discard(batch)
        raise


def settle(batch: ImportBatch, outcome: Outcome, by: Officer | None) -> ImportBatch:
    """End the reading of a batch: it waits to be applied, or for an officer where something disagrees."""
    how = Move.HOLD if outcome.holds else Move.STAGE
    version = 1 + ImportBatch.objects.filter(kind=batch.kind, sender=batch.sender, as_of=outcome.as_of).exclude(pk=batch.pk).count()
    return move(
        batch,
        how,
        by=by,
        because="; ".join(reason["sentence"] for reason in outcome.holds) or "Đã đọc xong.",
        as_of=outcome.as_of,
        payments_until=outcome.as_of,
        version=version,
        rows_accepted=outcome.rows["accepted"],
        rows_warned=outcome.rows["warned"],
        rows_rejected=outcome.rows["rejected"],
        warned_by_kind=dict(outcome.warned_by_kind),
        control=dict(outcome.control),
        plan={**outcome.plan, "sums": staging.sums(batch)},
        hold_reasons=list(outcome.holds),
        lease_until=None,
    )


def apply_batch(batch: ImportBatch, *, by: Officer | None, because: str, checked: bool = False) -> ImportBatch:
    """Let a batch count from now on, and with it cease the version of the same list that it replaces.

    ``checked`` says that the importer found nothing to look at, so the right to import suffices; else an officer needs the right
    to apply. The facts count at once, by one UPDATE; the register follows: a short list now, a long one in the background.
    """
    if not checked or batch.state == State.HELD:
        demand(by, "firms.apply_batch")
    with transaction.atomic():
        before = staging.replaced(batch.kind, batch.sender, batch.as_of)
        batch = move(batch, Move.APPLY, by=by, because=because, applied_at=clock.now(), **_TO_FOLLOW)
        if before and staging.has_counted_rows(batch):
            ImportBatch.objects.filter(pk=before.pk).update(replaced_by=batch)
        _tell()
    return _follow_if_short(batch)


def roll_back(batch: ImportBatch, *, by: Officer | None, because: str) -> ImportBatch:
    """Let an applied batch count no more; what it replaced counts again."""
    demand(by, "firms.apply_batch")
    with transaction.atomic():
        batch = move(batch, Move.ROLL_BACK, by=by, because=because, **_TO_FOLLOW)
        ImportBatch.objects.filter(replaced_by=batch).update(replaced_by=batch.replaced_by)
        _tell()
    return _follow_if_short(batch)


_TO_FOLLOW = {"is_projected": False, "projected_to": 0, "lease_until": None}


def _tell() -> None:
    """Ask for what depends on the lists that count."""
    pages.bump()
    jobs.nudge("firms.follow")
    jobs.nudge("firms.coverage")
    jobs.nudge("firms.headcounts")


def _follow_if_short(batch: ImportBatch) -> ImportBatch:
    if batch.rows_accepted <= projection.AT_ONCE:
        follow(batch)
    return batch


def follow(batch: ImportBatch) -> bool:
    """Bring the register in step with a batch that began or ceased to count; tell whether this process did it."""
    if not projection.claim(batch):
        return False
    try:
        projection.follow(batch)
    except projection.OvertakenError:
        return False
    pages.bump()
    jobs.nudge("firms.coverage")
    return True


@transaction.atomic
def refuse_batch(batch: ImportBatch, *, by: Officer | None, because: str) -> ImportBatch:
    """Refuse a list that waits; its rows never count."""
    demand(by, "firms.apply_batch")
    return move(batch, Move.REFUSE, by=by, because=because)


def move(batch: ImportBatch, how: Move, *, by: Officer | None, because: str, **changes: Any) -> ImportBatch:
    """Make one move of a batch, conditional on the state that was read."""
    was = State(batch.state)
    becomes = lifecycle.after(was, how)
    with transaction.atomic():
        if not ImportBatch.objects.filter(pk=batch.pk, state=was).update(state=becomes, **changes):
            raise Stale(f"batch {batch.pk} is no longer {was}")
        record_move(ImportEvent, batch, move=how, was=was, becomes=becomes, by=by, because=because)
    return ImportBatch.objects.get(pk=batch.pk)
