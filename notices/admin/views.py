"""The board of notices, the page of one, where files are opened, and the letter before publication."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from core import clock, documents, downloads
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer
from firms import scope, screens
from firms.models import ImportBatch, Sanction
from press.admin.common import DESK

from .. import door, facts, letters, services, waiting
from ..lifecycle import LABELS, MOVE_LABELS, State
from ..models import CorrectionRequest, Notice, RelayAgreement
from ..public import lines
from . import actions, forms

PERMISSIONS = ("draft_notice", "serve_notice", "review_notice", "decide_notice")
PER_PAGE = 50
_SCREENS = ("repeat", "late")
View = Callable[..., HttpResponse]


def may_see(officer: Any) -> bool:
    """Tell whether an officer has anything to do with notices."""
    return isinstance(officer, Officer) and any(officer.has_perm(f"notices.{codename}") for codename in PERMISSIONS)


def _desk(view: View) -> View:
    """Let only those in who have something to do with notices."""

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return inner


def _officer(request: HttpRequest) -> Officer:
    return cast("Officer", request.user)


def told(error: Refused | Stale | IllegalMove | NotAllowed) -> str:
    """Return what the officer reads of an error."""
    match error:
        case Refused():
            return " ".join(refusal.sentence for refusal in error.refusals)
        case NotAllowed():
            return "Anh/chị không có quyền làm bước này."
        case _:
            return "Hồ sơ vừa được người khác xử lý; hãy xem lại."


def next_of(notice: Notice) -> waiting.Waits:
    """Return what a file waits for, and until when."""
    if notice.due_process is None:
        return waiting.Waits("")
    return waiting.next_step(
        notice.dossier(),
        notice.due_process.demands(),
        on=clock.today(),
        post_due=notice.post_due,
        has_release=notice.release is not None and notice.release.state not in ("withdrawn", "expired"),
    )


@_desk
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Show the files by state, what each waits for and until when."""
    counts = dict(Notice.objects.values_list("state").annotate(Count("pk")).order_by())
    chosen = request.GET.get("trang_thai", "")
    files = Notice.objects.select_related("firm", "due_process", "agreement", "release")
    files = files.filter(state=chosen) if chosen in LABELS else files
    page = Paginator(files, PER_PAGE).get_page(request.GET.get("trang"))
    context = {
        "states": [(state.value, label, counts.get(state, 0)) for state, label in LABELS.items() if counts.get(state)],
        "chosen": chosen,
        "page_obj": page,
        "rows": [(notice, next_of(notice)) for notice in page],
        "asked": CorrectionRequest.objects.filter(answered_at=None).select_related("notice"),
        "agreement": RelayAgreement.in_force(clock.today()),
    }
    return render(request, "notices/admin/board.html", context)


