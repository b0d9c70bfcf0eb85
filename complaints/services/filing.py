"""How a complaint comes in: at once from the form, or part by part from a chat."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from core import clock, keys, pages
from core.errors import Refusal, Refused

from .. import codes, evidence, sealing
from ..kinds import Channel, Petition
from ..lifecycle import Move, State
from ..models import Complaint, DeskKey, Draft, DraftPart, Identity, Message, OneTimeLink
from . import moves
from .keys import current

#: A chat that falls silent keeps its sealed draft for a week.
DRAFT_FOR = dt.timedelta(days=7)
LINK_FOR = dt.timedelta(days=1)
#: Characters in one message.
LONGEST = 20_000
#: Controls, marks that turn text around, half characters and what Unicode has not given out.
_UNTYPED = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter keeps: the code is nowhere else."""

    code: str
    complaint_id: int
    answer_due: dt.date


@dataclass(frozen=True, slots=True)
class Person:
    """Who the reporter is, if the reporter wants to say."""

    name: str = ""
    contact: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.contact)


def lookup_key() -> bytes:
    """Return the key of the lookup; it lies beside the database, never in it."""
    return keys.make_or_read(settings.KEYS, "complaint_lookup")


@transaction.atomic
def file(
    content: str,
    *,
    channel: str = Channel.WEB,
    wants: str = Petition.FEEDBACK,
    now: dt.datetime | None = None,
    person: Person | None = None,
    files: Sequence[evidence.Clean] = (),
    code: str = "",
) -> Receipt:
    """Seal ``content`` and what comes with it, and return the receipt.

    ``code`` is a code that the reporter was shown before sending: sending twice files once.
    """
    if not (text := clean(content)):
        raise Refused((Refusal("empty", _("Anh/chị chưa viết nội dung.")),))
    desk = current()
    code = code or codes.new()
    found = Complaint.objects.filter(lookup=sealing.lookup(code, lookup_key())).first()
    if found:
        return Receipt(code, found.pk, found.answer_due)
    day = (now or clock.now()).astimezone(clock.VIETNAM).date()
    try:
        with transaction.atomic():
            complaint = _open(code, codes.reference(), desk, channel, wants, day)
    except IntegrityError:  # the same page was sent twice at once, and the other one won
        found = Complaint.objects.get(lookup=sealing.lookup(code, lookup_key()))
        return Receipt(code, found.pk, found.answer_due)
    add_message(complaint, Message.From.REPORTER, text)
    if person:
        _seal_person(complaint, person)
    for each in files:
        evidence.store(complaint, each)
    return Receipt(code, complaint.pk, complaint.answer_due)


def start_draft(channel: str, *, wants: str = Petition.FEEDBACK) -> str:
    """Begin a complaint that is told in a chat, and return the draft's id."""
    draft = Draft.objects.create(
        reference=codes.reference(), desk_key=current(), channel=Channel(channel), wants=Petition(wants), ends_at=clock.now() + DRAFT_FOR
    )
    return str(draft.pk)


@transaction.atomic
def add_to_draft(draft_id: str, text: str) -> None:
    """Seal one more message of the draft to the desk; nobody else can read it from here on."""
    draft = _draft(draft_id)
    if told := clean(text):
        sealed = sealing.seal(told.encode(), bound=place(draft.reference, "message"), to=[draft.desk_key.recipient])
        DraftPart.objects.create(draft=draft, sealed=sealed)


def draft_is_open(draft_id: str) -> bool:
    """Tell whether the draft still waits to be sent and holds something."""
    return Draft.objects.filter(pk=uuid.UUID(draft_id), ends_at__gt=clock.now(), parts__isnull=False).exists()


