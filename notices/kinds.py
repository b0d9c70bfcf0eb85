"""Notices as the media desk knows them: judged in the minute of release, shown field by field, taken back whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse

from core import clock
from core.errors import Refusal
from core.text import gettext_noop
from press.kinds import AT_HOME, Channel, Ending, Reach, Text
from press.models import Release
from press.stories import Story

from . import due_process, facts, public, services, stories
from .lifecycle import Move, State
from .models import BASIS_LABELS, Notice
from .rounds import services as rounds
from .rules import Basis

NOT_DECIDED = Refusal("not_decided", "Hồ sơ không ở bước đã quyết định.")
NO_PROCESS = Refusal("no_process", "Hồ sơ không có trình tự theo căn cứ.")

_MOVES = {Ending.WITHDRAWN: Move.WITHDRAW, Ending.EXPIRED: Move.EXPIRE}


#: What a correction calls the fields that it changed.
_FIELDS = {
    "firm": gettext_noop("Thông tin về đơn vị"),
    **{f"figures.{name}": label for name, label in public.FIGURES.items()},
    "source": gettext_noop("Nguồn"),
    "reply": gettext_noop("Ý kiến của đơn vị"),
    "remedied_on": gettext_noop("Đã khắc phục ngày"),
    "contested_on": gettext_noop("Đang khiếu nại từ ngày"),
    "expires_on": gettext_noop("Gỡ chậm nhất ngày"),
    "namesakes": gettext_noop("Số doanh nghiệp trùng tên được nêu để phân biệt"),
}


class NoticeKind:
    """A release that names one firm."""

    code = services.KIND
    prefix = "CK"
    label = gettext_noop("Công khai vi phạm")
    section = "cong-khai"
    may_be_embargoed = False
    fields: Mapping[str, str] = _FIELDS
    is_told_in_full = False

    def subject(self, key: int) -> Notice:
        """Return the notice, locked."""
        return Notice.objects.select_for_update().get(pk=key)

    def checks(self, subject: Notice, now: dt.datetime) -> Sequence[Refusal]:
        """Judge the file and the facts again, as they stand in this minute."""
        today = now.astimezone(clock.VIETNAM).date()
        if subject.state != State.DECIDED:
            return [NOT_DECIDED]
        if subject.due_process is None:
            return [NO_PROCESS]
        stands = facts.as_it_stands(subject.sanction) if subject.sanction else None
        dossier = subject.dossier(sanction_state=stands.state if stands else "")
        found = due_process.to_publish(dossier, subject.due_process.demands(), on=today)
        if subject.earliest_on is None or today < subject.earliest_on:
            found.append(Refusal("too_early", "Chưa đến ngày sớm nhất được công khai."))
        return [*found, *facts.against(subject, on=today)]

    def go_live(self, subject: Notice, release: Release) -> None:
        """Make the notice public and its hold with it; its round knows by which release it went out."""
        services.publish(subject, release)
        rounds.out(subject, release)

    def take_down(self, subject: Notice, release: Release, how: Ending, because: str) -> None:
        """Take the notice out of the public and lift its hold; of one that was wrong the readers of its round are told."""
        services.take_down(subject, move=_MOVES[how], because=because)
        if how is Ending.WITHDRAWN:
            rounds.follow_withdrawal(subject)

    def legal_basis(self, subject: Notice) -> str:
        """Return the basis of the notice."""
        return subject.legal_basis

    def expires_at(self, subject: Notice, now: dt.datetime) -> dt.datetime | None:
        """Return the first minute of the day on which the notice leaves the public."""
        started = subject.published_on or now.astimezone(clock.VIETNAM).date()
        return dt.datetime.combine(facts.ends_on(subject, published_on=started), dt.time.min, clock.VIETNAM)

    def visible(self, keys: Collection[int]) -> set[int]:
        """Return those of ``keys`` that the public may see now."""
        return set(public.visible().filter(pk__in=keys).values_list("pk", flat=True))

    def payload(self, subject: Notice) -> dict[str, Any]:
        """Return exactly the fields that the basis allows, and nothing else."""
        allowed = set(subject.due_process.fields if subject.due_process else ())
        figures = {name: value for name, value in subject.facts.items() if name in allowed}
        shown: dict[str, Any] = {
            "public_id": subject.public_id,
            "basis": subject.legal_basis,
            "basis_label": BASIS_LABELS[Basis(subject.legal_basis)],
            "label": subject.public_label,
            "firm": facts.identity(subject.firm),
            "figures": figures,
            "reply": subject.reply_shown,
            "published_on": _iso(subject.published_on),
            "expires_on": _iso(subject.expires_on),
            "remedied_on": _iso(subject.remedied_on),
            "contested_on": _iso(subject.contested_on),
            "policy": subject.policy.version if subject.policy else "",
            "namesakes": facts.namesakes(subject.firm),
        }
        if "source" in allowed:
            shown["source"] = {"title": subject.source_title, "url": subject.source_url, "on": _iso(subject.source_on)}
        return shown

    def urls(self, subject: Notice, release: Release) -> Sequence[str]:
        """Return the page of the notice and the register above it."""
        return [f"/{self.section}/{release.public_id}/", f"/{self.section}/"]

    def texts(self, subject: Notice, channel: Channel) -> Text:
        """Return what a channel says: the name stands on our page and in its feed, where we can take it back."""
        label = subject.public_label or BASIS_LABELS[Basis(subject.legal_basis)]
        if channel not in AT_HOME:
            return Text(
                f"Công khai vi phạm số {subject.public_id}", f"{BASIS_LABELS[Basis(subject.legal_basis)]}. Xem tại trang công khai."
            )
        return Text(f"Công khai: {subject.firm.name}", f"{label}. {BASIS_LABELS[Basis(subject.legal_basis)]}.")

    def story(self, subject: Notice, shown: Mapping[str, Any]) -> Story:
        """Return what the press is told."""
        return stories.story(subject, shown)

    def reach(self, subject: Notice) -> Reach:
        """Return the commune and the industry of the firm."""
        return Reach.of([subject.firm])

    def file(self, subject: Notice) -> str:
        """Return the address of the notice's file."""
        return reverse("notices_notice", args=[subject.pk])


def _iso(day: dt.date | None) -> str:
    return day.isoformat() if day else ""
