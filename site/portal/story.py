"""The stories of all rooms as one list: who moved what, when and why."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.apps import apps

from core.events import Event


@dataclass(frozen=True, slots=True)
class Line:
    """One event with the name of the record that it moved."""

    event: Event
    kind: str
    record: str


def latest(limit: int = 200) -> list[Line]:
    """Return the newest events of every room, newest first."""
    return list(islice(heapq.merge(*(_of(event, limit) for event in tables()), key=lambda line: line.event.at, reverse=True), limit))


def tables() -> list[type[Event]]:
    """Return the concrete event tables of the rooms."""
    return [model for model in apps.get_models() if issubclass(model, Event)]


def _of(event: type[Event], limit: int) -> Iterator[Line]:
    rows: Any = event._default_manager  # the concrete table adds the field ``record``
    for row in rows.select_related("by", "record").order_by("-at", "-pk")[:limit]:
        record = row.record
        yield Line(row, str(record._meta.verbose_name), str(record))
