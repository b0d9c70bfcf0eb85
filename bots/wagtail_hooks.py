"""The editors' menu: questions that wait for an answer, the bench, and what people think of the answers."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import waiting

from .admin import bench, figures, lines, unanswered
from .models import ChannelTrouble, Unanswered

_SCREENS = (unanswered, bench, figures, lines)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the editors' screens to the office's addresses."""
    return [url for screens in _SCREENS for url in screens.URLS]


@hooks.register("register_admin_menu_item")
def unanswered_item() -> MenuItem:
    """Put the questions without an answer into the menu."""
    return unanswered.item()


@hooks.register("register_admin_menu_item")
def bench_item() -> MenuItem:
    """Put the bench into the menu."""
    return bench.item()


@hooks.register("register_admin_menu_item")
def ratings_item() -> MenuItem:
    """Put what people think of the answers into the menu."""
    return figures.item()


@hooks.register("register_admin_menu_item")
def lines_item() -> MenuItem:
    """Put the channels into the menu."""
    return lines.item()


waiting.register(
    lambda: reverse("bots_unanswered"),
    (waiting.Queue(unanswered.MAY_SETTLE, "Câu hỏi chưa có câu trả lời", Unanswered.objects.all),),
)
waiting.register(
    lambda: reverse("bots_lines"),
    (waiting.Queue(lines.FOLLOW, "Kênh của trợ lý ảo đang trục trặc", ChannelTrouble.objects.all),),
)
