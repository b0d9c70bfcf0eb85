"""What is kept so that the bot gets better: sums and editors' decisions, never a person and never a conversation."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from core import clock

from .. import channels


class Happened(models.TextChoices):
    """What became of one question."""

    ANSWERED = "answered", "Trả lời ngay"
    OPENED = "opened", "Mở câu trả lời từ danh sách"
    OFFERED = "offered", "Đưa các câu gần nhất"
    ELSEWHERE = "elsewhere", "Ngoài phạm vi, chỉ nơi khác"
    UNKNOWN = "unknown", "Nói không biết"


#: What names an answer; the others never do.
NAMED = (Happened.ANSWERED, Happened.OPENED)


class Tally(models.Model):
    """How often something happened on one day (số đếm): a sum and nothing else."""

    day = models.DateField()
    channel = models.CharField(max_length=10, choices=channels.choices)
    happened = models.CharField(max_length=10, choices=Happened.choices)
    slug = models.SlugField(max_length=80, blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "số đếm của trợ lý ảo"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("day", "channel", "happened", "slug"), name="bots_tally_once"),
            models.CheckConstraint(name="bots_tally_names_answers", condition=Q(slug="") | Q(happened__in=("answered", "opened"))),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.channel} {self.happened} {self.slug}"


class Rating(models.Model):
    """How many people found one revision of an answer helpful (có ích), and how many did not."""

    slug = models.SlugField("câu trả lời", max_length=80)
    revision = models.PositiveBigIntegerField("bản")
    helpful = models.PositiveIntegerField("có ích", default=0)
    unhelpful = models.PositiveIntegerField("chưa rõ", default=0)

    class Meta:
        verbose_name = "đánh giá câu trả lời"
        constraints: ClassVar = [models.UniqueConstraint(fields=("slug", "revision"), name="bots_rating_once")]

    def __str__(self) -> str:
        return f"{self.slug} {self.revision}"


class Rated(models.Model):
    """That a conversation has rated something; which answer is a keyed hash, and it goes with the conversation."""

    conversation = models.ForeignKey("bots.Conversation", on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=64)

    class Meta:
        verbose_name = "đã đánh giá"
        constraints: ClassVar = [models.UniqueConstraint(fields=("conversation", "mark"), name="bots_rated_once")]

    def __str__(self) -> str:
        return self.mark[:8]


class How(models.TextChoices):
    """What an editor did with questions that had no answer."""

    PHRASINGS = "phrasings", "Thêm cách hỏi vào bản nháp"
    ANSWER = "answer", "Soạn câu trả lời mới"
    DECOY = "decoy", "Ghi là chủ đề ngoài phạm vi"
    DROPPED = "dropped", "Bỏ, không cần làm gì"


class Settlement(models.Model):
    """That an editor settled a group of questions (nhóm câu hỏi): how, why, and the wordings that the editor let stand."""

    how = models.CharField("cách xử lý", max_length=10, choices=How.choices)
    slug = models.SlugField("câu trả lời", max_length=80, blank=True)
    texts = models.JSONField("cách hỏi", default=list)
    questions = models.PositiveIntegerField("số câu")
    asked = models.PositiveIntegerField("số lần hỏi")
    because = models.TextField("lý do")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người xử lý", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc", default=clock.now, db_index=True)

    class Meta:
        verbose_name = "nhóm câu hỏi đã xử lý"
        ordering = ("-at", "-pk")
        constraints: ClassVar = [
            models.CheckConstraint(name="bots_settlement_answer", condition=Q(slug__gt="") | ~Q(how__in=("phrasings", "answer"))),
        ]

    def __str__(self) -> str:
        return f"{self.how} {self.slug}"
