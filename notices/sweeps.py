"""What the room does by itself: terms that are over, and facts that have changed."""

from __future__ import annotations

import datetime as dt
import logging

from core import clock, jobs
from core.errors import IllegalMove, Refusal, Refused, Stale
from press import services as press

from . import facts, services
from .lifecycle import PENDING, PUBLIC, State
from .models import Notice
from .rules import Basis

log = logging.getLogger(__name__)

#: Facts against a notice that end it because its time is over, not because it was wrong.
_OVER = frozenset({"superseded", "delisted"})


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
