"""Press releases as the desk carries them: nothing out without the spokesperson's word on the newest text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse

from core import clock
from core.errors import Refusal
from core.text import gettext_noop

from .. import kinds
from ..kinds import AT_HOME, Channel, Ending, Reach, Text
from ..media_lifecycle import State
from ..models import PressRelease, Release
from ..naming import names_somebody
from ..stories import Story, Tone
from . import releases

#: What a correction calls the fields that it changed.
_FIELDS = {
    "title": gettext_noop("Tiêu đề"),
    "lead": gettext_noop("Đoạn mở đầu"),
    "body": gettext_noop("Nội dung"),
    "quotes": gettext_noop("Trích dẫn"),
    "contact": gettext_noop("Liên hệ"),
    "linked": gettext_noop("Tin liên quan"),
    "expires_on": gettext_noop("Hết thời hạn từ ngày"),
}


class PressReleaseKind:
    """Thông cáo báo chí."""

    code = releases.KIND
    prefix = "TX"
    label = gettext_noop("Thông cáo báo chí")
    section = "bao-chi"
    may_be_embargoed = True
    fields: Mapping[str, str] = _FIELDS
    is_told_in_full = True

    def subject(self, key: int) -> PressRelease:
        """Return the press release, locked."""
        return PressRelease.objects.select_for_update().get(pk=key)

    def checks(self, subject: PressRelease, now: dt.datetime) -> Sequence[Refusal]:
        """Judge the approval and the linked items again."""
        return releases.against(subject, on=now.astimezone(clock.VIETNAM).date())

    def go_live(self, subject: PressRelease, release: Release) -> None:
        """Make it public."""
        releases.publish(subject, release)

    def take_down(self, subject: PressRelease, release: Release, how: Ending, because: str) -> None:
        """End it."""
        releases.end(subject, because=because)

    def legal_basis(self, subject: PressRelease) -> str:
        """Return the code for the ledger."""
        return releases.LEGAL_BASIS

    def expires_at(self, subject: PressRelease, now: dt.datetime) -> dt.datetime | None:
        """Return the first minute of its last day, or nothing: news of an authority stays on record."""
        return dt.datetime.combine(subject.expires_on, dt.time.min, clock.VIETNAM) if subject.expires_on else None

    def visible(self, keys: Collection[int]) -> set[int]:
        """Return those that are public."""
        return set(PressRelease.objects.filter(pk__in=keys, state=State.PUBLISHED).values_list("pk", flat=True))

    def payload(self, subject: PressRelease) -> dict[str, Any]:
        """Return the approved words."""
        return releases.payload(subject)

    def urls(self, subject: PressRelease, release: Release) -> Sequence[str]:
        """Return its page and the list above it."""
        return [f"/{self.section}/{release.public_id}/", f"/{self.section}/"]

    def texts(self, subject: PressRelease, channel: Channel) -> Text:
        """Return title and lead: of the approved version, or of a draft for the officers' board."""
        text = subject.cleared or subject.latest
        if text is None:
            return Text("", "")
        if channel not in AT_HOME and self._names_a_warned(subject, f"{text.title} {text.lead}"):
            return Text(self.label, "Xem toàn văn tại trang báo chí.")
        return Text(text.title, text.lead)

    def _names_a_warned(self, subject: PressRelease, said: str) -> bool:
        """Tell whether ``said`` names whom a linked warning names: that leaves the house as a title and a link."""
        return any(names_somebody(said, each.payload) for each in subject.linked.all() if not kinds.get(each.kind).is_told_in_full)

    def reach(self, subject: PressRelease) -> Reach:
        """A press release concerns everybody."""
        return Reach()

    def story(self, subject: PressRelease, shown: Mapping[str, Any]) -> Story:
        """Return the approved words as the press pack tells them."""
        quotes = [f"“{quote['text']}” – {quote['name']}{', ' + quote['role'] if quote['role'] else ''}" for quote in shown["quotes"]]
        body = [block.strip().removeprefix("## ") for block in shown["body"].split("\n\n") if block.strip()]
        return Story(
            Tone.NEWS,
            title=shown["title"],
            lead=shown["lead"],
            brief=shown["lead"],
            basis="Thông tin do người phát ngôn của cơ quan cung cấp cho báo chí theo pháp luật về báo chí.",
            paragraphs=body,
            spoken=[shown["lead"]],
            quotes=quotes,
            contact=", ".join(part for part in shown["contact"].values() if part),
            signer=shown["spokesperson"]["name"],
        )

    def file(self, subject: PressRelease) -> str:
        """Return the office's page of the press release."""
        return reverse("press_pr", args=[subject.pk])
