"""Complaints and their sealed parts, the desk's keys, drafts, links, terms, and who saw an identity.

No column holds a word of a reporter in the clear, nor the firm that is complained of, nor the hour: days alone.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event
from core.models import Agency
from core.models.law import Dated

from .kinds import CHANNELS, PETITIONS, PURPOSES, UNITS, Petition
from .lifecycle import LABELS, State

_PETITION_CHOICES = [(kind.value, label) for kind, label in PETITIONS.items()]
_CHANNEL_CHOICES = [(channel.value, label) for channel, label in CHANNELS.items()]


class Clock(Dated):
    """A dated term (thời hạn): what for, for which kind of petition, how long, by which article."""

    code = models.SlugField("mã", max_length=60)
    purpose = models.CharField("dùng để", max_length=10, choices=[(each.value, label) for each, label in PURPOSES.items()])
    petition = models.CharField("loại đơn", max_length=12, choices=_PETITION_CHOICES, blank=True)
    label = models.CharField("tên gọi", max_length=200)
    amount = models.PositiveIntegerField("thời hạn")
    unit = models.CharField("đơn vị", max_length=10, choices=[(each.value, label) for each, label in UNITS.items()])
    starts = models.CharField("tính từ", max_length=200, blank=True)

    class Meta:
        verbose_name = "thời hạn"
        verbose_name_plural = "thời hạn"
        ordering = ("purpose", "code", "valid_from")
        constraints: ClassVar = [models.UniqueConstraint(fields=("code", "valid_from"), name="complaints_clock_code_from")]

    def __str__(self) -> str:
        return self.label


class DeskKey(models.Model):
    """The public half of the desk's key; the newest row is the one that new complaints are sealed to."""

    recipient = models.CharField(max_length=80, unique=True)
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "khóa của bàn tiếp nhận"
        verbose_name_plural = "khóa của bàn tiếp nhận"
        ordering = ("-made_at", "-pk")
        permissions: ClassVar = [("manage_keys", "Quản lý khóa của bàn tiếp nhận phản ánh")]

    def __str__(self) -> str:
        return f"Khóa lập ngày {self.made_at:%d/%m/%Y}"


class Holder(models.Model):
    """The desk's private key under one officer's passphrase (người giữ khóa)."""

    key = models.ForeignKey(DeskKey, on_delete=models.PROTECT, related_name="holders")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="cán bộ", on_delete=models.PROTECT, related_name="+")
    salt = models.BinaryField(max_length=16)
    cost = models.PositiveSmallIntegerField()
    wrapped = models.BinaryField(max_length=200)
    #: The passphrase is an invitation code that the officer has to replace before this moment.
    invited_until = models.DateTimeField(null=True, blank=True)
    enrolled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    enrolled_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "người giữ khóa"
        verbose_name_plural = "người giữ khóa"
        ordering = ("enrolled_at", "pk")
        constraints: ClassVar = [models.UniqueConstraint(fields=("key", "officer"), name="complaints_holder_once")]

    def __str__(self) -> str:
        return str(self.officer)


class KeyLog(models.Model):
    """What happened to the desk's keys: made, invited, passphrase set, removed, unlocked, refused."""

    class Act(models.TextChoices):
        """What was done."""

        MADE = "made", "Lập khóa"
        INVITED = "invited", "Mời giữ khóa"
        PASSPHRASE = "passphrase", "Đặt mật khẩu khóa"
        REMOVED = "removed", "Thôi giữ khóa"
        UNLOCKED = "unlocked", "Mở bàn tiếp nhận"
        REFUSED = "refused", "Sai mật khẩu khóa"

    act = models.CharField("việc", max_length=12, choices=Act.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "nhật ký khóa"
        verbose_name_plural = "nhật ký khóa"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_act_display()}: {self.officer}"


class Unlocked(models.Model):
    """The desk's private key for a quarter of an hour, under a key that only the officer's cookie holds."""

    name = models.CharField(max_length=64, unique=True)
    holder = models.ForeignKey(Holder, on_delete=models.CASCADE, related_name="unlocked")
    locked = models.BinaryField(max_length=200)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.holder} {self.ends_at:%H:%M}"


