"""Who made a press pack of which release, and to whom it went: whoever corrects or withdraws one knows what is out in files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock

from ..kinds import CHANNEL_LABELS, HANDED_BY
from .readers import PressContact
from .releases import Release
from .speaking import PressPolicy


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


class Handover(models.Model):
    """To whom files of a pack went, and by which way (đã đưa cho ai, bằng cách nào): what takes the release back goes there too."""

    release = models.ForeignKey(Release, verbose_name="tin", on_delete=models.CASCADE, related_name="handovers")
    pack = models.ForeignKey(MadePack, verbose_name="tệp đã đưa", on_delete=models.PROTECT, related_name="handovers")
    contact = models.ForeignKey(PressContact, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    medium = models.CharField("cơ quan báo chí", max_length=120)
    person = models.CharField("người nhận", max_length=120, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    channel = models.CharField("đưa qua", max_length=12, choices=[(each.value, CHANNEL_LABELS[each]) for each in HANDED_BY])
    how = models.CharField("bằng cách nào", max_length=200)
    handed_on = models.DateField("ngày đưa")
    policy = models.ForeignKey(PressPolicy, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người ghi", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("ghi lúc", default=clock.now)
    drafts_recalled_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "lần đưa bộ tài liệu"
        verbose_name_plural = "lần đưa bộ tài liệu"
        ordering = ("-handed_on", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="press_handover_can_be_recalled", condition=~Q(channel="email") | Q(email__gt="") | Q(erased_at__isnull=False)
            ),
            models.CheckConstraint(name="press_handover_erased", condition=Q(erased_at=None) | Q(person="", email="", contact=None)),
        ]

    def __str__(self) -> str:
        return f"{self.medium}, {self.handed_on:%d/%m/%Y}"
