"""What accredited reporters may read before it is public: by a personal link, after its terms, never longer than the release allows.

A link goes out by one way: by a letter of the outbox, or by hand of the officer who sees it once. The outbox keeps no link:
the token is made of a random seed of the row and a key that lies beside the database (`core.sealing`), again in the minute
in which the letter leaves. Whoever has the database alone has hashes and seeds, and whoever has a log has nothing.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Collection
from typing import Protocol

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from core import clock, sealing
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand
from core.templatetags.vietnam import moment

from .. import kinds
from ..acts import Act
from ..lifecycle import LABELS, State
from ..models import Delivery, EmbargoLink, EmbargoOpening, PressPolicy, Release, ReleaseEvent
from ..outbox import personal
from ..stories import Story

NOT_EMBARGOED = Refusal("not_embargoed", "Chỉ cấp đường dẫn khi tin đã được cho báo chí xem trước và chưa tới giờ phát hành.")
TWICE = Refusal("given_twice", "Người này đang có một đường dẫn còn dùng được của tin; hủy đường dẫn cũ trước.")
NO_MAIL = Refusal("no_mail", "Chưa thiết lập máy chủ thư; chọn đưa tận tay.")
NOT_ACCREDITED = Refusal("not_accredited", "Chỉ cấp cho phóng viên được ghi là nhận tin sớm và đang liên hệ.")


class Reporter(Protocol):
    """Whom a link is for."""

    medium: str
    person: str
    email: str
    is_accredited: bool
    is_active: bool


@transaction.atomic
def give(release: Release, reporter: Reporter, *, by: Officer, because: str, by_mail: bool = False) -> tuple[EmbargoLink, str]:
    """Give a reporter a personal link, and return it with its token, for an officer who hands it over; or post it, ``by_mail``.

    It lasts until the release goes out, and never longer than the policy says.
    """
    demand(by, "press.give_embargo")
    if by_mail and not personal.can_write():
        raise Refused([NO_MAIL])
    release = Release.objects.select_for_update().get(pk=release.pk)
    now, policy = clock.now(), PressPolicy.on(clock.today())
    if release.state != State.EMBARGOED or release.embargo_until is None or release.embargo_until <= now:
        raise Refused([NOT_EMBARGOED])
    if not (reporter.is_accredited and reporter.is_active):
        raise Refused([NOT_ACCREDITED])
    seed = secrets.token_hex(16)
    token = _token(seed)
    try:
        with transaction.atomic():
            link = EmbargoLink.objects.create(
                release=release,
                person=reporter.person,
                medium=reporter.medium,
                email=reporter.email.strip().lower(),
                token_hash=digest(token),
                seed=seed,
                policy=policy,
                given_by=by,
                given_at=now,
                because=because,
                expires_at=min(release.embargo_until, now + dt.timedelta(hours=policy.link_hours)),
            )
    except IntegrityError:
        raise Refused([TWICE]) from None
    if by_mail:
        EmbargoLink.objects.filter(pk=link.pk).update(letter=personal.post("early", link.pk))
        link.refresh_from_db()
    way = "gửi thư" if by_mail else "đưa tận tay"
    _note(release, "give_embargo", by=by, because=because, note=f"Cấp đường dẫn cho {reporter.medium}, {way}.")
    return link, token


@transaction.atomic
def cancel(link: EmbargoLink, *, by: Officer, because: str) -> EmbargoLink:
    """End one link before its time, and ask its reporter not to publish."""
    demand(by, "press.give_embargo")
    if not EmbargoLink.objects.filter(pk=link.pk, ended_at=None).update(ended_at=clock.now(), ended_because=because[:300]):
        raise Stale(f"link {link.pk} ended already")
    _ask_not_to_publish(link)
    _note(link.release, "cancel_embargo", by=by, because=because, note=f"Hủy đường dẫn của {link.medium}.")
    link.refresh_from_db()
    return link


def end(release: Release) -> int:
    """End every link of a release, in the caller's transaction: it went out, is held, was changed, or is over.

    Where it never went out, whoever may have read it is asked not to publish; after that, readers are told like everybody.
    """
    said = f"Tự hủy: {LABELS[State(release.state)].lower()}."
    ended = EmbargoLink.objects.filter(release=release, ended_at=None).update(ended_at=clock.now(), ended_because=said)
    for link in _bound(release) if release.live_at is None else ():
        _ask_not_to_publish(link)
    return ended


@transaction.atomic
def move(release: Release) -> None:
    """Let the links follow a release whose minute was moved, and tell whoever may have read it of the new one."""
    until = release.embargo_until
    if until is None:
        return
    for link in _bound(release):
        ends = min(until, link.given_at + dt.timedelta(hours=link.policy.link_hours))
        EmbargoLink.objects.filter(pk=link.pk, ended_at=None).update(expires_at=ends)
        if link.letter is None or personal.may_have_arrived(link.letter):
            _tell(link, "moved", mark=f"{until:%Y%m%d%H%M}-{secrets.token_hex(2)}")


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


def write_early(keys: Collection[int]) -> dict[int, personal.Letter]:
    """Write the letters that carry a link; none for a link that died before its letter left."""
    now, found = clock.now(), {}
    for link in EmbargoLink.objects.filter(pk__in=keys).select_related("release", "policy"):
        if is_open(link, now):
            address = settings.BASE_URL + reverse("press_early", args=[_token(link.seed)])
            found[link.pk] = _letter(link, "early", f"Mời xem trước tin {link.release.public_id}, giữ kín đến {_until(link)}", address)
    return found


def write_moved(keys: Collection[int]) -> dict[int, personal.Letter]:
    """Write the letters that tell of another minute; none once the release is out, or may not be read early any more."""
    links = EmbargoLink.objects.filter(pk__in=keys, recall=None, release__state=State.EMBARGOED).select_related(
        "release", "policy", "letter"
    )
    return {link.pk: _letter(link, "moved", f"Tin {link.release.public_id}: giờ giữ kín đổi thành {_until(link)}") for link in links}


def write_recall(keys: Collection[int]) -> dict[int, personal.Letter]:
    """Write the letters that ask not to publish; none once the release is out for everybody."""
    links = EmbargoLink.objects.filter(pk__in=keys, release__live_at=None).select_related("release", "policy", "letter")
    return {link.pk: _letter(link, "recall", f"Tin {link.release.public_id}: dừng cho xem trước, đề nghị không công bố") for link in links}


def digest(token: str) -> str:
    """Return the form in which a token is kept: 256 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def _token(seed: str) -> str:
    """Return the token of a seed: 256 bits that nobody makes without the key beside the database."""
    return sealing.name("press", "early", seed)


