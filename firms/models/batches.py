"""A list that arrived: who sent it, what it says it is, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.events import Event

from ..intake.sentences import SENTENCES
from ..lifecycle import ALIVE, LABELS, State


class ReceivedUnder(models.TextChoices):
    """Under which clause of Art 35 of Law 41/2024 a list came; what came as internal never reaches a public door."""

    INTERNAL = "internal", "Nội bộ: cơ quan BHXH gửi (khoản 3 Điều 35)"
    PUBLISHED = "published", "Đã công khai: cơ quan BHXH đã đăng (khoản 2 Điều 35)"


class BatchQuerySet(models.QuerySet[Any]):
    """Batches by what they count for."""

    def in_force(self) -> BatchQuerySet:
        """Return the applied batches that no later version replaced."""
        return self.filter(state=State.APPLIED, replaced_by=None)

    def public(self) -> BatchQuerySet:
        """Return the batches in force whose content its sender has published itself."""
        return self.in_force().filter(received_under=ReceivedUnder.PUBLISHED)


class ImportBatch(models.Model):
    """One list as it arrived (lô nhập): the facts in it count as soon as, and as long as, the batch is applied."""

    kind = models.CharField("loại", max_length=20)
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.READING
    )
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    sender = models.CharField("nơi gửi", max_length=120, blank=True)
    as_of = models.DateField("số liệu tính đến ngày", null=True, blank=True)
    payments_until = models.DateField("tiền nộp tính đến ngày", null=True, blank=True)
    version = models.PositiveIntegerField("lần", default=1)
    replaced_by = models.ForeignKey(
        "self", verbose_name="được thay bằng", null=True, blank=True, on_delete=models.SET_NULL, related_name="replaces"
    )
    received_under = models.CharField("nhận theo", max_length=10, choices=ReceivedUnder.choices, default=ReceivedUnder.INTERNAL)
    published_url = models.URLField("địa chỉ đã đăng", max_length=400, blank=True)
    published_title = models.CharField("tiêu đề đã đăng", max_length=300, blank=True)
    published_on = models.DateField("ngày đăng", null=True, blank=True)
    rows_accepted = models.PositiveIntegerField("dòng nhận", default=0)
    rows_warned = models.PositiveIntegerField("dòng có cảnh báo", default=0)
    rows_rejected = models.PositiveIntegerField("dòng không nhận", default=0)
    warned_by_kind = models.JSONField("cảnh báo theo loại", default=dict)
    control = models.JSONField("số kiểm tra", default=dict)
    plan = models.JSONField("thay đổi so với bản đang áp dụng", default=dict)
    hold_reasons = models.JSONField("lý do giữ lại", default=list)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người nhập", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField("nhận lúc", default=clock.now)
    applied_at = models.DateTimeField("áp dụng lúc", null=True, blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = "lô nhập"
        verbose_name_plural = "lô nhập"
        ordering = ("-received_at", "-pk")
        permissions: ClassVar = [
            ("import_list", "Nhập danh sách"),
            ("apply_batch", "Áp dụng hoặc hủy áp dụng lô nhập"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("kind", "sha256"), condition=Q(state__in=sorted(ALIVE)), name="firms_batch_same_file_once"),
            models.CheckConstraint(
                name="firms_batch_published_says_where",
                condition=~Q(received_under=ReceivedUnder.PUBLISHED)
                | Q(published_url__gt="", published_title__gt="", published_on__isnull=False),
            ),
            models.CheckConstraint(name="firms_batch_applied_says_when", condition=~Q(state=State.APPLIED) | Q(applied_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.as_of:%d/%m/%Y})" if self.as_of else self.file_name

    @property
    def is_published(self) -> bool:
        """Tell whether its sender has published what it says."""
        return self.received_under == ReceivedUnder.PUBLISHED


class ImportEvent(Event):
    """One move of a batch."""

    record = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="events")


class RowIssue(models.Model):
    """What was odd about one row: a warning, or the reason why it stays out."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="issues")
    at = models.CharField("trang:dòng", max_length=16)
    place = models.PositiveIntegerField(default=0)
    code = models.CharField("mã", max_length=30)
    value = models.CharField("giá trị", max_length=200, blank=True)
    is_rejected = models.BooleanField("không nhận")
    is_counted = models.BooleanField("được tính", default=True)

    class Meta:
        verbose_name = "vấn đề của dòng"
        verbose_name_plural = "vấn đề của dòng"
        ordering = ("place", "pk")

    def __str__(self) -> str:
        return f"{self.at} {self.code}"

    @property
    def label(self) -> str:
        """Return what officers read."""
        return SENTENCES[self.code]
