"""The counted months as officers ask for them: rolled up by month, commune, zone or industry, within what each officer may see."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Q, QuerySet, Sum

from core.models import Agency, Commune, Officer
from core.text import sort_key

from . import register, scope, vsic
from .coverage import NAMES, SUMMED, Sums
from .models import CoverageCell, CoverageMonth, Firm, ImportBatch, OfficeArea
from .scope import Facet

#: By what the figures can be broken down: the column of a cell, and what officers call it.
BY: Mapping[str, tuple[str, str]] = {
    "thang": ("month__month", "Tháng"),
    "xa": ("commune_id", "Xã, phường"),
    "kcn": ("zone", "Khu, cụm công nghiệp"),
    "nganh": ("section", "Ngành kinh tế"),
}
#: What stands in an address for "none": outside of all zones, in no known commune.
NONE = "-"
NOWHERE = {"xa": "Chưa rõ địa bàn", "kcn": "Ngoài khu, cụm công nghiệp", "nganh": vsic.UNKNOWN.name}

_AGGREGATES: dict[str, Any] = {name: Sum(name) for name in SUMMED} | {
    "top_employed": Max("top_employed"),
    "top_insured": Max("top_insured"),
    "employed_from": Min("employed_from"),
    "employed_to": Max("employed_to"),
    "insured_from": Min("insured_from"),
    "insured_to": Max("insured_to"),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which cells are asked for: the values of the dimensions as they stand in an address, "" where all are meant."""

    month: dt.date | None = None
    commune: str = ""
    zone: str = ""
    section: str = ""

    def cells(self) -> Q:
        """Match the cells."""
        found = Q() if self.month is None else Q(month__month=self.month)
        if self.commune:
            found &= Q(commune=None if self.commune == NONE else int(self.commune))
        if self.zone:
            found &= Q(zone="" if self.zone == NONE else self.zone)
        if self.section:
            found &= Q(section="" if self.section == NONE else self.section)
        return found

    def firms(self, by: Officer | None) -> QuerySet[Firm]:
        """Return the firms that such cells count, as far as ``by`` may see them."""
        found = scope.firms(by)
        if self.commune:
            found = found.filter(commune=None if self.commune == NONE else int(self.commune))
        if self.zone:
            found = found.filter(zone="" if self.zone == NONE else self.zone)
        if self.section:
            known = register.of_industry("" if self.section == NONE else self.section)
            found = found.filter(known)
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """The sums of one value of a dimension, with its name."""

    value: str
    name: str
    sums: Sums


def may_ask(by: Officer | None) -> bool:
    """Tell whether ``by`` may see how many people firms employ and insure."""
    return Facet.HEADCOUNTS in scope.facets(by)


def within(by: Officer | None) -> QuerySet[CoverageCell]:
    """Return the cells that ``by`` may see: those of the own zones, the own commune, or the communes that the own offices serve."""
    cells = CoverageCell.objects.all()
    if by is None or by.is_superuser:
        return cells
    if by.agency is None or not may_ask(by):
        return cells.none()
    communes = list(by.communes.values_list("pk", flat=True))
    cells = cells.filter(_reach(by.agency))
    return cells.filter(commune__in=communes) if communes else cells


def _reach(agency: Agency) -> Q:
    match agency.kind:
        case Agency.Kind.ZONE:
            return Q(zone__in=agency.zone_names) if agency.zone_names else Q(zone__gt="")
        case Agency.Kind.COMMUNE:
            return Q(commune=agency.commune_id) if agency.commune_id else Q(pk=None)
        case Agency.Kind.INSURANCE if agency.office_codes:
            served = OfficeArea.objects.in_force().filter(office__in=agency.office_codes)
            return Q(commune__name__in=served.values("commune"))
        case _:
            return Q()


def months(by: Officer | None) -> list[dt.date]:
    """Return the months that were counted, newest first."""
    return list(within(by).order_by("-month__month").values_list("month__month", flat=True).distinct())


def rows(by: Officer | None, asked: Asked, dimension: str) -> list[Row]:
    """Return the sums of each value of ``dimension``: months newest first, the others by how many people are missing."""
    column = BY[dimension][0]
    found = within(by).filter(asked.cells()).order_by().values(column).annotate(**{f"x_{name}": each for name, each in _AGGREGATES.items()})
    read = [(row[column], Sums(**{name: row[f"x_{name}"] for name in NAMES})) for row in found]
    names = _names(dimension, [value for value, _ in read])
    told = [Row(_address(value), names[value], sums) for value, sums in read]
    if dimension == "thang":
        return sorted(told, key=lambda row: row.value, reverse=True)
    return sorted(told, key=lambda row: (-row.sums.missing, sort_key(row.name)))


def total(told: list[Row]) -> Sums:
    """Return what all rows have together."""
    sums = Sums()
    for row in told:
        sums.add(row.sums)
    return sums


def _address(value: Any) -> str:
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value or NONE)


def _names(dimension: str, values: list[Any]) -> dict[Any, str]:
    match dimension:
        case "thang":
            return {value: f"{value:%m/%Y}" for value in values}
        case "xa":
            found = Commune.objects.in_bulk([value for value in values if value])
            return {value: found[value].name if value else NOWHERE["xa"] for value in values}
        case "nganh":
            known = {section.letter: f"{section.letter}. {section.name}" for section in vsic.groups()}
            return {value: known.get(value, NOWHERE["nganh"]) for value in values}
        case _:
            return {value: value or NOWHERE["kcn"] for value in values}


def choices(by: Officer | None, month: dt.date) -> dict[str, list[tuple[str, str]]]:
    """Return what each filter offers in ``month``: the values that cells have, in reading order."""
    cells = list(within(by).filter(month__month=month).values_list("commune_id", "zone", "section"))
    found = {}
    for place, dimension in enumerate(("xa", "kcn", "nganh")):
        names = _names(dimension, list({cell[place] for cell in cells}))
        offered = ((_address(value), name) for value, name in names.items())
        found[dimension] = sorted(offered, key=lambda pair: (pair[0] == NONE, sort_key(pair[1])))
    return found


def sources(month: dt.date) -> list[ImportBatch]:
    """Return the lists on which the figures of a month stand."""
    found = CoverageMonth.objects.filter(month=month).first()
    return list(found.batches.order_by("kind", "-as_of", "-pk")) if found else []


def counted_at(month: dt.date) -> dt.datetime | None:
    """Return when a month was counted."""
    return CoverageMonth.objects.filter(month=month).values_list("built_at", flat=True).first()
