"""Questions of the press in the office: what is due, the answer, the spokesperson's word, and how it went out."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock, workdays
from core.models import SwappedDay

from ..media import questions
from ..media_lifecycle import ASKED_LABELS, REPLY_LABELS, WAITING, Reply
from ..models import PressQuestion
from .acting import Action, attempt, offers, story
from .common import OfficeItem, allowed, page_of, status
from .forms import AnswerForm, ReadForm, SentForm

MAY_SEE = ("press.answer_press", "press.speak")
_ACTIONS: dict[Reply, Action] = {
    Reply.ANSWER: Action("answer", REPLY_LABELS[Reply.ANSWER], "press.answer_press", questions.answer, AnswerForm),
    Reply.APPROVE: Action("approve", REPLY_LABELS[Reply.APPROVE], "press.speak", questions.approve, ReadForm),
    Reply.RETURN: Action("return", REPLY_LABELS[Reply.RETURN], "press.speak", questions.give_back),
    Reply.POST: Action("post", REPLY_LABELS[Reply.POST], "press.answer_press", questions.post),
    Reply.SEND: Action("send", REPLY_LABELS[Reply.SEND], "press.answer_press", questions.send, SentForm),
    Reply.CLOSE: Action("close", REPLY_LABELS[Reply.CLOSE], "press.answer_press", questions.close, is_grave=True),
}
_MOVES = {"ask": "Nhận câu hỏi"} | {str(move): label for move, label in REPLY_LABELS.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A question with how much of its term is left."""

    question: PressQuestion
    left: str
    is_late: bool


@allowed(*MAY_SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List the questions: what waits, the most urgent first; then what is done."""
    view = request.GET.get("xem", "")
    found = {
        "qua-han": questions.late(clock.today()),
        "da-xong": PressQuestion.objects.exclude(state__in=WAITING).order_by("-ended_at", "-pk"),
    }.get(view, questions.waiting())
    page = page_of(request, found.select_related("answered_by", "approved_by", "letter"))
    swaps = SwappedDay.swaps()
    context = {
        "page": page,
        "rows": [Row(each, _left(each, swaps), _is_late(each)) for each in page],
        "view": view,
        "views": (("", "Đang chờ"), ("qua-han", "Quá hạn"), ("da-xong", "Đã xong")),
        "kept": f"xem={view}" if view else "",
    }
    return render(request, "press/admin/questions.html", context)


@allowed(*MAY_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a question with its answer and its story, and what may be done now."""
    rows = PressQuestion.objects.select_related("answered_by", "approved_by", "appointment", "policy", "letter")
    question = get_object_or_404(rows, pk=pk)
    sensible = questions.sensible(question)
    actions = [action for move, action in _ACTIONS.items() if move in sensible]
    if request.method == "POST" and attempt(request, question, actions):
        return redirect("press_question", pk)
    offered = offers(request, actions)
    for offer in offered:
        if "answer" in offer.form.fields:
            offer.form.initial["answer"] = question.answer
        if "read" in offer.form.fields:
            offer.form.initial["read"] = question.answer
    context = {
        "question": question,
        "left": _left(question, SwappedDay.swaps()),
        "is_late": _is_late(question),
        "offers": offered,
        "story": story(question.events.select_related("by"), _MOVES, ASKED_LABELS),
    }
    return render(request, "press/admin/question.html", context, status=status(request))


def _is_late(question: PressQuestion) -> bool:
    return question.state in WAITING and question.due_on < clock.today()


def _left(question: PressQuestion, swaps: workdays.Swaps) -> str:
    """Return how much of the term is left, in words; nothing once it is answered."""
    today = clock.today()
    if question.state not in WAITING:
        return ""
    if question.due_on < today:
        return f"quá hạn {workdays.between(question.due_on, today, swaps)} ngày làm việc"
    if question.due_on == today:
        return "hết hạn hôm nay"
    return f"còn {workdays.between(today, question.due_on, swaps)} ngày làm việc"


URLS = [
    path("cau-hoi-bao-chi/", listing, name="press_questions"),
    path("cau-hoi-bao-chi/<int:pk>/", one, name="press_question"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers of these screens."""
    return [OfficeItem("Câu hỏi báo chí", reverse("press_questions"), icon_name="help", order=30, permissions=MAY_SEE)]
