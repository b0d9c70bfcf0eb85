"""Late, honour, gap, check list and coverage over a million firms with history, each against a bare aggregate over the same tables."""

from __future__ import annotations

import datetime as dt
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .result import Result
from .screen_repeat import ON, _seconds, fill

#: The most that a screen may take, as a multiple of the bare aggregate's time.
MOST = 2.0
ROUNDS = 3
MONTH = dt.date(2026, 10, 1)
FIRST = 1_000_000
#: Every so many firms one pays by the month on file: 24 months each, so that a million firms have 2.4 million rows.
PAYERS = 10

_BLANK_ARREARS = "stated, office, unit, months_text, bhxh_vnd, bhyt_vnd, bhtn_vnd, tnld_vnd, lai_vnd, note"
_IN_FORCE = "b.state = 'applied' AND b.replaced_by_id IS NULL"

#: What the world of the repeat violators lacks: communes and industries, three lists, both headcounts, contributions.
MORE = (
    "UPDATE firms_firm SET commune_id = {commune} + id % {communes}, zone = CASE WHEN id % 9 = 0 THEN 'KCN ' || (id % 7) ELSE '' END, "
    "vsic_version = '2025', vsic_code = CASE id % 5 WHEN 0 THEN '1410' WHEN 1 THEN '4711' WHEN 2 THEN '4101' WHEN 3 THEN '2511' "
    "ELSE '5610' END",
    *(
        f"INSERT INTO firms_arrears (batch_id, place, is_counted, firm_id, as_of, months, total_vnd, is_put_off, {_BLANK_ARREARS}) "
        f"SELECT {{arrears{nth}}}, n, {{true}}, {{first}} + n, DATE '2026-{month}', 1 + n % 12, 1000000 * (n % 400), {{false}}, "
        "'', '', '', '', 0, 0, 0, 0, 0, '' FROM ({numbers}) AS numbers WHERE n % 10 = 3"
        for nth, month in enumerate(("08-31", "09-30", "10-31"))
    ),
    "INSERT INTO firms_headcount (batch_id, place, stated, is_counted, firm_id, source, month, counted_on, office, unit, insured) "
    "SELECT {vss}, n, '', {true}, {first} + n, 'headcount_vss', DATE '2026-10-01', DATE '2026-10-31', '', '', 10 + n % 90 "
    "FROM ({numbers}) AS numbers",
    "INSERT INTO firms_headcount (batch_id, place, stated, is_counted, firm_id, source, month, counted_on, office, unit, employed) "
    "SELECT {zone}, n, '', {true}, {first} + n, 'zone_report', DATE '2026-10-01', DATE '2026-10-31', '', '', "
    "10 + n % 90 + CASE WHEN n % 20 = 3 THEN 1 + n % 60 ELSE 0 END FROM ({numbers}) AS numbers WHERE n % 10 < 6",
    "INSERT INTO firms_contribution (batch_id, place, stated, is_counted, firm_id, month, due_on, paid_on, due_vnd, paid_vnd) "
    "SELECT {ontime}, n, '', {true}, {first} + n, DATE '{month}', DATE '{due}', DATE '{due}', 1000, "
    "CASE WHEN n % 40 = 0 THEN 900 ELSE 1000 END FROM ({numbers}) AS numbers WHERE n % {payers} = 0",
)

