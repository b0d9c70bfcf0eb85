"""Notices, their story, and the dated tables they answer to: due process, naming policy, relay agreements."""

from __future__ import annotations

import datetime as dt
from copy import copy
from dataclasses import fields
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event
from core.models.law import Dated
from core.text import gettext_noop
from firms.models import Firm, ImportBatch, Sanction
from press.models import Release

from .. import due_process as process
from ..lifecycle import FINAL, LABELS, PUBLIC, State
from ..rules import RUNG_LABELS, Basis, Policy, Rung

BASIS_LABELS: dict[Basis, str] = {
    Basis.BHXH_ART35: gettext_noop("Danh sách cơ quan BHXH đã công khai (khoản 2 Điều 35 Luật Bảo hiểm xã hội số 41/2024/QH15)"),
    Basis.VPHC_ART72: gettext_noop("Quyết định xử phạt vi phạm hành chính (Điều 72 Luật Xử lý vi phạm hành chính số 15/2012/QH13)"),
    Basis.INSPECTION_CONCLUSION: gettext_noop("Kết luận thanh tra (chỉ dẫn liên kết)"),
    Basis.COURT_JUDGMENT: gettext_noop("Bản án, quyết định của tòa án (chỉ dẫn liên kết)"),
}


class DueProcess(Dated):
    """One row of the table of due process: what one legal basis demands, from one day to another."""

    legal_basis = models.CharField("căn cứ", max_length=30, choices=[(basis.value, label) for basis, label in BASIS_LABELS.items()])
    is_offered = models.BooleanField("được công khai theo căn cứ này", default=True, help_text="Nếu không: chỉ dẫn liên kết.")
    needs = models.JSONField("điều kiện", default=list)
    fields = models.JSONField("trường được nêu", default=list)
    wait_workdays = models.PositiveSmallIntegerField("thời hạn trả lời (ngày làm việc)", default=0)
    post_within_workdays = models.PositiveSmallIntegerField("đăng trong (ngày làm việc)", null=True, blank=True)
    min_rung = models.PositiveSmallIntegerField("từ bậc", default=0)
    public_months = models.PositiveSmallIntegerField("công khai tối đa (tháng)", default=0)
    door_days = models.PositiveSmallIntegerField("hồ sơ mở cho đơn vị thêm (ngày)", default=30)

    class Meta:
        verbose_name = "trình tự theo căn cứ"
        verbose_name_plural = "trình tự theo căn cứ"
        ordering = ("legal_basis", "-valid_from")
        constraints: ClassVar = [models.UniqueConstraint(fields=("legal_basis", "valid_from"), name="notices_process_basis_from")]

    def __str__(self) -> str:
        return f"{self.get_legal_basis_display()}, từ {self.valid_from:%d/%m/%Y}"

    @property
    def version(self) -> str:
        """Return what events and readers call this row."""
        return f"{self.legal_basis} {self.valid_from:%d/%m/%Y}"

    def demands(self) -> process.Demands:
        """Return the row in the form that the pure judges take."""
        return process.Demands(
            basis=Basis(self.legal_basis),
            needs=frozenset(process.Need(need) for need in self.needs),
            wait_workdays=self.wait_workdays,
            post_within_workdays=self.post_within_workdays,
            min_rung=Rung(self.min_rung),
            public_months=self.public_months,
        )

    def need_labels(self) -> list[str]:
        """Return what the basis demands, in words."""
        return [process.NEED_LABELS[process.Need(need)] for need in self.needs]


