"""The desk: locked it shows counts and clocks, open it shows cases; nothing decrypted outlives a request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages

from core import clock
from core.errors import IllegalMove, Refused, Stale, TooMany
from core.models import Officer, SwappedDay

from .. import deadlines, services
from ..kinds import FORMAL, PETITIONS, Petition
from ..lifecycle import LABELS, OPEN, Move, State, may
from ..models import Complaint, Evidence, Holder, KeyLog
from ..services.desk import open_file
from . import forms

COOKIE = "ban_tiep_nhan"
View = Callable[..., HttpResponse]
_handler = permission_required("complaints.handle_complaint", raise_exception=True)
_keeper = permission_required("complaints.manage_keys", raise_exception=True)


def _officer(request: HttpRequest) -> Officer:
    return cast("Officer", request.user)


def _desk(request: HttpRequest) -> services.OpenDesk | None:
    token = request.COOKIES.get(COOKIE, "")
    return services.reopen_desk(_officer(request), token) if token else None


def _open(view: View) -> View:
    """Hand the open desk to ``view``; a locked one leads to the door, and gives back what was being written."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        desk = _desk(request)
        if desk is None and request.method == "POST":
            typed = [value for name, value in request.POST.items() if name.endswith("-text") and value]
            return render(request, "complaints/admin/locked.html", {"typed": typed}, status=409)
        if desk is None:
            messages.warning(request, "Bàn tiếp nhận đang khóa. Hãy mở bàn bằng mật khẩu khóa.")
            return redirect("complaints_desk")
        return view(request, desk, *args, **kwargs)

    return inner


def reasons(error: Refused | TooMany | Stale | IllegalMove) -> str:
    """Return what the officer is told; never a word of a case."""
    match error:
        case Refused():
            return " ".join(refusal.sentence for refusal in error.refusals)
        case TooMany():
            return f"Thử quá nhiều lần. Hãy chờ {-(-error.seconds // 60)} phút."
        case _:
            return "Hồ sơ vừa được người khác xử lý; hãy xem lại."


@_handler
@sensitive_post_parameters("passphrase")
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Show the queue, or the door and what may be known in front of it."""
    if request.method == "POST":
        return _unlock(request)
    opened = _desk(request)
    today, swaps = clock.today(), SwappedDay.swaps()
    waiting = Complaint.objects.filter(state__in=OPEN)
    cases = Complaint.objects.exclude(state=State.ERASED).select_related("forwarded_to") if opened else Complaint.objects.none()
    shown = cases if request.GET.get("tat-ca") else cases.filter(state__in=OPEN)
    holder = Holder.objects.filter(officer=_officer(request)).order_by("-key").first()
    context = {
        "open": opened,
        "rows": [(case, deadlines.left(today, case.answer_due, swaps)) for case in shown[:200]],
        "counts": [(LABELS[State(state)], count) for state, count in waiting.order_by("state").values_list("state").annotate(Count("pk"))],
        "overdue": waiting.filter(answer_due__lt=today).count(),
        "next_due": waiting.order_by("answer_due").values_list("answer_due", flat=True).first(),
        "holder": holder,
        "has_key": services.is_open_for_complaints(),
        "form": forms.Unlock(),
    }
    return render(request, "complaints/admin/desk.html", context)


def _unlock(request: HttpRequest) -> HttpResponse:
    answer = redirect("complaints_desk")
    try:
        token = services.unlock_desk(_officer(request), request.POST.get("passphrase", ""))
    except (Refused, TooMany) as error:
        messages.error(request, reasons(error))
        return answer
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(services.OPEN_FOR.total_seconds()),
        path="/quan-tri/",
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return answer


@_handler
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the desk at once."""
    services.lock_desk(_officer(request))
    answer = redirect("complaints_desk")
    answer.delete_cookie(COOKIE, path="/quan-tri/", samesite="Strict")
    messages.success(request, "Đã khóa bàn tiếp nhận.")
    return answer


@_handler
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@_open
def case(request: HttpRequest, desk: services.OpenDesk, pk: int) -> HttpResponse:
    """Read one case and act on it."""
    complaint = get_object_or_404(Complaint.objects.exclude(state=State.ERASED).select_related("desk_key", "forwarded_to"), pk=pk)
    bound: dict[str, Form] = {}
    person = None
    error = ""
    if request.method == "POST":
        act = request.POST.get("act", "")
        form = _form(act, request)
        if form is None or form.is_valid():
            try:
                person = _act(act, form.cleaned_data if form else {}, complaint, desk)
            except (Refused, Stale, IllegalMove) as refused:
                error = reasons(refused)
            if not error and person is None:
                messages.success(request, "Đã ghi vào hồ sơ.")
                return redirect("complaints_case", pk=pk)
        if form is not None and person is None:
            bound[act] = form
    context = _case_context(complaint, desk, bound) | {"person": person, "error": error}
    return render(request, "complaints/admin/case.html", context, status=422 if error or bound else 200)


