"""Content as `manage.py content` leaves it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import TestCase

from core import clock
from outreach import loading
from outreach.models import Answer
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def _loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[loading.Report]:
    """Load everything once for a module, in a transaction that is rolled back after it."""
    with django_db_blocker.unblock(), clock.at(TODAY), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            report = loading.load()
        yield report
        transaction.set_rollback(True)


@pytest.fixture
def content(_loaded: loading.Report, db: None) -> loading.Report:
    """Return what the load of every answer and page reported; each test has it fresh."""
    return _loaded


@pytest.fixture
def draft(db: None) -> Callable[..., Answer]:
    """Return a function that drafts an answer, citing the articles given as (number, article, clause)."""
    from wagtail.models import Locale

    from core.models import Article
    from outreach.models import AnswerCitation

    def draft(slug: str = "thu-nghiem", *cited: tuple[str, str, str], **more: Any) -> Answer:
        values: dict[str, Any] = {"question": "Câu hỏi thử?", "chat": "Trả lời thử.", "body": "Trả lời thử.", "group": "tham-gia"}
        values |= {"review_by": dt.date(2027, 5, 31), "live": False, "locale": Locale.objects.get(language_code="vi")}
        answer = Answer(slug=slug, **(values | more))
        answer.citations = [
            AnswerCitation(article=Article.objects.get(instrument__number=number, number=article), clause=clause)
            for number, article, clause in cited
        ]
        answer.save()
        return answer

    return draft
