"""The public door of this room: answers and pages that anyone may read, nothing else filters by state."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, zip_longest

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from core import clock
from core.law import in_force, place
from core.models import Article, Instrument
from core.text import sort_key, words

from .knowledge import Entry
from .models import Answer, AnswerCitation, Audience, Group
from .rules import summary


def _cites() -> Exists:
    """Demand a citation: what has none is nobody's to read, however it came to be live."""
    return Exists(AnswerCitation.objects.filter(answer=OuterRef("pk")))


def visible(locale: str = "vi") -> QuerySet[Answer]:
    """Return the answers that are live in ``locale``."""
    return Answer.objects.filter(_cites(), live=True, locale__language_code=locale).select_related("locale")


def readable(language: str) -> QuerySet[Answer]:
    """Return the live answers in ``language``, and in Vietnamese those that are not live there."""
    rows = Answer.objects.filter(_cites(), live=True).select_related("locale")
    if language == settings.LANGUAGE_CODE:
        return rows.filter(locale__language_code=language)
    # As plain keys: nested in the query, they let PostgreSQL choose a plan of minutes while its statistics are still empty.
    there = list(visible(language).order_by().values_list("translation_key", flat=True))
    lent = Q(locale__language_code=settings.LANGUAGE_CODE) & ~Q(translation_key__in=there)
    return rows.filter(Q(locale__language_code=language) | lent)


def with_law(rows: QuerySet[Answer]) -> QuerySet[Answer]:
    """Return ``rows`` with the law that they cite and the answers beside them, in a fixed number of queries."""
    return rows.prefetch_related("citations__article__instrument", "related__locale")


def for_audience(audience: str, locale: str = "vi") -> QuerySet[Answer]:
    """Return the live answers for workers or for employers, as a reader of ``locale`` finds them."""
    return readable(locale).filter(audience__in=(audience, Audience.BOTH))


def answers(locale: str = "vi", on: dt.date | None = None) -> list[Entry]:
    """Return what the bot may say in ``locale``; an answer whose law has all ended is left out."""
    on = on or clock.today()
    return [entry for entry in (answer.entry(on) for answer in with_law(visible(locale))) if entry.citations]


#: What changes when an answer is published or taken back, and when a row of law that is cited says something else.
_LIVE = "SELECT COUNT(*), SUM(id), SUM(id * id), SUM(live_revision_id), MAX(last_published_at) FROM outreach_answer WHERE live"
_LAW = (
    "SELECT certainty, valid_from, valid_to, COUNT(*), SUM(id), SUM(id * id) FROM core_article "
    "WHERE id IN (SELECT article_id FROM outreach_answercitation) "
    "GROUP BY certainty, valid_from, valid_to ORDER BY certainty, valid_from, valid_to"
)


def answers_epoch(on: dt.date | None = None) -> str:
    """Return a mark that changes whenever `answers` may: an answer, a row of law that is cited, or the day.

    It is asked before every reply, so the database adds up instead of handing over every row: what is published changes
    the newest day of publishing, what is taken back the sums over live answers, and rows of law are summed by what they say.
    """
    with connection.cursor() as cursor:  # the same words in both databases; the query builder takes longer than they do
        cursor.execute(_LIVE)
        live = cursor.fetchone()
        cursor.execute(_LAW)
        law = cursor.fetchall()
    return hashlib.sha256(repr(((on or clock.today()).isoformat(), live, law)).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject with its live answers."""

    code: str
    label: str
    answers: tuple[Answer, ...]


def grouped(rows: Iterable[Answer]) -> list[Subject]:
    """Return answers by subject, subjects in the order that readers know, empty ones left out."""
    by_group: dict[str, list[Answer]] = {}
    for answer in rows:
        by_group.setdefault(answer.group, []).append(answer)
    return [Subject(group.value, group.label, tuple(by_group[group.value])) for group in Group if group.value in by_group]


@dataclass(frozen=True, slots=True)
class Passage:
    """One article of an instrument with the live answers that cite it."""

    article: Article
    answers: tuple[Answer, ...]


def passages(instrument: Instrument, locale: str = "vi") -> list[Passage]:
    """Return the articles of ``instrument`` in the order of the law, each with the answers that cite it."""
    citing: dict[int, list[Answer]] = {}
    shown = list(readable(locale).order_by().values_list("pk", flat=True))
    rows = AnswerCitation.objects.filter(article__instrument=instrument, answer__in=shown).select_related("answer__locale")
    for row in rows.order_by("answer__question"):
        found = citing.setdefault(row.article_id, [])
        if row.answer not in found:
            found.append(row.answer)
    articles = sorted(instrument.articles.all(), key=lambda article: (place(article.number), article.valid_from))
    return [Passage(article, tuple(citing.get(article.pk, ()))) for article in articles]


def instruments(on: dt.date) -> dict[str, list[Instrument]]:
    """Return the instruments by name: those ``in_force`` on the day ``on``, those ``coming`` and those ``ended``."""
    rows = sorted(Instrument.objects.all(), key=lambda row: sort_key(row.short))
    return {
        "in_force": list(in_force(rows, on=on)),
        "coming": [row for row in rows if row.valid_from > on],
        "ended": [row for row in rows if row.valid_to and row.valid_to <= on],
    }


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a search found."""

    title: str
    url: str
    summary: str
    kind: str
    language: str


def search(query: str, limit: int = 20, locale: str = "vi") -> list[Found]:
    """Return answers and topics that match ``query``, with or without accents, titles that say it first.

    What has all words comes before what has some of them; answers and pages take turns.
    """
    wanted = words(query)
    if not wanted:
        return []
    found: dict[str, Found] = {}
    for operator in ("and", "or"):
        if len(found) < limit:
            by_turns = zip_longest(_answers_with(wanted, operator, limit, locale), _pages_with(wanted, operator, limit, locale))
            for item in filter(None, chain.from_iterable(by_turns)):
                found.setdefault(item.url, item)
    ranked = sorted(found.values(), key=lambda item: wanted not in words(item.title))
    return ranked[:limit]


def _answers_with(wanted: str, operator: str, limit: int, locale: str) -> Iterable[Found]:
    keys = [row.pk for row in get_search_backend().search(wanted, Answer, operator=operator)[: 2 * limit]]
    rows = readable(locale).in_bulk(keys)
    for answer in (rows[key] for key in keys if key in rows):
        yield Found(
            answer.question, reverse("answer", args=(answer.slug,)), summary(answer.chat), gettext("Hỏi đáp"), answer.locale.language_code
        )


def _pages_with(wanted: str, operator: str, limit: int, locale: str) -> Iterable[Found]:
    keys = [row.pk for row in get_search_backend().search(wanted, Page, operator=operator)[: 2 * limit]]
    live = Page.objects.live().public().filter(pk__in=keys, locale__language_code=locale).specific()
    rows = {page.pk: page for page in live}
    for page in (rows[key] for key in keys if key in rows):
        said = next((value for name in ("summary", "lead", "introduction") if (value := getattr(page, name, ""))), "")
        yield Found(page.title, page.url, summary(said), gettext("Trang thông tin"), locale)