class Complaint(models.Model):
    """What a person brought to the desk (phản ánh); everything that was written is in sealed messages."""

    reference = models.CharField("số hồ sơ", max_length=16, unique=True)
    #: How the receipt code finds the case, and the case's lock; all emptied when the case is erased.
    lookup = models.CharField(max_length=64, unique=True, null=True)
    salt = models.BinaryField(max_length=16, null=True)
    cost = models.PositiveSmallIntegerField(null=True)
    recipient = models.CharField(max_length=80, blank=True)
    desk_key = models.ForeignKey(DeskKey, on_delete=models.PROTECT, related_name="complaints")
    channel = models.CharField("kênh", max_length=10, choices=_CHANNEL_CHOICES)
    wants = models.CharField("người gửi muốn", max_length=12, choices=_PETITION_CHOICES)
    petition = models.CharField("phân loại", max_length=12, choices=_PETITION_CHOICES)
    state = models.CharField(
        "trạng thái", max_length=10, choices=[(state.value, label) for state, label in LABELS.items()], default=State.RECEIVED
    )
    received_on = models.DateField("ngày nhận")
    answer_due = models.DateField("hạn trả lời")
    answered_on = models.DateField("ngày trả lời", null=True, blank=True)
    #: A signed petition came in: from here the legal term of its kind runs.
    paper_on = models.DateField("ngày nhận đơn có chữ ký", null=True, blank=True)
    paper_due = models.DateField("hạn thụ lý đơn", null=True, blank=True)
    forwarded_to = models.ForeignKey(Agency, verbose_name="chuyển đến", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    erase_after = models.DateField("lưu giữ đến hết", null=True, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "phản ánh"
        verbose_name_plural = "phản ánh"
        ordering = ("answer_due", "pk")
        permissions: ClassVar = [
            ("handle_complaint", "Đọc và trả lời phản ánh"),
            ("reveal_identity", "Xem danh tính người phản ánh, có nêu lý do"),
        ]
        indexes: ClassVar = [models.Index(fields=("state", "answer_due"), name="complaints_queue")]
        constraints: ClassVar = [
            models.CheckConstraint(name="complaints_due_after_receipt", condition=Q(answer_due__gte=F("received_on"))),
            models.CheckConstraint(
                name="complaints_lock_until_erased",
                condition=Q(state=State.ERASED, lookup__isnull=True, salt__isnull=True, recipient="")
                | (~Q(state=State.ERASED) & Q(lookup__isnull=False, salt__isnull=False, cost__isnull=False, recipient__gt="")),
            ),
            models.CheckConstraint(
                name="complaints_ended_has_a_term",
                condition=~Q(state__in=(State.CLOSED, State.WITHDRAWN, State.ERASED)) | Q(erase_after__isnull=False),
            ),
            models.CheckConstraint(
                name="complaints_forwarded_to_somebody", condition=~Q(state=State.FORWARDED) | Q(forwarded_to__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class ComplaintEvent(Event):
    """One move of a complaint; the reason is one of a few fixed sentences."""

    record = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="events")


class Message(models.Model):
    """A sealed text of a case: from the reporter, from the desk, or the desk's own note."""

    class From(models.TextChoices):
        """Who wrote."""

        REPORTER = "reporter", "Người gửi"
        DESK = "desk", "Bàn tiếp nhận"
        NOTE = "note", "Ghi chú nội bộ"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="messages")
    sender = models.CharField(max_length=8, choices=From.choices)
    sealed = models.BinaryField()
    #: Parts told in a chat are sealed to the desk alone: the case had no key yet.
    is_for_desk_only = models.BooleanField(default=False)
    on = models.DateField(default=clock.today)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.complaint} {self.get_sender_display()}"


class Identity(models.Model):
    """Who the reporter is, if the reporter chose to say: sealed to the desk, apart from the case."""

    complaint = models.OneToOneField(Complaint, on_delete=models.CASCADE, related_name="identity")
    sealed = models.BinaryField()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.complaint)


class RevealLog(models.Model):
    """One look at an identity: who, when, why. Rows are only ever added."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="reveals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="cán bộ", on_delete=models.PROTECT, related_name="+")
    motive = models.TextField("lý do")
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "lần xem danh tính"
        verbose_name_plural = "nhật ký xem danh tính"
        ordering = ("-at", "-pk")
        constraints: ClassVar = [models.CheckConstraint(name="complaints_reveal_has_a_motive", condition=Q(motive__gt=""))]

    def __str__(self) -> str:
        return f"{self.complaint} {self.by}"


class Evidence(models.Model):
    """A sealed file of a case in the private storage; its name is inside."""

    class Kind(models.TextChoices):
        """What is taken."""

        IMAGE = "image", "Ảnh"
        PDF = "pdf", "PDF"

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    path = models.CharField(max_length=120, unique=True)
    on = models.DateField(default=clock.today)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.complaint} {self.get_kind_display()}"


class Draft(models.Model):
    """A complaint that is still being told in a chat; what was said is sealed to the desk at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = models.CharField(max_length=16, unique=True)
    desk_key = models.ForeignKey(DeskKey, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, choices=_CHANNEL_CHOICES)
    wants = models.CharField(max_length=12, choices=_PETITION_CHOICES, default=Petition.FEEDBACK)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.reference


class DraftPart(models.Model):
    """One sealed message of a draft."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="parts")
    sealed = models.BinaryField()

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.draft)


class OneTimeLink(models.Model):
    """A link from a messenger to the sealed form; good for one complaint."""

    name = models.CharField(max_length=64, unique=True)
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.ends_at:%d/%m/%Y %H:%M}"
