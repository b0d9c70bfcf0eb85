"""Under which names a firm was known before, and the words of all names, by which slips of the keyboard are put right."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.models.territory import Commune, Named

from .batches import ImportBatch
from .firm import Firm


class FirmName(Named):
    """A name that a register gave a firm and that is not its name today (tên cũ): built again with the register, never edited."""

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.CASCADE, related_name="former_names")
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    batch = models.ForeignKey(
        ImportBatch, verbose_name="danh bạ nêu tên này", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "tên cũ"
        verbose_name_plural = "tên cũ"
        ordering = ("-valid_to", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("firm", "name"), name="firms_name_once"),
            models.CheckConstraint(
                name="firms_name_ends_after_start",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
        ]


class CommuneName(models.Model):
    """To which commune of today a name led when firms were last tied to their communes."""

    name_fold = models.CharField(max_length=200, unique=True)
    commune = models.ForeignKey(Commune, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return self.name_fold


class Word(models.Model):
    """A folded word of firms' names, or the beginning of some, with the number of names that hold it."""

    text = models.CharField(max_length=24, unique=True)
    firms = models.PositiveIntegerField()
    is_whole = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.text
