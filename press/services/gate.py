"""The way out: appointed, shown to the accredited press, judged in the very minute, released or held.

There is one gate and no force: a click, a sweep, a program and a shell all pass `release`.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.db import transaction

from core import clock
from core.errors import Refusal, Refused
from core.models import Officer
from core.permissions import demand

from .. import followups, kinds, lifecycle
from ..acts import Act
from ..lifecycle import Move, State
from ..models import Release
from .moving import move, shown_of, subject_of, tell

OVER = Refusal("already_over", "Thời hạn công khai đã hết trước khi phát hành.")
PAST = Refusal("past", "Giờ hẹn phải ở sau thời điểm này.")
NO_EMBARGO = Refusal(
    "no_embargo", "Loại tin này nêu tên đơn vị vi phạm, không cho báo chí xem trước: đơn vị còn có thể nộp đủ trước giờ phát hành."
)


@transaction.atomic
def schedule(release: Release, *, at: dt.datetime, by: Officer, because: str) -> Release:
    """Appoint the minute in which ``release`` goes out by itself, if it passes the gate then."""
    demand(by, "press.publish_release")
    _demand_future(at)
    return move(release, Move.SCHEDULE, by=by, because=because, note=_said(at), release_at=at)


@transaction.atomic
def unschedule(release: Release, *, by: Officer, because: str) -> Release:
    """Take the appointed minute back; the release waits for an officer again."""
    demand(by, "press.publish_release")
    return move(release, Move.UNSCHEDULE, by=by, because=because, release_at=None)


@transaction.atomic
def embargo(release: Release, *, until: dt.datetime, by: Officer, because: str) -> Release:
    """Let the accredited press see ``release`` before it goes out at ``until``; it passes the gate for that already."""
    demand(by, "press.publish_release")
    lifecycle.after(State(release.state), Move.EMBARGO)
    _demand_future(until)
    kind, subject = subject_of(release)
    refusals = [*([] if kind.may_be_embargoed else [NO_EMBARGO]), *_against(kind, subject, clock.now())]
    if refusals:
        raise Refused(refusals)
    was = release.embargo_until if release.state == State.EMBARGOED else until
    shown = move(release, Move.EMBARGO, by=by, because=because, note=_said(until), release_at=until, embargo_until=until)
    if was != until:
        followups.move(shown)
    return shown


@transaction.atomic
def lift_embargo(release: Release, *, by: Officer, because: str) -> Release:
    """Stop showing ``release`` to the press; it is approved and without an appointed minute again."""
    demand(by, "press.publish_release")
    lifted = move(release, Move.LIFT_EMBARGO, by=by, because=because, release_at=None, embargo_until=None)
    followups.recall(lifted)
    return lifted


@transaction.atomic
def hold(release: Release, *, by: Officer | None, because: str, note: str = "") -> Release:
    """Keep ``release`` back until an officer has looked; its appointed minute is off."""
    demand(by, "press.publish_release")
    return _hold(release, by=by, because=because, note=note)


def release(release: Release, *, by: Officer | None, because: str) -> Release:
    """Make ``release`` public, if every check of its kind passes in this very minute.

    Otherwise it is held, its event says why, and `Refused` is raised once that is committed. Before its appointed minute
    it is refused and stays as it is. What it announces as a whole goes out ahead of it, each item through this gate.
    """
    demand(by, "press.publish_release")
    followups.lead(release, by=by, because=because)
    if refusals := _judge_and_go(release, by=by, because=because):
        raise Refused(refusals)
    return release


@transaction.atomic
def judge(release: Release) -> list[Refusal]:
    """Return what would hold ``release`` if it were released now; changes nothing."""
    kind = kinds.get(release.kind)
    return _against(kind, kind.subject(release.subject_id), clock.now())


@transaction.atomic
def judge_embargo(release: Release) -> bool:
    """Hold a release that the press may see but that no longer passes the gate; return whether that was so."""
    lifecycle.after(State(release.state), Move.LIFT_EMBARGO)
    kind, subject = subject_of(release)
    refusals = _against(kind, subject, clock.now())
    if refusals:
        _hold(release, by=None, because=_sentences(refusals), note="Thôi cho báo chí xem trước.")
    return bool(refusals)


@transaction.atomic
def _judge_and_go(release: Release, *, by: Officer | None, because: str) -> list[Refusal]:
    lifecycle.after(State(release.state), Move.RELEASE)
    kind, subject = subject_of(release)
    now = clock.now()
    if release.release_at and now < release.release_at:
        raise Refused([_not_yet(release.release_at)])
    if refusals := _against(kind, subject, now):
        _hold(release, by=by, because=_sentences(refusals), note=because)
        return refusals
    expires_at, seen = kind.expires_at(subject, now), followups.look(release)
    release.live_at, release.expires_at = now, expires_at
    kind.go_live(subject, release)
    shown, salt = shown_of(kind, subject), secrets.token_bytes(32)
    move(
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
    tell(release, Act.PUBLISHED, shown, salt, seen=seen)
    return []


def _against(kind: kinds.Kind, subject: Any, now: dt.datetime) -> list[Refusal]:
    """Return every reason why ``subject`` may not be public at ``now``."""
    expires_at = kind.expires_at(subject, now)
    return [*kind.checks(subject, now), *([OVER] if expires_at and expires_at <= now else [])]


def _hold(release: Release, *, by: Officer | None, because: str, note: str) -> Release:
    """Hold ``release``; what the press was shown of it is taken back."""
    held = move(release, Move.HOLD, by=by, because=because, note=note, release_at=None, embargo_until=None)
    followups.recall(held)
    return held


def _demand_future(at: dt.datetime) -> None:
    if at <= clock.now():
        raise Refused([PAST])


def _not_yet(at: dt.datetime) -> Refusal:
    return Refusal("not_yet", f"Tin được hẹn phát hành lúc {_said(at)}; muốn phát hành sớm hơn thì bỏ hẹn giờ trước.")


def _said(at: dt.datetime) -> str:
    return f"{at.astimezone(clock.VIETNAM):%H:%M ngày %d/%m/%Y}"


def _sentences(refusals: list[Refusal]) -> str:
    return "; ".join(refusal.sentence for refusal in refusals)
