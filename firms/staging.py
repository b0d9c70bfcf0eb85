"""A list from file to staged batch: rows written in chunks, a killed reading taken up again, then compared with what it would replace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import islice
from operator import attrgetter, itemgetter
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import BigIntegerField, Count, F, Model, PositiveIntegerField, Q, Sum

from core import clock
from core.errors import Stale
from core.models import Agency
from core.tables import Table

from . import bulk, differences, senders, sending
from .intake import known, reading
from .intake.kinds import KINDS
from .intake.mapped import Mapped
from .intake.reading import CHUNK
from .intake.rows import HoldReason, dotted
from .lifecycle import ALIVE, State
from .models import ColumnMapping, ImportBatch, ReceivedUnder, RowChange, RowIssue
from .models.facts import Fact

#: How long a reader that writes nothing keeps others out; it renews this with each chunk.
LEASE = dt.timedelta(minutes=2)
#: A list in force of so many rows is not replaced unlooked by one without half of them, nor any by one that lost a tenth of its rows.
_LEAST, _HALF, _TENTH = 10, 2, 10
UNPUBLISHES = (
    "Bản đang áp dụng của danh sách này đã được công khai, bản mới lại ghi là nội bộ: áp dụng thì bản công khai hết hiệu lực. "
    "Nếu bản mới cũng đã công khai, hãy chọn Không nhận rồi nhập lại với địa chỉ đã đăng."
)
_SHORTENED = (
    "Bản mới bỏ {removed} trong {was} dòng của bản đang áp dụng ({file}): có thể là danh sách bổ sung, danh sách của một nơi, "
    "hoặc bị thiếu trang. Chỉ áp dụng khi nơi gửi xác nhận đây là danh sách đầy đủ."
)
_SHORTER = (
    "Danh sách ngày {day} chỉ có {now} dòng, bản trước ngày {before} ({file}) có {was} dòng: có thể là danh sách bổ sung, danh sách của "
    "một nơi, hoặc bị thiếu trang. Áp dụng thì đơn vị không có tên coi như không còn trong danh sách; chỉ áp dụng khi nơi gửi xác nhận đây "
    "là danh sách đầy đủ."
)
_ROWS_LOST = (
    "Không nhận được {rejected} trong {rows} dòng, mà bản mới bỏ {removed} trong {was} dòng của bản đang áp dụng: "
    "đơn vị ở các dòng không nhận sẽ ra khỏi danh sách. Hãy sửa các dòng đó và nhập lại danh sách đầy đủ."
)
_TOLD_TWICE = (
    "Số liệu cùng ngày của cơ quan BHXH {office} đang áp dụng từ danh sách khác ({file}, lô {pk}): áp dụng cả hai thì một đơn vị "
    "được tính hai lần. Hãy hủy áp dụng bản kia trước, hoặc chọn Không nhận bản này."
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
        """Return who sent a list of ``kind``, of whatever part: as named, else the agency, else the usual sender."""
        named = senders.whole(self.sender) or (self.agency.name[:120] if self.agency else "")
        return senders.as_known(named) if named else senders.usual(kind)


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


def same_file(sha256: str, kind: str) -> ImportBatch | None:
    """Return the batch that already holds this very file, unless it was taken back."""
    found = ImportBatch.objects.filter(sha256=sha256, state__in=ALIVE)
    return (found if kind == "auto" else found.filter(kind__in=["", kind])).first()


def unread_file(sha256: str, *, kind: str, as_of: dt.date | None, origin: Origin, by: Any) -> ImportBatch | None:
    """Return the batch in which this very file could not be read when ``by`` sent it and said the same of it."""
    said = {each.name: getattr(origin, each.name) for each in fields(Origin)}
    if not origin.sender:
        del said["sender"]  # a reading that came far enough has filled it in
    asked = ImportBatch.objects.filter(sha256=sha256, state=State.UNREAD, asked_kind=kind, asked_as_of=as_of, received_by=by)
    return asked.filter(**said).exclude(stored="").order_by("-pk").first()


def known_outcome(batch: ImportBatch) -> Outcome:
    """Return what became of a file when it first came."""
    return Outcome(
        kind=batch.kind,
        as_of=batch.as_of,
        state=batch.state,
        rows={"accepted": batch.rows_accepted, "warned": batch.rows_warned, "rejected": batch.rows_rejected},
        warned_by_kind=batch.warned_by_kind,
        rejected=_rejected(batch),
        control=batch.control,
        plan=batch.plan,
        holds=tuple(batch.hold_reasons),
        batch=batch,
        is_known=True,
    )


def model_of(kind: str) -> type[Fact]:
    """Return the model whose rows a kind of list adds."""
    return apps.get_model("firms", KINDS[kind].model)


def _sender(origin: Origin, read: reading.Reading) -> str:
    """Return who sent a list, and of which unit it speaks where each unit has a list of its own: the next unit replaces none."""
    sender = origin.sender_of(read.kind.code)
    return f"{sender[:110]} ({read.kind.part})" if read.kind.part else sender


def remembered(origin: Origin) -> list[Mapped]:
    """Return what officers answered about the columns of lists from this sender, the newest answer last."""
    keys: dict[str, str] = {}
    answers = []
    for each in ColumnMapping.objects.filter(is_live=True).order_by("made_at", "pk"):
        if senders.key(each.sender) == (keys.get(each.kind) or keys.setdefault(each.kind, senders.key(origin.sender_of(each.kind)))):
            answers.append(Mapped(each.kind, each.fingerprint, each.depth, each.columns, each.scale))
    return answers


def _start(table: Table, kind: str, as_of: dt.date | None, answers: list[Mapped]) -> reading.Reading:
    """Get ready to read a list into its model: a text for which that has no room is told before anything is written."""
    read = reading.start(table, known.Register(), kind=kind, as_of=as_of, answers=answers, today=clock.today())
    read.kind.widths = bulk.widths(model_of(read.kind.code))
    return read


def dry_run(table: Table, *, kind: str, as_of: dt.date | None, origin: Origin) -> Outcome:
    """Read a list and plan it; nothing is written. The day may stand in the last row, so a list is read before it is compared."""
    issues: list[reading.Issue] = []
    answers = remembered(origin)
    read = _start(table, kind, as_of, answers)
    sending.demand_kind(origin.agency, read.kind.code)
    counted = 0
    for chunk in read.chunks():
        issues += chunk.issues
        counted += sum(row.is_counted for row in chunk.rows) - len(chunk.uncounted)
    sender = _sender(origin, read)
    base = base_of(read.kind.code, sender, read.as_of)
    plan = differences.nothing_before(counted)
    if base:
        again = _start(table, kind, as_of, answers)
        plan = differences.foresee(base, model_of(read.kind.code), read.kind.compared, again.chunks())
    outcome = _outcome(read, plan, "planned", holds=_holds(read, sender, origin.received_under, base, plan), issues=issues)
    return replace(outcome, state="held") if outcome.holds else outcome


def open_batch(
    *, name: str, sha256: str, size: int, kind: str, as_of: dt.date | None, origin: Origin, by: Any, stored: str = ""
) -> ImportBatch:
    """Return a batch that waits to be read, with all that the officer said of it."""
    origin = sending.claimed(origin, by)
    return ImportBatch.objects.create(
        kind="" if kind == "auto" else kind,
        asked_kind=kind,
        asked_as_of=as_of,
        file_name=name[:200],
        sha256=sha256,
        size=size,
        stored=stored,
        sender=origin.sender,
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


def claim(batch: ImportBatch) -> bool:
    """Take the reading of a batch for this process, unless another one holds it; each claim is an attempt."""
    now = clock.now()
    free = ImportBatch.objects.filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=batch.pk, state=State.READING)
    if not free.update(lease_until=now + LEASE, attempts=F("attempts") + 1):
        return False
    batch.refresh_from_db()
    return True


@bulk.set_aside()
def fill(batch: ImportBatch, table: Table) -> Outcome:
    """Write the rows of a list, a few thousand at a time, under its batch, which does not count yet; then plan it.

    A batch that was begun goes on behind its last chunk: the rows before it are read again, for the totals, and not written again.
    """
    read = _start(table, batch.asked_kind, batch.asked_as_of, remembered(origin_of(batch)))
    sending.demand_kind(batch.agency, read.kind.code)
    model = model_of(read.kind.code)
    sender = _sender(origin_of(batch), read)
    _keep(batch, kind=read.kind.code, sender=sender, rows_total=batch.rows_total or _expected(table, read))
    bulk.widen()
    reached = {False: batch.rows_read, True: batch.plan.get("late", 0)}
    with bulk.Behind(is_long=batch.rows_total > CHUNK) as behind:
        for chunk in read.chunks(CHUNK):
            if chunk.last > reached[chunk.is_late]:
                behind.write(partial(_write, batch, model, chunk))
    bulk.analyze(model, *{name for index in model._meta.indexes for name in index.fields})
    sender = _sender(origin_of(batch), read)
    _keep(batch, sender=sender)  # of which part it speaks only the rows may tell
    base = base_of(read.kind.code, sender, read.as_of)
    plan = differences.compare(batch, base, model, read.kind.compared)
    return _outcome(read, plan, "staged", batch, holds=_holds(read, sender, batch.received_under, base, plan))


@transaction.atomic
def _write(batch: ImportBatch, model: type[Fact], chunk: reading.Chunk) -> None:
    """Write one chunk and how far the list is read in one transaction; whoever lost the lease writes nothing."""
    done = {"plan": {"late": chunk.last}} if chunk.is_late else {"rows_read": chunk.last}
    _keep(batch, lease_until=clock.now() + LEASE, **done)
    if chunk.rows:
        fields = bulk.blank(model)
        names = list(fields)
        pick = itemgetter(*names)
        fields["batch_id"] = batch.pk
        rows = (pick({**fields, **row.fields, "place": row.place, "is_counted": row.is_counted, "key": row.key}) for row in chunk.rows)
        bulk.insert(model, names, rows)
    if chunk.uncounted:
        model._default_manager.filter(batch=batch, place__in=chunk.uncounted).update(is_counted=False)
    names = ["batch_id", "at", "place", "code", "column", "value", "is_rejected", "is_counted"]
    pick_issue = attrgetter(*names[1:])
    bulk.insert(RowIssue, names, ((batch.pk, *pick_issue(issue)) for issue in chunk.issues))


def _keep(batch: ImportBatch, **changes: Any) -> None:
    """Write how far the reading came, if it is still this process that reads."""
    if not ImportBatch.objects.filter(pk=batch.pk, state=State.READING, attempts=batch.attempts).update(**changes):
        raise Stale(f"batch {batch.pk} is read by another process")
    for name, value in changes.items():
        setattr(batch, name, value)


def _expected(table: Table, read: reading.Reading) -> int:
    """Return about how many rows the file has, by how long its first ones are."""
    first = [len(",".join(map(str, row)).encode()) + 1 for _, row in islice(read.sheet.rows(), 200)]
    return max(len(first), table.size * len(first) // max(1, sum(first))) if len(first) == 200 else len(first)


def discard(batch: ImportBatch) -> None:
    """Remove a batch that never counted, with all its rows."""
    empty(batch)
    batch.delete()


def empty(batch: ImportBatch) -> None:
    """Remove all rows of a batch that never counted, a few thousand at a time."""
    models: list[type[Model]] = [RowIssue, RowChange]
    if batch.kind:
        models.insert(0, model_of(batch.kind))
    for model in models:
        rows: Any = model._default_manager.filter(batch=batch)
        while some := list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK]):
            picked = model._default_manager.filter(pk__in=some)
            picked._raw_delete(picked.db)


def sums(batch: ImportBatch) -> dict[str, int]:
    """Return the sums of the rows that count, of every column that holds amounts or numbers of people."""
    model = model_of(batch.kind)
    numbers = [
        name for name in KINDS[batch.kind].compared if isinstance(model._meta.get_field(name), BigIntegerField | PositiveIntegerField)
    ]
    if not numbers:
        return {}
    rows = model._default_manager.filter(batch=batch, is_counted=True)
    return {name: total or 0 for name, total in rows.aggregate(**{name: Sum(name) for name in numbers}).items()}


def has_counted_rows(batch: ImportBatch) -> bool:
    """Tell whether any row of a batch counts; one whose rows were all rejected, by the reader or an officer, replaces nothing."""
    return model_of(batch.kind)._default_manager.filter(batch=batch, is_counted=True).exists()


def origin_of(batch: ImportBatch) -> Origin:
    """Return where a batch said that it comes from."""
    return Origin(**{each.name: getattr(batch, each.name) for each in fields(Origin)})


def _holds(read: reading.Reading, sender: str, received_under: str, base: ImportBatch | None, plan: Mapping[str, Any]) -> list[HoldReason]:
    """Return why the list must wait: what the reader found, and whether it would take out of force what it does not mean to."""
    reasons = read.holds()
    if not read.accepted:
        return reasons
    before = replaced(read.kind.code, sender, read.as_of)
    if before and before.is_published and received_under != ReceivedUnder.PUBLISHED:
        reasons = [*reasons, HoldReason("unpublishes", UNPUBLISHES)]
    if base:
        reasons = [*reasons, *(_shrinks(read, base, plan) if before == base else _is_shorter(read, base, plan))]
    if read.kind.is_of_offices and (other := _told_elsewhere(read, sender)):
        reasons = [*reasons, HoldReason("told_twice", _TOLD_TWICE.format(office=other[0], file=other[1].file_name, pk=other[1].pk))]
    return reasons


def _shrinks(read: reading.Reading, base: ImportBatch, plan: Mapping[str, Any]) -> list[HoldReason]:
    """Return why a list must wait that leaves out much of the one in force: it may be a part of it, or lack pages or rows."""
    removed, rows = plan["removed"], read.accepted + read.rejected
    was = removed + plan["changed"] + plan["unchanged"]
    said = {"removed": dotted(removed), "was": dotted(was), "file": base.file_name}
    if removed and read.rejected * _TENTH > rows:
        return [HoldReason("rows_lost", _ROWS_LOST.format(rejected=dotted(read.rejected), rows=dotted(rows), **said))]
    if was < _LEAST or removed * _HALF < was or _is_whole(read, base):
        return []
    return [HoldReason("shortened", _SHORTENED.format(**said))]


def _is_shorter(read: reading.Reading, base: ImportBatch, plan: Mapping[str, Any]) -> list[HoldReason]:
    """Return why a list of a new day must wait that states the whole anew in less than half of the rows of the one before."""
    if not (read.kind.states_anew and read.as_of and base.as_of):
        return []
    was, now = _rows_of_now(base), read.kind.rows_of_now(plan["added"] + plan["changed"] + plan["unchanged"])
    if was < _LEAST or not now or now * _HALF >= was or _is_whole(read, base):
        return []
    days = {"day": f"{read.as_of:%d/%m/%Y}", "before": f"{base.as_of:%d/%m/%Y}"}
    return [HoldReason("shortened", _SHORTER.format(now=dotted(now), was=dotted(was), file=base.file_name, **days))]


def _rows_of_now(batch: ImportBatch) -> int:
    """Return how many rows of a list speak of the day up to which it counts: all, or those of its newest month."""
    rows = model_of(batch.kind)._default_manager.filter(batch=batch, is_counted=True).order_by()
    if "month" not in KINDS[batch.kind].identity:
        return rows.count()
    return rows.values("month").annotate(rows=Count("pk")).order_by("-month").values_list("rows", flat=True).first() or 0


def _is_whole(read: reading.Reading, base: ImportBatch) -> bool:
    """Tell whether a short list itself shows that it lacks nothing: it names every office of the one before."""
    counted = model_of(read.kind.code)._default_manager.filter(batch=base, is_counted=True)
    return read.kind.is_of_offices and read.kind.is_whole(counted.order_by().values_list("office", flat=True).distinct())


def _told_elsewhere(read: reading.Reading, sender: str) -> tuple[str, ImportBatch] | None:
    """Return the office, and the other list in force, that tells of the units of this office on the same day, if there is one."""
    others = ImportBatch.objects.in_force().filter(kind=read.kind.code, as_of=read.as_of).exclude(sender=sender)
    told: Any = model_of(read.kind.code)._default_manager.filter(batch__in=others, office__in=read.kind.offices, is_counted=True)
    return next(((row.office, row.batch) for row in told.exclude(office="").select_related("batch")[:1]), None)


def replaced(kind: str, sender: str, as_of: dt.date | None) -> ImportBatch | None:
    """Return the version of the same list that is in force; one of which no row counts replaced nothing."""
    same = ImportBatch.objects.in_force().filter(kind=kind, sender=sender, as_of=as_of).order_by("-version")
    return next((batch for batch in same if not batch.is_void), None)


def base_of(kind: str, sender: str, as_of: dt.date | None) -> ImportBatch | None:
    """Return the list in force with which a new one is compared: the version it would replace, else the one before it."""
    if same := replaced(kind, sender, as_of):
        return same
    earlier = ImportBatch.objects.in_force().filter(kind=kind, sender=sender)
    ordered = (earlier.filter(as_of__lt=as_of) if as_of else earlier).order_by("-as_of", "-pk")
    return next((batch for batch in ordered if not batch.is_void), None)


def _outcome(
    read: reading.Reading,
    plan: Mapping[str, Any],
    state: str,
    batch: ImportBatch | None = None,
    *,
    holds: list[HoldReason],
    issues: Iterable[reading.Issue] = (),
) -> Outcome:
    return Outcome(
        kind=read.kind.code,
        as_of=read.as_of,
        state=state,
        rows={"accepted": read.accepted, "warned": read.warned, "rejected": read.rejected},
        warned_by_kind=dict(sorted(read.warned_by_kind.items())),
        rejected=_rejected(batch) if batch else tuple(_said(issue) for issue in issues if issue.is_rejected),
        control=read.kind.control(),
        plan=plan,
        holds=tuple({"code": reason.code, "sentence": reason.sentence} for reason in holds),
        batch=batch,
    )


def _rejected(batch: ImportBatch) -> tuple[Mapping[str, str], ...]:
    return tuple(_said(issue) for issue in batch.issues.filter(is_rejected=True).order_by("place", "pk"))


def _said(issue: reading.Issue | RowIssue) -> Mapping[str, str]:
    return {"at": issue.at, "reason": issue.code, "value": issue.value}
