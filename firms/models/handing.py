"""Lists that we hand to agencies, in their own layout, and lists that agencies owe us."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event
from core.models import Agency
from core.models.law import Dated

from ..handing import LABELS, State
from .batches import private_files


class OutgoingLayout(models.Model):
    """What a kind of receiver gets, and with which columns (mẫu danh sách bàn giao)."""

    class Content(models.TextChoices):
        """Which firms the list names."""

        REPEAT = "repeat", "Vi phạm nhiều lần"
        LATE = "late", "Chậm đóng kéo dài"
        GAP = "gap", "Chênh lệch lao động tham gia"
        SILENT = "silent", "Chậm đóng, chưa có số lao động do Ban Quản lý báo cáo"
        EVADERS = "evaders", "Có quyết định xử phạt về trốn đóng"

    code = models.SlugField("mã", max_length=40, unique=True)
    title = models.CharField("tên danh sách", max_length=200)
    agency_kind = models.CharField("bên nhận", max_length=20, choices=Agency.Kind.choices)
    content = models.CharField("nội dung", max_length=10, choices=Content.choices)
    columns = models.TextField("các cột", help_text="Mỗi dòng một cột: trường, hoặc trường = tiêu đề của bên nhận.")

    class Meta:
        verbose_name = "mẫu danh sách bàn giao"
        verbose_name_plural = "mẫu danh sách bàn giao"
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class OutgoingList(models.Model):
    """One list as it was handed to one agency, with its letter; the file is kept as it left."""

    layout = models.ForeignKey(OutgoingLayout, verbose_name="mẫu", on_delete=models.PROTECT, related_name="lists")
    agency = models.ForeignKey(Agency, verbose_name="bên nhận", on_delete=models.PROTECT, related_name="handed")
    state = models.CharField(
        "trạng thái", max_length=10, choices=[(state.value, label) for state, label in LABELS.items()], default=State.SENT
    )
    as_of = models.DateField("tính đến ngày")
    rows = models.PositiveIntegerField("số đơn vị")
    stored = models.FileField("tệp", upload_to="handed/", storage=private_files, max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    letter_no = models.CharField("công văn số", max_length=60)
    letter_on = models.DateField("ngày công văn")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người gửi", on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("gửi lúc", default=clock.now)
    due_on = models.DateField("hạn báo nhận")
    received_on = models.DateField("nhận ngày", null=True, blank=True)
    receiver = models.CharField("người nhận", max_length=120, blank=True)
    proof = models.CharField("chứng cứ", max_length=200, blank=True)

    class Meta:
        verbose_name = "danh sách bàn giao"
        verbose_name_plural = "danh sách bàn giao"
        ordering = ("-sent_at", "-pk")
        permissions: ClassVar = [
            ("hand_list", "Bàn giao danh sách cho cơ quan khác"),
            ("receive_list", "Báo đã nhận danh sách"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="firms_handed_with_a_letter", condition=Q(letter_no__gt="")),
            models.CheckConstraint(
                name="firms_handed_receipt_is_whole",
                condition=~Q(state=State.RECEIVED)
                | Q(received_on__isnull=False, receiver__gt="", proof__gt="", received_on__gte=F("letter_on")),
            ),
        ]
        indexes: ClassVar = [models.Index(fields=("agency", "state"), name="firms_handed_queue")]

    def __str__(self) -> str:
        return f"{self.layout} ({self.as_of:%d/%m/%Y})"


class OutgoingEvent(Event):
    """One move of a list that was handed over."""

    record = models.ForeignKey(OutgoingList, on_delete=models.CASCADE, related_name="events")


class Every(models.IntegerChoices):
    """How often a list is owed, in months."""

    MONTH = 1, "Hằng tháng"
    QUARTER = 3, "Hằng quý"
    HALF_YEAR = 6, "Nửa năm"
    YEAR = 12, "Hằng năm"


class OwedList(Dated):
    """A list that a kind of agency owes for every period, by a day of the month after it (lịch gửi danh sách)."""

    agency_kind = models.CharField("bên gửi", max_length=20, choices=Agency.Kind.choices)
    kind = models.CharField("loại danh sách", max_length=20)
    day = models.PositiveIntegerField("chậm nhất ngày", help_text="Ngày của tháng sau kỳ báo cáo.")
    every = models.PositiveSmallIntegerField("kỳ", choices=Every.choices, default=Every.MONTH)

    class Meta:
        verbose_name = "lịch gửi danh sách"
        verbose_name_plural = "lịch gửi danh sách"
        ordering = ("day", "kind")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("agency_kind", "kind", "valid_from"),
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="firms_owed_one_from",
            ),
            models.CheckConstraint(name="firms_owed_day_of_month", condition=Q(day__gte=1, day__lte=31)),
        ]

    def __str__(self) -> str:
        return f"{self.get_agency_kind_display()}: {self.kind}, {self.get_every_display().lower()}"
