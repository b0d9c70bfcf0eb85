"""Who speaks for the authority, within which terms, and the press releases with every version of their text."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet

from core import clock
from core.events import Event
from core.models import Officer, Policy, PolicyState
from core.models.policies import by_two, one_from

from ..media_lifecycle import LABELS, SPOKEN, State
from .releases import Release


class Spokesperson(models.Model):
    """One appointment of a spokesperson (người phát ngôn): who, from which day to which, by which decision."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người phát ngôn", on_delete=models.PROTECT, related_name="+")
    decision_no = models.CharField("số quyết định", max_length=60)
    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người ghi", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("ghi lúc", default=clock.now)
    ended_because = models.CharField("lý do kết thúc", max_length=300, blank=True)

    class Meta:
        verbose_name = "người phát ngôn"
        verbose_name_plural = "người phát ngôn"
        ordering = ("-valid_from", "-pk")
        permissions: ClassVar = [
            ("appoint_spokesperson", "Ghi việc cử người phát ngôn"),
            ("speak", "Duyệt thông cáo và câu trả lời báo chí (người phát ngôn được cử)"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("officer", "decision_no"), name="press_spokesperson_once_per_decision"),
            models.CheckConstraint(name="press_spokesperson_span", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))),
            models.CheckConstraint(name="press_spokesperson_by_decision", condition=Q(decision_no__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.officer} (Quyết định số {self.decision_no})"

    def covers(self, day: dt.date) -> bool:
        """Tell whether the appointment holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)

    @classmethod
    def in_office(cls, on: dt.date) -> QuerySet[Spokesperson]:
        """Return the appointments that hold on the day ``on``."""
        return cls.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on)).select_related("officer")

    @classmethod
    def of(cls, officer: Officer, on: dt.date) -> Spokesperson | None:
        """Return the appointment by which ``officer`` speaks on the day ``on``, or nothing."""
        return cls.in_office(on).filter(officer=officer).first()


class PressPolicy(Policy):
    """The terms of the desk towards the press (quy chế phát ngôn), in force from one day on; never edited."""

    answer_workdays = models.PositiveSmallIntegerField("trả lời báo chí trong (ngày làm việc)")
    correction_workdays = models.PositiveSmallIntegerField("theo dõi đề nghị cải chính sau (ngày làm việc)")
    keep_months = models.PositiveSmallIntegerField("giữ dữ liệu cá nhân của nhà báo (tháng)")
    link_hours = models.PositiveSmallIntegerField("đường dẫn riêng dùng được nhiều nhất (giờ)")
    terms = models.TextField("cam kết của phóng viên trước khi đọc tin chưa công bố")

    NUMBERS: ClassVar[tuple[str, ...]] = ("answer_workdays", "correction_workdays", "keep_months", "link_hours", "terms")

    class Meta:
        verbose_name = "quy chế phát ngôn"
        verbose_name_plural = "quy chế phát ngôn"
        ordering = ("-valid_from",)
        permissions: ClassVar = [
            ("propose_press_policy", "Đề nghị quy chế phát ngôn"),
            ("approve_press_policy", "Duyệt quy chế phát ngôn"),
        ]
        constraints: ClassVar = [
            one_from("press_policy_one_from"),
            by_two("press_policy_four_eyes"),
            models.CheckConstraint(
                name="press_policy_terms_are_terms",
                condition=Q(answer_workdays__gt=0, correction_workdays__gt=0, keep_months__gt=0, link_hours__gt=0, terms__gt=""),
            ),
        ]

    def __str__(self) -> str:
        return f"Quy chế từ {self.valid_from:%d/%m/%Y}"

    @classmethod
    def on(cls, day: dt.date) -> PressPolicy:
        """Return the terms in force on a day."""
        found: PressPolicy = cls.objects.in_force(day).latest("valid_from")
        return found

    @classmethod
    def coming(cls, day: dt.date) -> PressPolicy | None:
        """Return the approved terms that begin next after a day."""
        return cls.objects.filter(state=PolicyState.APPROVED, valid_from__gt=day).order_by("valid_from").first()


class PressPolicyEvent(Event):
    """One move of a version of the terms."""

    record = models.ForeignKey(PressPolicy, on_delete=models.CASCADE, related_name="events")


class PressRelease(models.Model):
    """What the authority says to the press in its own words (thông cáo báo chí); its words are versions."""

    state = models.CharField(
        "trạng thái", max_length=10, choices=[(state.value, label) for state, label in LABELS.items()], default=State.DRAFT, db_index=True
    )
    release = models.ForeignKey(Release, verbose_name="tin phát hành", null=True, on_delete=models.PROTECT, related_name="+")
    linked = models.ManyToManyField(Release, verbose_name="tin liên quan", blank=True, related_name="+")
    latest = models.ForeignKey("PressText", verbose_name="bản mới nhất", null=True, on_delete=models.PROTECT, related_name="+")
    cleared = models.ForeignKey("PressText", verbose_name="bản được duyệt", null=True, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField("công khai đến trước ngày", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "thông cáo báo chí"
        verbose_name_plural = "thông cáo báo chí"
        ordering = ("-created_at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="press_text_public_only_when_spoken_for",
                condition=~Q(state__in=sorted(SPOKEN)) | Q(cleared__isnull=False, release__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.release.public_id if self.release else self.pk}"

    @property
    def is_cleared(self) -> bool:
        """Tell whether the spokesperson approved the newest words."""
        return self.cleared_id is not None and self.cleared_id == self.latest_id


class PressText(models.Model):
    """One version of the words of a press release; written once, approved or not, never changed."""

    press_release = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveSmallIntegerField("bản số")
    title = models.CharField("tiêu đề", max_length=200)
    lead = models.TextField("tóm tắt mở đầu", max_length=600)
    body = models.TextField("nội dung")
    #: ``{"text", "name", "role"}`` each, in the order of the page.
    quotes = models.JSONField("trích dẫn", default=list, blank=True)
    contact_name = models.CharField("đầu mối báo chí", max_length=120)
    contact_phone = models.CharField("điện thoại", max_length=40, blank=True)
    contact_email = models.EmailField("thư điện tử", blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người viết", on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField("viết lúc", default=clock.now)
    appointment = models.ForeignKey(
        Spokesperson, verbose_name="người phát ngôn duyệt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    cleared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    cleared_at = models.DateTimeField("duyệt lúc", null=True, blank=True)

    class Meta:
        verbose_name = "bản thông cáo"
        verbose_name_plural = "bản thông cáo"
        ordering = ("press_release", "number")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("press_release", "number"), name="press_text_number"),
            models.CheckConstraint(
                name="press_text_cleared_by_a_second",
                condition=Q(cleared_by=None, cleared_at=None, appointment=None)
                | (Q(cleared_by__isnull=False, cleared_at__isnull=False, appointment__isnull=False) & ~Q(cleared_by=F("written_by"))),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class PressReleaseEvent(Event):
    """One move of a press release."""

    record = models.ForeignKey(PressRelease, on_delete=models.CASCADE, related_name="events")
