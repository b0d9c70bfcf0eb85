"""A firm's codes, its namesakes and its industry; `firms.search` finds firms by what somebody types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from . import codes, vsic
from .models import Firm, Office, TaxCode

#: How many firms of the names on one page are looked at, however common a name is.
MOST_NAMESAKES = 5_000


def by_tax_code(code: str) -> Firm:
    """Return the firm that owns the tax code today, however it is written; raise `Firm.DoesNotExist`."""
    read = codes.read_tax_code(code)
    return Firm.objects.get(tax_codes__code=read.code, tax_codes__valid_to=None)


def tax_code(firm: Firm) -> str:
    """Return the tax code of ``firm`` for officers and machines; "" where it has none."""
    owned = [code for code in firm.tax_codes.all() if code.valid_to is None]
    return min(((not code.is_main, code.code) for code in owned), default=(False, ""))[1]


def tax_codes(firm_ids: Iterable[int]) -> dict[int, str]:
    """Return the tax codes in force of many firms at once."""
    return dict(
        TaxCode.objects.filter(firm_id__in=list(firm_ids), valid_to=None).order_by("is_main", "-code").values_list("firm_id", "code")
    )


def public_tax_code(firm: Firm) -> str:
    """Return the tax code that readers may see; "" for a personal one, which is never shown."""
    code = tax_code(firm)
    return "" if codes.is_personal(code) else code


def of_industry(letter: str) -> Q:
    """Match the firms that are counted under one group of `firms.vsic`, whatever edition their code is of; "" matches the unknown."""
    ranges = [pair for each in ([letter] if letter else [group.letter for group in vsic.groups()]) for pair in vsic.members(each)]
    found = reduce(or_, (Q(vsic_version=version, vsic_code__gte=low, vsic_code__lt=high) for version, low, high in ranges), Q(pk=None))
    return found if letter else ~found


def office_names() -> dict[str, str]:
    """Return the names of the SI agency's offices by their code."""
    return dict(Office.objects.values_list("code", "name"))


def namesakes(firm: Firm) -> QuerySet[Firm]:
    """Return the other firms of the register that bear the same name, form aside; a branch is no namesake of its own house."""
    root = firm.parent_id or firm.pk
    others = Firm.objects.filter(is_listed=True, name_key=firm.name_key).exclude(Q(pk=firm.pk) | Q(pk=root) | Q(parent=root))
    return others.select_related("commune").prefetch_related("tax_codes").order_by("pk")


def with_namesakes(firms: Iterable[Firm]) -> set[int]:
    """Return which of a page of firms share their name with another firm, in one query whatever their number."""
    shown = list(firms)
    bearers: dict[str, set[int]] = defaultdict(set)
    rows = Firm.objects.filter(is_listed=True, name_key__in={firm.name_key for firm in shown}).values_list("name_key", "pk", "parent_id")
    for key, pk, parent in rows[:MOST_NAMESAKES]:
        bearers[key].add(parent or pk)
    return {firm.pk for firm in shown if bearers[firm.name_key] - {firm.parent_id or firm.pk}}
