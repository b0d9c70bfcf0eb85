"""The pages of this room: one for each audience with its topics, and the pages above answers and law."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index

from core import clock
from core.shell import FoldedSearch, Shell

from . import public
from .blocks import TopicBlock, words
from .models import Audience


class AudiencePage(FoldedSearch, Page):
    """The door for workers or for employers: a few words, the topics, the questions."""

    audience = models.CharField("dành cho", max_length=8, choices=[choice for choice in Audience.choices if choice[0] != Audience.BOTH])
    lead = models.TextField("lời dẫn", blank=True)
    text = models.TextField("giới thiệu", blank=True, help_text="Dòng trống giữa các đoạn; “## ” đầu mục; “- ” danh sách.")

    template = "outreach/audience.html"
    subpage_types: ClassVar[list[str]] = ["outreach.TopicPage"]
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("audience"), FieldPanel("lead"), FieldPanel("text")]
    search_fields: ClassVar = [*Page.search_fields, *FoldedSearch.search_fold_fields]

    class Meta:
        verbose_name = "trang theo đối tượng"

    def text_to_find(self) -> str:
        """Return the words of the page."""
        return f"{self.title} {self.lead} {self.text}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the topics below and the questions of this audience."""
        return super().get_context(request, *args, **kwargs) | {
            "topics": TopicPage.objects.child_of(self).live().public().order_by("path"),
            "groups": public.grouped(public.for_audience(self.audience, self.locale.language_code)),
        }


class TopicPage(FoldedSearch, Page):
    """One topic, told so that a worker or an employer knows what to do next."""

    summary = models.TextField("tóm tắt", max_length=400)
    body = StreamField(TopicBlock(), verbose_name="nội dung", blank=True)
    review_by = models.DateField("rà soát trước ngày", null=True, blank=True)

    template = "outreach/topic.html"
    parent_page_types: ClassVar[list[str]] = ["outreach.AudiencePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body"), FieldPanel("review_by")]
    search_fields: ClassVar = [*Page.search_fields, *FoldedSearch.search_fold_fields]

    class Meta:
        verbose_name = "chuyên đề"

    def text_to_find(self) -> str:
        """Return the words of the page."""
        return f"{self.title} {self.summary} {words(self.body)}"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the page of the audience, for the crumbs."""
        return super().get_context(request, *args, **kwargs) | {"parent": self.get_parent()}


class AnswerIndexPage(FoldedSearch, Shell):
    """All answers by subject, at a printed address."""

    template = "outreach/answers.html"
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("search_fold")]

    class Meta:
        verbose_name = "trang hỏi đáp"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add every live answer."""
        groups = public.grouped(public.readable(self.locale.language_code))
        return super().get_context(request, *args, **kwargs) | {"groups": groups}


class LawIndexPage(FoldedSearch, Shell):
    """The instruments of law that answers and notices stand on, at a printed address."""

    template = "outreach/laws.html"
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("search_fold")]

    class Meta:
        verbose_name = "trang pháp luật"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the instruments that hold today and those that do not."""
        return super().get_context(request, *args, **kwargs) | public.instruments(clock.today())
