"""What accredited reporters may read before it is public: by a personal link, after its terms, never longer than the release allows."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Protocol

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from core import clock
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from .. import kinds
from ..acts import Act
from ..lifecycle import LABELS, State
from ..models import EmbargoLink, EmbargoOpening, PressPolicy, Release, ReleaseEvent
from ..stories import Story

NOT_EMBARGOED = Refusal("not_embargoed", "Chỉ cấp đường dẫn khi tin đã được cho báo chí xem trước và chưa tới giờ phát hành.")
TWICE = Refusal("given_twice", "Người này đang có một đường dẫn còn dùng được của tin; hủy đường dẫn cũ trước.")
NOT_ACCREDITED = Refusal("not_accredited", "Chỉ cấp cho phóng viên được ghi là nhận tin sớm và đang liên hệ.")


class Reporter(Protocol):
    """Whom a link is for."""

    medium: str
    person: str
    email: str
    is_accredited: bool
    is_active: bool


@transaction.atomic
def give(release: Release, reporter: Reporter, *, by: Officer, because: str) -> tuple[EmbargoLink, str]:
    """Give a reporter a personal link, and return it with its token, which is never seen again.

    It lasts until the release goes out, and never longer than the policy says.
    """
    demand(by, "press.give_embargo")
    release = Release.objects.select_for_update().get(pk=release.pk)
    now, policy = clock.now(), PressPolicy.on(clock.today())
    if release.state != State.EMBARGOED or release.embargo_until is None or release.embargo_until <= now:
        raise Refused([NOT_EMBARGOED])
    if not (reporter.is_accredited and reporter.is_active):
        raise Refused([NOT_ACCREDITED])
    token = secrets.token_urlsafe(32)
    try:
        with transaction.atomic():
            link = EmbargoLink.objects.create(
                release=release,
                person=reporter.person,
                medium=reporter.medium,
                email=reporter.email.strip().lower(),
                token_hash=digest(token),
                policy=policy,
                given_by=by,
                given_at=now,
                because=because,
                expires_at=min(release.embargo_until, now + dt.timedelta(hours=policy.link_hours)),
            )
    except IntegrityError:
        raise Refused([TWICE]) from None
    _note(release, "give_embargo", by=by, because=because, note=f"Cấp đường dẫn cho {reporter.medium}.")
    return link, token


@transaction.atomic
def cancel(link: EmbargoLink, *, by: Officer, because: str) -> EmbargoLink:
    """End one link before its time."""
    demand(by, "press.give_embargo")
    if not EmbargoLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=clock.now(), ended_because=because[:300]):
        raise Stale(f"link {link.pk} ended already")
    _note(link.release, "cancel_embargo", by=by, because=because, note=f"Hủy đường dẫn của {link.medium}.")
    link.refresh_from_db()
    return link


def end(release: Release) -> int:
    """End every link of a release, in the caller's transaction: it went out, is held, was changed, or is over."""
    said = f"Tự hủy: {LABELS[State(release.state)].lower()}."
    return EmbargoLink.objects.filter(release=release, ended_at=None).update(ended_at=clock.now(), ended_because=said)


def follow(release: Release, act: Act, *, what: str = "") -> None:
    """End the links in the transaction of a public act."""
    end(release)


def end_over() -> int:
    """End the links whose time is over, and those of a release that is not shown any more; a reader met neither before."""
    now = clock.now()
    still = EmbargoLink.objects.filter(ended_at=None)
    over = still.filter(expires_at__lte=now).update(ended_at=now, ended_because="Hết thời hạn của đường dẫn.")
    return over + still.exclude(release__state=State.EMBARGOED).update(ended_at=now, ended_because="Tự hủy: tin không còn cho xem trước.")


def by_token(token: str) -> EmbargoLink | None:
    """Return the link of a token, whether it may still be used or not."""
    return EmbargoLink.objects.filter(token_hash=digest(token)).select_related("release", "policy").first()


def is_open(link: EmbargoLink, now: dt.datetime) -> bool:
    """Tell whether a link may be used now: it and its release are judged at each opening, whatever a sweep has done yet."""
    until = link.release.embargo_until
    return link.ended_at is None and now < link.expires_at and link.release.state == State.EMBARGOED and until is not None and now < until


@transaction.atomic
def read(link: EmbargoLink) -> Story | None:
    """Note that the reporter agreed and reads, and return the story; nothing when it was taken back in this very minute."""
    release = Release.objects.select_for_update().get(pk=link.release_id)
    link.refresh_from_db()
    now = clock.now()
    if not is_open(link, now):
        return None
    kind = kinds.get(release.kind)
    subject = kind.subject(release.subject_id)
    if kind.checks(subject, now):
        return None
    EmbargoLink.objects.filter(pk=link.pk, agreed_at=None).update(agreed_at=now)
    EmbargoOpening.objects.create(link=link, what=EmbargoOpening.What.TEXT, at=now)
    return kind.story(subject, kind.payload(subject))


def seen(link: EmbargoLink) -> None:
    """Note that the terms were shown."""
    EmbargoOpening.objects.create(link=link, what=EmbargoOpening.What.TERMS, at=clock.now())


def open_links(now: dt.datetime) -> QuerySet[EmbargoLink]:
    """Return the links that may be used now."""
    return EmbargoLink.objects.filter(ended_at=None, expires_at__gt=now, release__state=State.EMBARGOED).filter(
        Q(release__embargo_until__gt=now)
    )


def digest(token: str) -> str:
    """Return the form in which a token is kept: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _note(release: Release, move: str, *, by: Officer, because: str, note: str) -> None:
    record_move(ReleaseEvent, release, move=move, was=release.state, becomes=release.state, by=by, because=because, note=note)
