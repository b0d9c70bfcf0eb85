"""A round as the media desk knows it: one release that announces what came out, with counts and without names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core import clock, money
from core.errors import Refusal
from core.text import gettext_noop
from firms.models import Firm
from press import kinds
from press import lifecycle as desk
from press.kinds import Channel, Ending, Reach, Text
from press.models import Release
from press.naming import named
from press.stories import Story

from .. import services as notices
from ..models import BASIS_LABELS, DueProcess, NamingRound
from ..rules import Basis, shift
from . import facts, public, services, stories
from .lifecycle import State

NOT_HANDED = Refusal("not_handed", "Đợt không ở bàn truyền thông.")

#: What a correction calls the fields that it changed.
_FIELDS = {
    "counts.standing": gettext_noop("Số thông tin đang công khai"),
    "counts.total_vnd": gettext_noop("Tổng số tiền chậm đóng"),
    "counts.workers": gettext_noop("Số lao động"),
    "counts.fine_vnd": gettext_noop("Tổng mức phạt"),
}


class RoundKind:
    """A release that announces a round; names stand in the notices alone."""

    code = public.KIND
    prefix = "DCK"
    label = gettext_noop("Đợt công khai")
    section = "cong-khai"
    may_be_embargoed = False
    fields: Mapping[str, str] = _FIELDS
    is_told_in_full = False

    def subject(self, key: int) -> NamingRound:
        """Return the round, locked."""
        return NamingRound.objects.select_for_update(of=("self",)).select_related("batch", "agreement").get(pk=key)

    def checks(self, subject: NamingRound, now: dt.datetime) -> Sequence[Refusal]:
        """Judge the round again: once its notices have been let out, at least one must stand; before, one must be able to."""
        if subject.state != State.HANDED:
            return [NOT_HANDED]
        today = now.astimezone(clock.VIETNAM).date()
        if subject.batch is not None:
            return facts.against_list(subject.batch, subject.agreement, on=today)
        members = Firm.objects.filter(notices__entries__round=subject, notices__entries__taken_out_at=None)
        found = [services.TITLE_NAMES] if named(subject.title, members.values_list("name", flat=True)) else []
        is_there_one = public.standing(subject).exists() or (subject.begun_at is None and _could_go_out(subject, now))
        return [*found, *([] if is_there_one else [services.NONE_OUT])]

    def go_live(self, subject: NamingRound, release: Release) -> None:
        """Make the round's page public."""
        services.publish(subject, release)

    def take_down(self, subject: NamingRound, release: Release, how: Ending, because: str) -> None:
        """Take the round's page out of the public."""
        services.end(subject, because=because)

    def legal_basis(self, subject: NamingRound) -> str:
        """Return the basis of every notice in the round."""
        return subject.legal_basis

    def expires_at(self, subject: NamingRound, now: dt.datetime) -> dt.datetime | None:
        """Return when the last of its notices would end at the latest, so that the page outlives none of them by long."""
        if subject.batch is None:
            return subject.entries.aggregate(last=Max("release__expires_at"))["last"]
        started = subject.released_on or now.astimezone(clock.VIETNAM).date()
        process = DueProcess.objects.in_force(started).filter(legal_basis=subject.legal_basis).order_by("-valid_from").first()
        months = process.public_months if process else 0
        return dt.datetime.combine(shift(started, months), dt.time.min, clock.VIETNAM)

    def visible(self, keys: Collection[int]) -> set[int]:
        """Return those of ``keys`` that the public may see now."""
        return set(public.visible().filter(pk__in=keys).values_list("pk", flat=True))

    def payload(self, subject: NamingRound) -> dict[str, Any]:
        """Return what the round counts in this minute; no name is in it."""
        found, batch = public.counts(subject), subject.batch
        told: dict[str, Any] = {
            "round": subject.code,
            "title": subject.title,
            "basis": subject.legal_basis,
            "basis_label": BASIS_LABELS[Basis(subject.legal_basis)],
            "released_on": subject.released_on.isoformat() if subject.released_on else "",
            "counts": {
                "released": found.released,
                "standing": found.standing,
                "total_vnd": found.total_vnd,
                "workers": found.workers,
                "fine_vnd": found.fine_vnd,
            },
            "causes": [{"cause": cause.value, "number": number} for cause, number in found.causes],
            "as_of": found.as_of.isoformat() if found.as_of else "",
        }
        if batch is not None:
            on = batch.published_on.isoformat() if batch.published_on else ""
            told["source"] = {"title": batch.published_title, "url": batch.published_url, "on": on}
        return told

    def urls(self, subject: NamingRound, release: Release) -> Sequence[str]:
        """Return the page of the round and what lists it."""
        return [subject.path, reverse("naming_rounds"), f"/{self.section}/"]

    def texts(self, subject: NamingRound, channel: Channel) -> Text:
        """Return what every channel says, at home and away: counts and causes, never a name."""
        found = public.counts(subject)
        title = _("Đợt công khai số %(code)s") % {"code": subject.code}
        if not found.standing:
            return Text(title, _("Các thông tin của đợt này đã kết thúc."))
        causes = "; ".join(f"{line.label}: {line.number}" for line in public.lines(found))
        told = [_(BASIS_LABELS[Basis(subject.legal_basis)]), subject.batch.published_title if subject.batch else "", _sums(found), causes]
        return Text(f"{title}: {_number(subject, found)}", ". ".join(part for part in told if part) + ".")

    def story(self, subject: NamingRound, shown: Mapping[str, Any]) -> Story:
        """Return what the press is told."""
        return stories.story(subject, shown)

    def reach(self, subject: NamingRound) -> Reach:
        """Return the communes and the industries of the firms; a whole list concerns everybody."""
        return Reach.of(notice.firm for notice in public.standing(subject))

    def file(self, subject: NamingRound) -> str:
        """Return the address of the round in the office."""
        return reverse("notices_round", args=[subject.pk])


def _could_go_out(subject: NamingRound, now: dt.datetime) -> bool:
    """Tell whether one of the waiting notices would pass the gate in this minute, for who looks before pressing the button."""
    kind = kinds.get(notices.KIND)
    ready = public.waits(subject).filter(notice__release__state__in=(desk.State.APPROVED, desk.State.HELD))
    return any(not kind.checks(entry.notice, now) for entry in ready.select_related("notice__firm", "notice__due_process", "notice__batch"))


def _number(subject: NamingRound, found: public.Counts) -> str:
    number = {"number": money.number(found.standing, get_language() or "vi")}
    return _("đăng lại danh sách %(number)s dòng") % number if subject.relays_a_list else _("%(number)s thông tin") % number


def _sums(found: public.Counts) -> str:
    """Return the sums of a round in one line, of those that its basis knows."""
    parts, language = [], get_language() or "vi"
    if found.total_vnd:
        parts.append(_("tổng số tiền chậm đóng %(sum)s") % {"sum": money.vnd(found.total_vnd, language)})
    if found.workers:
        parts.append(_("%(number)s lao động") % {"number": money.number(found.workers, language)})
    if found.fine_vnd:
        parts.append(_("tổng mức phạt %(sum)s") % {"sum": money.vnd(found.fine_vnd, language)})
    return ", ".join(parts)
