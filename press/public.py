"""The one door through which the public sees releases, corrections and the ledger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from core import clock

from . import kinds
from .lifecycle import ENDED, PUBLIC, State
from .models import Correction, LedgerEntry, Release


def live(kind_code: str = "") -> QuerySet[Release]:
    """Return the releases of a kind, or of every kind, that are public now, newest first."""
    found = Release.objects.filter(state__in=PUBLIC).filter(Q(expires_at=None) | Q(expires_at__gt=clock.now()))
    return (found.filter(kind=kind_code) if kind_code else found).order_by("-live_at", "-pk")


def is_live(kind_code: str, subject_id: int) -> bool:
    """Tell whether a record has a release that is public now."""
    return live(kind_code).filter(subject_id=subject_id).exists()


@dataclass(frozen=True, slots=True)
class Item:
    """A release as a feed tells it; one that is gone is told by its number alone."""

    public_id: str
    kind: str
    path: str
    title: str
    summary: str
    live_at: dt.datetime
    changed_at: dt.datetime
    state: State

    @property
    def is_gone(self) -> bool:
        """Tell whether readers should forget the item."""
        return self.state not in PUBLIC


def newest(section: str = "", *, limit: int = 60) -> list[Item]:
    """Return the items of a section, or of all, that came, changed or went last."""
    named = [kind.code for kind in kinds.all_kinds() if section in ("", kind.section)]
    found = Release.objects.filter(kind__in=named, live_at__isnull=False, changed_at__isnull=False).order_by("-changed_at", "-pk")[:limit]
    return items(found)


def items(releases: Iterable[Release]) -> list[Item]:
    """Return ``releases`` as items, without a word about what may not be seen now."""
    releases, now = list(releases), clock.now()
    visible = seen((release.kind, release.subject_id) for release in releases if release.state in PUBLIC)
    return [_item(release, is_seen=(release.kind, release.subject_id) in visible, now=now) for release in releases]


def seen(subjects: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return those of ``subjects``, each a kind with a key, that the public may see now."""
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for code, key in subjects:
        keys[code].add(key)
    return {(code, key) for code, of_kind in keys.items() for key in kinds.get(code).visible(of_kind)}


def _item(release: Release, *, is_seen: bool, now: dt.datetime) -> Item:
    state, told = State(release.state), (release.payload or {}).get("feed", {})
    if state in PUBLIC and release.expires_at and release.expires_at <= now:
        state = State.EXPIRED
    elif state in PUBLIC and not is_seen:
        state = State.HELD
    is_shown = state in PUBLIC
    return Item(
        public_id=release.public_id,
        kind=kinds.get(release.kind).label,
        path=release.path,
        title=told.get("title", "") if is_shown else "",
        summary=told.get("summary", "") if is_shown else "",
        live_at=release.live_at or now,
        changed_at=release.changed_at or now,
        state=state,
    )


def corrections() -> QuerySet[Correction]:
    """Return what the public is told of corrected and withdrawn releases, newest first."""
    return Correction.objects.select_related("release")


def corrections_of(release: Release) -> QuerySet[Correction]:
    """Return the corrections of one release, for its page."""
    return release.corrections.order_by("at", "pk")


def endings(public_ids: Iterable[str]) -> dict[str, str]:
    """Return of those of ``public_ids`` that were public and are over how they ended: withdrawn or expired."""
    found = Release.objects.filter(public_id__in=list(public_ids), live_at__isnull=False, state__in=ENDED)
    return dict(found.values_list("public_id", "state"))


def ended(public_id: str) -> Release | None:
    """Return the release ``public_id`` if it was public and is no more: its page is a neutral tombstone."""
    return Release.objects.filter(public_id=public_id, live_at__isnull=False, state__in=ENDED).first()


def ledger() -> QuerySet[LedgerEntry]:
    """Return the public ledger, newest entry first."""
    return LedgerEntry.objects.order_by("-seq")
