"""The register in the office: its addresses, its menu, what waits."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from core import waiting

from .admin import coverage, firms, lists, screens
from .lifecycle import State
from .models import ImportBatch

SCREENS = (firms, lists, screens, coverage)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the screens to the office's addresses."""
    return [url for screen in SCREENS for url in screen.URLS]


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    """Put the register into the menu."""
    return SubmenuMenuItem(
        "Đơn vị", Menu(items=[item for screen in SCREENS for item in screen.items()]), icon_name="group", order=110, name="don-vi"
    )


waiting.register(
    lambda: reverse("firms_batches"),
    (
        waiting.Queue("firms.apply_batch", "Danh sách chờ áp dụng", lambda: ImportBatch.objects.filter(state=State.STAGED)),
        waiting.Queue("firms.apply_batch", "Danh sách bị giữ, cần xem", lambda: ImportBatch.objects.filter(state=State.HELD)),
    ),
)
