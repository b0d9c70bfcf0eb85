"""What the register knows of the firms that the rows at hand ask for, looked up some thousand rows at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from core import clock
from core.text import fold

from ..bulk import among
from ..models import Firm, Office, TaxCode, UnitCode
from .reading import batched
from .rows import Asked, Known, KnownFirm

#: How many values one statement may ask for; both databases take more.
MOST_VALUES = 4_000


class Register(Known):
    """The register as a list is read against it; it holds no more than one chunk of rows asks for."""

    def __init__(self) -> None:
        offices = {fold(name): code for code, name in Office.objects.values_list("code", "name")}
        super().__init__(offices=offices, today=clock.today())
        self._shared = _shared_keys()

    def prepare(self, asked: Sequence[Asked]) -> None:
        """Look up the firms by tax code and by unit code, and how many go by the names in question."""
        units = {(office, unit): pk for office, unit, pk in _units({each.unit for each in asked})}
        codes = {each.code for each in asked} | _codes_of(units.values())
        self.firms = {code: KnownFirm(pk, key, name) for code, pk, key, name in _firms(codes)}
        code_of = {firm.pk: code for code, firm in self.firms.items()}
        self.units = {key: code_of[pk] for key, pk in units.items() if pk in code_of}
        homes: dict[tuple[str, str], str] = {}
        for (office, unit), code in self.units.items():
            homes[unit, code] = "" if (unit, code) in homes else office
        self.homes = homes
        keys = {firm.key for firm in self.firms.values()}
        self.names = dict.fromkeys(keys, 1) | dict.fromkeys(keys & self._shared, 2) | self._named(asked, keys)

    def _named(self, asked: Sequence[Asked], told: Collection[str]) -> dict[str, int]:
        """Return how many firms go by the names of rows whose own firm is not known, or goes by another name."""
        names: dict[str, int] = {}
        for some in batched({each.key for each in asked if each.key and each.key not in told}, MOST_VALUES):
            names.update(_counted(Firm.objects.filter(among("firms_firm.name_key", some))))
        return names


def _shared_keys() -> frozenset[str]:
    """Return the keys of names by which several firms of the register go."""
    counted: QuerySet[Any, Any] = _counted(Firm.objects.all())
    return frozenset(key for key, _ in counted.filter(count__gt=1).iterator())


def _counted(firms: QuerySet[Firm]) -> QuerySet[Any, Any]:
    """Return each name's key with the number of firms of the register that go by it."""
    return firms.filter(is_listed=True).order_by().values_list("name_key").annotate(count=Count("pk"))


def _listed() -> QuerySet[TaxCode]:
    return TaxCode.objects.filter(valid_to=None, firm__is_listed=True).order_by()


def _firms(codes: Iterable[str]) -> Iterator[tuple[str, int, str, str]]:
    for some in batched((code for code in codes if code), MOST_VALUES):
        yield from _listed().filter(among("firms_taxcode.code", some)).values_list("code", "firm_id", "firm__name_key", "firm__name")


def _units(units: Iterable[str]) -> Iterator[tuple[Any, ...]]:
    for some in batched((unit for unit in units if unit), MOST_VALUES):
        yield from (
            UnitCode.objects.filter(among("firms_unitcode.code", some), valid_to=None).order_by().values_list("office", "code", "firm_id")
        )


def _codes_of(firms: Iterable[int]) -> set[str]:
    found: set[str] = set()
    for some in batched(set(firms), MOST_VALUES):
        found.update(_listed().filter(among("firms_taxcode.firm_id", some, "bigint")).values_list("code", flat=True))
    return found
