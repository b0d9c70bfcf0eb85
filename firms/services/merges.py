"""Two records of one firm become one, and are parted again: proposed by one officer, decided by another, every row on file."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import ForeignKey, Model

from core import clock, jobs, pages
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from .. import clashes, coverage, merging, names, scope
from ..clashes import Clash
from ..merging import Move, State
from ..models import Firm, FirmEvent, FirmName, Merge, MergeEvent, MovedRow, TaxCode

#: What stays with its record: its own story, and names that are built again.
_STAYS = (FirmEvent, FirmName, Merge)
CHUNK = 500


@transaction.atomic
def propose_merge(kept: Firm, gone: Firm, *, by: Officer, because: str, document: str = "", document_on: dt.date | None = None) -> Merge:
    """Propose that ``gone`` is a second record of ``kept``; nothing moves before another officer decides.

    Where both have a tax code in force and the codes differ, the paper that proves the new registration must be named.
    """
    demand(by, "firms.propose_merge")
    for firm in (kept, gone):
        scope.demand(by, firm)
    if refusals := list(_against(kept, gone, document.strip(), document_on)):
        raise Refused(refusals)
    merge = Merge.objects.create(kept=kept, gone=gone, asked_by=by, document=document.strip(), document_on=document_on)
    record_move(MergeEvent, merge, move="propose", was="", becomes=State.PROPOSED, by=by, because=because)
    return merge


@transaction.atomic
def merge_firms(merge: Merge, *, by: Officer, because: str, stays: Mapping[str, str] = MappingProxyType({})) -> Merge:
    """Let the kept firm own the codes and rows of the record that goes; what speaks against it is asked again now.

    Where both carry a row of which a firm has one alone, ``stays`` says by the key of the clash whose row goes on; the other is
    left with the record that goes, and a split puts both back.
    """
    refusals = list(_against(merge.kept, merge.gone, merge.document, merge.document_on, merge))
    both = clashes_of(merge)
    if any(stays.get(each.key) not in clashes.CHOICES for each in both):
        refusals.append(Refusal("twice", f"Cả hai bản ghi cùng có một {both[0].name} như nhau; hãy chọn dòng nào được giữ."))
    if refusals:
        raise Refused(refusals)
    note = "; ".join(f"{each.name}: {clashes.CHOICES[stays[each.key]].lower()}" for each in both)
    merge = _move(merge, Move.MERGE, by=by, because=because, note=note, merged_at=clock.now())
    has_main = TaxCode.objects.filter(firm=merge.kept, valid_to=None, is_main=True).exists()
    aside = [(each.kept if stays[each.key] == "gone" else each.gone, each.field, each) for each in both]
    with _shelf() as shelf:
        for row, field, each in aside:
            _tie(row, field, shelf.pk)
            if row is each.kept:
                MovedRow.objects.create(merge=merge, table=each.table, field=field, row=row.pk, is_aside=True)
        for model, field in _tied():
            _carry(merge, model, field)
        for row, field, _ in aside:
            _tie(row, field, merge.gone_id)
    if has_main:
        moved = MovedRow.objects.filter(merge=merge, table=TaxCode._meta.db_table).values("row")
        TaxCode.objects.filter(pk__in=moved).update(is_main=False)
    Firm.objects.filter(pk=merge.gone_id).update(is_listed=False)
    _tell(merge, "merged", "gone", by, because)
    return merge


@transaction.atomic
def split_firms(merge: Merge, *, by: Officer, because: str) -> Merge:
    """Move back every row that the merge moved and that is still the kept firm's; what came later stays with the kept firm."""
    if Merge.objects.filter(gone=merge.kept, state__in=merging.GONE).exists():
        raise Refused([Refusal("kept_is_gone", "Đơn vị giữ lại đã được gộp tiếp vào đơn vị khác; hãy tách lần gộp sau trước.")])
    merge = _move(merge, Move.SPLIT, by=by, because=because)
    with _shelf() as shelf:
        for is_aside, whose, to in (
            (True, merge.gone_id, shelf.pk),
            (False, merge.kept_id, merge.gone_id),
            (True, shelf.pk, merge.kept_id),
        ):
            for model, field in _tied():
                _give_back(merge, model, field, is_aside, whose, to)
    Firm.objects.filter(pk=merge.gone_id).update(is_listed=True)
    _tell(merge, "split", "split", by, because)
    return merge


