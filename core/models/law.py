"""Law and numbers as dated rows: instruments, their articles, and the parameters that figures are computed with."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from ..law import cite
from ..text import gettext_noop

#: How an instrument is called before its number where its title would be too long, by a part of the number.
_KINDS = {"/NĐ-CP": "Nghị định", "/TT-": "Thông tư", "/QĐ-": "Quyết định", "/NQ-": "Nghị quyết", "BHXH-": "Công văn"}


class Certainty(models.TextChoices):
    """How sure we are of a row; whatever is not confirmed is shown as "đang chờ xác nhận"."""

    CONFIRMED = "confirmed", gettext_noop("Cán bộ pháp chế đã xác nhận")
    FOUND = "found", gettext_noop("Đã đối chiếu với bản sao văn bản")
    KNOWN = "known", gettext_noop("Theo hiểu biết, chưa đối chiếu")
    TO_CONFIRM = "to_confirm", gettext_noop("Đang chờ xác nhận")


class DatedQuerySet(models.QuerySet[Any]):
    """Rows with ``valid_from`` and ``valid_to``, the second exclusive and empty while the row is in force."""

    def in_force(self, on: dt.date) -> DatedQuerySet:
        """Return the rows in force on the day ``on``."""
        return self.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))


class Dated(models.Model):
    """A row of law: when it holds, where it comes from, how sure we are, and who checked it."""

    valid_from = models.DateField("áp dụng từ")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    source = models.CharField("nguồn", max_length=300, blank=True)
    certainty = models.CharField("mức chắc chắn", max_length=12, choices=Certainty.choices, default=Certainty.TO_CONFIRM)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người kiểm tra", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_on = models.DateField("ngày kiểm tra", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_to_confirm(self) -> bool:
        """Tell whether readers must be told that the row awaits confirmation."""
        return self.certainty == Certainty.TO_CONFIRM


class Instrument(Dated):
    """A legal instrument (văn bản quy phạm): a law, decree, circular or decision."""

    number = models.CharField("số hiệu", max_length=60, unique=True)
    title = models.CharField("tên", max_length=300)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    replaced_by = models.CharField("được thay bằng", max_length=200, blank=True)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        verbose_name = "văn bản pháp luật"
        verbose_name_plural = "văn bản pháp luật"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.short

    @property
    def short(self) -> str:
        """Return how the instrument is cited: "Luật Bảo hiểm xã hội 41/2024/QH15", "Nghị định 283/2026/NĐ-CP"."""
        kind = next((kind for part, kind in _KINDS.items() if part in self.number), self.title)
        return f"{kind} {self.number}"


class Article(Dated):
    """One article (điều) of an instrument, in our own short words; an empty number stands for the whole instrument."""

    instrument = models.ForeignKey(Instrument, verbose_name="văn bản", on_delete=models.CASCADE, related_name="articles")
    number = models.CharField("điều", max_length=20)
    heading = models.CharField("tiêu đề", max_length=300)
    gist = models.TextField("nội dung chính", blank=True)

    class Meta:
        verbose_name = "điều luật"
        verbose_name_plural = "điều luật"
        ordering = ("instrument", "number", "valid_from")
        constraints: ClassVar = [models.UniqueConstraint(fields=("instrument", "number", "valid_from"), name="core_article_number_from")]

    def __str__(self) -> str:
        return self.cite()

    def cite(self, clause: str = "") -> str:
        """Return the article, or one clause of it, as readers see it."""
        return cite(self.instrument.short, self.number, clause)


class Parameter(Dated):
    """A number that the law sets: a rate, an amount, a term."""

    code = models.SlugField("mã", max_length=60)
    label = models.CharField("tên gọi", max_length=200)
    value = models.DecimalField("giá trị", max_digits=20, decimal_places=6)
    unit = models.CharField("đơn vị", max_length=40)
    source_number = models.CharField("văn bản", max_length=60)
    source_article = models.CharField("điều", max_length=40, blank=True)

    class Meta:
        verbose_name = "tham số pháp luật"
        verbose_name_plural = "tham số pháp luật"
        ordering = ("code", "valid_from")
        constraints: ClassVar = [models.UniqueConstraint(fields=("code", "valid_from"), name="core_parameter_code_from")]

    def __str__(self) -> str:
        return self.label