@_desk
@require_http_methods(["GET", "POST"])
def notice_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one file with its clocks and its story, and take the next step."""
    notice = get_object_or_404(
        Notice.objects.select_related("firm", "due_process", "policy", "batch", "sanction", "agreement", "release"), pk=pk
    )
    open_to = {action.code: action for action in actions.open_to(notice, _officer(request))}
    bound: dict[str, forms.ReasonForm] = {}
    action = open_to.get(request.POST.get("act", ""))
    if request.method == "POST" and action is not None:
        form = action.form(request.POST, prefix=action.code)
        if form.is_valid() and _run(request, action, notice, form):
            return redirect("notices_notice", pk)
        bound[action.code] = form
        notice.refresh_from_db()
    elif request.method == "POST":
        messages.error(request, "Bước này không làm được: hồ sơ đã sang trạng thái khác, hoặc anh/chị không được giao bước này.")
        return redirect("notices_notice", pk)
    context = {
        "notice": notice,
        "waits": next_of(notice),
        "lines": lines(notice.facts),
        "against": facts.against(notice, on=clock.today()) if State(notice.state) not in (State.DROPPED, State.SETTLED) else [],
        "steps": [(each, bound.get(each.code) or each.form(prefix=each.code)) for each in open_to.values()],
        "events": [(event, _STEPS.get(event.move, event.move)) for event in notice.events.select_related("by")],
        "replies": notice.replies.all(),
        "asked": notice.correction_requests.all(),
        "may_answer": _officer(request).has_perm("notices.review_notice"),
        "has_letter": bool(notice.door_key),
        "at_the_desk": any(map(request.user.has_perm, DESK)),
        "entry": notice.entries.filter(taken_out_at=None).select_related("round").last(),
    }
    return render(request, "notices/admin/notice.html", context)


#: Names of all steps in the story: the moves, and what is recorded besides.
_STEPS: dict[str, str] = {move.value: label for move, label in MOVE_LABELS.items()} | {
    "propose": "Đề xuất",
    "prepare_release": "Chuyển bàn truyền thông",
    "late_reply": "Ý kiến đến sau",
    "alert": "Cảnh báo",
    "ask_correction": "Đề nghị đính chính",
    "answer_correction": "Trả lời đề nghị đính chính",
}


def _run(request: HttpRequest, action: actions.Action, notice: Notice, form: forms.ReasonForm) -> bool:
    """Take the step, and tell whether it was taken."""
    try:
        action.runs(notice, by=_officer(request), **form.cleaned_data)
    except (Refused, Stale, IllegalMove, NotAllowed) as error:
        messages.error(request, told(error))
        return False
    messages.success(request, f"Đã ghi: {action.label}.")
    return True


@_desk
@require_http_methods(["GET", "POST"])
def candidates(request: HttpRequest) -> HttpResponse:
    """Find whom a file can be opened on: by the screens, or by name or code; and open it."""
    if request.method == "POST":
        return _propose(request)
    by, screen = _officer(request), request.GET.get("tu", "")
    named = forms.FirmForm(request.GET if {"ma", "ma_id"} & request.GET.keys() else None, by=by)
    firm = named.cleaned_data["ma"] if named.is_valid() else None
    page = screens.Answer(screen, clock.today(), by).page(request.GET.get("trang"), PER_PAGE) if screen in _SCREENS else None
    firms = screens.names(page.object_list) if page else {}
    context: dict[str, Any] = {
        "named": named,
        "screen": screen if page else "",
        "page_obj": page,
        "rows": [(each, firms[each.firm_id]) for each in page] if page else [],
        "firm": firm,
        "form": forms.ReasonForm(),
        "lists": [batch for batch in facts.published_lists()[:12] if firm and facts.rows(firm, batch).exists()][:1],
        "decisions": facts.decisions(firm) if firm else [],
    }
    return render(request, "notices/admin/candidates.html", context, status=422 if named.errors else 200)


def _propose(request: HttpRequest) -> HttpResponse:
    firm = get_object_or_404(scope.firms(_officer(request)), pk=_number(request, "firm"))
    batch = ImportBatch.objects.filter(pk=_number(request, "batch")).first()
    sanction = Sanction.objects.filter(pk=_number(request, "sanction")).first()
    form = forms.ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Phải nêu lý do.")
        return redirect(request.get_full_path())
    try:
        notice = services.propose(firm, by=_officer(request), batch=batch, sanction=sanction, because=form.cleaned_data["because"])
    except (Refused, NotAllowed) as error:
        messages.error(request, told(error))
        return redirect(request.get_full_path())
    return redirect("notices_notice", notice.pk)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() else 0


def _with_letter(request: HttpRequest, pk: int) -> Notice:
    """Return a notice whose letter the officer may print: it carries the code of the firm's door."""
    notice = get_object_or_404(Notice.objects.select_related("firm__commune", "due_process", "policy"), pk=pk)
    if not notice.door_key or not _officer(request).has_perm("notices.draft_notice"):
        raise PermissionDenied
    return notice


@_desk
@require_safe
def letter_docx(request: HttpRequest, pk: int) -> HttpResponse:
    """Download the letter before publication as DOCX, to be numbered and signed outside."""
    notice = _with_letter(request, pk)
    return downloads.attachment(
        f"thong-bao-truoc-{notice.pk}.docx", documents.letter_docx(letters.before_publication(notice, by=_officer(request)))
    )


@_desk
@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the letter that goes to the firm before publication, with the code of its door."""
    notice = _with_letter(request, pk)
    context = {"notice": notice, "code": door.code(notice), "lines": lines(notice.facts), "today": clock.today()}
    return render(request, "notices/admin/letter.html", context)


@_desk
@require_http_methods(["POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a request for correction."""
    asked = get_object_or_404(CorrectionRequest, pk=pk)
    form = forms.ReasonForm(request.POST)
    try:
        if form.is_valid():
            services.answer_correction(asked, by=_officer(request), because=form.cleaned_data["because"])
            messages.success(request, "Đã ghi trả lời.")
    except (Stale, NotAllowed) as error:
        messages.error(request, told(error))
    return redirect("notices_notice", asked.notice_id)


@_desk
@require_http_methods(["GET", "POST"])
def agreements(request: HttpRequest) -> HttpResponse:
    """Show the relay agreements, and record one."""
    form = forms.AgreementForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_agreement(by=_officer(request), **form.cleaned_data)
        except NotAllowed as error:
            messages.error(request, told(error))
        else:
            messages.success(request, "Đã ghi thỏa thuận.")
            return redirect("notices_agreements")
    return render(request, "notices/admin/agreements.html", {"form": form, "agreements": RelayAgreement.objects.all()})