def _give_back(merge: Merge, model: type[Model], field: str, is_aside: bool, whose: int, to: int) -> None:
    moved = MovedRow.objects.filter(merge=merge, table=model._meta.db_table, field=field, is_aside=is_aside)
    rows = list(moved.values_list("row", flat=True))
    for start in range(0, len(rows), CHUNK):
        still = model._default_manager.filter(pk__in=rows[start : start + CHUNK], **{field: whose})
        still.update(**{field: to} | ({"is_main": True} if model is TaxCode else {}))


@contextmanager
def _shelf() -> Iterator[Firm]:
    """Lend a record on which rows lie while two that are alike change places; it is gone afterwards."""
    shelf = Firm.objects.create(name="-", is_listed=False)
    yield shelf
    shelf.delete()


def _tie(row: Model, field: str, to: int) -> None:
    type(row)._default_manager.filter(pk=row.pk).update(**{field: to})


def clashes_of(merge: Merge) -> list[Clash]:
    """Return the rows of which a firm has one alone and that both records of a proposed merge carry."""
    return list(clashes.between(merge.kept, merge.gone, _tied())) if merge.state == State.PROPOSED else []


def refuse_merge(merge: Merge, *, by: Officer, because: str) -> Merge:
    """Refuse a proposal; nothing has moved."""
    return _move(merge, Move.REFUSE, by=by, because=because)


def ask_split(merge: Merge, *, by: Officer, because: str) -> Merge:
    """Propose that a merge was wrong; another officer decides."""
    return _move(merge, Move.ASK_SPLIT, by=by, because=because, asked_by=by, decided_by=None)


def keep_merged(merge: Merge, *, by: Officer, because: str) -> Merge:
    """Let a merge stand although a split was proposed."""
    return _move(merge, Move.KEEP, by=by, because=because)


def kept_for(firm: Firm) -> Firm | None:
    """Return the firm that the record ``firm`` was merged into, at the end of the chain; nothing where it stands by itself."""
    kept = None
    while found := Merge.objects.filter(gone=kept or firm, state__in=merging.GONE).select_related("kept").first():
        kept = found.kept
    return kept


def moved(merge: Merge) -> list[tuple[str, int]]:
    """Return how many rows of which kind the merge moved, in words."""
    named = {model._meta.db_table: str(model._meta.verbose_name) for model, _ in _tied()}
    counts = Counter(MovedRow.objects.filter(merge=merge, is_aside=False).values_list("table", flat=True))
    return sorted((named[table], number) for table, number in counts.items())


