"""Finding a firm by its codes and its name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import and_, or_

from django.db.models import Q, QuerySet

from core.text import fold, words

from . import codes, vsic
from .models import Firm, TaxCode, UnitCode


def by_tax_code(code: str) -> Firm:
    """Return the firm that owns the tax code today, however it is written; raise `Firm.DoesNotExist`."""
    read = codes.read_tax_code(code)
    return Firm.objects.get(tax_codes__code=read.code, tax_codes__valid_to=None)


def tax_code(firm: Firm) -> str:
    """Return the tax code of ``firm`` for officers and machines; "" where it has none."""
    owned = [code for code in firm.tax_codes.all() if code.valid_to is None]
    return min((code.code for code in owned), default="")


def tax_codes(firm_ids: Iterable[int]) -> dict[int, str]:
    """Return the tax codes in force of many firms at once."""
    return dict(TaxCode.objects.filter(firm_id__in=list(firm_ids), valid_to=None).order_by("-code").values_list("firm_id", "code"))


def public_tax_code(firm: Firm) -> str:
    """Return the tax code that readers may see; "" for a personal one, which is never shown."""
    code = tax_code(firm)
    return "" if codes.is_personal(code) else code


def find(query: str) -> QuerySet[Firm]:
    """Return the firms that ``query`` names: a tax code, a unit code, or the beginning of a name or of its telling words."""
    query = query.strip()
    firms = Firm.objects.filter(is_listed=True)
    if _is_number(query):
        return firms.filter(Q(tax_codes__code__startswith=query.replace(" ", ""), tax_codes__valid_to=None)).distinct()
    if codes.is_unit_code(query.upper()):
        return firms.filter(pk__in=UnitCode.objects.filter(code=query.upper(), valid_to=None).values("firm_id"))
    folded = fold(query)
    if len(folded) < 2:
        return firms.none()
    return firms.filter(_begins("name_fold", folded) | _begins("name_key", words(query)))


def is_code(query: str) -> bool:
    """Tell whether ``query`` is a tax code or unit code, or the beginning of one, rather than a name."""
    return _is_number(query) or codes.is_unit_code(query.strip().upper())


def of_industry(letter: str) -> Q:
    """Match the firms that are counted under one group of `firms.vsic`, whatever edition their code is of; "" matches the unknown."""
    ranges = [pair for each in ([letter] if letter else [group.letter for group in vsic.groups()]) for pair in vsic.members(each)]
    found = reduce(or_, (Q(vsic_version=version, vsic_code__gte=low, vsic_code__lt=high) for version, low, high in ranges), Q(pk=None))
    return found if letter else ~found


def named_like(query: str) -> Q:
    """Match every firm whose name holds all words of ``query``; for short lists, as no index serves it."""
    asked = words(query).split()
    if len("".join(asked)) < 2:
        return Q(pk=None)
    return reduce(and_, (Q(name_fold__contains=word) for word in asked))


def _is_number(query: str) -> bool:
    digits = query.replace("-", "").replace(" ", "")
    return digits.isdigit() and len(digits) >= 4


def _begins(field: str, text: str) -> Q:
    """Match a prefix as a range, which every database answers from its index."""
    return Q(**{f"{field}__gte": text, f"{field}__lt": f"{text}\U0010ffff"})
