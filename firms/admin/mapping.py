"""The page on which an officer says which column of an unknown list is what."""

from __future__ import annotations

from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods

from core.errors import IllegalMove, Refusal, Refused, Stale
from core.tables import Sheet, Table, UnreadableError, open_table
from core.tables import values as read

from .. import scope, services
from ..intake import mapped, words
from ..intake.kinds import KINDS
from ..lifecycle import State
from ..models import ImportBatch
from .common import PermittedItem, officer, whole

_SCALES = ((0, "Theo tiêu đề của tệp"), (1, "Đồng"), (1_000, "Nghìn đồng"), (1_000_000, "Triệu đồng"), (1_000_000_000, "Tỷ đồng"))
_ASK = "Hãy chọn loại danh sách"


class HeadingForm(forms.Form):
    """Where the heading stands and what kind of list it heads."""

    kind = forms.ChoiceField(label="Loại danh sách", choices=[("", _ASK), *((code, kind.label) for code, kind in KINDS.items())])
    sheet = forms.IntegerField(label="Trang tính", min_value=1, widget=forms.Select)
    first = forms.IntegerField(label="Tên cột ở dòng", min_value=1, max_value=60)
    depth = forms.TypedChoiceField(
        label="Tên cột chiếm", coerce=int, choices=[(1, "1 dòng"), (2, "2 dòng (có ô gộp)"), (3, "3 dòng (có ô gộp)")]
    )

    def __init__(self, *args: Any, sheets: tuple[Sheet, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sheet"].widget.choices = [(sheet.number, sheet.name or "1") for sheet in sheets]


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("firms.import_list", raise_exception=True)
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the first rows of a list that nobody could place, and take what each column is."""
    batch = get_object_or_404(scope.batches(officer(request)), pk=pk)
    if batch.state != State.UNREAD or not batch.stored:
        raise Http404
    try:
        table = _table(batch)
    except UnreadableError as refused:
        messages.error(request, refused.sentence)
        return redirect("firms_batch", pk)
    asked = _asked(request, batch, table)
    if not asked:
        first, depth = mapped.guess_heading(table.sheets[0])
        return _page(request, batch, table, HeadingForm(initial={"first": first, "depth": depth}, sheets=table.sheets), None)
    form = HeadingForm(asked, sheets=table.sheets)
    if not form.is_valid():
        return _page(request, batch, table, form, None, status=422)
    asked = form.cleaned_data
    proposal = mapped.propose(_sheet(table, asked["sheet"]), asked["kind"], asked["first"], asked["depth"])
    if request.method != "POST" or "scale" not in request.POST or proposal is None:
        return _page(request, batch, table, form, proposal)
    chosen = {column.place: name for column in proposal.columns if (name := request.POST.get(f"cot-{column.place}", ""))}
    try:
        services.remember_columns(
            batch,
            table,
            kind=asked["kind"],
            sheet=asked["sheet"],
            first=asked["first"],
            depth=asked["depth"],
            columns=_by_field(chosen, asked["kind"]),
            scale=_scale(request.POST["scale"]),
            by=officer(request),
        )
    except Refused as refused:
        for refusal in refused.refusals:
            form.add_error(None, refusal.sentence)
        return _page(request, batch, table, form, proposal, chosen, status=422)
    except (IllegalMove, Stale):
        messages.error(request, "Lô nhập đã được người khác xử lý; hãy xem lại.")
    else:
        messages.success(request, "Đã ghi nhớ cách ghép cột cho nơi gửi này; danh sách đang được đọc lại.")
    return redirect("firms_batch", pk)


def _table(batch: ImportBatch) -> Table:
    with batch.stored.open("rb") as file:
        return open_table(file.read(), batch.file_name)


def _sheet(table: Table, number: int) -> Sheet:
    return next((sheet for sheet in table.sheets if sheet.number == number), table.sheets[0])


def _asked(request: HttpRequest, batch: ImportBatch, table: Table) -> dict[str, Any]:
    """Return what was chosen so far, or a first guess; nothing where only an officer can tell what kind of list it is."""
    given = request.POST or request.GET
    if "kind" in given:
        return {name: given.get(name, "") for name in ("kind", "sheet", "first", "depth")}
    is_told = batch.asked_kind in KINDS
    guessed = mapped.guess_kind(table.sheets, [batch.asked_kind] if is_told else list(KINDS))
    if guessed is None and not is_told:
        return {}
    kind, number = guessed or (batch.asked_kind, table.sheets[0].number)
    first, depth = mapped.guess_heading(_sheet(table, number), kind)
    return {"kind": kind, "sheet": number, "first": first, "depth": depth}


def _by_field(chosen: dict[int, str], kind: str) -> dict[str, int]:
    """Return the column of each field; a field that was chosen twice is refused."""
    found: dict[str, int] = {}
    for place, name in chosen.items():
        if name not in KINDS[kind].layout.columns:
            continue
        if name in found:
            raise Refused([Refusal("field_twice", f"“{words.COLUMNS.get(name, name)}” được chọn cho hai cột.")])
        found[name] = place
    return found


def _scale(written: str) -> int:
    return int(written) if written in {str(scale) for scale, _ in _SCALES} else 0


def _page(
    request: HttpRequest,
    batch: ImportBatch,
    table: Table,
    form: HeadingForm,
    proposal: mapped.Proposal | None,
    chosen: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    kind = form.data["kind"] if form.data.get("kind") in KINDS else "arrears"
    fields = [(name, words.COLUMNS[name]) for name in KINDS[kind].layout.columns if name in words.COLUMNS]
    sheet = _sheet(table, whole(str(form.data.get("sheet", ""))) or 1)
    first = [(number, [read.shown(cell)[:40] for cell in row[:12]]) for number, row in _top(sheet)]
    rows = [
        (column, [(name, label, name == (chosen or {}).get(column.place, column.guess)) for name, label in fields])
        for column in (proposal.columns if proposal else ())
    ]
    context = {
        "batch": batch,
        "form": form,
        "preview": first,
        "is_asking": not form.is_bound,
        "rows": rows,
        "needed": words.columns(mapped.needed(kind)),
        "scales": _SCALES if KINDS[kind].layout.money else (),
        "sender": services.sender_of(batch, kind),
    }
    return render(request, "firms/admin/mapping.html", context, status=status)


def _top(sheet: Sheet) -> list[tuple[int, list[Any]]]:
    return [(number, row) for number, row in islice(sheet.rows(), 15) if any(cell != "" for cell in row)]


URLS = [path("nhap-lieu/ghep-cot/<int:pk>/", columns, name="firms_map_columns")]


def items() -> list[PermittedItem]:
    """The page is reached from a list that could not be read."""
    return []
