"""The page above the register of praise: editors own its words, the register what stands below."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest

from core.shell import Shell
from core.text import nfc

PER_PAGE = 50


class HonourIndexPage(Shell):
    """Biểu dương: the rounds, and every firm that is praised now."""

    template = "recognition/index.html"

    class Meta:
        verbose_name = "trang biểu dương"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the rounds and the firms that the search names."""
        from . import public

        query = nfc(request.GET.get("q", ""))[:100]
        found = Paginator(public.find(query), PER_PAGE).get_page(request.GET.get("trang"))
        return super().get_context(request, *args, **kwargs) | {"rounds": public.rounds(), "query": query, "page_obj": found}
