"""What agencies are asked to confirm: officers ask, the agency answers on the page or by a returned workbook."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, workdays
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer, SwappedDay
from core.tables import UnreadableError

from .. import answers, requests, scope, services
from ..asking import OPEN, State
from ..models import Confirmation, Firm
from .common import PER_PAGE, PermittedItem, officer
from .forms import AnswerForm, AskForm, BecauseForm, ReturnedForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FILTERS = {"cho": ("Chờ trả lời", OPEN), "sua": ("Chờ danh sách đã sửa", {State.CORRECTING}), "xong": ("Đã xong", set(State) - OPEN)}
_DONE_BY_ANOTHER = "Đề nghị này đã được người khác xử lý; hãy xem lại."


def time_left(due_on: dt.date, today: dt.date, swaps: workdays.Swaps) -> str:
    """Return how the clock of an open term stands, in words."""
    if due_on < today:
        late = workdays.between(due_on, today, swaps)
        return f"quá hạn {late} ngày làm việc" if late else "vừa quá hạn"
    return "hạn hôm nay" if due_on == today else f"còn {workdays.between(today, due_on, swaps)} ngày làm việc"


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def confirmation_list(request: HttpRequest) -> HttpResponse:
    """List the requests, those that wait first."""
    by, today, swaps = officer(request), clock.today(), SwappedDay.swaps()
    chosen = request.GET.get("loc", "cho")
    label, states = _FILTERS.get(chosen, _FILTERS["cho"])
    found = scope.confirmations(by).filter(state__in=states).select_related("firm", "agency").order_by("due_on", "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    rows = [(asked, time_left(asked.due_on, today, swaps) if asked.state in OPEN else "") for asked in page]
    context = {
        "page": page,
        "rows": rows,
        "filters": [(code, name) for code, (name, _) in _FILTERS.items()],
        "chosen": chosen,
        "label": label,
        "may_return": _may_return(by),
    }
    return render(request, "firms/admin/confirmations.html", context)


def _may_return(by: Officer) -> bool:
    return by.has_perm("firms.answer_confirmation") or by.has_perm("firms.confirm_payment")


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def confirmation_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one request: what is asked, until when, what was answered."""
    return _show(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> Confirmation:
    return get_object_or_404(scope.confirmations(officer(request)).select_related("firm", "agency", "asked_by", "answered_by"), pk=pk)


def _show(request: HttpRequest, asked: Confirmation, *, form: AnswerForm | None = None, why: Form | None = None) -> HttpResponse:
    by, is_open = officer(request), asked.state in OPEN
    letter = requests.meant([asked]).get(asked.pk)
    context: dict[str, Any] = {
        "asked": asked,
        "letter": letter,
        "opens_letter": letter is not None and requests.requests(by).filter(pk=letter.pk).exists(),
        "left": time_left(asked.due_on, clock.today(), SwappedDay.swaps()) if is_open else "",
        "answer_form": (form or AnswerForm()) if is_open and services.may_answer(asked, by) else None,
        "withdraw_form": (why or BecauseForm()) if is_open and by.has_perm("firms.ask_confirmation") else None,
        "correct_form": (why or BecauseForm()) if asked.state == State.CORRECTING and by.has_perm("firms.apply_batch") else None,
        "events": asked.events.select_related("by").order_by("-at", "-pk"),
    }
    return render(request, "firms/admin/confirmation.html", context, status=422 if form or why else 200)


@require_POST
@permission_required("firms.view_register", raise_exception=True)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the answer to one request."""
    asked, form = _found(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, asked, form=form)
    letter = {name: form.cleaned_data[name] for name in ("letter_no", "letter_on")}
    try:
        services.answer_confirmation(asked, form.reply(), by=officer(request), **letter)
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.sentence)
        return _show(request, asked, form=form)
    except NotAllowed:
        raise Http404 from None
    except (IllegalMove, Stale):
        messages.error(request, _DONE_BY_ANOTHER)
    else:
        messages.success(request, "Đã ghi nhận câu trả lời.")
    return redirect("firms_confirmation", pk)


@require_POST
@permission_required("firms.view_register", raise_exception=True)
def close(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Withdraw a request, or note that the agency's list has the right figure now."""
    verbs = {"rut": ("firms.ask_confirmation", services.withdraw_confirmation), "da-sua": ("firms.apply_batch", services.close_correction)}
    asked, form = _found(request, pk), BecauseForm(request.POST)
    if move not in verbs or not officer(request).has_perm(verbs[move][0]):
        raise Http404
    if not form.is_valid():
        return _show(request, asked, why=form)
    try:
        verbs[move][1](asked, by=officer(request), because=form.cleaned_data["because"])
    except (IllegalMove, Stale):
        messages.error(request, _DONE_BY_ANOTHER)
    else:
        messages.success(request, "Đã ghi nhận.")
    return redirect("firms_confirmation", pk)


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def workbook(request: HttpRequest) -> HttpResponse:
    """Send the requests that wait as a workbook with columns for the answers."""
    content = answers.workbook(answers.waiting(officer(request)))
    name = f"de-nghi-xac-nhan-{clock.today():%Y-%m-%d}.xlsx"
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.view_register", raise_exception=True)
def returned(request: HttpRequest) -> HttpResponse:
    """Take a workbook of answers: every row, or none with all that is wrong in it."""
    by = officer(request)
    if not _may_return(by):
        raise Http404
    form = ReturnedForm(request.POST or None, request.FILES or None, by=by)
    taken = services.Taken()
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        letter = {name: data[name] for name in ("letter_no", "letter_on")}
        try:
            taken = services.take_answers(data["file"].read(), name=data["file"].name, agency=data["agency"], by=by, **letter)
        except UnreadableError as error:
            form.add_error("file", error.sentence)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(refusal.code if refusal.code in form.fields else None, refusal.sentence)
        except NotAllowed:
            form.add_error("agency", "Tệp có dòng do chính anh/chị đề nghị hoặc ngoài phạm vi; người khác phải ghi nhận.")
        except (IllegalMove, Stale):
            form.add_error(None, _DONE_BY_ANOTHER)
        else:
            if not taken.problems:
                messages.success(request, _said(taken))
                return redirect("firms_confirmations")
    wrong = bool(form.errors or taken.problems)
    return render(request, "firms/admin/returned.html", {"form": form, "problems": taken.problems}, status=422 if wrong else 200)


def _said(taken: services.Taken) -> str:
    if taken.is_known:
        return "Tệp này đã được nhận trước đây; không có gì thay đổi."
    return f"Đã nhận {taken.count} câu trả lời; {taken.left_blank} dòng để trống, {taken.already} dòng đã trả lời trước."


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.ask_confirmation", raise_exception=True)
def ask(request: HttpRequest, public_id: str) -> HttpResponse:
    """Ask an agency to confirm what is said of a firm."""
    by = officer(request)
    firm = get_object_or_404(scope.firms(by), public_id=public_id)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (asked := _asked(form, firm, by)):
        messages.success(request, f"Đã gửi đề nghị {asked} đến {asked.agency}.")
        return redirect("firms_confirmation", asked.pk)
    return render(request, "firms/admin/ask.html", {"form": form, "firm": firm}, status=422 if form.errors else 200)


def _asked(form: AskForm, firm: Firm, by: Officer) -> Confirmation | None:
    try:
        return services.ask_confirmation(firm, by=by, **form.cleaned_data)
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(refusal.code if refusal.code in form.fields else None, refusal.sentence)
    return None


URLS = [
    path("xac-nhan/", confirmation_list, name="firms_confirmations"),
    path("xac-nhan/tep/", workbook, name="firms_confirmations_file"),
    path("xac-nhan/nop-tep/", returned, name="firms_returned"),
    path("xac-nhan/<int:pk>/", confirmation_page, name="firms_confirmation"),
    path("xac-nhan/<int:pk>/tra-loi/", answer, name="firms_answer"),
    path("xac-nhan/<int:pk>/<slug:move>/", close, name="firms_close_confirmation"),
    path("don-vi/<slug:public_id>/de-nghi-xac-nhan/", ask, name="firms_ask"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of these screens."""
    return [PermittedItem("Đề nghị xác nhận", reverse("firms_confirmations"), icon_name="help", order=40, permission="firms.view_register")]
