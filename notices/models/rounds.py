"""Rounds of naming, and which notice is in which."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from core import clock
from core.events import Event
from firms.models import ImportBatch
from press.models import Release

from ..rounds.lifecycle import ALIVE, LABELS, OUT, State
from ..rules import Basis
from .notices import BASIS_LABELS, Notice, RelayAgreement

_BASES = (Basis.BHXH_ART35, Basis.VPHC_ART72)


class NamingRound(models.Model):
    """One round of naming (đợt công khai) on one legal basis: decided notices that go out together, or one published list as a whole.

    What its page counts is derived from the notices that stand, or from the rows of the list; nothing of it is stored here.
    """

    year = models.PositiveSmallIntegerField("năm")
    number = models.PositiveSmallIntegerField("số")
    title = models.CharField("tên đợt", max_length=200)
    legal_basis = models.CharField("căn cứ", max_length=30, choices=[(basis.value, BASIS_LABELS[basis]) for basis in _BASES])
    planned_on = models.DateField("ngày dự kiến phát hành")
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.GATHERING
    )
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người lập", null=True, on_delete=models.PROTECT, related_name="+"
    )
    release = models.ForeignKey(Release, verbose_name="tin phát hành", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    #: When somebody began to let its notices out: from then on they are told together, and a round cut off is finished by a sweep.
    begun_at = models.DateTimeField("bắt đầu phát hành lúc", null=True, blank=True)
    released_on = models.DateField("ngày phát hành", null=True, blank=True)

    # a whole list (Art 35(2))
    batch = models.ForeignKey(
        ImportBatch, verbose_name="danh sách đăng lại", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_under = models.CharField("danh sách nhận theo", max_length=10, blank=True)
    agreement = models.ForeignKey(
        RelayAgreement, verbose_name="thỏa thuận", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "đợt công khai"
        verbose_name_plural = "đợt công khai"
        ordering = ("-year", "-number")
        permissions: ClassVar = [("gather_round", "Lập đợt công khai, đưa hồ sơ vào đợt")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("year", "number"), name="notices_round_number"),
            models.UniqueConstraint(
                fields=("batch",), condition=Q(batch__isnull=False, state__in=sorted(ALIVE)), name="notices_round_one_alive_per_list"
            ),
            # A CHECK that is NULL passes, so every column named is also demanded not null.
            models.CheckConstraint(
                name="notices_round_out_by_a_release",
                condition=~Q(state__in=sorted(OUT)) | Q(release__isnull=False, released_on__isnull=False, begun_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notices_round_list_is_published",
                condition=Q(batch=None) | Q(legal_basis=Basis.BHXH_ART35, received_under="published", agreement__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Đợt công khai số {self.code}"

    @property
    def code(self) -> str:
        """Return its number as people say it: 2/2026."""
        return f"{self.number}/{self.year}"

    @property
    def path(self) -> str:
        """Return its public address."""
        return reverse("naming_round", args=(self.number, self.year))

    @property
    def relays_a_list(self) -> bool:
        """Tell whether it points at a whole list that the insurance agency has published, and names nobody itself."""
        return self.batch_id is not None


class RoundEvent(Event):
    """One move of a round, or a notice put in or taken out."""

    record = models.ForeignKey(NamingRound, on_delete=models.CASCADE, related_name="events")


class RoundEntry(models.Model):
    """A notice in a round: waiting, gone out by ``release``, or taken out with a reason (by nobody where the gate kept it back)."""

    round = models.ForeignKey(NamingRound, verbose_name="đợt", on_delete=models.CASCADE, related_name="entries")
    notice = models.ForeignKey(Notice, verbose_name="hồ sơ", on_delete=models.PROTECT, related_name="entries")
    release = models.OneToOneField(Release, verbose_name="tin phát hành", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("đưa vào lúc", default=clock.now)
    taken_out_at = models.DateTimeField("đưa ra lúc", null=True, blank=True)
    taken_out_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người đưa ra", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    because = models.TextField("lý do đưa ra", blank=True)

    class Meta:
        verbose_name = "hồ sơ trong đợt"
        verbose_name_plural = "hồ sơ trong đợt"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("notice",), condition=Q(release__isnull=True, taken_out_at__isnull=True), name="notices_entry_waits_in_one_round"
            ),
            models.CheckConstraint(
                name="notices_entry_taken_out_says_why", condition=Q(taken_out_at=None) | Q(because__gt="", release__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}:{self.notice_id}"
