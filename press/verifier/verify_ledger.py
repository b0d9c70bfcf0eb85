"""Verify the public ledger without trusting the site it came from. Needs Python 3.8 and nothing else.

    python verify_ledger.py nhat-ky.jsonl [HEAD ...]

HEAD is a hash that you noted on an earlier day, or the file dau-chuoi.jsonl with the heads of all days that you kept:
a ledger that was cut or rewritten since no longer contains them.
Each line is one entry; hash = SHA-256(prev as 32 bytes + the entry without "hash" as canonical JSON, RFC 8785).
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from typing import Any

FIELDS = {"v", "seq", "at", "act", "public_id", "legal_basis", "commitment", "prev", "hash"}


def canonical(entry: dict[str, Any]) -> bytes:
    """Return the canonical JSON of an entry: plain for these fields, which are ASCII keys, texts and small integers."""
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")


def verify(lines: Iterable[str], heads: Iterable[str] = ()) -> tuple[int, str]:
    """Return (last entry's number, last hash), or raise ValueError at the first break."""
    prev, seq, due = "0" * 64, 0, set(heads)
    for seq, line in enumerate(lines, start=1):
        entry = json.loads(line)
        if set(entry) != FIELDS or entry["v"] != 1:
            raise ValueError(f"entry {seq}: unknown fields or version")
        if entry["seq"] != seq or entry["prev"] != prev:
            raise ValueError(f"entry {seq}: does not follow the one before")
        said = entry.pop("hash")
        prev = hashlib.sha256(bytes.fromhex(prev) + canonical(entry)).hexdigest()
        if prev != said:
            raise ValueError(f"entry {seq}: was changed")
        due.discard(prev)
    if due:
        raise ValueError(f"the ledger does not contain {len(due)} of the hashes that you noted: it was cut or rewritten")
    return seq, prev


def noted(argument: str) -> list[str]:
    """Return the hash on the command line, or those in the file that it names."""
    if not os.path.exists(argument):
        return [argument]
    with open(argument, encoding="utf-8") as file:
        return [json.loads(line)["hash"] for line in file]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    try:
        heads = [head for argument in sys.argv[2:] for head in noted(argument)]
        with open(sys.argv[1], encoding="utf-8") as file:
            count, last = verify(file, heads)
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.exit(f"NOT VALID: {error}")
    sys.stdout.write(f"OK: {count} entries, head {last}\n")
