"""What is known today of many firms at once, branches counted in, for the pure bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet

from core.errors import Refusal
from firms import facts, holds, screens
from firms.models import Arrears, Contribution, Finding, Firm

from . import rules


@dataclass(frozen=True, slots=True)
class Candidate:
    """A firm that met the criteria, why, and what bars it nevertheless."""

    firm_id: int
    reasons: tuple[str, ...]
    workers: int
    bars: tuple[Refusal, ...]


def candidates(as_of: dt.date, today: dt.date) -> list[Candidate]:
    """Return the legal entities that met the criteria by ``as_of``, each judged again on the day ``today``."""
    screened = {row.firm_id: tuple(str(reason) for reason in row.reasons) for row in screens.honour(as_of)}
    entities = set(Firm.objects.filter(pk__in=screened, parent=None).values_list("pk", flat=True))
    barred, workers = bars(entities, today), _workers(entities, as_of)
    return [Candidate(key, screened[key], workers[key], barred[key]) for key in sorted(entities)]


def bars(firm_ids: Collection[int], today: dt.date) -> dict[int, tuple[Refusal, ...]]:
    """Return for each firm why it may not be honoured today; an empty tuple means that it may."""
    eligible = {row.firm_id for row in screens.honour(today)}
    branches = set(Firm.objects.filter(pk__in=firm_ids).exclude(parent=None).values_list("pk", flat=True))
    late, sanctioned, found, held = _late(today), _sanctioned(today), _in_breach(), _entities(holds.held_firm_ids())
    return {
        key: rules.bars(
            rules.Facts(
                is_entity=key not in branches,
                is_eligible=key in eligible,
                is_late=key in late,
                is_sanctioned=key in sanctioned,
                is_found_in_breach=key in found,
                has_hold=key in held,
            )
        )
        for key in firm_ids
    }


def until_month(as_of: dt.date) -> dt.date | None:
    """Return the last month that had fallen due by ``as_of``, as the lists in force tell; nothing without a list."""
    return Contribution.objects.in_force().filter(due_on__lte=as_of).aggregate(last=Max("month"))["last"]


def _late(today: dt.date) -> set[int]:
    """Return the entities on the newest list of those that pay late, amounts put off by law left out."""
    rows = Arrears.objects.in_force().filter(as_of=facts.newest_list(today), is_put_off=False, total_vnd__gt=0)
    return _entities(rows.values("firm_id"))


def _sanctioned(today: dt.date) -> set[int]:
    """Return the entities with a final decision whose window is open."""
    return _entities(screens.barred(today))


def _in_breach() -> set[int]:
    """Return the entities about which a breach was established that no appeal has overturned."""
    kinds = (Finding.Kind.LATE, Finding.Kind.EVASION)
    return _entities(Finding.objects.filter(kind__in=kinds, is_overturned=False).values("firm_id"))


def _entities(firm_ids: QuerySet[Any, Any] | Iterable[int]) -> set[int]:
    """Return the firms themselves and, for branches, the legal entity above them."""
    found: set[int] = set()
    for key, parent in Firm.objects.filter(pk__in=firm_ids).values_list("pk", "parent_id"):
        found |= {key, parent} if parent else {key}
    return found


def _workers(firm_ids: Collection[int], as_of: dt.date) -> dict[int, int]:
    """Return the insured workers of each entity in the newest month, its branches added."""
    insured, counted = facts.insured(as_of), dict.fromkeys(firm_ids, 0)
    parents = dict(Firm.objects.exclude(parent=None).values_list("pk", "parent_id"))
    for key, figure in insured.items():
        entity = parents.get(key) or key
        if entity in counted:
            counted[entity] += figure.people
    return counted
