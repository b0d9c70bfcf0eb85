"""How many people work, how many are insured: figures of each month, counted from the lists in force and never edited."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from core.models.territory import Commune
from core.text import gettext_noop

from .batches import ImportBatch


class CoverageMonth(models.Model):
    """A month of which the SI agency has extracted figures, and whether something has changed since they were counted."""

    month = models.DateField("tháng", unique=True, help_text="Ngày đầu tháng.")
    asked = models.PositiveIntegerField(default=1, help_text="Tăng mỗi khi số liệu nguồn thay đổi.")
    built = models.PositiveIntegerField(default=0, help_text="Lần yêu cầu đã được tính.")
    published = models.PositiveIntegerField(default=0, help_text="Lần tính đã được công bố.")
    built_at = models.DateTimeField("tính lúc", null=True, blank=True)
    batches: models.ManyToManyField[ImportBatch, models.Model] = models.ManyToManyField(
        ImportBatch, verbose_name="nguồn", related_name="coverage_months"
    )

    class Meta:
        verbose_name = "tháng tham gia"
        verbose_name_plural = "tháng tham gia"
        ordering = ("-month",)
        constraints: ClassVar = [models.CheckConstraint(name="firms_coverage_built_was_asked", condition=Q(built__lte=F("asked")))]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y}"


class CoverageSource(models.Model):
    """A list whose coming, or going, the months have been told of."""

    batch = models.OneToOneField(ImportBatch, on_delete=models.CASCADE, related_name="coverage_source")

    def __str__(self) -> str:
        return str(self.batch_id)


class CoverageCell(models.Model):
    """The firms of one commune, one zone and one section of industry in one month: counts and sums, no firm."""

    month = models.ForeignKey(CoverageMonth, on_delete=models.CASCADE, related_name="cells")
    commune = models.ForeignKey(Commune, verbose_name="xã, phường", null=True, on_delete=models.CASCADE, related_name="+")
    zone = models.CharField("KCN/CCN", max_length=120, blank=True)
    section = models.CharField("ngành", max_length=3, blank=True)
    firms = models.PositiveIntegerField("đơn vị")
    both = models.PositiveIntegerField("đủ hai số")
    heads = models.PositiveIntegerField("trong đó không phải chi nhánh")
    only_employed = models.PositiveIntegerField("chỉ có số lao động")
    only_insured = models.PositiveIntegerField("chỉ có số tham gia")
    insuring = models.PositiveIntegerField("có người tham gia")
    short = models.PositiveIntegerField("tham gia ít hơn lao động")
    employed = models.PositiveBigIntegerField("lao động")
    insured = models.PositiveBigIntegerField("tham gia")
    missing = models.PositiveBigIntegerField("chưa tham gia")
    top_employed = models.PositiveIntegerField(default=0)
    top_insured = models.PositiveIntegerField(default=0)
    by_zone_board = models.PositiveIntegerField("lao động theo Ban Quản lý KCN", default=0)
    unsure = models.PositiveIntegerField("ngành đang chờ xác nhận", default=0)
    employed_from = models.DateField(null=True)
    employed_to = models.DateField(null=True)
    insured_from = models.DateField(null=True)
    insured_to = models.DateField(null=True)

    class Meta:
        verbose_name = "ô số liệu tham gia"
        verbose_name_plural = "ô số liệu tham gia"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("month", "commune", "zone", "section"), name="firms_coverage_cell_once"),
            models.UniqueConstraint(
                fields=("month", "zone", "section"), condition=Q(commune=None), name="firms_coverage_cell_nowhere_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month_id}/{self.commune_id}/{self.zone}/{self.section}"


class Dimension(models.TextChoices):
    """By what a public figure is broken down."""

    ALL = "all", gettext_noop("Toàn tỉnh")
    COMMUNE = "commune", gettext_noop("Xã, phường")
    ZONE = "zone", gettext_noop("Khu, cụm công nghiệp")
    SECTION = "section", gettext_noop("Ngành kinh tế")


class Statistic(models.Model):
    """One public figure: what a cell of a published table says, or that it is kept back; then it holds no number at all."""

    month = models.DateField("tháng")
    dimension = models.CharField("phân theo", max_length=8, choices=Dimension.choices)
    code = models.CharField("mã ngành", max_length=3, blank=True)
    label = models.CharField("tên", max_length=200, blank=True, help_text="Để trống: ngoài khu, chưa rõ địa bàn hoặc ngành.")
    place = models.PositiveIntegerField("thứ tự")
    is_hidden = models.BooleanField("không công bố")
    firms = models.PositiveIntegerField("đơn vị", null=True)
    employed = models.PositiveBigIntegerField("lao động", null=True)
    insured = models.PositiveBigIntegerField("tham gia", null=True)
    unsure = models.PositiveIntegerField("đơn vị có ngành đang chờ xác nhận", null=True, help_text="Chỉ cho ngành.")
    left_out = models.PositiveIntegerField("đơn vị chưa đủ số", null=True, help_text="Chỉ cho toàn tỉnh.")
    employed_from = models.DateField(null=True)
    employed_to = models.DateField(null=True)
    insured_on = models.DateField(null=True)

    class Meta:
        verbose_name = "số liệu công bố"
        verbose_name_plural = "số liệu công bố"
        ordering = ("-month", "dimension", "place")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("month", "dimension", "code", "label"), name="firms_statistic_once"),
            models.CheckConstraint(
                name="firms_statistic_of_three_firms_or_hidden",
                condition=Q(
                    is_hidden=True,
                    firms__isnull=True,
                    employed__isnull=True,
                    insured__isnull=True,
                    left_out__isnull=True,
                    unsure__isnull=True,
                    employed_from__isnull=True,
                    employed_to__isnull=True,
                    insured_on__isnull=True,
                )
                | Q(is_hidden=False, firms__isnull=False, employed__isnull=False, insured__isnull=False, firms__gte=3),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%m/%Y} {self.dimension} {self.label}"

    @property
    def percent(self) -> float | None:
        """Return how many of a hundred people at work are insured; nothing where nobody works or the figure is kept back."""
        return 100 * self.insured / self.employed if self.employed and self.insured is not None else None

    @property
    def is_doubtful(self) -> bool:
        """Tell whether more people are insured than work there: the two sources must be confirmed."""
        return bool(self.employed is not None and self.insured is not None and self.insured > self.employed)
