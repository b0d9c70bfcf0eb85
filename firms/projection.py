"""What follows from the lists in force: firms, their codes, offices and communes. Brought in step in small chunks, never edited.

A list counts from one UPDATE of its batch. What is derived from it follows chunk by chunk, each in a short transaction that also
writes how far it came, so that a killed run goes on where it stopped and no other writer waits. Each firm steps from what was true
before to what is true now at once, and none leaves the register while a register in force names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Max, Q, QuerySet

from core import clock, jobs
from core.models import Commune, Province
from core.text import fold, name_forms

from . import bulk, codes, names
from .intake.reading import batched
from .lifecycle import State
from .models import (
    Arrears,
    Balance,
    Contribution,
    Firm,
    FirmStatus,
    Headcount,
    ImportBatch,
    LegalForm,
    Office,
    OfficeArea,
    RegisterEntry,
    Sanction,
    Source,
    StatementLine,
    TaxCode,
    UnitCode,
)
from .models.facts import Tied
from .models.firm import new_public_ids

#: So many rows at once; whoever else wants to write waits for less than a tenth of a second.
CHUNK = 2_000
#: How long a run that writes nothing keeps others out.
LEASE = dt.timedelta(minutes=5)
#: Up to so many rows the register follows a list while the officer waits; after more, in the background.
AT_ONCE = 20_000
_COPIED = ("name", "legal_form", "status", "address", "zone", "vsic_version", "vsic_code", "registered_on")
_NAMED = ("name_fold", "name_key", "name_sort")
_COMPARED = (*_COPIED, "commune_id", "parent_id", "is_listed")
#: What is read of a register entry: its code, its commune, and what a firm copies, the name first.
_ENTRY = ("tax_code", "commune", *_COPIED)
Entry = tuple[Any, ...]
#: How an entry is silent, and what it tells, or leaves untold, together.
_SILENT = frozenset({None, "", LegalForm.OTHER.value, FirmStatus.UNKNOWN.value})
_TOLD_TOGETHER = (("commune",), ("legal_form",), ("status",), ("address", "zone"), ("vsic_code", "vsic_version"), ("registered_on",))
_TIED: tuple[type[Tied], ...] = (Arrears, Balance, Contribution, Headcount, Sanction, StatementLine)


@bulk.set_aside()
def follow(batch: ImportBatch) -> None:
    """Bring in step what depends on ``batch``, after it began or ceased to count; safe to run again, or after being killed."""
    bulk.widen()
    match batch.kind:
        case "offices":
            _offices(batch)
        case "register":
            _follow_registers(batch, _same_list(batch))
            jobs.nudge("firms.words")
        case "headcount_vss":
            _units(batch)
    _adopt()
    ImportBatch.objects.filter(pk=batch.pk, state=batch.state).update(is_projected=True, lease_until=None)


def claim(batch: ImportBatch) -> bool:
    """Take a batch that the register must follow for this process, unless another one holds it."""
    now = clock.now()
    free = pending().filter(Q(lease_until=None) | Q(lease_until__lt=now), pk=batch.pk)
    if not free.update(lease_until=now + LEASE):
        return False
    batch.refresh_from_db()
    return True


def pending() -> QuerySet[ImportBatch]:
    """Return the lists that count, or count no more, and that the register does not follow yet."""
    return ImportBatch.objects.filter(is_projected=False, state__in=[State.APPLIED, State.ROLLED_BACK])


def _offices(batch: ImportBatch) -> None:
    """Learn offices and communes; where a commune is new, firms that name it are tied to it."""
    province = Province.objects.get(scheme=settings.PROVINCE_SCHEME, code=settings.PROVINCE_CODE)
    is_new = False
    for office, name, commune in OfficeArea.objects.in_force().values_list("office", "name", "commune"):
        Office.objects.update_or_create(code=office, defaults={"name": name})
        is_new |= Commune.objects.get_or_create(province=province, name=commune)[1]
    if is_new:
        _follow_registers(batch, list(ImportBatch.objects.in_force().filter(kind="register").order_by("pk")))


def _same_list(batch: ImportBatch) -> list[ImportBatch]:
    """Return ``batch`` and the other versions of its list: one of them may count again, or no more."""
    versions = ImportBatch.objects.filter(kind=batch.kind, sender=batch.sender, as_of=batch.as_of, state=State.APPLIED)
    return [batch, *versions.exclude(pk=batch.pk).order_by("pk")]


def _follow_registers(batch: ImportBatch, sources: Iterable[ImportBatch]) -> None:
    """Bring every firm that the ``sources`` name in step with the newest entry in force, and keep how far that came.

    What a chunk changes is worked out before its transaction begins, so that other writers wait for the writing alone.
    """
    communes = Commune.by_name(settings.PROVINCE_SCHEME, settings.PROVINCE_CODE)
    before = chunks = 0
    for source in sources:
        last = RegisterEntry.objects.filter(batch=source).aggregate(last=Max("place"))["last"] or 0
        reached = max(batch.projected_to - before, 0)
        tells_workers = source.pk == batch.pk and batch.kind == "register" and batch.state == State.APPLIED
        with bulk.Behind(is_long=last - reached > CHUNK) as behind:
            while reached < last:
                rows = list(
                    RegisterEntry.objects.filter(batch=source, place__gt=reached)
                    .order_by("place")
                    .values_list("place", "tax_code", "declared", "declared_on", "is_counted")[:CHUNK]
                )
                chunks += 1
                if chunks & (chunks - 1) == 0:
                    bulk.analyze(Firm, "pk")
                    bulk.analyze(TaxCode, "code", "firm_id")
                reached = rows[-1][0]
                step = _foresee({row[1] for row in rows}, communes)
                behind.write(partial(_bring, batch, before + reached, step, communes, rows if tells_workers else ()))
        before += last
    _tie_branches()


@transaction.atomic
def _bring(batch: ImportBatch, place: int, step: _Step, communes: Mapping[str, int], declared: Sequence[tuple[Any, ...]]) -> None:
    """Write one chunk, and how far that came, in one transaction."""
    _reach(batch, place)
    if not step.still_holds():
        step = _foresee(step.named, communes)
    owners = _take(step)
    _declare(batch, declared, owners)


def _reach(batch: ImportBatch, place: int) -> None:
    """Write how far the register follows; a second process that does the same finds that it is too late."""
    mine = ImportBatch.objects.filter(pk=batch.pk, state=batch.state, projected_to=batch.projected_to)
    if not mine.update(projected_to=place, lease_until=clock.now() + LEASE):
        raise OvertakenError(batch.pk)
    batch.projected_to = place


class OvertakenError(Exception):
    """Another process brings the register in step with the same list."""


@dataclass(frozen=True, slots=True)
class _Fresh:
    """A firm that the register does not know yet: all of its row but its numbers and its owner; ``root`` is the owner's code, or ""."""

    code: str
    root: str
    kind: str
    row: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """What some tax codes bring about, and what that was worked out from."""

    named: set[str]
    registers: list[int]
    held: list[tuple[str, int, bool]]
    changed: list[tuple[Any, ...]]
    renamed: list[tuple[Any, ...]]
    left: list[tuple[Any, ...]]
    fresh: list[_Fresh]

    def still_holds(self) -> bool:
        """Tell whether the same registers are in force and the same firms answer to the codes; asked in the transaction that writes."""
        return self.registers == _registers() and self.held == _held(self.named)


