"""Before anything is public: a release is numbered, drafted, approved by a second officer, or given up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from core import clock
from core.errors import Refusal, Refused
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from .. import followups, kinds
from ..kinds import Channel
from ..lifecycle import Move, State, open_moves
from ..models import Counter, Release, ReleaseEvent
from .moving import move

FOUR_EYES = Refusal("four_eyes", "Người duyệt phải là cán bộ khác với người soạn.")


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
    return move(release, Move.APPROVE, by=by, because=because, approved_by=by)


@transaction.atomic
def drop(release: Release, *, by: Officer | None, because: str) -> Release:
    """Give up a release that never went out; what the press was shown of it is taken back."""
    demand(by, "press.draft_release")
    dropped = move(release, Move.DROP, by=by, because=because, ended_at=clock.now())
    followups.recall(dropped)
    return dropped


@transaction.atomic
def about(release: Release) -> tuple[str, str]:
    """Return in a sentence what ``release`` says, and the office's address of the file behind it."""
    kind = kinds.get(release.kind)
    subject = kind.subject(release.subject_id)
    return kind.texts(subject, Channel.FEED).summary, kind.file(subject)


def sensible(release: Release) -> list[Move]:
    """Return what can be done with ``release`` now, in the order of the table; leaves out what has no object yet, or none any more."""
    is_appointed = release.release_at is not None
    senseless = {
        Move.RELEASE: is_appointed,
        Move.UNSCHEDULE: not is_appointed,
        Move.EMBARGO: not kinds.get(release.kind).may_be_embargoed,
        Move.HOLD: release.state == State.HELD,
    }
    return [move for move in open_moves(State(release.state)) if not senseless.get(move)]
