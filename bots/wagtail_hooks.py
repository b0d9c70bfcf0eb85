"""The office's menu: questions that wait for an answer, the bench, what people think of the answers, who waits for an officer."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core import waiting

from .admin import bench, figures, lines, unanswered
from .desk.admin import screens as talks
from .models import ChannelTrouble, Unanswered

_SCREENS = (unanswered, bench, figures, lines, talks)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the screens to the office's addresses."""
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


@hooks.register("register_admin_menu_item")
def talks_item() -> MenuItem:
    """Put the desk where people talk with officers into the menu."""
    return talks.item()


@hooks.register("register_settings_menu_item")
def hours_item() -> MenuItem:
    """Put the hours of the desk among the settings."""
    return talks.hours_item()


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    """Let an administrator give the bot's permissions to a group."""
    codenames = [codename for model in apps.get_app_config("bots").get_models() for codename, _ in model._meta.permissions]
    return Permission.objects.filter(content_type__app_label="bots", codename__in=codenames)


talks.wait()
