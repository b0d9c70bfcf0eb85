"""An officer says which column is what; the answer is remembered for that sender and heading."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from core.errors import Refusal, Refused
from core.models import Officer
from core.permissions import demand
from core.tables import Table

from .. import staging
from ..intake import mapped, words
from ..models import ColumnMapping, ImportBatch
from .receiving import read_again

_PRIVATE = "Cột {columns} là thông tin cá nhân hoặc liên hệ, không được đọc vào danh sách. Hãy để trống cột này, hoặc chọn cột khác."


def sender_of(batch: ImportBatch, kind: str) -> str:
    """Return whose answer it will be: who sent the batch, or who usually sends such lists."""
    return staging.origin_of(batch).sender_of(kind)


def remember_columns(
    batch: ImportBatch,
    table: Table,
    *,
    kind: str,
    sheet: int,
    first: int,
    depth: int,
    columns: Mapping[str, int],
    scale: int = 0,
    by: Officer | None,
) -> ImportBatch:
    """Keep which column is what under the heading at ``first``, and read the list again with it; the same heading is known from now on."""
    demand(by, "firms.import_list")
    missing = mapped.needed(kind) - columns.keys()
    if missing:
        raise Refused([Refusal("missing_columns", f"Còn phải chỉ ra cột {words.columns(missing)}.")])
    if len(set(columns.values())) < len(columns):
        raise Refused([Refusal("column_twice", "Một cột của tệp chỉ được ghép với một nội dung.")])
    found = next((each for each in table.sheets if each.number == sheet), table.sheets[0])
    proposal = mapped.propose(found, kind, first, depth)
    if proposal is None:
        raise Refused([Refusal("no_heading", "Không có dòng tên cột ở chỗ đã chọn.")])
    private = [f"“{column.head}”" for column in proposal.columns if column.is_private and column.place in columns.values()]
    if private:
        raise Refused([Refusal("private_column", _PRIVATE.format(columns=", ".join(private)))])
    sender = sender_of(batch, kind)
    with transaction.atomic():
        earlier = ColumnMapping.objects.filter(sender=sender, fingerprint=proposal.fingerprint)
        version = 1 + (earlier.aggregate(newest=Max("version"))["newest"] or 0)
        earlier.filter(is_live=True).update(is_live=False)
        ColumnMapping.objects.create(
            sender=sender,
            kind=kind,
            fingerprint=proposal.fingerprint,
            heading=[column.head for column in proposal.columns],
            depth=depth,
            columns=dict(columns),
            scale=scale,
            version=version,
            made_by=by,
        )
        return read_again(batch, by=by, because=f"Đã ghép cột cho danh sách của {sender}.", kind=kind)
