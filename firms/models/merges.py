"""Two records that are one firm: who said so, who decided, and every row that moved."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event

from ..merging import GONE, LABELS, OPEN, State
from .firm import Firm


class Merge(models.Model):
    """The record ``gone`` is the same firm as ``kept``: its codes and rows belong to ``kept`` until the merge is split again."""

    kept = models.ForeignKey(Firm, verbose_name="đơn vị giữ lại", on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Firm, verbose_name="bản ghi trùng", on_delete=models.PROTECT, related_name="merged_away")
    state = models.CharField(
        "trạng thái", max_length=10, choices=[(state.value, label) for state, label in LABELS.items()], default=State.PROPOSED
    )
    document = models.CharField("văn bản đăng ký lại, đổi mã", max_length=120, blank=True)
    document_on = models.DateField("ngày văn bản", null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người đề nghị", on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người quyết định", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("đề nghị lúc", default=clock.now)
    merged_at = models.DateTimeField("gộp lúc", null=True, blank=True)

    class Meta:
        verbose_name = "gộp bản ghi trùng"
        verbose_name_plural = "gộp bản ghi trùng"
        ordering = ("-asked_at", "-pk")
        permissions: ClassVar = [
            ("propose_merge", "Đề nghị gộp, tách bản ghi đơn vị trùng"),
            ("decide_merge", "Quyết định gộp, tách bản ghi đơn vị trùng"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("gone",), condition=Q(state__in=sorted(OPEN)), name="firms_merge_gone_once"),
            models.CheckConstraint(name="firms_merge_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(
                name="firms_merge_four_eyes",
                condition=~Q(state__in=[State.MERGED, State.SPLIT]) | (Q(decided_by__isnull=False) & ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="firms_merge_says_when", condition=~Q(state__in=sorted({*GONE, State.SPLIT})) | Q(merged_at__isnull=False)
            ),
            models.CheckConstraint(
                name="firms_merge_document_has_day",
                condition=Q(document="", document_on=None) | Q(document__gt="", document_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"


class MergeEvent(Event):
    """One step of a merge."""

    record = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="events")


class MovedRow(models.Model):
    """A row whose tie a merge moved from the gone record to the kept one, or the other way where a row like it took its place.

    A split moves just these back.
    """

    merge = models.ForeignKey(Merge, on_delete=models.CASCADE, related_name="moved")
    table = models.CharField(max_length=40)
    field = models.CharField(max_length=20)
    row = models.BigIntegerField()
    is_aside = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("merge", "table", "field", "row"), name="firms_moved_once")]

    def __str__(self) -> str:
        return f"{self.table}:{self.row}"