def _registers() -> list[int]:
    """Return the registers in force, the oldest first."""
    found = ImportBatch.objects.in_force().filter(kind="register").order_by(F("as_of").asc(nulls_first=True), "pk")
    return list(found.values_list("pk", flat=True))


def _told(named: set[str], registers: Sequence[int]) -> Iterator[Entry]:
    """Yield what these registers say of tax codes, the oldest first.

    The rows are found by their codes alone: asked for the registers, too, SQLite would read all of theirs for each chunk.
    """
    found = RegisterEntry.objects.filter(bulk.among("firms_registerentry.tax_code", named), is_counted=True).order_by()
    age = {register: place for place, register in enumerate(registers)}
    rows = [row for row in found.values_list("batch_id", *_ENTRY) if row[0] in age]
    return (row[1:] for row in sorted(rows, key=lambda row: age[row[0]]))


def _held(named: set[str]) -> list[tuple[str, int, bool]]:
    """Return which firms answer to these codes, or to the codes of which they are branches, and whether as their main one."""
    asked = named | {_root(code) for code in named} - {""}
    found = TaxCode.objects.filter(bulk.among("firms_taxcode.code", asked), valid_to=None)
    return sorted(found.order_by().values_list("code", "firm_id", "is_main"))


def _foresee(named: set[str], communes: Mapping[str, int]) -> _Step:
    """Work out what the registers in force say of these tax codes that the register does not have so."""
    registers, held = _registers(), _held(named)
    entries: dict[str, Entry] = {}
    for entry in _told(named, registers):
        entries[entry[0]] = _laid_over(entries.get(entry[0]), entry)
    owners = {code: firm for code, firm, _ in held}
    known = {code: firm for code, firm, is_main in held if is_main and code in named}
    changed, renamed, left = _changes(entries, known, communes, owners)
    fresh = [
        _Fresh(code, _root(code), codes.kind(code, entry[3]).value, (*name_forms(entry[2]), *entry[2:], communes.get(fold(entry[1]))))
        for code, entry in entries.items()
        if code not in owners
    ]
    return _Step(named, registers, held, changed, renamed, left, fresh)


