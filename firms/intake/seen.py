"""Which keys of a list came before, in eight bytes each. Pure."""

from __future__ import annotations

from array import array
from hashlib import blake2b
from typing import Any

#: Spreads the bits of a fingerprint before another is laid over it.
_ODD, _BITS = 0x9E3779B97F4A7C15, (1 << 63) - 1


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
        slots = self._slots
        mask = len(slots) - 1
        place = number & mask
        while found := slots[place]:
            if found == number:
                return False
            place = (place + 1) & mask
        slots[place] = number
        self._count += 1
        if self._count * 3 > len(slots) * 2:
            self._grow()
        return True

    def _grow(self) -> None:
        old = self._slots
        self._slots = array("q", bytes(8 * 2 * len(old)))
        slots, mask = self._slots, len(old) * 2 - 1
        for number in old:
            if number:
                place = number & mask
                while slots[place]:
                    place = (place + 1) & mask
                slots[place] = number


class Pairs:
    """Which second thing a first one came with: tells a name that two codes share."""

    def __init__(self) -> None:
        self._pairs, self._firsts = Seen(), Seen()
        self._shared: set[int] = set()

    def add(self, first: int, second: int) -> None:
        """Note one pair of fingerprints; a pair that came before changes nothing."""
        if self._pairs.add((first ^ second * _ODD) & _BITS or 1) and not self._firsts.add(first):
            self._shared.add(first)

    def is_shared(self, first: int) -> bool:
        """Tell whether ``first`` came with two second things or more."""
        return first in self._shared
