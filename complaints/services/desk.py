"""What an officer does at the open desk; every text is sealed again before it is stored."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from core import clock
from core.errors import Refusal, Refused, Stale
from core.models import Agency, Officer
from core.permissions import demand

from .. import evidence, sealing
from ..kinds import FORMAL, Petition
from ..lifecycle import Move, State
from ..models import Complaint, Evidence, Message, RevealLog
from . import filing, moves
from .keys import OpenDesk

_HANDLE = "complaints.handle_complaint"


@dataclass(frozen=True, slots=True)
class Line:
    """One message as the desk reads it."""

    sender: str
    label: str
    on: dt.date
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as the desk reads it while one request lasts."""

    complaint: Complaint
    lines: tuple[Line, ...]
    files: tuple[Evidence, ...]
    has_identity: bool


def case_file(complaint: Complaint, *, desk: OpenDesk) -> CaseFile:
    """Open a case for reading; the identity stays sealed."""
    _demand(desk, complaint)
    lines = tuple(_lines(complaint, desk))
    return CaseFile(complaint, lines, tuple(complaint.evidence.all()), hasattr(complaint, "identity"))


def accept(complaint: Complaint, *, by: Officer) -> Complaint:
    """Take the case up."""
    demand(by, _HANDLE)
    return moves.make(complaint, Move.ACCEPT, by=by)


@transaction.atomic
def answer(complaint: Complaint, text: str, *, desk: OpenDesk) -> Complaint:
    """Answer the reporter; the clock of our answer stops."""
    _demand(desk, complaint)
    _say(complaint, text, desk)
    return moves.make(complaint, Move.ANSWER, by=desk.officer, answered_on=clock.today())


@transaction.atomic
def forward(complaint: Complaint, to: Agency, text: str, *, desk: OpenDesk) -> Complaint:
    """Hand the case to the body that is competent; ``text`` tells the reporter why and what follows. The clock runs on."""
    _demand(desk, complaint)
    _say(complaint, text, desk)
    return moves.make(complaint, Move.FORWARD, by=desk.officer, forwarded_to=to)


@transaction.atomic
def close(complaint: Complaint, text: str, *, desk: OpenDesk) -> Complaint:
    """Close the case; ``text`` tells the reporter why. From here the term of keeping runs."""
    _demand(desk, complaint)
    _say(complaint, text, desk)
    ends = moves.erase_after(Petition(complaint.petition), start=clock.today())
    return moves.make(complaint, Move.CLOSE, by=desk.officer, erase_after=ends)


def write_note(complaint: Complaint, text: str, *, desk: OpenDesk) -> Message:
    """Write a note that only the desk reads."""
    _demand(desk, complaint)
    return filing.add_message(complaint, Message.From.NOTE, _text(text), by=desk.officer.pk)


@transaction.atomic
def classify(complaint: Complaint, petition: Petition, *, by: Officer) -> Complaint:
    """Say which kind of matter this is; the reporter's own wish stays beside it."""
    demand(by, _HANDLE)
    due = moves.answer_due(petition, start=complaint.received_on) if not complaint.answered_on else complaint.answer_due
    return _change(complaint, petition=petition, answer_due=due)


@transaction.atomic
def receive_paper(complaint: Complaint, on: dt.date, *, by: Officer) -> Complaint:
    """Record that the signed petition came in on the day ``on``: the legal term of its kind runs from there."""
    demand(by, _HANDLE)
    petition = Petition(complaint.petition)
    if petition not in FORMAL:
        raise Refused((Refusal("not-formal", "Chỉ khiếu nại và tố cáo mới có đơn ký; hãy phân loại lại trước."),))
    if not complaint.received_on <= on <= clock.today():
        raise Refused((Refusal("day", "Ngày nhận đơn phải từ ngày nhận phản ánh đến hôm nay."),))
    return _change(complaint, paper_on=on, paper_due=moves.paper_due(petition, start=on))


@transaction.atomic
def reveal(complaint: Complaint, motive: str, *, desk: OpenDesk) -> filing.Person:
    """Open the identity; who looked, when and why is written down first."""
    _demand(desk, complaint)
    demand(desk.officer, "complaints.reveal_identity")
    if len(motive.strip()) < 10:
        raise Refused((Refusal("motive", "Hãy nêu lý do xem danh tính, ít nhất 10 ký tự."),))
    if not hasattr(complaint, "identity"):
        raise Refused((Refusal("anonymous", "Người gửi không để lại danh tính."),))
    RevealLog.objects.create(complaint=complaint, by=desk.officer, motive=motive.strip(), at=clock.now())
    told = sealing.unseal(bytes(complaint.identity.sealed), bound=filing.place(complaint.reference, "identity"), identity=desk.identity)
    return filing.Person(**json.loads(told))


def open_file(row: Evidence, *, desk: OpenDesk) -> evidence.Clean:
    """Open one file of a case."""
    _demand(desk, row.complaint)
    return evidence.fetch(row, identity=desk.identity)


def _demand(desk: OpenDesk, complaint: Complaint) -> None:
    demand(desk.officer, _HANDLE)
    if complaint.state == State.ERASED:
        raise Refused((Refusal("erased", "Nội dung hồ sơ đã được xóa."),))


def _lines(complaint: Complaint, desk: OpenDesk) -> Iterator[Line]:
    for message in complaint.messages.select_related("by"):
        text = sealing.unseal(bytes(message.sealed), bound=filing.place(complaint.reference, "message"), identity=desk.identity)
        yield Line(message.sender, message.get_sender_display(), message.on, str(message.by or ""), text.decode())


def _say(complaint: Complaint, text: str, desk: OpenDesk) -> None:
    filing.add_message(complaint, Message.From.DESK, _text(text), by=desk.officer.pk)


def _text(text: str) -> str:
    if not filing.clean(text):
        raise Refused((Refusal("empty", "Chưa có nội dung."),))
    return text


def _change(complaint: Complaint, **changes: object) -> Complaint:
    """Change what is no state, unless somebody moved the case meanwhile."""
    if not Complaint.objects.filter(pk=complaint.pk, state=complaint.state).update(**changes):
        raise Stale(f"complaint {complaint.pk} is no longer {complaint.state}")
    complaint.refresh_from_db()
    return complaint
