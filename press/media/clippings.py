"""Where the media carried us: noted with link or scan, held against the release, and corrections asked for until they are there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import clock, uploads, workdays
from core.errors import Refusal, Refused, Stale
from core.events import record_move
from core.models import Officer, SwappedDay
from core.permissions import demand

from ..acts import LABELS as ACTS
from ..acts import Act
from ..media_lifecycle import READINGS, Carried, Reading, after
from ..models import Clipping, ClippingEvent, PressPolicy, Release

FOLDER = "clippings"
NOTHING_TO_SEE = Refusal("nothing_to_see", "Cần địa chỉ bài hoặc bản chụp.")
NOT_YET = Refusal("not_yet", "Ngày đăng, phát chưa đến.")
NO_WRONG = Refusal("no_wrong", "Cần ghi rõ chỗ sai và nội dung đúng.")


@transaction.atomic
def note(
    *,
    by: Officer,
    because: str,
    medium: str,
    title: str,
    carried_on: dt.date,
    url: str = "",
    scan: uploads.Upload | None = None,
    release: Release | None = None,
) -> Clipping:
    """Note that a medium carried something."""
    demand(by, "press.clip_press")
    refusals = [*([] if url or scan else [NOTHING_TO_SEE]), *([NOT_YET] if carried_on > clock.today() else [])]
    if refusals:
        raise Refused(refusals)
    kept = uploads.keep(FOLDER, scan.data, "pdf" if scan.is_pdf else "jpg") if scan else ""
    clipping = Clipping.objects.create(medium=medium, title=title, carried_on=carried_on, url=url, scan=kept, release=release, noted_by=by)
    record_move(ClippingEvent, clipping, move="note", was="", becomes=Carried.NEW, by=by, because=because)
    return clipping


@transaction.atomic
def confirm(clipping: Clipping, *, by: Officer, because: str) -> Clipping:
    """Say that it was right."""
    demand(by, "press.clip_press")
    return _move(clipping, Reading.CONFIRM, by=by, because=because)


@transaction.atomic
def object_to(clipping: Clipping, *, by: Officer | None, because: str, wrong: str) -> Clipping:
    """Say what is wrong, or no longer right, in it: a correction is to be asked for."""
    demand(by, "press.clip_press")
    if not wrong.strip():
        raise Refused([NO_WRONG])
    return _move(clipping, Reading.OBJECT, by=by, because=because, wrong=wrong.strip(), correct_by=_term(1))


@transaction.atomic
def asked(clipping: Clipping, *, by: Officer, because: str) -> Clipping:
    """Note that the medium was asked to correct; the reason names letter and day."""
    demand(by, "press.clip_press")
    return _move(clipping, Reading.ASK, by=by, because=because, correct_by=_term(PressPolicy.on(clock.today()).correction_workdays))


@transaction.atomic
def corrected(clipping: Clipping, *, by: Officer, because: str) -> Clipping:
    """Note that the medium corrected; the reason says where."""
    demand(by, "press.clip_press")
    return _move(clipping, Reading.CORRECTED, by=by, because=because)


@transaction.atomic
def declined(clipping: Clipping, *, by: Officer, because: str) -> Clipping:
    """Note that the medium did not correct."""
    demand(by, "press.clip_press")
    return _move(clipping, Reading.DECLINED, by=by, because=because)


def follow(release: Release, act: Act, *, what: str = "") -> None:
    """Open a request to each medium that carried a release, in the transaction in which that is corrected or withdrawn."""
    if act not in (Act.CORRECTED, Act.WITHDRAWN):
        return
    because = f"{ACTS[act]} tin {release.public_id}."
    for clipping in release.clippings.filter(state__in=(Carried.NEW, Carried.RIGHT, Carried.CORRECTED)):
        object_to(clipping, by=None, because=because, wrong=what or because)


def to_correct() -> QuerySet[Clipping]:
    """Return what is wrong and was not asked about yet, or not answered, the most urgent first."""
    return Clipping.objects.filter(state__in=(Carried.WRONG, Carried.ASKED)).order_by("correct_by", "pk")


def _term(days: int) -> dt.date:
    return workdays.add(clock.today(), days, SwappedDay.swaps())


def _move(clipping: Clipping, how: Reading, *, by: Officer | None, because: str, **changes: Any) -> Clipping:
    was = Carried(clipping.state)
    becomes = after(READINGS, was, how)
    if not Clipping.objects.filter(pk=clipping.pk, state=was).update(state=becomes, **changes):
        raise Stale(f"clipping {clipping.pk} is no longer {was}")
    record_move(ClippingEvent, clipping, move=how, was=was, becomes=becomes, by=by, because=because)
    clipping.refresh_from_db()
    return clipping
