"""The legal officer's menu: rows of law, their confirmation, and who cites them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from .admin import law, territory
from .models import Article, Certainty, Commune

for _model in (*law.MODELS.values(), Commune):
    register_permission_policy(_model, law.Kept(_model))
register_snippet(law.LawGroup)
register_snippet(territory.CommuneViewSet)


@hooks.register("register_admin_urls")
def urls() -> list[Any]:
    """Add the confirmation and the list of citations to the office's addresses."""
    return [
        path("phap-luat/dieu/<int:key>/dan-chieu/", law.citing, name="law_citing"),
        *(path(f"phap-luat/{kind}/<int:key>/xac-nhan/", law.confirm, {"kind": kind}, name=f"law_confirm_{kind}") for kind in law.MODELS),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    """Let the history tell of confirmations."""
    actions.register_action("core.law.confirm", "Xác nhận", "Đã xác nhận với văn bản gốc")


@hooks.register("register_snippet_listing_buttons")
def listing_buttons(row: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    """Offer the confirmation and the citations beside a row of law."""
    kind = next((kind for kind, model in law.MODELS.items() if isinstance(row, model)), None)
    if kind and row.certainty != Certainty.CONFIRMED and law.Kept(type(row)).user_has_permission(user, "change"):
        yield Button("Xác nhận", reverse(f"law_confirm_{kind}", args=[row.pk]), icon_name="check", priority=15)
    if isinstance(row, Article):
        yield Button("Ai dẫn chiếu", reverse("law_citing", args=[row.pk]), icon_name="link", priority=16)
