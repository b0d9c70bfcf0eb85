"""The office's front page and menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu
from wagtail.admin.ui.components import Component

from core import waiting
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


class WaitingPanel(Component):
    """What waits for the officer who looks, in every room."""

    name = "waiting"
    template_name = "portal/admin/waiting.html"
    order = 10

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """Return the queues that are not empty, and the menu for a browser that does not draw it."""
        request = parent_context["request"]
        return {"waiting": waiting.for_officer(request.user), "menu": list(plain_menu(request, admin_menu))}


def plain_menu(request: HttpRequest, menu: Menu) -> Iterator[tuple[str, str]]:
    """Yield what the menu offers to the officer who asks, each screen with its address."""
    for item in sorted(menu.menu_items_for_request(request), key=lambda item: item.order):
        if isinstance(item, SubmenuMenuItem):
            yield from plain_menu(request, item.menu)
        else:
            yield str(item.label), str(item.url)


@hooks.register("construct_homepage_panels")
def waiting_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Put what waits above everything else."""
    panels.insert(0, WaitingPanel())


@hooks.register("construct_main_menu")
def without_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out Wagtail's help: it leads outside, in English."""
    items[:] = [item for item in items if item.name != "help"]


@hooks.register("insert_global_admin_css")
def colours() -> str:
    """Give the office the colours of the site."""
    return format_html('<link rel="stylesheet" href="{}">', static("css/office.css"))
