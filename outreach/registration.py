"""What this room tells others: who cites an article; and when public pages must be drawn again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wagtail.models import Page, ReferenceIndex
from wagtail.signals import page_published, page_unpublished, published, unpublished

from core import pages
from core.law import Citation, register_citations
from core.models import Article

from .models import Answer


def citing(instrument: str, number: str) -> Iterator[Citation]:
    """Yield the answers, drafts too, and the pages that cite article ``number`` of ``instrument``."""
    articles = Article.objects.filter(instrument__number=instrument, number=number)
    found = Answer.objects.filter(citations__article__in=articles).select_related("locale").distinct().order_by("question")
    for answer in found:
        yield Citation(answer.question, answer.get_absolute_url())
    keys = {str(key) for article in articles for key in ReferenceIndex.get_references_to(article).values_list("object_id", flat=True)}
    on_pages = ReferenceIndex.objects.filter(base_content_type__model="page", object_id__in=keys)
    for page in Page.objects.filter(pk__in=[int(key) for key in on_pages.values_list("object_id", flat=True)]).order_by("title"):
        yield Citation(page.title, page.url or "")


def _forget_pages(**kwargs: Any) -> None:
    pages.bump()


register_citations("outreach", citing)
for _signal in (published, unpublished):
    _signal.connect(_forget_pages, sender=Answer, dispatch_uid="outreach.answers")
for _signal in (page_published, page_unpublished):
    _signal.connect(_forget_pages, dispatch_uid="outreach.pages")
