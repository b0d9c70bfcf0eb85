"""What the register knows, gathered once for each list that is read."""

from __future__ import annotations

from collections import Counter

from core.text import fold

from ..models import Office, TaxCode, UnitCode
from .rows import Known, KnownFirm


def gather() -> Known:
    """Return the firms by tax code, how many codes share a name, the unit codes and the offices."""
    rows = TaxCode.objects.filter(valid_to=None, firm__is_listed=True).values_list("code", "firm_id", "firm__name_key")
    firms = {code: KnownFirm(pk, key) for code, pk, key in rows}
    code_of = {firm.pk: code for code, firm in firms.items()}
    units = UnitCode.objects.filter(valid_to=None).values_list("office", "code", "firm_id")
    return Known(
        firms=firms,
        names=Counter(firm.key for firm in firms.values()),
        units={(office, unit): code_of[pk] for office, unit, pk in units if pk in code_of},
        offices={fold(name): code for code, name in Office.objects.values_list("code", "name")},
    )