def _against(kept: Firm, gone: Firm, document: str, document_on: dt.date | None, own: Merge | None = None) -> Iterator[Refusal]:
    """Yield what forbids that ``gone`` is merged into ``kept``."""
    if kept.pk == gone.pk:
        yield Refusal("same", "Đây là cùng một bản ghi.")
        return
    if kept.pk == gone.parent_id or gone.pk == kept.parent_id:
        yield Refusal("branch", "Đơn vị trực thuộc và đơn vị chủ quản là hai đơn vị, không phải bản ghi trùng.")
    others = Merge.objects.exclude(pk=own.pk) if own else Merge.objects.all()
    if others.filter(gone__in=[kept, gone], state__in=merging.OPEN).exists():
        yield Refusal("spoken_for", "Một trong hai bản ghi đã được gộp, hoặc đang được đề nghị gộp, vào đơn vị khác.")
    if gone.holds.filter(lifted_at=None).exists():
        yield Refusal("pending", "Bản ghi trùng còn việc đang treo; hãy khép việc ấy trước, hoặc giữ bản ghi này và gộp bản ghi kia.")
    if rooms := sorted(
        {str(model._meta.verbose_name) for model, field in _above() if model._default_manager.filter(**{field: gone}).exists()}
    ):
        yield Refusal("public_file", f"Bản ghi trùng đã có {', '.join(rooms)}; hãy giữ bản ghi này và gộp bản ghi kia vào.")
    codes = [{code.code for code in firm.tax_codes.filter(valid_to=None, is_main=True)} for firm in (kept, gone)]
    if all(codes) and not document:
        yield Refusal(
            "two_codes", "Hai mã số thuế khác nhau đang có hiệu lực: phải nêu số và ngày văn bản chứng minh đăng ký lại hoặc đổi mã."
        )
    if bool(document) != bool(document_on):
        yield Refusal("half_document", "Văn bản phải có cả số và ngày.")
    if document_on and document_on > clock.today():
        yield Refusal("future", "Ngày văn bản chưa đến.")


def _ties() -> Iterator[tuple[type[Model], str]]:
    """Yield every table that points at firms, with the name of its field."""
    for relation in Firm._meta.related_objects:
        field: Any = relation.field
        if isinstance(field, ForeignKey):
            yield relation.related_model, field.attname


def _tied() -> list[tuple[type[Model], str]]:
    """Return the tables of this room whose rows go with a firm."""
    return [(model, field) for model, field in _ties() if model._meta.app_label == "firms" and model not in _STAYS]


def _above() -> list[tuple[type[Model], str]]:
    """Return the tables of the rooms above: what stands there was said of one record and stays with it."""
    return [(model, field) for model, field in _ties() if model._meta.app_label != "firms"]


def _carry(merge: Merge, model: type[Model], field: str) -> None:
    """Move the ties of one table and write down which."""
    rows = list(model._default_manager.filter(**{field: merge.gone_id}).values_list("pk", flat=True))
    MovedRow.objects.bulk_create(
        (MovedRow(merge=merge, table=model._meta.db_table, field=field, row=row) for row in rows), batch_size=CHUNK
    )
    for start in range(0, len(rows), CHUNK):
        model._default_manager.filter(pk__in=rows[start : start + CHUNK]).update(**{field: merge.kept_id})


def _tell(merge: Merge, kept: str, gone: str, by: Officer, because: str) -> None:
    """Write the events of both records, and bring in step what follows from whose codes are whose."""
    record_move(FirmEvent, merge.kept, move=merge.state, was="", becomes=kept, by=by, because=because, note=f"merge:{merge.pk}")
    record_move(FirmEvent, merge.gone, move=merge.state, was="", becomes=gone, by=by, because=because, note=f"merge:{merge.pk}")
    names.rebuild([merge.kept_id, merge.gone_id])
    coverage.ask_again()
    jobs.nudge("firms.coverage")
    pages.bump()


@transaction.atomic
def _move(merge: Merge, how: Move, *, by: Officer, because: str, note: str = "", **changes: Any) -> Merge:
    """Make one move, conditional on the state that was read; who decides is never who asked."""
    was = State(merge.state)
    becomes = merging.after(was, how)
    demand(by, "firms.decide_merge" if how in merging.DECIDED else "firms.propose_merge")
    for firm in (merge.kept, merge.gone):
        scope.demand(by, firm)
    if how in merging.DECIDED:
        if by.pk == merge.asked_by_id:
            raise Refused([Refusal("four_eyes", "Người đề nghị không tự quyết định; cần một cán bộ khác.")])
        changes["decided_by"] = by
    if not Merge.objects.filter(pk=merge.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"merge {merge.pk} is no longer {was}")
    record_move(MergeEvent, merge, move=how, was=was, becomes=becomes, by=by, because=because, note=note)
    merge.refresh_from_db()
    return merge
