"""What the dialogue wants done, done: each effect within its own savepoint, its outcome returned as an event."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from complaints import services as complaints
from core import clock
from core.errors import Refused

from . import channels, sealing
from .dialogue import (
    AddToDraft,
    DraftStarted,
    DropDraft,
    Effect,
    Erase,
    Erased,
    Event,
    Failed,
    Filed,
    LinkMade,
    LookedUp,
    LookUp,
    MakeLink,
    Note,
    PartAdded,
    Rate,
    SendDraft,
    StartDraft,
)
from .learning import ratings
from .models import Inbound, Unanswered


def do(effect: Effect, inbound: Inbound) -> Event | None:
    """Do ``effect`` for the conversation of ``inbound``; a refusal undoes it and is told to the worker."""
    try:
        with transaction.atomic():
            return _do(effect, inbound)
    except Refused as refused:
        return Failed(str(refused.refusals[0]))


def _do(effect: Effect, inbound: Inbound) -> Event | None:
    match effect:
        case StartDraft(first):
            draft = complaints.start_draft(channels.get(inbound.channel).door)
            if first:
                complaints.add_to_draft(draft, first)
            return DraftStarted(draft, int(bool(first)))
        case AddToDraft(draft, text, has_numbers):
            complaints.add_to_draft(draft, text)
            return PartAdded(has_numbers)
        case SendDraft(draft):
            return Filed(complaints.send_draft(draft).code)
        case DropDraft(draft):
            complaints.drop_draft(draft)
        case MakeLink():
            return LinkMade(complaints.one_time_link())
        case LookUp(code):
            return _look_up(code)
        case Note(question, nearest):
            _note(question, nearest)
        case Rate(slug, revision, is_helpful):
            ratings.rate(inbound.conversation, slug, revision, is_helpful=is_helpful)
        case Erase():
            inbound.conversation.inbound.exclude(pk=inbound.pk).delete()
            return Erased()
    return None


def _look_up(code: str) -> LookedUp:
    url = settings.BASE_URL + reverse("complaints:track")
    try:
        status = complaints.status(code)
    except complaints.UnknownCode:
        return LookedUp("", url=url)
    return LookedUp(status.label, f"{status.answered_on or status.received_on:%d/%m/%Y}", url)


def _note(question: str, nearest: tuple[str, ...]) -> None:
    """Count a question that could not be answered; ``question`` is masked already."""
    today = clock.today()
    row, is_new = Unanswered.objects.get_or_create(
        key=sealing.name("question", question.casefold()),
        defaults={"question": question[:500], "nearest": list(nearest), "first_on": today, "last_on": today},
    )
    if not is_new:
        Unanswered.objects.filter(pk=row.pk).update(asked=F("asked") + 1, last_on=today)
