"""Schemes, rounds, honours and certificates."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event
from core.models.law import Dated
from firms.models import Firm
from press.models import Release

from .lifecycle import CONFIRMED, DECIDED, HONOUR_LABELS, LABELS, HonourState, State


class Scheme(Dated):
    """One version of the published criteria (tiêu chí biểu dương); a change is a new version, never an edit."""

    code = models.SlugField("mã", max_length=40)
    version = models.PositiveIntegerField("phiên bản")
    title = models.CharField("tên", max_length=200)
    criteria = models.JSONField("tiêu chí", default=list)
    tiers = models.JSONField("nhóm quy mô", default=list)
    certificate_months = models.PositiveIntegerField("thời hạn thư (tháng)", default=12)

    class Meta:
        verbose_name = "tiêu chí biểu dương"
        verbose_name_plural = "tiêu chí biểu dương"
        ordering = ("code", "-version")
        constraints: ClassVar = [models.UniqueConstraint(fields=("code", "version"), name="recognition_scheme_version")]

    def __str__(self) -> str:
        return f"{self.title} (phiên bản {self.version})"


class Round(models.Model):
    """One round of praise (đợt biểu dương): the firms that met a scheme by one as-of day."""

    title = models.CharField("tên đợt", max_length=200)
    scheme = models.ForeignKey(Scheme, verbose_name="tiêu chí", on_delete=models.PROTECT, related_name="rounds")
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.DRAFT
    )
    as_of = models.DateField("số liệu tính đến ngày")
    until_month = models.DateField("đúng hạn đến hết tháng", help_text="Ngày đầu tháng.")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người lập", null=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_no = models.CharField("số văn bản xác nhận của cơ quan BHXH", max_length=60, blank=True)
    confirmed_on = models.DateField("ngày văn bản", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người quyết định", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    release = models.ForeignKey(
        Release, verbose_name="tin phát hành", null=True, blank=True, on_delete=models.PROTECT, related_name="rounds"
    )
    published_on = models.DateField("ngày công khai", null=True, blank=True)
    valid_until = models.DateField("thư có hiệu lực đến hết ngày", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "đợt biểu dương"
        verbose_name_plural = "đợt biểu dương"
        ordering = ("-created_at", "-pk")
        permissions: ClassVar = [
            ("draft_round", "Lập, rà soát đợt biểu dương"),
            ("decide_round", "Quyết định, thu hồi, khôi phục biểu dương"),
        ]
        # A CHECK that is NULL passes, so every column named is also demanded not null.
        constraints: ClassVar = [
            models.CheckConstraint(
                name="recognition_round_confirmed_by_letter",
                condition=~Q(state__in=sorted(CONFIRMED))
                | Q(confirmed_no__gt="", confirmed_on__isnull=False, confirmed_on__gte=F("as_of")),
            ),
            models.CheckConstraint(
                name="recognition_round_decided_by_a_second",
                condition=~Q(state__in=sorted(DECIDED))
                | (
                    Q(drafted_by__isnull=False, decided_by__isnull=False, decided_on__isnull=False, confirmed_on__isnull=False)
                    & Q(decided_on__gte=F("confirmed_on"))
                    & ~Q(decided_by=F("drafted_by"))
                ),
            ),
            models.CheckConstraint(
                name="recognition_round_public_by_release",
                condition=~Q(state=State.PUBLISHED)
                | Q(
                    release__isnull=False,
                    decided_on__isnull=False,
                    published_on__isnull=False,
                    valid_until__isnull=False,
                    published_on__gte=F("decided_on"),
                    valid_until__gt=F("published_on"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class RoundEvent(Event):
    """One move of a round."""

    record = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="events")


class Honour(models.Model):
    """One legal entity in a round, with what was known of it when it was screened."""

    round = models.ForeignKey(Round, verbose_name="đợt", on_delete=models.CASCADE, related_name="honours")
    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="honours")
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in HONOUR_LABELS.items()], default=HonourState.CANDIDATE
    )
    tier = models.CharField("nhóm quy mô", max_length=60)
    workers = models.PositiveIntegerField("số lao động", default=0)
    evidence = models.JSONField("số liệu khi rà soát", default=dict)
    bars = models.JSONField("lý do không đủ điều kiện", default=list)

    class Meta:
        verbose_name = "đơn vị trong đợt"
        verbose_name_plural = "đơn vị trong đợt"
        ordering = ("firm__name_sort", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("round", "firm"), name="recognition_honour_once_a_round"),
            models.CheckConstraint(name="recognition_honour_without_bars", condition=~Q(state=HonourState.HONOURED) | Q(bars=[])),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}:{self.firm_id}"


class HonourEvent(Event):
    """One move of an honour, or an alert about it."""

    record = models.ForeignKey(Honour, on_delete=models.CASCADE, related_name="events")


class Certificate(models.Model):
    """The electronic letter of praise (thư biểu dương điện tử) of one honour; what it is worth today is derived."""

    honour = models.OneToOneField(Honour, verbose_name="đơn vị trong đợt", on_delete=models.CASCADE, related_name="certificate")
    serial = models.CharField("số", max_length=24, unique=True)
    issued_at = models.DateTimeField("cấp lúc")
    salt = models.BinaryField(max_length=32)
    #: When the ledger was told of a suspension that still lasts, and when an officer last let the letter count again.
    suspended_at = models.DateTimeField("tạm dừng lúc", null=True, blank=True)
    restored_at = models.DateTimeField("khôi phục lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thư biểu dương"
        verbose_name_plural = "thư biểu dương"
        ordering = ("serial",)

    def __str__(self) -> str:
        return self.serial
