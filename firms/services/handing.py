"""Lists leave for agencies with a letter, and their receipt is recorded."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from core import clock
from core.errors import NotAllowed, Refusal, Refused, Stale
from core.events import record_move
from core.models import Agency, Officer
from core.permissions import demand

from .. import handed, handing, scope
from ..handing import Move, State
from ..models import OutgoingEvent, OutgoingLayout, OutgoingList
from .asking import seat_policy, term


@transaction.atomic
def hand_list(
    layout: OutgoingLayout, agency: Agency, *, as_of: dt.date, letter_no: str, letter_on: dt.date, by: Officer, because: str
) -> OutgoingList:
    """Hand ``agency`` the firms of its own business that ``layout`` names, and keep the file as it left."""
    demand(by, "firms.hand_list")
    today = clock.today()
    refused = handed.refusals(layout, agency)
    if not scope.is_whole(by):
        refused.append(Refusal("agency", "Danh sách của cả tỉnh do cán bộ phụ trách cả tỉnh bàn giao."))
    if not letter_no.strip():
        refused.append(Refusal("letter_no", "Phải ghi số công văn."))
    if letter_on > today:
        refused.append(Refusal("letter_on", "Ngày công văn chưa đến."))
    if as_of > today:
        refused.append(Refusal("as_of", "Ngày số liệu chưa đến."))
    elif letter_on < as_of:
        told = f"Ngày công văn ({letter_on:%d/%m/%Y}) không được trước ngày số liệu của danh sách ({as_of:%d/%m/%Y})."
        refused.append(Refusal("letter_on", told))
    rows = handed.rows(layout, agency, as_of) if not refused else []
    if not refused and not rows:
        refused.append(Refusal("empty", "Không có đơn vị nào thuộc phạm vi của bên nhận; không có gì để bàn giao."))
    if refused:
        raise Refused(refused)
    content = handed.workbook(layout, rows)
    digest = hashlib.sha256(content).hexdigest()
    made = OutgoingList.objects.create(
        layout=layout,
        agency=agency,
        as_of=as_of,
        rows=len(rows),
        stored=ContentFile(content, name=f"{digest[:16]}.xlsx"),
        sha256=digest,
        letter_no=letter_no.strip()[:60],
        letter_on=letter_on,
        sent_by=by,
        due_on=term(seat_policy(today).receipt_workdays, since=today),
    )
    record_move(OutgoingEvent, made, move="send", was="", becomes=State.SENT, by=by, because=because)
    return made


@transaction.atomic
def receive_list(sent: OutgoingList, *, received_on: dt.date, receiver: str, proof: str, by: Officer) -> OutgoingList:
    """Record that the agency has the list: its officer says so, or our clerk with a proof."""
    if by.agency_id == sent.agency_id:
        demand(by, "firms.receive_list")
    elif scope.is_whole(by):
        demand(by, "firms.hand_list")
    else:
        raise NotAllowed("firms.receive_list")
    refused = []
    if not receiver.strip() or not proof.strip():
        refused.append(Refusal("receiver", "Phải ghi người nhận và chứng cứ (số đến, biên nhận)."))
    if not sent.letter_on <= received_on <= clock.today():
        refused.append(Refusal("received_on", "Ngày nhận phải từ ngày công văn đến hôm nay."))
    if refused:
        raise Refused(refused)
    because = f"{receiver.strip()} nhận ngày {received_on:%d/%m/%Y}: {proof.strip()}."
    changes = {"received_on": received_on, "receiver": receiver.strip()[:120], "proof": proof.strip()[:200]}
    return _move(sent, Move.RECEIVE, by=by, because=because, **changes)


@transaction.atomic
def recall_list(sent: OutgoingList, *, by: Officer, because: str) -> OutgoingList:
    """Take a list back that went out wrong: the agency no longer finds it on its seat."""
    demand(by, "firms.hand_list")
    return _move(sent, Move.RECALL, by=by, because=because)


@transaction.atomic
def remind_receipt(sent: OutgoingList) -> OutgoingList:
    """Note that no receipt came in time."""
    return _move(sent, Move.REMIND, by=None, because=f"Quá hạn báo nhận ngày {sent.due_on:%d/%m/%Y}.")


@transaction.atomic
def change_layout(layout: OutgoingLayout, *, title: str, columns: str, by: Officer) -> OutgoingLayout:
    """Give a layout the columns that its receiver wants; lists that left stay as they were."""
    demand(by, "firms.hand_list")
    if refused := handing.against(columns):
        raise Refused(refused)
    layout.title, layout.columns = title, columns
    layout.save(update_fields=["title", "columns"])
    return layout


def _move(sent: OutgoingList, how: Move, *, by: Officer | None, because: str, **changes: Any) -> OutgoingList:
    was = State(sent.state)
    becomes = handing.after(was, how)
    if not OutgoingList.objects.filter(pk=sent.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"handed list {sent.pk} is no longer {was}")
    record_move(OutgoingEvent, sent, move=how, was=was, becomes=becomes, by=by, because=because)
    return OutgoingList.objects.select_related("layout", "agency").get(pk=sent.pk)
