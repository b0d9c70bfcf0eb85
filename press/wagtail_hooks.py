"""The media desk in the office's menu and addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import waiting
from core.models import Officer

from .admin import views
from .lifecycle import State
from .models import Release


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the desk's screens."""
    return [
        path("ban-truyen-thong/", views.board, name="press_board"),
        path("ban-truyen-thong/<int:pk>/", views.a_release, name="press_release"),
    ]


class OfficeItem(MenuItem):
    """A menu item for those who hold one of some permissions."""

    def __init__(self, *args: Any, permissions: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._permissions = permissions

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer has one of the permissions."""
        return isinstance(request.user, Officer) and any(map(request.user.has_perm, self._permissions))


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    """Put the desk into the menu."""
    return OfficeItem("Bàn truyền thông", reverse("press_board"), icon_name="globe", order=140, permissions=views.DESK)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let an administrator give the desk's permissions to a group."""
    codenames = [permission.partition(".")[2] for permission in views.DESK]
    return Permission.objects.filter(content_type__app_label="press", codename__in=codenames)


waiting.register(
    lambda: reverse("press_board"),
    (
        waiting.Queue("press.approve_release", "Tin chờ duyệt", lambda: Release.objects.filter(state=State.DRAFT)),
        waiting.Queue(
            "press.publish_release", "Tin đã duyệt, chờ phát hành", lambda: Release.objects.filter(state=State.APPROVED, release_at=None)
        ),
        waiting.Queue("press.publish_release", "Tin đang bị giữ lại", lambda: Release.objects.filter(state=State.HELD)),
    ),
)
