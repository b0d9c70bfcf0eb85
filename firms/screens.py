"""Four questions asked of all firms at once, each answer with its reasons: repeat, late, honour, gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from django.db.models import Count, F, Max, Q, Sum

from core.money import number, vnd

from . import facts, register, rules, standing
from .facts import Counted
from .models import Arrears, Conduct, Firm, FirmStatus, ScreenPolicy, Source


@dataclass(frozen=True, slots=True)
class Found:
    """A firm that a screen found, and why."""

    tax_code: str
    firm_id: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Late(Found):
    """A firm that is late for long and with much."""

    as_of: dt.date
    months: Decimal
    total_vnd: int


@dataclass(frozen=True, slots=True)
class Honour(Found):
    """A firm that paid every month in full and on time, and insures its people."""

    employed: int
    insured: int
    months: int
    until: dt.date


@dataclass(frozen=True, slots=True)
class Gap(Found):
    """A firm where more people work than are insured; both numbers with source and date, none is called wrong."""

    rank: int
    gap: int
    employed: int
    employed_source: str
    employed_on: dt.date
    insured: int
    insured_source: str
    insured_on: dt.date
    zone_board_says_insured: int | None = None
    register_says_employed: int | None = field(default=None)


T = TypeVar("T", bound=Found)


def repeat(as_of: dt.date) -> list[Found]:
    """Find the firms punished twice for one conduct, the second act inside the window of the first decision."""
    windows = standing.windows(as_of)
    found = []
    for firm_id, rows in facts.sanctions(as_of).items():
        pairs = rules.repeats((standing.decision(row) for row in rows), as_of, windows)
        if pairs:
            found.append((firm_id, tuple(_pair(first, second) for first, second in pairs)))
    return _coded(found, lambda code, firm_id, reasons: Found(code, firm_id, reasons))


def _pair(first: rules.Decision, second: rules.Decision) -> str:
    began = f", vi phạm ngày {second.violated_on:%d/%m/%Y}" if second.violated_on else ""
    return (
        f"{Conduct(first.conduct).label}: quyết định {first.number} ngày {first.issued_on:%d/%m/%Y}, "
        f"rồi quyết định {second.number} ngày {second.issued_on:%d/%m/%Y}{began}"
    )


def late(as_of: dt.date) -> list[Late]:
    """Find the firms of the newest list that are late for long and with much; what is put off by law does not count."""
    policy = standing.policy(as_of)
    day = facts.newest_list(as_of)
    if day is None:
        return []
    rows = (
        Arrears.objects.in_force()
        .filter(as_of=day, is_put_off=False, firm__isnull=False)
        .values("firm_id")
        .annotate(longest=Max("months"), owed=Sum("total_vnd"))
        .filter(longest__gte=policy.late_months, owed__gte=policy.late_total_vnd)
        .order_by()
    )
    sums = {row["firm_id"]: (row["longest"].quantize(Decimal("0.01")), row["owed"]) for row in rows}
    found = [(pk, (f"Chậm đóng {_decimal(months)} tháng, {vnd(owed)}, tính đến {day:%d/%m/%Y}",)) for pk, (months, owed) in sums.items()]
    return _coded(found, lambda code, firm_id, reasons: Late(code, firm_id, reasons, day, *sums[firm_id]))


def honour(as_of: dt.date) -> list[Honour]:
    """Find the active firms that paid each of the last months in full by its due date, insure their people, and bear no decision."""
    policy = standing.policy(as_of)
    months = facts.months_due(as_of, policy.honour_months)
    if len(months) < policy.honour_months:
        return []
    punctual = Q(paid_vnd__gte=F("due_vnd"), paid_on__lte=F("due_on"))
    paid = (
        facts.contributions(months)
        .filter(firm__status=FirmStatus.ACTIVE, firm__is_listed=True)
        .values("firm_id")
        .annotate(listed=Count("month", distinct=True), good=Count("month", filter=punctual, distinct=True), rows=Count("pk"))
        .filter(good=len(months), rows=len(months))
    )
    barred = _barred(as_of)
    people = _people(as_of)
    chosen = {
        pk: people[pk]
        for pk in paid.values_list("firm_id", flat=True)
        if pk not in barred and pk in people and _is_covered(*people[pk], policy)
    }
    until = max(months)
    found = [(pk, _praise(employed, insured, len(months), until)) for pk, (employed, insured) in chosen.items()]
    return _coded(
        found,
        lambda code, firm_id, reasons: Honour(
            code, firm_id, reasons, chosen[firm_id][0].people, chosen[firm_id][1].people, len(months), until
        ),
    )


def _barred(as_of: dt.date) -> set[int]:
    windows = standing.windows(as_of)
    return {pk for pk, rows in facts.sanctions(as_of).items() if any(rules.is_open(standing.decision(row), as_of, windows) for row in rows)}


def _people(as_of: dt.date) -> dict[int, tuple[Counted, Counted]]:
    """Return the people at work and the people insured of each firm that has both numbers; the zone board goes before the register."""
    employed = facts.employed(Source.REGISTER, as_of) | facts.employed(Source.ZONE, as_of)
    insured = facts.insured(as_of)
    return {pk: (employed[pk], insured[pk]) for pk in employed.keys() & insured.keys()}


def _is_covered(employed: Counted, insured: Counted, policy: ScreenPolicy) -> bool:
    return employed.people >= policy.honour_employed and insured.people * 100 >= employed.people * policy.honour_cover_percent


def _praise(employed: Counted, insured: Counted, months: int, until: dt.date) -> tuple[str, ...]:
    return (
        f"Đóng đủ, đúng hạn {months} tháng liên tục, đến hết tháng {until:%m/%Y}",
        f"Tham gia {number(insured.people)}/{number(employed.people)} lao động, tính đến {insured.on:%d/%m/%Y}",
        "Không có quyết định xử phạt đang trong thời hạn",
    )


def gap(as_of: dt.date) -> list[Gap]:
    """Rank the firms by how many more people work there than are insured."""
    zone_insured, declared = facts.reported_insured(as_of), facts.employed(Source.REGISTER, as_of)
    wide = {pk: pair for pk, pair in _people(as_of).items() if pair[0].people > pair[1].people}
    codes = register.tax_codes(wide)
    ranked = sorted((pair[1].people - pair[0].people, codes[pk], pk) for pk, pair in wide.items() if pk in codes)
    found = []
    for rank, (_, code, pk) in enumerate(ranked, start=1):
        employed, insured = wide[pk]
        found.append(
            Gap(
                code,
                pk,
                (
                    f"{employed.source.label}: {number(employed.people)} lao động ({employed.on:%d/%m/%Y})",
                    f"{insured.source.label}: {number(insured.people)} người tham gia ({insured.on:%d/%m/%Y})",
                ),
                rank,
                employed.people - insured.people,
                employed.people,
                employed.source.value,
                employed.on,
                insured.people,
                insured.source.value,
                insured.on,
                zone_insured[pk].people if pk in zone_insured else None,
                declared[pk].people if pk in declared else None,
            )
        )
    return found


#: The screens by the name that commands and the admin use.
SCREENS: dict[str, Callable[[dt.date], Sequence[Found]]] = {"repeat": repeat, "late": late, "honour": honour, "gap": gap}
LABELS = {
    "repeat": "Vi phạm nhiều lần",
    "late": "Chậm đóng kéo dài",
    "honour": "Đủ điều kiện biểu dương",
    "gap": "Chênh lệch lao động tham gia",
}


def names(found: Iterable[Found]) -> dict[int, Firm]:
    """Return the firms of what a screen found, in one query."""
    return Firm.objects.select_related("commune").in_bulk([each.firm_id for each in found])


def _coded(found: Sequence[tuple[int, tuple[str, ...]]], make: Callable[[str, int, tuple[str, ...]], T]) -> list[T]:
    """Give each firm its tax code, and sort by it."""
    codes = register.tax_codes(pk for pk, _ in found)
    return sorted((make(codes[pk], pk, reasons) for pk, reasons in found if pk in codes), key=lambda each: each.tax_code)


def _decimal(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")
