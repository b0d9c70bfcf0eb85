"""What the room does by itself: terms that are over, facts that have changed, rounds that were cut off."""

from __future__ import annotations

import datetime as dt
import logging

from core import clock, jobs
from core.errors import IllegalMove, Refusal, Refused, Stale
from press import services as press

from . import facts, services
from .lifecycle import PENDING, PUBLIC, State
from .models import NamingRound, Notice
from .rounds import facts as rounds_facts
from .rounds import lifecycle as rounds_lifecycle
from .rounds import public as rounds_public
from .rounds import services as rounds
from .rules import Basis

log = logging.getLogger(__name__)

#: Facts against a notice that end it because its time is over, not because it was wrong.
_OVER = frozenset({"superseded", "delisted"})
#: Whoever releases a round may need a while; after that it was cut off.
_CUT_OFF = dt.timedelta(minutes=3)


@jobs.sweep("notices.lapse", every=dt.timedelta(minutes=10))
def lapse_terms() -> int:
    """Note the silence of firms whose term is over."""
    done = 0
    for notice in Notice.objects.filter(state=State.SERVED, reply_due__lt=clock.today()).order_by("reply_due"):
        try:
            services.lapse(notice)
            done += 1
        except (Stale, IllegalMove):
            log.info("notice %s was changed by somebody else", notice.pk)
    return done


@jobs.sweep("notices.facts", every=dt.timedelta(minutes=1))
def judge_facts() -> int:
    """Judge every open notice on the facts of now: paid ones end, annulled ones are hidden, officers are told."""
    done = 0
    open_ones = Notice.objects.filter(state__in=[*PENDING, *PUBLIC]).exclude(state=State.SUSPENDED)
    for notice in open_ones.select_related("firm", "batch", "sanction", "due_process", "release").order_by("pk"):
        try:
            done += _follow(notice)
        except (Stale, IllegalMove):
            log.info("notice %s was changed by somebody else", notice.pk)
        except Refused as refused:
            log.warning("notice %s: %s", notice.pk, [refusal.code for refusal in refused.refusals])
    return done


def _follow(notice: Notice) -> int:
    """Do what the facts demand of one notice, and return how many steps that took."""
    today = clock.today()
    paid = facts.paid_on(notice, on=today)
    if paid:
        services.mark_remedied(notice, by=None, because="Cơ quan BHXH xác nhận đã nộp đủ.", paid_on=paid)
        return 1
    refusals = facts.against(notice, on=today)
    if not refusals:
        return 0
    because = "; ".join(refusal.sentence for refusal in refusals)
    if State(notice.state) in PUBLIC:
        return _follow_public(notice, refusals, because)
    before = notice.alert
    return int(services.raise_alert(notice, because=because).alert != before)


def _follow_public(notice: Notice, refusals: list[Refusal], because: str) -> int:
    codes = {refusal.code for refusal in refusals}
    if codes <= _OVER and notice.release:
        press.expire(notice.release, because=because)
    elif codes == {"appeal"} and notice.legal_basis == Basis.VPHC_ART72:
        if notice.contested_on:
            return 0
        services.contest(notice, by=None, because=because, contested_on=clock.today())
    else:
        services.suspend(notice, by=None, because=because)
    return 1


@jobs.sweep("notices.rounds", every=dt.timedelta(minutes=1))
def follow_rounds() -> int:
    """Finish the rounds whose release was cut off, and end those that relay a list which no longer stands."""
    return _finish_rounds() + _end_relays()


def _finish_rounds() -> int:
    done = 0
    cut_off = NamingRound.objects.filter(state=rounds_lifecycle.State.HANDED, begun_at__lt=clock.now() - _CUT_OFF)
    for a_round in cut_off.order_by("pk"):
        try:
            rounds.release(a_round, by=None, because="Phát hành nốt đợt bị ngắt giữa chừng.")
            done += 1
        except (Stale, IllegalMove):
            log.info("round %s was changed by somebody else", a_round.pk)
        except Refused as refused:
            log.warning("round %s: %s", a_round.pk, [refusal.code for refusal in refused.refusals])
    return done


def _end_relays() -> int:
    done = 0
    for a_round in rounds_public.visible().filter(batch__isnull=False).select_related("agreement"):
        if a_round.batch is None or a_round.release is None:
            continue
        codes = {refusal.code for refusal in rounds_facts.against_list(a_round.batch, a_round.agreement, on=clock.today())}
        if not codes:
            continue
        try:
            if codes == {"superseded"}:
                press.expire(a_round.release, because="Đã có danh sách mới hơn.")
            else:
                press.withdraw(a_round.release, by=None, because=", ".join(sorted(codes)), what="Căn cứ để đăng lại danh sách không còn.")
            done += 1
        except (Stale, IllegalMove):
            log.info("round %s was changed by somebody else", a_round.pk)
    return done
