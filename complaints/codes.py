"""Receipt codes: random, safe to type by thumb, and able to notice a slip.

The alphabet has 23 signs, a prime: with distinct weights below 23 one check sign notices every wrong sign and every
swap of two signs. It holds no vowel, no D and no W, so Telex and VNI keyboards leave it alone, and none of the pairs
that people mix up on paper: what looks like 0, 1, 2, 5 or 8 is read as that digit.
"""

from __future__ import annotations

import secrets
import unicodedata

ALPHABET = "0123456789CFGHJKMNPRTVX"
#: 19 random signs are 85 bits; the twentieth is the check.
LENGTH = 20
GROUP = 5

_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_LOOKALIKE = str.maketrans({"O": "0", "Q": "0", "D": "0", "I": "1", "L": "1", "Z": "2", "S": "5", "B": "8"})


class BadCode(ValueError):
    """What was typed is not a receipt code: a sign is missing, wrong or out of place."""


def new() -> str:
    """Return a fresh code in four groups of five."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return _show(body + _check(body))


def parse(typed: str) -> str:
    """Return the code that was meant by ``typed``, in its printed form, or raise `BadCode`."""
    signs = tidy(typed)
    if len(signs) != LENGTH or any(sign not in _VALUE for sign in signs) or _check(signs[:-1]) != signs[-1]:
        raise BadCode
    return _show(signs)


def tidy(typed: str) -> str:
    """Return the signs that were meant by ``typed``, without separators; they need not be a whole code."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum()).translate(_LOOKALIKE)


def reference() -> str:
    """Return the number by which the desk knows a case; it opens nothing."""
    return "PA-" + "".join(secrets.choice(ALPHABET) for _ in range(8))


def _check(body: str) -> str:
    """Return the sign that makes the weighted sum of all twenty a multiple of 23."""
    total = sum(weight * _VALUE[sign] for weight, sign in enumerate(body, start=2))
    return ALPHABET[-total % len(ALPHABET)]


def _show(signs: str) -> str:
    return "-".join(signs[start : start + GROUP] for start in range(0, LENGTH, GROUP))
