"""The register in the office: its addresses and its menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem

from core import waiting
from core.models import Officer

from .admin import views
from .lifecycle import State
from .models import ImportBatch
from .screens import LABELS


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the screens to the office's addresses."""
    return [
        path("don-vi/", views.firm_list, name="firms_firms"),
        path("don-vi/<slug:public_id>/", views.firm_page, name="firms_firm"),
        path("don-vi/<slug:public_id>/da-nop/", views.confirm_payment, name="firms_confirm_payment"),
        path("nhap-lieu/", views.batch_list, name="firms_batches"),
        path("nhap-lieu/moi/", views.upload, name="firms_upload"),
        path("nhap-lieu/<int:pk>/", views.batch_page, name="firms_batch"),
        path("nhap-lieu/<int:pk>/<slug:move>/", views.move_batch, name="firms_move_batch"),
        path("sang-loc/<slug:name>/", views.screen, name="firms_screen"),
    ]


class PermittedItem(MenuItem):
    """A menu item for officers who hold a permission."""

    def __init__(self, *args: Any, permission: str, **kwargs: Any) -> None:
        self.permission = permission
        super().__init__(*args, **kwargs)

    def is_shown(self, request: HttpRequest) -> bool:
        """Tell whether the officer may see what it leads to."""
        return isinstance(request.user, Officer) and request.user.has_perm(self.permission)


@hooks.register("register_admin_menu_item")
def menu() -> MenuItem:
    """Put the register into the menu."""
    may_view = "firms.view_register"
    items = [
        PermittedItem("Hồ sơ đơn vị", reverse("firms_firms"), icon_name="group", order=10, permission=may_view),
        PermittedItem("Nhập danh sách", reverse("firms_upload"), icon_name="upload", order=20, permission="firms.import_list"),
        PermittedItem("Các lô đã nhập", reverse("firms_batches"), icon_name="list-ul", order=30, permission=may_view),
    ]
    items += [
        PermittedItem(
            label, reverse("firms_screen", args=[name]), icon_name="search", order=40 + place, name=f"sang-loc-{name}", permission=may_view
        )
        for place, (name, label) in enumerate(LABELS.items())
    ]
    return SubmenuMenuItem("Đơn vị", Menu(items=items), icon_name="group", order=110, name="don-vi")


waiting.register(
    lambda: reverse("firms_batches"),
    (
        waiting.Queue("firms.apply_batch", "Danh sách chờ áp dụng", lambda: ImportBatch.objects.filter(state=State.STAGED)),
        waiting.Queue("firms.apply_batch", "Danh sách bị giữ, cần xem", lambda: ImportBatch.objects.filter(state=State.HELD)),
    ),
)
