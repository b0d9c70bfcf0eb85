"""How a reader comes, chooses and leaves."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction

from core import clock, jobs
from core.events import record_move
from core.models import Commune, Officer
from core.permissions import demand

from ..kinds import Channel
from ..models import ChannelEvent, Delivery, PressContact, PressContactEvent, Subscriber
from ..models.readers import address_name

#: A link of confirmation is good for so long; what was not confirmed by then is forgotten.
CONFIRM_WITHIN = dt.timedelta(days=3)
#: So many letters of confirmation go to one address within that time, whoever asks for them.
MOST_LETTERS = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """What a reader wants to be told; nothing chosen means everything."""

    topics: Sequence[str] = ()
    industries: Sequence[str] = ()
    communes: Sequence[int] = ()
    language: str = "vi"


@transaction.atomic
def ask(address: str, choice: Choice) -> None:
    """Send a letter of confirmation to ``address``; nothing told to whoever asked says whether the address was known."""
    now = clock.now()
    reader, _ = Subscriber.objects.select_for_update().get_or_create(
        name=address_name(address), defaults={"sealed_address": _sealed(address), "language": choice.language}
    )
    if now - reader.asked_at > CONFIRM_WITHIN:
        reader.asked_times = 0
    if reader.asked_times >= MOST_LETTERS:
        return
    reader.asked, reader.asked_at, reader.asked_times = asdict(choice), now, reader.asked_times + 1
    if reader.state != Subscriber.State.CONFIRMED:
        reader.state, reader.language = Subscriber.State.ASKED, choice.language
    reader.save()
    target = f"reader:{reader.pk}"
    Delivery.objects.create(channel=Channel.EMAIL, target=target, key=f"confirm-{target}-{secrets.token_hex(8)}", urgency=1)
    jobs.nudge("press.mail")


def may_confirm(reader: Subscriber) -> bool:
    """Tell whether the reader's question still stands."""
    return bool(reader.asked) and clock.now() - reader.asked_at <= CONFIRM_WITHIN


@transaction.atomic
def confirm(reader: Subscriber) -> bool:
    """Take what the reader asked for as wanted; return false where the question is too old."""
    now = clock.now()
    if not may_confirm(reader):
        return False
    asked = Choice(**reader.asked)
    Subscriber.objects.filter(pk=reader.pk).update(
        state=Subscriber.State.CONFIRMED, confirmed_at=reader.confirmed_at or now, asked={}, asked_times=0
    )
    reader.refresh_from_db()
    choose(reader, asked)
    return True


@transaction.atomic
def choose(reader: Subscriber, choice: Choice) -> None:
    """Change what the reader is told."""
    reader.topics, reader.industries, reader.language = list(choice.topics), list(choice.industries), choice.language
    reader.save(update_fields=("topics", "industries", "language"))
    reader.communes.set(Commune.objects.filter(pk__in=list(choice.communes)))


@transaction.atomic
def leave(person: Subscriber | PressContact) -> None:
    """Stop all letters at once: a reader's address is deleted, a press contact is kept and gets nothing more."""
    if isinstance(person, PressContact):
        was = person.standing
        if PressContact.objects.filter(pk=person.pk, is_active=True).update(is_active=False):
            record_move(PressContactEvent, person, move="leave", was=was, becomes="gone", by=None, because="Bấm “Ngừng nhận” trong thư.")
        return
    Subscriber.objects.filter(pk=person.pk).delete()


@transaction.atomic
def remove(address: str, *, by: Officer, because: str) -> bool:
    """Delete a reader who asked an officer for it; tell whether there was one. It is noted that, never whose address it was."""
    demand(by, "press.manage_readers")
    reader = Subscriber.objects.filter(name=address_name(address)).first()
    if reader is None:
        return False
    leave(reader)
    ChannelEvent.objects.create(channel=Channel.EMAIL, what="forget", by=by, because=because)
    return True


@transaction.atomic
def keep_contact(contact: PressContact, *, by: Officer, because: str) -> PressContact:
    """Write a new press contact, or what changed of one, with who did it and why."""
    demand(by, "press.manage_contacts")
    known = PressContact.objects.select_for_update().filter(pk=contact.pk).first()
    contact.save()
    move, was = ("change", known.standing) if known else ("add", "")
    record_move(PressContactEvent, contact, move=move, was=was, becomes=contact.standing, by=by, because=because)
    return contact


def forget_unconfirmed() -> int:
    """Delete who never confirmed, and questions that came to nothing; return how many were deleted."""
    before = clock.now() - CONFIRM_WITHIN
    Subscriber.objects.filter(state=Subscriber.State.CONFIRMED, asked_at__lt=before, asked_times__gt=0).update(asked={}, asked_times=0)
    return Subscriber.objects.filter(state=Subscriber.State.ASKED, asked_at__lt=before).delete()[0]


def _sealed(address: str) -> bytes:
    fresh = Subscriber()
    fresh.address = address
    return bytes(fresh.sealed_address)
