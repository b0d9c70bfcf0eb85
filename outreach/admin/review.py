"""What editors must look at again: answers past their review, and answers whose law ends, ended or awaits confirmation."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from core import clock
from core.models import Certainty

from ..models import Answer, AnswerCitation

#: How long before a row of law ends its answers are shown.
AHEAD = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Line:
    """An answer, where it is edited, and why it is shown."""

    question: str
    url: str
    why: str


def past_review(on: dt.date) -> list[Line]:
    """Return the live answers that should have been looked at before the day ``on``, oldest first."""
    rows = Answer.objects.filter(live=True, review_by__lte=on).order_by("review_by", "question")
    return [Line(answer.question, _edit_url(answer.pk), f"rà soát trước ngày {answer.review_by:%d/%m/%Y}") for answer in rows]


def ending(on: dt.date) -> list[Line]:
    """Return the live answers that cite law that ended before, or ends soon after, the day ``on``."""
    rows = _cited(Q(article__valid_to__isnull=False, article__valid_to__lte=on + AHEAD)).order_by("article__valid_to", "answer__question")
    return [
        Line(row.answer.question, _edit_url(row.answer_id), f"{row.label} hết hiệu lực từ {row.article.valid_to:%d/%m/%Y}") for row in rows
    ]


def unconfirmed() -> list[Line]:
    """Return the live answers that cite law that a legal officer has still to confirm."""
    rows = _cited(Q(article__certainty=Certainty.TO_CONFIRM)).order_by("article__instrument__number", "article__number", "answer__question")
    return [Line(row.answer.question, _edit_url(row.answer_id), row.label) for row in rows]


def _cited(condition: Q) -> QuerySet[AnswerCitation]:
    return AnswerCitation.objects.filter(condition, answer__live=True).select_related("answer", "article__instrument")


def _edit_url(key: int) -> str:
    return reverse("wagtailsnippets_outreach_answer:edit", args=[key])


@permission_required("outreach.change_answer", raise_exception=True)
def review(request: HttpRequest) -> HttpResponse:
    """Show the three lists."""
    on = clock.today()
    lists = (
        ("Quá hạn rà soát", past_review(on)),
        ("Căn cứ đã hoặc sắp hết hiệu lực", ending(on)),
        ("Căn cứ đang chờ xác nhận", unconfirmed()),
    )
    return render(request, "outreach/admin/review.html", {"lists": lists})
