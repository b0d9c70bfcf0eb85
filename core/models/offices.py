"""Agencies, their officers, and the few facts about this installation."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models


class AgencyQuerySet(models.QuerySet["Agency"]):
    """Agencies, those that left among them."""

    def at_work(self) -> AgencyQuerySet:
        """Return the bodies that still take part."""
        return self.filter(ended_on=None)


class Agency(models.Model):
    """A body that takes part (cơ quan): it sends lists, decides, signs, or answers workers."""

    class Kind(models.TextChoices):
        """What the body is in the two-tier administration of 2025."""

        PEOPLES_COMMITTEE = "ubnd", "Ủy ban nhân dân"
        HOME_AFFAIRS = "so_noi_vu", "Sở Nội vụ"
        INSURANCE = "bhxh", "Cơ quan bảo hiểm xã hội"
        FINANCE = "so_tai_chinh", "Sở Tài chính"
        INSPECTORATE = "thanh_tra", "Thanh tra tỉnh"
        ZONE = "ban_quan_ly_kcn", "Ban Quản lý khu công nghiệp"
        UNION = "ldld", "Liên đoàn Lao động"
        COMMUNE = "ubnd_xa", "Ủy ban nhân dân xã, phường"
        OTHER = "khac", "Cơ quan khác"

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("tên", max_length=200)
    kind = models.CharField("loại", max_length=20, choices=Kind.choices)
    zones = models.TextField("khu, cụm công nghiệp", blank=True, help_text="Ban Quản lý: mỗi dòng một khu; để trống: mọi khu.")
    commune = models.ForeignKey(
        "core.Commune",
        verbose_name="xã, phường",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Chỉ điền với Ủy ban nhân dân xã, phường.",
    )
    offices = models.CharField(
        "mã cơ quan BHXH", max_length=200, blank=True, help_text="BHXH cơ sở: các mã 5 số, cách nhau bằng dấu phẩy; để trống: cả tỉnh."
    )
    email = models.EmailField("thư điện tử nhận danh sách", blank=True)
    letter_prefix = models.CharField("ký hiệu văn bản", max_length=40, blank=True, help_text="Ví dụ: BHXH-QLT.")
    ended_on = models.DateField("thôi tham gia từ ngày", null=True, blank=True)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan"
        verbose_name_plural = "cơ quan"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def zone_names(self) -> list[str]:
        """Return the zones that a board looks after, as the register writes them."""
        return [name for line in self.zones.splitlines() if (name := line.strip())]

    @property
    def office_codes(self) -> list[str]:
        """Return the codes of the SI agency's offices that this body is."""
        return [code for part in self.offices.split(",") if (code := part.strip())]


class Officer(AbstractUser):
    """A person who works here (cán bộ); readers of the site never have an account."""

    agency = models.ForeignKey(Agency, verbose_name="cơ quan", null=True, blank=True, on_delete=models.PROTECT, related_name="officers")
    communes: models.ManyToManyField[models.Model, models.Model] = models.ManyToManyField(
        "core.Commune", verbose_name="phạm vi xã, phường", blank=True, help_text="Để trống: cả tỉnh."
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "cán bộ"
        verbose_name_plural = "cán bộ"

    def get_full_name(self) -> str:
        """Return the name in Vietnamese order: family name first."""
        return f"{self.last_name} {self.first_name}".strip() or self.username

    def __str__(self) -> str:
        return self.get_full_name()


class Installation(models.Model):
    """What is true of this installation as a whole: one row."""

    is_demo = models.BooleanField("dữ liệu mẫu", default=False, help_text="Mọi trang được đánh dấu DỮ LIỆU MẪU và không cho lập chỉ mục.")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "bản cài đặt"
        permissions: ClassVar = [("view_story", "Xem nhật ký nội bộ của mọi phòng")]
        constraints: ClassVar = [models.CheckConstraint(name="core_installation_one_row", condition=models.Q(pk=1))]

    def __str__(self) -> str:
        return "Bản cài đặt"

    @classmethod
    def current(cls) -> Installation:
        """Return the one row, making it when it is missing."""
        return cls.objects.get_or_create(pk=1)[0]


class SwappedDay(models.Model):
    """A day on which offices work, or rest, against the calendar (làm bù, nghỉ bù) and the holiday library misses it."""

    day = models.DateField("ngày", unique=True)
    is_workday = models.BooleanField("là ngày làm việc")
    source = models.CharField("văn bản", max_length=200)

    class Meta:
        verbose_name = "ngày hoán đổi"
        verbose_name_plural = "ngày hoán đổi"
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"

    @classmethod
    def swaps(cls) -> dict[dt.date, bool]:
        """Return the table in the form that `core.workdays` takes."""
        return dict(cls.objects.values_list("day", "is_workday"))


class Quota(models.Model):
    """How much of one thing one caller spent in one window of time."""

    key = models.CharField(max_length=120)
    window = models.BigIntegerField()
    spent = models.PositiveIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=("key", "window"), name="core_quota_key_window")]

    def __str__(self) -> str:
        return self.key


class Pulse(models.Model):
    """When a sweep last ran, and how much it did: what the health page and the desk look at."""

    sweep = models.CharField(max_length=60, unique=True)
    ran_at = models.DateTimeField()
    did = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.sweep
