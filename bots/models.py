"""Conversations, what came in, what goes out, and the questions that could not be answered."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from core import clock

from . import channels
from .desk.models import Talk, TalkEvent, TalkLine, TalkPolicy
from .learning.models import Rated, Rating, Settlement, Tally

__all__ = [
    "ChannelTrouble",
    "Conversation",
    "Inbound",
    "MessengerToken",
    "Outbound",
    "Rated",
    "Rating",
    "Settlement",
    "Talk",
    "TalkEvent",
    "TalkLine",
    "TalkPolicy",
    "Tally",
    "Unanswered",
]


class Conversation(models.Model):
    """One person on one channel (hội thoại): where the dialogue stands, and how to reach the person."""

    channel = models.CharField("kênh", max_length=10, choices=channels.choices)
    #: A keyed hash of the person's id on that channel; the id itself is sealed and kept only where replies need it.
    peer = models.CharField(max_length=64)
    address = models.BinaryField(null=True, blank=True)
    state = models.JSONField(default=dict)
    #: The buttons that were offered last, where a channel shows them as numbers; sealed.
    offered = models.BinaryField(null=True, blank=True)
    #: What was asked last and could not be answered, for an officer if the person wants to send it along.
    noted = models.ForeignKey("bots.Unanswered", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_blocked = models.BooleanField("đã chặn", default=False)
    touched_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "hội thoại"
        verbose_name_plural = "hội thoại"
        constraints: ClassVar = [models.UniqueConstraint(fields=("channel", "peer"), name="bots_conversation_channel_peer")]

    def __str__(self) -> str:
        return f"{self.channel} {self.pk}"


class Inbound(models.Model):
    """One message or button that came in; sealed at rest, emptied by the transaction of the step that reads it."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="inbound")
    channel = models.CharField(max_length=10)
    external_id = models.CharField(max_length=80)
    #: How the platform names the message; an edit has the name of what it changes.
    message = models.CharField(max_length=80, blank=True)
    is_edit = models.BooleanField(default=False)
    sealed = models.BinaryField(null=True)
    arrived_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "tin đến"
        constraints: ClassVar = [models.UniqueConstraint(fields=("channel", "external_id"), name="bots_inbound_once")]
        indexes: ClassVar = [
            models.Index(fields=("conversation", "id"), condition=models.Q(sealed__isnull=False), name="bots_inbound_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.external_id}"


class Outbound(models.Model):
    """One message that goes out; sealed at rest, emptied once it is delivered."""

    class State(models.TextChoices):
        """How far the message came."""

        WAITING = "waiting", "Chờ gửi"
        #: Begun: whoever finds it like this after its lease must ask the platform, or send it again.
        SENDING = "sending", "Đang gửi"
        SENT = "sent", "Đã gửi"
        FAILED = "failed", "Không gửi được"

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="outbound")
    #: The message that it answers; none where an officer writes, or the desk tells something.
    inbound = models.ForeignKey(Inbound, null=True, on_delete=models.CASCADE, related_name="outbound")
    place = models.PositiveSmallIntegerField()
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    #: How the platform names the message.
    message = models.CharField(max_length=80, blank=True)
    #: Why it was never delivered.
    reason = models.CharField("lý do", max_length=12, blank=True)

    class Meta:
        verbose_name = "tin đi"
        ordering = ("pk",)
        constraints: ClassVar = [models.UniqueConstraint(fields=("inbound", "place"), name="bots_outbound_once")]
        indexes: ClassVar = [
            models.Index(fields=("due_at",), condition=models.Q(state__in=("waiting", "sending")), name="bots_outbound_unsent"),
            models.Index(fields=("-sent_at",), condition=models.Q(state="sent"), name="bots_outbound_newest"),
            models.Index(fields=("conversation", "id"), condition=models.Q(state__in=("waiting", "sending")), name="bots_outbound_queue"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} {self.pk}"


class Unanswered(models.Model):
    """A question that we could not answer (câu hỏi chưa có câu trả lời), without personal numbers: the editors' inbox."""

    key = models.CharField(max_length=64, unique=True)
    question = models.TextField("câu hỏi")
    nearest = models.JSONField("câu gần nhất", default=list)
    asked = models.PositiveIntegerField("số lần hỏi", default=1)
    first_on = models.DateField("lần đầu")
    last_on = models.DateField("lần cuối", db_index=True)

    class Meta:
        verbose_name = "câu hỏi chưa có câu trả lời"
        verbose_name_plural = "câu hỏi chưa có câu trả lời"
        ordering = ("-asked", "-last_on", "pk")
        permissions: ClassVar = [("settle_unanswered", "Xử lý câu hỏi chưa trả lời")]

    def __str__(self) -> str:
        return self.question


class ChannelTrouble(models.Model):
    """What keeps a channel as a whole from working (kênh đang trục trặc), until it works again."""

    channel = models.CharField("kênh", max_length=10, choices=channels.choices, primary_key=True)
    text = models.CharField("trục trặc", max_length=300)
    since = models.DateTimeField("từ lúc", default=clock.now)

    class Meta:
        verbose_name = "kênh đang trục trặc"

    def __str__(self) -> str:
        return f"{self.channel}: {self.text}"


class MessengerToken(models.Model):
    """The tokens through which a messenger lets us act for the authority's account; sealed."""

    name = models.CharField(max_length=20, primary_key=True)
    sealed = models.BinaryField()
    ends_at = models.DateTimeField()
    #: A worker exchanges them since; one that died in that leaves the mark.
    exchanging_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
