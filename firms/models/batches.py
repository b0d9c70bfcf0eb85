"""A list that arrived: who sent it, what it says it is, and what became of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q

from core import clock
from core.events import Event
from core.models import Agency

from ..intake.sentences import SENTENCES
from ..lifecycle import ALIVE, LABELS, State


def private_files() -> Storage:
    """Return where what agencies sent is kept: readable by this service alone, never under an address."""
    return storages["private"]


class ReceivedUnder(models.TextChoices):
    """Under which clause of Art 35 of Law 41/2024 a list came; what came as internal never reaches a public door."""

    INTERNAL = "internal", "Nội bộ: cơ quan gửi để phối hợp quản lý (với cơ quan BHXH: khoản 3 Điều 35)"
    PUBLISHED = "published", "Đã công khai: cơ quan BHXH đã đăng (khoản 2 Điều 35)"


class BatchQuerySet(models.QuerySet[Any]):
    """Batches by what they count for."""

    def in_force(self) -> BatchQuerySet:
        """Return the applied batches that no later version replaced."""
        return self.filter(state=State.APPLIED, replaced_by=None)

    def public(self) -> BatchQuerySet:
        """Return the batches in force whose content its sender has published itself, from the day of publication on."""
        return self.in_force().filter(received_under=ReceivedUnder.PUBLISHED, published_on__lte=clock.today())


class ImportBatch(models.Model):
    """One list as it arrived (lô nhập): the facts in it count as soon as, and as long as, the batch is applied."""

    kind = models.CharField("loại", max_length=20, blank=True, help_text="Để trống khi chưa đọc ra.")
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.READING
    )
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("dung lượng (byte)", default=0)
    stored = models.FileField("tệp gốc", upload_to="lists/", storage=private_files, max_length=200, blank=True)
    sender = models.CharField("nơi gửi", max_length=120, blank=True)
    agency = models.ForeignKey(Agency, verbose_name="cơ quan gửi", null=True, blank=True, on_delete=models.PROTECT, related_name="lists")
    letter_no = models.CharField("công văn số", max_length=60, blank=True)
    letter_on = models.DateField("ngày công văn", null=True, blank=True)
    letter_from = models.CharField("nơi ban hành công văn", max_length=200, blank=True)
    letter_scan = models.FileField("bản chụp công văn", upload_to="letters/", storage=private_files, max_length=200, blank=True)
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
    asked_kind = models.CharField("loại được chọn khi nhập", max_length=20, default="auto")
    asked_as_of = models.DateField("ngày được ghi khi nhập", null=True, blank=True)
    rows_total = models.PositiveIntegerField("số dòng ước tính", default=0)
    rows_read = models.PositiveIntegerField("số dòng đã đọc", default=0)
    attempts = models.PositiveSmallIntegerField("số lần đọc", default=0)
    lease_until = models.DateTimeField("đang được đọc đến lúc", null=True, blank=True)
    refusal_code = models.CharField("mã lý do chưa đọc được", max_length=40, blank=True)
    refusal = models.TextField("lý do chưa đọc được", blank=True)
    is_projected = models.BooleanField("danh bạ đã theo kịp", default=True)
    projected_to = models.PositiveIntegerField(default=0)
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
            models.CheckConstraint(
                name="firms_batch_names_its_kind", condition=Q(kind__gt="") | Q(state__in=[State.READING, State.UNREAD, State.REFUSED])
            ),
            models.CheckConstraint(
                name="firms_batch_unread_says_why", condition=~Q(state=State.UNREAD) | Q(refusal_code__gt="", refusal__gt="")
            ),
            models.CheckConstraint(name="firms_batch_applied_says_when", condition=~Q(state=State.APPLIED) | Q(applied_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.as_of:%d/%m/%Y})" if self.as_of else self.file_name

    @property
    def is_published(self) -> bool:
        """Tell whether its sender has published what it says."""
        return self.received_under == ReceivedUnder.PUBLISHED

    @property
    def is_void(self) -> bool:
        """Tell whether it was read and none of its rows counts: it replaces nothing, and no duty is done by it."""
        return bool(self.plan) and not any(self.plan.get(name, 1) for name in ("added", "changed", "unchanged"))


class ImportEvent(Event):
    """One move of a batch."""

    record = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="events")


class RowIssue(models.Model):
    """What was odd about one row: a warning, or the reason why it stays out."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="issues", db_index=False)
    at = models.CharField("trang:dòng", max_length=16)
    place = models.PositiveIntegerField(default=0)
    code = models.CharField("mã", max_length=30)
    column = models.CharField("cột", max_length=20, blank=True)
    value = models.CharField("giá trị", max_length=200, blank=True)
    is_rejected = models.BooleanField("không nhận")
    is_counted = models.BooleanField("được tính", default=True)

    class Meta:
        verbose_name = "vấn đề của dòng"
        verbose_name_plural = "vấn đề của dòng"
        ordering = ("place", "pk")
        indexes: ClassVar = [
            models.Index(fields=("batch", "place"), name="firms_issue_place"),
            models.Index(fields=("batch", "code", "place"), name="firms_issue_code"),
        ]

    def __str__(self) -> str:
        return f"{self.at} {self.code}"

    @property
    def label(self) -> str:
        """Return what officers read."""
        return SENTENCES[self.code]


class RowChange(models.Model):
    """One row that differs from the list before it; rows that are as they were have none."""

    class What(models.TextChoices):
        """How it differs."""

        ADDED = "added", "Thêm"
        CHANGED = "changed", "Sửa"
        REMOVED = "removed", "Không còn"

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="changes", db_index=False)
    what = models.CharField("thay đổi", max_length=8, choices=What.choices)
    place = models.PositiveIntegerField("dòng", null=True)
    was_place = models.PositiveIntegerField("dòng trong bản trước", null=True)

    class Meta:
        verbose_name = "thay đổi của dòng"
        verbose_name_plural = "thay đổi của dòng"
        indexes: ClassVar = [models.Index(fields=("batch", "what", "place", "was_place"), name="firms_change_what")]

    def __str__(self) -> str:
        return f"{self.what} {self.place or self.was_place}"


class RowVerdict(models.Model):
    """What an officer decided about one row before its list took effect."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="verdicts")
    place = models.PositiveIntegerField("dòng")
    is_accepted = models.BooleanField("nhận")
    because = models.TextField("lý do")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người quyết định", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "quyết định về dòng"
        verbose_name_plural = "quyết định về dòng"
        ordering = ("place",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("batch", "place"), name="firms_verdict_one_per_row"),
            models.CheckConstraint(name="firms_verdict_says_why", condition=Q(because__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.place}"
