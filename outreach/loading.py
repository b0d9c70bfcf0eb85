"""Answers and pages as files: loaded again and again, and never over what an editor changed."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.models import Locale, Page, ReferenceIndex, Site
from wagtail.search.backends import get_search_backend
from wagtail.signal_handlers import disable_reference_index_auto_update

from core import clock, pages
from core.models import Article
from core.text import nfc

from .models import Answer, AnswerCitation, Loaded
from .pages import AudiencePage, TopicPage

FOLDER = Path(__file__).parent / "content"


class BadContent(Exception):
    """A file says what the tables cannot hold; the sentence tells where."""


@dataclass(slots=True)
class Report:
    """What a load did: how many records were made, changed, found as they should be, or left to their editors."""

    answers: Counter[str] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)

    @property
    def is_news(self) -> bool:
        """Tell whether anything was made or changed."""
        return any(count[what] for count in (self.answers, self.pages) for what in ("made", "changed"))

    def __str__(self) -> str:
        said = (f"{name}: {', '.join(f'{what} {n}' for what, n in sorted(count.items()))}" for name, count in self._parts())
        return "; ".join(said)

    def _parts(self) -> tuple[tuple[str, Counter[str]], ...]:
        return ("answers", self.answers), ("pages", self.pages)


@transaction.atomic
def load(folder: Path = FOLDER) -> Report:
    """Load every answer and page of ``folder``; a second run changes nothing."""
    report = Report()
    with disable_reference_index_auto_update(), _searched_later():  # they would index an answer at each of its many saves
        _load_answers(folder, report.answers)
        _load_pages(folder, report.pages)
    if report.is_news:
        answers = list(Answer.objects.prefetch_related("citations", "related"))
        get_search_backend().add_bulk(Answer, answers)
        for row in (*answers, *AudiencePage.objects.all(), *TopicPage.objects.all()):
            ReferenceIndex.create_or_update_for_object(row)
        pages.bump()
    return report


@contextmanager
def _searched_later() -> Iterator[None]:
    """Leave the search index of answers to the caller."""
    post_save.disconnect(post_save_signal_handler, sender=Answer)
    try:
        yield
    finally:
        post_save.connect(post_save_signal_handler, sender=Answer)


def fingerprint(value: Any) -> str:
    """Return a hash of plain data."""
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


# --- answers


Raws = dict[str, dict[str, Any]]


def _load_answers(folder: Path, done: Counter[str]) -> None:
    articles = _articles()
    vietnamese = _answers_in(folder / "answers")
    there = _load_language("vi", vietnamese, articles, {}, done)
    english = {slug: vietnamese[slug] | words for slug, words in _answers_in(folder / "answers" / "en").items() if slug in vietnamese}
    _load_language("en", english, articles, there, done)


def _answers_in(folder: Path) -> Raws:
    return {raw["slug"]: raw for path in sorted(folder.glob("*.toml")) for raw in _read(path)["answer"]}


def _load_language(
    language: str, raws: Raws, articles: Mapping[tuple[str, str], Article], originals: Mapping[str, Answer], done: Counter[str]
) -> dict[str, Answer]:
    """Load the answers of one language and return all that stand in it; a translation of what is gone is left out."""
    locale = Locale.objects.get(language_code=language)
    there = {row.slug: row for row in Answer.objects.filter(locale=locale).prefetch_related("citations__article__instrument", "related")}
    loaded = {row.key: row for row in Loaded.objects.filter(key__startswith=f"answer:{language}:")}
    waiting: list[tuple[Answer, dict[str, Any]]] = []
    for slug, raw in raws.items():
        if originals and slug not in originals:
            continue
        verdict = _verdict(there.get(slug), loaded.get(f"answer:{language}:{slug}"), raw, _said_by)
        done[verdict] += 1
        if verdict in ("made", "changed"):
            answer = there.get(slug) or Answer(slug=slug, locale=locale, live=False)
            if slug in originals:
                answer.translation_key = originals[slug].translation_key
            _fill(answer, raw, articles)
            answer.save()
            there[slug] = answer
            waiting.append((answer, raw))
    for answer, raw in waiting:
        answer.related.set([row for slug in raw["related"] if (row := there.get(slug) or originals.get(slug))])
        answer.save_revision().publish()
        _remember(f"answer:{language}:{answer.slug}", raw, _fingerprint_of(answer, is_live=True))
    return there


def _fill(answer: Answer, raw: Mapping[str, Any], articles: Mapping[tuple[str, str], Article]) -> None:
    for name in ("group", "audience", "to_confirm", "review_by", "flow"):
        setattr(answer, name, raw[name])
    answer.narrows = raw.get("narrows", "")
    answer.question = nfc(raw["question"])
    answer.phrasings = "\n".join(nfc(phrasing) for phrasing in raw["phrasings"])
    answer.chat, answer.body = raw["chat"].strip(), raw["body"].strip()
    try:
        answer.citations = [
            AnswerCitation(
                article=articles[passage["number"], passage.get("article", "")], clause=passage.get("clause", ""), sort_order=place
            )
            for place, passage in enumerate(raw["law"])
        ]
    except KeyError as missing:
        raise BadContent(f"{answer.slug} cites {missing}, which no file of core/data/law has") from None


def _said_by(answer: Answer) -> str:
    """Return the fingerprint of what an answer says now, drafts included."""
    return _fingerprint_of(answer.get_latest_revision_as_object() if answer.latest_revision_id else answer, is_live=answer.live)


def _fingerprint_of(latest: Answer, *, is_live: bool) -> str:
    said: dict[str, Any] = {
        name: str(getattr(latest, name))
        for name in ("question", "phrasings", "chat", "body", "group", "audience", "to_confirm", "review_by")
    }
    if latest.narrows:
        said["narrows"] = latest.narrows
    said["citations"] = [(row.article_id, row.clause) for row in latest.citations.all()]
    said["related"] = sorted(other.slug for other in latest.related.all())
    return fingerprint(said | {"live": is_live})


def _articles() -> dict[tuple[str, str], Article]:
    """Return the article of each number that holds today, or else the one that held last."""
    today = clock.today()
    rows = sorted(Article.objects.select_related("instrument"), key=lambda row: (row.valid_from <= today, row.valid_from))
    return {(row.instrument.number, row.number): row for row in rows}


# --- pages


def _load_pages(folder: Path, done: Counter[str]) -> None:
    raw = _read(folder / "pages.toml")
    articles = _articles()
    answers = {answer.slug: answer.pk for answer in Answer.objects.filter(locale__language_code="vi")}
    home = Site.objects.select_related("root_page").get(is_default_site=True).root_page
    loaded = {row.key: row for row in Loaded.objects.filter(key__startswith="page:")}
    for part, parent, make in _wanted(raw, home, articles, answers):
        key = f"page:{parent.locale.language_code}:{part['slug']}"
        page = make.objects.child_of(parent).filter(slug=part["slug"]).first()
        verdict = _verdict(page, loaded.get(key), part, _shown_by)
        done[verdict] += 1
        if verdict in ("made", "changed"):
            page = page or make(slug=part["slug"], locale=parent.locale)
            for name, value in part.items():
                setattr(page, name, value)
            if page.pk is None:
                parent.add_child(instance=page)
            page.save_revision().publish()
            _remember(key, part, _shown_by(make.objects.get(pk=page.pk)))


Wanted = tuple[dict[str, Any], Page, type[AudiencePage] | type[TopicPage]]


def _wanted(
    raw: Mapping[str, Any], home: Page, articles: Mapping[tuple[str, str], Article], answers: Mapping[str, int]
) -> Iterator[Wanted]:
    """Yield each page that should be there as plain fields, with its parent; a parent is made before it is asked for."""
    for audience in raw["audience"]:
        yield _fields(audience, "slug", "title", "audience", "lead", "text"), home, AudiencePage
        parent = AudiencePage.objects.child_of(home).filter(slug=audience["slug"]).first()
        for topic in audience.get("topic", ()) if parent else ():
            body = [_block(block, articles, answers) for block in topic["block"]]
            yield (
                _fields(topic, "slug", "title", "summary", "review_by") | {"body": json.dumps(body, ensure_ascii=False)},
                parent,
                TopicPage,
            )
    english = home.get_translation_or_none(Locale.objects.get(language_code="en"))
    for audience in raw["english"] if english else ():
        original = AudiencePage.objects.child_of(home).filter(slug=audience["slug"]).first()
        part = _fields(audience, "slug", "title", "audience", "lead", "text")
        yield part | ({"translation_key": original.translation_key} if original else {}), english.specific, AudiencePage


def _fields(raw: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: raw[name].strip() if isinstance(raw[name], str) else raw[name] for name in names}


def _block(raw: Mapping[str, Any], articles: Mapping[tuple[str, str], Article], answers: Mapping[str, int]) -> dict[str, Any]:
    ((kind, value),) = raw.items()
    try:
        match kind:
            case "answers":
                value = [answers[slug] for slug in value]
            case "law":
                value = [{"article": articles[row["number"], row.get("article", "")].pk, "clause": row.get("clause", "")} for row in value]
    except KeyError as missing:
        raise BadContent(f"a page names {missing}, which is not there") from None
    return {"type": kind, "value": value}


def _shown_by(page: AudiencePage | TopicPage) -> str:
    """Return the fingerprint of what a page says now, drafts included."""
    latest = page.get_latest_revision_as_object()
    names = ("title", "summary", "lead", "text", "slug")
    said: dict[str, Any] = {name: getattr(latest, name) for name in names if hasattr(latest, name)}
    if isinstance(latest, TopicPage):
        said["body"] = [(block["type"], _without_ids(block["value"])) for block in latest.body.get_prep_value()]
    return fingerprint(said | {"live": page.live})


def _without_ids(value: Any) -> Any:
    """Return a stream's raw value without the ids that Wagtail gives its parts."""
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        return {key: _without_ids(item) for key, item in value.items() if key != "id"}
    return value


# --- both


def _verdict(row: Any, known: Loaded | None, raw: Mapping[str, Any], read: Callable[[Any], str]) -> str:
    """Return what to do: ``made``, ``changed``, ``same``, or ``kept`` where an editor has had a hand in it.

    What an editor deleted stays deleted, and what an editor made under the same address stays as it is.
    """
    if row is None:
        return "kept" if known else "made"
    if known is None or read(row) != known.stored:
        return "kept"
    return "same" if known.source == fingerprint(raw) else "changed"


def _remember(key: str, raw: Mapping[str, Any], stored: str) -> None:
    Loaded.objects.update_or_create(key=key, defaults={"source": fingerprint(raw), "stored": stored, "at": clock.now()})


def _read(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return tomllib.load(file)
