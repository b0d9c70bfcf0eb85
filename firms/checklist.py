"""The check list for joint teams: firms ranked by points, every point a reason that is shown; the numbers stand in the policy.

The database adds the points up, one sub-query for each criterion, so that the whole province is ranked in one pass. The sentences
of one page are then written from the same figures. Equal points are ranked by tax code, so that the same day gives the same list.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, Count, F, IntegerField, Max, QuerySet, Sum, Value, When
from django.db.models.functions import Cast, Floor, Least

from core.models import Officer
from core.money import number, vnd

from . import facts, people, requests, rules, scope, screens, standing
from .models import Arrears, Check, Conduct, Firm, ImportBatch, ScreenPolicy, VerifiedReport
from .models import Sanction as SanctionRow
from .narrowing import Filter
from .people import Pair


class Criterion(StrEnum):
    """What gives points."""

    ARREARS = "arrears"
    AMOUNT = "amount"
    LISTS = "lists"
    GAP = "gap"
    SANCTIONS = "sanctions"
    SILENT = "silent"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Reason:
    """Points of one criterion, and the figures that give them, each with its source and day."""

    criterion: Criterion
    points: int
    said: str

    def __str__(self) -> str:
        return f"{self.said} (+{self.points})"


@dataclass(frozen=True, slots=True)
class Entry:
    """One firm of the check list."""

    rank: int
    firm_id: int
    tax_code: str
    points: int
    reasons: tuple[Reason, ...]


def ranked(as_of: dt.date, narrow: Filter | None = None) -> list[tuple[int, int, str]]:
    """Return key, points and tax code of every firm that has points, the most points first."""
    parts = [each for each in _parts(as_of, standing.policy(as_of)).values() if each is not None]
    if not parts:
        return []
    union = " UNION ALL ".join(f"SELECT firm_id, points, NULL AS code FROM ({select}) part" for select, _ in parts)  # noqa: S608
    params = [param for _, given in parts for param in given]
    try:
        kept, given = _sql((narrow or Filter()).narrow(Firm.objects.filter(is_listed=True)).order_by().values_list("pk"))
    except EmptyResultSet:
        return []
    # Codes are added up like points: a join of two aggregates is a loop in a loop where a database misjudges their sizes.
    statement = f"""
        SELECT firm_id, points, code FROM (
            SELECT firm_id, SUM(points) AS points, MIN(code) AS code
            FROM ({union} UNION ALL SELECT firm_id, 0, code FROM firms_taxcode WHERE valid_to IS NULL) every
            GROUP BY firm_id HAVING SUM(points) > 0 AND MIN(code) IS NOT NULL
        ) scores WHERE firm_id IN ({kept}) ORDER BY points DESC, code
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(statement, [*params, *given])
        return [(firm_id, int(points), code) for firm_id, points, code in cursor]


def kept(as_of: dt.date, narrow: Filter, by: Officer | None) -> list[tuple[int, int, str]]:
    """Return what `ranked` returns of the firms that an officer may see; the ranking is kept for the further pages of the same question."""
    key = f"firms.checklist:{screens.fingerprint(as_of)}:{hashlib.sha256(narrow.code.encode()).hexdigest()[:16]}"
    rows: list[tuple[int, int, str]] | None = cache.get(key)
    if rows is None:
        rows = ranked(as_of, narrow)
        cache.set(key, rows, screens.KEPT_SECONDS)
    if scope.is_whole(by):
        return rows
    mine = set(scope.firms(by).values_list("pk", flat=True))
    return [row for row in rows if row[0] in mine]


def sources(as_of: dt.date) -> list[str]:
    """Return the lists on which the figures stand, each with its sender and day."""
    batches = ImportBatch.objects.in_force().filter(as_of__lte=as_of, kind__in=_LISTS)
    newest: dict[str, ImportBatch] = {}
    for batch in batches.order_by("as_of", "pk"):
        newest[batch.kind] = batch
    return [f"{_LISTS[kind]}: {batch.sender or batch.file_name}, tính đến {batch.as_of:%d/%m/%Y}" for kind, batch in newest.items()]


