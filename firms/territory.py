"""Firms follow their communes: when one is joined to another, divided or named anew, whoever stands under its name is tied again.

What each name led to when firms were last tied is kept; the names that lead elsewhere now are the work to do. It is done in chunks
and written down at its end, so that a run that was killed starts again and changes nothing twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db import transaction

from core import pages
from core.models import Commune
from core.text import fold

from . import coverage, projection
from .models import CommuneName, Firm, RegisterEntry, TaxCode

CHUNK = 2_000


def tie_again() -> int:
    """Tie the firms under every name that leads elsewhere now, and return how many moved.

    While the register follows a list nothing is done: that run still ties by the names as they were when it began.
    """
    now = Commune.by_name(settings.PROVINCE_SCHEME, settings.PROVINCE_CODE)
    before = dict(CommuneName.objects.values_list("name_fold", "commune"))
    changed = {name for name in now.keys() | before.keys() if now.get(name) != before.get(name)}
    if not changed or projection.pending().exists():
        return 0
    moved = sum(_tie(codes, now) for codes in _named(changed))
    with transaction.atomic():
        CommuneName.objects.filter(name_fold__in=changed).delete()
        CommuneName.objects.bulk_create(CommuneName(name_fold=name, commune_id=now[name]) for name in changed & now.keys())
    if moved:
        coverage.ask_again()
        pages.bump()
    return moved


def _named(changed: set[str]) -> Iterator[list[str]]:
    """Yield the tax codes of the entries in force that stand under some names, some at a time."""
    entries = RegisterEntry.objects.in_force().order_by()
    spelled = [name for name in entries.values_list("commune", flat=True).distinct() if fold(name) in changed]
    codes = entries.filter(commune__in=spelled).values_list("tax_code", flat=True).distinct().order_by("tax_code")
    last = ""
    while some := list(codes.filter(tax_code__gt=last)[:CHUNK]):
        yield some
        last = some[-1]


def _tie(codes: list[str], now: Mapping[str, int]) -> int:
    """Tie the firms of some tax codes to the commune that the newest entry which names one leads to."""
    told = RegisterEntry.objects.in_force().filter(tax_code__in=codes).exclude(commune="").order_by("batch__as_of", "batch_id", "place")
    names = dict(told.values_list("tax_code", "commune"))
    owners = TaxCode.objects.filter(code__in=codes, valid_to=None, is_main=True).values_list("code", "firm_id")
    wanted: dict[int | None, list[int]] = defaultdict(list)
    for code, firm_id in owners:
        if code in names:
            wanted[now.get(fold(names[code]))].append(firm_id)
    with transaction.atomic():
        return sum(_move(firms, commune) for commune, firms in wanted.items())


def _move(firms: list[int], commune: int | None) -> int:
    rows = Firm.objects.filter(pk__in=firms)
    elsewhere = rows.exclude(commune=None) if commune is None else rows.exclude(commune=commune) | rows.filter(commune=None)
    return elsewhere.update(commune=commune)
