"""A hash chain of public acts: commitments without names, links that cannot be forged unnoticed.

The format, frozen by the vectors in ``tests/core/test_chain.py``:

- ``commitment`` = SHA-256(salt || canonical JSON of what was shown), canonical as in RFC 8785;
- ``hash`` = SHA-256(previous hash as 32 bytes || canonical JSON of the entry without ``hash``).
"""

from __future__ import annotations

import hashlib
import json
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
    return _PLAIN.encode(value).encode() if _is_plain(value) else rfc8785.dumps(value)


def commitment(salt: bytes, shown: Mapping[str, Any]) -> str:
    """Return the commitment to ``shown``; without the salt it tells nothing of it."""
    return hashlib.sha256(salt + canonical(shown)).hexdigest()


def link(entry: Mapping[str, Any]) -> str:
    """Return the hash of ``entry``, whose ``prev`` names the hash before it; a field ``hash`` is left out."""
    body = {name: value for name, value in entry.items() if name != "hash"}
    return hashlib.sha256(bytes.fromhex(str(entry["prev"])) + canonical(body)).hexdigest()


#: Canonical JSON of what is plain, by the standard library: several times faster, and a million entries are verified.
_PLAIN = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _is_plain(value: Any) -> bool:
    """Tell whether the standard library writes ``value`` as RFC 8785 does: ASCII keys, texts, and integers that are exact."""
    return type(value) is dict and all(
        name.isascii() and (type(each) is str or (type(each) is int and -(2**53) < each < 2**53)) for name, each in value.items()
    )


def verify(entries: Iterable[Mapping[str, Any]], *, head: str | None = None, heads: Iterable[tuple[int, str]] = ()) -> Broken | None:
    """Return the first break of the chain, or nothing where it holds.

    ``head`` is a hash that was published, ``heads`` are several with the number of their entry: a chain that was cut or
    rewritten since no longer contains them.
    """
    due: dict[int, set[str]] = {}
    for number, promised in heads:
        due.setdefault(number, set()).add(promised)
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
        if due.pop(seq, {prev}) != {prev}:
            return Broken(seq, "mã băm khác với mã đã công bố")
    if due:
        return Broken(seq, f"chuỗi bị cắt bớt, mã đã công bố của mục {min(due)} không còn")
    return None if met else Broken(seq, "chuỗi không chứa mã băm đã công bố")
