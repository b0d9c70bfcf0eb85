"""What came of it: figures computed from rows, each saying how it is counted and from what; rooms above register their own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One record that a figure is counted from, as the office finds it."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a span of days: how it is counted, and the first of the records that it stands on."""

    label: str
    value: int
    unit: str
    how: str
    rows: Sequence[Row] = ()


#: Counts the half-open span ``start <= day < end``.
Count = Callable[[dt.date, dt.date], Iterable[Figure]]

_counts: dict[str, tuple[str, Count]] = {}


def register(name: str, title: str, count: Count) -> None:
    """Let a room bring its figures, under a heading."""
    _counts[name] = (title, count)


def figures(start: dt.date, end: dt.date) -> list[tuple[str, list[Figure]]]:
    """Return the figures of every room for a span of days."""
    return [(title, list(count(start, end))) for title, count in _counts.values()]
