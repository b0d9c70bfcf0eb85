"""The editors' inbox: what people asked and we could not answer, in groups, and what became of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from core.models import Officer
from outreach.models import Answer

from .. import index
from ..knowledge import Around
from ..learning import phrasings, settling, trials
from ..learning.models import How, Settlement
from ..models import Unanswered
from .common import PER_PAGE, EditorsItem, allowed, attempt, officer, spend_trial
from .forms import AddForm, BeginForm, DecoyForm, DropForm

MAY_SETTLE = "bots.settle_unanswered"


@allowed(MAY_SETTLE)
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the questions in groups, the most asked first."""
    known = index.read(Around())
    page = Paginator(settling.groups(known), PER_PAGE).get_page(request.GET.get("p"))
    near = {group.lead.pk: settling.nearest(group.lead.question, known) for group in page}
    rows = [(group, [known.entries[slug].question for slug in near[group.lead.pk]]) for group in page]
    return render(request, "bots/admin/unanswered.html", {"rows": rows, "page": page, "all": Unanswered.objects.count()})


@dataclass(frozen=True, slots=True)
class Way:
    """One way to settle a group: its form, and the service behind it."""

    code: str
    label: str
    permission: str
    form: type[forms.Form]
    work: Callable[[list[int], dict[str, Any], Officer], Any]
    help: str = ""


def _add(keys: list[int], said: dict[str, Any], by: Officer) -> Any:
    answer = get_object_or_404(Answer, pk=said["answer"])
    return settling.add_phrasings(keys, answer, said["texts"], seen=answer.latest_revision_id or 0, by=by)


def _begin(keys: list[int], said: dict[str, Any], by: Officer) -> Any:
    return settling.begin_answer(keys, said["question"], said["texts"], group=said["group"], by=by)


WAYS = (
    Way(
        "add",
        "Thêm vào một câu trả lời có sẵn",
        "outreach.change_answer",
        AddForm,
        _add,
        "Bấm “Thử” để xem câu hỏi nào trong bộ thử đổi kết quả; “Lưu vào bản nháp” ghi các cách hỏi vào bản nháp và xử lý xong nhóm này.",
    ),
    Way("begin", "Soạn câu trả lời mới", "outreach.add_answer", BeginForm, _begin, "Mở một bản nháp chưa có nội dung và căn cứ."),
    Way(
        "decoy",
        "Đề nghị ghi là ngoài phạm vi",
        MAY_SETTLE,
        DecoyForm,
        lambda keys, said, by: settling.suggest_decoy(keys, said["texts"], by=by, because=said["because"]),
        "Các cách hỏi được giữ lại làm gợi ý để bổ sung danh mục chủ đề ngoài phạm vi.",
    ),
    Way(
        "drop",
        "Bỏ, không cần làm gì",
        MAY_SETTLE,
        DropForm,
        lambda keys, said, by: settling.drop(keys, by=by, because=said["because"]),
        "Câu vô nghĩa, trùng với câu đã sửa. Hỏi lại thì câu hỏi hiện lại.",
    ),
)


@allowed(MAY_SETTLE)
@require_http_methods(["GET", "HEAD", "POST"])
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one group, try its questions as phrasings, and settle it one way or another."""
    known = index.read(Around())
    found = next((each for each in settling.groups(known) if any(row.pk == pk for row in each.rows)), None)
    if found is None:
        if request.method == "POST" or not Unanswered.objects.filter(pk=pk).exists():
            messages.warning(request, "Nhóm câu hỏi này vừa được xử lý.")
            return redirect("bots_unanswered")
        raise Http404
    near = settling.nearest(found.lead.question, known)
    asked = request.POST.get("act", "")
    keys = [int(key) for key in request.POST.getlist("asked") if key.isdecimal()]
    offered, trial = [], None
    for way in WAYS:
        if not officer(request).has_perm(way.permission):
            continue
        form = _form(way, found, near, request if asked.split("-")[0] == way.code else None)
        if form.is_bound and form.is_valid():
            if asked == f"{way.code}-try":
                trial = _try(request, form, [row.question for row in found.rows if row.pk in keys])
            elif done := attempt(form, partial(way.work, keys, form.cleaned_data, officer(request))):
                messages.success(request, f"{way.label}: đã ghi nhận, nhóm câu hỏi đã xử lý xong.")
                return redirect("bots_bench_answer", done.pk) if isinstance(done, Answer) else redirect("bots_unanswered")
        offered.append((way, form))
    context = {
        "group": found,
        "chosen": keys if request.method == "POST" else [row.pk for row in found.rows],
        "near": [known.entries[slug].question for slug in near],
        "ways": offered,
        "trial": trial[0] if trial else None,
        "asked": trial[1] if trial else None,
    }
    failed = any(form.errors for _, form in offered)
    return render(request, "bots/admin/unanswered_group.html", context, status=422 if failed else 200)


def _form(way: Way, found: settling.Group, near: list[str], request: HttpRequest | None) -> forms.Form:
    """Return the form of a way, with what was sent, or with the group's own words."""
    more: dict[str, Any] = {"nearest": near} if way.form is AddForm else {}
    texts = "\n".join(row.question for row in found.rows)
    initial = {"texts": texts, "question": found.lead.question[:200]}
    if near:
        initial["answer"] = str(Answer.objects.filter(slug=near[0], locale__language_code="vi").values_list("pk", flat=True).first())
    return way.form(request.POST if request else None, initial=initial, auto_id=f"{way.code}_%s", **more)


def _try(request: HttpRequest, form: forms.Form, watched: list[str]) -> tuple[trials.Trial, list[trials.Asked]] | None:
    """Try the group's words as further phrasings of the chosen answer."""
    answer = get_object_or_404(Answer.objects.select_related("locale"), pk=form.cleaned_data["answer"])
    texts = attempt(form, lambda: phrasings.read(settling.joined(answer, form.cleaned_data["texts"])))
    if not texts:
        return None
    spend_trial(request)
    return trials.run(answer, texts, watched[:10])


@allowed(MAY_SETTLE)
@require_safe
def settled(request: HttpRequest) -> HttpResponse:
    """List what editors did with groups, the newest first."""
    rows = Settlement.objects.select_related("by")
    how = request.GET.get("xem", "")
    page = Paginator(rows.filter(how=how) if how in How.values else rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {"page": page, "views": (("", "Tất cả"), *How.choices), "view": how, "kept": f"xem={how}" if how else ""}
    return render(request, "bots/admin/settled.html", context)


@allowed(MAY_SETTLE)
@require_safe
def decoys(request: HttpRequest) -> HttpResponse:
    """Hand over the suggested topics as rows of ``decoys.toml``."""
    rows = Settlement.objects.filter(how=How.DECOY).order_by("at", "pk")
    response = HttpResponse(settling.as_toml(rows), content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="ngoai-pham-vi.toml"'
    return response


URLS = [
    path("cau-hoi-chua-tra-loi/", inbox, name="bots_unanswered"),
    path("cau-hoi-chua-tra-loi/<int:pk>/", group, name="bots_unanswered_group"),
    path("cau-hoi-chua-tra-loi/da-xu-ly/", settled, name="bots_settled"),
    path("cau-hoi-chua-tra-loi/ngoai-pham-vi.toml", decoys, name="bots_decoys"),
]


def item() -> EditorsItem:
    """Return what the menu offers of these screens."""
    return EditorsItem("Câu hỏi chưa trả lời", reverse("bots_unanswered"), icon_name="help", order=220, permission=MAY_SETTLE)
