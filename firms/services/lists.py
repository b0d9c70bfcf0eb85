"""Lists come in, take effect, and are taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.db import transaction

from core import clock, jobs, pages
from core.errors import Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from core.tables import open_table

from .. import lifecycle, projection, staging
from ..lifecycle import Move, State
from ..models import ImportBatch, ImportEvent
from ..staging import Origin, Outcome, known_outcome

#: A batch that has been read for longer than this was killed on the way.
ABANDONED = dt.timedelta(minutes=30)


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
    """Read one list and let it take effect, unless something must be looked at first.

    ``review`` leaves a clean list staged for an officer; ``dry_run`` writes nothing. The same file twice is a no-op. A file that
    cannot be taken raises `core.tables.UnreadableError` with one sentence and leaves nothing behind.
    """
    demand(by, "firms.import_list")
    table = open_table(source, name or (source.name if isinstance(source, Path) else "danh-sach"))
    earlier = staging.same_file(table, kind)
    if earlier and earlier.state == State.READING and earlier.received_at < clock.now() - ABANDONED:
        staging.discard(earlier)
        earlier = None
    if earlier:
        return known_outcome(earlier)
    if dry_run:
        return staging.dry_run(table, kind=kind, as_of=as_of, origin=origin)
    batch, outcome = staging.stage(table, kind=kind, as_of=as_of, origin=origin, by=by)
    batch = _settle(batch, outcome, by)
    if batch.state == State.STAGED and not review:
        batch = apply_batch(batch, by=by, because="Danh sách khớp số kiểm tra, không có việc phải xem lại.", checked=True)
    return replace(outcome, state=batch.state, batch=batch)


def _settle(batch: ImportBatch, outcome: Outcome, by: Officer | None) -> ImportBatch:
    """End the reading of a batch: it waits to be applied, or for an officer where something disagrees."""
    move = Move.HOLD if outcome.holds else Move.STAGE
    version = 1 + ImportBatch.objects.filter(kind=batch.kind, sender=batch.sender, as_of=outcome.as_of).exclude(pk=batch.pk).count()
    return _move(
        batch,
        move,
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
        plan=dict(outcome.plan),
        hold_reasons=list(outcome.holds),
    )


@transaction.atomic
def apply_batch(batch: ImportBatch, *, by: Officer | None, because: str, checked: bool = False) -> ImportBatch:
    """Let a batch count from now on, and with it cease the version of the same list that it replaces.

    ``checked`` says that the importer found nothing to look at, so the right to import suffices; else an officer needs the right
    to apply.
    """
    if not checked or batch.state == State.HELD:
        demand(by, "firms.apply_batch")
    before = staging.replaced(batch.kind, batch.sender, batch.as_of)
    batch = _move(batch, Move.APPLY, by=by, because=because, applied_at=clock.now())
    if before and batch.rows_accepted:
        ImportBatch.objects.filter(pk=before.pk).update(replaced_by=batch)
    projection.rebuild(batch.kind, batch)
    pages.bump()
    jobs.nudge("firms.coverage")
    return batch


@transaction.atomic
def roll_back(batch: ImportBatch, *, by: Officer | None, because: str) -> ImportBatch:
    """Let an applied batch count no more; what it replaced counts again."""
    demand(by, "firms.apply_batch")
    batch = _move(batch, Move.ROLL_BACK, by=by, because=because)
    ImportBatch.objects.filter(replaced_by=batch).update(replaced_by=batch.replaced_by)
    projection.rebuild(batch.kind, batch)
    pages.bump()
    jobs.nudge("firms.coverage")
    return batch


@transaction.atomic
def refuse_batch(batch: ImportBatch, *, by: Officer | None, because: str) -> ImportBatch:
    """Refuse a list that waits; its rows never count."""
    demand(by, "firms.apply_batch")
    return _move(batch, Move.REFUSE, by=by, because=because)


def _move(batch: ImportBatch, how: Move, *, by: Officer | None, because: str, **changes: Any) -> ImportBatch:
    """Make one move of a batch, conditional on the state that was read."""
    was = State(batch.state)
    becomes = lifecycle.after(was, how)
    with transaction.atomic():
        if not ImportBatch.objects.filter(pk=batch.pk, state=was).update(state=becomes, **changes):
            raise Stale(f"batch {batch.pk} is no longer {was}")
        record_move(ImportEvent, batch, move=how, was=was, becomes=becomes, by=by, because=because)
    return ImportBatch.objects.get(pk=batch.pk)
