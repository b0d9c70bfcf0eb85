"""What a public act told, to whom, and how that went; what each channel may do now."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock
from core.events import Event

from .. import acts
from ..delivering import LABELS, State
from ..kinds import CHANNEL_CHOICES
from .releases import Release


class Dispatch(models.Model):
    """One public act on one channel; its fan-out to recipients goes on from ``cursor``, whoever was killed meanwhile."""

    release = models.ForeignKey(Release, verbose_name="tin", on_delete=models.PROTECT, related_name="dispatches")
    act = models.CharField("việc", max_length=30, choices=acts.CHOICES)
    channel = models.CharField("kênh", max_length=12, choices=CHANNEL_CHOICES)
    what = models.TextField("thông báo cho người đọc", blank=True)
    cursor = models.CharField(max_length=60, blank=True)
    is_done = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("pk",)
        indexes: ClassVar = [models.Index(fields=("id",), condition=Q(is_done=False), name="press_dispatch_open")]

    def __str__(self) -> str:
        return f"{self.act} {self.channel} {self.release_id}"


#: Whom the codes of recipients stand for; a channel without readers of its own is told as a whole.
_RECIPIENTS = {
    "reader": "Người nhận tin",
    "contact": "Đầu mối báo chí",
    "hook": "Webhook",
    "pack": "Người nhận bộ tài liệu",
    "draft": "Người nhận bản dự thảo",
    "early": "Phóng viên có đường dẫn",
    "moved": "Phóng viên có đường dẫn",
    "recall": "Phóng viên có đường dẫn",
    "answer": "Người hỏi, câu hỏi",
}
#: What a letter without a public act is about.
_LETTERS = {
    "reader": "Thư xác nhận nhận tin",
    "early": "Thư mời xem trước",
    "moved": "Thư báo đổi giờ giữ kín",
    "recall": "Thư báo dừng xem trước, không công bố",
    "draft": "Thư báo không dùng bản dự thảo",
    "answer": "Thư trả lời câu hỏi báo chí",
}


class Delivery(models.Model):
    """One act told to one recipient (lượt gửi tin). ``target`` is a code such as ``reader:12``, never an address."""

    dispatch = models.ForeignKey(Dispatch, null=True, blank=True, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.CharField("kênh", max_length=12, choices=CHANNEL_CHOICES)
    target = models.CharField("nơi nhận", max_length=60)
    key = models.CharField("khóa", max_length=80, unique=True)
    state = models.CharField(
        "trạng thái", max_length=10, choices=[(state.value, label) for state, label in LABELS.items()], default=State.WAITING
    )
    #: Takes back first, then letters that somebody waits for, then news.
    urgency = models.PositiveSmallIntegerField(default=2)
    attempts = models.PositiveIntegerField("số lần thử", default=0)
    next_at = models.DateTimeField("lần tới", default=clock.now)
    claim = models.CharField(max_length=16, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    #: The newest dispatch of the release when this one left: who was told before a later one is told of that one too.
    told = models.BigIntegerField(null=True, blank=True)
    code = models.CharField("mã lỗi", max_length=40, blank=True)
    error = models.CharField("lỗi", max_length=300, blank=True)
    provider_id = models.CharField("mã của nơi nhận", max_length=120, blank=True)
    sent_at = models.DateTimeField("đến lúc", null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "lượt gửi tin"
        verbose_name_plural = "lượt gửi tin"
        ordering = ("-pk",)
        permissions: ClassVar = [
            ("follow_deliveries", "Theo dõi, gửi lại tin trên các kênh"),
            ("pause_channel", "Tạm dừng, mở lại kênh; quản lý webhook"),
            ("carry_release", "Ghi nhận việc của báo, đài, loa truyền thanh, họp báo"),
        ]
        indexes: ClassVar = [
            models.Index(fields=("channel", "urgency", "next_at", "id"), condition=Q(state="waiting"), name="press_delivery_due"),
            models.Index(fields=("channel", "claimed_until"), condition=Q(state__in=("claimed", "sending")), name="press_delivery_held"),
            models.Index(fields=("state", "channel"), name="press_delivery_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(name="press_delivery_sent_says_when", condition=~Q(state="sent") | Q(sent_at__isnull=False)),
            models.CheckConstraint(name="press_delivery_failed_says_why", condition=~Q(state="failed") | Q(code__gt="", error__gt="")),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.key}"

    @property
    def about(self) -> str:
        """Return what is told: the public act, or the letter that follows none."""
        return self.dispatch.get_act_display() if self.dispatch else _LETTERS[self.target.partition(":")[0]]

    @property
    def recipient(self) -> str:
        """Return who is told, in words and without an address: ``Người nhận tin số 12``."""
        kind, _, number = self.target.partition(":")
        return f"{_RECIPIENTS[kind]} số {number}" if kind in _RECIPIENTS else self.get_channel_display()


class DeliveryEvent(Event):
    """One move of a delivery by an officer's hand."""

    record = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="events")


