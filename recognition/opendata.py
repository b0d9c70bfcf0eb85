"""The register of praise as open data: one row for each letter that is valid now, as the round showed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Max, Min

from core import clock
from core.text import gettext_noop as _
from press import public as press
from press.lifecycle import ENDED
from press.models import Release
from press.opendata import NUMBER, WORD, Field, Key, Pair, Record, Register, Type, chosen, moment

from . import public
from .lifecycle import HonourState
from .models import Certificate
from .services import KIND


class Letters:
    """The firms of every round, newest round first; a letter that is suspended or revoked is left out."""

    place = (NUMBER, WORD)

    def rows(self, after: Key | None = None, limit: int | None = None) -> Iterator[Pair]:
        """Yield the letters behind ``after``, one round at a time."""
        rounds = press.live("honour_round").order_by("-pk")
        for release in (rounds.filter(pk__lte=after[0]) if after else rounds).iterator(chunk_size=1):
            last = after[1] if after and release.pk == after[0] else ""
            valid = set(_serials(round__release=release, certificate__serial__gt=last))
            for item in (release.payload or {}).get("items", []):
                if item["serial"] in valid:
                    yield (release.pk, item["serial"]), _record(release, item)

    def find(self, key: str) -> Record | None:
        """Return one letter."""
        honour = public.visible().filter(certificate__serial=key).first()
        release = honour.round.release if honour else None
        items = (release.payload or {}).get("items", []) if release else []
        return next((_record(release, item) for item in items if release and item["serial"] == key), None)

    def marks(self, keys: Collection[str] | None = None) -> Iterator[tuple[str, str]]:
        """Yield the serials of the valid letters with the last change of their round."""
        for visible in chosen(public.visible(), "certificate__serial", keys):
            found = visible.order_by().values_list("certificate__serial", "round__release__changed_at")
            yield from ((serial, str(changed_at)) for serial, changed_at in found.iterator(chunk_size=2000))

    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """Return the days on which the first and the last of the rounds went out."""
        found = press.live("honour_round").order_by().aggregate(first=Min("live_at"), last=Max("live_at"))
        first, last = ((at.astimezone(clock.VIETNAM).date() if at else None) for at in (found["first"], found["last"]))
        return first, last


def _serials(**which: Any) -> Iterable[str]:
    return public.visible().filter(**which).order_by().values_list("certificate__serial", flat=True)


def _record(release: Release, item: dict[str, Any]) -> Record:
    told = release.payload or {}
    ends = release.expires_at.astimezone(clock.VIETNAM).date() - dt.timedelta(days=1) if release.expires_at else None
    return {
        "id": item["serial"],
        "url": f"{settings.BASE_URL}/xac-thuc/{item['serial']}/",
        "name": item["name"],
        "tax_code": item["tax_code"] or None,
        "commune": item["commune"] or None,
        "tier": item["tier"] or None,
        "round_id": release.public_id,
        "until_month": told["until_month"],
        "as_of": told["as_of"],
        "decided_on": told["decided_on"] or None,
        "valid_until": ends.isoformat() if ends else None,
        "scheme": told["scheme"],
        "changed_at": moment(release.changed_at),
    }


def ended(serials: Iterable[str]) -> dict[str, str]:
    """Return why letters are no longer shown: withdrawn or expired; a suspended one is not over."""
    why = {}
    found = Certificate.objects.filter(serial__in=list(serials)).values_list("serial", "honour__state", "honour__round__release__state")
    for serial, state, release in found:
        if release in ENDED:
            why[serial] = release
        elif state == HonourState.REVOKED:
            why[serial] = "withdrawn"
    return why


def _of(release: Release) -> Mapping[str, Record | None]:
    if release.kind != KIND:
        return {}
    valid = set(_serials(round__release=release))
    items = (release.payload or {}).get("items", [])
    return {item["serial"]: _record(release, item) if item["serial"] in valid else None for item in items}


REGISTER = Register(
    code="bieu-duong",
    title=_("Đơn vị được biểu dương"),
    about=_("Các đơn vị có thư biểu dương đang có hiệu lực: đóng đủ, đúng hạn đến tháng ghi trên thư."),
    page="bieu-duong/",
    order=20,
    ended=ended,
    of=_of,
    source=Letters(),
    fields=(
        Field("id", _("Số của thư biểu dương, không đổi và không cấp lại."), is_required=True),
        Field("url", _("Nơi xác thực thư."), Type.ADDRESS, is_required=True),
        Field("name", _("Tên đơn vị như đã công khai."), is_required=True),
        Field("tax_code", _("Mã số thuế; trống nếu là mã của cá nhân.")),
        Field("commune", _("Xã, phường.")),
        Field("tier", _("Nhóm quy mô.")),
        Field("round_id", _("Mã công khai của đợt biểu dương."), is_required=True),
        Field("until_month", _("Đóng đủ, đúng hạn đến hết tháng này."), Type.MONTH, is_required=True),
        Field("as_of", _("Ngày mà số liệu được tính đến."), Type.DAY, is_required=True),
        Field("decided_on", _("Ngày quyết định biểu dương."), Type.DAY),
        Field("valid_until", _("Thư có hiệu lực đến hết ngày này."), Type.DAY),
        Field("scheme", _("Tiêu chí và phiên bản."), is_required=True),
        Field("changed_at", _("Thời điểm thay đổi gần nhất mà người đọc thấy."), Type.MOMENT, is_required=True),
    ),
)