class NamingPolicy(Dated):
    """One version of the naming policy (chính sách công khai): public numbers that decide who is a repeat violator."""

    version = models.CharField("phiên bản", max_length=20, unique=True)
    consecutive_lists = models.PositiveSmallIntegerField("số danh sách liên tiếp")
    lists = models.PositiveSmallIntegerField("hoặc số danh sách")
    lists_window = models.PositiveSmallIntegerField("trong số tháng")
    months = models.PositiveSmallIntegerField("chậm đóng từ (tháng)")
    amount_vnd = models.BigIntegerField("số tiền từ (đồng)")
    own_months = models.PositiveSmallIntegerField("hoặc từ số tháng phải đóng của chính đơn vị")
    sanctions = models.PositiveSmallIntegerField("số lần bị xử phạt")
    sanctions_months = models.PositiveSmallIntegerField("trong số tháng (xử phạt)")
    counted_conducts = models.JSONField("hành vi được tính", default=list)
    evasion_conducts = models.JSONField("hành vi trốn đóng", default=list)

    class Meta:
        verbose_name = "chính sách công khai"
        verbose_name_plural = "chính sách công khai"
        ordering = ("-valid_from",)

    def __str__(self) -> str:
        return f"Chính sách công khai, phiên bản {self.version}"

    def numbers(self) -> Policy:
        """Return the policy in the form that the pure rules take."""
        return Policy(
            consecutive_lists=self.consecutive_lists,
            lists=self.lists,
            lists_window=self.lists_window,
            months=self.months,
            amount_vnd=self.amount_vnd,
            own_months=self.own_months,
            sanctions=self.sanctions,
            sanctions_months=self.sanctions_months,
            counted_conducts=frozenset(self.counted_conducts),
            evasion_conducts=frozenset(self.evasion_conducts),
        )


class RelayAgreement(models.Model):
    """The agreement under which the insurance agency's published lists may be relayed (thỏa thuận đăng lại)."""

    number = models.CharField("số", max_length=60)
    signed_on = models.DateField("ngày ký")
    partner = models.CharField("cơ quan", max_length=200)
    valid_from = models.DateField("hiệu lực từ")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)

    class Meta:
        verbose_name = "thỏa thuận đăng lại"
        verbose_name_plural = "thỏa thuận đăng lại"
        ordering = ("-valid_from",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("number", "signed_on"), name="notices_agreement_number"),
            models.CheckConstraint(name="notices_agreement_span", condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))),
        ]

    def __str__(self) -> str:
        return f"Thỏa thuận số {self.number} ngày {self.signed_on:%d/%m/%Y}"

    def span(self) -> process.Agreement:
        """Return the agreement in the form that the judges take."""
        return process.Agreement(self.valid_from, self.valid_to)

    @classmethod
    def in_force(cls, on: dt.date) -> RelayAgreement | None:
        """Return the agreement in force on the day ``on``, or nothing."""
        return cls.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gt=on)).first()


_COMPLETE = Q(
    public_id__gt="",
    release__isnull=False,
    due_process__isnull=False,
    drafted_by__isnull=False,
    reviewed_by__isnull=False,
    decided_by__isnull=False,
    decided_on__isnull=False,
    served_on__isnull=False,
    service_mode__gt="",
    service_proof__gt="",
    earliest_on__isnull=False,
    published_on__isnull=False,
    expires_on__isnull=False,
)
_IN_ORDER = Q(
    earliest_on__gte=F("served_on"),
    decided_on__gte=F("served_on"),
    published_on__gte=F("earliest_on"),
    expires_on__gt=F("published_on"),
) & Q(published_on__gte=F("decided_on"))
_FOUR_EYES = ~Q(decided_by=F("drafted_by")) & ~Q(reviewed_by=F("drafted_by"))
_ART35 = (
    Q(legal_basis=Basis.BHXH_ART35, received_under="published", rung__gte=Rung.LATE_OFTEN)
    & Q(batch__isnull=False, source_url__gt="", source_title__gt="", source_on__isnull=False, agreement__isnull=False)
    & Q(reply_due__isnull=False, reply_due__gt=F("served_on"), decided_on__gt=F("reply_due"), earliest_on__gt=F("reply_due"))
)
_ART72 = Q(legal_basis=Basis.VPHC_ART72, sanction__isnull=False, sanction_state="final", consequence__gt="") & Q(
    request_no__gt="", request_on__isnull=False, request_received_on__isnull=False, post_due__isnull=False
)

