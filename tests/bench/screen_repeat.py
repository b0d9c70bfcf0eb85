"""The screen of repeat violators over a million firms with history, against the bare aggregate that finds the pairs."""

from __future__ import annotations

import datetime as dt
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from .result import Result

ON = dt.date(2026, 10, 31)
#: The most that the screen may take, as a multiple of the bare aggregate's time.
MOST = 2.0
ROUNDS = 5

#: What a person at the database would ask: who was punished twice for one conduct, the later act after the earlier decision.
BARE = """
    SELECT s.firm_id, s.conduct, COUNT(*), MIN(s.issued_on), MAX(s.violated_on)
    FROM firms_sanction s JOIN firms_importbatch b ON b.id = s.batch_id
    WHERE b.state = 'applied' AND b.replaced_by_id IS NULL AND s.is_counted AND s.state = 'final' AND s.issued_on <= %s
    GROUP BY s.firm_id, s.conduct HAVING COUNT(*) > 1 AND MAX(s.violated_on) > MIN(s.issued_on)
"""

#: Every firm has a decision; one in a hundred is punished twice for one conduct, one in fifty for two conducts.
FILL = (
    "INSERT INTO firms_firm (id, name, name_fold, name_key, name_sort, public_id, legal_form, status, address, zone, vsic_version, "
    "vsic_code, is_listed) SELECT {first} + n, 'Đơn vị mẫu ' || n, 'don vi mau ' || n, 'mau ' || n, 'mau ' || n, 'b' || n, 'CP', "
    "'active', '', '', '', '', {true} FROM ({numbers}) AS numbers",
    "INSERT INTO firms_taxcode (firm_id, code, kind) SELECT {first} + n, CAST(8000000000 + n AS TEXT), 'ENT10' FROM ({numbers}) AS numbers",
    "INSERT INTO firms_sanction (batch_id, place, stated, is_counted, firm_id, decision_no, issued_on, issuer, conduct, conduct_text, "
    "decree, legal_text, form, fine_vnd, remedies, violated_on, completed_on, state) SELECT {batch}, n, '', {true}, {first} + n, "
    "n || '/QĐ-XPHC', DATE '2025-03-01', 'Thanh tra', 'CHAM_DONG', '', '', '', 'fine', 0, '', DATE '2024-12-01', DATE '2025-04-01', "
    "'final' FROM ({numbers}) AS numbers",
    "INSERT INTO firms_sanction (batch_id, place, stated, is_counted, firm_id, decision_no, issued_on, issuer, conduct, conduct_text, "
    "decree, legal_text, form, fine_vnd, remedies, violated_on, completed_on, state) SELECT {batch}, n, '', {true}, {first} + n, "
    "n || '/QĐ-XP2', DATE '2026-05-01', 'Thanh tra', CASE WHEN n % 100 = 0 THEN 'CHAM_DONG' ELSE 'SAI_MUC' END, '', '', '', 'fine', 0, "
    "'', DATE '2025-09-01', NULL, 'final' FROM ({numbers}) AS numbers WHERE n % 100 IN (0, 1, 2)",
)


def measure(rows: int = 1_000_000) -> list[Result]:
    """Build the firms in a database of their own, then ask the screen and the reference in turn."""
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
            return _compare(rows)
        finally:
            teardown_databases(made, verbosity=0)


def _compare(rows: int) -> list[Result]:
    from django.db import connection

    from firms import screens

    fill(rows)
    with connection.cursor() as cursor:

        def bare() -> int:
            cursor.execute(BARE, [connection.ops.adapt_datefield_value(ON)])
            return len(cursor.fetchall())

        def ours() -> int:
            return len(screens.repeat(ON))

        found, pairs = ours(), bare()
        if not found == pairs == rows // 100:
            raise RuntimeError(f"the screen found {found}, the aggregate {pairs}, {rows // 100} were built")
        rounds = [(_seconds(ours), _seconds(bare)) for _ in range(ROUNDS)]
    mine, theirs = (statistics.median(column) for column in zip(*rounds, strict=True))
    what = f"repeat violators among {rows:,} firms on {connection.vendor} ({mine:.2f} s against {theirs:.2f} s)"
    return [Result(what, rows / mine, "the bare aggregate", rows / theirs, "firms/s", 1 / MOST)]


def fill(rows: int) -> None:
    """Write firms and their decisions by the database itself."""
    from django.db import connection

    from firms.models import ImportBatch

    batch = ImportBatch.objects.create(
        kind="sanctions", state="applied", file_name="bench", sha256="b" * 64, as_of=ON, applied_at=dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    )
    sqlite = connection.vendor == "sqlite"
    numbers = (
        f"WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {rows}) SELECT n FROM count"
        if sqlite
        else f"SELECT n FROM generate_series(1, {rows}) AS n"
    )
    with connection.cursor() as cursor:
        for statement in FILL:
            asked = statement.format(first=1_000_000, batch=batch.pk, numbers=numbers, true="TRUE")
            cursor.execute(asked.replace("DATE '", "'") if sqlite else asked)
        cursor.execute("ANALYZE")


def _seconds(run: Callable[[], int]) -> float:
    gc.collect()
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
