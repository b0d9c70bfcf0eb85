"""Firms found as one types among a million: beginnings of names, then words with a slip; against the bare index and against a scan."""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path

from .result import Result

ASKED = 1_000
#: A scan takes so long that few questions tell it.
SCANNED = 20
#: The longest that 95 of 100 questions may take, in seconds: as typed, and put right.
BEGINNING, CORRECTED = 0.050, 0.150
#: Whole firms by the steps of the search may cost so many times the bare keys from one index.
DEAREST = 50


def measure(rows: int = 1_000_000) -> list[Result]:
    """Build the register in a database of its own, then ask as officers do."""
    with tempfile.TemporaryDirectory(prefix="minh-bach-bench-") as scratch:
        os.environ["PORTAL_VAR"] = scratch
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "site"))
        import django

        django.setup()
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        connection.settings_dict["TEST"]["NAME"] = f"{scratch}/bench.sqlite3" if connection.vendor == "sqlite" else "minh_bach_bench_search"
        with redirect_stdout(sys.stderr):
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        try:
            return _compare(rows)
        finally:
            teardown_databases(made, verbosity=0)


def _compare(rows: int) -> list[Result]:
    from core.text import match_key
    from firms import search, words

    from . import synthetic_firms

    began = time.perf_counter()
    synthetic_firms.write(rows)
    words.learn()
    built = time.perf_counter() - began
    draw = random.Random(11)
    names = draw.sample(list(synthetic_firms.names(rows)), min(ASKED, rows))
    beginnings = [_beginning(match_key(name), draw) for name in names]
    slips = [_slip(match_key(name), draw) for name in names]
    for query in beginnings[:20]:
        search.find(query)
    typed = [_timed(search.find, query) for query in beginnings]
    mended = [_timed(search.find, query) for query in slips]
    found = sum(bool(search.find(query).corrected) for query in slips[:200])
    bare = [_timed(_bare, query) for query in beginnings]
    scans = [_timed(_scan, query) for query in beginnings[:SCANNED]]
    return [
        _held(f"{len(typed)} beginnings among {rows:,} firms ({built:.0f} s to build)", typed, BEGINNING),
        _held(f"{len(mended)} questions with a slip, {found} of the first {len(slips[:200])} put right", mended, CORRECTED),
        Result(
            "beginnings, median",
            1 / statistics.median(typed),
            "keys from the bare index",
            1 / statistics.median(bare),
            "a second",
            1 / DEAREST,
        ),
        Result("beginnings, median", 1 / statistics.median(typed), "scan by LIKE", 1 / statistics.median(scans), "a second", 1.0),
    ]


def _held(what: str, times: Sequence[float], most: float) -> Result:
    """Return how the time of 95 of 100 questions stands to the bar."""
    p95 = statistics.quantiles(times, n=20)[-1]
    said = f"p50 {statistics.median(times) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms, max {max(times) * 1000:.1f} ms"
    return Result(f"{what}: {said}", 1 / p95, f"p95 of {most * 1000:.0f} ms", 1 / most, "a second", 1.0)


def _timed(ask: Callable[[str], object], query: str) -> float:
    began = time.perf_counter()
    ask(query)
    return time.perf_counter() - began


def _beginning(key: str, draw: random.Random) -> str:
    """Cut a name after two letters or more, from its start or from one of its words."""
    words = key.split()
    start = draw.choice((0, 0, draw.randrange(len(words))))
    text = " ".join(words[start:])
    return text[: draw.randint(2, max(2, len(text)))].strip().ljust(2, "a")


def _slip(key: str, draw: random.Random) -> str:
    """Take two or three words of a name and change two letters about, leave one out or add one."""
    words = key.split()[-3:]
    place = max(range(len(words)), key=lambda number: len(words[number]))
    word = words[place]
    at = draw.randrange(len(word) - 1) if len(word) > 1 else 0
    words[place] = draw.choice(
        (
            word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + draw.choice("qwzxkj") + word[at:],
        )
    )
    return " ".join(words)


def _bare(query: str) -> list[tuple[object, ...]]:
    """Ask the index itself for the keys of names that hold the words."""
    from django.db import connection

    words = query.split()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            asked = " & ".join([*words[:-1], f"{words[-1]}:*"])
            cursor.execute("SELECT id FROM firms_firm WHERE to_tsvector('simple', name_key) @@ to_tsquery('simple', %s) LIMIT 20", [asked])
        else:
            asked = " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
            cursor.execute("SELECT rowid FROM firms_firm_words WHERE firms_firm_words MATCH %s LIMIT 20", [asked])
        return list(cursor.fetchall())


def _scan(query: str) -> list[tuple[object, ...]]:
    """Go through all names, as a search without an index must; ordered, since it must show the same rows each time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name FROM firms_firm WHERE name_fold LIKE %s ORDER BY name_fold, id LIMIT 20", [f"%{query}%"])
        return list(cursor.fetchall())
