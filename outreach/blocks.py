"""What a topic page is built of: six kinds of blocks, each readable aloud and without JavaScript."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from core.models import Article

from . import public

#: The kinds of callout, said in words too, for readers who do not see the colour.
CALLOUTS = {"info": _("Lưu ý"), "warn": _("Cẩn thận"), "ok": _("Nên làm"), "stop": _("Không được làm")}


class CalloutBlock(blocks.StructBlock):
    """A warning, a hint or good news beside the text."""

    kind = blocks.ChoiceBlock(choices=list(CALLOUTS.items()), default="info", label="loại")
    text = blocks.TextBlock(label="nội dung")

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the kind in words."""
        return super().get_context(value, parent_context) | {"label": CALLOUTS[value["kind"]]}

    class Meta:
        icon = "warning"
        label = "khung lưu ý"
        template = "outreach/blocks/callout.html"


class AnswersBlock(blocks.ListBlock):
    """Answers that belong here; those that are not live are left out."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(SnippetChooserBlock("outreach.Answer"), **kwargs)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add the live answers in the order in which the editor chose them, in one query."""
        chosen = [answer.pk for answer in value if answer]
        live = {answer.pk: answer for answer in public.visible().filter(pk__in=chosen)}
        return super().get_context(value, parent_context) | {"answers": [live[pk] for pk in chosen if pk in live]}

    class Meta:
        icon = "help"
        label = "câu hỏi liên quan"
        template = "outreach/blocks/answers.html"


class PassageBlock(blocks.StructBlock):
    """One passage of law."""

    article = SnippetChooserBlock("core.Article", label="điều luật")
    clause = blocks.CharBlock(label="khoản, điểm", required=False, max_length=20)


class LawBlock(blocks.ListBlock):
    """The passages of law that the page stands on."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(PassageBlock(), **kwargs)

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Add each passage with its article and instrument, in one query."""
        chosen = [(passage["article"].pk, passage["clause"]) for passage in value if passage["article"]]
        rows = Article.objects.select_related("instrument").in_bulk([pk for pk, _clause in chosen])
        citations = [{"article": rows[pk], "label": rows[pk].cite(clause)} for pk, clause in chosen if pk in rows]
        return super().get_context(value, parent_context) | {"citations": citations}

    class Meta:
        icon = "doc-full"
        label = "căn cứ pháp lý"
        template = "outreach/blocks/law.html"


class TopicBlock(blocks.StreamBlock):
    """The body of a topic."""

    heading = blocks.CharBlock(label="đầu mục", icon="title", template="outreach/blocks/heading.html")
    paragraph = blocks.TextBlock(label="đoạn văn", icon="pilcrow", template="outreach/blocks/paragraph.html")
    steps = blocks.ListBlock(blocks.TextBlock(label="bước"), label="các bước", icon="list-ol", template="outreach/blocks/steps.html")
    callout = CalloutBlock()
    answers = AnswersBlock()
    law = LawBlock()

    class Meta:
        block_counts = {"law": {"max_num": 1}}  # noqa: RUF012 - Wagtail reads plain attributes here


def words(stream: Any) -> str:
    """Return the words of a stream, for the index."""
    said: list[str] = []
    for child in stream:
        match child.block_type:
            case "heading" | "paragraph":
                said.append(str(child.value))
            case "steps":
                said += [str(step) for step in child.value]
            case "callout":
                said.append(str(child.value["text"]))
    return " ".join(said)
