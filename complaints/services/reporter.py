"""What a reporter does with the code: look, read, write again, add a file, withdraw."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock
from core.errors import Refusal, Refused

from .. import codes, evidence, sealing
from ..kinds import Petition
from ..lifecycle import ALIVE, LABELS, Move, State, may
from ..models import Complaint, Message
from . import filing, moves


class UnknownCode(LookupError):
    """No case opens with this code; ``is_malformed`` when it is no code at all, for instance a slip of the thumb."""

    def __init__(self, *, is_malformed: bool = False) -> None:
        self.is_malformed = is_malformed
        super().__init__("malformed code" if is_malformed else "unknown code")


@dataclass(frozen=True, slots=True)
class Status:
    """How a case stands: state and days, no content."""

    state: State
    label: str
    petition: Petition
    received_on: dt.date
    answer_due: dt.date
    answered_on: dt.date | None
    forwarded_to: str
    has_answer: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One message as the reporter reads it; ``text`` is empty where only the desk can read it."""

    is_mine: bool
    on: dt.date
    text: str


@dataclass(frozen=True, slots=True)
class Case:
    """A case as its reporter reads it."""

    code: str
    status: Status
    said: tuple[Said, ...]
    files: int
    may_write: bool
    may_withdraw: bool
    paper_on: dt.date | None
    paper_due: dt.date | None


def status(code: str) -> Status:
    """Return how the case of ``code`` stands, or raise `UnknownCode`."""
    return _status(_find(code))


def read(code: str) -> Case:
    """Open the case with ``code`` and return what its reporter may read, or raise `UnknownCode`."""
    complaint = _find(code)
    identity = sealing.case_identity(codes.parse(code), bytes(complaint.salt or b""), complaint.cost or 0)
    state = State(complaint.state)
    return Case(
        code=codes.parse(code),
        status=_status(complaint),
        said=tuple(_said(complaint, message, identity) for message in complaint.messages.exclude(sender=Message.From.NOTE)),
        files=complaint.evidence.count(),
        may_write=state in ALIVE or may(state, Move.WRITE_AGAIN),
        may_withdraw=may(state, Move.WITHDRAW),
        paper_on=complaint.paper_on,
        paper_due=complaint.paper_due,
    )


@transaction.atomic
def write_again(code: str, text: str) -> Complaint:
    """Add a message; after an answer the case opens again and its clock runs anew."""
    complaint = _find(code)
    if not filing.clean(text):
        raise Refused((Refusal("empty", _("Anh/chị chưa viết nội dung.")),))
    _reopen(complaint)
    filing.add_message(complaint, Message.From.REPORTER, text)
    return complaint


@transaction.atomic
def add_evidence(code: str, files: Sequence[evidence.Clean]) -> Complaint:
    """Add files to the case."""
    complaint = _find(code)
    _reopen(complaint)
    if complaint.evidence.count() + len(files) > evidence.MOST_PER_CASE:
        raise Refused((Refusal("files", _("Mỗi hồ sơ nhận tối đa %(most)d tệp.") % {"most": evidence.MOST_PER_CASE}),))
    for each in files:
        evidence.store(complaint, each)
    return complaint


def withdraw(code: str) -> Complaint:
    """Withdraw the complaint; its sealed parts are erased after a short term."""
    complaint = _find(code)
    ends = moves.erase_after(Petition(complaint.petition), start=clock.today(), is_withdrawn=True)
    return moves.make(complaint, Move.WITHDRAW, by=None, erase_after=ends)


def _reopen(complaint: Complaint) -> None:
    state = State(complaint.state)
    if may(state, Move.WRITE_AGAIN):
        again = moves.answer_due(Petition(complaint.petition), start=clock.today())
        moves.make(complaint, Move.WRITE_AGAIN, by=None, answer_due=again, answered_on=None, erase_after=None)
    elif state not in ALIVE:
        raise Refused((Refusal("ended", _("Hồ sơ đã kết thúc; anh/chị có thể gửi phản ánh mới.")),))


def _find(typed: str) -> Complaint:
    try:
        code = codes.parse(typed)
    except codes.BadCode:
        raise UnknownCode(is_malformed=True) from None
    found = Complaint.objects.select_related("desk_key", "forwarded_to").filter(lookup=sealing.lookup(code, filing.lookup_key())).first()
    if found is None:
        raise UnknownCode
    return found


def _status(complaint: Complaint) -> Status:
    return Status(
        state=State(complaint.state),
        label=LABELS[State(complaint.state)],
        petition=Petition(complaint.petition),
        received_on=complaint.received_on,
        answer_due=complaint.answer_due,
        answered_on=complaint.answered_on,
        forwarded_to=str(complaint.forwarded_to or ""),
        has_answer=complaint.messages.filter(sender=Message.From.DESK).exists(),
    )


def _said(complaint: Complaint, message: Message, identity: str) -> Said:
    if message.is_for_desk_only:
        return Said(True, message.on, "")
    text = sealing.unseal(bytes(message.sealed), bound=filing.place(complaint.reference, "message"), identity=identity)
    return Said(message.sender == Message.From.REPORTER, message.on, text.decode())
