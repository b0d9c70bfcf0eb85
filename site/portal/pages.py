"""The home page: the one page that looks at all rooms."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.models import Page


class HomePage(Page):
    """The front door: what a worker, an employer and a journalist most often come for."""

    lead = models.TextField("lời chào", blank=True)
    notice_note = models.TextField("lưu ý", blank=True)

    template = "portal/home.html"
    max_count_per_parent = 1
    content_panels: ClassVar[list[Panel]] = [*Page.content_panels, FieldPanel("lead"), FieldPanel("notice_note")]

    class Meta:
        verbose_name = "trang chủ"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what is newest in each register."""
        from . import front

        return super().get_context(request, *args, **kwargs) | front.newest()
