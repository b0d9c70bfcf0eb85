"""Provinces and communes; a code means something only within its scheme."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from django.db import models

from ..text import fold, match_key, sort_key
from .bytewise import BytewiseField


class Scheme(models.TextChoices):
    """Which numbering a territory code belongs to: numbers were used again in 2025 for other provinces."""

    PROVINCES_63 = "63", "63 tỉnh, thành (trước 01/7/2025)"
    PROVINCES_34 = "34", "34 tỉnh, thành (từ 01/7/2025)"


class Named(models.Model):
    """A thing with a Vietnamese name that people search and sort."""

    name = models.CharField("tên", max_length=200)
    name_fold = BytewiseField(max_length=200, editable=False)
    name_key = BytewiseField(max_length=200, editable=False)
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
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến trước ngày", null=True, blank=True, help_text="Để trống: vẫn còn.")
    successors = models.ManyToManyField(
        "self",
        verbose_name="nay là",
        symmetrical=False,
        blank=True,
        related_name="predecessors",
        help_text="Xã, phường sau khi sắp xếp lại.",
    )

    class Meta:
        verbose_name = "xã, phường"
        verbose_name_plural = "xã, phường"
        ordering = ("name_sort",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("province", "name"), name="core_commune_province_name")]

    @classmethod
    def by_name(cls, scheme: str, code: str) -> dict[str, int]:
        """Return the keys of a province's communes of today by their folded names, and by the names of those that became one of them.

        A commune that was divided among several leads to none, nor does a name that two of them bore.
        """
        today = cls.objects.filter(province__scheme=scheme, province__code=code, valid_to=None)
        found = dict(today.values_list("name_fold", "pk"))
        became: dict[str, set[int]] = defaultdict(set)
        for name, pk in cls.objects.filter(valid_to__isnull=False, successors__in=today).values_list("name_fold", "successors"):
            became[name].add(pk)
        return {name: min(keys) for name, keys in became.items() if len(keys) == 1} | found