#: What the lists are called in the notes of an export.
_LISTS = {
    "arrears": "Danh sách chậm đóng",
    "headcount_vss": "Số lao động tham gia",
    "headcount_zone": "Số lao động đang sử dụng",
    "sanctions": "Quyết định xử phạt",
}


def entries(as_of: dt.date, rows: Sequence[tuple[int, int, str]], *, start: int = 1) -> list[Entry]:
    """Tell of some ranked firms why they stand where they stand; ``start`` is the rank of the first."""
    keys = [firm_id for firm_id, _, _ in rows]
    policy = standing.policy(as_of)
    said = {criterion: says(as_of, policy, keys) for criterion, says in _SAYS.items()}
    given = {criterion: _of_firms(part, keys) for criterion, part in _parts(as_of, policy).items() if part is not None}
    found = []
    for rank, (firm_id, points, code) in enumerate(rows, start=start):
        reasons = tuple(
            Reason(criterion, given[criterion][firm_id], said[criterion].get(firm_id, ""))
            for criterion in Criterion
            if given.get(criterion, {}).get(firm_id)
        )
        found.append(Entry(rank, firm_id, code, points, reasons))
    return found


def find(as_of: dt.date, narrow: Filter | None = None) -> list[Entry]:
    """Return the whole check list with its reasons, some firms at a time."""
    rows = ranked(as_of, narrow)
    chunks = range(0, len(rows), screens.CHUNK)
    return [each for start in chunks for each in entries(as_of, rows[start : start + screens.CHUNK], start=start + 1)]


def rule(policy: ScreenPolicy) -> list[str]:
    """Return the rule of points in words, as it stands on the list itself."""
    return [
        f"Mỗi tháng chậm đóng đủ tháng: {policy.check_month_points} điểm, tối đa {policy.check_month_cap}",
        f"Mỗi {vnd(policy.check_vnd_step)} chậm đóng: 1 điểm, tối đa {policy.check_vnd_cap}",
        f"Mỗi kỳ danh sách liên tiếp có tên: {policy.check_list_points} điểm, tối đa {policy.check_list_cap}",
        f"Mỗi {policy.check_gap_step} lao động chênh lệch: 1 điểm, tối đa {policy.check_gap_cap}",
        f"Mỗi quyết định xử phạt có hiệu lực trong {policy.check_sanction_months} tháng: {policy.check_sanction_points} điểm, "
        f"tối đa {policy.check_sanction_cap}",
        f"Không trả lời đề nghị đăng ký tham gia: {policy.check_silent_points} điểm",
        f"Có phản ánh đã kiểm chứng (cán bộ ghi): {policy.check_verified_points} điểm",
    ]


def checked(as_of: dt.date, keys: Collection[int]) -> Mapping[int, list[Check]]:
    """Return the checks of the year by any body, cancelled ones left out, of some firms."""
    found: dict[int, list[Check]] = {}
    for check in Check.objects.standing().filter(year=as_of.year, firm__in=keys).order_by("decided_on", "pk"):
        found.setdefault(check.firm_id, []).append(check)
    return found


Part = tuple[str, list[Any]] | None


def _parts(as_of: dt.date, policy: ScreenPolicy) -> dict[Criterion, Part]:
    """Return for each criterion the statement that gives ``firm_id`` and ``points``, and its parameters."""
    day = facts.newest_list(as_of)
    return {
        Criterion.ARREARS: None if day is None else _sql(_months(day, policy)),
        Criterion.AMOUNT: None if day is None else _sql(_amount(day, policy)),
        Criterion.LISTS: _lists(as_of, policy),
        Criterion.GAP: _gap(as_of, policy),
        Criterion.SANCTIONS: _sql(_sanctions(as_of, policy)),
        Criterion.SILENT: _sql(
            requests.let_pass(as_of)
            .order_by()
            .annotate(points=Value(policy.check_silent_points, IntegerField()))
            .values_list("firm_id", "points")
            .distinct()
        ),
        Criterion.VERIFIED: _sql(
            VerifiedReport.objects.filter(is_newest=True, is_verified=True, noted_on__lte=as_of)
            .order_by()
            .annotate(points=Value(policy.check_verified_points))
            .values_list("firm_id", "points")
        ),
    }


