"""What the dialogue wants done, done: each effect within its own savepoint, its outcome returned as an event."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from complaints import deadlines
from complaints import public as terms
from complaints import services as complaints
from complaints.kinds import Unit
from core import clock, limits
from core.errors import Refused, TooMany
from core.law import NotInForce, dated
from core.models import SwappedDay
from firms import public as firms
from notices import public as notices
from outreach import calculators
from press.readers import services as readers
from recognition import public as honours

from . import channels, sealing
from .desk import services as desk
from .dialogue import (
    AddToDraft,
    AskOfficer,
    CheckFirm,
    DraftStarted,
    DropDraft,
    Effect,
    Erase,
    Erased,
    Event,
    Failed,
    Filed,
    FirmChecked,
    LeaveTalk,
    LinkMade,
    LookedUp,
    LookUp,
    MakeLink,
    Note,
    PartAdded,
    PassedOn,
    PassOn,
    Rate,
    Reckon,
    Reckoned,
    SendAlong,
    SendDraft,
    StartDraft,
    Subscribe,
    Subscribed,
    TalkAsked,
    TalkOver,
)
from .dialogue.state import Slots
from .learning import ratings
from .models import Conversation, Inbound, Unanswered

#: So many firms are offered to choose from, and so many notices and honours are named.
_SHOWN, _MENTIONED = 6, 3
#: So many letters of confirmation are asked for from one conversation within an hour.
_LETTERS, _HOUR = 5, dt.timedelta(hours=1)


def do(effect: Effect, inbound: Inbound) -> Event | None:
    """Do ``effect`` for the conversation of ``inbound``; a refusal undoes it and is told to the worker."""
    try:
        with transaction.atomic():
            return _do(effect, inbound)
    except Refused as refused:
        return Failed(str(refused.refusals[0]), is_draft_gone=refused.refusals[0].code == "no-draft")
    except TooMany as error:
        return Failed(_("Anh/chị đã gửi nhiều lần. Xin đợi %(minutes)s phút rồi thử lại.") % {"minutes": error.seconds // 60 + 1})
    except NotInForce:
        return Failed(_("Chưa có quy định nào áp dụng cho trường hợp này, nên tôi không tính. Anh/chị gọi 1900 9068 hoặc gặp cán bộ."))


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
        case CheckFirm(query):
            return _check_firm(query)
        case Reckon(name, slots):
            return _reckon(name, slots)
        case Subscribe(address, subject):
            limits.spend("readers.ask", inbound.conversation.peer[:24], limit=_LETTERS, per=_HOUR)
            chosen = readers.Choice(topics=[subject] if subject else (), language=get_language() or "vi")
            readers.ask(address, chosen)
            return Subscribed()
        case Note(question, nearest):
            Conversation.objects.filter(pk=inbound.conversation_id).update(noted=note(question, nearest))
        case Rate(slug, revision, is_helpful):
            ratings.rate(inbound.conversation, slug, revision, is_helpful=is_helpful)
        case AskOfficer(question):
            return _ask_officer(inbound.conversation, question)
        case PassOn(text):
            return _pass_on(inbound.conversation, text)
        case SendAlong(question):
            desk.attach(inbound.conversation, _asked_before(inbound.conversation, question))
        case LeaveTalk():
            return TalkOver(is_left=desk.leave(inbound.conversation))
        case Erase():
            desk.forget(inbound.conversation)
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


def _check_firm(query: str) -> FirmChecked:
    """Return what the public page of employers says, in its words."""
    found = firms.look_up(query)
    url = f"{settings.BASE_URL}{reverse('employer')}"
    if found.is_personal:
        return FirmChecked(found.sentence, url, is_personal=True)
    if len(found.told) > 1:
        matches = ((f"{told.name}, {told.commune}" if told.commune else told.name, told.tax_code) for told in found.told)
        known = tuple((label, code) for label, code in matches if code)[:_SHOWN]
        if known:
            return FirmChecked("", url, known)
    lines = [found.sentence]
    for told in found.told:
        lines += [" ".join(filter(None, (told.name, told.commune and f"({told.commune})")))]
        lines += [told.sentence] if told.paid_on else []
    if found.corrected:
        lines.append(_("Đã tìm theo: %(words)s") % {"words": found.corrected})
    if found.listed:
        told_by = {"title": found.listed.title, "day": f"{found.listed.published_on:%d/%m/%Y}"}
        lines.append(f"{_('Theo “%(title)s”, cơ quan BHXH công khai ngày %(day)s.') % told_by} {found.listed.url}")
    for heading, mentions in (
        (_("Thông báo công khai"), notices.mentions(query, limit=_MENTIONED)),
        (_("Biểu dương"), honours.mentions(query, limit=_MENTIONED)),
    ):
        lines += [f"{heading}: {each.title}. {each.summary} {settings.BASE_URL}{each.url}" for each in mentions]
    if not found.told and found.by_code:  # that a name is missing proves nothing stands in the sentence already
        lines.append(_("Cách chắc chắn nhất là tự xem quá trình đóng của mình trên VssID."))
    elif not found.told:
        lines.append(
            _("Không có tên không có nghĩa là đơn vị đã đóng đủ. Cách chắc chắn nhất là tự xem quá trình đóng của mình trên VssID.")
        )
    return FirmChecked("\n".join(lines), url)


def _reckon(name: str, slots: Slots) -> Reckoned:
    """Work out a calculator's result from values that the dialogue has read."""
    today = clock.today()
    match name:
        case "contribution":
            try:
                payer = calculators.Payer(str(slots["payer"]))
                worked = calculators.contribution(int(slots["wage"]), payer, int(slots.get("region", 0)), on=today)
            except calculators.NeedsRegion:
                return Reckoned(missing="region")
        case "surcharge" if slots.get("month"):
            month, paid = dt.date.fromisoformat(f"{slots['month']}-01"), dt.date.fromisoformat(str(slots["paid"]))
            worked = calculators.surcharge(int(slots["amount"]), 0, on=today, month=month, paid_on=paid)
        case "surcharge":
            worked = calculators.surcharge(int(slots["amount"]), int(slots["days"]), on=today)
        case _ if slots.get("about") == "pay":
            worked = calculators.due(dt.date.fromisoformat(f"{slots['month']}-01"), on=today)
        case _:
            return _own_limits(dt.date.fromisoformat(str(slots["day"])), today)
    return Reckoned(worked.text, worked.citations)