#: What the judges read under the name of the column.
_AS_STORED = {field.name for field in fields(process.Dossier)} - {"basis", "drafted_by", "reviewed_by", "decided_by", "agreement", "rung"}
_OPEN = ~Q(state__in=sorted(FINAL))


class Notice(models.Model):
    """A public notice that names one firm (thông tin công khai), and the whole file behind it.

    What the basis demanded is stored with it, so that the database itself refuses a publication before its time.
    """

    public_id = models.CharField("mã công khai", max_length=24, blank=True, db_index=True)
    firm = models.ForeignKey(Firm, verbose_name="đơn vị", on_delete=models.PROTECT, related_name="notices")
    legal_basis = models.CharField("căn cứ", max_length=30, choices=[(basis.value, label) for basis, label in BASIS_LABELS.items()])
    state = models.CharField(
        "trạng thái",
        max_length=12,
        choices=[(state.value, label) for state, label in LABELS.items()],
        default=State.CANDIDATE,
        db_index=True,
    )
    due_process = models.ForeignKey(DueProcess, verbose_name="trình tự", null=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(NamingPolicy, verbose_name="chính sách", null=True, on_delete=models.PROTECT, related_name="+")
    rung = models.PositiveSmallIntegerField("bậc", choices=[(int(rung), label) for rung, label in RUNG_LABELS.items()], default=Rung.NONE)
    grounds = models.JSONField("lý do", default=list)
    facts = models.JSONField("số liệu tại thời điểm soạn", default=dict)
    public_label = models.CharField("nhãn công khai", max_length=120, blank=True)

    # the list (Art 35)
    batch = models.ForeignKey(ImportBatch, verbose_name="danh sách", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_under = models.CharField("danh sách nhận theo", max_length=10, blank=True)
    source_url = models.CharField("địa chỉ cơ quan BHXH đã đăng", max_length=400, blank=True)
    source_title = models.CharField("tiêu đề đã đăng", max_length=300, blank=True)
    source_on = models.DateField("ngày đã đăng", null=True, blank=True)
    agreement = models.ForeignKey(
        RelayAgreement, verbose_name="thỏa thuận", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    # the decision (Art 72)
    sanction = models.ForeignKey(
        Sanction, verbose_name="quyết định xử phạt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    sanction_state = models.CharField("tình trạng quyết định", max_length=10, blank=True)
    records_repeat = models.BooleanField("quyết định ghi tình tiết tái phạm", default=False)
    consequence = models.TextField("hậu quả lớn hoặc ảnh hưởng xấu", blank=True)
    request_no = models.CharField("số văn bản đề nghị", max_length=60, blank=True)
    request_on = models.DateField("ngày văn bản đề nghị", null=True, blank=True)
    request_received_on = models.DateField("ngày nhận đề nghị", null=True, blank=True)
    post_due = models.DateField("đăng chậm nhất", null=True, blank=True)

    # service and hearing
    served_on = models.DateField("ngày tống đạt", null=True, blank=True)
    service_mode = models.CharField(
        "cách tống đạt", max_length=12, blank=True, choices=[(mode.value, label) for mode, label in process.SERVICE_LABELS.items()]
    )
    service_proof = models.CharField("chứng cứ tống đạt", max_length=300, blank=True)
    reply_due = models.DateField("hạn trả lời", null=True, blank=True)
    earliest_on = models.DateField("sớm nhất được công khai", null=True, blank=True)
    replied_on = models.DateField("ngày trả lời", null=True, blank=True)
    reply_shown = models.TextField("ý kiến của đơn vị được đăng", blank=True)
    door_key = models.CharField(max_length=64, blank=True, db_index=True, editable=False)

    # officers and outcome
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người soạn", null=True, on_delete=models.PROTECT, related_name="+"
    )
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người thẩm định", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người quyết định", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_on = models.DateField("ngày quyết định", null=True, blank=True)
    release = models.ForeignKey(Release, verbose_name="tin phát hành", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    published_on = models.DateField("ngày công khai", null=True, blank=True)
    expires_on = models.DateField("công khai đến trước ngày", null=True, blank=True)
    remedied_on = models.DateField("đã khắc phục ngày", null=True, blank=True)
    contested_on = models.DateField("khiếu nại từ ngày", null=True, blank=True)
    hold_reference = models.CharField(max_length=60, blank=True, editable=False)
    alert = models.CharField("cần xem", max_length=300, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "thông tin công khai"
        verbose_name_plural = "thông tin công khai"
        ordering = ("-created_at", "-pk")
        permissions: ClassVar = [
            ("draft_notice", "Đề xuất, soạn hồ sơ công khai"),
            ("serve_notice", "Ghi nhận tống đạt, trả lời, khiếu nại, khắc phục"),
            ("review_notice", "Thẩm định pháp lý"),
            ("decide_notice", "Quyết định, tạm dừng, không công khai"),
        ]
        constraints: ClassVar = [
            # A CHECK that is NULL passes, so every column named is also demanded not null.
            models.CheckConstraint(
                name="notice_public_only_after_due_process",
                condition=~Q(state__in=sorted(PUBLIC)) | (_COMPLETE & _IN_ORDER & _FOUR_EYES & (_ART35 | _ART72)),
            ),
            models.CheckConstraint(
                name="notice_term_follows_service",
                condition=Q(reply_due=None) | (Q(served_on__isnull=False) & Q(reply_due__gte=F("served_on"))),
            ),
            models.CheckConstraint(
                name="notice_never_from_an_internal_list",
                condition=Q(batch=None) | Q(received_under="published"),
            ),
            models.UniqueConstraint(
                fields=("firm", "batch"),
                condition=Q(batch__isnull=False) & _OPEN,
                name="notice_one_open_per_list",
            ),
            models.UniqueConstraint(
                fields=("sanction",),
                condition=Q(sanction__isnull=False) & _OPEN,
                name="notice_one_open_per_decision",
            ),
        ]

    def __str__(self) -> str:
        return self.public_id or f"Hồ sơ {self.pk}"

    def dossier(self, **changes: Any) -> process.Dossier:
        """Return the file in the form that the judges take, as it would stand after ``changes``."""
        after = copy(self)
        for name, value in changes.items():
            setattr(after, name, value)
        told: dict[str, Any] = {name: getattr(after, name) for name in _AS_STORED}
        return process.Dossier(
            basis=Basis(after.legal_basis),
            drafted_by=after.drafted_by_id,
            reviewed_by=after.reviewed_by_id,
            decided_by=after.decided_by_id,
            agreement=after.agreement.span() if after.agreement else None,
            rung=Rung(after.rung),
            **told,
        )


class NoticeEvent(Event):
    """One move of a notice."""

    record = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="events")


class FirmReply(models.Model):
    """What the firm wrote before or after the decision; it never changes a figure by itself."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="replies")
    text = models.TextField("ý kiến")
    paid_on = models.DateField("đơn vị nêu đã nộp ngày", null=True, blank=True)
    received_at = models.DateTimeField("nhận lúc", default=clock.now)
    channel = models.CharField("qua", max_length=10, choices=[("door", "Cửa hồi âm trên cổng"), ("paper", "Văn bản")])

    class Meta:
        verbose_name = "ý kiến của đơn vị"
        verbose_name_plural = "ý kiến của đơn vị"
        ordering = ("received_at", "pk")

    def __str__(self) -> str:
        return f"{self.notice_id} {self.received_at:%d/%m/%Y}"


class CorrectionRequest(models.Model):
    """Somebody says that a notice is wrong (đề nghị đính chính): to be answered within one working day."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="correction_requests")
    text = models.TextField("nội dung đề nghị")
    received_at = models.DateTimeField("nhận lúc", default=clock.now)
    due_on = models.DateField("trả lời trong ngày")
    answer = models.TextField("kết quả", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người trả lời", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField("trả lời lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đề nghị đính chính"
        verbose_name_plural = "đề nghị đính chính"
        ordering = ("due_on", "pk")

    def __str__(self) -> str:
        return f"{self.notice} {self.received_at:%d/%m/%Y}"
