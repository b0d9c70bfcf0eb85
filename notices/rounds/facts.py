"""What is established about a round: which notices and lists may go into it, and what of it is on its way out."""

from __future__ import annotations

import datetime as dt

from django.db.models import Q, QuerySet

from core import clock
from core.errors import Refusal
from firms.models import ImportBatch
from press import lifecycle as desk
from press.models import Release

from ..facts import published_lists
from ..lifecycle import State as NoticeState
from ..models import NamingRound, Notice, RelayAgreement, RoundEntry
from . import lifecycle, public
from .public import KIND

INTERNAL = Refusal("internal_list", "Danh sách nhận nội bộ theo khoản 3 Điều 35 không bao giờ được công khai.")
NO_AGREEMENT = Refusal("no_agreement", "Không có thỏa thuận đăng lại đang có hiệu lực với cơ quan BHXH.")
NOT_THE_NEWEST = Refusal("superseded", "Đã có danh sách mới hơn; chỉ đăng lại danh sách mới nhất.")


def against_list(batch: ImportBatch, agreement: RelayAgreement | None, *, on: dt.date) -> list[Refusal]:
    """Return why a whole list may not be relayed on the day ``on``: the agency published it, there is an agreement, none is newer."""
    newest = published_lists().filter(published_on__lte=on).first()
    if not published_lists().filter(pk=batch.pk).exists():
        return [INTERNAL]
    is_agreed = agreement is not None and agreement.valid_from <= on and (agreement.valid_to is None or on < agreement.valid_to)
    return [*([] if is_agreed else [NO_AGREEMENT]), *([NOT_THE_NEWEST] if newest is None or newest.pk != batch.pk else [])]


def addable(a_round: NamingRound) -> QuerySet[Notice]:
    """Return the notices that may be put into a round: decided, on its basis, in no round, and in time for its day."""
    waiting = RoundEntry.objects.filter(release=None, taken_out_at=None)
    found = Notice.objects.filter(state=NoticeState.DECIDED, legal_basis=a_round.legal_basis).exclude(pk__in=waiting.values("notice"))
    in_time = found.filter(Q(post_due=None) | Q(post_due__gte=a_round.planned_on))
    return in_time.select_related("firm", "release").order_by("decided_on", "pk")


def relayable() -> list[ImportBatch]:
    """Return the lists that a round may relay as a whole today: the newest, unless a round has it."""
    today = clock.today()
    agreement = RelayAgreement.in_force(today)
    taken = NamingRound.objects.filter(state__in=lifecycle.ALIVE, batch__isnull=False).values("batch")
    newest = published_lists().exclude(pk__in=taken)[:1]
    return [batch for batch in newest if not against_list(batch, agreement, on=today)]


def unhanded(a_round: NamingRound) -> bool:
    """Tell whether something of a round has yet to come to the media desk: the round itself, or a decided notice."""
    if own_release(a_round) is None:
        return True
    waiting = public.waits(a_round).filter(notice__state=NoticeState.DECIDED)
    return waiting.exclude(notice__release__in=Release.objects.exclude(state__in=desk.ENDED)).exists()


def own_release(a_round: NamingRound) -> Release | None:
    """Return the round's own release on its way to the public, or nothing."""
    return Release.objects.filter(kind=KIND, subject_id=a_round.pk).exclude(state__in=[*desk.PUBLIC, *desk.ENDED]).first()


def on_the_way(a_round: NamingRound) -> list[Release]:
    """Return the releases of a round on their way: those of its waiting notices, and its own last."""
    waiting = public.waits(a_round).filter(notice__state=NoticeState.DECIDED, notice__release__isnull=False)
    found = Release.objects.filter(pk__in=waiting.values("notice__release")).exclude(state__in=[*desk.PUBLIC, *desk.ENDED])
    own = own_release(a_round)
    return [*found.order_by("pk"), *([own] if own else [])]
