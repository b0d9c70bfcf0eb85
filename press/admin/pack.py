"""The press pack of a release in the office: what is in it, how it looks, the files to take, and to whom they went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem

from core import clock
from core.downloads import attachment
from core.errors import NotAllowed, Refused, Stale
from core.money import number

from ..models import Release
from ..pack import bundle, handing, making, pictures, texts, wording
from ..pack.brief import Brief
from .acting import officer, reasons
from .common import done
from .forms import HandoverForm

_PER_PAGE = 20
_FOLDERS = {
    bundle.PRESS: "Cho tòa soạn",
    bundle.SOCIAL: "Cho mạng xã hội, tin nhắn",
    bundle.RADIO: "Cho loa truyền thanh",
}


@dataclass(frozen=True, slots=True)
class Folder:
    """The files of one folder, with what the officer must know before handing them out."""

    label: str
    note: str
    files: list[tuple[str, bundle.Part]]


@require_safe
def a_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the pack of one release: its words, its pictures, its files, and who took some before."""
    release = _release(request, pk)
    rows = release.handovers.select_related("pack", "contact", "by")
    given = Paginator(rows, _PER_PAGE).get_page(request.GET.get("d"))
    context: dict[str, Any] = {
        "release": release,
        "page_obj": Paginator(release.packs.select_related("by"), _PER_PAGE).get_page(request.GET.get("p")),
        "given": given,
        "told": handing.told(release, list(given.object_list)),
    }
    try:
        told = making.brief(release)
    except Refused as error:
        return render(request, "press/admin/pack.html", context | {"refusals": error.refusals})
    context |= {
        "brief": told,
        "footing": list(told.footing()),
        "table": _preview(told),
        "folders": _folders(told),
        "pictures": [(size, texts.alt(told)) for size in pictures.SIZES],
        "message": texts.message(told).lstrip("\ufeff"),
        "script": texts.script(told).lstrip("\ufeff"),
        "unfit": wording.unfit(told.story),
    }
    return render(request, "press/admin/pack.html", context)


@require_safe
def a_picture(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Show one picture of a pack, for the preview alone."""
    release = _release(request, pk)
    try:
        part = bundle.parts(making.brief(release)).get(key)
    except Refused:
        part = None
    if part is None or not part.name.endswith(".png"):
        raise Http404
    response = HttpResponse(part.make(), content_type="image/png")
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the pack, or the file asked for, and write down who took it."""
    release = _release(request, pk)
    try:
        made = making.make(release, by=officer(request), key=request.POST.get("tep", ""))
    except (Refused, Stale, NotAllowed) as error:
        messages.error(request, reasons(error))
        return redirect("press_pack", pk)
    return attachment(made.name, made.content)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Note to whom files of the pack went, so that they are asked back there."""
    release = _release(request, pk)
    first = {"handed_on": clock.today(), "pack": release.packs.first()}
    form = HandoverForm(request.POST or None, packs=release.packs.all(), initial=first)
    if form.is_valid():
        pack, by = form.cleaned_data["pack"], officer(request)
        if done(request, form, lambda: handing.note(pack, by=by, **form.arguments()), "Đã ghi lần đưa bộ tài liệu."):
            return redirect("press_pack", pk)
    return render(request, "press/admin/pack_hand_over.html", {"release": release, "form": form}, status=422 if form.errors else 200)


def _release(request: HttpRequest, pk: int) -> Release:
    if not officer(request).has_perm(making.PERMISSION):
        raise PermissionDenied
    return get_object_or_404(Release, pk=pk)


def _folders(told: Brief) -> list[Folder]:
    is_warning = told.story.tone.is_warning
    notes = {
        bundle.PRESS: "Có tên đơn vị; chỉ trao cho cơ quan báo chí." if is_warning else "",
        bundle.SOCIAL: "Không có tên đơn vị." if is_warning else "",
        bundle.RADIO: "Không có tên đơn vị; không đọc thêm tên." if is_warning else "",
    }
    files = bundle.parts(told)
    return [
        Folder(label, notes[folder], [(key, part) for key, part in files.items() if part.folder == folder])
        for folder, label in _FOLDERS.items()
    ]


def _preview(told: Brief) -> list[tuple[str, str, str]]:
    """Return the figures as the release writes them, digits and words."""
    rows = [(each.label, each.written, each.said) for each in told.story.figures]
    counted = len(told.story.grid.rows) if told.story.grid else 0
    return [*rows, *([("Số dòng trong bảng số liệu", number(counted), "")] if counted > 1 else [])]


URLS = [
    path("ban-truyen-thong/<int:pk>/bo-tai-lieu/", a_pack, name="press_pack"),
    path("ban-truyen-thong/<int:pk>/bo-tai-lieu/tai/", take, name="press_pack_take"),
    path("ban-truyen-thong/<int:pk>/bo-tai-lieu/da-dua/", hand_over, name="press_pack_hand_over"),
    path("ban-truyen-thong/<int:pk>/bo-tai-lieu/anh/<slug:key>.png", a_picture, name="press_pack_picture"),
]


def items() -> list[MenuItem]:
    """Return nothing: a pack is reached from its release."""
    return []
