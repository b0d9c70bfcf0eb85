"""Verifying the public ledger, by anyone's own program and in the database, against a bare loop that reads and hashes the same."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path

from .result import Result

#: The most that verifying may take, as a multiple of the bare loop's time.
MOST = 3.0
CHUNK = 20_000


def measure(rows: int = 1_000_000) -> list[Result]:
    """Build a ledger in a database of its own, download it as anyone may, and verify both."""
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
            return _compare(rows, Path(scratch))
        finally:
            teardown_databases(made, verbosity=0)


def _compare(rows: int, scratch: Path) -> list[Result]:
    from django.core.management import call_command
    from django.db import connection

    from core import chain
    from press import ledger, views

    fill(rows)
    file = scratch / "nhat-ky.jsonl"
    with file.open("wb") as download:
        download.writelines(chain.canonical(entry) + b"\n" for entry in ledger.published())
    head = ledger.head().hash

    def bare_file() -> None:
        with file.open("rb") as lines:
            _hash(json.dumps(json.loads(line)).encode() for line in lines)

    def alone() -> None:
        subprocess.run([sys.executable, "-I", str(views.VERIFIER), str(file), head], check=True, stdout=subprocess.DEVNULL)

    def bare_rows() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT seq, at, act, public_id, legal_basis, commitment, prev, hash FROM press_ledgerentry ORDER BY seq")
            _hash(json.dumps(row).encode() for row in iter(cursor.fetchone, None))

    def command() -> None:
        with open(os.devnull, "w", encoding="utf-8") as nowhere:
            call_command("verify_ledger", stdout=nowhere)

    return [
        _result(f"the stand-alone verifier over {rows:,} entries", rows, alone, bare_file),
        _result(f"verify_ledger over {rows:,} entries on {connection.vendor}", rows, command, bare_rows),
    ]


def fill(rows: int) -> None:
    """Write a ledger whose entries are chained as the real ones are."""
    from core import chain
    from press.models import LedgerEntry, LedgerHead

    prev = chain.GENESIS
    for first in range(1, rows + 1, CHUNK):
        made = []
        for seq in range(first, min(first + CHUNK, rows + 1)):
            entry = LedgerEntry(
                seq=seq,
                at="2026-11-02T09:00:00+07:00",
                act="published",
                public_id=f"TX-99-2026-{seq:06d}",
                legal_basis="BHXH_ART35",
                commitment=hashlib.sha256(str(seq).encode()).hexdigest(),
                prev=prev,
            )
            prev = entry.hash = chain.link(entry.as_published())
            made.append(entry)
        LedgerEntry.objects.bulk_create(made, batch_size=2_000)
    LedgerHead.objects.update_or_create(pk=1, defaults={"seq": rows, "hash": prev})


def _hash(lines: Iterable[bytes]) -> None:
    """Do the least that a chain needs: hash each line together with the hash before it."""
    prev = b""
    for line in lines:
        prev = hashlib.sha256(prev + line).digest()


def _result(what: str, rows: int, ours: Callable[[], None], bare: Callable[[], None]) -> Result:
    mine, theirs = _seconds(ours), _seconds(bare)
    return Result(
        f"{what} ({mine:.1f} s against {theirs:.1f} s)", rows / mine, "a bare loop over the same", rows / theirs, "entries/s", 1 / MOST
    )


def _seconds(run: Callable[[], None]) -> float:
    gc.collect()
    began = time.perf_counter()
    run()
    return time.perf_counter() - began
