"""Verifying the public ledger, by anyone's own program and in the database, against a bare loop that reads and hashes the same.

Each runs in a process of its own over an installation of its own; ``DATABASE_URL`` chooses the server, as for the imports.
"""

from __future__ import annotations

import hashlib
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from . import imports
from .result import Result

#: The most that verifying may take as a multiple of the bare loop's time, and the most that it may hold, in megabytes.
MOST, HELD = 3.0, 250.0
CHUNK = 20_000


def measure(rows: int = 1_000_000) -> list[Result]:
    """Build a ledger, download it as anyone may, and verify both."""
    with imports.installation() as environment:
        file = str(Path(environment["PORTAL_VAR"]) / "nhat-ky.jsonl")
        found = _measured(environment, "fill", str(rows), file)
        where = "PostgreSQL" if "DATABASE_URL" in environment else "SQLite"
        alone, line = _measured(environment, "alone", file, found["head"]), _measured(environment, "lines", file)
        command, row = _measured(environment, "command"), _measured(environment, "rows")
    return [
        *_results(f"the stand-alone verifier over {rows:,} entries", rows, alone, line),
        *_results(f"verify_ledger over {rows:,} entries on {where}", rows, command, row),
    ]


def _measured(environment: dict[str, str], worker: str, *arguments: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.press_ledger", worker, *arguments]
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, cwd=imports.ROOT)
    found: dict[str, Any] = json.loads(done.stdout.decode().splitlines()[-1])
    return found


def _results(what: str, rows: int, ours: dict[str, Any], bare: dict[str, Any]) -> list[Result]:
    speed = rows / ours["seconds"], rows / bare["seconds"]
    return [
        Result(
            f"{what} ({ours['seconds']:.1f} s against {bare['seconds']:.1f} s)",
            speed[0],
            "a bare loop over the same",
            speed[1],
            "entries/s",
            1 / MOST,
        ),
        Result(f"{what}, allowed memory", HELD, "our peak", ours["peak"], "MB", 1.0),
    ]


def fill(rows: str, file: str) -> None:
    """Write a ledger whose entries are chained as the real ones are, with its published head, and download it."""
    from core import chain
    from press import ledger
    from press.models import LedgerEntry, LedgerHead

    prev = chain.GENESIS
    for first in range(1, int(rows) + 1, CHUNK):
        made = []
        for seq in range(first, min(first + CHUNK, int(rows) + 1)):
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
    LedgerHead.objects.update_or_create(pk=1, defaults={"seq": int(rows), "hash": prev})
    ledger.publish_head()
    with Path(file).open("wb") as download:
        download.writelines(chain.canonical(entry) + b"\n" for entry in ledger.published())
    print(json.dumps({"head": prev}))


def alone(file: str, head: str) -> None:
    """Verify the file as an outsider does."""
    verifier = str(imports.ROOT / "press/verifier/verify_ledger.py")
    _timed(lambda: subprocess.run([sys.executable, "-I", verifier, file, head], check=True, stdout=subprocess.DEVNULL))


def lines(file: str) -> None:
    """Read the file and hash it, and nothing else."""

    def bare() -> None:
        with Path(file).open("rb") as read:
            _hash(json.dumps(json.loads(line)).encode() for line in read)

    _timed(bare)


def command() -> None:
    """Verify the database as the operator does."""
    from django.core.management import call_command

    _timed(lambda: call_command("verify_ledger"))


def rows() -> None:
    """Read the database and hash it, and nothing else; PostgreSQL sends some thousand rows at a time, as it does to us."""
    from django.db import connection, transaction

    said = "SELECT seq, at, act, public_id, legal_basis, commitment, prev, hash FROM press_ledgerentry ORDER BY seq"

    def bare() -> None:
        with transaction.atomic():
            connection.ensure_connection()
            named = connection.vendor == "postgresql"
            cursor = connection.connection.cursor("bare") if named else connection.connection.cursor()
            if named:
                cursor.itersize = 2_000
            cursor.execute(said)
            _hash(json.dumps(row).encode() for row in cursor)

    _timed(bare)


def _hash(told: Iterable[bytes]) -> None:
    """Do the least that a chain needs: hash each line together with the hash before it."""
    prev = b""
    for line in told:
        prev = hashlib.sha256(prev + line).digest()


def _timed(run: Callable[[], object]) -> None:
    began = time.perf_counter()
    with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        run()
    mine, child = (resource.getrusage(whose).ru_maxrss / 1024 for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": time.perf_counter() - began, "peak": max(mine, child)}))


if __name__ == "__main__":
    if sys.argv[1] not in ("alone", "lines"):  # those know nothing of us
        import django

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        django.setup()
    worker: Any = {"fill": fill, "alone": alone, "lines": lines, "command": command, "rows": rows}[sys.argv[1]]
    worker(*sys.argv[2:])
