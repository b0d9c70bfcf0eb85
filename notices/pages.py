"""The page above the register of notices: editors own its words, the register owns what stands below."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, Panel

from core.shell import Shell
from core.text import nfc

PER_PAGE = 25
LONGEST = 200
#: How many rounds stand above the register; their own page lists all.
ROUNDS = 3


class NoticeIndexPage(Shell):
    """The public register "Công khai" with its search."""

    template = "notices/index.html"
    remedy = models.TextField(
        "cách khắc phục",
        blank=True,
        help_text="Hiện ở mỗi đợt công khai. Lấy theo câu trả lời đã duyệt ở mục Hỏi đáp; không viết thêm quy định.",
    )
    content_panels: ClassVar[list[Panel]] = [*Shell.content_panels, FieldPanel("remedy")]

    class Meta:
        verbose_name = "trang Công khai"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the notices that ``q`` finds, page by page, and the policy that they follow."""
        from . import public
        from .rounds import public as rounds

        query = nfc(request.GET.get("q", ""))[:LONGEST]
        page = Paginator(public.find(query), PER_PAGE).get_page(request.GET.get("trang"))
        return super().get_context(request, *args, **kwargs) | {
            "query": query,
            "page_obj": page,
            "notices": [public.shown(notice) for notice in page],
            "policy": public.newest_policy(),
            "rounds": rounds.visible()[:ROUNDS],
        }


def remedy(language: str) -> str:
    """Return the editors' words on how a firm puts things right, in ``language``; in Vietnamese where it has none."""
    words = dict(NoticeIndexPage.objects.live().values_list("locale__language_code", "remedy"))
    return str(words.get(language) or words.get("vi", ""))
