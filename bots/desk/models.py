"""Talks with officers, what is said in them (sealed, then erased), their story, and the hours of the desk."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event

from .. import channels
from .hours import Hours
from .lifecycle import ENDED, LABELS, OPEN, State

_WORKDAY = "07:30-11:30, 13:30-17:00"


def usual_hours() -> list[str]:
    """Return the hours of a Vietnamese office, Monday first."""
    return [_WORKDAY] * 5 + ["", ""]


class TalkPolicy(models.Model):
    """When officers answer and what is promised (quy định giờ trực): the newest row governs, none is ever changed."""

    hours = models.JSONField("giờ trực", default=usual_hours)
    promised_minutes = models.PositiveSmallIntegerField("hẹn nhận sau (phút trong giờ trực)", default=30)
    officer_minutes = models.PositiveSmallIntegerField("cán bộ im lặng quá (phút) thì về hàng chờ", default=15)
    person_hours = models.PositiveSmallIntegerField("người hỏi im lặng quá (giờ) thì kết thúc", default=4)
    lapse_days = models.PositiveSmallIntegerField("chờ tối đa (ngày trực)", default=2)
    kept_days = models.PositiveSmallIntegerField("xóa nội dung sau khi kết thúc (ngày)", default=7)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người đặt", on_delete=models.PROTECT, related_name="+")
    because = models.TextField("lý do")
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "quy định giờ trực"
        verbose_name_plural = "quy định giờ trực"
        ordering = ("-pk",)
        permissions: ClassVar = [("set_talk_hours", "Đặt giờ trực trò chuyện với cán bộ")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="bots_talkpolicy_within",
                condition=Q(
                    promised_minutes__range=(5, 480),
                    officer_minutes__range=(5, 120),
                    person_hours__range=(1, 72),
                    lapse_days__range=(1, 10),
                    kept_days__range=(1, 30),
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.at:%d/%m/%Y}"

    @classmethod
    def current(cls) -> TalkPolicy:
        """Return what governs now: the newest row, or what the system comes with."""
        return cls.objects.select_related("by").first() or cls()

    def read_hours(self) -> Hours:
        """Return the hours as a value."""
        return Hours.read(self.hours)


class Talk(models.Model):
    """One talk of a person with officers (trò chuyện với cán bộ): nothing in it says who the person is."""

    #: None once the conversation is forgotten; the figures stay.
    conversation = models.ForeignKey("bots.Conversation", null=True, on_delete=models.SET_NULL, related_name="talks")
    channel = models.CharField("kênh", max_length=10, choices=channels.choices)
    state = models.CharField("trạng thái", max_length=12, choices=[(state.value, LABELS[state]) for state in State], default=State.WAITING)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="cán bộ", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField("xin gặp lúc")
    #: Until when an officer will have taken over, as the person was told.
    promised_at = models.DateTimeField("hẹn trước")
    #: The promise was missed, and the person was told so.
    is_late = models.BooleanField("quá hẹn", default=False)
    #: Stands before the others: the promise was missed, or an officer left.
    is_urgent = models.BooleanField(default=False)
    lapses_at = models.DateTimeField("chờ đến hết")
    taken_at = models.DateTimeField("nhận lần đầu lúc", null=True, blank=True)
    answered_at = models.DateTimeField("trả lời lần đầu lúc", null=True, blank=True)
    #: Whose turn it is in a running talk, the officer's or the person's, and since when.
    is_ours = models.BooleanField(default=True)
    turn_at = models.DateTimeField()
    ended_at = models.DateTimeField("kết thúc lúc", null=True, blank=True)
    erase_after = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField("xóa nội dung lúc", null=True, blank=True)

    class Meta:
        verbose_name = "trò chuyện với cán bộ"
        verbose_name_plural = "trò chuyện với cán bộ"
        ordering = ("-pk",)
        permissions: ClassVar = [("answer_talks", "Trò chuyện với người hỏi thay trợ lý ảo")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("conversation",), condition=Q(state__in=sorted(OPEN)), name="bots_talk_one_open"),
            models.CheckConstraint(
                name="bots_talk_officer",
                condition=(Q(state=State.WAITING) & Q(officer=None))
                | (Q(state=State.TALKING) & ~Q(officer=None))
                | Q(state__in=sorted(ENDED)),
            ),
            models.CheckConstraint(
                name="bots_talk_ended",
                condition=Q(state__in=sorted(OPEN), ended_at=None, erase_after=None)
                | Q(state__in=sorted(ENDED), ended_at__isnull=False, erase_after__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(F("is_urgent").desc(), "asked_at", condition=Q(state=State.WAITING), name="bots_talk_queue"),
            models.Index(fields=("officer",), condition=Q(state=State.TALKING), name="bots_talk_own"),
            models.Index(fields=("erase_after",), condition=Q(erased_at=None), name="bots_talk_erase"),
            models.Index(fields=("asked_at",), name="bots_talk_asked"),
        ]

    def __str__(self) -> str:
        return f"Trò chuyện số {self.pk}"


class TalkLine(models.Model):
    """One line of a talk; sealed at rest, emptied when the talk is erased."""

    class Author(models.TextChoices):
        """Who wrote it."""

        PERSON = "person", "Người hỏi"
        OFFICER = "officer", "Cán bộ"
        SYSTEM = "system", "Hệ thống"

    talk = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="lines")
    author = models.CharField(max_length=8, choices=Author.choices)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sealed = models.BinaryField(null=True)
    #: A form that was sent twice writes one line.
    token = models.CharField(max_length=40, null=True)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "dòng trò chuyện"
        ordering = ("pk",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("talk", "token"), name="bots_talkline_once"),
            models.CheckConstraint(
                name="bots_talkline_officer",
                condition=Q(author="officer", officer__isnull=False) | (~Q(author="officer") & Q(officer__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_author_display()} {self.pk}"


class TalkEvent(Event):
    """One move of a talk, or one look at what is hidden in it."""

    record = models.ForeignKey(Talk, on_delete=models.CASCADE, related_name="events")

    class Meta(Event.Meta):
        verbose_name = "diễn biến trò chuyện"
