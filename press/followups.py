"""What must follow in the very transaction of a public act: it is announced, and what the press was shown early is recalled.

The outbox and the embargo fill this in when the application starts; `press.services` calls it, so that no act skips it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from .acts import Act

if TYPE_CHECKING:
    from .models import Release


class Announce(Protocol):
    """Notes, in the caller's transaction and nothing more, that every channel is to be told of an act."""

    def __call__(self, release: Release, act: Act, *, what: str = "") -> None:
        """Note it; ``what`` is the sentence for readers of a correction or withdrawal."""


Recall = Callable[["Release"], object]

_announcers: dict[str, Announce] = {}
_recallers: dict[str, Recall] = {}


def on_announce(name: str, work: Announce) -> None:
    """Let ``work`` follow every public act; a second one of the same name takes the place of the first."""
    _announcers[name] = work


def on_recall(name: str, work: Recall) -> None:
    """Let ``work`` follow whenever the accredited press may no longer use what it was shown."""
    _recallers[name] = work


def announce(release: Release, act: Act, *, what: str = "") -> None:
    """Tell whoever follows public acts."""
    for work in _announcers.values():
        work(release, act, what=what)


def recall(release: Release) -> None:
    """Tell whoever showed ``release`` to the press before it was public."""
    for work in _recallers.values():
        work(release)


def forget(name: str) -> None:
    """Take a follower out again: a test that brought its own cleans up."""
    _announcers.pop(name, None)
    _recallers.pop(name, None)
