"""The editors' bench: why the bot answers as it does, and what other phrasings would change, before anybody publishes them."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from core import clock
from outreach import services as answers
from outreach.models import Answer

from .. import index
from ..knowledge import Around
from ..learning import explaining, hints, phrasings, trials
from .common import PER_PAGE, EditorsItem, allowed, attempt, officer, spend_trial
from .forms import ChoiceForm, PhrasingsForm, QuestionForm

MAY_USE = "outreach.change_answer"


@allowed(MAY_USE)
@require_http_methods(["GET", "HEAD", "POST"])
def bench(request: HttpRequest) -> HttpResponse:
    """Ask one question and show every step from its words to the reply; offer the answers to work on."""
    known = index.read(Around(base_url=""))
    form = QuestionForm(request.POST or None)
    explained = explaining.explain(form.cleaned_data["q"], known) if request.method == "POST" and form.is_valid() else None
    if request.method == "POST" and form.is_valid() and explained is None:
        form.add_error("q", "Câu này không còn từ nào sau khi bỏ số cá nhân và ký hiệu.")
    if key := request.GET.get("answer", ""):
        return redirect("bots_bench_answer", int(key)) if key.isdecimal() else redirect("bots_bench")
    keys = dict(Answer.objects.filter(locale__language_code="vi").values_list("slug", "pk"))
    places = [(place, keys.get(place.slug)) for place in explained.ranking] if explained else []
    context = {"form": form, "explained": explained, "places": places, "choose": ChoiceForm(), "size": len(trials.labelled())}
    return render(request, "bots/admin/bench.html", context, status=422 if form.errors else 200)


@allowed(MAY_USE)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Try other phrasings of one answer, and keep them as a draft."""
    row = get_object_or_404(Answer.objects.select_related("locale"), pk=pk)
    initial = {"phrasings": answers.latest(row).phrasings, "seen": row.latest_revision_id or 0}
    form = PhrasingsForm(request.POST or None, initial=initial)
    trial, asked = None, None
    if request.method == "POST" and form.is_valid() and (texts := attempt(form, lambda: phrasings.read(form.cleaned_data["phrasings"]))):
        if request.POST.get("act") == "save":
            seen = form.cleaned_data["seen"]
            if attempt(form, lambda: answers.draft_phrasings(row, texts, seen=seen, by=officer(request))):
                messages.success(request, "Đã lưu vào bản nháp. Bản đang công khai chưa đổi; cán bộ khác duyệt rồi mới có hiệu lực.")
                return redirect("bots_bench_answer", pk)
        else:
            spend_trial(request)
            trial, asked = trials.run(row, texts, form.watched())
    near = hints.hints(index.read(Around()), [row.slug])
    context = {
        "row": row,
        "form": form,
        "trial": trial,
        "asked": asked,
        "strayed": near.strayed[:PER_PAGE],
        "pairs": titled(near.pairs[:PER_PAGE]),
        "refusals": _refusals(row),
        "edit": reverse("wagtailsnippets_outreach_answer:edit", args=[pk]),
        "texts": (form["phrasings"].value() or "").count("\n") + 1,
    }
    return render(request, "bots/admin/bench_answer.html", context, status=422 if form.errors else 200)


def _refusals(row: Answer) -> list[str]:
    """Return what keeps the newest draft from going out today."""
    return [refusal.sentence for refusal in answers.latest(row).refusals(clock.today())]


@allowed(MAY_USE)
@require_safe
def mixed_up(request: HttpRequest) -> HttpResponse:
    """List the phrasings that another answer takes, and the answers that are easily taken for each other."""
    found = hints.of_running(index.read(Around()))
    strayed = Paginator(found.strayed, PER_PAGE).get_page(request.GET.get("p"))
    pairs = Paginator(found.pairs, PER_PAGE).get_page(request.GET.get("cap"))
    shown = _answers({slug for each in strayed for slug in (each.slug, each.taken_by)})
    lines = [(each, shown.get(each.slug), shown.get(each.taken_by)) for each in strayed]
    return render(
        request, "bots/admin/mixed_up.html", {"strayed": strayed, "lines": lines, "pairs": pairs, "pair_lines": titled(list(pairs))}
    )


def titled(pairs: Sequence[hints.Pair]) -> list[tuple[hints.Pair, Answer | None, Answer | None]]:
    """Return each pair with its two answers."""
    shown = _answers({slug for pair in pairs for slug in (pair.one, pair.other)})
    return [(pair, shown.get(pair.one), shown.get(pair.other)) for pair in pairs]


def _answers(slugs: set[str]) -> dict[str, Answer]:
    return {row.slug: row for row in Answer.objects.filter(slug__in=slugs, locale__language_code="vi")}


URLS = [
    path("ban-thu-tro-ly-ao/", bench, name="bots_bench"),
    path("ban-thu-tro-ly-ao/de-nham/", mixed_up, name="bots_mixed_up"),
    path("ban-thu-tro-ly-ao/<int:pk>/", answer, name="bots_bench_answer"),
]


def item() -> EditorsItem:
    """Return what the menu offers of these screens."""
    return EditorsItem("Bàn thử trợ lý ảo", reverse("bots_bench"), icon_name="view", order=225, permission=MAY_USE)
