"""What a list would change: each row against the list before it, compared in the database and kept for the rows that differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Max, QuerySet

from . import bulk
from .intake.kinds import KINDS
from .intake.reading import Chunk
from .intake.seen import fingerprint
from .models import ImportBatch, RowChange, TaxCode
from .models.facts import Fact

#: How many rows are compared in one short transaction.
SPAN = 10_000


def nothing_before(counted: int) -> dict[str, Any]:
    """Return the plan of a list that is the first of its kind."""
    return {"against": None, "added": counted, "changed": 0, "unchanged": 0, "removed": 0}


def compare(batch: ImportBatch, base: ImportBatch | None, model: type[Fact], compared: Sequence[str]) -> dict[str, Any]:
    """Keep which rows of ``batch`` differ from ``base``, and return how many; safe to run again."""
    counted = model._default_manager.filter(batch=batch, is_counted=True).count()
    _forget(batch)
    if base is None:
        return nothing_before(counted)
    _give_keys(base, model)
    for low, high in _spans(model, batch):
        _note_changed(batch, base, model, compared, "now.place > %s AND now.place <= %s", [low, high])
    for low, high in _spans(model, base):
        _note_removed(batch, base, model, "was.place > %s AND was.place <= %s", [low, high])
    return count(batch, base.pk, counted)


def compare_again(batch: ImportBatch, base: ImportBatch, model: type[Fact], compared: Sequence[str], places: Sequence[int]) -> None:
    """Compare some rows of ``batch`` anew, since an officer decided whether they count; the caller holds the transaction."""
    rows = model._default_manager.filter(batch=batch, place__in=places)
    keys = list(rows.values_list("key", flat=True))
    same = model._default_manager.filter(batch=batch, key__in=keys).values("place")
    was = model._default_manager.filter(batch=base, key__in=keys).values("place")
    batch.changes.filter(place__in=same).delete()
    batch.changes.filter(what=RowChange.What.REMOVED, was_place__in=was).delete()
    holes = ", ".join(["%s"] * len(keys))
    _note_changed(batch, base, model, compared, f"now.key IN ({holes})", keys)
    _note_removed(batch, base, model, f"was.key IN ({holes})", keys)


def count(batch: ImportBatch, against: int | None, counted: int) -> dict[str, Any]:
    """Return the plan as numbers: what differs is counted, the rest is as it was; a list of which no row counts removes nothing."""
    found = dict(batch.changes.order_by().values_list("what").annotate(count=Count("pk")))
    added, changed = found.get("added", 0), found.get("changed", 0)
    unchanged, removed = counted - added - changed, found.get("removed", 0) if counted else 0
    return {"against": against, "added": added, "changed": changed, "unchanged": unchanged, "removed": removed}


def foresee(base: ImportBatch, model: type[Fact], compared: Sequence[str], chunks: Iterable[Chunk]) -> dict[str, Any]:
    """Return the plan of a list that is not stored, chunk by chunk."""
    _give_keys(base, model)
    before = model._default_manager.filter(batch=base, is_counted=True)
    added = changed = unchanged = 0
    for chunk in chunks:
        rows = [row for row in chunk.rows if row.is_counted]
        was = {key: values for key, *values in before.filter(key__in=[row.key for row in rows]).values_list("key", *compared)}
        for row in rows:
            if row.key not in was:
                added += 1
            elif was[row.key] == [row.fields[name] for name in compared]:
                unchanged += 1
            else:
                changed += 1
    removed = before.count() - changed - unchanged if added or changed or unchanged else 0
    return {"against": base.pk, "added": added, "changed": changed, "unchanged": unchanged, "removed": removed}


def _spans(model: type[Fact], batch: ImportBatch) -> Iterator[tuple[int, int]]:
    """Yield the bounds of rows that are compared together."""
    last = model._default_manager.filter(batch=batch).aggregate(last=Max("place"))["last"] or 0
    return ((low, low + SPAN) for low in range(0, last, SPAN))


def _forget(batch: ImportBatch) -> None:
    while some := list(batch.changes.order_by().values_list("pk", flat=True)[:SPAN]):
        RowChange.objects.filter(pk__in=some).delete()


def _note_changed(
    batch: ImportBatch, base: ImportBatch, model: type[Fact], compared: Sequence[str], where: str, bounds: Sequence[int]
) -> None:
    table, differs = model._meta.db_table, {"sqlite": "IS NOT"}.get(connection.vendor, "IS DISTINCT FROM")
    fields = [model._meta.get_field(name) for name in compared]
    other = " OR ".join(f'was."{getattr(field, "column", "")}" {differs} now."{getattr(field, "column", "")}"' for field in fields)
    _run(
        f"INSERT INTO {RowChange._meta.db_table} (batch_id, what, place, was_place) "  # noqa: S608 - names of ours
        f"SELECT %s, CASE WHEN was.id IS NULL THEN 'added' ELSE 'changed' END, now.place, was.place "
        f"FROM {table} now LEFT JOIN {table} was ON was.batch_id = %s AND was.key = now.key AND was.is_counted "
        f"WHERE now.batch_id = %s AND now.is_counted AND {where} AND (was.id IS NULL OR {other})",
        [batch.pk, base.pk, batch.pk, *bounds],
    )


def _note_removed(batch: ImportBatch, base: ImportBatch, model: type[Fact], where: str, bounds: Sequence[int]) -> None:
    table = model._meta.db_table
    _run(
        f"INSERT INTO {RowChange._meta.db_table} (batch_id, what, place, was_place) "  # noqa: S608 - names of ours
        f"SELECT %s, 'removed', NULL, was.place "
        f"FROM {table} was LEFT JOIN {table} now ON now.batch_id = %s AND now.key = was.key AND now.is_counted "
        f"WHERE was.batch_id = %s AND was.is_counted AND now.id IS NULL AND {where}",
        [batch.pk, batch.pk, base.pk, *bounds],
    )


def _run(statement: str, values: Sequence[Any]) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def _give_keys(base: ImportBatch, model: type[Fact]) -> None:
    """Give the rows of a list that came before rows had fingerprints theirs, a few thousand at a time."""
    identity = KINDS[base.kind].identity
    without = model._default_manager.filter(batch=base, key=None).order_by("pk")
    while rows := list(without[:SPAN]):
        codes = _codes(rows) if "code" in identity else {}
        keyed = []
        for row in rows:
            values = tuple(codes[row.pk] if name == "code" else getattr(row, name) for name in identity)
            keyed.append((fingerprint(values if len(values) > 1 else values[0]), row.pk))
        with transaction.atomic():
            bulk.update(model, ["key"], keyed)


def _codes(rows: list[Any]) -> dict[int, str]:
    """Return the tax code that each row stood under: its firm's, or the one stated."""
    owned: QuerySet[TaxCode, Any] = TaxCode.objects.filter(firm_id__in=[row.firm_id for row in rows if row.firm_id], valid_to=None)
    codes = dict(owned.order_by("-code").values_list("firm_id", "code"))
    return {row.pk: codes.get(row.firm_id, row.stated) if row.firm_id else row.stated for row in rows}
