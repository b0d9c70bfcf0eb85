"""Officers write to firms that insure too few, follow each letter to its end, and see what the letters brought."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import clock, downloads, law, uploads
from core.documents import letter_docx, letter_pdf
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.tables.writing import Row, Sheet

from .. import letters, requesting, scope, services
from .. import requests as asked
from ..models import Firm, LetterBatch, LetterKind, Request, RequestFile, Way
from ..requesting import LABELS, Move, State
from .common import PER_PAGE, PermittedItem, officer, whole
from .forms import BecauseForm
from .request_forms import AnswerForm, ComposeForm, FilterForm, PaperForm, SendAllForm, SendForm, SignAllForm, SignForm, usual

_see = permission_required("firms.view_register", raise_exception=True)
_write = permission_required("firms.draft_request", raise_exception=True)
_clerk = permission_required("firms.number_request", raise_exception=True)

_STALE = "Thư vừa được người khác xử lý; hãy xem lại trạng thái hiện tại."
#: What waits for whom, by the state of a letter.
_WAITS: Mapping[State, str] = {
    State.DRAFT: "ký, cấp số",
    State.SIGNED: "gửi",
    State.SENT: "đơn vị trả lời",
    State.REGISTERED: "số liệu kỳ sau của cơ quan BHXH",
    State.DISPUTED: "cán bộ xem xét ý kiến",
    State.SILENT: "số liệu kỳ sau; đề xuất kiểm tra",
    State.PARTLY: "đề xuất kiểm tra hoặc khép lại",
    State.UNMET: "đề xuất kiểm tra hoặc khép lại",
}
_RESULT_HEAD = (
    "Tháng gửi",
    "Loại thư",
    "Đã gửi",
    "Báo đã đăng ký",
    "Có ý kiến",
    "Không trả lời",
    "Đã đăng ký đủ",
    "Người được đề nghị",
    "Người mới tham gia (tính đến mức đề nghị)",
    "Tăng thực tế",
    "Số thư đã đối chiếu",
    "Số trước thư tính đến",
    "Số mới nhất tính đến",
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that an officer can do with a letter: its name, its right, its form, its service."""

    label: str
    permission: str
    form: type[forms.Form]
    run: Callable[..., Any]
    is_grave: bool = False


def _answer(is_disputed: bool) -> Callable[..., Any]:
    return lambda request, **given: services.answer_request(request, is_disputed=is_disputed, **given)


STEPS: Mapping[Move, Step] = {
    Move.SIGN: Step("Ghi đã ký, cấp số", "firms.number_request", SignForm, services.sign_request),
    Move.SEND: Step("Ghi đã gửi", "firms.number_request", SendForm, services.send_request),
    Move.REGISTER: Step("Đơn vị báo đã đăng ký", "firms.settle_request", AnswerForm, _answer(False)),
    Move.DISPUTE: Step("Đơn vị cho rằng số liệu chưa đúng", "firms.settle_request", AnswerForm, _answer(True)),
    Move.UPHOLD: Step("Giữ nguyên đề nghị", "firms.settle_request", BecauseForm, services.uphold_request),
    Move.CLOSE: Step("Khép lại", "firms.settle_request", BecauseForm, services.close_request, is_grave=True),
    Move.WITHDRAW: Step("Rút thư", "firms.settle_request", BecauseForm, services.withdraw_request, is_grave=True),
}


@require_safe
@_see
def request_list(request: HttpRequest) -> HttpResponse:
    """List the letters by state, those with the nearest deadline first."""
    chosen = request.GET.get("trang_thai", "")
    mine, firm = asked.requests(officer(request)), request.GET.get("don_vi", "")
    if firm:
        mine = mine.filter(firm__public_id=firm)
    counts = dict(mine.order_by().values_list("state").annotate(Count("pk")))
    rows = mine.select_related("batch", "firm")
    rows = rows.filter(state=chosen).order_by("due_on", "-pk") if chosen in counts else rows.order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "page": page,
        "rows": [(row, _WAITS.get(State(row.state), "")) for row in page],
        "chosen": chosen if chosen in counts else "",
        "states": [(state.value, LABELS[state], counts[state]) for state in State if state in counts],
        "total": sum(counts.values()),
        "kept": f"don_vi={firm}" if firm.isalnum() else "",
    }
    return render(request, "firms/admin/requests.html", context)


