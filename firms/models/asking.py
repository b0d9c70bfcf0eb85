"""What an agency is asked to confirm about a firm, and what it answered."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event
from core.models import Agency
from core.models.law import Dated

from ..asking import ANSWERS, LABELS, OPEN, Answer, State
from .batches import private_files
from .firm import Firm

_DONE = Q(state__in=[State.CORRECTING, State.ANSWERED])
_COMPLETE = (
    Q(answer=Answer.PAID, paid_on__isnull=False)
    | Q(answer=Answer.WRONG, right_vnd__isnull=False, right_vnd__gte=0)
    | Q(answer=Answer.PLAN, plan_from__isnull=False, plan_to__isnull=False, plan_to__gte=F("plan_from"))
    | Q(answer__in=[Answer.RIGHT, Answer.UNKNOWN])
)


class SeatPolicy(Dated):
    """In how many working days agencies answer us (thời hạn phối hợp), from one day to another."""

    answer_workdays = models.PositiveIntegerField("trả lời xác nhận trong (ngày làm việc)")
    receipt_workdays = models.PositiveIntegerField("báo đã nhận danh sách trong (ngày làm việc)")
    correct_workdays = models.PositiveIntegerField("đính chính sau khi được xác nhận trong (ngày làm việc)")

    class Meta:
        verbose_name = "thời hạn phối hợp"
        verbose_name_plural = "thời hạn phối hợp"
        ordering = ("-valid_from",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("valid_from",), condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")), name="firms_seat_policy_one_from"
            )
        ]

    def __str__(self) -> str:
        return f"Thời hạn phối hợp từ {self.valid_from:%d/%m/%Y}"


class Confirmation(models.Model):
    """An agency is asked whether what is said of a firm is so (đề nghị xác nhận); its letter answers."""

    class Kind(models.TextChoices):
        """What is said of the firm."""

        PAID = "paid", "Đơn vị nêu đã nộp"
        WRONG = "wrong", "Đơn vị nêu số liệu sai"
        SCHEDULED = "scheduled", "Đơn vị nêu có kế hoạch nộp dần"
        OTHER = "other", "Nội dung khác"

    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="confirmations")
    agency = models.ForeignKey(Agency, verbose_name="cơ quan trả lời", on_delete=models.PROTECT, related_name="confirmations")
    kind = models.CharField("nội dung", max_length=10, choices=Kind.choices)
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.ASKED
    )
    says = models.CharField("đơn vị trình bày", max_length=1000)
    reference = models.CharField("hồ sơ, chứng từ", max_length=200)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người đề nghị", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("đề nghị lúc", default=clock.now)
    due_on = models.DateField("hạn trả lời")
    answer = models.CharField("trả lời", max_length=10, blank=True, choices=[(each.value, label) for each, label in ANSWERS.items()])
    paid_on = models.DateField("đã nộp đủ ngày", null=True, blank=True)
    right_vnd = models.BigIntegerField("số tiền đúng", null=True, blank=True)
    plan_from = models.DateField("kế hoạch từ ngày", null=True, blank=True)
    plan_to = models.DateField("kế hoạch đến ngày", null=True, blank=True)
    note = models.CharField("ghi chú", max_length=500, blank=True)
    letter_no = models.CharField("công văn trả lời số", max_length=60, blank=True)
    letter_on = models.DateField("ngày công văn", null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người trả lời", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)
    correct_due = models.DateField("hạn đính chính", null=True, blank=True)

    class Meta:
        verbose_name = "đề nghị xác nhận"
        verbose_name_plural = "đề nghị xác nhận"
        ordering = ("due_on", "pk")
        permissions: ClassVar = [
            ("ask_confirmation", "Đề nghị cơ quan xác nhận"),
            ("answer_confirmation", "Trả lời đề nghị xác nhận"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("firm", "agency", "kind", "reference"), condition=Q(state__in=sorted(OPEN)), name="firms_confirmation_asked_once"
            ),
            models.CheckConstraint(name="firms_confirmation_names_its_file", condition=Q(reference__gt="", says__gt="")),
            models.CheckConstraint(
                name="firms_confirmation_answered_by_letter",
                condition=~_DONE | Q(letter_no__gt="", letter_on__isnull=False, answered_at__isnull=False),
            ),
            models.CheckConstraint(name="firms_confirmation_answer_complete", condition=~_DONE | _COMPLETE),
            models.CheckConstraint(name="firms_confirmation_open_has_no_answer", condition=_DONE | Q(answer="")),
        ]
        indexes: ClassVar = [models.Index(fields=("agency", "state", "due_on"), name="firms_confirmation_queue")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """Return the number by which letters and files name the request."""
        return f"XN-{self.pk:06d}"

    @property
    def hold_reference(self) -> str:
        """Return the file of the hold that an agreed plan places."""
        return f"confirmation:{self.pk}"


class ConfirmationEvent(Event):
    """One move of a request."""

    record = models.ForeignKey(Confirmation, on_delete=models.CASCADE, related_name="events")


class AnswerFile(models.Model):
    """A file of answers that an agency returned, kept as it came; the same file twice changes nothing."""

    agency = models.ForeignKey(Agency, verbose_name="cơ quan", on_delete=models.PROTECT, related_name="answer_files")
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("SHA-256", max_length=64)
    stored = models.FileField("tệp", upload_to="answers/", storage=private_files, max_length=200)
    letter_no = models.CharField("công văn số", max_length=60)
    letter_on = models.DateField("ngày công văn")
    taken = models.PositiveIntegerField("dòng đã nhận", default=0)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người nộp", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField("nhận lúc", default=clock.now)

    class Meta:
        verbose_name = "tệp trả lời"
        verbose_name_plural = "tệp trả lời"
        ordering = ("-received_at", "-pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=("agency", "sha256"), name="firms_answer_file_once")]

    def __str__(self) -> str:
        return self.file_name
