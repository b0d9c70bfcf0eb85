"""What the media desk must know of a round of praise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.urls import reverse

from core.errors import Refusal
from core.text import gettext_noop
from firms.rules import add_months
from press.kinds import AT_HOME, Channel, Ending, Reach, Text
from press.models import Release
from press.stories import Story

from . import public, services, stories
from .lifecycle import HonourState, State
from .models import Honour, Round

_SHOWN = (HonourState.CANDIDATE, HonourState.HONOURED)


#: What a correction calls the fields that it changed.
_FIELDS = {
    "items": gettext_noop("Số đơn vị trong danh sách"),
    "as_of": gettext_noop("Số liệu tính đến ngày"),
    "until_month": gettext_noop("Đúng hạn đến hết tháng"),
    "decided_on": gettext_noop("Ngày quyết định"),
    "scheme": gettext_noop("Tiêu chí"),
}


class HonourRound:
    """A round of praise as one release (danh sách biểu dương)."""

    code = services.KIND
    prefix = "BD"
    label = gettext_noop("Danh sách biểu dương")
    section = "bieu-duong"
    may_be_embargoed = True
    fields: Mapping[str, str] = _FIELDS
    is_told_in_full = True

    def subject(self, key: int) -> Round:
        """Return the round, locked."""
        return Round.objects.select_for_update().get(pk=key)

    def checks(self, subject: Round, now: dt.datetime) -> Sequence[Refusal]:
        """Judge the round and each of its firms again."""
        refusals = [] if subject.state == State.DECIDED else [Refusal("not_decided", "Đợt chưa được quyết định.")]
        if not subject.honours.filter(state__in=_SHOWN).exists():
            refusals.append(services.NOBODY)
        refusals += [
            Refusal("barred", f"{honour.firm.name}: {' '.join(map(str, reasons))}") for honour, reasons in services.barred(subject)
        ]
        return refusals

    def go_live(self, subject: Round, release: Release) -> None:
        """Praise the firms and issue their letters."""
        services.publish(subject, release)

    def take_down(self, subject: Round, release: Release, how: Ending, because: str) -> None:
        """End the round."""
        services.end(subject, because=because)

    def legal_basis(self, subject: Round) -> str:
        """Praise is publicity of the authority, not a form of commendation under the law."""
        return services.LEGAL_BASIS

    def expires_at(self, subject: Round, now: dt.datetime) -> dt.datetime | None:
        """A round ends with its letters."""
        valid_until = subject.valid_until or add_months(now.date(), subject.scheme.certificate_months)
        return public.expires_at(valid_until)

    def visible(self, keys: Collection[int]) -> set[int]:
        """Return the rounds that the public sees."""
        return set(public.rounds().filter(pk__in=keys).values_list("pk", flat=True))

    def payload(self, subject: Round) -> dict[str, Any]:
        """Return the list as it is shown."""
        honours = (
            subject.honours.filter(state__in=_SHOWN)
            .select_related("firm", "firm__commune", "certificate")
            .prefetch_related("firm__tax_codes")
            .order_by("certificate__serial", "firm__name_sort", "pk")
        )
        return {
            "scheme": str(subject.scheme),
            "as_of": subject.as_of.isoformat(),
            "until_month": f"{subject.until_month:%Y-%m}",
            "decided_on": subject.decided_on.isoformat() if subject.decided_on else "",
            "items": [{"serial": _serial(honour), **public.item(honour)} for honour in honours],
        }

    def urls(self, subject: Round, release: Release) -> Sequence[str]:
        """Return the page of the round and the register above it."""
        return [f"/bieu-duong/{release.public_id}/", "/bieu-duong/"]

    def texts(self, subject: Round, channel: Channel) -> Text:
        """Praise needs no names in a headline; they stand on the page."""
        number = subject.honours.filter(state__in=_SHOWN).count()
        return Text(
            f"{subject.title}: {number} đơn vị đóng bảo hiểm đúng hạn",
            f"Danh sách biểu dương {number} đơn vị đóng đủ, đúng hạn đến hết tháng {subject.until_month:%m/%Y}, "
            f"số liệu tính đến ngày {subject.as_of:%d/%m/%Y}. Mỗi đơn vị có thư biểu dương điện tử xác thực được bằng mã QR.",
            "" if channel in AT_HOME else self._list(subject),
        )

    def story(self, subject: Round, shown: Mapping[str, Any]) -> Story:
        """Return what the press is told."""
        return stories.story(subject, shown)

    def _list(self, subject: Round) -> str:
        """Return the firms of the round, one a line."""
        shown = subject.honours.filter(state__in=_SHOWN).select_related("firm__commune").order_by("certificate__serial")
        return "\n".join(
            f"{number}. {honour.firm.name}{f' ({honour.firm.commune.name})' if honour.firm.commune else ''}"
            for number, honour in enumerate(shown, 1)
        )

    def reach(self, subject: Round) -> Reach:
        """Return the communes and industries of the firms."""
        return Reach.of(honour.firm for honour in subject.honours.filter(state__in=_SHOWN).select_related("firm"))

    def file(self, subject: Round) -> str:
        """Return the address of the round's file."""
        return reverse("recognition_round", args=[subject.pk])


def _serial(honour: Honour) -> str:
    """Return the number of its letter, nothing before the release."""
    return honour.certificate.serial if hasattr(honour, "certificate") else ""
