"""What belongs to a public act besides the act: what goes out ahead of it, that it is announced, and that early copies are recalled.

Who keeps copies of the open registers is told in it, too, which rows the act changed.
The outbox, the embargo, the open data and the rooms fill this in when the application starts; `press.services` calls it, so that
no act skips it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol

from .acts import Act

if TYPE_CHECKING:
    from core.models import Officer

    from .models import Release


class Announce(Protocol):
    """Notes, in the caller's transaction and nothing more, that every channel is to be told of an act."""

    def __call__(self, release: Release, act: Act, *, what: str = "") -> None:
        """Note it; ``what`` is the sentence for readers of a correction or withdrawal."""


class Lead(Protocol):
    """Lets out, each in a transaction of its own, what a release announces as a whole; it judges for itself whether it is time."""

    def __call__(self, release: Release, *, by: Officer | None, because: str) -> None:
        """Let it out; what the gate keeps back is held, and stops nothing else."""


Recall = Callable[["Release"], object]
Move = Callable[["Release"], object]
#: Looks at a release before an act changes anything, and, given what it saw then, notes after the act what is different.
Look = Callable[["Release"], Any]
Compare = Callable[["Release", Any], object]
#: What each of those who compare saw before an act.
Seen = dict[str, Any]

#: Tells whether a release, going public now, is told to readers by another one.
Together = Callable[["Release"], bool]

_announcers: dict[str, Announce] = {}
_recallers: dict[str, Recall] = {}
_comparers: dict[str, tuple[Look, Compare]] = {}
_leaders: dict[str, Lead] = {}
_gatherers: dict[str, Together] = {}
_movers: dict[str, Move] = {}


def on_announce(name: str, work: Announce) -> None:
    """Let ``work`` follow every public act; a second one of the same name takes the place of the first."""
    _announcers[name] = work


def on_recall(name: str, work: Recall) -> None:
    """Let ``work`` follow whenever the accredited press may no longer use what it was shown."""
    _recallers[name] = work


def on_change(name: str, look: Look, compare: Compare) -> None:
    """Let ``look`` see a release before every public act, and ``compare`` write down in its transaction what it changed."""
    _comparers[name] = (look, compare)


def look(release: Release) -> Seen:
    """Return what whoever compares sees of ``release`` now, before an act."""
    return {name: see(release) for name, (see, _) in _comparers.items()}


def compare(release: Release, seen: Seen) -> None:
    """Tell whoever compares that the act is done; ``seen`` is what `look` returned before it."""
    for name, (_, work) in _comparers.items():
        if name in seen:
            work(release, seen[name])


def before_release(kind: str, work: Lead) -> None:
    """Let ``work`` run before a release of ``kind`` is judged, outside its transaction."""
    _leaders[kind] = work


def told_together(kind: str, judge: Together) -> None:
    """Let ``judge`` say of a release of ``kind`` whether another one announces it."""
    _gatherers[kind] = judge


def lead(release: Release, *, by: Officer | None, because: str) -> None:
    """Let out what goes ahead of ``release``, where its kind knows of something."""
    if work := _leaders.get(release.kind):
        work(release, by=by, because=because)


def is_told_by_another(release: Release) -> bool:
    """Tell whether readers hear of ``release``, which goes public now, by another one."""
    judge = _gatherers.get(release.kind)
    return judge is not None and judge(release)


def on_move(name: str, work: Move) -> None:
    """Let ``work`` follow whenever the minute changes until which the accredited press keeps something to itself."""
    _movers[name] = work


def announce(release: Release, act: Act, *, what: str = "") -> None:
    """Tell whoever follows public acts."""
    for work in _announcers.values():
        work(release, act, what=what)


def recall(release: Release) -> None:
    """Tell whoever showed ``release`` to the press before it was public."""
    for work in _recallers.values():
        work(release)


def move(release: Release) -> None:
    """Tell whoever showed ``release`` to the press that its minute changed."""
    for work in _movers.values():
        work(release)


def forget(name: str) -> None:
    """Take a follower out again: a test that brought its own cleans up."""
    _announcers.pop(name, None)
    _recallers.pop(name, None)
    _comparers.pop(name, None)
    _leaders.pop(name, None)
    _gatherers.pop(name, None)
    _movers.pop(name, None)
