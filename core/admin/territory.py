"""Screens for communes: which there are, from when to when, and what became of those that were joined or divided."""

from __future__ import annotations

from typing import ClassVar

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from ..models import Commune


class CommuneViewSet(SnippetViewSet):
    """Xã, phường."""

    model = Commune
    icon = "site"
    menu_label = "Xã, phường"
    menu_name = "xa-phuong"
    menu_order = 260
    add_to_admin_menu = True
    list_display: ClassVar = ["name", "province", "code", "valid_from", "valid_to"]
    list_filter: ClassVar = ["province__scheme"]
    search_fields: ClassVar = ["name", "name_fold", "code"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("province", "name", "code", "valid_from", "valid_to", "successors")],
        base_form_class=WagtailAdminModelForm,
    )
