"""Editing answers: the same rules before publishing as everywhere else, said beside the form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from core import clock, law

from ..models import Answer
from ..rules import may_go_live

#: What an editor presses to let an answer out, now or after another officer's look.
_GOING_OUT = {"action-publish", "action-submit"}


def _is_going_out(sent: Mapping[str, Any]) -> bool:
    """Tell whether what was pressed lets the answer out, now or after another officer's look; approving a workflow's task does."""
    return bool(_GOING_OUT & set(sent)) or sent.get("workflow-action-name") == "approve"


class AnswerForm(WagtailAdminModelForm):
    """Refuses to send out an answer without law in force."""

    def is_valid(self) -> bool:
        """Check the form, its citations, and what publishing demands."""
        is_valid: bool = super().is_valid()
        if not is_valid or not _is_going_out(self.data):
            return is_valid
        cited = [
            form.cleaned_data["article"]
            for form in self.formsets["citations"].forms
            if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        refusals = may_go_live(self.cleaned_data["chat"], sum(1 for _row in law.in_force(cited, on=clock.today())))
        for refusal in refusals:
            self.add_error(None, refusal.sentence)
        return not refusals


class AnswerViewSet(SnippetViewSet):
    """Câu trả lời in the menu."""

    model = Answer
    icon = "help"
    menu_label = "Câu trả lời"
    menu_order = 200
    add_to_admin_menu = True
    inspect_view_enabled = True
    list_display: ClassVar = [
        "question",
        "group",
        "audience",
        BooleanColumn("to_confirm", label="chờ xác nhận", sort_key="to_confirm"),
        "review_by",
        BooleanColumn("live", label="đang đăng", sort_key="live"),
    ]
    list_filter: ClassVar = ["group", "audience", "to_confirm", "live", "review_by"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("question"),
            FieldPanel("slug"),
            MultiFieldPanel([FieldPanel("group"), FieldPanel("audience"), FieldPanel("flow"), FieldPanel("narrows")], heading="Phân loại"),
            FieldPanel("chat"),
            FieldPanel("body"),
            InlinePanel("citations", heading="Căn cứ pháp lý", label="căn cứ"),
            FieldPanel("to_confirm"),
            FieldPanel("phrasings"),
            FieldPanel("related"),
            MultiFieldPanel([FieldPanel("review_by"), FieldPanel("owner")], heading="Rà soát"),
        ],
        base_form_class=AnswerForm,
    )
