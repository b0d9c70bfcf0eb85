"""Screens for instruments, articles and parameters: list, look at, edit, confirm, and who cites an article."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, Panel
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .. import law, law_desk
from ..models import Article, Instrument, Officer, Parameter

MODELS = {"van-ban": Instrument, "dieu": Article, "tham-so": Parameter}


class Kept(ModelPermissionPolicy):
    """Rows of law are corrected or given an end, never deleted: decisions of the past stand on them."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Refuse deletion to everyone."""
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """Refuse deletion to everyone."""
        return self.user_has_permission(user, action)


class LawForm(WagtailAdminModelForm):
    """A form that notes who checked the row."""

    def save(self, commit: bool = True) -> Any:
        """Save, with the officer who did it."""
        law_desk.note_check(self.instance, by=self.for_user)
        return super().save(commit)


class Confirmation(forms.Form):
    """What the row was compared with."""

    because = forms.CharField(
        label="Đã đối chiếu với",
        max_length=300,
        help_text="Ví dụ: Công báo số …, ngày …; bản điện tử có chữ ký số.",
        widget=forms.Textarea({"rows": 3}),
    )


_DATED: tuple[Panel, ...] = tuple(FieldPanel(name) for name in ("valid_from", "valid_to", "source", "certainty"))
_CHECKED = ("valid_from", "valid_to", "source", "certainty", "checked_by", "checked_on")


class LawViewSet(SnippetViewSet):
    """What the three kinds of rows have in common."""

    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50


class InstrumentViewSet(LawViewSet):
    """Văn bản."""

    model = Instrument
    icon = "doc-full"
    menu_label = "Văn bản"
    list_display: ClassVar = ["short", "title", "valid_from", "valid_to", "certainty", "checked_on"]
    list_filter: ClassVar = ["certainty"]
    search_fields: ClassVar = ["number", "title"]
    inspect_view_fields: ClassVar = ["number", "title", "issued_on", "replaced_by", *_CHECKED]
    edit_handler = ObjectList(
        [*(FieldPanel(name) for name in ("number", "title", "slug", "issued_on", "replaced_by")), *_DATED], base_form_class=LawForm
    )


class ArticleViewSet(LawViewSet):
    """Điều luật."""

    model = Article
    icon = "list-ol"
    menu_label = "Điều luật"
    list_display: ClassVar = ["cite", "heading", "valid_from", "valid_to", "certainty", "checked_on"]
    list_filter: ClassVar = ["instrument", "certainty"]
    search_fields: ClassVar = ["heading", "gist", "instrument__number"]
    inspect_view_fields: ClassVar = ["instrument", "number", "heading", "gist", *_CHECKED]
    edit_handler = ObjectList(
        [*(FieldPanel(name) for name in ("instrument", "number", "heading", "gist")), *_DATED], base_form_class=LawForm
    )


class ParameterViewSet(LawViewSet):
    """Tham số."""

    model = Parameter
    icon = "decimal"
    menu_label = "Tham số"
    list_display: ClassVar = ["label", "value", "unit", "valid_from", "valid_to", "source_number", "certainty", "checked_on"]
    list_filter: ClassVar = ["certainty", "source_number"]
    search_fields: ClassVar = ["label", "code"]
    inspect_view_fields: ClassVar = ["code", "label", "value", "unit", "source_number", "source_article", *_CHECKED]
    edit_handler = ObjectList(
        [*(FieldPanel(name) for name in ("code", "label", "value", "unit", "source_number", "source_article")), *_DATED],
        base_form_class=LawForm,
    )


class LawGroup(SnippetViewSetGroup):
    """Pháp luật in the menu."""

    items = (InstrumentViewSet, ArticleViewSet, ParameterViewSet)
    menu_label = "Pháp luật"
    menu_name = "phap-luat"
    menu_icon = "doc-full-inverse"
    menu_order = 250


def confirm(request: HttpRequest, kind: str, key: int) -> HttpResponse:
    """Ask what the row was compared with, then confirm it."""
    row = _row(request, kind, key, "change")
    form = Confirmation(request.POST or None)
    if request.method == "POST" and form.is_valid():
        law_desk.confirm(row, by=cast(Officer, request.user), because=form.cleaned_data["because"])
        messages.success(request, f"Đã xác nhận: {row}.")
        return redirect(_list_url(row))
    return render(request, "core/admin/confirm.html", {"row": row, "form": form, "back": _list_url(row)})


def citing(request: HttpRequest, key: int) -> HttpResponse:
    """Show everyone who cites an article: what a change of the law touches."""
    article = _row(request, "dieu", key, "view")
    found = law.citations(article.instrument.number, article.number)
    return render(request, "core/admin/citing.html", {"article": article, "citations": found, "back": _list_url(article)})


def _row(request: HttpRequest, kind: str, key: int, action: str) -> Any:
    model = MODELS[kind]
    if not Kept(model).user_has_permission(request.user, action):
        raise PermissionDenied
    return get_object_or_404(model, pk=key)


def _list_url(row: law_desk.LawRow) -> str:
    return reverse(f"wagtailsnippets_core_{row._meta.model_name}:list")
