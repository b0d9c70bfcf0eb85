"""Counts that may be shown: none so small that it points at somebody."""

from __future__ import annotations

from collections.abc import Mapping

#: A count below this is never shown, alone or by subtraction.
K = 5


def coarsen(counts: Mapping[str, int], *, k: int = K) -> tuple[dict[str, int], int]:
    """Return the counts that may be shown, and the sum of the others (0 where it must stay hidden too).

    What is too small goes into the others; while these are too small themselves, the next smallest joins them,
    so that no difference from a total gives a small count away.
    """
    shown = {name: count for name, count in counts.items() if count >= k}
    others = sum(counts.values()) - sum(shown.values())
    while 0 < others < k and shown:
        others += shown.pop(min(shown, key=lambda name: shown[name]))
    return shown, others if others >= k else 0
