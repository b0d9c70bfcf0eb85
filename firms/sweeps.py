"""What the register does by itself: figures are counted anew, agencies reminded, letters printed, terms and plans ended."""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import Q

from core import clock, jobs, uploads
from core.errors import IllegalMove, Stale

from . import asking, coverage, handing, printing, projection, requests, services, statistics, territory, words
from .models import Confirmation, Hold, ImportBatch, LetterBatch, OutgoingList, RequestFile
from .requesting import FOLLOWED
from .requesting import State as RequestState

log = logging.getLogger(__name__)

#: A file that nobody names after so long was left by a worker that died.
_LOST_AFTER = dt.timedelta(hours=6)
_AT_ONCE = 500


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


@jobs.sweep("firms.words", every=dt.timedelta(hours=1), lane="heavy")
def learn_words() -> int:
    """Bring the words that slips are put right by in step with the names of the register; return how many changed."""
    return words.learn()


@jobs.sweep("firms.confirmations", every=dt.timedelta(minutes=10))
def follow_confirmations() -> int:
    """Follow every request to confirm whose day has come."""
    return _remind() + _corrected() + _plans_over() + _receipts()


def _remind() -> int:
    done = 0
    for asked in Confirmation.objects.filter(state=asking.State.ASKED, due_on__lt=clock.today()):
        try:
            services.remind(asked)
            done += 1
        except (Stale, IllegalMove):
            log.info("confirmation %s was changed by somebody else", asked.pk)
    return done


def _receipts() -> int:
    done = 0
    for sent in OutgoingList.objects.filter(state=handing.State.SENT, due_on__lt=clock.today()):
        try:
            services.remind_receipt(sent)
            done += 1
        except (Stale, IllegalMove):
            log.info("handed list %s was changed by somebody else", sent.pk)
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
    held = Hold.objects.filter(kind=Hold.PLAN, lifted_at=None, reference__startswith="confirmation:")
    keys = [int(reference.partition(":")[2]) for reference in held.values_list("reference", flat=True)]
    over = Confirmation.objects.filter(pk__in=keys, plan_to__lt=clock.today()).select_related("firm")
    for asked in over:
        services.end_plan(asked)
    return len(over)


@jobs.sweep("firms.letters", every=dt.timedelta(minutes=1), lane="heavy")
def print_letters() -> int:
    """Print the batches of letters that wait for their files, oldest first."""
    return sum(printing.build(batch) for batch in LetterBatch.objects.filter(built_at=None).order_by("wanted_at"))


@jobs.sweep("firms.answers", every=dt.timedelta(minutes=10))
def note_silence() -> int:
    """Note the silence of firms whose term is over."""
    done = 0
    for request in requests.overdue().select_related("batch", "firm").order_by("due_on")[:_AT_ONCE]:
        try:
            services.lapse_request(request)
            done += 1
        except (Stale, IllegalMove):
            log.info("request %s was changed by somebody else", request.pk)
    return done


@jobs.sweep("firms.headcounts", every=dt.timedelta(minutes=10))
def hold_against_headcounts() -> int:
    """Hold every letter that went out against the newest extract of the SI agency, once for each extract.

    What an extract did that was rolled back or replaced is taken back first.
    """
    done = _reopened()
    extract = requests.newest_extract(clock.today())
    if extract is None:
        return done
    sent = requests.of_firms_that_stand().filter(state__in=[*FOLLOWED, RequestState.FULFILLED]).exclude(measured_batch=extract)
    waiting = list(sent.select_related("batch", "firm").order_by("pk")[:_AT_ONCE])
    counted = requests.measured((request.firm_id for request in waiting), clock.today()) if waiting else {}
    for request in waiting:
        if request.firm_id not in counted:
            continue
        try:
            services.measure_request(request, counted[request.firm_id], extract)
            done += 1
        except (Stale, IllegalMove):
            log.info("request %s was changed by somebody else", request.pk)
    return done


def _reopened() -> int:
    done = 0
    for request in requests.judged_by_what_is_gone().select_related("batch", "firm", "judged_by").order_by("pk")[:_AT_ONCE]:
        try:
            services.reopen_request(request)
            done += 1
        except (Stale, IllegalMove):
            log.info("request %s was changed by somebody else", request.pk)
    return done


@jobs.sweep("firms.files", every=dt.timedelta(hours=6))
def forget_lost_files() -> int:
    """Delete files of letters that no row names."""
    known = set(RequestFile.objects.values_list("path", flat=True))
    for pair in LetterBatch.objects.values_list("zip_path", "pdf_path"):
        known.update(pair)
    return uploads.forget_unknown(printing.FOLDER, known, older_than=clock.now() - _LOST_AFTER)


@jobs.sweep("firms.follow", every=dt.timedelta(minutes=1), lane="heavy")
def follow_lists() -> int:
    """Bring firms, codes and offices in step with lists that began or ceased to count; a killed run goes on where it stopped."""
    return sum(services.follow(batch) for batch in projection.pending().order_by("pk"))


@jobs.sweep("firms.communes", every=dt.timedelta(minutes=10), lane="heavy")
def tie_communes() -> int:
    """Tie firms again whose commune was joined to another, divided or named anew; with nothing new it does nothing."""
    return territory.tie_again()


@jobs.sweep("firms.plans", every=dt.timedelta(hours=1))
def lift_ended_plans() -> int:
    """Lift the payment plans that officers noted and whose last day has passed."""
    return services.lift_ended_plans()


@jobs.sweep("firms.lists", every=dt.timedelta(minutes=1), lane="heavy")
def read_lists() -> int:
    """Read the lists that wait; one whose reader was killed goes on behind its last chunk."""
    return services.read_waiting()


@jobs.sweep("firms.list_files", every=dt.timedelta(hours=6), lane="heavy")
def tidy_lists() -> int:
    """Remove files of lists that nobody needs any more, and what killed imports left."""
    return services.forget_files() + services.clear_abandoned()
