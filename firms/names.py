"""Names over time: what the registers in force called a firm besides its name of today, so that it is still found under it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db import transaction

from core.text import fold, match_key, nfc, sort_key

from .models import Firm, FirmName, RegisterEntry, TaxCode

CHUNK = 500


@dataclass(slots=True)
class Span:
    """From when to when registers gave a name; ``ends`` is empty where one still gives it, to another code of the firm."""

    begins: dt.date | None
    ends: dt.date | None
    batch_id: int


def rebuild(firm_ids: Iterable[int]) -> None:
    """Write anew which other names the registers in force know of these firms, under any code that is or was theirs.

    Whoever changes names by an import calls this with the firms whose name changed; what a roll back takes away goes with it.
    """
    wanted = sorted(set(firm_ids))
    for start in range(0, len(wanted), CHUNK):
        _rebuild(wanted[start : start + CHUNK])


@transaction.atomic
def _rebuild(firm_ids: Sequence[int]) -> None:
    today = dict(Firm.objects.filter(pk__in=firm_ids).values_list("pk", "name"))
    owners = dict(TaxCode.objects.filter(firm_id__in=firm_ids).order_by("valid_to").values_list("code", "firm_id"))
    owners |= dict(TaxCode.objects.filter(firm_id__in=firm_ids, valid_to=None).values_list("code", "firm_id"))
    entries = RegisterEntry.objects.in_force().filter(tax_code__in=list(owners)).order_by("tax_code", "batch__as_of", "batch_id")
    found: dict[int, dict[str, Span]] = defaultdict(dict)
    stated = entries.values_list("tax_code", "name", "batch__as_of", "batch_id")
    for code, rows in groupby(stated.iterator(), key=lambda row: row[0]):
        _spans(found[owners[code]], [(nfc(name), as_of, batch_id) for _, name, as_of, batch_id in rows])
    FirmName.objects.filter(firm_id__in=firm_ids).delete()
    FirmName.objects.bulk_create(
        FirmName(
            firm_id=pk,
            name=name,
            name_fold=fold(name),
            name_key=match_key(name),
            name_sort=sort_key(name),
            valid_from=span.begins,
            valid_to=span.ends,
            batch_id=span.batch_id,
        )
        for pk, spans in found.items()
        for name, span in spans.items()
        if name != nfc(today[pk])
    )


def _spans(spans: dict[str, Span], rows: Sequence[tuple[str, dt.date | None, int]]) -> None:
    """Add what the registers say of one code, oldest first: a name holds until the first register that gives another."""
    runs = [list(run) for _, run in groupby(rows, key=lambda row: row[0])]
    for run, after in zip(runs, [*runs[1:], None], strict=True):
        (name, begins, batch_id), ends = run[0], after[0][1] if after else None
        if (known := spans.get(name)) is None:
            spans[name] = Span(begins, ends, batch_id)
            continue
        known.begins = min(known.begins, begins) if known.begins and begins else known.begins or begins
        known.ends = max(known.ends, ends) if known.ends and ends else None