def _root(code: str) -> str:
    """Return the code of the owner of a branch, "" for any other firm."""
    return code.partition("-")[0] if "-" in code else ""


def _take(step: _Step) -> dict[str, int]:
    """Write a step and return the owner of each code; the caller holds the transaction."""
    bulk.update(Firm, _COMPARED, step.changed)
    bulk.update(Firm, _NAMED, step.renamed)
    names.rebuild(row[-1] for row in step.renamed)
    bulk.update(Firm, ["is_listed"], step.left)
    owners = {code: firm for code, firm, _ in step.held}
    for some in ([each for each in step.fresh if not each.root], [each for each in step.fresh if each.root]):
        owners |= _create(some, owners)
    return owners


def _laid_over(older: Entry | None, newer: Entry) -> Entry:
    """Return what two registers in force say together: the newer one, and the older one where the newer is silent.

    A list may name firms with few columns; what it does not tell stands. A zone and its absence come with the address.
    """
    if older is None or not _SILENT & {*newer}:
        return newer
    was, now = dict(zip(_ENTRY, older, strict=True)), dict(zip(_ENTRY, newer, strict=True))
    for together in _TOLD_TOGETHER:
        if now[together[0]] in _SILENT:
            now |= {name: was[name] for name in together}
    return tuple(now.values())


