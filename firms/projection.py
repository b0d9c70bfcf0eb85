"""What follows from the lists in force: firms, their codes, offices and communes. Built again, never edited."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.conf import settings
from django.db.models import Model

from core.models import Commune, Province
from core.text import fold, match_key, sort_key

from . import codes
from .models import (
    Arrears,
    Balance,
    Contribution,
    Firm,
    Headcount,
    ImportBatch,
    Office,
    OfficeArea,
    RegisterEntry,
    Sanction,
    Source,
    TaxCode,
    UnitCode,
)

CHUNK = 2_000
_COPIED = ("name", "legal_form", "status", "address", "zone", "vsic_version", "vsic_code", "registered_on")
_COMPARED = (*_COPIED, "commune_id", "parent_id", "is_listed")
_FIRM_FIELDS = ("name", "name_fold", "name_key", "name_sort", *_COPIED[1:], "commune", "parent", "is_listed")


def rebuild(kind: str, batch: ImportBatch) -> None:
    """Bring in step what depends on lists of ``kind``, after ``batch`` began or ceased to count."""
    match kind:
        case "offices":
            _offices()
            _firms()
        case "register":
            _firms()
            _declared(batch)
            _adopt()
        case "headcount_vss":
            _units(batch)


def _offices() -> None:
    province = Province.objects.get(scheme=settings.PROVINCE_SCHEME, code=settings.PROVINCE_CODE)
    for office, name, commune in OfficeArea.objects.in_force().values_list("office", "name", "commune"):
        Office.objects.update_or_create(code=office, defaults={"name": name})
        Commune.objects.get_or_create(province=province, name=commune)


def _firms() -> None:
    """Rebuild every firm from the newest register entry in force; a firm that none names is no longer listed."""
    entries: dict[str, RegisterEntry] = {}
    for entry in RegisterEntry.objects.in_force().order_by("batch__as_of", "batch_id").iterator(CHUNK):
        entries[entry.tax_code] = entry
    owned = {code.code: code.firm for code in TaxCode.objects.filter(valid_to=None).select_related("firm")}
    communes = {commune.name_fold: commune for commune in Commune.objects.filter(province__code=settings.PROVINCE_CODE)}
    changed = []
    for code, firm in owned.items():
        before = [getattr(firm, name) for name in _COMPARED]
        entry = entries.get(code)
        firm.is_listed = entry is not None
        if entry:
            _project(firm, entry, communes, owned)
        if before != [getattr(firm, name) for name in _COMPARED]:
            changed.append(firm)
    Firm.objects.bulk_update(changed, _FIRM_FIELDS, batch_size=200)
    missing = [code for code in entries if code not in owned]
    for codes_now in ([code for code in missing if "-" not in code], [code for code in missing if "-" in code]):
        fresh = Firm.objects.bulk_create([_project(Firm(), entries[code], communes, owned) for code in codes_now], batch_size=CHUNK)
        owned |= dict(zip(codes_now, fresh, strict=True))
    TaxCode.objects.bulk_create(
        [TaxCode(firm=owned[code], code=code, kind=codes.kind(code, entries[code].legal_form)) for code in missing], batch_size=CHUNK
    )


def _project(firm: Firm, entry: RegisterEntry, communes: Mapping[str, Commune], owned: Mapping[str, Firm]) -> Firm:
    """Write what an entry says onto a firm; a branch belongs to the owner of the ten digits before the hyphen."""
    for name in _COPIED:
        setattr(firm, name, getattr(entry, name))
    firm.name_fold, firm.name_key, firm.name_sort = fold(firm.name), match_key(firm.name), sort_key(firm.name)
    firm.commune = communes.get(fold(entry.commune))
    root, _, serial = entry.tax_code.partition("-")
    firm.parent = owned.get(root) if serial else None
    return firm


def _declared(batch: ImportBatch) -> None:
    """Keep the workers that firms declared as one more source of headcounts, once for each batch."""
    if Headcount.objects.filter(batch=batch).exists():
        return
    owners = dict(TaxCode.objects.filter(valid_to=None).values_list("code", "firm_id"))
    rows = RegisterEntry.objects.filter(batch=batch, declared__isnull=False, declared_on__isnull=False)
    Headcount.objects.bulk_create(
        [
            Headcount(
                batch=batch,
                place=row.place,
                firm_id=owners[row.tax_code],
                source=Source.REGISTER,
                month=row.declared_on.replace(day=1),
                counted_on=row.declared_on,
                employed=row.declared,
                is_counted=row.is_counted,
            )
            for row in rows.iterator(CHUNK)
            if row.tax_code in owners and row.declared_on
        ],
        batch_size=CHUNK,
    )


def _adopt() -> None:
    """Tie rows whose code nobody answered to when they came to the firm that answers now."""
    owners = dict(TaxCode.objects.filter(valid_to=None).values_list("code", "firm_id"))
    models: Iterable[type[Model]] = (Arrears, Balance, Contribution, Headcount, Sanction)
    for model in models:
        waiting = model._default_manager.filter(firm=None).exclude(stated="")
        for code in waiting.values_list("stated", flat=True).distinct():
            if code in owners:
                waiting.filter(stated=code).update(firm_id=owners[code], stated="")


def _units(batch: ImportBatch) -> None:
    """Learn which unit code belongs to which firm from the newest month of an extract in force."""
    rows = Headcount.objects.in_force().filter(batch=batch, firm__isnull=False).exclude(unit="").order_by("month")
    newest: dict[tuple[str, str], tuple[int, dt.date]] = {}
    for office, unit, firm_id, month in rows.values_list("office", "unit", "firm_id", "month").iterator(CHUNK):
        newest[office, unit] = (firm_id, month)
    known = {(unit.office, unit.code): unit for unit in UnitCode.objects.filter(valid_to=None)}
    fresh = []
    for key, (firm_id, month) in newest.items():
        old = known.get(key)
        if old and old.firm_id == firm_id:
            continue
        if old:
            UnitCode.objects.filter(pk=old.pk).update(valid_to=month)
        fresh.append(UnitCode(firm_id=firm_id, office=key[0], code=key[1], valid_from=month if old else None))
    UnitCode.objects.bulk_create(fresh, batch_size=CHUNK)
