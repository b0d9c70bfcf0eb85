"""Recognition in the office's menu and addresses."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import waiting
from press.admin.common import OfficeItem

from .admin import views
from .lifecycle import State
from .models import Round


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add recognition's screens."""
    return [
        path("bieu-duong/", views.rounds, name="recognition_rounds"),
        path("bieu-duong/<int:pk>/", views.a_round, name="recognition_round"),
        path("bieu-duong/don-vi/<int:pk>/", views.an_honour, name="recognition_honour"),
    ]


@hooks.register("register_admin_menu_item")
def rounds_item() -> MenuItem:
    """Put the rounds into the menu."""
    return OfficeItem("Biểu dương", reverse("recognition_rounds"), icon_name="pick", order=130, permissions=views.TASKS)


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let an administrator give recognition's permissions to a group."""
    codenames = [permission.partition(".")[2] for permission in views.TASKS]
    return Permission.objects.filter(content_type__app_label="recognition", codename__in=codenames)


waiting.register(
    lambda: reverse("recognition_rounds"),
    (
        waiting.Queue(
            "recognition.draft_round", "Đợt biểu dương đang lập", lambda: Round.objects.filter(state__in=(State.DRAFT, State.SCREENED))
        ),
        waiting.Queue("recognition.decide_round", "Đợt biểu dương chờ quyết định", lambda: Round.objects.filter(state=State.CONFIRMED)),
    ),
)
