"""What happened to the rows of the open registers, their ids and never what they said; and the licence that was confirmed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock


class OpenChange(models.Model):
    """One change of the open data (thay đổi dữ liệu mở): a row came, was changed, or is public no more."""

    class What(models.TextChoices):
        ADDED = "added", "Thêm"
        CHANGED = "changed", "Sửa"
        DELETED = "deleted", "Gỡ"

    seq = models.PositiveBigIntegerField(primary_key=True)
    register = models.CharField(max_length=40)
    record = models.CharField(max_length=60)
    what = models.CharField(max_length=8, choices=What.choices)
    #: Why it was deleted: the release was withdrawn, expired, or the row is hidden.
    why = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField(default=clock.now)
    #: The row as it was seen, so that the next look finds what changed; emptied when it is deleted.
    mark = models.CharField(max_length=80, blank=True)
    #: Which columns of the row changed, by their names alone; nothing where that is not known.
    fields = models.JSONField(null=True, blank=True)
    is_last = models.BooleanField(default=True)

    class Meta:
        verbose_name = "thay đổi dữ liệu mở"
        verbose_name_plural = "thay đổi dữ liệu mở"
        ordering = ("seq",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("register", "record"), condition=Q(is_last=True), name="press_open_change_one_last"),
            models.CheckConstraint(
                name="press_open_change_deleted_forgets",
                condition=~Q(what="deleted") | Q(mark=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.register}/{self.record} {self.what}"


class OpenHead(models.Model):
    """The end of the changes: one row, locked by whoever looks for new ones, so that numbers come in the order of their commits."""

    seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(name="press_open_head_one_row", condition=Q(pk=1))]

    def __str__(self) -> str:
        return str(self.seq)


class OpenLicence(models.Model):
    """The licence of the open data (giấy phép dữ liệu mở) as an officer confirmed it; the newest one counts, none is ever changed."""

    name = models.CharField("giấy phép", max_length=20)
    because = models.TextField("căn cứ")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người xác nhận", on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField("xác nhận lúc", default=clock.now)

    class Meta:
        verbose_name = "giấy phép dữ liệu mở"
        verbose_name_plural = "giấy phép dữ liệu mở"
        ordering = ("-confirmed_at", "-pk")
        permissions: ClassVar = [("confirm_licence", "Xác nhận giấy phép dữ liệu mở")]
        constraints: ClassVar = [models.CheckConstraint(name="press_licence_on_a_ground", condition=Q(name__gt="", because__gt=""))]

    def __str__(self) -> str:
        return f"{self.name} {self.confirmed_at:%Y-%m-%d}"
