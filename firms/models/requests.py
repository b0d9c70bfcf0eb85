"""Letters that ask firms to insure their workers (thư đề nghị tham gia), in the batches in which they are written."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event

from ..requesting import FOLLOWED, LABELS, OPEN, State
from .batches import ImportBatch
from .facts import Source
from .firm import Firm


class LetterKind(models.TextChoices):
    """What a letter asks."""

    INSURE = "insure", "Đề nghị đăng ký tham gia"
    FIRST_DAYS = "first_days", "Hướng dẫn 30 ngày đầu"


class Way(models.TextChoices):
    """How a letter reached the firm."""

    POST = "post", "Bưu điện"
    ELECTRONIC = "electronic", "Văn bản điện tử"
    IN_PERSON = "in_person", "Giao tận tay"


class LetterBatch(models.Model):
    """Letters that were written together (đợt thư): what they have in common, and the files of all of them."""

    kind = models.CharField("loại thư", max_length=12, choices=LetterKind.choices)
    agency_over = models.CharField("cơ quan chủ quản", max_length=200, blank=True)
    agency = models.CharField("cơ quan ban hành", max_length=200)
    mark = models.CharField("ký hiệu", max_length=40)
    place = models.CharField("địa danh", max_length=80)
    signer_role = models.CharField("chức vụ người ký", max_length=120)
    reply_to = models.CharField("nơi nhận trả lời", max_length=300)
    term_days = models.PositiveIntegerField("thời hạn (ngày)")
    law = models.CharField("căn cứ", max_length=300)
    law_certainty = models.CharField("mức chắc chắn", max_length=80)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người soạn", on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField("soạn lúc", default=clock.now)
    wanted_at = models.DateTimeField("cần in lúc", default=clock.now)
    built_at = models.DateTimeField("in xong lúc", null=True, blank=True)
    zip_path = models.CharField(max_length=120, blank=True)
    pdf_path = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "đợt thư"
        verbose_name_plural = "đợt thư"
        ordering = ("-drafted_at", "-pk")
        indexes: ClassVar = [models.Index(fields=("wanted_at",), condition=Q(built_at=None), name="firms_letters_to_build")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, đợt {self.pk}"


class Request(models.Model):
    """One letter to one firm, from its draft to what the next headcount says of it.

    Name, address and figures are those of the day of the draft, so that the letter stays as it was signed.
    """

    batch = models.ForeignKey(LetterBatch, verbose_name="đợt thư", on_delete=models.PROTECT, related_name="requests")
    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="requests")
    state = models.CharField(
        "trạng thái", max_length=12, choices=[(state.value, label) for state, label in LABELS.items()], default=State.DRAFT
    )
    name = models.CharField("tên trong thư", max_length=200)
    address = models.CharField("địa chỉ trong thư", max_length=300, blank=True)
    tax_code = models.CharField("mã số thuế", max_length=14, blank=True)
    office = models.CharField("cơ quan BHXH", max_length=120, blank=True)
    registered_on = models.DateField("ngày đăng ký", null=True, blank=True)
    asked = models.PositiveIntegerField("đề nghị đăng ký (người)")
    employed = models.PositiveIntegerField("đang sử dụng", null=True, blank=True)
    employed_source = models.CharField("nguồn số sử dụng", max_length=14, choices=Source.choices, blank=True)
    employed_on = models.DateField("số sử dụng tính đến", null=True, blank=True)
    insured = models.PositiveIntegerField("đang tham gia", default=0)
    insured_source = models.CharField("nguồn số tham gia", max_length=14, choices=Source.choices, blank=True)
    insured_on = models.DateField("số tham gia tính đến", null=True, blank=True)

    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người soạn", on_delete=models.PROTECT, related_name="+")
    number = models.CharField("số, ký hiệu", max_length=60, blank=True)
    dated_on = models.DateField("ngày văn bản", null=True, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người ký", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sent_on = models.DateField("ngày gửi", null=True, blank=True)
    sent_how = models.CharField("cách gửi", max_length=12, choices=Way.choices, blank=True)
    sent_proof = models.CharField("chứng cứ gửi", max_length=200, blank=True)
    received_on = models.DateField("đơn vị nhận ngày", null=True, blank=True)
    due_on = models.DateField("hạn trả lời", null=True, blank=True)
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    answer_document = models.CharField("văn bản trả lời", max_length=200, blank=True)
    answer_said = models.TextField("nội dung trả lời", blank=True)
    measured_insured = models.PositiveIntegerField("tham gia theo kỳ mới nhất", null=True, blank=True)
    measured_on = models.DateField("kỳ mới nhất tính đến", null=True, blank=True)
    measured_batch = models.ForeignKey(
        ImportBatch, verbose_name="danh sách của kỳ mới nhất", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    judged_by = models.ForeignKey(
        ImportBatch, verbose_name="danh sách đã dẫn đến trạng thái", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    #: How other files name a letter, before its key.
    REFERENCE = "request:"

    class Meta:
        verbose_name = "thư đề nghị tham gia"
        verbose_name_plural = "thư đề nghị tham gia"
        ordering = ("-pk",)
        permissions: ClassVar = [
            ("draft_request", "Soạn thư đề nghị đơn vị tham gia BHXH"),
            ("number_request", "Cấp số, ghi việc ký và gửi thư đề nghị"),
            ("sign_request", "Ký thư đề nghị"),
            ("settle_request", "Ghi trả lời và xử lý thư đề nghị"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("firm",), condition=Q(state__in=sorted(OPEN)), name="firms_request_one_open"),
            models.UniqueConstraint(fields=("number", "dated_on"), condition=Q(number__gt=""), name="firms_request_number_once"),
            models.CheckConstraint(name="firms_request_asks_for_somebody", condition=Q(asked__gt=0)),
            models.CheckConstraint(
                name="firms_request_signed_by_another",
                condition=Q(state__in=[State.DRAFT, State.WITHDRAWN])
                | (Q(number__gt="", dated_on__isnull=False, signed_by__isnull=False) & ~Q(signed_by=F("drafted_by"))),
            ),
            models.CheckConstraint(
                name="firms_request_sent_with_proof",
                condition=~Q(state__in=sorted({*FOLLOWED, State.FULFILLED, State.CLOSED}))
                | Q(
                    sent_on__isnull=False,
                    sent_how__gt="",
                    sent_proof__gt="",
                    received_on__isnull=False,
                    due_on__isnull=False,
                    sent_on__gte=F("dated_on"),
                    received_on__gte=F("sent_on"),
                    due_on__gt=F("received_on"),
                ),
            ),
            models.CheckConstraint(
                name="firms_request_answer_is_on_paper",
                condition=~Q(state__in=[State.REGISTERED, State.DISPUTED]) | Q(answered_on__isnull=False, answer_document__gt=""),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=("state", "due_on"), name="firms_request_state_due"),
            models.Index(fields=("sent_on",), name="firms_request_sent"),
        ]

    def __str__(self) -> str:
        return f"Thư {self.number or self.pk}, {self.name}"

    @property
    def reference(self) -> str:
        """Return the name under which other files speak of this letter."""
        return f"{self.REFERENCE}{self.pk}"

    @property
    def title(self) -> str:
        """Return what people call this letter."""
        if not self.number or self.dated_on is None:
            return "Thư đề nghị tham gia BHXH"
        return f"Thư đề nghị tham gia BHXH số {self.number} ngày {self.dated_on:%d/%m/%Y}"

    @property
    def is_silent_over(self) -> bool:
        """Tell whether the firm's time to answer is over and it has not."""
        return self.state == State.SENT and self.due_on is not None and self.due_on < clock.today()

    @property
    def risen(self) -> int | None:
        """Return how many more people are insured since the letter, as counted; ``None`` until a newer extract is there."""
        return None if self.measured_insured is None else self.measured_insured - self.insured


class RequestEvent(Event):
    """One move of a request."""

    record = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="events")
    extract = models.ForeignKey(
        ImportBatch, verbose_name="theo danh sách", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


class RequestFile(models.Model):
    """A paper that belongs to a request, kept in the private storage: the signed letter, a proof, what the firm handed in."""

    class Kind(models.TextChoices):
        """What the paper is."""

        SIGNED = "signed", "Bản đã ký"
        PROOF = "proof", "Chứng cứ gửi"
        ANSWER = "answer", "Tài liệu của đơn vị"

    record = models.ForeignKey(Request, verbose_name="thư", on_delete=models.CASCADE, related_name="files")
    kind = models.CharField("loại", max_length=8, choices=Kind.choices)
    name = models.CharField("tên tệp", max_length=100)
    path = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người nộp", null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "tệp kèm thư"
        verbose_name_plural = "tệp kèm thư"
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name
