"""Officers compare two records of one firm, propose that they are one, decide it, and part them again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import waiting
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.fields import Day
from core.models import Officer

from .. import clashes, merging, register, scope, services
from ..merging import Move, State
from ..models import Firm, Merge
from .choosing import FirmField
from .common import PER_PAGE, PermittedItem, officer
from .forms import BecauseForm

_SERVICES: Mapping[Move, Callable[..., Merge]] = {
    Move.MERGE: services.merge_firms,
    Move.REFUSE: services.refuse_merge,
    Move.ASK_SPLIT: services.ask_split,
    Move.SPLIT: services.split_firms,
    Move.KEEP: services.keep_merged,
}
_VERBS: Mapping[Move, str] = {
    Move.MERGE: "Gộp hai bản ghi",
    Move.REFUSE: "Không gộp",
    Move.ASK_SPLIT: "Đề nghị tách lại",
    Move.SPLIT: "Tách lại",
    Move.KEEP: "Giữ như đã gộp",
}


class PairForm(forms.Form):
    """Two records that may be one firm."""

    def __init__(self, *args: Any, by: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giu"] = FirmField(by=by, label="Đơn vị giữ lại")
        self.fields["bo"] = FirmField(by=by, label="Bản ghi trùng, gộp vào đơn vị giữ lại")

    def clean(self) -> dict[str, Any]:
        """Refuse one record named twice."""
        cleaned = super().clean() or {}
        if cleaned.get("giu") and cleaned.get("giu") == cleaned.get("bo"):
            self.add_error("bo", "Hai bên là cùng một đơn vị, không có gì để so sánh hay gộp; hãy nêu bản ghi khác.")
        return cleaned


class ProposalForm(BecauseForm):
    """Why the two are one, and the paper that says so where both have a tax code."""

    document = forms.CharField(
        label="Văn bản chứng minh đăng ký lại, đổi mã số thuế",
        required=False,
        max_length=120,
        help_text="Bắt buộc khi hai bản ghi có hai mã số thuế khác nhau đang có hiệu lực.",
    )
    document_on = Day("Ngày văn bản", required=False)

    field_order = ("document", "document_on", "because")


class ClashForm(forms.Form):
    """Which of two rows goes on where a firm has one alone."""

    def __init__(self, merge: Merge, data: Any = None) -> None:
        super().__init__(data)
        for clash in services.clashes_of(merge):
            kept, gone = clash.said
            self.fields[clash.key] = forms.ChoiceField(
                label=f"Cả hai bản ghi cùng có một {clash.name}",
                widget=forms.RadioSelect,
                choices=[("kept", f"{clashes.CHOICES['kept']}: {kept}"), ("gone", f"{clashes.CHOICES['gone']}: {gone}")],
                error_messages={"required": "Hãy chọn dòng nào được giữ."},
            )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.propose_merge", raise_exception=True)
def propose(request: HttpRequest) -> HttpResponse:
    """Choose two records, see them side by side, and propose that they are one."""
    by = officer(request)
    asked = request.POST if request.method == "POST" else request.GET
    named = {"giu", "bo", "giu_id", "bo_id"} & asked.keys()
    pair = PairForm(asked if named else None, by=by)
    chosen = bool(named) and pair.is_valid()
    form = ProposalForm(request.POST if request.method == "POST" and chosen else None)
    if chosen and request.method == "POST" and form.is_valid():
        try:
            merge = services.propose_merge(pair.cleaned_data["giu"], pair.cleaned_data["bo"], by=by, **form.cleaned_data)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(None, refusal.sentence)
        else:
            messages.success(request, "Đã đề nghị gộp; một cán bộ khác sẽ quyết định.")
            return redirect("firms_merge", merge.pk)
    context = {"pair": pair, "form": form, "chosen": chosen}
    if chosen:
        context |= {
            "kept": pair.cleaned_data["giu"],
            "gone": pair.cleaned_data["bo"],
            "sides": _sides(*map(pair.cleaned_data.get, ("giu", "bo"))),
        }
    return render(request, "firms/admin/propose_merge.html", context, status=422 if form.errors else 200)


def _sides(kept: Any, gone: Any) -> list[tuple[str, str, str, bool]]:
    """Return what each record says, line by line, and whether they differ."""
    sides = [_told(firm) for firm in (kept, gone)]
    return [(name, sides[0][name], sides[1][name], sides[0][name] != sides[1][name]) for name in sides[0]]


def _told(firm: Firm) -> dict[str, str]:
    units = firm.unit_codes.filter(valid_to=None)
    return {
        "Tên": firm.name,
        "Mã số thuế": ", ".join(f"{code.code} ({code.get_kind_display()})" for code in firm.tax_codes.filter(valid_to=None)) or "-",
        "Mã đơn vị BHXH": ", ".join(str(unit) for unit in units) or "-",
        "Loại hình": firm.get_legal_form_display(),
        "Tình trạng hoạt động": firm.get_status_display(),
        "Địa chỉ": firm.address or "-",
        "Xã, phường": str(firm.commune or "-"),
        "Ngày đăng ký": f"{firm.registered_on:%d/%m/%Y}" if firm.registered_on else "-",
        "Dòng chậm đóng": str(firm.arrears.count()),
        "Quyết định xử phạt": str(firm.sanctions.count()),
        "Dòng số lao động": str(firm.headcounts.count()),
        "Tháng đóng": str(firm.contributions.count()),
        "Kết luận": str(firm.findings.count()),
        "Việc đang treo": str(firm.holds.filter(lifted_at=None).count()),
        "Đơn vị cùng tên": str(register.namesakes(firm).count()),
    }


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def merge_list(request: HttpRequest) -> HttpResponse:
    """List the merges, the newest first."""
    page = Paginator(_mine(officer(request)), PER_PAGE).get_page(request.GET.get("p"))
    return render(request, "firms/admin/merges.html", {"page": page})


def _mine(by: Officer) -> Any:
    """Return the merges of firms that the officer may see, both of them."""
    rows = Merge.objects.select_related("kept", "gone", "asked_by", "decided_by")
    return rows if scope.is_whole(by) else rows.filter(kept__in=scope.firms(by), gone__in=scope.firms(by))


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def merge_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one merge: both records, what moved, its story, and what can be done now."""
    by = officer(request)
    merge = get_object_or_404(_mine(by), pk=pk)
    return render(request, "firms/admin/merge.html", _page_of(merge, by) | {"form": BecauseForm(), "choices": ClashForm(merge)})