def _own_limits(start: dt.date, today: dt.date) -> Reckoned:
    """Return the last day of every limit that a worker must keep, as the page of complaints shows them."""
    swaps = SwappedDay.swaps()
    clocks = terms.own_limits(today)
    lines = [_("Nếu tính từ ngày %(day)s thì ngày cuối là:") % {"day": f"{start:%d/%m/%Y}"}]
    lines += [
        f"– {row.label}: {deadlines.ends(start, row.amount, Unit(row.unit), swaps):%d/%m/%Y} ({row.starts.lower()})" for row in clocks
    ]
    lines.append(_("Gửi phản ánh không làm dừng các thời hạn này."))
    return Reckoned(
        "\n".join(lines), tuple(dated(row.source, row.valid_from, row.valid_to, is_to_confirm=row.is_to_confirm) for row in clocks)
    )


def _ask_officer(conversation: Conversation, question: str) -> TalkAsked:
    asked = desk.ask(conversation)
    return TalkAsked(
        talk=asked.talk.pk,
        ahead=asked.ahead,
        until=desk.told(asked.talk.promised_at),
        kept_days=asked.kept_days,
        has_question=bool(_asked_before(conversation, question)),
    )


def _pass_on(conversation: Conversation, text: str) -> Event:
    kept = desk.pass_on(conversation, text)
    return PassedOn(kept.is_waiting, kept.is_first) if kept else TalkOver()


def _asked_before(conversation: Conversation, question: str) -> str:
    """Return the question that lies with the editors, if the last one does; else the published one that was read."""
    return conversation.noted.question if conversation.noted else question


def note(question: str, nearest: tuple[str, ...]) -> Unanswered:
    """Count a question that could not be answered; ``question`` is masked already."""
    today = clock.today()
    row, is_new = Unanswered.objects.get_or_create(
        key=sealing.name("question", question.casefold()),
        defaults={"question": question[:500], "nearest": list(nearest), "first_on": today, "last_on": today},
    )
    if not is_new:
        Unanswered.objects.filter(pk=row.pk).update(asked=F("asked") + 1, last_on=today)
    return row
