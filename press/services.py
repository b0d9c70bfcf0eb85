"""How a release moves: drafted, approved by a second officer, judged in the minute it goes live, and taken back."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from core import clock, pages
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from core.text import words

from . import followups, kinds, ledger, lifecycle
from .acts import Act
from .kinds import Channel, Ending
from .lifecycle import Move, State
from .models import Correction, Counter, Release, ReleaseEvent

FOUR_EYES = Refusal("four_eyes", "Người duyệt phải là cán bộ khác với người soạn.")
NO_WORDS = Refusal("no_public_words", "Cần một câu thông báo cho người đọc.")
NAMES = Refusal("names_in_public_words", "Câu thông báo cho người đọc không được nêu tên đơn vị hay mã số.")
OVER = Refusal("already_over", "Thời hạn công khai đã hết trước khi phát hành.")

_ENDINGS = {Ending.WITHDRAWN: (Move.WITHDRAW, Act.WITHDRAWN), Ending.EXPIRED: (Move.EXPIRE, Act.EXPIRED)}


@transaction.atomic
def next_public_id(prefix: str) -> str:
    """Return the next public number, ``CK-22-2026-000123``: prefix, province, year, count."""
    year = clock.today().year
    counter, _ = Counter.objects.get_or_create(prefix=prefix, year=year)
    Counter.objects.filter(pk=counter.pk).update(last=F("last") + 1)
    counter.refresh_from_db()
    return f"{prefix}-{settings.PROVINCE_CODE}-{year}-{counter.last:06d}"


@transaction.atomic
def draft(kind_code: str, subject: Any, *, by: Officer, because: str, title: str = "") -> Release:
    """Open a release of ``subject``; a subject has one that is not over, at most."""
    demand(by, "press.draft_release")
    kind = kinds.get(kind_code)
    release = Release.objects.create(
        public_id=next_public_id(kind.prefix),
        kind=kind_code,
        subject_id=subject.pk,
        title=title or kind.texts(subject, Channel.PAGE).title,
        legal_basis=kind.legal_basis(subject),
        drafted_by=by,
    )
    record_move(ReleaseEvent, release, move="draft", was="", becomes=State.DRAFT, by=by, because=because)
    return release


@transaction.atomic
def approve(release: Release, *, by: Officer, because: str) -> Release:
    """Let a second officer say that ``release`` may go out."""
    demand(by, "press.approve_release")
    if by.pk == release.drafted_by_id:
        raise Refused([FOUR_EYES])
    return _move(release, Move.APPROVE, by=by, because=because, approved_by=by)


def release(release: Release, *, by: Officer | None, because: str) -> Release:
    """Make ``release`` public, if every check of its kind passes in this very minute.

    Otherwise it is held, its event says why, and `Refused` is raised once that is committed.
    """
    demand(by, "press.publish_release")
    if refusals := _judge_and_go(release, by=by, because=because):
        raise Refused(refusals)
    return release


@transaction.atomic
def _judge_and_go(release: Release, *, by: Officer | None, because: str) -> list[Refusal]:
    lifecycle.after(State(release.state), Move.RELEASE)
    now, kind = clock.now(), kinds.get(release.kind)
    subject = kind.subject(release.subject_id)
    expires_at = kind.expires_at(subject, now)
    refusals = [*kind.checks(subject, now), *([OVER] if expires_at and expires_at <= now else [])]
    if refusals:
        _move(release, Move.HOLD, by=by, because="; ".join(refusal.sentence for refusal in refusals), note=because)
        return refusals
    release.live_at, release.expires_at = now, expires_at
    kind.go_live(subject, release)
    shown, salt = _shown(kind, subject), secrets.token_bytes(32)
    _move(
        release,
        Move.RELEASE,
        by=by,
        because=because,
        live_at=now,
        changed_at=now,
        expires_at=expires_at,
        payload=shown,
        salt=salt,
        legal_basis=kind.legal_basis(subject),
        path=kind.urls(subject, release)[0],
    )
    _tell(release, Act.PUBLISHED, shown, salt)
    return []


@transaction.atomic
def correct(release: Release, *, by: Officer | None, because: str, what: str) -> Release:
    """Show ``release`` as its subject now stands, and tell the public ``what`` was put right."""
    demand(by, "press.withdraw_release")
    lifecycle.after(State(release.state), Move.CORRECT)
    _demand_neutral(release, what)
    now, kind, salt = clock.now(), kinds.get(release.kind), secrets.token_bytes(32)
    subject = kind.subject(release.subject_id)
    shown, expires_at = _shown(kind, subject), kind.expires_at(subject, now)
    _move(release, Move.CORRECT, by=by, because=because, note=what, changed_at=now, payload=shown, salt=salt, expires_at=expires_at)
    Correction.objects.create(release=release, act=Act.CORRECTED, what=what, at=now)
    _tell(release, Act.CORRECTED, shown, salt, what=what)
    return release


@transaction.atomic
def withdraw(release: Release, *, by: Officer | None, because: str, what: str) -> Release:
    """Take ``release`` back everywhere and leave a public trace without names."""
    demand(by, "press.withdraw_release")
    lifecycle.after(State(release.state), Move.WITHDRAW)
    _demand_neutral(release, what)
    Correction.objects.create(release=release, act=Act.WITHDRAWN, what=what)
    return _end(release, Ending.WITHDRAWN, by=by, because=because, what=what)


@transaction.atomic
def expire(release: Release, *, because: str) -> Release:
    """End ``release`` because its time is over: nothing was wrong, so there is nothing to correct."""
    return _end(release, Ending.EXPIRED, by=None, because=because, what="")


@transaction.atomic
def drop(release: Release, *, by: Officer | None, because: str) -> Release:
    """Give up a release that never went out."""
    demand(by, "press.draft_release")
    dropped = _move(release, Move.DROP, by=by, because=because, ended_at=clock.now())
    followups.recall(dropped)
    return dropped


@transaction.atomic
def judge(release: Release) -> list[Refusal]:
    """Return what would hold ``release`` if it were released now; changes nothing."""
    kind = kinds.get(release.kind)
    return list(kind.checks(kind.subject(release.subject_id), clock.now()))


@transaction.atomic
def about(release: Release) -> tuple[str, str]:
    """Return in a sentence what ``release`` says, and the office's address of the file behind it."""
    kind = kinds.get(release.kind)
    subject = kind.subject(release.subject_id)
    return kind.texts(subject, Channel.FEED).summary, kind.file(subject)


