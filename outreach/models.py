"""Answers to what workers and employers ask, the law that each stands on, and what was last loaded from files."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import (
    DraftStateMixin,
    Locale,
    LockableMixin,
    Orderable,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    TranslatableMixin,
    WorkflowMixin,
)
from wagtail.search import index

from core import clock, law, text
from core.errors import Refusal, Refused
from core.models import Article
from core.text import gettext_noop

from . import knowledge
from .rules import CHAT_LIMIT, may_go_live


class Audience(models.TextChoices):
    """Whom an answer speaks to."""

    WORKER = "worker", "Người lao động"
    EMPLOYER = "employer", "Người sử dụng lao động"
    BOTH = "both", "Cả hai"


class Group(models.TextChoices):
    """The subjects that readers choose from, in the order in which they are shown."""

    LATE = "cham-tron-dong", gettext_noop("Chậm đóng, trốn đóng")
    LISTS = "danh-sach", gettext_noop("Danh sách, biểu dương, số liệu")
    CHECK = "tra-cuu", gettext_noop("Tra cứu quá trình đóng")
    JOINING = "tham-gia", gettext_noop("Tham gia, mức đóng")
    BOOK = "so-bhxh", gettext_noop("Sổ bảo hiểm xã hội")
    MATERNITY = "thai-san", gettext_noop("Thai sản")
    SICKNESS = "om-dau", gettext_noop("Ốm đau")
    ACCIDENT = "tnld", gettext_noop("Tai nạn lao động, bệnh nghề nghiệp")
    UNEMPLOYMENT = "that-nghiep", gettext_noop("Bảo hiểm thất nghiệp")
    HEALTH = "bhyt", gettext_noop("Bảo hiểm y tế")
    PENSION = "huu-tri", gettext_noop("Hưu trí")
    LUMP_SUM = "mot-lan", gettext_noop("Bảo hiểm xã hội một lần")
    SURVIVORS = "tu-tuat", gettext_noop("Tử tuất")
    COMPLAINTS = "khieu-nai", gettext_noop("Khiếu nại, tố cáo, khởi kiện")
    TOOLS = "cong-cu", gettext_noop("Phản ánh, gặp cán bộ")


class Flow(models.TextChoices):
    """What an entry starts in the bot instead of an answer."""

    NONE = "", "Không"
    COMPLAIN = "complain", "Gửi phản ánh"
    TRACK = "track", "Theo dõi phản ánh"
    OFFICER = "officer", "Gặp cán bộ"


class Answer(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    PreviewableMixin,
    TranslatableMixin,
    index.Indexed,
    ClusterableModel,
):
    """One question with its answer in two lengths (câu hỏi thường gặp); slug and language name it."""

    slug = models.SlugField("đường dẫn", max_length=80)
    group = models.CharField("nhóm", max_length=20, choices=Group.choices)
    audience = models.CharField("dành cho", max_length=8, choices=Audience.choices, default=Audience.WORKER)
    question = models.CharField("câu hỏi", max_length=300)
    phrasings = models.TextField("cách hỏi khác", blank=True, help_text="Mỗi dòng một cách hỏi, bằng lời của người dân.")
    chat = models.TextField("trả lời ngắn", help_text=f"Dùng cho trợ lý ảo, tối đa {CHAT_LIMIT} ký tự.")
    body = models.TextField("trả lời đầy đủ", help_text="Dòng trống giữa các đoạn; “## ” đầu mục; “- ” và “1. ” danh sách.")
    flow = models.CharField("luồng trợ lý ảo", max_length=10, choices=Flow.choices, default=Flow.NONE, blank=True)
    narrows = models.SlugField(
        "là một phần của câu", max_length=80, blank=True, help_text="Đường dẫn của câu hỏi rộng hơn mà câu này trả lời một phần."
    )
    related = ParentalManyToManyField("self", verbose_name="câu hỏi liên quan", symmetrical=False, blank=True)
    to_confirm = models.BooleanField("có nội dung đang chờ xác nhận", default=False)
    review_by = models.DateField("rà soát trước ngày")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="người phụ trách", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    search_fields: ClassVar = [
        index.SearchField("question", boost=2),
        index.SearchField("search_fold"),
        index.AutocompleteField("question"),
        index.FilterField("live"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = "câu trả lời"
        verbose_name_plural = "câu trả lời"
        ordering = ("group", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("slug", "locale"), name="outreach_answer_slug_locale"),
            models.CheckConstraint(
                name="outreach_answer_chat_length", condition=LessThanOrEqual(Length("chat"), CHAT_LIMIT) & GreaterThan(Length("chat"), 0)
            ),
        ]

    def __str__(self) -> str:
        return self.question

    def clean(self) -> None:
        """Keep texts composed, and the short text short."""
        super().clean()
        if len(self.chat) > CHAT_LIMIT:
            raise ValidationError({"chat": f"Trả lời ngắn dài {len(self.chat)} ký tự, tối đa là {CHAT_LIMIT}."})

    def search_fold(self) -> str:
        """Return everything that readers may look for, without accents."""
        return text.fold(" ".join((self.question, self.phrasings, self.chat, self.body)))

    def get_absolute_url(self) -> str:
        """Return the public address of the answer, in its language."""
        with translation.override(self.locale.language_code):
            return reverse("answer", args=[self.slug])

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """Return the template of the public page."""
        return "outreach/answer.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """Return what the public page shows, of the draft."""
        return self.shown(clock.today())

    def shown(self, on: dt.date) -> dict[str, Any]:
        """Return what the public page shows on the day ``on``."""
        return {
            "answer": self,
            "citations": self.citations_on(on),
            "former": [row for row in self.citations.all() if row.article.valid_to and row.article.valid_to <= on],
            "related": [other for other in self.related.all() if other.live],
        }

    def citations_on(self, on: dt.date) -> list[AnswerCitation]:
        """Return the citations in force on the day ``on``."""
        return [row for row in self.citations.all() if any(law.in_force([row.article], on=on))]

    def refusals(self, on: dt.date) -> tuple[Refusal, ...]:
        """Return every reason why the answer may not be public on the day ``on``."""
        return may_go_live(self.chat, len(self.citations_on(on)))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the answer: a new one is always a draft, and a live one stands on law in force, whoever saves it and how."""
        if self._state.adding:
            self.live = False
        fields = kwargs.get("update_fields")
        if self.live and (fields is None or "live" in fields) and (refusals := self.refusals(clock.today())):
            raise Refused(refusals)
        super().save(*args, **kwargs)

    def copy_for_translation(self, locale: Locale, exclude_fields: list[str] | None = None) -> Answer:
        """Return an unsaved copy in another language: a draft without a history, that somebody is to translate and publish."""
        copy: Answer = super().copy_for_translation(locale, exclude_fields)
        copy.live, copy.has_unpublished_changes, copy.expired = False, True, False
        copy.live_revision = copy.latest_revision = None
        copy.first_published_at = copy.last_published_at = copy.go_live_at = copy.expire_at = None
        copy.locked, copy.locked_by, copy.locked_at = False, None, None
        return copy

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish ``revision``, or raise `Refused`: nothing is said to the public without law that is in force."""
        if refusals := revision.as_object().refusals(clock.today()):
            raise Refused(refusals)
        return super().publish(revision, *args, **kwargs)

    def entry(self, on: dt.date) -> knowledge.Entry:
        """Return the answer as the bot knows it on the day ``on``."""
        return knowledge.Entry(
            slug=self.slug,
            question=self.question,
            phrasings=tuple(line.strip() for line in self.phrasings.splitlines() if line.strip()),
            chat=self.chat,
            url=self.get_absolute_url(),
            citations=tuple(row.value() for row in self.citations_on(on)),
            related=tuple(other.slug for other in self.related.all() if other.live),
            flow=self.flow,
            narrows=self.narrows,
            revision=self.live_revision_id or 0,
            group=self.group,
            body=self.body,
        )


class AnswerCitation(Orderable):
    """One passage of law that an answer stands on."""

    answer = ParentalKey(Answer, on_delete=models.CASCADE, related_name="citations")
    article = models.ForeignKey(Article, verbose_name="điều luật", on_delete=models.PROTECT, related_name="+")
    clause = models.CharField("khoản, điểm", max_length=20, blank=True, help_text="Ví dụ: 1 hoặc 1(đ).")

    class Meta(Orderable.Meta):
        verbose_name = "căn cứ pháp lý"
        verbose_name_plural = "căn cứ pháp lý"

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Return the passage as readers see it, without dates."""
        return self.article.cite(self.clause)

    def value(self) -> knowledge.Citation:
        """Return the passage as a plain value."""
        row = self.article
        return knowledge.Citation(
            text=law.dated(self.label, row.valid_from, row.valid_to, is_to_confirm=row.is_to_confirm),
            label=self.label,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            to_confirm=row.is_to_confirm,
        )


class Loaded(models.Model):
    """What was last loaded from a file into an answer or a page; a later change by an editor is never overwritten."""

    key = models.CharField(max_length=140, unique=True)
    source = models.CharField(max_length=64)
    stored = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "nội dung đã nạp"
        verbose_name_plural = "nội dung đã nạp"

    def __str__(self) -> str:
        return self.key
