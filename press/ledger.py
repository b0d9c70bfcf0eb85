"""The public ledger: one entry for each public act, chained by hashes, without names, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction

from core import chain, clock

from .acts import Act
from .lifecycle import PUBLIC
from .models import DailyHead, LedgerEntry, LedgerHead, Release


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


@transaction.atomic
def publish_head() -> DailyHead | None:
    """Publish the end of the ledger for today, once a day, and return it if it is new; an empty ledger has none."""
    end = LedgerHead.objects.select_for_update().filter(pk=1, seq__gt=0).first()
    if end is None:
        return None
    published, is_new = DailyHead.objects.get_or_create(day=clock.today(), defaults={"seq": end.seq, "hash": end.hash})
    return published if is_new else None


def promised() -> list[tuple[int, str]]:
    """Return every hash that the ledger must still contain, with the number of its entry: the heads of all days and the end."""
    end = head()
    return [*DailyHead.objects.values_list("seq", "hash"), *([(end.seq, end.hash)] if end.seq else [])]


def published() -> Iterator[dict[str, Any]]:
    """Yield every entry as anyone may download it, oldest first."""
    fields = ("seq", "at", "act", "public_id", "legal_basis", "commitment", "prev", "hash")
    for row in LedgerEntry.objects.order_by("seq").values_list(*fields).iterator(chunk_size=2000):
        yield {"v": chain.VERSION, **dict(zip(fields, row, strict=True))}


def strayed() -> list[str]:
    """Return the numbers of the public releases whose last entry does not commit to what is shown."""
    shown, found = Release.objects.filter(state__in=PUBLIC).order_by("pk").iterator(chunk_size=200), []
    while some := list(islice(shown, 200)):
        entries = LedgerEntry.objects.filter(act__in=(Act.PUBLISHED, Act.CORRECTED), public_id__in=[each.public_id for each in some])
        said = dict(entries.order_by("seq").values_list("public_id", "commitment"))
        found += [
            each.public_id for each in some if said.get(each.public_id) != chain.commitment(bytes(each.salt or b""), each.payload or {})
        ]
    return found