@require_safe
@_see
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one letter: what it says, where it stands, and what can be done."""
    return _show(request, _find(request, pk))


def _show(request: HttpRequest, row: Request, failed: tuple[Move, forms.Form] | None = None) -> HttpResponse:
    by, steps = officer(request), []
    for move, step in STEPS.items():
        if (State(row.state), move) in requesting.MOVES and request.user.has_perm(_right(move, row)):
            bound = failed[1] if failed and failed[0] == move else None
            steps.append((move.value, step, bound or step.form(initial=_initial(move, row), auto_id=f"{move}_%s"), bool(bound)))
    context = {
        "row": row,
        "waits": _WAITS.get(State(row.state), ""),
        "letter": letters.compose(row),
        "opens_batch": asked.batches(by).filter(pk=row.batch_id).exists(),
        "steps": steps,
        "confirmation": scope.confirmations(by)
        .filter(firm=row.firm, reference=row.reference)
        .select_related("agency")
        .order_by("-pk")
        .first(),
        "files": row.files.select_related("added_by"),
        "events": row.events.select_related("by").order_by("-at", "-pk"),
        "today": clock.today(),
    }
    return render(request, "firms/admin/request.html", context, status=422 if failed else 200)


def _initial(move: Move, row: Request) -> dict[str, Any]:
    match move:
        case Move.SIGN:
            return {"number": row.batch.mark, "dated_on": clock.today(), "because": "Thư đã ký, đã vào sổ văn bản đi."}
        case Move.SEND:
            return {"how": Way.POST, "sent_on": clock.today(), "because": "Đã gửi đơn vị."}
        case Move.REGISTER | Move.DISPUTE:
            return {"answered_on": clock.today()}
        case _:
            return {}


def _right(move: Move, row: Request) -> str:
    """Return the right that a move needs: a draft is taken back by whoever drafts."""
    return "firms.draft_request" if move == Move.WITHDRAW and row.state == State.DRAFT else STEPS[move].permission


@require_POST
@_see
def move_request(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Make one move of a letter."""
    row = _find(request, pk)
    try:
        how = Move(move)
        step = STEPS[how]
    except (ValueError, KeyError):
        raise Http404 from None
    if not request.user.has_perm(_right(how, row)):
        raise PermissionDenied
    form = step.form(request.POST, request.FILES, auto_id=f"{how}_%s")
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "file" or isinstance(form, PaperForm)}
        if _told(request, form, lambda: step.run(row, by=officer(request), **given)):
            messages.success(request, f"{step.label}: đã ghi.")
            return redirect("firms_request", pk)
    row.refresh_from_db()
    if (State(row.state), how) not in requesting.MOVES:
        messages.error(request, _STALE)
        return redirect("firms_request", pk)
    return _show(request, row, (how, form))


def _told(request: HttpRequest, form: forms.Form | None, work: Callable[[], Any]) -> bool:
    """Do ``work`` and return whether it was done; what forbids it is told in the form, or above the page."""
    try:
        work()
    except Refused as refused:
        sentences = [refusal.sentence for refusal in refused.refusals]
    except (Stale, IllegalMove):
        sentences = [_STALE]
    except NotAllowed:
        sentences = ["Anh/chị không có quyền làm bước này."]
    except law.NotInForce:
        sentences = ["Chưa có căn cứ đang áp dụng cho thời hạn đăng ký (Điều 28); hãy bổ sung ở mục Tham số pháp luật."]
    else:
        return True
    for sentence in sentences:
        if form is not None:
            form.add_error(None, sentence)
        else:
            messages.error(request, sentence)
    return False


@require_safe
@_see
def letter_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Download one letter as it stands, as DOCX or PDF."""
    row = _find(request, pk)
    letter = letters.compose(row)
    content = letter_docx(letter) if ending == "docx" else letter_pdf(letter)
    return downloads.attachment(f"thu-{(row.number or str(row.pk)).replace('/', '-')}.{ending}", content)


@require_safe
@_see
def request_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Download a paper of a letter; who opened it is noted."""
    file = get_object_or_404(RequestFile.objects.select_related("record__firm"), pk=pk, record__in=asked.requests(officer(request)))
    return downloads.attachment(file.name, services.read_file(file, by=officer(request)))


