"""The public door of this room: answers and pages that anyone may read, nothing else filters by state."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.db.models import QuerySet

from core import clock
from core.law import place
from core.models import Article, Instrument

from .knowledge import Entry
from .models import Answer, AnswerCitation, Audience


def visible(locale: str = "vi") -> QuerySet[Answer]:
    """Return the answers that are live in ``locale``, with the law that they cite."""
    return (
        Answer.objects.filter(live=True, locale__language_code=locale)
        .select_related("locale")
        .prefetch_related("citations__article__instrument", "related")
    )


def for_audience(audience: str, locale: str = "vi") -> QuerySet[Answer]:
    """Return the live answers for workers or for employers."""
    return visible(locale).filter(audience__in=(audience, Audience.BOTH))


def answers(locale: str = "vi", on: dt.date | None = None) -> list[Entry]:
    """Return what the bot may say in ``locale``; an answer whose law has all ended is left out."""
    on = on or clock.today()
    return [entry for entry in (answer.entry(on) for answer in visible(locale)) if entry.citations]


def answers_epoch(on: dt.date | None = None) -> str:
    """Return a mark that changes whenever `answers` may: an answer, a row of law that is cited, or the day."""
    digest = hashlib.sha256((on or clock.today()).isoformat().encode())
    for rows in (
        Answer.objects.order_by("pk").values_list("pk", "live", "live_revision_id", "last_published_at"),
        Article.objects.filter(pk__in=AnswerCitation.objects.values("article"))
        .order_by("pk")
        .values_list("pk", "certainty", "valid_from", "valid_to"),
    ):
        digest.update(repr(list(rows)).encode())
    return digest.hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Passage:
    """One article of an instrument with the live answers that cite it."""

    article: Article
    answers: tuple[Answer, ...]


def passages(instrument: Instrument, locale: str = "vi") -> list[Passage]:
    """Return the articles of ``instrument`` in the order of the law, each with the answers that cite it."""
    citing: dict[int, list[Answer]] = {}
    rows = AnswerCitation.objects.filter(article__instrument=instrument, answer__in=visible(locale)).select_related("answer__locale")
    for row in rows.order_by("answer__question"):
        found = citing.setdefault(row.article_id, [])
        if row.answer not in found:
            found.append(row.answer)
    articles = sorted(instrument.articles.all(), key=lambda article: (place(article.number), article.valid_from))
    return [Passage(article, tuple(citing.get(article.pk, ()))) for article in articles]
