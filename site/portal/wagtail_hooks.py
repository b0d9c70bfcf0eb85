"""The office's front page and menu."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.models import Officer

from . import story


@permission_required("core.view_story", raise_exception=True)
def story_view(request: HttpRequest) -> HttpResponse:
    """Show the newest events of all rooms."""
    return render(request, "portal/admin/story.html", {"lines": story.latest()})


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the story to the office's addresses."""
    return [path("nhat-ky/", story_view, name="story")]


class StoryItem(MenuItem):
    """The menu item of the story, for those who may see it."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer may see the story."""
        return isinstance(request.user, Officer) and request.user.has_perm("core.view_story")


@hooks.register("register_admin_menu_item")
def story_item() -> MenuItem:
    """Put the story into the menu."""
    return StoryItem("Nhật ký nội bộ", reverse("story"), icon_name="history", order=900)
