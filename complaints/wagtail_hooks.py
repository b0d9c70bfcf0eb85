"""The desk in the office's menu and addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import clock, waiting
from core.models import Officer

from .admin import views
from .lifecycle import State
from .models import Complaint


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the desk's screens."""
    return [
        path("phan-anh/", views.desk, name="complaints_desk"),
        path("phan-anh/khoa-lai/", views.lock, name="complaints_lock"),
        path("phan-anh/khoa/", views.keys, name="complaints_keys"),
        path("phan-anh/mat-khau-khoa/", views.passphrase, name="complaints_passphrase"),
        path("phan-anh/<int:pk>/", views.case, name="complaints_case"),
        path("phan-anh/<int:pk>/tep/<int:file>/", views.evidence, name="complaints_evidence"),
    ]


class DeskItem(MenuItem):
    """A menu item for those who may use the desk."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._permission = permission

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer has the permission."""
        return isinstance(request.user, Officer) and request.user.has_perm(self._permission)


@hooks.register("register_admin_menu_item")
def desk_item() -> MenuItem:
    """Put the desk into the menu."""
    return DeskItem("Phản ánh", reverse("complaints_desk"), icon_name="mail", order=150, permission="complaints.handle_complaint")


@hooks.register("register_settings_menu_item")
def keys_item() -> MenuItem:
    """Put the keys among the settings."""
    return DeskItem("Khóa bàn phản ánh", reverse("complaints_keys"), icon_name="key", order=350, permission="complaints.manage_keys")


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let an administrator give the desk's permissions to a group."""
    codenames = ("handle_complaint", "reveal_identity", "manage_keys")
    return Permission.objects.filter(content_type__app_label="complaints", codename__in=codenames)


waiting.register(
    lambda: reverse("complaints_desk"),
    (
        waiting.Queue("complaints.handle_complaint", "Phản ánh mới nhận", lambda: Complaint.objects.filter(state=State.RECEIVED)),
        waiting.Queue("complaints.handle_complaint", "Phản ánh đang xử lý", lambda: Complaint.objects.filter(state=State.ACCEPTED)),
        waiting.Queue(
            "complaints.handle_complaint",
            "Phản ánh quá hạn trả lời",
            lambda: Complaint.objects.filter(state__in=(State.RECEIVED, State.ACCEPTED), answer_due__lt=clock.today()),
        ),
    ),
)
