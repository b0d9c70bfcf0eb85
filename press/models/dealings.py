"""What the press asks, what it is shown early, and what it carried."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from core import clock
from core.events import Event

from ..media_lifecycle import ASKED_LABELS, CARRIED_LABELS, SPOKEN_FOR, Asked, Carried
from .releases import Release
from .speaking import PressPolicy, Spokesperson


class EmbargoLink(models.Model):
    """A personal way to read a release before it is public (đường dẫn riêng): for one reporter, for so long, of one release.

    Only the hash of its token is kept, and the seed from which a key beside the database makes it anew for the letter.
    Who it was for is kept as it was then, and erased when its term is over.
    """

    release = models.ForeignKey(Release, verbose_name="tin", on_delete=models.PROTECT, related_name="embargo_links")
    person = models.CharField("phóng viên", max_length=120, blank=True)
    medium = models.CharField("cơ quan báo chí", max_length=120)
    email = models.EmailField("thư điện tử", blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    seed = models.CharField(max_length=32, blank=True)
    #: The letter that carried it, and the one that asked not to publish; nothing where an officer handed it over.
    letter = models.ForeignKey("press.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recall = models.ForeignKey("press.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    policy = models.ForeignKey(PressPolicy, on_delete=models.PROTECT, related_name="+")
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người cấp", on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField("cấp lúc", default=clock.now)
    because = models.CharField("lý do", max_length=300)
    expires_at = models.DateTimeField("dùng được đến")
    agreed_at = models.DateTimeField("cam kết lúc", null=True, blank=True)
    ended_at = models.DateTimeField("hết dùng lúc", null=True, blank=True)
    ended_because = models.CharField("vì sao hết dùng", max_length=300, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "đường dẫn riêng cho báo chí"
        verbose_name_plural = "đường dẫn riêng cho báo chí"
        ordering = ("-given_at", "-pk")
        permissions: ClassVar = [("give_embargo", "Cấp, hủy đường dẫn riêng cho báo chí xem trước")]
        constraints: ClassVar = [
            models.CheckConstraint(name="press_embargo_span", condition=Q(expires_at__gt=F("given_at"))),
            models.CheckConstraint(
                name="press_embargo_erased", condition=Q(erased_at=None) | Q(person="", email="", ended_at__isnull=False)
            ),
            models.UniqueConstraint(
                fields=("release", "email"), condition=Q(ended_at=None) & Q(email__gt=""), name="press_embargo_one_open_each"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release.public_id}, {self.medium}"


class EmbargoOpening(models.Model):
    """One opening of a personal link: the terms, or the text itself."""

    class What(models.TextChoices):
        """What was seen."""

        TERMS = "terms", "Xem cam kết"
        TEXT = "text", "Đồng ý và đọc tin"

    link = models.ForeignKey(EmbargoLink, on_delete=models.CASCADE, related_name="openings")
    what = models.CharField("việc", max_length=6, choices=What.choices)
    at = models.DateTimeField("lúc", default=clock.now)

    class Meta:
        verbose_name = "lượt mở"
        verbose_name_plural = "lượt mở"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.link_id} {self.what}"


class PressQuestion(models.Model):
    """A question of the press (câu hỏi báo chí) with its clock, its answer, and who spoke."""

    code = models.CharField("mã", max_length=24, unique=True)
    state = models.CharField(
        "trạng thái",
        max_length=10,
        choices=[(state.value, label) for state, label in ASKED_LABELS.items()],
        default=Asked.RECEIVED,
        db_index=True,
    )
    person = models.CharField("phóng viên", max_length=120, blank=True)
    medium = models.CharField("cơ quan báo chí", max_length=120)
    card_no = models.CharField("số thẻ nhà báo hoặc giấy giới thiệu", max_length=60, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    phone = models.CharField("điện thoại", max_length=30, blank=True)
    text = models.TextField("câu hỏi")
    asked_at = models.DateTimeField("nhận lúc", default=clock.now)
    due_on = models.DateField("hạn trả lời", db_index=True)
    policy = models.ForeignKey(PressPolicy, on_delete=models.PROTECT, related_name="+")
    answer = models.TextField("câu trả lời", blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người soạn", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    appointment = models.ForeignKey(
        Spokesperson, verbose_name="người phát ngôn duyệt", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    sent_at = models.DateTimeField("gửi lúc", null=True, blank=True)
    sent_how = models.CharField("gửi qua", max_length=200, blank=True)
    letter = models.ForeignKey("press.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("xong lúc", null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "câu hỏi báo chí"
        verbose_name_plural = "câu hỏi báo chí"
        ordering = ("due_on", "pk")
        permissions: ClassVar = [("answer_press", "Soạn, gửi trả lời câu hỏi báo chí")]
        constraints: ClassVar = [
            # A CHECK that is NULL passes, so every column named is also demanded not null.
            models.CheckConstraint(
                name="press_question_answered_by_the_spokesperson",
                condition=~Q(state__in=sorted(SPOKEN_FOR))
                | (
                    Q(answer__gt="", answered_by__isnull=False, approved_by__isnull=False, approved_at__isnull=False)
                    & Q(appointment__isnull=False)
                    & ~Q(approved_by=F("answered_by"))
                ),
            ),
            models.CheckConstraint(
                name="press_question_sent_says_how", condition=~Q(state=Asked.SENT) | Q(sent_at__isnull=False, sent_how__gt="")
            ),
            models.CheckConstraint(name="press_question_posted_has_a_letter", condition=~Q(state=Asked.POSTED) | Q(letter__isnull=False)),
            models.CheckConstraint(
                name="press_question_erased",
                condition=Q(erased_at=None) | Q(person="", card_no="", email="", phone="", ended_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class PressQuestionEvent(Event):
    """One move of a question."""

    record = models.ForeignKey(PressQuestion, on_delete=models.CASCADE, related_name="events")


class Clipping(models.Model):
    """Where a medium carried something of ours (điểm báo), whether it was right, and what was asked of it if not."""

    state = models.CharField(
        "trạng thái",
        max_length=10,
        choices=[(state.value, label) for state, label in CARRIED_LABELS.items()],
        default=Carried.NEW,
        db_index=True,
    )
    release = models.ForeignKey(Release, verbose_name="tin", null=True, blank=True, on_delete=models.PROTECT, related_name="clippings")
    medium = models.CharField("cơ quan báo chí", max_length=120)
    title = models.CharField("tiêu đề bài", max_length=300)
    carried_on = models.DateField("ngày đăng, phát")
    url = models.URLField("địa chỉ bài", max_length=500, blank=True)
    #: Path in the private storage.
    scan = models.CharField("bản chụp", max_length=200, blank=True)
    wrong = models.TextField("chỗ sai hoặc không còn đúng", blank=True)
    correct_by = models.DateField("theo dõi cải chính đến", null=True, blank=True, db_index=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name="người ghi", on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField("ghi lúc", default=clock.now)

    class Meta:
        verbose_name = "điểm báo"
        verbose_name_plural = "điểm báo"
        ordering = ("-carried_on", "-pk")
        permissions: ClassVar = [("clip_press", "Ghi điểm báo, đề nghị cải chính")]
        constraints: ClassVar = [
            models.CheckConstraint(name="press_clipping_can_be_seen", condition=Q(url__gt="") | Q(scan__gt="")),
            models.CheckConstraint(
                name="press_clipping_wrong_says_what",
                condition=Q(state__in=[Carried.NEW, Carried.RIGHT]) | Q(wrong__gt="", correct_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.medium}: {self.title}"


class ClippingEvent(Event):
    """One move of a clipping."""

    record = models.ForeignKey(Clipping, on_delete=models.CASCADE, related_name="events")
