"""The page above the register of notices: editors own its words, the register owns what stands below."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from core.shell import Shell
from core.text import nfc

PER_PAGE = 25
LONGEST = 200


class NoticeIndexPage(Shell):
    """The public register "Công khai" with its search."""

    template = "notices/index.html"

    class Meta:
        verbose_name = "trang Công khai"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the notices that ``q`` finds, page by page, and the policy that they follow."""
        from . import public

        query = nfc(request.GET.get("q", ""))[:LONGEST]
        page = Paginator(public.find(query), PER_PAGE).get_page(request.GET.get("trang"))
        return super().get_context(request, *args, **kwargs) | {
            "query": query,
            "page_obj": page,
            "notices": [public.shown(notice) for notice in page],
            "policy": public.policies().first(),
            "settled": public.settled_count(),
        }
