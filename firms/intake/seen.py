"""Which keys of a list came before, in eight bytes each. Pure."""

from __future__ import annotations

from array import array
from hashlib import blake2b
from typing import Any


def fingerprint(key: Any) -> int:
    """Return 63 bits that stand for ``key``, the same in every process; never 0.

    Among a million keys two share their bits once in about twenty million lists, and then the row is shown as a repeat.
    """
    return int.from_bytes(blake2b(repr(key).encode(), digest_size=8).digest()) >> 1 or 1


class Seen:
    """A growing set of fingerprints: open addressing in one flat array, a tenth of what a set of objects takes."""

    def __init__(self) -> None:
        self._slots = array("q", bytes(8 << 12))
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(self, number: int) -> bool:
        """Remember ``number`` and return whether it is new."""
        place = _place(self._slots, number)
        if self._slots[place]:
            return False
        self._slots[place] = number
        self._count += 1
        if self._count * 3 > len(self._slots) * 2:
            self._grow()
        return True

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("q", bytes(8 * 2 * len(old)))
        for number in old:
            if number:
                self._slots[_place(self._slots, number)] = number


class Pairs:
    """Which second thing a first one came with: tells a name that two codes share. Laid out as `Seen`, with the second things beside."""

    def __init__(self) -> None:
        self._firsts, self._seconds = array("q", bytes(8 << 12)), array("q", bytes(8 << 12))
        self._count = 0
        self._shared: set[int] = set()

    def add(self, first: int, second: int) -> None:
        """Note one pair of fingerprints; a pair that came before changes nothing."""
        place = _place(self._firsts, first)
        if not self._firsts[place]:
            self._firsts[place], self._seconds[place] = first, second
            self._count += 1
            if self._count * 3 > len(self._firsts) * 2:
                self._grow()
        elif self._seconds[place] != second:
            self._shared.add(first)

    def _grow(self) -> None:
        old = zip(self._firsts, self._seconds, strict=True)
        size = 2 * len(self._firsts)
        self._firsts, self._seconds = array("q", bytes(8 * size)), array("q", bytes(8 * size))
        for first, second in old:
            if first:
                place = _place(self._firsts, first)
                self._firsts[place], self._seconds[place] = first, second

    def is_shared(self, first: int) -> bool:
        """Tell whether ``first`` came with two second things or more."""
        return first in self._shared


def _place(slots: array[int], number: int) -> int:
    """Return where ``number`` stands, or may stand."""
    mask = len(slots) - 1
    place = number & mask
    while slots[place] not in (0, number):
        place = (place + 1) & mask
    return place
