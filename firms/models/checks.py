"""Checks and inspections of firms by any body, and the life of those that joint teams of this province make."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.events import Event

from ..checking import LABELS, WITH_CONCLUSION, WITH_RECORD, WITH_TEAM, State
from .firm import Firm


class CheckPlan(models.Model):
    """The plan of a year (kế hoạch kiểm tra năm): its number, and the firms that were chosen from the check list."""

    year = models.PositiveSmallIntegerField("năm")
    number = models.CharField("số kế hoạch, quyết định", max_length=60)
    decided_on = models.DateField("ngày ban hành")
    title = models.CharField("tên kế hoạch", max_length=200)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người lập", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField("lập lúc", default=clock.now)

    class Meta:
        verbose_name = "kế hoạch kiểm tra"
        verbose_name_plural = "kế hoạch kiểm tra"
        ordering = ("-year", "-decided_on", "-pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("year", "number"), name="firms_plan_number_once"),
            models.CheckConstraint(name="firms_plan_has_number", condition=Q(number__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.number} ngày {self.decided_on:%d/%m/%Y}: {self.title}"


class Matter(models.TextChoices):
    """What a check looks at; at most one check a year on one matter without clear signs of violation."""

    INSURANCE = "insurance", "Đóng BHXH, BHYT, BHTN"
    LABOUR = "labour", "Pháp luật lao động khác"
    SAFETY = "safety", "An toàn, vệ sinh lao động"
    TAX = "tax", "Thuế"
    BUSINESS = "business", "Đăng ký, hoạt động kinh doanh"
    OTHER = "other", "Nội dung khác"


class CheckQuerySet(models.QuerySet[Any]):
    """Checks by what they count for."""

    def standing(self) -> CheckQuerySet:
        """Return the checks that were not cancelled."""
        return self.exclude(state=State.CANCELLED)

    def overdue(self, on: dt.date) -> CheckQuerySet:
        """Return the checks whose remedy was due before the day ``on``."""
        return self.filter(state=State.REMEDYING, remedy_due__lt=on)


class Check(models.Model):
    """One check or inspection of one firm (cuộc kiểm tra, thanh tra): ours from the plan to its end, others' as they tell us."""

    class Kind(models.TextChoices):
        """What it is in law."""

        CHECK = "check", "Kiểm tra"
        INSPECTION = "inspection", "Thanh tra"

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="checks")
    year = models.PositiveSmallIntegerField("năm")
    matter = models.CharField("nội dung", max_length=10, choices=Matter.choices, default=Matter.INSURANCE)
    nth = models.PositiveSmallIntegerField("lần thứ trong năm", default=1)
    kind = models.CharField("hình thức", max_length=10, choices=Kind.choices, default=Kind.CHECK)
    body = models.CharField("cơ quan tiến hành", max_length=200)
    plan = models.ForeignKey(CheckPlan, verbose_name="kế hoạch", null=True, blank=True, on_delete=models.PROTECT, related_name="checks")
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.PLANNED
    )
    sign = models.TextField("dấu hiệu vi phạm rõ ràng", blank=True)
    sign_document = models.CharField("văn bản nêu dấu hiệu", max_length=200, blank=True)
    decision_no = models.CharField("số quyết định", max_length=60, blank=True)
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    leader = models.CharField("trưởng đoàn", max_length=120, blank=True)
    team = models.TextField("thành phần đoàn", blank=True)
    recorded_on = models.DateField("ngày lập biên bản", null=True, blank=True)
    found = models.TextField("nội dung biên bản", blank=True)
    conclusion_no = models.CharField("số kết luận", max_length=60, blank=True)
    concluded_on = models.DateField("ngày kết luận", null=True, blank=True)
    conclusion = models.TextField("nội dung kết luận", blank=True)
    is_evasion = models.BooleanField("có kết luận trốn đóng", default=False)
    authority = models.CharField("quyết định của cơ quan có thẩm quyền về trốn đóng", max_length=200, blank=True)
    due_on = models.DateField("hạn đóng của kỳ cũ nhất", null=True, blank=True)
    reminded_on = models.DateField("ngày đôn đốc bằng văn bản", null=True, blank=True)
    remedy = models.TextField("việc phải khắc phục", blank=True)
    remedy_due = models.DateField("hạn khắc phục", null=True, blank=True)
    remedied_on = models.DateField("ngày khắc phục xong", null=True, blank=True)
    evidence = models.CharField("văn bản, chứng cứ khắc phục", max_length=300, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc kiểm tra"
        verbose_name_plural = "cuộc kiểm tra"
        ordering = ("-year", "-decided_on", "-pk")
        permissions: ClassVar = [
            ("plan_check", "Lập kế hoạch kiểm tra, ghi cuộc kiểm tra của cơ quan khác"),
            ("decide_check", "Ghi quyết định thành lập đoàn, hủy cuộc kiểm tra"),
            ("run_check", "Ghi biên bản, kết luận, khắc phục của cuộc kiểm tra"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("firm", "year", "matter", "nth"), condition=~Q(state="cancelled"), name="firms_check_one_nth"),
            models.CheckConstraint(
                name="firms_check_second_needs_signs", condition=Q(nth=1) | Q(nth__gt=1, sign__gt="", sign_document__gt="")
            ),
            models.CheckConstraint(
                name="firms_check_has_team",
                condition=~Q(state__in=sorted(WITH_TEAM)) | Q(decision_no__gt="", decided_on__isnull=False, leader__gt="", team__gt=""),
            ),
            models.CheckConstraint(
                name="firms_check_has_record", condition=~Q(state__in=sorted(WITH_RECORD)) | Q(recorded_on__isnull=False, found__gt="")
            ),
            models.CheckConstraint(
                name="firms_check_has_conclusion",
                condition=~Q(state__in=sorted(WITH_CONCLUSION)) | Q(conclusion_no__gt="", concluded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="firms_check_remedy_has_term",
                condition=~Q(state__in=["remedying", "unremedied"]) | Q(remedy__gt="", remedy_due__isnull=False),
            ),
            models.CheckConstraint(
                name="firms_check_evasion_on_decision",
                condition=Q(is_evasion=False) | Q(authority__gt="", due_on__isnull=False, reminded_on__isnull=False),
            ),
            models.CheckConstraint(
                name="firms_check_noted_says_who",
                condition=~Q(state="noted") | Q(body__gt="", decision_no__gt="", decided_on__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("year", "state"), name="firms_check_year_state"),
            models.Index(fields=("state", "remedy_due"), name="firms_check_remedy_due"),
        ]

    def __str__(self) -> str:
        told = f", quyết định {self.decision_no} ngày {self.decided_on:%d/%m/%Y}" if self.decision_no and self.decided_on else ""
        return f"{self.get_kind_display()} {self.year}, {self.get_matter_display()}: {self.body}{told}"


class CheckEvent(Event):
    """One move of a check."""

    record = models.ForeignKey(Check, on_delete=models.CASCADE, related_name="events")
