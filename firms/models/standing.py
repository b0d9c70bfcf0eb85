"""What is established about a firm beyond the lists."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock

from .firm import Firm


class Finding(models.Model):
    """One thing that a competent body established about a firm, or confirmed to us."""

    class Kind(models.TextChoices):
        """What was established."""

        PAID = "paid", "Cơ quan BHXH xác nhận đã nộp đủ"
        LATE = "late", "Kiểm tra kết luận chậm đóng"
        EVASION = "evasion", "Cơ quan có thẩm quyền kết luận trốn đóng"
        CLEAN = "clean", "Kiểm tra không phát hiện vi phạm"

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="findings")
    kind = models.CharField("nội dung", max_length=20, choices=Kind.choices)
    found_on = models.DateField("ngày")
    source = models.CharField("văn bản", max_length=200)
    is_overturned = models.BooleanField("đã bị bác", default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người ghi", null=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField("ghi lúc", default=clock.now)

    class Meta:
        verbose_name = "kết luận"
        verbose_name_plural = "kết luận"
        ordering = ("-found_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="firms_finding_names_its_source", condition=Q(source__gt="")),
            models.UniqueConstraint(fields=("firm", "kind", "found_on", "source"), name="firms_finding_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.found_on:%d/%m/%Y}"


class Hold(models.Model):
    """Something is pending about a firm: while it is internal it bars new honours, once public it suspends certificates."""

    #: What officers place themselves; every other kind belongs to a file of another room.
    PLAN, POLICE = "plan", "police"
    SAID: ClassVar[dict[str, str]] = {
        PLAN: "Cam kết nộp dần được cơ quan BHXH xác nhận",
        POLICE: "Đã chuyển hồ sơ cơ quan điều tra (Điều 216 Bộ luật Hình sự)",
    }

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField("loại", max_length=30)
    reference = models.CharField("hồ sơ", max_length=60, unique=True)
    is_public = models.BooleanField("công khai", default=False)
    placed_at = models.DateTimeField("từ lúc", default=clock.now)
    lifted_at = models.DateTimeField("đến lúc", null=True, blank=True)
    document = models.CharField("văn bản", max_length=200, blank=True)
    ends_on = models.DateField("đến hết ngày", null=True, blank=True)

    class Meta:
        verbose_name = "việc đang treo"
        verbose_name_plural = "việc đang treo"
        ordering = ("-placed_at", "-pk")
        permissions: ClassVar = [("set_hold", "Ghi và gỡ cam kết nộp dần, hồ sơ chuyển cơ quan điều tra")]
        constraints: ClassVar = [
            models.CheckConstraint(name="firms_hold_ends_after_start", condition=Q(lifted_at=None) | Q(lifted_at__gte=F("placed_at"))),
            models.CheckConstraint(name="firms_hold_names_its_file", condition=Q(reference__gt="")),
            models.CheckConstraint(name="firms_hold_plan_has_term", condition=~Q(kind="plan", document__gt="") | Q(ends_on__isnull=False)),
        ]
        indexes: ClassVar = [models.Index(fields=("firm",), condition=Q(lifted_at=None), name="firms_hold_open")]

    def __str__(self) -> str:
        return self.reference

    @property
    def said(self) -> str:
        """Return the file that is pending, in words."""
        if self.kind in self.SAID:
            term = f", đến hết ngày {self.ends_on:%d/%m/%Y}" if self.ends_on else ""
            return f"{self.SAID[self.kind]}{term}{': ' if self.document else ''}{self.document}"
        number = self.reference.split(":")[1:2]
        return " ".join([{"notice": "Hồ sơ công khai"}.get(self.kind, self.kind), *number])
