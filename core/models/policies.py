"""Numbers and terms of the house as versions: proposed with the decision behind them, approved by a second officer, never edited."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .. import clock
from .law import Dated, DatedQuerySet


class PolicyState(models.TextChoices):
    """Where a version stands; only an approved one governs."""

    PROPOSED = "proposed", "Chờ duyệt"
    APPROVED = "approved", "Đã duyệt"
    REFUSED = "refused", "Không duyệt"


class PolicyQuerySet(DatedQuerySet):
    """Versions; one that nobody approved is never in force."""

    def in_force(self, on: dt.date) -> DatedQuerySet:
        """Return the approved versions that hold on the day ``on``; the one that begins last governs."""
        return super().in_force(on).filter(state=PolicyState.APPROVED)


class Policy(Dated):
    """One version, in force from a day on; a room adds its numbers, a table of events and the constraints of `by_two`."""

    state = models.CharField("trạng thái", max_length=10, choices=PolicyState.choices, default=PolicyState.PROPOSED)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    decided_by = models.CharField("người, cơ quan quyết định", max_length=200, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người đề nghị", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField("đề nghị lúc", default=clock.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người duyệt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)

    #: What a version sets, in the order in which officers read it.
    NUMBERS: ClassVar[tuple[str, ...]] = ()

    objects: ClassVar[Any] = PolicyQuerySet.as_manager()

    class Meta(Dated.Meta):
        abstract = True


def one_from(name: str) -> models.UniqueConstraint:
    """Demand that no two approved versions begin on one day."""
    return models.UniqueConstraint(fields=("valid_from",), condition=Q(state="approved"), name=name)


def by_two(name: str) -> models.CheckConstraint:
    """Demand two officers and a decision of what is approved; the version that the system came with has neither."""
    return models.CheckConstraint(
        name=name,
        condition=~Q(state="approved")
        | Q(proposed_by__isnull=True, approved_by__isnull=True)
        | (
            Q(proposed_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False, decision_no__gt="")
            & ~Q(approved_by=F("proposed_by"))
        ),
    )