def _page_of(merge: Merge, by: Officer) -> dict[str, Any]:
    mine = [move for move in merging.moves(State(merge.state)) if _may(by, merge, move)]
    return {
        "merge": merge,
        "sides": _sides(merge.kept, merge.gone),
        "moved": services.moved(merge),
        "moves": [(move.value, _VERBS[move]) for move in mine],
        "events": merge.events.select_related("by").order_by("-at", "-pk"),
    }


def _may(by: Officer, merge: Merge, move: Move) -> bool:
    if move in merging.DECIDED:
        return by.has_perm("firms.decide_merge") and by.pk != merge.asked_by_id
    return by.has_perm("firms.propose_merge")


@require_POST
@permission_required("firms.view_register", raise_exception=True)
def move_merge(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """Make one move of a merge, with a reason."""
    by = officer(request)
    merge = get_object_or_404(_mine(by), pk=pk)
    form, is_merge = BecauseForm(request.POST), move == Move.MERGE
    choices = ClashForm(merge, request.POST if is_merge else None)
    if form.is_valid() and (choices.is_valid() or not is_merge):
        more = {"stays": choices.cleaned_data} if is_merge else {}
        try:
            _SERVICES[Move(move)](merge, by=by, because=form.cleaned_data["because"], **more)
        except Refused as refused:
            for refusal in refused.refusals:
                form.add_error(None, refusal.sentence)
        except NotAllowed:
            form.add_error(None, "Anh/chị không có quyền làm việc này.")
        except (ValueError, IllegalMove, Stale):
            form.add_error(None, "Việc này đã được người khác xử lý; hãy xem lại trang.")
        else:
            messages.success(request, "Đã ghi nhận.")
            return redirect("firms_merge", pk)
    context = _page_of(get_object_or_404(_mine(by), pk=pk), by) | {"form": form, "choices": choices}
    return render(request, "firms/admin/merge.html", context, status=422)


waiting.register(
    lambda: reverse("firms_merges"),
    (
        waiting.Queue(
            "firms.decide_merge",
            "Đề nghị gộp, tách đơn vị chờ quyết định",
            lambda: Merge.objects.filter(state__in=[State.PROPOSED, State.SPLITTING]),
        ),
    ),
)

URLS = [
    path("gop-don-vi/", merge_list, name="firms_merges"),
    path("gop-don-vi/de-nghi/", propose, name="firms_propose_merge"),
    path("gop-don-vi/<int:pk>/", merge_page, name="firms_merge"),
    path("gop-don-vi/<int:pk>/<slug:move>/", move_merge, name="firms_move_merge"),
]


def items() -> list[PermittedItem]:
    """Return what the menu offers of this screen."""
    return [PermittedItem("Gộp bản ghi trùng", reverse("firms_merges"), icon_name="duplicate", order=15, permission="firms.view_register")]
