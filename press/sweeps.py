"""What the media desk does by itself: lets out what is due, keeps back what fails, ends what is over."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable, Iterable

from django.conf import settings

from core import clock, jobs, uploads
from core.errors import IllegalMove, Refused, Stale

from . import ledger, services
from .lifecycle import PUBLIC, State
from .media import embargo, keeping, questions
from .models import Release, Task
from .opendata import changes
from .outbox import returned, sending, spreading
from .outbox import services as outbox
from .outbox.transports import SWEEPS, Lane
from .readers import services as readers

log = logging.getLogger(__name__)

Work = Callable[[Release], bool]

_BROKEN = "Lỗi kỹ thuật khi phát hành; quản trị viên xem nhật ký máy chủ, sửa xong thì phát hành lại."


@jobs.sweep("press.release", every=dt.timedelta(seconds=20))
def release_due() -> int:
    """Release what is due, and take back from the press what no longer passes the gate; whoever was faster keeps the row."""
    shown_early = Release.objects.filter(state=State.EMBARGOED, release_at__gt=clock.now()).order_by("pk")
    due = Release.objects.filter(state__in=(State.APPROVED, State.EMBARGOED), release_at__lte=clock.now()).order_by("release_at", "pk")
    return _each(shown_early, _or_hold(services.judge_embargo)) + _each(due, _or_hold(_let_out))


@jobs.sweep("press.heads", every=dt.timedelta(minutes=10))
def publish_heads() -> int:
    """Publish the end of the ledger for today; whoever notes it can tell later that nothing was cut."""
    return int(ledger.publish_head() is not None)


@jobs.sweep("press.expire", every=dt.timedelta(minutes=1))
def expire_due() -> int:
    """End the releases whose time is over; whoever was faster keeps the row."""
    over = Release.objects.filter(state__in=PUBLIC, expires_at__lte=clock.now()).order_by("expires_at", "pk")
    return _each(over, lambda release: bool(services.expire(release, because="Hết thời hạn công khai.")))


@jobs.sweep("press.embargo", every=dt.timedelta(minutes=1))
def end_links() -> int:
    """End the personal links whose time is over; whoever opened one before was already refused."""
    return embargo.end_over()


@jobs.sweep("press.keeping", every=dt.timedelta(hours=24), lane="heavy")
def erase_due() -> int:
    """Erase what reporters told of themselves once its term is over, and scans that nothing names."""
    return keeping.erase_due() + keeping.forget_scans()


def _let_out(release: Release) -> bool:
    """Release one that is due; where the gate refuses, it is held by now."""
    try:
        services.release(release, by=None, because="Đến giờ đã hẹn.")
    except Refused as refused:
        log.info("release %s is held: %s", release.public_id, [refusal.code for refusal in refused.refusals])
    return True


def _or_hold(work: Work) -> Work:
    """Return ``work`` that holds a release on which it breaks, so that the desk sees it and no press copy stays open."""

    def guarded(release: Release) -> bool:
        try:
            return work(release)
        except (Stale, IllegalMove):
            raise
        except Exception:
            log.exception("release %s broke", release.public_id)
            return bool(services.hold(Release.objects.get(pk=release.pk), by=None, because=_BROKEN))

    return guarded


def _each(releases: Iterable[Release], work: Work) -> int:
    """Do ``work`` for each release that nobody changed meanwhile, and return how many it did; one that breaks stops no other."""
    done = 0
    for release in releases:
        try:
            done += work(release)
        except (Stale, IllegalMove):
            log.info("release %s was changed by somebody else", release.public_id)
        except Exception:
            log.exception("release %s broke", release.public_id)
    return done


@jobs.sweep(changes.SWEEP, every=dt.timedelta(seconds=10))
def note_open_changes() -> int:
    """Write down what came, changed and went in the open registers since the last look."""
    return changes.note()


@jobs.sweep("press.spread", every=dt.timedelta(seconds=10))
def spread() -> int:
    """Write a delivery for each recipient of what became public, was corrected or taken back."""
    return spreading.spread()


@jobs.sweep("press.send", every=dt.timedelta(seconds=10))
def send() -> int:
    """Send what is due by the channels that take a moment."""
    return _send("now")


@jobs.sweep("press.mail", every=dt.timedelta(seconds=15), lane="heavy")
def mail() -> int:
    """Send the letters that are due, and close the questions of the press whose answers arrived."""
    arrived = _send("heavy")
    questions.note_arrived()
    return arrived


@jobs.sweep("press.returned", every=dt.timedelta(minutes=5), lane="heavy")
def take_returned() -> int:
    """Take in the letters that came back."""
    return returned.empty(settings.RETURNED_MAIL) if settings.RETURNED_MAIL else 0


@jobs.sweep("press.readers", every=dt.timedelta(hours=1), lane="heavy")
def forget_readers() -> int:
    """Delete addresses that were never confirmed, deliveries of releases long over, and proofs without a row."""
    known = set(Task.objects.exclude(proof="").values_list("proof", flat=True))
    lost = uploads.forget_unknown(outbox.FOLDER, known, older_than=clock.now() - dt.timedelta(days=1))
    return readers.forget_unconfirmed() + spreading.forget_done(older_than=dt.timedelta(days=730)) + lost


def _send(lane: Lane) -> int:
    arrived, is_more = sending.send_due(lane)
    if is_more:
        jobs.nudge(SWEEPS[lane])
    return arrived