@require_http_methods(["GET", "POST"])
@_write
def compose(request: HttpRequest) -> HttpResponse:
    """Choose firms of the gap and write to them."""
    by, today = officer(request), clock.today()
    narrowed = FilterForm(request.GET or None)
    found = asked.candidates(today, by, **narrowed.chosen())
    chosen = [each.firm_id for each in found] if "all" in request.POST else _ticked(request)
    form = ComposeForm(request.POST or None, initial=usual(by))
    if request.method == "POST" and (answer := _draft(request, form, chosen, LetterKind.INSURE)):
        return answer
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    firms = Firm.objects.select_related("commune").in_bulk([each.firm_id for each in page])
    context = {
        "form": form,
        "narrowed": narrowed if narrowed.is_bound else FilterForm(),
        "page": page,
        "rows": [(each, firms[each.firm_id]) for each in page],
        "ticked": set(chosen),
        "total": len(found),
        "most": services.MOST_IN_BATCH,
        "query": _query(request),
        "today": today,
    }
    return render(request, "firms/admin/compose.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@_write
def welcome(request: HttpRequest) -> HttpResponse:
    """Choose firms that are new in the register and write to them."""
    by = officer(request)
    found = asked.new_firms(clock.today(), by)
    chosen = list(found.values_list("pk", flat=True)[: services.MOST_IN_BATCH + 1]) if "all" in request.POST else _ticked(request)
    form = ComposeForm(request.POST or None, initial=usual(by))
    if request.method == "POST" and (answer := _draft(request, form, chosen, LetterKind.FIRST_DAYS)):
        return answer
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "ticked": set(chosen),
        "total": page.paginator.count,
        "most": services.MOST_IN_BATCH,
        "days": asked.NEW_FOR.days,
    }
    return render(request, "firms/admin/welcome.html", context, status=422 if form.errors else 200)


def _ticked(request: HttpRequest) -> list[int]:
    return [key for text in request.POST.getlist("firm") if (key := whole(text)) is not None]


def _query(request: HttpRequest) -> str:
    """Return the filter of an address, without its page."""
    kept = request.GET.copy()
    kept.pop("p", None)
    return kept.urlencode()


def _draft(request: HttpRequest, form: ComposeForm, chosen: list[int], kind: LetterKind) -> HttpResponse | None:
    if not form.is_valid():
        return None
    made: list[LetterBatch] = []
    because = form.cleaned_data["because"]

    def work() -> None:
        made.append(services.draft_requests(chosen, kind=kind, form=form.shared(), by=officer(request), because=because))

    if not _told(request, form, work):
        return None
    messages.success(request, f"Đã soạn {len(chosen)} thư; tệp in được làm trong ít phút.")
    return redirect("firms_letters", made[0].pk)


