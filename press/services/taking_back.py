"""The one way back: what is public is put right, withdrawn or over, everywhere at once."""

from __future__ import annotations

import secrets

from django.db import transaction

from core import clock
from core.models import Officer
from core.permissions import demand

from .. import changes, followups, kinds, lifecycle
from ..acts import Act
from ..kinds import Ending
from ..lifecycle import Move, State
from ..models import Correction, Release
from .moving import demand_neutral, move, shown_of, subject_of, tell

_ENDINGS = {Ending.WITHDRAWN: (Move.WITHDRAW, Act.WITHDRAWN), Ending.EXPIRED: (Move.EXPIRE, Act.EXPIRED)}


@transaction.atomic
def correct(release: Release, *, by: Officer | None, because: str, what: str) -> Release:
    """Show ``release`` as its subject now stands, and tell the public ``what`` was put right."""
    demand(by, "press.withdraw_release")
    lifecycle.after(State(release.state), Move.CORRECT)
    demand_neutral(release, what)
    kind, subject = subject_of(release)
    now, salt, before, seen = clock.now(), secrets.token_bytes(32), release.payload or {}, followups.look(release)
    shown, expires_at = shown_of(kind, subject), kind.expires_at(subject, now)
    changed = [change.as_stored() for change in changes.compare(before, shown, kind.fields)]
    move(release, Move.CORRECT, by=by, because=because, note=what, changed_at=now, payload=shown, salt=salt, expires_at=expires_at)
    Correction.objects.create(release=release, act=Act.CORRECTED, what=what, changes=changed, at=now)
    tell(release, Act.CORRECTED, shown, salt, seen=seen, what=what)
    return release


@transaction.atomic
def would_change(release: Release) -> list[changes.Change]:
    """Return which fields a correction would change now; changes nothing."""
    kind = kinds.get(release.kind)
    return changes.compare(release.payload or {}, shown_of(kind, kind.subject(release.subject_id)), kind.fields)


@transaction.atomic
def withdraw(release: Release, *, by: Officer | None, because: str, what: str) -> Release:
    """Take ``release`` back everywhere and leave a public trace without names."""
    demand(by, "press.withdraw_release")
    lifecycle.after(State(release.state), Move.WITHDRAW)
    demand_neutral(release, what)
    Correction.objects.create(release=release, act=Act.WITHDRAWN, what=what)
    return _end(release, Ending.WITHDRAWN, by=by, because=because, what=what)


@transaction.atomic
def expire(release: Release, *, because: str) -> Release:
    """End ``release`` because its time is over: nothing was wrong, so there is nothing to correct."""
    return _end(release, Ending.EXPIRED, by=None, because=because, what="")


def _end(release: Release, how: Ending, *, by: Officer | None, because: str, what: str) -> Release:
    """Take the subject down, write the ledger, and forget what was shown."""
    how_moved, act = _ENDINGS[how]
    lifecycle.after(State(release.state), how_moved)
    kind, subject = subject_of(release)
    shown, salt, now, seen = release.payload or {}, bytes(release.salt or b""), clock.now(), followups.look(release)
    kind.take_down(subject, release, how, because)
    move(release, how_moved, by=by, because=because, note=what, ended_at=now, changed_at=now, payload=None, salt=None)
    tell(release, act, shown, salt, seen=seen, what=what)
    return release