def _changes(
    entries: Mapping[str, Entry], named: Mapping[str, int], communes: Mapping[str, int], owners: Mapping[str, int]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Return what changed of firms that the register knows, whose names did, and which no register in force names any more."""
    firms = {
        firm[0]: firm[1:]
        for firm in Firm.objects.filter(bulk.among("firms_firm.id", named.values(), "bigint")).values_list("pk", *_COMPARED)
    }
    changed, renamed, left = [], [], []
    for code, pk in named.items():
        entry, was = entries.get(code), firms[pk]
        if entry is None:
            if was[-1]:
                left.append((False, pk))
            continue
        now = (*entry[2:], communes.get(fold(entry[1])), owners.get(_root(code)), True)
        if now != was:
            changed.append((*now, pk))
            if now[0] != was[0]:
                renamed.append((*name_forms(entry[2]), pk))
    return changed, renamed, left


def _create(fresh: Sequence[_Fresh], owners: Mapping[str, int]) -> dict[str, int]:
    """Make firms and their codes; a branch belongs to the owner of the ten digits before the hyphen."""
    if not fresh:
        return {}
    ids = list(bulk.new_ids(Firm, len(fresh)))
    names = ["id", "public_id", *_NAMED, *_COMPARED]
    rest = {name: value for name, value in bulk.blank(Firm).items() if name not in names}
    bulk.insert(
        Firm,
        [*names, *rest],
        (
            (pk, public_id, *each.row, owners.get(each.root), True, *rest.values())
            for pk, public_id, each in zip(ids, new_public_ids(len(ids)), fresh, strict=True)
        ),
    )
    bulk.insert(TaxCode, ["firm_id", "code", "kind"], ((pk, each.code, each.kind) for pk, each in zip(ids, fresh, strict=True)))
    return {each.code: pk for pk, each in zip(ids, fresh, strict=True)}


def _declare(batch: ImportBatch, rows: Iterable[tuple[Any, ...]], owners: Mapping[str, int]) -> None:
    """Keep the workers that firms declared as one more source of headcounts."""
    told = ("place", "firm_id", "month", "counted_on", "employed", "is_counted")
    same = bulk.blank(Headcount) | {"batch_id": batch.pk, "source": Source.REGISTER.value}
    rest = {name: value for name, value in same.items() if name not in told}
    declared = (
        (place, owners[code], on.replace(day=1), on, people, is_counted, *rest.values())
        for place, code, people, on, is_counted in rows
        if people is not None and on and code in owners
    )
    bulk.insert(Headcount, [*told, *rest], declared)


def _tie_branches() -> None:
    """Tie branches to their owner where the owner's row came after theirs."""
    loose = TaxCode.objects.filter(kind=TaxCode.Kind.BRANCH, valid_to=None, firm__parent=None).order_by("pk")
    for some in _by_number(loose.values_list("pk", "code", "firm_id")):
        roots = TaxCode.objects.filter(valid_to=None, code__in={code.partition("-")[0] for _, code, _ in some})
        owners = dict(roots.values_list("code", "firm_id"))
        ties = [(owners[root], firm_id) for _, code, firm_id in some if (root := code.partition("-")[0]) in owners]
        with transaction.atomic():
            bulk.update(Firm, ["parent_id"], ties)


def _adopt() -> None:
    """Tie rows whose code nobody answered to when they came to the firm that answers now."""
    for model in _TIED:
        last = ""
        every: Any = model._default_manager  # the concrete tables add the field ``firm``
        loose = every.filter(firm=None).order_by("stated").values_list("stated", flat=True).distinct()
        while some := list(loose.filter(stated__gt=last)[:CHUNK]):
            owners = TaxCode.objects.filter(bulk.among("firms_taxcode.code", some), valid_to=None).order_by().values_list("firm_id", "code")
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.executemany(
                    f"UPDATE {model._meta.db_table} SET firm_id = %s, stated = '' WHERE firm_id IS NULL AND stated = %s",  # noqa: S608 - ours
                    list(owners),
                )
            last = some[-1]


def _by_number(rows: QuerySet[Any, Any]) -> Iterator[list[Any]]:
    """Yield rows, each beginning with its number, some thousand at a time; those that a chunk changes may leave the query."""
    last = 0
    while some := list(rows.filter(pk__gt=last)[:CHUNK]):
        yield some
        last = some[-1][0]


def _units(batch: ImportBatch) -> None:
    """Learn which unit code belongs to which firm from the newest month of an extract in force."""
    rows = Headcount.objects.in_force().filter(batch=batch, firm__isnull=False).exclude(unit="").order_by("office", "unit", "-month")
    told = rows.values_list("office", "unit", "firm_id", "month").iterator(CHUNK)
    newest = (next(each) for _, each in groupby(told, key=lambda row: row[:2]))
    for some in batched(newest, CHUNK):
        with transaction.atomic():
            _learn(some)


def _learn(told: list[tuple[str, str, int, dt.date]]) -> None:
    known = {(unit.office, unit.code): unit for unit in UnitCode.objects.filter(valid_to=None, code__in={unit for _, unit, _, _ in told})}
    ended, fresh = [], []
    for office, unit, firm_id, month in told:
        old = known.get((office, unit))
        if old and old.firm_id == firm_id:
            continue
        if old:
            ended.append((month, old.pk))
        fresh.append((firm_id, office, unit, month if old else None))
    bulk.update(UnitCode, ["valid_to"], ended)
    bulk.insert(UnitCode, ["firm_id", "office", "code", "valid_from"], fresh)