def _bound(release: Release) -> list[EmbargoLink]:
    """Return the links whose reporters may have read a release and were not yet asked to keep it to themselves."""
    links = EmbargoLink.objects.filter(release=release, recall=None, erased_at=None)
    return list(links.select_related("letter", "policy", "release").order_by("pk"))


def _ask_not_to_publish(link: EmbargoLink) -> None:
    """Stop the letter of a link, or ask its reporter not to publish what it may have shown."""
    if link.letter and not personal.stop(link.letter, by=None, because="Đường dẫn hết dùng trước khi thư đi."):
        return
    EmbargoLink.objects.filter(pk=link.pk).update(recall=_tell(link, "recall"))


def _tell(link: EmbargoLink, code: str, *, mark: str = "") -> Delivery:
    return personal.tell(code, link.pk, address=link.email, medium=link.medium, person=link.person, mark=mark)


def _letter(link: EmbargoLink, name: str, subject: str, address: str = "") -> personal.Letter:
    context = {"link": link, "release": link.release, "address": address, "authority": settings.AUTHORITY, "home": settings.BASE_URL}
    text = render_to_string(f"press/mail/{name}.txt", context)
    earlier = (link.letter.provider_id,) if name != "early" and link.letter and link.letter.provider_id else ()
    return personal.Letter(link.email, subject, text, address, earlier)


def _until(link: EmbargoLink) -> str:
    return moment(link.release.embargo_until) if link.release.embargo_until else ""


def _note(release: Release, move: str, *, by: Officer, because: str, note: str) -> None:
    record_move(ReleaseEvent, release, move=move, was=release.state, becomes=release.state, by=by, because=because, note=note)