class Task(models.Model):
    """What an officer does by hand for a delivery: the letter to a medium, and the proof that it was printed or aired."""

    delivery = models.OneToOneField(Delivery, on_delete=models.CASCADE, related_name="task")
    medium = models.CharField("báo, đài, địa bàn", max_length=200)
    letter_no = models.CharField("số công văn", max_length=60, blank=True)
    letter_on = models.DateField("ngày công văn", null=True, blank=True)
    person = models.CharField("người nhận", max_length=120, blank=True)
    carried_on = models.DateField("ngày đăng, phát", null=True, blank=True)
    proof = models.CharField(max_length=120, blank=True)
    proof_name = models.CharField("bằng chứng", max_length=120, blank=True)
    origin = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed")

    def __str__(self) -> str:
        return self.medium


class ChannelSetting(models.Model):
    """What an officer, or a server that is away, makes of a channel."""

    channel = models.CharField("kênh", max_length=12, choices=CHANNEL_CHOICES, primary_key=True)
    paused_at = models.DateTimeField("tạm dừng lúc", null=True, blank=True)
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    because = models.TextField("lý do", blank=True)
    #: A manual channel opens a task for each release by itself, for the medium named here.
    opens_for = models.CharField("tự mở việc cho", max_length=200, blank=True)
    away_since = models.DateTimeField("không liên lạc được từ", null=True, blank=True)
    away_tries = models.PositiveIntegerField(default=0)
    away_error = models.CharField(max_length=300, blank=True)
    resume_at = models.DateTimeField("thử lại lúc", null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="press_channel_pause_says_why",
                condition=Q(paused_at__isnull=True) | (Q(paused_by__isnull=False) & Q(because__gt="")),
            )
        ]

    def __str__(self) -> str:
        return self.channel


_DONE = {"pause": "tạm dừng", "resume": "mở lại", "forget": "xóa một người nhận tin theo yêu cầu của họ"}
_HOOKED = {"on": "gọi", "off": "ngừng gọi"}


class ChannelEvent(models.Model):
    """A channel paused or opened again, a reader of it forgotten: by whom and why; whose address it was is told nowhere."""

    channel = models.CharField(max_length=12, choices=CHANNEL_CHOICES)
    what = models.CharField(max_length=40)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    because = models.TextField()
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.channel} {self.what}"

    @property
    def said(self) -> str:
        """Return what was done, in words."""
        what, _, more = self.what.partition(" ")
        match what:
            case "opens":
                medium = more.removeprefix("for:").strip()
                return f"tự mở việc cho {medium}" if medium else "thôi tự mở việc"
            case "hook":
                number, _, how = more.partition(" ")
                return f"{_HOOKED[how]} webhook số {number}"
        return _DONE[what]


class Allowance(models.Model):
    """How much of a rate is left, by channel or by channel and recipient; shared by all workers."""

    key = models.CharField(max_length=80, primary_key=True)
    level = models.FloatField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key
