"""How long what the press told us of itself is kept: names, cards and addresses go when the policy's term is over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock, uploads
from firms.rules import add_months

from ..models import Clipping, EmbargoLink, Handover, PressPolicy, PressQuestion, Task
from . import clippings


@transaction.atomic
def erase_due() -> int:
    """Erase the persons of questions, links and packs that ended a term ago; question, answer and medium stay."""
    now, done = clock.now(), 0
    for policy in PressPolicy.objects.all():
        before = dt.datetime.combine(add_months(clock.today(), -policy.keep_months), dt.time.min, clock.VIETNAM)
        ended = Q(erased_at=None, policy=policy, ended_at__lt=before)
        done += PressQuestion.objects.filter(ended).update(person="", card_no="", email="", phone="", erased_at=now)
        links = EmbargoLink.objects.filter(ended)
        _erase_tasks(("recall", "moved"), links)
        done += links.update(person="", email="", erased_at=now)
        gone = Handover.objects.filter(erased_at=None, policy=policy, release__ended_at__lt=before)
        _erase_tasks(("pack", "draft"), gone)
        done += gone.update(person="", email="", contact=None, erased_at=now)
    return done


def _erase_tasks(codes: Iterable[str], records: QuerySet[Any]) -> None:
    """Erase the persons from the tasks of telling them by hand."""
    keys = list(records.values_list("pk", flat=True))
    Task.objects.filter(delivery__target__in=[f"{code}:{key}" for code in codes for key in keys]).exclude(person="").update(person="")


def forget_scans() -> int:
    """Delete the files of clippings that no clipping names."""
    known = set(Clipping.objects.exclude(scan="").values_list("scan", flat=True))
    return uploads.forget_unknown(clippings.FOLDER, known, older_than=clock.now() - dt.timedelta(days=1))
