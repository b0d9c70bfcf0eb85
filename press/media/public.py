"""The door to what the authority says to the press: press releases that are public now."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from .. import kinds, public
from ..lifecycle import State
from ..models import PressPolicy, Release, Spokesperson
from .releases import KIND


@dataclass(frozen=True, slots=True)
class Linked:
    """Another public item that a press release points at."""

    public_id: str
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A press release as its page shows it."""

    public_id: str
    said: dict[str, Any]
    live_at: dt.datetime | None
    changed_at: dt.datetime | None
    is_corrected: bool
    expires_at: dt.datetime | None
    salt: str

    @property
    def approved_on(self) -> dt.date | None:
        """Return the day on which the spokesperson approved the words."""
        day = self.said["spokesperson"]["on"]
        return dt.date.fromisoformat(day) if day else None


def shown(release: Release) -> Shown:
    """Return a public press release as its page shows it."""
    return Shown(
        release.public_id,
        release.payload or {},
        release.live_at,
        release.changed_at,
        release.state == State.CORRECTED,
        release.expires_at,
        bytes(release.salt or b"").hex(),
    )


def releases() -> QuerySet[Release]:
    """Return the press releases that are public, newest first."""
    return public.live(KIND)


def one(public_id: str) -> Release | None:
    """Return the public press release of a number."""
    return releases().filter(public_id=public_id).first()


def corrections(release: Release) -> list[public.Told]:
    """Return what was put right in a press release."""
    return public.corrections_of(release)


def was_public(public_id: str) -> bool:
    """Tell whether the number was public once and is no more."""
    gone = public.ended(public_id)
    return gone is not None and gone.kind == KIND


def linked(said: dict[str, Any]) -> list[Linked]:
    """Return the items that a press release points at, those alone that the public may see now."""
    found = list(public.live().filter(public_id__in=said.get("linked", ())))
    seen = {(code, key) for code in {each.kind for each in found} for key in _visible(code, found)}
    return [
        Linked(each.public_id, (each.payload or {}).get("feed", {}).get("title", ""), each.path)
        for each in found
        if (each.kind, each.subject_id) in seen
    ]


def is_seen(release: Release) -> bool:
    """Tell whether the public may see a release of any kind now."""
    return public.live(release.kind).filter(pk=release.pk).exists() and bool(kinds.get(release.kind).visible({release.subject_id}))


def policy(on: dt.date) -> PressPolicy:
    """Return the terms towards the press."""
    return PressPolicy.on(on)


def coming_policy(on: dt.date) -> PressPolicy | None:
    """Return the terms that were decided already and begin after a day."""
    return PressPolicy.coming(on)


def speakers(on: dt.date) -> list[Spokesperson]:
    """Return who speaks for the authority on a day."""
    return list(Spokesperson.in_office(on))


def _visible(code: str, found: list[Release]) -> set[int]:
    return kinds.get(code).visible({each.subject_id for each in found if each.kind == code})
