"""A list from file to staged batch: rows written in chunks, then counted and compared with what it would replace."""

from __future__ import annotations

import datetime as dt
import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from core.models import Agency
from core.tables import Table

from .intake import known, reading
from .intake.kinds import KINDS
from .intake.rows import HoldReason
from .lifecycle import ALIVE
from .models import ImportBatch, ReceivedUnder, RowIssue
from .models.facts import Fact

log = logging.getLogger(__name__)

CHUNK = 4_000
UNPUBLISHES = (
    "Bản đang áp dụng của danh sách này đã được công khai, bản mới lại ghi là nội bộ: áp dụng thì bản công khai hết hiệu lực. "
    "Nếu bản mới cũng đã công khai, hãy chọn Không nhận rồi nhập lại với địa chỉ đã đăng."
)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a list comes from, and under which clause it was received."""

    sender: str = ""
    received_under: str = "internal"
    published_url: str = ""
    published_title: str = ""
    published_on: dt.date | None = None
    letter_no: str = ""
    letter_on: dt.date | None = None
    letter_from: str = ""
    agency: Agency | None = None

    def sender_of(self, kind: str) -> str:
        """Return who sent a list of ``kind``: as named, else the agency, else the usual sender."""
        return self.sender or (self.agency.name[:120] if self.agency else "") or usual_sender(kind)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a file: the counts and totals that are printed, and the batch if one was made."""

    kind: str
    as_of: dt.date | None
    state: str
    rows: Mapping[str, int]
    warned_by_kind: Mapping[str, int]
    rejected: tuple[Mapping[str, str], ...]
    control: Mapping[str, Any]
    plan: Mapping[str, Any]
    holds: tuple[Mapping[str, str], ...] = ()
    batch: ImportBatch | None = None
    is_known: bool = False
    warnings: tuple[Mapping[str, Any], ...] = field(default=())


def same_file(table: Table, kind: str) -> ImportBatch | None:
    """Return the batch that already holds this very file, unless it was taken back."""
    found = ImportBatch.objects.filter(sha256=table.sha256, state__in=ALIVE)
    return (found if kind == "auto" else found.filter(kind=kind)).first()


def known_outcome(batch: ImportBatch) -> Outcome:
    """Return what became of a file when it first came."""
    rejected = batch.issues.filter(is_rejected=True).values_list("at", "code", "value")
    warned = batch.issues.filter(is_rejected=False).values_list("at", "code", "is_counted")
    return Outcome(
        kind=batch.kind,
        as_of=batch.as_of,
        state=batch.state,
        rows={"accepted": batch.rows_accepted, "warned": batch.rows_warned, "rejected": batch.rows_rejected},
        warned_by_kind=batch.warned_by_kind,
        rejected=tuple({"at": at, "reason": code, "value": value} for at, code, value in rejected),
        control=batch.control,
        plan=batch.plan,
        holds=tuple(batch.hold_reasons),
        batch=batch,
        is_known=True,
        warnings=tuple({"at": at, "kind": code, "counted": counted} for at, code, counted in warned),
    )


def model_of(kind: str) -> type[Fact]:
    """Return the model whose rows a kind of list adds."""
    return apps.get_model("firms", KINDS[kind].model)


def dry_run(table: Table, *, kind: str, as_of: dt.date | None, origin: Origin) -> Outcome:
    """Read a list and plan it; nothing is written."""
    read = reading.start(table, known.gather(), kind=kind, as_of=as_of)
    rows = list(read.rows())
    sender = origin.sender_of(read.kind.code)
    outcome = _outcome(read, _plan(read, rows, sender), "planned", holds=_holds(read, sender, origin.received_under))
    return replace(outcome, state="held") if outcome.holds else outcome


def stage(table: Table, *, kind: str, as_of: dt.date | None, origin: Origin, by: Any) -> tuple[ImportBatch, Outcome]:
    """Write the rows of a list, a few thousand at a time, under a batch that does not count yet.

    If anything fails on the way, nothing of the list stays behind.
    """
    read = reading.start(table, known.gather(), kind=kind, as_of=as_of)
    batch = ImportBatch.objects.create(
        kind=read.kind.code,
        file_name=table.name[:200],
        sha256=table.sha256,
        sender=origin.sender_of(read.kind.code),
        agency=origin.agency,
        letter_no=origin.letter_no,
        letter_on=origin.letter_on,
        letter_from=origin.letter_from,
        received_under=origin.received_under,
        published_url=origin.published_url,
        published_title=origin.published_title,
        published_on=origin.published_on,
        received_by=by,
    )
    try:
        return batch, _fill(batch, read)
    except BaseException:
        log.info("list %s was not taken; batch %s is removed", read.kind.code, batch.pk)
        discard(batch)
        raise


def discard(batch: ImportBatch) -> None:
    """Remove a batch that never counted, with all its rows."""
    with transaction.atomic():
        rows = model_of(batch.kind)._default_manager.filter(batch=batch)
        rows._raw_delete(rows.db)
        batch.delete()


