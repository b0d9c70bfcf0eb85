"""Four questions asked of all firms at once, each answer with its reasons: repeat, late, honour, gap.

Each is one pass in the database, which selects the candidates; the rules judge these alone. ``only`` asks the same of some firms.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Protocol, TypeVar

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from core.models import Officer
from core.money import number, vnd

from . import clearing, facts, people, register, rules, scope, standing
from .facts import Counted
from .models import Conduct, DecisionRemark, Firm, FirmEvent, ImportEvent, RequestEvent, Source
from .narrowing import Filter
from .people import Pair


@dataclass(frozen=True, slots=True)
class Found:
    """A firm that a screen found, and why."""

    tax_code: str
    firm_id: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Repeat(Found):
    """A firm punished again for one conduct: a hint to the officer until a decision itself records the repeat."""

    label_until: dt.date | None
    label_reason: str
    label_stands: bool
    latest_decision: str


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

WHOLE = Filter()
#: How many firms are asked for at once where their keys are named one by one.
CHUNK = 5000
#: And how many where few rows stand behind each: so few that a database looks them up instead of reading the whole table.
FEW = 1000
#: How long the keys of an answer are kept for its further pages.
KEPT_SECONDS = 3600


class Screen(Protocol):
    """A question asked of all firms, or ``only`` of some."""

    def __call__(self, as_of: dt.date, only: Collection[int] | None = None, /) -> Sequence[Found]:
        """Return the firms that it finds, in order."""


def repeat(as_of: dt.date, only: Collection[int] | None = None) -> list[Repeat]:
    """Find the firms punished twice for one conduct, the second act inside the window of the first decision."""
    windows = standing.windows(as_of)
    candidates = _keys(facts.punished_again(as_of)) if only is None else only
    pairs = {}
    for firm_id, decisions in _decisions(as_of, candidates):
        if found := rules.repeats(decisions, as_of, windows):
            pairs[firm_id] = found
    remarks = _remarks()
    labels = {
        key: clearing.label(found, windows, evaded=remarks[key, _EVADED], recorded=remarks[key, _RECORDED]) for key, found in pairs.items()
    }
    return _coded(
        ((key, (*(_pair(*pair) for pair in found), _hint(labels[key], as_of))) for key, found in pairs.items()),
        lambda code, key, reasons: Repeat(
            code, key, reasons, labels[key].until, labels[key].because, labels[key].stands, labels[key].latest
        ),
    )


_EVADED, _RECORDED = DecisionRemark.Kind.EVADED.value, DecisionRemark.Kind.REPEAT.value


def _remarks() -> dict[tuple[int, str], frozenset[str]]:
    """Return the decisions about which officers confirmed something that stands, by firm and kind."""
    found: dict[tuple[int, str], frozenset[str]] = defaultdict(frozenset)
    for firm_id, kind, number_ in DecisionRemark.objects.filter(withdrawn_at=None).values_list("firm_id", "kind", "decision_no"):
        found[firm_id, kind] |= {number_}
    return found


def _pair(first: rules.Decision, second: rules.Decision) -> str:
    began = f", vi phạm ngày {second.violated_on:%d/%m/%Y}" if second.violated_on else ""
    return (
        f"{Conduct(first.conduct).label}: quyết định {first.number} ngày {first.issued_on:%d/%m/%Y}, "
        f"rồi quyết định {second.number} ngày {second.issued_on:%d/%m/%Y}{began}"
    )


def _hint(label: clearing.Label, on: dt.date) -> str:
    """Say until when the firm may be called a repeat violator, and that we do not say so ourselves."""
    if label.until is None:
        term = "chưa xác định được ngày hết"
    else:
        term = f"đến trước ngày {label.until:%d/%m/%Y}" + (", nay đã hết" if label.until <= on else "")
    basis = (
        "quyết định đã ghi nhận tái phạm"
        if label.stands
        else "chỉ là gợi ý cho cán bộ, chưa có quyết định nào ghi nhận tái phạm là tình tiết tăng nặng"
    )
    return f"Thời hạn nêu tái phạm {term} ({label.because}); {basis}"


def late(as_of: dt.date, only: Collection[int] | None = None) -> list[Late]:
    """Find the firms of the newest list that are late for long and with much; what is put off by law does not count."""
    policy = standing.policy(as_of)
    day = facts.newest_list(as_of)
    if day is None:
        return []
    sums = facts.owed(day, only, months=policy.late_months, total_vnd=policy.late_total_vnd)
    over = facts.at_least(day, months=policy.late_months, only=only)
    return _coded(
        (
            (key, (f"Chậm đóng {said_months(months, is_over=(key, months) in over)}, {vnd(owed)}, tính đến {day:%d/%m/%Y}",))
            for key, (months, owed) in sums.items()
        ),
        lambda code, key, reasons: Late(code, key, reasons, day, *sums[key]),
    )


def honour(as_of: dt.date, only: Collection[int] | None = None) -> list[Honour]:
    """Find the active firms that paid each of the last months in full by its due date, insure their people, and bear no decision."""
    policy = standing.policy(as_of)
    months = facts.months_due(as_of, policy.honour_months)
    if len(months) < policy.honour_months:
        return []
    paid, given = facts.punctual(months, only).query.sql_with_params()
    covered = people.pairs(
        as_of,
        f"employed >= %s AND insured * 100 >= employed * %s AND firm_id IN ({paid})",
        [policy.honour_employed, policy.honour_cover_percent, *given],
        only=only,
    )
    bad, until = barred(as_of, only), max(months)
    return [
        Honour(
            each.tax_code,
            each.firm_id,
            _praise(each.employed, each.insured, len(months), until),
            each.employed.people,
            each.insured.people,
            len(months),
            until,
        )
        for each in covered
        if each.firm_id not in bad
    ]


def barred(as_of: dt.date, only: Collection[int] | None = None) -> set[int]:
    """Return the firms, or those of ``only``, with a final decision whose window is open on the day ``as_of``."""
    windows = standing.windows(as_of)
    under = facts.under_decision(as_of, windows)
    found = _decisions(as_of, _keys(under if only is None else under.filter(firm__in=only)))
    return {key for key, decisions in found if any(rules.is_open(each, as_of, windows) for each in decisions)}


def _keys(rows: QuerySet[Any, Any]) -> list[int]:
    """Return the firms that a query of ``firm_id`` selects, each once."""
    return sorted(set(rows.values_list("firm_id", flat=True)))


def _decisions(as_of: dt.date, keys: Collection[int]) -> Iterator[tuple[int, list[rules.Decision]]]:
    """Yield the decisions against some firms; named by their keys, so that an index finds them instead of a second pass."""
    for some in _chunks(list(keys), FEW):
        yield from facts.decisions(as_of, some).items()


def _praise(employed: Counted, insured: Counted, months: int, until: dt.date) -> tuple[str, ...]:
    return (
        f"Đóng đủ, đúng hạn {months} tháng liên tục, đến hết tháng {until:%m/%Y}",
        f"Tham gia {number(insured.people)}/{number(employed.people)} lao động, tính đến {insured.on:%d/%m/%Y}",
        "Không có quyết định xử phạt đang trong thời hạn",
    )


def gap(as_of: dt.date, only: Collection[int] | None = None) -> list[Gap]:
    """Rank the firms by how many more people work there than are insured."""
    wide = people.pairs(as_of, "employed > insured", order="employed - insured DESC, code", only=only)
    keys = [each.firm_id for each in wide]
    zone_insured = _told(keys, lambda some: facts.reported_insured(as_of, some))
    declared = _told(keys, lambda some: facts.employed(Source.REGISTER, as_of, some))
    return [_wide(rank, each, zone_insured.get(each.firm_id), declared.get(each.firm_id)) for rank, each in enumerate(wide, start=1)]


def _told(keys: Sequence[int], ask: Callable[[Sequence[int]], dict[int, Counted]]) -> dict[int, int]:
    return {key: counted.people for some in _chunks(keys) for key, counted in ask(some).items()}


def _wide(rank: int, pair: Pair, zone_insured: int | None, declared: int | None) -> Gap:
    return Gap(
        pair.tax_code,
        pair.firm_id,
        counted(pair),
        rank,
        pair.gap,
        pair.employed.people,
        pair.employed.source.value,
        pair.employed.on,
        pair.insured.people,
        pair.insured.source.value,
        pair.insured.on,
        zone_insured,
        declared,
    )


def counted(pair: Pair) -> tuple[str, str]:
    """Say both figures of a firm, each with its source and day."""
    employed, insured = pair.employed, pair.insured
    return (
        f"{employed.source.label}: {number(employed.people)} lao động ({employed.on:%d/%m/%Y})",
        f"{insured.source.label}: {number(insured.people)} người tham gia ({insured.on:%d/%m/%Y})",
    )


#: The screens by the name that commands and the admin use.
SCREENS: dict[str, Screen] = {"repeat": repeat, "late": late, "honour": honour, "gap": gap}
LABELS = {
    "repeat": "Vi phạm nhiều lần",
    "late": "Chậm đóng kéo dài",
    "honour": "Đủ điều kiện biểu dương",
    "gap": "Chênh lệch lao động tham gia",
}


def fingerprint(as_of: dt.date) -> str:
    """Return a word that changes with whatever may change an answer: lists, findings, holds, ticks, requests, thresholds."""
    moves = [rows.objects.order_by("-pk").values_list("pk", flat=True).first() or 0 for rows in (ImportEvent, FirmEvent, RequestEvent)]
    return f"{as_of}:{standing.policy(as_of).pk}:{'.'.join(map(str, moves))}"


class Answer:
    """What a screen tells an officer of a part of the province: keys are found once and kept, reasons written for some rows alone."""

    def __init__(self, name: str, as_of: dt.date, by: Officer | None, narrow: Filter = WHOLE) -> None:
        self._screen, self._as_of, self._by, self._narrow = SCREENS[name], as_of, by, narrow
        self._kept_as = f"firms.screen:{name}:{fingerprint(as_of)}"

    def page(self, number_: str | None, size: int) -> Page[Any]:
        """Return one page of what was found, each row with its rank in the whole province where the screen ranks."""
        page: Page[Any] = Paginator(self._ranked(), size).get_page(number_)
        page.object_list = self._rows(list(page.object_list))
        return page

    def rows(self) -> Iterator[Found]:
        """Yield all that was found, some firms at a time."""
        ranked = self._ranked()
        return (each for start in range(0, len(ranked), FEW) for each in self._rows(ranked[start : start + FEW]))

    def _ranked(self) -> list[tuple[int, int]]:
        ranked = list(enumerate(self._keys(), start=1))
        if self._narrow.is_whole and scope.is_whole(self._by):
            return ranked
        wanted = set(self._narrow.narrow(scope.firms(self._by)).order_by().values_list("pk", flat=True))
        return [(rank, key) for rank, key in ranked if key in wanted]

    def _keys(self) -> list[int]:
        keys: list[int] | None = cache.get(self._kept_as)
        if keys is None:
            keys = [each.firm_id for each in self._screen(self._as_of)]
            cache.set(self._kept_as, keys, KEPT_SECONDS)
        return keys

    def _rows(self, ranked: list[tuple[int, int]]) -> list[Found]:
        rows = {each.firm_id: each for each in self._screen(self._as_of, [key for _, key in ranked])} if ranked else {}
        found = ((rank, rows[key]) for rank, key in ranked if key in rows)
        return [replace(each, rank=rank) if isinstance(each, Gap) else each for rank, each in found]


def names(found: Iterable[Found]) -> dict[int, Firm]:
    """Return the firms of what a screen found, in one query."""
    return Firm.objects.select_related("commune").in_bulk([each.firm_id for each in found])


def _coded(found: Iterable[tuple[int, tuple[str, ...]]], make: Callable[[str, int, tuple[str, ...]], T]) -> list[T]:
    """Give each firm its tax code, and sort by it."""
    rows = list(found)
    codes = {key: code for some in _chunks([key for key, _ in rows], FEW) for key, code in register.tax_codes(some).items()}
    return sorted((make(codes[key], key, reasons) for key, reasons in rows if key in codes), key=lambda each: each.tax_code)


def _chunks(keys: Sequence[int], size: int = CHUNK) -> Iterator[Sequence[int]]:
    return (keys[start : start + size] for start in range(0, len(keys), size))


def said_months(months: Decimal, *, is_over: bool) -> str:
    """Return how long a firm is late, as the list says it: ``4,5 tháng``, ``trên 12 tháng``."""
    return f"{'trên ' if is_over else ''}{decimal(months)} tháng"


def decimal(value: Decimal) -> str:
    """Return a number of months as officers write it: ``4,5``."""
    return f"{value.normalize():f}".replace(".", ",")
