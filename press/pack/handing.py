"""To whom files of a pack went, and by which way: noted by the officer, so that what is taken back is asked back there.

What the public is told of a correction or withdrawal goes there with the outbox (`press.outbox.handed`). A draft that went out
for a release that then stops before it was public is asked back from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string

from core import clock
from core.errors import Refusal, Refused
from core.events import record_move
from core.models import Officer
from core.permissions import demand

from ..kinds import Channel
from ..models import Delivery, Handover, MadePack, PressContact, PressPolicy, Release, ReleaseEvent
from ..outbox import handed, personal, spreading

FUTURE = Refusal("future", "Ngày đưa chưa đến.")
BEFORE = Refusal("before_made", "Ngày đưa trước ngày tệp được lập.")
NO_ADDRESS = Refusal("no_address", "Đưa qua thư điện tử thì cần ghi địa chỉ: thu hồi sẽ gửi tới đúng địa chỉ này.")
NOBODY = Refusal("nobody", "Chọn một đầu mối báo chí, hoặc ghi tên cơ quan báo chí.")
NO_WAY = Refusal("no_way", "Cần ghi đã đưa bằng cách nào.")
#: A draft is asked back once, so its delivery is found by its key.
_ONCE = "once"


@dataclass(frozen=True, slots=True)
class Told:
    """A hand-over, and what was told there since."""

    handover: Handover
    deliveries: list[Delivery]


@transaction.atomic
def note(
    pack: MadePack,
    *,
    by: Officer,
    because: str,
    channel: str,
    how: str,
    handed_on: dt.date,
    contact: PressContact | None = None,
    medium: str = "",
    person: str = "",
    email: str = "",
) -> Handover:
    """Note that files went to somebody; what was put right or taken back since that day is told at once."""
    demand(by, "press.make_pack")
    release = Release.objects.select_for_update().get(pk=pack.release_id)
    medium, person, email = (
        (contact.medium, contact.person, contact.email) if contact else (medium.strip(), person.strip(), email.strip().lower())
    )
    made_on = pack.at.astimezone(clock.VIETNAM).date()
    wrong = {
        NOBODY: not medium,
        NO_WAY: not how.strip(),
        NO_ADDRESS: channel == Channel.EMAIL and not email,
        FUTURE: handed_on > clock.today(),
        BEFORE: handed_on < made_on,
    }
    if refusals := [refusal for refusal, is_so in wrong.items() if is_so]:
        raise Refused(refusals)
    handover = Handover.objects.create(
        release=release,
        pack=pack,
        contact=contact or (PressContact.objects.filter(email=email).first() if email else None),
        medium=medium,
        person=person,
        email=email,
        channel=channel,
        how=how.strip(),
        handed_on=handed_on,
        policy=PressPolicy.on(clock.today()),
        by=by,
    )
    said = f"Đưa {pack.file} cho {medium}, {handover.get_channel_display().lower()}."
    record_move(ReleaseEvent, release, move="hand_pack", was=release.state, becomes=release.state, by=by, because=because, note=said)
    spreading.catch_up(handover)
    return handover


def told(release: Release, handovers: Collection[Handover]) -> list[Told]:
    """Return hand-overs with what was told to each since, the oldest first."""
    targets = [handed.target(each) for each in handovers]
    drafts = [f"draft-{each.pk}-{_ONCE}" for each in handovers]
    rows = Delivery.objects.filter(Q(dispatch__release=release, target__in=targets) | Q(key__in=drafts))
    found: dict[int, list[Delivery]] = {}
    for row in rows.select_related("dispatch", "task").order_by("pk"):
        found.setdefault(int(row.target.partition(":")[2]), []).append(row)
    return [Told(each, found.get(each.pk, [])) for each in handovers]


def recall(release: Release) -> None:
    """Ask drafts back, in the caller's transaction, when a release stops before it was ever public."""
    if release.live_at is not None:
        return
    for each in Handover.objects.filter(release=release, erased_at=None, drafts_recalled_at=None):
        Handover.objects.filter(pk=each.pk).update(drafts_recalled_at=clock.now())
        address = each.email if each.channel == Channel.EMAIL else ""
        personal.tell("draft", each.pk, address=address, medium=each.medium, person=each.person, channel=each.channel, mark=_ONCE)


def write_draft(keys: Collection[int]) -> dict[int, personal.Letter]:
    """Write the letters that ask drafts back; none once the release is out for everybody."""
    found = {}
    for each in Handover.objects.filter(pk__in=keys, release__live_at=None, erased_at=None).select_related("release"):
        context = {"files": each, "authority": settings.AUTHORITY, "home": settings.BASE_URL}
        text = render_to_string("press/mail/draft.txt", context)
        subject = f"Tin {each.release.public_id}: đề nghị không dùng bản dự thảo đã nhận"
        found[each.pk] = personal.Letter(each.email, subject, text)
    return found