def _fill(batch: ImportBatch, read: reading.Reading) -> Outcome:
    model = model_of(batch.kind)
    kept: list[reading.Staged] = []
    for chunk in _chunks(read.rows()):
        _insert(model, batch, chunk)
        kept += chunk
    model._default_manager.filter(batch=batch, place__in=read.uncounted_late).update(is_counted=False)
    RowIssue.objects.bulk_create(
        [
            RowIssue(
                batch=batch,
                at=issue.at,
                place=issue.place,
                code=issue.code,
                value=issue.value,
                is_rejected=issue.is_rejected,
                is_counted=issue.is_counted,
            )
            for issue in read.issues
        ],
        batch_size=CHUNK,
    )
    return _outcome(
        read,
        _plan(read, kept, batch.sender),
        "staged",
        batch,
        holds=_holds(read, batch.sender, batch.received_under),
    )


def _insert(model: type[Fact], batch: ImportBatch, chunk: list[reading.Staged]) -> None:
    """Write one chunk in one transaction; plain statements, since making a model of each of a million rows takes minutes."""
    fields = [each for each in model._meta.concrete_fields if not each.primary_key]
    blank = {each.attname: each.get_default() for each in fields}
    ready = ({**blank, **row.fields, "batch_id": batch.pk, "place": row.place, "is_counted": row.is_counted} for row in chunk)
    columns = ", ".join(connection.ops.quote_name(str(each.column)) for each in fields)
    holes = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({columns}) VALUES ({holes})"  # noqa: S608 - names of ours
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(statement, [tuple(values[each.attname] for each in fields) for values in ready])


def _chunks(rows: Iterator[reading.Staged]) -> Iterator[list[reading.Staged]]:
    chunk: list[reading.Staged] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def usual_sender(kind: str) -> str:
    """Return who sends lists of ``kind``: the sender of the newest one in force, else whom the kind names."""
    newest = ImportBatch.objects.in_force().filter(kind=kind).exclude(sender="").order_by("-as_of", "-applied_at", "-pk").first()
    return newest.sender if newest else KINDS[kind].sender


def _holds(read: reading.Reading, sender: str, received_under: str) -> list[HoldReason]:
    """Return why the list must wait: what the reader found, and whether it would take a published list out of the public's sight."""
    reasons = read.holds()
    before = replaced(read.kind.code, sender, read.as_of)
    if read.accepted and before and before.is_published and received_under != ReceivedUnder.PUBLISHED:
        reasons = [*reasons, HoldReason("unpublishes", UNPUBLISHES)]
    return reasons


def replaced(kind: str, sender: str, as_of: dt.date | None) -> ImportBatch | None:
    """Return the version of the same list that is in force."""
    return ImportBatch.objects.in_force().filter(kind=kind, sender=sender, as_of=as_of).order_by("-version").first()


def _before(kind: str, sender: str, as_of: dt.date | None) -> ImportBatch | None:
    """Return the list in force that came before the one of ``as_of``."""
    earlier = ImportBatch.objects.in_force().filter(kind=kind, sender=sender)
    return (earlier.filter(as_of__lt=as_of) if as_of else earlier).order_by("-as_of", "-pk").first()


def _plan(read: reading.Reading, rows: list[reading.Staged], sender: str) -> dict[str, Any]:
    """Compare a list with the version that it would replace, else with the one before it."""
    kind = read.kind
    base = replaced(kind.code, sender, read.as_of) or _before(kind.code, sender, read.as_of)
    counted = [row for row in rows if row.is_counted]
    if base is None:
        return {"against": None, "added": len(counted), "changed": 0, "unchanged": 0, "removed": 0}
    before = {
        tuple(row[: len(kind.identity)]): tuple(row[len(kind.identity) :])
        for row in model_of(kind.code)
        ._default_manager.filter(batch=base, is_counted=True)
        .values_list(*kind.identity, *kind.compared)
        .iterator(CHUNK)
    }
    now = {tuple(row.fields[name] for name in kind.identity): tuple(row.fields[name] for name in kind.compared) for row in counted}
    common = before.keys() & now.keys()
    changed = sum(1 for key in common if before[key] != now[key])
    return {
        "against": base.pk,
        "added": len(now) - len(common),
        "changed": changed,
        "unchanged": len(common) - changed,
        "removed": len(before) - len(common),
    }


def _outcome(
    read: reading.Reading, plan: Mapping[str, Any], state: str, batch: ImportBatch | None = None, *, holds: list[HoldReason]
) -> Outcome:
    warned = [issue for issue in read.issues if not issue.is_rejected]
    rejected = [issue for issue in read.issues if issue.is_rejected]
    return Outcome(
        kind=read.kind.code,
        as_of=read.as_of,
        state=state,
        rows={"accepted": read.accepted, "warned": len({issue.place for issue in warned}), "rejected": len(rejected)},
        warned_by_kind=dict(sorted(Counter(issue.code for issue in warned).items())),
        rejected=tuple({"at": issue.at, "reason": issue.code, "value": issue.value} for issue in rejected),
        control=read.kind.control(),
        plan=plan,
        holds=tuple({"code": reason.code, "sentence": reason.sentence} for reason in holds),
        batch=batch,
        warnings=tuple({"at": issue.at, "kind": issue.code, "counted": issue.is_counted} for issue in warned),
    )
