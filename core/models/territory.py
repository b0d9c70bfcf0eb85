"""Provinces and communes; a code means something only within its scheme."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from ..text import fold, match_key, sort_key


class Scheme(models.TextChoices):
    """Which numbering a territory code belongs to: numbers were used again in 2025 for other provinces."""

    PROVINCES_63 = "63", "63 tỉnh, thành (trước 01/7/2025)"
    PROVINCES_34 = "34", "34 tỉnh, thành (từ 01/7/2025)"


class Named(models.Model):
    """A thing with a Vietnamese name that people search and sort."""

    name = models.CharField("tên", max_length=200)
    name_fold = models.CharField(max_length=200, editable=False, db_index=True)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    name_sort = models.CharField(max_length=800, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the folded, matching and sorting forms in step with the name."""
        self.name_fold, self.name_key, self.name_sort = fold(self.name), match_key(self.name), sort_key(self.name)
        super().save(*args, **kwargs)


class Province(Named):
    """A province or centrally-run city (tỉnh, thành phố) of one scheme."""

    scheme = models.CharField("bộ mã", max_length=2, choices=Scheme.choices)
    code = models.CharField("mã", max_length=2)
    successor = models.ForeignKey(
        "self", verbose_name="nay thuộc", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    class Meta:
        verbose_name = "tỉnh, thành phố"
        verbose_name_plural = "tỉnh, thành phố"
        ordering = ("scheme", "code")
        constraints: ClassVar = [models.UniqueConstraint(fields=("scheme", "code"), name="core_province_scheme_code")]


class Commune(Named):
    """A commune, ward or special zone (xã, phường, đặc khu) of a province."""

    province = models.ForeignKey(Province, verbose_name="tỉnh", on_delete=models.PROTECT, related_name="communes")
    code = models.CharField("mã", max_length=5, blank=True)

    class Meta:
        verbose_name = "xã, phường"
        verbose_name_plural = "xã, phường"
        ordering = ("name_sort",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("province", "name"), name="core_commune_province_name")]
