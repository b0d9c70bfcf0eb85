"""How many people work and how many of them are insured: counted in one pass over the lists in force, month by month.

Which figure counts for a firm in a month: of people at work the newest figure of the zone board by the end of the month, else what
the firm itself declared last, each with its own day; of people insured the SI agency's newest extract of that very month, all unit
codes together. Sums are made of firms that have both numbers, and of no others.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, F, Min, OuterRef, QuerySet

from core import clock

from . import vsic
from .models import CoverageCell, CoverageMonth, CoverageSource, Firm, Headcount, ImportBatch, Source
from .rules import add_months

#: Lists that change the figures; what the others bring is no headcount and no place of a firm.
KINDS = ("headcount_vss", "headcount_zone", "register", "offices")

_CHUNK = 2_000
#: Every firm with its two numbers, where it has them, in one month. The statement is one and the same for SQLite and PostgreSQL.
_FIRMS = """
WITH ranked AS (
    SELECT h.firm_id, h.employed, h.source, h.counted_on, h.batch_id,
           ROW_NUMBER() OVER (
               PARTITION BY h.firm_id
               ORDER BY CASE h.source WHEN 'zone_report' THEN 0 ELSE 1 END, h.counted_on DESC, b.as_of DESC, b.id DESC, h.place DESC
           ) AS turn
    FROM firms_headcount h JOIN firms_importbatch b ON b.id = h.batch_id
    WHERE b.state = 'applied' AND b.replaced_by_id IS NULL AND h.is_counted AND h.firm_id IS NOT NULL AND h.employed IS NOT NULL
      AND h.source IN ('zone_report', 'register') AND h.counted_on <= %(until)s {asked}
), figures AS (
    SELECT firm_id, employed, source, counted_on AS employed_on, batch_id, NULL AS insured, NULL AS insured_on
    FROM ranked WHERE turn = 1
    UNION ALL
    SELECT firm_id, NULL, NULL, NULL, NULL, SUM(insured), MAX(counted_on) FROM firms_headcount
    WHERE batch_id = %(extract)s AND month = %(month)s AND source = 'headcount_vss' AND is_counted
      AND firm_id IS NOT NULL AND insured IS NOT NULL {asked}
    GROUP BY firm_id
    UNION ALL
    SELECT id, NULL, NULL, NULL, NULL, NULL, NULL FROM firms_firm
    WHERE is_listed AND (registered_on IS NULL OR registered_on <= %(until)s) {listed}
), numbers AS (
    SELECT firm_id, MAX(employed) AS employed, MAX(source) AS employed_source, MAX(employed_on) AS employed_on,
           MAX(batch_id) AS employed_batch, MAX(insured) AS insured, MAX(insured_on) AS insured_on
    FROM figures GROUP BY firm_id
), known AS (
    SELECT f.id, f.commune_id, f.zone, f.vsic_version, f.vsic_code, CASE WHEN f.parent_id IS NULL THEN 1 ELSE 0 END AS is_head,
           n.employed, n.employed_source, n.employed_on, n.employed_batch, n.insured, n.insured_on,
           CASE WHEN n.employed IS NOT NULL AND n.insured IS NOT NULL THEN 1 ELSE 0 END AS is_both
    FROM numbers n JOIN firms_firm f ON f.id = n.firm_id
)
"""
#: Which of the firms of a cell are asked for, by name.
CLASSES = {
    "both": "is_both = 1",
    "short": "is_both = 1 AND insured < employed",
    "only_employed": "employed IS NOT NULL AND insured IS NULL",
    "only_insured": "employed IS NULL AND insured IS NOT NULL",
    "none": "employed IS NULL AND insured IS NULL",
}
_LISTED = """
SELECT id, employed, employed_source, employed_on, insured, insured_on, COUNT(*) OVER () FROM known WHERE {belongs}
ORDER BY CASE WHEN is_both = 1 THEN employed - insured ELSE COALESCE(employed, insured, 0) END DESC, id LIMIT %(most)s OFFSET %(skip)s
"""
_SUMS = """
SELECT commune_id, zone, vsic_version, vsic_code, employed_batch, employed_source,
       COUNT(*), SUM(is_both), SUM(is_both * is_head),
       SUM(CASE WHEN employed IS NOT NULL AND insured IS NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN employed IS NULL AND insured IS NOT NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN is_both = 1 AND insured > 0 THEN 1 ELSE 0 END),
       SUM(CASE WHEN is_both = 1 AND insured < employed THEN 1 ELSE 0 END),
       SUM(CASE WHEN is_both = 1 THEN employed ELSE 0 END),
       SUM(CASE WHEN is_both = 1 THEN insured ELSE 0 END),
       SUM(CASE WHEN is_both = 1 AND insured < employed THEN employed - insured ELSE 0 END),
       MAX(CASE WHEN is_both = 1 THEN employed ELSE 0 END),
       MAX(CASE WHEN is_both = 1 THEN insured ELSE 0 END),
       SUM(CASE WHEN is_both = 1 AND employed_source = 'zone_report' THEN 1 ELSE 0 END),
       MIN(CASE WHEN is_both = 1 THEN employed_on END), MAX(CASE WHEN is_both = 1 THEN employed_on END),
       MIN(CASE WHEN is_both = 1 THEN insured_on END), MAX(CASE WHEN is_both = 1 THEN insured_on END)