@require_safe
@_see
def batch_list(request: HttpRequest) -> HttpResponse:
    """List the batches of letters, newest first."""
    rows = asked.batches(officer(request)).annotate(letters=Count("requests")).order_by("-drafted_at", "-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "firms/admin/letter_batches.html", {"page": page})


@require_safe
@_see
def batch_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one batch: its files, its letters, and what can be done with all of them."""
    return _show_batch(request, _find_batch(request, pk))


def _show_batch(request: HttpRequest, batch: LetterBatch, failed: forms.Form | None = None) -> HttpResponse:
    rows = batch.requests.select_related("firm").order_by("pk")
    counts = dict(batch.requests.order_by().values_list("state").annotate(Count("pk")))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
    today = clock.today()
    is_clerk = request.user.has_perm("firms.number_request")
    sign = (
        failed
        if isinstance(failed, SignAllForm)
        else SignAllForm(initial={"dated_on": today, "because": "Thư đã ký, đã vào sổ văn bản đi."})
    )
    send = failed if isinstance(failed, SendAllForm) else SendAllForm(initial={"sent_on": today, "because": "Đã gửi các đơn vị."})
    context = {
        "batch": batch,
        "page": page,
        "states": [(LABELS[state], counts[state]) for state in State if state in counts],
        "total": sum(counts.values()),
        "sign": sign if is_clerk and counts.get(State.DRAFT) else None,
        "send": send if is_clerk and counts.get(State.SIGNED) else None,
        "drafts": counts.get(State.DRAFT, 0),
        "signed": counts.get(State.SIGNED, 0),
        "failed": failed,
    }
    return render(request, "firms/admin/letter_batch.html", context, status=422 if failed else 200)


@require_POST
@_clerk
def number_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Number all drafts of a batch."""
    return _all(request, pk, State.DRAFT, SignAllForm, services.sign_batch, "Đã cấp số.")


@require_POST
@_clerk
def dispatch_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that all signed letters of a batch went out."""
    return _all(request, pk, State.SIGNED, SendAllForm, services.send_batch, "Đã ghi việc gửi.")


def _all(request: HttpRequest, pk: int, waits: State, kind: type[forms.Form], work: Callable[..., int], done: str) -> HttpResponse:
    batch = _find_batch(request, pk)
    if not batch.requests.filter(state=waits).exists():
        messages.error(request, "Không còn thư nào của đợt này chờ bước đó; hãy xem lại trạng thái hiện tại.")
        return redirect("firms_letters", pk)
    form = kind(request.POST)
    if form.is_valid() and _told(request, form, lambda: work(batch, by=officer(request), **form.cleaned_data)):
        messages.success(request, done)
        return redirect("firms_letters", pk)
    return _show_batch(request, batch, form)


@require_POST
@_see
def reprint_batch(request: HttpRequest, pk: int) -> HttpResponse:
    """Print the files of a batch anew."""
    services.print_again(_find_batch(request, pk), by=officer(request))
    messages.success(request, "Tệp in đang được làm lại.")
    return redirect("firms_letters", pk)


@require_safe
@_see
def batch_file(request: HttpRequest, pk: int, ending: str) -> HttpResponse:
    """Download the printed files of a batch."""
    batch = _find_batch(request, pk)
    stored = batch.zip_path if ending == "zip" else batch.pdf_path
    if not stored:
        raise Http404
    return downloads.attachment(f"dot-thu-{batch.pk}.{ending}", uploads.fetch(stored))


@require_safe
@_see
def results(request: HttpRequest) -> HttpResponse:
    """Show by month what the letters brought."""
    return render(request, "firms/admin/request_results.html", {"rows": asked.monthly(officer(request))})


@require_safe
@_see
def results_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Download what the letters brought as CSV or XLSX."""
    rows = [_result(row) for row in asked.monthly(officer(request))]
    day = clock.today()
    name = f"ket-qua-thu-de-nghi-{day:%Y-%m-%d}.{ending}"
    if ending == "csv":
        return downloads.csv_stream(name, _RESULT_HEAD, rows)
    above = (
        "Kết quả thư đề nghị tham gia BHXH, theo tháng gửi",
        f"Tính đến ngày {day:%d/%m/%Y}.",
        "Nguồn: thư đã gửi của cơ quan; số người tham gia theo trích dữ liệu thu của cơ quan BHXH. Số tăng không chứng minh là do thư.",
    )
    return downloads.workbook(name, [Sheet("Kết quả", _RESULT_HEAD, rows, above=above)])


def _result(row: asked.Month) -> Row:
    return (
        f"{row.month:%m/%Y}",
        str(row.kind.label),
        row.sent,
        row.registered,
        row.disputed,
        row.silent,
        row.fulfilled,
        row.asked,
        row.newly,
        row.raw,
        row.measured,
        row.from_on,
        row.until_on,
    )


def _find(request: HttpRequest, pk: int) -> Request:
    return get_object_or_404(asked.requests(officer(request)).select_related("batch", "firm", "signed_by", "drafted_by"), pk=pk)


def _find_batch(request: HttpRequest, pk: int) -> LetterBatch:
    return get_object_or_404(asked.batches(officer(request)), pk=pk)


URLS = [
    path("de-nghi/", request_list, name="firms_requests"),
    path("de-nghi/soan/", compose, name="firms_compose"),
    path("de-nghi/don-vi-moi/", welcome, name="firms_welcome"),
    path("de-nghi/dot/", batch_list, name="firms_letter_batches"),
    path("de-nghi/dot/<int:pk>/", batch_page, name="firms_letters"),
    path("de-nghi/dot/<int:pk>/cap-so/", number_batch, name="firms_number_letters"),
    path("de-nghi/dot/<int:pk>/gui/", dispatch_batch, name="firms_send_letters"),
    path("de-nghi/dot/<int:pk>/in-lai/", reprint_batch, name="firms_reprint_letters"),
    path("de-nghi/dot/<int:pk>/tai.zip", batch_file, {"ending": "zip"}, name="firms_letters_zip"),
    path("de-nghi/dot/<int:pk>/tai.pdf", batch_file, {"ending": "pdf"}, name="firms_letters_pdf"),
    path("de-nghi/ket-qua/", results, name="firms_request_results"),
    path("de-nghi/ket-qua.csv", results_file, {"ending": "csv"}, name="firms_request_results_csv"),
    path("de-nghi/ket-qua.xlsx", results_file, {"ending": "xlsx"}, name="firms_request_results_xlsx"),
    path("de-nghi/tep/<int:pk>/", request_file, name="firms_request_file"),
    path("de-nghi/<int:pk>/", request_page, name="firms_request"),
    path("de-nghi/<int:pk>/thu.docx", letter_file, {"ending": "docx"}, name="firms_letter_docx"),
    path("de-nghi/<int:pk>/thu.pdf", letter_file, {"ending": "pdf"}, name="firms_letter_pdf"),
    path("de-nghi/<int:pk>/<slug:move>/", move_request, name="firms_move_request"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers: the letters and what they brought."""
    return [
        PermittedItem("Thư đề nghị tham gia", reverse("firms_requests"), icon_name="mail", order=60, permission="firms.view_register"),
        PermittedItem(
            "Kết quả thư đề nghị", reverse("firms_request_results"), icon_name="order", order=61, permission="firms.view_register"
        ),
    ]