#: What a person at the database would ask.
LATE = f"""
    SELECT a.firm_id, MAX(a.months), SUM(a.total_vnd) FROM firms_arrears a JOIN firms_importbatch b ON b.id = a.batch_id
    WHERE {_IN_FORCE} AND a.is_counted AND a.as_of = %(on)s AND NOT a.is_put_off
    GROUP BY a.firm_id HAVING MAX(a.months) >= 3 AND SUM(a.total_vnd) >= 50000000
"""
_INSURED = """
    SELECT h.firm_id, SUM(h.insured) AS people FROM firms_headcount h
    WHERE h.batch_id = %(vss)s AND h.month = %(month)s AND h.is_counted GROUP BY h.firm_id
"""
_EMPLOYED = f"""
    SELECT h.firm_id, MAX(h.employed) AS people FROM firms_headcount h JOIN firms_importbatch b ON b.id = h.batch_id
    WHERE {_IN_FORCE} AND h.is_counted AND h.source IN ('zone_report', 'register') AND h.counted_on <= %(on)s GROUP BY h.firm_id
"""
_BOTH = f"({_INSURED}) i JOIN ({_EMPLOYED}) e ON e.firm_id = i.firm_id"
GAP = f"SELECT i.firm_id, e.people, i.people FROM {_BOTH} WHERE e.people > i.people ORDER BY e.people - i.people DESC"
HONOUR = f"""
    SELECT i.firm_id, e.people, i.people FROM {_BOTH} JOIN (
        SELECT c.firm_id FROM firms_contribution c JOIN firms_importbatch b ON b.id = c.batch_id
        WHERE {_IN_FORCE} AND c.is_counted AND c.due_on <= %(on)s AND c.paid_vnd >= c.due_vnd AND c.paid_on <= c.due_on
        GROUP BY c.firm_id HAVING COUNT(DISTINCT c.month) >= 24
    ) p ON p.firm_id = i.firm_id
    WHERE e.people >= 10 AND i.people * 100 >= e.people * 98 AND NOT EXISTS (
        SELECT 1 FROM firms_sanction s WHERE s.firm_id = i.firm_id AND (s.completed_on IS NULL OR s.completed_on > %(open)s))
"""
CHECK = f"""
    SELECT firm_id, SUM(points) FROM (
        SELECT a.firm_id, MAX(a.months) + SUM(a.total_vnd) / 50000000 AS points FROM firms_arrears a
        JOIN firms_importbatch b ON b.id = a.batch_id
        WHERE {_IN_FORCE} AND a.is_counted AND a.as_of = %(on)s AND NOT a.is_put_off GROUP BY a.firm_id
        UNION ALL SELECT a.firm_id, COUNT(*) FROM firms_arrears a JOIN firms_importbatch b ON b.id = a.batch_id
        WHERE {_IN_FORCE} AND a.is_counted GROUP BY a.firm_id
        UNION ALL SELECT s.firm_id, COUNT(*) FROM firms_sanction s JOIN firms_importbatch b ON b.id = s.batch_id
        WHERE {_IN_FORCE} AND s.is_counted AND s.state = 'final' AND s.issued_on > %(open)s GROUP BY s.firm_id
        UNION ALL SELECT i.firm_id, e.people - i.people FROM {_BOTH} WHERE e.people - i.people >= 5
    ) every GROUP BY firm_id ORDER BY 2 DESC, 1
"""
COVERAGE = f"""
    SELECT f.commune_id, f.zone, f.vsic_code, COUNT(*), SUM(e.people), SUM(i.people), SUM(CASE WHEN i.people < e.people THEN 1 ELSE 0 END)
    FROM firms_firm f LEFT JOIN ({_INSURED}) i ON i.firm_id = f.id LEFT JOIN ({_EMPLOYED}) e ON e.firm_id = f.id
    WHERE f.is_listed GROUP BY f.commune_id, f.zone, f.vsic_code
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """One screen, and what stands beside it."""

    name: str
    ours: Callable[[], int]
    bare: str
    is_same: bool = True


def measure(rows: int = 1_000_000) -> list[Result]:
    """Build the firms in a database of their own, then ask each screen and its reference in turn."""
    with tempfile.TemporaryDirectory(prefix="minh-bach-bench-") as scratch:
        os.environ["PORTAL_VAR"] = scratch
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "site"))
        import django

        django.setup()
        from django.test.utils import setup_databases, teardown_databases

        with redirect_stdout(sys.stderr):
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        try:
            fill(rows)
            return [_compare(asked, rows, told) for told in [_widen(rows)] for asked in _asked()]
        finally:
            teardown_databases(made, verbosity=0)


def _asked() -> list[Asked]:
    from firms import checklist, coverage, screens

    return [
        Asked("late", lambda: len(screens.late(ON)), LATE),
        Asked("honour", lambda: len(screens.honour(ON)), HONOUR),
        Asked("gap", lambda: len(screens.gap(ON)), GAP),
        Asked("check list", lambda: len(checklist.ranked(ON)), CHECK, is_same=False),
        Asked("coverage", lambda: len(coverage.count(MONTH).cells), COVERAGE, is_same=False),
    ]


def _compare(asked: Asked, rows: int, told: dict[str, Any]) -> Result:
    """Time a screen against its reference; both find as many firms where they ask the same."""
    from django.db import connection

    with connection.cursor() as cursor:

        def bare() -> int:
            cursor.execute(asked.bare, told)
            return len(cursor.fetchall())

        found, reference = asked.ours(), bare()
        if not found or (asked.is_same and found != reference):
            raise RuntimeError(f"{asked.name}: the screen found {found}, the aggregate {reference}")
        rounds = [(_seconds(asked.ours), _seconds(bare)) for _ in range(ROUNDS)]
    mine, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    what = f"{asked.name}: {found:,} found among {rows:,} firms on {connection.vendor} ({mine:.2f} s against {theirs:.2f} s)"
    return Result(what, rows / mine, "the bare aggregate", rows / theirs, "firms/s", 1 / MOST)


def _widen(rows: int) -> dict[str, Any]:
    """Write what the other screens look at, by the database itself; return what the references are asked with."""
    from django.db import connection

    from core.models import Commune, Province
    from firms.models import ImportBatch

    province = Province.objects.order_by("pk")[0]
    communes = [Commune.objects.create(province=province, name=f"xã {number}").pk for number in range(1, 101)]

    def batch(kind: str, on: dt.date) -> int:
        applied = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
        sha = f"{kind}{on}".ljust(64, "0")[:64]
        return ImportBatch.objects.create(kind=kind, state="applied", file_name="bench", sha256=sha, as_of=on, applied_at=applied).pk

    lists = {f"arrears{nth}": batch("arrears", day) for nth, day in enumerate((dt.date(2026, 8, 31), dt.date(2026, 9, 30), ON))}
    counts = {"vss": batch("headcount_vss", ON), "zone": batch("headcount_zone", ON), "ontime": batch("ontime", ON)}
    sqlite = connection.vendor == "sqlite"
    numbers = (
        f"WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {rows}) SELECT n FROM count"
        if sqlite
        else f"SELECT n FROM generate_series(1, {rows}) AS n"
    )
    told = {"first": FIRST, "numbers": numbers, "true": "TRUE", "false": "FALSE", "payers": PAYERS, **lists, **counts}
    told |= {"commune": min(communes), "communes": len(communes)}
    with connection.cursor() as cursor:
        for statement in MORE:
            for month, due in _months() if "{month}" in statement else [("", "")]:
                asked = statement.format(**told, month=month, due=due)
                cursor.execute(asked.replace("DATE '", "'") if sqlite else asked)
        cursor.execute("ANALYZE")
    adapt = connection.ops.adapt_datefield_value
    return {"on": adapt(ON), "month": adapt(MONTH), "vss": counts["vss"], "open": adapt(dt.date(2025, 10, 31))}


def _months() -> list[tuple[str, str]]:
    """Return the 24 months that fell due by the day asked for, each with its due day."""
    months = [(2024 + (8 + count) // 12, (8 + count) % 12 + 1) for count in range(24)]
    return [(f"{year}-{month:02}-01", f"{year + month // 12}-{month % 12 + 1:02}-28") for year, month in months]
