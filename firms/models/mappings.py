"""Which column is what in the lists of a sender whose headings we did not know: asked once, remembered."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock


class ColumnMapping(models.Model):
    """An officer's answer for one heading of one sender (bảng ghép cột); a new answer for the same heading takes its place."""

    sender = models.CharField("nơi gửi", max_length=120)
    kind = models.CharField("loại", max_length=20)
    fingerprint = models.CharField("dấu vết của tiêu đề", max_length=64)
    heading = models.JSONField("tiêu đề như đã ghi", default=list)
    depth = models.PositiveSmallIntegerField("số dòng tiêu đề", default=1)
    columns = models.JSONField("cột", default=dict)
    scale = models.BigIntegerField("số tiền tính bằng (đồng)", default=0, help_text="0: theo tiêu đề của tệp.")
    version = models.PositiveIntegerField("lần", default=1)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người ghép", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField("ghép lúc", default=clock.now)
    is_live = models.BooleanField("đang dùng", default=True)

    class Meta:
        verbose_name = "bảng ghép cột"
        verbose_name_plural = "bảng ghép cột"
        ordering = ("-made_at", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("sender", "fingerprint"), condition=Q(is_live=True), name="firms_mapping_one_answer"),
            models.CheckConstraint(name="firms_mapping_names_its_sender", condition=Q(sender__gt="", kind__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.sender}: {self.kind}"
