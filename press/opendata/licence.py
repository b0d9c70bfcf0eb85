"""Under which licence the open data is given: the one that was planned, until an officer confirms it or another one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, pages
from core.errors import Refusal, Refused
from core.models import Officer
from core.permissions import demand

from ..models import OpenLicence

CONFIRM = "press.confirm_licence"
UNFOUNDED = Refusal("unfounded", "Ghi văn bản hoặc ý kiến làm căn cứ xác nhận.")
UNKNOWN = Refusal("unknown_licence", "Giấy phép này không có trong danh sách; chọn một giấy phép dữ liệu mở có sẵn.")

#: Open licences by the code of SPDX: how they are called, and where their text stands.
LICENCES = {
    "CC-BY-4.0": ("Creative Commons Attribution 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("Creative Commons Attribution-ShareAlike 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC0-1.0": ("Creative Commons Zero 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}
PLANNED = "CC-BY-4.0"


def current() -> dict[str, Any]:
    """Return the licence as files and answers tell it; ``confirmed_on`` is empty, and ``note`` is there, until an officer confirmed it."""
    last = OpenLicence.objects.first()
    name = last.name if last else PLANNED
    title, path = LICENCES[name]
    told = {
        "name": name,
        "title": title,
        "path": path,
        "confirmed_on": last.confirmed_at.astimezone(clock.VIETNAM).date().isoformat() if last else None,
    }
    return told if last else told | {"note": _("Giấy phép dự kiến, đang chờ cơ quan xác nhận.")}


@transaction.atomic
def confirm(name: str, *, by: Officer, because: str) -> OpenLicence:
    """State that the open data is given under the licence ``name``; what was confirmed before stays on record."""
    demand(by, CONFIRM)
    if name not in LICENCES:
        raise Refused([UNKNOWN])
    if not because.strip():
        raise Refused([UNFOUNDED])
    pages.bump()
    return OpenLicence.objects.create(name=name, because=because.strip(), confirmed_by=by)
