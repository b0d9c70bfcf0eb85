"""What people think of the answers, and what happened how often: sums, told where nobody can be told apart."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from core import clock
from outreach.models import Answer

from .. import channels
from ..learning import tallies, voices
from ..learning.models import Happened
from .common import PER_PAGE, EditorsItem, allowed

MAY_SEE = "outreach.change_answer"
#: So many whole months can be chosen.
_MONTHS = 12


@allowed(MAY_SEE)
@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """List the revisions of answers that were rated, the least helpful first."""
    page = Paginator(voices.worst_first(), PER_PAGE).get_page(request.GET.get("p"))
    rows = {row.slug: row for row in Answer.objects.filter(slug__in={line.slug for line in page}, locale__language_code="vi")}
    lines = [(line, rows.get(line.slug)) for line in page]
    return render(request, "bots/admin/ratings.html", {"page": page, "lines": lines})


@allowed(MAY_SEE)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the sums of one whole month."""
    months = [tallies.before(clock.today(), number) for number in range(1, _MONTHS + 1)]
    asked = request.GET.get("thang", "")
    first = next((month for month in months if f"{month:%Y-%m}" == asked), months[0])
    shown = tallies.month(first)
    titles = dict(Answer.objects.filter(slug__in=shown.answers, locale__language_code="vi").values_list("slug", "question"))
    context = {
        "months": months,
        "first": first,
        "shown": shown,
        "tables": (
            ("Theo kết quả", [(Happened(name).label, count) for name, count in shown.happened.items()], shown.happened_else),
            ("Theo kênh", [(channels.get(name).label, count) for name, count in shown.channels.items()], shown.channels_else),
            ("Theo câu trả lời", [(titles.get(slug, slug), count) for slug, count in shown.answers.items()], shown.answers_else),
            ("Theo ngày", [(f"{day:%d/%m/%Y}", count) for day, count in shown.days.items()], shown.days_else),
        ),
    }
    return render(request, "bots/admin/figures.html", context)


URLS = [
    path("danh-gia-tro-ly-ao/", ratings, name="bots_ratings"),
    path("danh-gia-tro-ly-ao/so-dem/", figures, name="bots_figures"),
]


def item() -> EditorsItem:
    """Return what the menu offers of these screens."""
    return EditorsItem("Đánh giá trợ lý ảo", reverse("bots_ratings"), icon_name="list-ul", order=226, permission=MAY_SEE)
