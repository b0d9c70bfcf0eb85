"""The one door through which the public sees releases, corrections and the ledger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock, money

from . import kinds
from .acts import LABELS, Act
from .changes import Change, Plain
from .lifecycle import ENDED, PUBLIC, State
from .models import Correction, DailyHead, LedgerEntry, Release


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
    #: What readers were told when it was last corrected, or withdrawn.
    note: str

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
    told = Correction.objects.filter(release__in=[release.pk for release in releases]).order_by("at", "pk")
    notes = dict(told.values_list("release", "what"))
    return [
        _item(release, notes.get(release.pk, ""), is_seen=(release.kind, release.subject_id) in visible, now=now) for release in releases
    ]


def seen(subjects: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return those of ``subjects``, each a kind with a key, that the public may see now."""
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for code, key in subjects:
        keys[code].add(key)
    return {(code, key) for code, of_kind in keys.items() for key in kinds.get(code).visible(of_kind)}


def _item(release: Release, note: str, *, is_seen: bool, now: dt.datetime) -> Item:
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
        note=note if state in (State.CORRECTED, State.WITHDRAWN) else "",
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """One field that a correction changed, in the reader's language; the values are empty where they are words."""

    label: str
    before: str
    after: str
    is_told: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What readers are told of a correction or a withdrawal."""

    public_id: str
    act: str
    act_label: str
    what: str
    at: dt.datetime
    #: Where the corrected release stands; empty once it is over.
    path: str
    changes: tuple[Changed, ...]


def corrections() -> QuerySet[Correction]:
    """Return what the public is told of corrected and withdrawn releases, newest first."""
    return Correction.objects.select_related("release")


def corrections_of(release: Release) -> list[Told]:
    """Return the corrections of one release, oldest first, for its page."""
    return [told(each) for each in release.corrections.select_related("release").order_by("at", "pk")]


def told(correction: Correction) -> Told:
    """Return a correction as readers see it."""
    release = correction.release
    is_open = correction.act == Act.CORRECTED and State(release.state) in PUBLIC
    return Told(
        public_id=release.public_id,
        act=correction.act,
        act_label=LABELS[Act(correction.act)],
        what=correction.what,
        at=correction.at,
        path=release.path if is_open else "",
        changes=tuple(said(release, [Change(**each) for each in correction.changes])),
    )


@dataclass(frozen=True, slots=True)
class Field:
    """One field that a correction changed, for programs; the values are there only where they are numbers or days."""

    field: str
    label: str
    before: Plain
    after: Plain


def changes_of(correction: Correction) -> list[Field]:
    """Return what a correction changed, as programs read it: never a word of what a field said."""
    found, labels = [Change(**each) for each in correction.changes], _labels(correction.release)
    return [Field(each.field, _(labels[each.field]), each.before, each.after) for each in found if each.field in labels]


def _labels(release: Release) -> Mapping[str, str]:
    return {kind.code: kind.fields for kind in kinds.all_kinds()}.get(release.kind, {})


def said(release: Release, changes: Iterable[Change]) -> list[Changed]:
    """Return changes of ``release`` in the reader's language."""
    labels = _labels(release)
    return [
        Changed(_(labels[each.field]), _said(each.field, each.before), _said(each.field, each.after), is_told=each.is_told)
        for each in changes
        if each.field in labels
    ]


def _said(field: str, value: Plain) -> str:
    """Return a number, a day or a month as the reader's language writes it."""
    language = get_language() or "vi"
    match value:
        case None:
            return _("không có")
        case int():
            return money.vnd(value, language) if field.endswith("_vnd") else money.number(value, language)
        case str() if value.isdigit():
            return value
        case str() if len(value) == len("2026-10"):
            return f"{dt.date.fromisoformat(value + '-01'):%m/%Y}"
        case _:
            return f"{dt.date.fromisoformat(value):%d/%m/%Y}"


def endings(public_ids: Iterable[str]) -> dict[str, str]:
    """Return of those of ``public_ids`` that were public and are over how they ended: withdrawn or expired."""
    found = Release.objects.filter(public_id__in=list(public_ids), live_at__isnull=False, state__in=ENDED)
    return dict(found.values_list("public_id", "state"))


def ended(public_id: str) -> Release | None:
    """Return the release ``public_id`` if it was public and is no more: its page is a neutral tombstone."""
    return Release.objects.filter(public_id=public_id, live_at__isnull=False, state__in=ENDED).first()


def heads() -> QuerySet[DailyHead]:
    """Return the ledger's end as it was published on each day, newest day first."""
    return DailyHead.objects.order_by("-day")


def ledger() -> QuerySet[LedgerEntry]:
    """Return the public ledger, newest entry first."""
    return LedgerEntry.objects.order_by("-seq")
