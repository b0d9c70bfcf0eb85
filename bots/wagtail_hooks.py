"""The editors' menu: questions that wait for an answer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import waiting
from core.models import Officer

from .admin import unanswered
from .models import Unanswered


class UnansweredItem(MenuItem):
    """The menu item of the inbox, for those who may settle questions."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer may settle questions."""
        return isinstance(request.user, Officer) and request.user.has_perm("bots.settle_unanswered")


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the inbox to the office's addresses."""
    return [path("cau-hoi-chua-tra-loi/", unanswered.inbox, name="bots_unanswered")]


@hooks.register("register_admin_menu_item")
def unanswered_item() -> MenuItem:
    """Put the inbox into the menu."""
    return UnansweredItem("Câu hỏi chưa trả lời", reverse("bots_unanswered"), icon_name="help", order=220)


waiting.register(
    lambda: reverse("bots_unanswered"),
    (waiting.Queue("bots.settle_unanswered", "Câu hỏi chưa có câu trả lời", Unanswered.objects.all),),
)
