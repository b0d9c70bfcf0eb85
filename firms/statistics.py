"""The public figures of coverage: of each month what may be told of communes, zones and industries, the rest kept back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from core import pages
from core.models import Commune

from . import vsic
from .coverage import NAMES, Sums
from .disclosure import TOTAL, Atom, Group, Key, hidden, primary
from .models import CoverageCell, CoverageMonth, Statistic

#: How many months are told; older ones stay in the office.
MONTHS = 24

_CHUNK = 2_000


def publish() -> int:
    """Write the public figures anew from the months as they are counted now, and return how many figures that are.

    A cell that one month must keep back is kept back in the months beside it too: its neighbours in time would tell it nearly.
    """
    known = {month.pk: month.built for month in CoverageMonth.objects.all()}
    months = list(
        CoverageMonth.objects.filter(Exists(CoverageCell.objects.filter(month=OuterRef("pk"), both__gt=0))).order_by("-month")[:MONTHS]
    )
    tables = [_table(month) for month in months]
    risky = [primary(_atoms(table)) for table in tables]
    rows: list[Statistic] = []
    labels = dict(Commune.objects.order_by("name_sort").values_list("pk", "name"))
    for place, (month, table) in enumerate(zip(months, tables, strict=True)):
        beside = set().union(*risky[max(place - 1, 0) : place + 2])
        rows += _rows(month, table, hidden(_atoms(table), also=beside), labels)
    with transaction.atomic():
        Statistic.objects.all().delete()
        Statistic.objects.bulk_create(rows, batch_size=_CHUNK)
        for built in set(known.values()):
            CoverageMonth.objects.filter(pk__in=[pk for pk, each in known.items() if each == built]).update(published=built)
        pages.bump()
    return len(rows)


def is_due() -> bool:
    """Tell whether a month was counted since the figures were published."""
    return CoverageMonth.objects.filter(published__lt=F("built")).exists()


_Table = Mapping[tuple[str, str, str], Sums]


def _table(month: CoverageMonth) -> _Table:
    """Return the cells of a month that have a firm with both numbers."""
    cells = CoverageCell.objects.filter(month=month)
    return {
        (str(cell["commune_id"] or ""), cell["zone"], cell["section"]): Sums(**{name: cell[name] for name in NAMES})
        for cell in cells.values("commune_id", "zone", "section", *NAMES)
    }


def atoms(month: CoverageMonth) -> list[Atom]:
    """Return the smallest groups that the public figures of a month are sums of."""
    return _atoms(_table(month))


def _atoms(table: _Table) -> list[Atom]:
    return [Atom(*key, _group(sums)) for key, sums in table.items() if sums.both]


def _group(sums: Sums) -> Group:
    return Group(sums.both, sums.heads, sums.employed, sums.insured, sums.top_employed, sums.top_insured)


def _rows(month: CoverageMonth, table: _Table, gone: Collection[Key], labels: Mapping[int, str]) -> list[Statistic]:
    """Return the figures of one month: the province, then each dimension in the order in which people read it."""
    sums: defaultdict[Key, Sums] = defaultdict(Sums)
    for (commune, zone, section), cell in table.items():
        for key in (TOTAL, ("commune", commune), ("zone", zone), ("section", section)):
            sums[key].add(cell)
    order = {str(pk): place for place, pk in enumerate(labels, start=1)}
    names = {section.letter: section.name for section in vsic.groups()}
    told: list[Statistic] = []
    for key in sorted(sums, key=lambda key: (key[0], key[1] == "", order.get(key[1], 0) if key[0] == "commune" else 0, key[1])):
        dimension, value = key
        if sums[key].both:
            label = labels[int(value)] if dimension == "commune" and value else names.get(value, "") if dimension == "section" else value
            told.append(_statistic(month, key, label, len(told), None if key in gone else sums[key]))
    return told


def _statistic(month: CoverageMonth, key: Key, label: str, place: int, sums: Sums | None) -> Statistic:
    """Return a figure; without ``sums`` it is kept back and holds nothing."""
    told = Statistic(month=month.month, dimension=key[0], code=key[1] if key[0] == "section" else "", label=label, place=place)
    told.is_hidden = sums is None
    if sums is not None:
        told.firms, told.employed, told.insured = sums.both, sums.employed, sums.insured
        told.employed_from, told.employed_to, told.insured_on = sums.employed_from, sums.employed_to, sums.insured_to
        told.left_out = sums.left_out if key == TOTAL else None
        told.unsure = sums.unsure if key[0] == "section" else None
    return told
