"""Which lists each body may send, and what an officer of a body says of a list whether the form asks or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core import clock
from core.errors import Refusal, Refused
from core.models import Agency, Officer
from core.tables import UnreadableError

from . import scope
from .intake.kinds import KINDS
from .models import ReceivedUnder

if TYPE_CHECKING:
    from .staging import Origin

Kind = Agency.Kind
_EVERY = frozenset(KINDS)
#: Figures come from the body that keeps them; the authority brings in what reaches it on paper.
SENDS: Mapping[str, frozenset[str]] = {
    Kind.PEOPLES_COMMITTEE: _EVERY,
    Kind.HOME_AFFAIRS: _EVERY,
    Kind.INSURANCE: frozenset({"arrears", "vss_office", "headcount_vss", "ontime", "offices", "c12"}),
    Kind.FINANCE: frozenset({"register"}),
    Kind.ZONE: frozenset({"headcount_zone"}),
    Kind.INSPECTORATE: frozenset({"sanctions"}),
    Kind.COMMUNE: frozenset({"sanctions"}),
    Kind.UNION: frozenset(),
    Kind.OTHER: frozenset(),
}


def is_guest(by: Officer | None) -> bool:
    """Tell whether ``by`` sends from the seat of another body: what it sends waits for the authority's data officer."""
    return by is not None and not by.is_superuser and (by.agency is None or by.agency.kind not in scope.AUTHORITY)


def kinds(by: Officer | None) -> list[str]:
    """Return the kinds of lists that ``by`` may send, in the order in which they are known."""
    if by is None or by.is_superuser:
        return list(KINDS)
    return [code for code in KINDS if by.agency and code in SENDS[by.agency.kind]]


def demand_days(origin: Origin) -> None:
    """Raise `Refused` where a list is said to have been published, or its letter to be written, on a day that has not come."""
    today, refused = clock.today(), []
    if origin.published_on and origin.published_on > today:
        refused.append(
            Refusal("published_on", f"Ngày đăng ({origin.published_on:%d/%m/%Y}) chưa đến; danh sách chỉ là đã công khai từ ngày đăng.")
        )
    if origin.letter_on and origin.letter_on > today:
        refused.append(Refusal("letter_on", f"Ngày công văn ({origin.letter_on:%d/%m/%Y}) chưa đến."))
    if refused:
        raise Refused(refused)


def claimed(origin: Origin, by: Officer | None) -> Origin:
    """Return where a list comes from: a guest sends in the name of its own body alone, with a letter, and publishes for no other.

    Only the SI agency publishes arrears by law (Art 35(2) of Law 41/2024).
    """
    demand_days(origin)
    if by is None or not is_guest(by):
        return origin
    if by.agency is None or not SENDS[by.agency.kind]:
        raise Refused([Refusal("kind", "Cơ quan của anh/chị không gửi loại danh sách nào; hãy liên hệ cơ quan quản lý hệ thống.")])
    refused = []
    if not origin.letter_no.strip():
        refused.append(Refusal("letter_no", "Phải ghi số công văn kèm theo danh sách."))
    if origin.letter_on is None:
        refused.append(Refusal("letter_on", "Phải ghi ngày công văn."))
    if origin.received_under == ReceivedUnder.PUBLISHED and by.agency.kind != Kind.INSURANCE:
        refused.append(Refusal("received_under", "Chỉ cơ quan BHXH công khai danh sách chậm đóng (khoản 2 Điều 35)."))
    if refused:
        raise Refused(refused)
    return replace(origin, agency=by.agency, sender=by.agency.name[:120])


def demand_kind(agency: Agency | None, kind: str) -> None:
    """Raise `core.tables.UnreadableError` where ``agency`` is not the one that keeps such figures."""
    if agency and kind not in SENDS[agency.kind]:
        raise UnreadableError("not_yours", f"{agency.name} không gửi “{KINDS[kind].label}”; hãy chọn đúng cơ quan gửi.")