def _end(release: Release, how: Ending, *, by: Officer | None, because: str, what: str) -> Release:
    """Take the subject down, write the ledger, and forget what was shown."""
    move, act = _ENDINGS[how]
    lifecycle.after(State(release.state), move)
    kind, shown, salt, now = kinds.get(release.kind), release.payload or {}, bytes(release.salt or b""), clock.now()
    kind.take_down(kind.subject(release.subject_id), release, how, because)
    _move(release, move, by=by, because=because, note=what, ended_at=now, changed_at=now, payload=None, salt=None)
    _tell(release, act, shown, salt, what=what)
    return release


def _tell(release: Release, act: Act, shown: dict[str, Any], salt: bytes, *, what: str = "") -> None:
    """Write a public act into the ledger, announce it, and take back what only the press was shown."""
    ledger.append(act, release.public_id, release.legal_basis, shown, salt=salt)
    followups.announce(release, act, what=what)
    if act is not Act.PUBLISHED:
        followups.recall(release)
    pages.bump()


def _move(release: Release, how: Move, *, by: Officer | None, because: str, note: str = "", **changes: Any) -> Release:
    """Make one move on the state that was read, record it, and read the release again."""
    was = State(release.state)
    becomes = lifecycle.after(was, how)
    if not Release.objects.filter(pk=release.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"release {release.pk} is no longer {was}")
    record_move(ReleaseEvent, release, move=how, was=was, becomes=becomes, by=by, because=because, note=note)
    release.refresh_from_db()
    return release


def _shown(kind: kinds.Kind, subject: Any) -> dict[str, Any]:
    """Return what the pages and the feed show of ``subject``."""
    told = kind.texts(subject, Channel.FEED)
    return {**kind.payload(subject), "feed": {"title": told.title, "summary": told.summary}}


def _demand_neutral(release: Release, what: str) -> None:
    """Refuse public words that are missing, or that name whom the release named."""
    if not what.strip():
        raise Refused([NO_WORDS])
    said = f" {words(what)} "
    if any(f" {words(name)} " in said for name in _names(release.payload)) or any(
        len(word) >= 9 for word in said.split() if word.isdigit()
    ):
        raise Refused([NAMES])


def _names(value: Any) -> Iterator[str]:
    """Yield every name in a payload: the texts under the key ``name``, at any depth."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "name" and isinstance(inner, str) and words(inner):
                yield inner
            else:
                yield from _names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner)
