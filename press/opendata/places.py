"""Where a caller stands in a register's order: cursors that anyone may write, and the pattern that says which are read.

Every text that fits a register's pattern is a place in it, whether a row stands there or not: rows come and go while a caller
reads on. A place opens nothing, since what lies behind it is public.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

_BETWEEN = "~"


@dataclass(frozen=True, slots=True)
class Part:
    """One column of a register's order, as a cursor writes it."""

    pattern: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _word(written: str) -> str:
    """Return any text for any pairs of hexadecimal figures; no database keeps a NUL in a text."""
    return bytes.fromhex(written).decode(errors="replace").replace("\0", "")


NUMBER = Part("[0-9]{1,18}", str, int)
WORD = Part("([0-9a-f]{2})*", lambda text: str(text).encode().hex(), _word)
MONTH = Part("[1-9][0-9]{3}-(0[1-9]|1[0-2])-01", str, str)


def cursor(code: str, parts: Sequence[Part], key: Sequence[Any]) -> str:
    """Return the place ``key`` of the register ``code`` as callers send it back."""
    return _BETWEEN.join([code, *(part.write(value) for part, value in zip(parts, key, strict=True))])


def pattern(code: str, parts: Sequence[Part]) -> str:
    """Return the pattern of all cursors of a register; an empty one stands before the first row."""
    return f"^({_pattern(code, parts)})?$"


def _pattern(code: str, parts: Sequence[Part]) -> str:
    return _BETWEEN.join([code, *(part.pattern for part in parts)])


def key(code: str, parts: Sequence[Part], sent: str) -> tuple[Any, ...] | None:
    """Return the place that a caller sent, or nothing where it is no cursor of this register."""
    if not re.fullmatch(_pattern(code, parts), sent):
        return None
    return tuple(part.read(written) for part, written in zip(parts, sent.split(_BETWEEN)[1:], strict=True))