def _capped(points: Any, cap: int) -> Any:
    return Least(Cast(Floor(points), IntegerField()), Value(cap))


def _late(day: dt.date) -> QuerySet[Arrears, Any]:
    return Arrears.objects.in_force().filter(as_of=day, is_put_off=False, firm__isnull=False).order_by().values("firm_id")


def _months(day: dt.date, policy: ScreenPolicy) -> QuerySet[Any, Any]:
    rows = _late(day).annotate(longest=Max("months")).filter(longest__gte=1)
    return rows.annotate(points=_capped(F("longest"), policy.check_month_cap) * policy.check_month_points).values_list("firm_id", "points")


def _amount(day: dt.date, policy: ScreenPolicy) -> QuerySet[Any, Any]:
    rows = _late(day).annotate(owed=Sum("total_vnd")).filter(owed__gte=policy.check_vnd_step)
    return rows.annotate(points=_capped(F("owed") / policy.check_vnd_step, policy.check_vnd_cap)).values_list("firm_id", "points")


def _list_days(as_of: dt.date) -> list[dt.date]:
    rows = Arrears.objects.in_force().filter(as_of__lte=as_of).order_by("-as_of").values_list("as_of", flat=True).distinct()
    return list(rows[:_LISTS_LOOKED_AT])


#: How many lists back a run of consecutive lists is followed.
_LISTS_LOOKED_AT = 24


def _runs(as_of: dt.date) -> Part:
    """Return the statement of how many lists in a row, the newest among them, each firm stands on."""
    days = _list_days(as_of)
    if not days:
        return None
    places = Case(*(When(as_of=day, then=Value(place)) for place, day in enumerate(days, start=1)), output_field=IntegerField())
    listed = Arrears.objects.in_force().filter(as_of__in=days, is_put_off=False, firm__isnull=False).order_by()
    select, params = _sql(listed.annotate(nth_list=places).values_list("firm_id", "nth_list").distinct())
    islands = f"""
        SELECT firm_id, COUNT(*) AS lists FROM (
            SELECT firm_id, nth_list, ROW_NUMBER() OVER (PARTITION BY firm_id ORDER BY nth_list) AS nth FROM ({select}) listed
        ) numbered WHERE nth = nth_list GROUP BY firm_id
    """  # noqa: S608
    return islands, params


def _lists(as_of: dt.date, policy: ScreenPolicy) -> Part:
    runs = _runs(as_of)
    if runs is None:
        return None
    select, params = runs
    capped = "CASE WHEN lists * %s > %s THEN %s ELSE lists * %s END"
    each, cap = policy.check_list_points, policy.check_list_cap
    return f"SELECT firm_id, {capped} AS points FROM ({select}) runs WHERE lists > 1", [each, cap, cap, each, *params]  # noqa: S608


def _gap(as_of: dt.date, policy: ScreenPolicy) -> Part:
    statement = people.sql(as_of)
    if statement is None:
        return None
    select, params = statement
    step, cap = policy.check_gap_step, policy.check_gap_cap
    # Both are whole numbers, so that every database divides them whole.
    steps = "CAST(employed - insured AS BIGINT) / %s"
    points = f"CASE WHEN {steps} > %s THEN %s ELSE {steps} END"
    asked = f"SELECT firm_id, {points} AS points FROM ({select}) pairs WHERE employed - insured >= %s"  # noqa: S608
    return asked, [step, cap, cap, step, *params, step]


def _sanctioned(as_of: dt.date, policy: ScreenPolicy) -> QuerySet[SanctionRow]:
    opened = rules.add_months(as_of, -policy.check_sanction_months)
    return SanctionRow.objects.in_force().filter(issued_on__gt=opened, issued_on__lte=as_of, state="final", firm__isnull=False)


def _sanctions(as_of: dt.date, policy: ScreenPolicy) -> QuerySet[Any, Any]:
    counts = _sanctioned(as_of, policy).order_by().values("firm_id").annotate(decisions=Count("decision_no", distinct=True))
    points = Least(F("decisions") * policy.check_sanction_points, Value(policy.check_sanction_cap))
    return counts.annotate(points=points).values_list("firm_id", "points")


