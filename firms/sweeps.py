"""What the register does by itself: figures are counted anew, agencies reminded, corrections noted, plans ended."""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import Q

from core import clock, jobs
from core.errors import IllegalMove, Stale

from . import asking, coverage, services, statistics
from .models import Confirmation, Hold, ImportBatch

log = logging.getLogger(__name__)


@jobs.sweep("firms.coverage", every=dt.timedelta(minutes=5), lane="heavy")
def count_coverage() -> int:
    """Count the months anew that lists have changed, and publish what may be told; return how many months that were.

    Killed on the way it goes on with the months that are still due; with nothing new it does nothing.
    """
    coverage.take_note()
    built = sum(coverage.build(month) for month in coverage.due())
    if statistics.is_due():
        statistics.publish()
    return built


@jobs.sweep("firms.confirmations", every=dt.timedelta(minutes=10))
def follow_confirmations() -> int:
    """Follow every request to confirm whose day has come."""
    return _remind() + _corrected() + _plans_over()


def _remind() -> int:
    done = 0
    for asked in Confirmation.objects.filter(state=asking.State.ASKED, due_on__lt=clock.today()):
        try:
            services.remind(asked)
            done += 1
        except (Stale, IllegalMove):
            log.info("confirmation %s was changed by somebody else", asked.pk)
    return done


def _corrected() -> int:
    """Close the corrections whose agency has sent a list since, and that list is in force."""
    done = 0
    for asked in Confirmation.objects.filter(state=asking.State.CORRECTING).select_related("agency"):
        sent = Q(agency=asked.agency) | Q(agency=None, sender=asked.agency.name)
        newer = ImportBatch.objects.in_force().filter(sent, kind="arrears", received_at__gt=asked.answered_at).order_by("-pk").first()
        if newer is None:
            continue
        try:
            services.close_correction(asked, by=None, because=f"Danh sách mới đã áp dụng: {newer}.")
            done += 1
        except (Stale, IllegalMove):
            log.info("confirmation %s was changed by somebody else", asked.pk)
    return done


def _plans_over() -> int:
    held = Hold.objects.filter(kind="payment_plan", lifted_at=None, reference__startswith="confirmation:")
    keys = [int(reference.partition(":")[2]) for reference in held.values_list("reference", flat=True)]
    over = Confirmation.objects.filter(pk__in=keys, plan_to__lt=clock.today()).select_related("firm")
    for asked in over:
        services.end_plan(asked)
    return len(over)