FROM known
GROUP BY commune_id, zone, vsic_version, vsic_code, employed_batch, employed_source
"""


@dataclass(slots=True)
class Sums:
    """What some firms have together in one month; the names are those of `CoverageCell`."""

    firms: int = 0
    both: int = 0
    heads: int = 0
    only_employed: int = 0
    only_insured: int = 0
    insuring: int = 0
    short: int = 0
    employed: int = 0
    insured: int = 0
    missing: int = 0
    top_employed: int = 0
    top_insured: int = 0
    by_zone_board: int = 0
    unsure: int = 0
    employed_from: dt.date | None = None
    employed_to: dt.date | None = None
    insured_from: dt.date | None = None
    insured_to: dt.date | None = None

    def add(self, other: Sums) -> None:
        """Take the figures of other firms in."""
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("top_employed", "top_insured"):
            setattr(self, name, max(getattr(self, name), getattr(other, name)))
        for name, pick in (("employed_from", min), ("employed_to", max), ("insured_from", min), ("insured_to", max)):
            days = [day for day in (getattr(self, name), getattr(other, name)) if day]
            setattr(self, name, pick(days) if days else None)

    @property
    def left_out(self) -> int:
        """Return how many firms lack one of the two numbers, or both."""
        return self.firms - self.both

    @property
    def percent(self) -> float | None:
        """Return how many of a hundred people at work are insured; nothing where nobody works."""
        return 100 * self.insured / self.employed if self.employed else None


NAMES = tuple(each.name for each in fields(Sums))
SUMMED = (*NAMES[:10], "by_zone_board", "unsure")


@dataclass(frozen=True, slots=True)
class Counted:
    """One month as it was counted: the sums of each cell, and the lists that they stand on."""

    cells: dict[tuple[int | None, str, str], Sums]
    batches: set[int]


def end_of(month: dt.date) -> dt.date:
    """Return the last day of a month."""
    return add_months(month, 1) - dt.timedelta(days=1)


def take_note() -> int:
    """Ask for the months again that lists have changed which came or went since; return how many lists that were.

    A list is waited for until the register has followed it, since it may bring firms, or move them.
    """
    settled = ImportBatch.objects.filter(is_projected=True, kind__in=KINDS)
    now = dict(settled.in_force().values_list("pk", "kind"))
    told = dict(CoverageSource.objects.values_list("batch_id", "batch__kind"))
    gone = set(settled.filter(pk__in=told).values_list("pk", flat=True)) - now.keys()
    changed = {pk: kind for pk, kind in (now | told).items() if pk in gone or (pk in now and pk not in told)}
    if changed:
        with transaction.atomic():
            _ask(_months_of(changed))
            CoverageSource.objects.filter(batch_id__in=changed.keys() & told.keys()).delete()
            CoverageSource.objects.bulk_create([CoverageSource(batch_id=pk) for pk in changed.keys() & now.keys()], ignore_conflicts=True)
    return len(changed)


def ask_again() -> None:
    """Ask for every month again, as when firms were merged or moved."""
    CoverageMonth.objects.update(asked=F("asked") + 1)


def _months_of(changed: dict[int, str]) -> list[dt.date]:
    """Return the months that some lists bear on, by what kind of list each is."""
    every = set(Headcount.objects.in_force().filter(source=Source.AGENCY).order_by().values_list("month", flat=True).distinct())
    every |= set(CoverageMonth.objects.values_list("month", flat=True))
    if {"register", "offices"} & set(changed.values()):
        return sorted(every)
    rows = Headcount.objects.filter(batch_id__in=changed).order_by()
    months = set(rows.filter(source=Source.AGENCY).values_list("month", flat=True).distinct())
    first = rows.filter(source=Source.ZONE).aggregate(first=Min("counted_on"))["first"]
    return sorted(months | {month for month in every if first and end_of(month) >= first})


def _ask(months: Iterable[dt.date]) -> None:
    months = list(months)
    known = set(CoverageMonth.objects.filter(month__in=months).values_list("month", flat=True))
    CoverageMonth.objects.filter(month__in=known).update(asked=F("asked") + 1)
    CoverageMonth.objects.bulk_create([CoverageMonth(month=month) for month in months if month not in known], ignore_conflicts=True)


def due() -> list[CoverageMonth]:
    """Return the months that must be counted, newest first."""
    return list(CoverageMonth.objects.filter(built__lt=F("asked")).order_by("-month"))


def build(month: CoverageMonth) -> bool:
    """Count one month and put the figures in the place of what stood; return whether they were.

    The counting holds no lock. Where something changed meanwhile, the month stays due and what was counted is dropped.
    """
    counted = count(month.month)
    with transaction.atomic():
        mine = CoverageMonth.objects.filter(pk=month.pk, asked=month.asked, built=month.built)
        if not mine.update(built=month.asked, built_at=clock.now()):
            return False
        month.batches.set(counted.batches)
        month.cells.all().delete()
        CoverageCell.objects.bulk_create(
            [
                CoverageCell(month=month, commune_id=commune, zone=zone, section=section, **{name: getattr(sums, name) for name in NAMES})
                for (commune, zone, section), sums in counted.cells.items()
            ],
            batch_size=_CHUNK,
        )
    return True


def count(month: dt.date) -> Counted:
    """Count one month from the lists in force; no cell where the SI agency has extracted nothing of it."""
    cells: defaultdict[tuple[int | None, str, str], Sums] = defaultdict(Sums)
    extract = extract_of(month)
    if extract is None:
        return Counted({}, set())
    batches = {extract}
    with connection.cursor() as cursor:
        cursor.execute(_FIRMS.format(asked="", listed="") + _SUMS, _asked(month, extract))
        for commune, zone, version, code, batch, _source, *figures in cursor.fetchall():
            section = vsic.group(version, code)
            unsure = 0 if section.is_confirmed else figures[1]
            cells[commune, zone, section.letter].add(_sums([*map(int, figures[:13]), unsure, *map(_day, figures[13:])]))
            if batch is not None and figures[1]:
                batches.add(batch)
    return Counted(dict(cells), batches)


@dataclass(frozen=True, slots=True)
class Pair:
    """One firm with its two numbers in one month, where it has them, each with its day."""

    firm_id: int
    employed: int | None
    source: Source | None
    employed_on: dt.date | None
    insured: int | None
    insured_on: dt.date | None

    @property
    def missing(self) -> int | None:
        """Return how many more people work there than are insured; nothing where a number is missing."""
        return None if self.employed is None or self.insured is None else self.employed - self.insured


def firms_of(month: dt.date, among: QuerySet[Firm], belongs: str, *, skip: int = 0, most: int = 50) -> tuple[list[Pair], int]:
    """Return some firms of one of `CLASSES` among ``among``, the widest difference first, and how many there are in all."""
    if (extract := extract_of(month)) is None:
        return [], 0
    inner, given = among.order_by().values("pk").query.sql_with_params()
    named = {f"firm_{place}": value for place, value in enumerate(given)}
    inner = inner % tuple(f"%({name})s" for name in named)
    known = _FIRMS.format(asked=f"AND firm_id IN ({inner})", listed=f"AND id IN ({inner})")
    with connection.cursor() as cursor:
        cursor.execute(known + _LISTED.format(belongs=CLASSES[belongs]), _asked(month, extract) | named | {"skip": skip, "most": most})
        rows = cursor.fetchall()
    pairs = [
        Pair(pk, employed, Source(source) if source else None, _day(employed_on), insured, _day(insured_on))
        for pk, employed, source, employed_on, insured, insured_on, _ in rows
    ]
    return pairs, rows[0][-1] if rows else 0


def _sums(figures: Iterable[Any]) -> Sums:
    return Sums(**dict(zip(NAMES, figures, strict=True)))


def _asked(month: dt.date, extract: int) -> dict[str, Any]:
    days = {"month": month, "until": end_of(month)}
    return {name: connection.ops.adapt_datefield_value(day) for name, day in days.items()} | {"extract": extract}


def _day(value: dt.date | str | None) -> dt.date | None:
    """Return a day as drivers give it; SQLite keeps days as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def extract_of(month: dt.date) -> int | None:
    """Return the newest list in force in which the SI agency speaks of ``month``."""
    rows = Headcount.objects.filter(batch=OuterRef("pk"), month=month, source=Source.AGENCY)
    found = ImportBatch.objects.in_force().filter(Exists(rows)).order_by("-as_of", "-pk")
    return found.values_list("pk", flat=True).first()
