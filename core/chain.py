"""A hash chain of public acts: commitments without names, links that cannot be forged unnoticed.

The format, frozen by the vectors in ``tests/core/test_chain.py``:

- ``commitment`` = SHA-256(salt || canonical JSON of what was shown), canonical as in RFC 8785;
- ``hash`` = SHA-256(previous hash as 32 bytes || canonical JSON of the entry without ``hash``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785

VERSION = 1
#: What the first entry names as the one before it.
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place where a chain does not hold."""

    seq: int
    why: str


def canonical(value: Any) -> bytes:
    """Return ``value`` as canonical JSON (RFC 8785)."""
    return rfc8785.dumps(value)


def commitment(salt: bytes, shown: Mapping[str, Any]) -> str:
    """Return the commitment to ``shown``; without the salt it tells nothing of it."""
    return hashlib.sha256(salt + canonical(shown)).hexdigest()


def link(entry: Mapping[str, Any]) -> str:
    """Return the hash of ``entry``, whose ``prev`` names the hash before it; a field ``hash`` is left out."""
    body = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(bytes.fromhex(str(entry["prev"])) + canonical(body)).hexdigest()


def verify(entries: Iterable[Mapping[str, Any]], *, head: str | None = None) -> Broken | None:
    """Return the first break of the chain, or nothing where it holds.

    ``head`` is a hash that was published: a chain that was cut after it no longer contains it.
    """
    prev, seq, met = GENESIS, 0, head in (None, GENESIS)
    for entry in entries:
        seq += 1
        if entry.get("seq") != seq:
            return Broken(seq, "số thứ tự không liền nhau")
        if entry.get("prev") != prev:
            return Broken(seq, "không nối với mục trước")
        if entry.get("hash") != link(entry):
            return Broken(seq, "nội dung mục không khớp mã băm")
        prev = str(entry["hash"])
        met = met or prev == head
    return None if met else Broken(seq, "chuỗi không chứa mã băm đã công bố")