def _sql(rows: QuerySet[Any, Any]) -> tuple[str, list[Any]]:
    """Compile a query for use inside a larger statement."""
    select, params = rows.query.get_compiler(connection=connection).as_sql()
    return select, list(params)


def _of_firms(part: tuple[str, list[Any]], keys: Sequence[int]) -> dict[int, int]:
    if not keys:
        return {}
    select, params = part
    holes = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT firm_id, points FROM ({select}) part WHERE firm_id IN ({holes})", [*params, *keys])  # noqa: S608
        return {firm_id: int(points) for firm_id, points in cursor}


Says = Callable[[dt.date, ScreenPolicy, Sequence[int]], Mapping[int, str]]


def _say_months(as_of: dt.date, policy: ScreenPolicy, keys: Sequence[int]) -> dict[int, str]:
    day = facts.newest_list(as_of)
    late = facts.owed(day, keys) if day else {}
    if not day or not late:
        return {}
    over = facts.at_least(day, only=list(late))
    said = {key: screens.said_months(months, is_over=(key, months) in over) for key, (months, _) in late.items()}
    return {key: f"Chậm đóng {months}, danh sách tính đến {day:%d/%m/%Y}" for key, months in said.items()}


def _say_amount(as_of: dt.date, policy: ScreenPolicy, keys: Sequence[int]) -> dict[int, str]:
    day = facts.newest_list(as_of)
    late = facts.owed(day, keys) if day else {}
    return {key: f"Số tiền chậm đóng {vnd(owed)}, danh sách tính đến {day:%d/%m/%Y}" for key, (_, owed) in late.items()}


def _say_lists(as_of: dt.date, policy: ScreenPolicy, keys: Sequence[int]) -> dict[int, str]:
    runs = _runs(as_of)
    if runs is None or not keys:
        return {}
    select, params = runs
    holes = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT firm_id, lists FROM ({select}) runs WHERE firm_id IN ({holes})", [*params, *keys])  # noqa: S608
        return {key: f"Có tên trong {number(int(lists))} kỳ danh sách liên tiếp đến kỳ mới nhất" for key, lists in cursor}


def _say_gap(as_of: dt.date, policy: ScreenPolicy, keys: Sequence[int]) -> dict[int, str]:
    return {pair.firm_id: _gap_said(pair) for pair in people.pairs(as_of, only=keys)}


def _gap_said(pair: Pair) -> str:
    return f"Chênh lệch {number(pair.gap)} lao động: {'; '.join(screens.counted(pair))}"


def _say_sanctions(as_of: dt.date, policy: ScreenPolicy, keys: Sequence[int]) -> dict[int, str]:
    rows = _sanctioned(as_of, policy).filter(firm__in=keys).order_by("issued_on", "decision_no", "pk")
    found: dict[int, dict[str, str]] = {}
    for key, decision_no, conduct, issued_on in rows.values_list("firm_id", "decision_no", "conduct", "issued_on"):
        found.setdefault(key, {})[decision_no] = f"{Conduct(conduct).label}, quyết định {decision_no} ngày {issued_on:%d/%m/%Y}"
    return {key: "Bị xử phạt: " + "; ".join(each.values()) for key, each in found.items()}


def _say_silent(as_of: dt.date, policy: ScreenPolicy, keys: Sequence[int]) -> dict[int, str]:
    return requests.unanswered(as_of, keys)


def _say_verified(as_of: dt.date, policy: ScreenPolicy, keys: Sequence[int]) -> dict[int, str]:
    rows = VerifiedReport.objects.filter(is_newest=True, is_verified=True, firm__in=keys).select_related("noted_by")
    return {row.firm_id: f"Có phản ánh đã kiểm chứng (cán bộ ghi ngày {row.noted_on:%d/%m/%Y})" for row in rows}


_SAYS: Mapping[Criterion, Says] = {
    Criterion.ARREARS: _say_months,
    Criterion.AMOUNT: _say_amount,
    Criterion.LISTS: _say_lists,
    Criterion.GAP: _say_gap,
    Criterion.SANCTIONS: _say_sanctions,
    Criterion.SILENT: _say_silent,
    Criterion.VERIFIED: _say_verified,
}