def _form(act: str, request: HttpRequest) -> Form | None:
    kinds: dict[str, type[Form]] = {
        "answer": forms.Text,
        "note": forms.Text,
        "close": forms.Text,
        "forward": forms.Forward,
        "classify": forms.Classify,
        "paper": forms.Paper,
        "reveal": forms.Reveal,
    }
    return kinds[act](request.POST, prefix=act) if act in kinds else None


def _act(act: str, data: dict[str, Any], complaint: Complaint, desk: services.OpenDesk) -> services.Person | None:
    """Do one thing with the case; only a look at the identity returns something."""
    match act:
        case "accept":
            services.accept(complaint, by=desk.officer)
        case "answer":
            services.answer(complaint, data["text"], desk=desk)
        case "note":
            services.write_note(complaint, data["text"], desk=desk)
        case "close":
            services.close(complaint, data["text"], desk=desk)
        case "forward":
            services.forward(complaint, data["agency"], data["text"], desk=desk)
        case "classify":
            services.classify(complaint, Petition(data["petition"]), by=desk.officer)
        case "paper":
            services.receive_paper(complaint, data["on"], by=desk.officer)
        case "reveal":
            return services.reveal(complaint, data["motive"], desk=desk)
    return None


def _case_context(complaint: Complaint, desk: services.OpenDesk, bound: dict[str, Form]) -> dict[str, Any]:
    state = State(complaint.state)
    blank = {
        "answer": forms.Text(prefix="answer"),
        "note": forms.Text(prefix="note"),
        "close": forms.Text(prefix="close"),
        "forward": forms.Forward(prefix="forward"),
        "classify": forms.Classify(prefix="classify", initial={"petition": complaint.petition}),
        "paper": forms.Paper(prefix="paper"),
        "reveal": forms.Reveal(prefix="reveal"),
    }
    return {
        "desk": desk,
        "file": services.case_file(complaint, desk=desk),
        "complaint": complaint,
        "left": deadlines.left(clock.today(), complaint.answer_due, SwappedDay.swaps()),
        "is_running": state in OPEN,
        "is_formal": complaint.petition in FORMAL,
        "wants": PETITIONS[Petition(complaint.wants)],
        "may": {move.value: may(state, move) for move in Move},
        "may_reveal": desk.officer.has_perm("complaints.reveal_identity"),
        "reveals": complaint.reveals.select_related("by"),
        "events": [(event, LABELS[State(event.becomes)]) for event in complaint.events.select_related("by").order_by("pk")],
        "forms": blank | bound,
    }


@_handler
@require_safe
@_open
def evidence(request: HttpRequest, desk: services.OpenDesk, pk: int, file: int) -> HttpResponse:
    """Hand out one file, opened for this answer alone."""
    row = get_object_or_404(Evidence.objects.select_related("complaint"), pk=file, complaint_id=pk)
    opened = open_file(row, desk=desk)
    answer = HttpResponse(opened.data, content_type=opened.content_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=opened.name) or "attachment"
    return answer


@_keeper
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """Make the desk's key, see who holds it, let somebody in, take it away."""
    officer, opened = _officer(request), _desk(request)
    first, invite = forms.First(), forms.Invite()
    code, invited = "", None
    try:
        match request.POST.get("act", ""):
            case "first":
                first = forms.First(request.POST)
                if first.is_valid():
                    services.enrol_first_officer(officer, first.cleaned_data["new"])
                    messages.success(request, "Đã lập khóa. Hãy mời thêm ít nhất một cán bộ nữa.")
                    return redirect("complaints_keys")
            case "invite" if opened:
                invite = forms.Invite(request.POST)
                if invite.is_valid():
                    invited = invite.cleaned_data["officer"]
                    code = services.invite(invited, desk=opened)
            case "remove":
                services.remove_holder(get_object_or_404(Holder, pk=request.POST.get("holder")), by=officer)
                messages.success(request, "Đã thôi giao khóa.")
                return redirect("complaints_keys")
    except Refused as error:
        messages.error(request, reasons(error))
    context = {
        "has_key": services.is_open_for_complaints(),
        "holders": Holder.objects.select_related("officer", "enrolled_by"),
        "log": KeyLog.objects.select_related("officer", "by")[:50],
        "open": opened,
        "first": first,
        "invite": invite,
        "code": code,
        "invited": invited,
    }
    return render(request, "complaints/admin/keys.html", context)


@_handler
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def passphrase(request: HttpRequest) -> HttpResponse:
    """Let an officer set an own passphrase, with the invitation code or the one until now."""
    form = forms.Passphrase(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_passphrase(_officer(request), form.cleaned_data["old"], form.cleaned_data["new"])
        except (Refused, TooMany) as error:
            messages.error(request, reasons(error))
        else:
            messages.success(request, "Đã đặt mật khẩu khóa. Hãy mở bàn bằng mật khẩu mới.")
            return redirect("complaints_desk")
    return render(request, "complaints/admin/passphrase.html", {"form": form})
