"""The public ledger: one entry for each public act, chained by hashes, without names, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import transaction

from core import chain, clock

from .models import LedgerEntry, LedgerHead


class Act(StrEnum):
    """What happened before the eyes of the public."""

    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    CERTIFICATE_ISSUED = "certificate_issued"
    CERTIFICATE_SUSPENDED = "certificate_suspended"
    CERTIFICATE_RESTORED = "certificate_restored"
    CERTIFICATE_REVOKED = "certificate_revoked"


LABELS: dict[Act, str] = {
    Act.PUBLISHED: "Công khai",
    Act.CORRECTED: "Đính chính",
    Act.WITHDRAWN: "Thu hồi",
    Act.EXPIRED: "Hết thời hạn công khai",
    Act.CERTIFICATE_ISSUED: "Cấp thư biểu dương",
    Act.CERTIFICATE_SUSPENDED: "Tạm dừng hiệu lực thư biểu dương",
    Act.CERTIFICATE_RESTORED: "Khôi phục hiệu lực thư biểu dương",
    Act.CERTIFICATE_REVOKED: "Thu hồi thư biểu dương",
}


@dataclass(frozen=True, slots=True)
class Line:
    """An act that is about to be written down; ``shown`` enters the ledger as a salted commitment only."""

    act: Act
    public_id: str
    legal_basis: str
    shown: Mapping[str, Any]
    salt: bytes


def append(act: Act | str, public_id: str, legal_basis: str, shown: Mapping[str, Any], *, salt: bytes) -> LedgerEntry:
    """Write one act at the end of the ledger and return its entry."""
    return extend([Line(Act(act), public_id, legal_basis, shown, salt)])[0]


@transaction.atomic
def extend(lines: Iterable[Line]) -> list[LedgerEntry]:
    """Write several acts at the end of the ledger, in order.

    Whoever writes holds the head's row until the transaction ends, so the chain never forks.
    """
    LedgerHead.objects.get_or_create(pk=1)
    head = LedgerHead.objects.select_for_update().get(pk=1)
    at = clock.now().astimezone(clock.VIETNAM).isoformat(timespec="seconds")
    entries = []
    for line in lines:
        entry = LedgerEntry(
            seq=head.seq + 1,
            at=at,
            act=line.act,
            public_id=line.public_id,
            legal_basis=line.legal_basis,
            commitment=chain.commitment(line.salt, line.shown),
            prev=head.hash,
        )
        entry.hash = head.hash = chain.link(entry.as_published())
        head.seq = entry.seq
        entries.append(entry)
    LedgerEntry.objects.bulk_create(entries, batch_size=500)
    head.save()
    return entries


def head() -> LedgerHead:
    """Return the end of the ledger; an empty one ends where it begins."""
    return LedgerHead.objects.filter(pk=1).first() or LedgerHead(pk=1)


def published() -> Iterator[dict[str, Any]]:
    """Yield every entry as anyone may download it, oldest first."""
    for entry in LedgerEntry.objects.order_by("seq").iterator(chunk_size=2000):
        yield entry.as_published()