@transaction.atomic
def send_draft(draft_id: str) -> Receipt:
    """File the draft as a complaint and return the receipt; the draft is gone."""
    draft = _draft(draft_id)
    parts = list(draft.parts.all())
    if not parts:
        raise Refused((Refusal("empty", _("Anh/chị chưa kể nội dung.")),))
    code = codes.new()
    complaint = _open(code, draft.reference, draft.desk_key, draft.channel, draft.wants, clock.today())
    for part in parts:
        Message.objects.create(
            complaint=complaint, sender=Message.From.REPORTER, sealed=part.sealed, is_for_desk_only=True, on=complaint.received_on
        )
    draft.delete()
    return Receipt(code, complaint.pk, complaint.answer_due)


def drop_draft(draft_id: str) -> None:
    """Forget the draft; nothing of it remains."""
    Draft.objects.filter(pk=uuid.UUID(draft_id)).delete()


def one_time_link() -> str:
    """Return an address of the sealed form that is good for one complaint within a day."""
    token = secrets.token_urlsafe(24)
    OneTimeLink.objects.create(name=sealing.split(token)[0], ends_at=clock.now() + LINK_FOR)
    return settings.BASE_URL + reverse("complaints:link", args=(token,))


def link_is_open(token: str) -> bool:
    """Tell whether the link can still be used; looking does not use it, for messengers look at links by themselves."""
    return OneTimeLink.objects.filter(name=sealing.split(token)[0], ends_at__gt=clock.now()).exists()


def use_link(token: str) -> None:
    """Use the link up."""
    OneTimeLink.objects.filter(name=sealing.split(token)[0]).delete()


def clean(text: str) -> str:
    """Return ``text`` in NFC, within the longest message, without what no reader types."""
    kept = "".join(sign for sign in unicodedata.normalize("NFC", text) if sign in "\n\t" or unicodedata.category(sign) not in _UNTYPED)
    return kept.strip()[:LONGEST]


def place(reference: str, what: str) -> str:
    """Return the place that a sealed part is bound to."""
    return f"{reference}/{what}"


def add_message(complaint: Complaint, sender: Message.From, text: str, *, by: int | None = None) -> Message:
    """Seal ``text`` to the case and the desk; a note to the desk alone."""
    is_note = sender == Message.From.NOTE
    to = [complaint.desk_key.recipient] if is_note else [complaint.desk_key.recipient, complaint.recipient]
    sealed = sealing.seal(clean(text).encode(), bound=place(complaint.reference, "message"), to=to)
    return Message.objects.create(complaint=complaint, sender=sender, sealed=sealed, is_for_desk_only=is_note, on=clock.today(), by_id=by)


def _open(code: str, reference: str, desk: DeskKey, channel: str, wants: str, day: dt.date) -> Complaint:
    lock = sealing.new_case_lock(code)
    complaint = Complaint.objects.create(
        reference=reference,
        lookup=sealing.lookup(code, lookup_key()),
        salt=lock.salt,
        cost=lock.cost,
        recipient=lock.recipient,
        desk_key=desk,
        channel=Channel(channel),
        wants=Petition(wants),
        petition=Petition(wants),
        received_on=day,
        answer_due=moves.answer_due(Petition(wants), start=day),
    )
    moves.record(complaint, Move.FILE, was="", becomes=State.RECEIVED, by=None)
    pages.bump()
    return complaint


def _seal_person(complaint: Complaint, person: Person) -> None:
    told = json.dumps({"name": clean(person.name), "contact": clean(person.contact)}, ensure_ascii=False)
    sealed = sealing.seal(told.encode(), bound=place(complaint.reference, "identity"), to=[complaint.desk_key.recipient])
    Identity.objects.create(complaint=complaint, sealed=sealed)


def _draft(draft_id: str) -> Draft:
    draft = Draft.objects.select_for_update().select_related("desk_key").filter(pk=uuid.UUID(draft_id), ends_at__gt=clock.now()).first()
    if draft is None:
        raise Refused((Refusal("no-draft", _("Bản nháp không còn; anh/chị vui lòng kể lại.")),))
    return draft
