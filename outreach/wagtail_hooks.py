"""The editors' menu: answers, and what needs another look."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .admin.answers import AnswerViewSet
from .admin.review import review

register_snippet(AnswerViewSet)


class ReviewItem(MenuItem):
    """The menu item of the review lists, for editors."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer edits answers."""
        return request.user.has_perm("outreach.change_answer")


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the review lists to the office's addresses."""
    return [path("ra-soat-cau-tra-loi/", review, name="outreach_review")]


@hooks.register("register_admin_menu_item")
def review_item() -> MenuItem:
    """Put the review lists into the menu."""
    return ReviewItem("Cần rà soát", reverse("outreach_review"), icon_name="warning", order=210)
