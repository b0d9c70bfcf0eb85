"""What waits for an officer, in every room: each room registers what it knows, the office's front page shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .models import Officer


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many records wait for one kind of move, on one screen."""

    label: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Records that wait for whoever holds a permission; ``rows`` is asked for only then."""

    permission: str
    label: str
    rows: Callable[[], QuerySet[Any]]

    def waiting(self, url: str, officer: Officer) -> Waiting:
        """Count what waits now."""
        return Waiting(self.label, self.rows().count(), url)


@dataclass(frozen=True, slots=True)
class OwnQueue:
    """Records that wait for one officer, by the agency or the communes that officer is of."""

    permission: str
    label: str
    rows: Callable[[Officer], QuerySet[Any]]

    def waiting(self, url: str, officer: Officer) -> Waiting:
        """Count what waits now."""
        return Waiting(self.label, self.rows(officer).count(), url)


_desks: list[tuple[Callable[[], str], tuple[Queue | OwnQueue, ...]]] = []


def register(url: Callable[[], str], queues: Iterable[Queue | OwnQueue]) -> None:
    """Let the queues of one screen be shown; called from a room's ``wagtail_hooks``."""
    _desks.append((url, tuple(queues)))


def for_officer(officer: Officer) -> list[Waiting]:
    """Return what waits for ``officer`` and is not empty, in the order of registration."""
    mine = ((url(), queue) for url, queues in _desks for queue in queues if officer.has_perm(queue.permission))
    return [waiting for url, queue in mine if (waiting := queue.waiting(url, officer)).count]
