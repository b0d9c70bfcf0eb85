"""What the public reads of notices, and the two doors through which a firm and a reader answer."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found

from core import chain, limits, linked, routes
from press import public as press

from . import door, public, services
from .forms import CodeForm, CorrectionForm, ReplyForm
from .models import Notice

_HOUR = dt.timedelta(hours=1)


@routes.public
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show one notice, or a tombstone without a name once it is over."""
    notice = _visible(public_id)
    if notice is None:
        return _gone(request, public_id)
    shown, corrections = public.shown(notice), press.corrections_of(notice.release) if notice.release else ()
    context = {"shown": shown, "corrections": corrections, "linked": _linked(shown, notice)}
    return unindexed(render(request, "notices/detail.html", context))


def _linked(shown: public.Shown, notice: Notice) -> linked.Linked:
    release = notice.release
    return linked.article(
        f"{_('Công khai')}: {shown.name}",
        shown.path,
        identifier=shown.public_id,
        datePublished=shown.published_on,
        dateModified=release.changed_at if release else None,
        expires=shown.expires_on,
        about=linked.firm(shown.name, shown.tax_code, shown.commune),
        isBasedOn=shown.source.get("url", ""),
        inLanguage="vi",
    )


@routes.public
def committed(request: HttpRequest, public_id: str) -> HttpResponse:
    """Send what a notice shows, byte for byte as the public ledger commits to it."""
    notice = _visible(public_id)
    if notice is None or notice.release is None:
        return _gone(request, public_id)
    return unindexed(HttpResponse(chain.canonical(notice.release.payload), content_type="application/json; charset=utf-8"))


@routes.public
def policy(request: HttpRequest) -> HttpResponse:
    """Show by which numbers and in which order firms are named."""
    return render(request, "notices/policy.html", {"policies": public.policies(), "processes": public.processes()})


@routes.form
def firm_door(request: HttpRequest) -> HttpResponse:
    """Let a firm read its own file with the code from the letter, and answer."""
    if request.method != "POST":
        return unindexed(render(request, "notices/door.html", {"form": CodeForm()}))
    limits.spend("notices.door", limits.caller(request), limit=20, per=_HOUR)
    code = CodeForm(request.POST)
    notice = door.open_with(code.cleaned_data["code"]) if code.is_valid() else None
    if notice is None:
        code.add_error("code", _("Mã không đúng hoặc hồ sơ đã đóng."))
        return unindexed(render(request, "notices/door.html", {"form": code}, status=400))
    return unindexed(_inside(request, notice, code.cleaned_data["code"]))


def _inside(request: HttpRequest, notice: Notice, code: str) -> HttpResponse:
    """Show the file, and take the reply if one was written."""
    form = ReplyForm(request.POST) if "text" in request.POST else ReplyForm(initial={"code": code})
    context: dict[str, Any] = {"notice": notice, "form": form}
    context |= {"lines": public.lines(notice.facts), "ending": public.ending(notice.legal_basis)}
    if form.is_bound and form.is_valid():
        services.record_reply(
            notice,
            by=None,
            because="Đơn vị gửi ý kiến qua cổng.",
            text=form.cleaned_data["text"],
            paid_on=form.cleaned_data["paid_on"],
            channel="door",
        )
        return render(request, "notices/replied.html", context)
    return render(request, "notices/file.html", context, status=400 if form.is_bound else 200)


@routes.form
def ask_correction(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take a request to put a notice right; it needs no code and no name."""
    notice = _visible(public_id)
    if notice is None:
        return _gone(request, public_id)
    form = CorrectionForm(request.POST or None)
    context: dict[str, Any] = {"form": form, "shown": public.shown(notice)}
    if request.method == "POST" and form.is_valid():
        limits.spend("notices.correction", limits.caller(request), limit=5, per=_HOUR)
        context["asked"] = services.ask_correction(notice, text=form.cleaned_data["text"])
        return unindexed(render(request, "notices/asked.html", context))
    return unindexed(render(request, "notices/ask.html", context, status=400 if form.is_bound else 200))


def _visible(public_id: str) -> Notice | None:
    return public.visible().filter(public_id=public_id).first()


def _gone(request: HttpRequest, public_id: str) -> HttpResponse:
    """Answer 410 for a notice that was public once, 404 for every other number."""
    if not public.was_public(public_id):
        return page_not_found(request, Http404())
    return unindexed(render(request, "notices/gone.html", {"public_id": public_id}, status=410))


def unindexed(response: HttpResponse) -> HttpResponse:
    """Tell search engines to keep nothing of the page."""
    response["X-Robots-Tag"] = "noindex, noarchive"
    return response
