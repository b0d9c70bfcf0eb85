"""Who made a press pack of which release, and when: whoever corrects or withdraws one knows what is out in files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from core import clock

from .releases import Release


class MadePack(models.Model):
    """One pack, or one file of it, that an officer took out of the office (bộ tài liệu đã lập)."""

    release = models.ForeignKey(Release, verbose_name="tin", on_delete=models.CASCADE, related_name="packs")
    file = models.CharField("tệp", max_length=120)
    sha256 = models.CharField("mã SHA-256", max_length=64)
    is_draft = models.BooleanField("bản dự thảo", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người lập", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "bộ tài liệu đã lập"
        verbose_name_plural = "bộ tài liệu đã lập"
        ordering = ("-at", "-pk")
        permissions: ClassVar = [("make_pack", "Lập bộ tài liệu báo chí")]

    def __str__(self) -> str:
        return self.file
