"""The reporter's pages: no account, no session, no script needed; what is written travels in the form until it is sealed."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from core import clock, images, limits, routes, uploads
from core.errors import IllegalMove, Refused, Stale

from . import codes, deadlines, detector, evidence, public, services
from .forms import Again, Learnt, Sending, Wish, Written, sign
from .kinds import FORMAL, PETITIONS, Channel, Petition, Unit
from .models import Clock
from .services import filing, moves

_HOUR = dt.timedelta(hours=1)
#: A factory shares one address, so these are wide; guessing 85 bits stays out of reach.
_SENDS = 30
_LOOKS = 120


@routes.form
@sensitive_post_parameters()
def start(request: HttpRequest) -> HttpResponse:
    """Begin, write, look again and send."""
    return _intake(request, channel=Channel.WEB)


@routes.form
@sensitive_post_parameters()
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The same behind a one-time link from a messenger."""
    if not filing.link_is_open(token):
        return render(request, "complaints/link_over.html", status=410)
    return _intake(request, channel=Channel.LINK, token=token)


@routes.form
@sensitive_post_parameters()
def track(request: HttpRequest) -> HttpResponse:
    """Open a case with the code: read, write again, add files, print a petition, withdraw."""
    if request.method != "POST":
        return render(request, "complaints/track.html", {})
    limits.spend("complaints.track", limits.caller(request), limit=_LOOKS, per=_HOUR)
    typed = request.POST.get("code", "")
    try:
        return _case(request, codes.parse(typed))
    except codes.BadCode:
        error = _("Mã chưa đúng: mã có 20 ký tự, chia bốn nhóm. Anh/chị xem lại từng nhóm.")
    except services.UnknownCode:
        error = _("Không có hồ sơ nào mở được bằng mã này. Hồ sơ có thể đã hết thời hạn lưu giữ.")
    return render(request, "complaints/track.html", {"error": error, "typed": typed}, status=404)


def _intake(request: HttpRequest, *, channel: Channel, token: str = "") -> HttpResponse:
    if not services.is_open_for_complaints():
        return render(request, "complaints/not_open.html", status=503 if request.method == "POST" else 200)
    match request.POST.get("step", ""):
        case "limits":
            return _start(request, Learnt(request.POST))
        case "write":
            return _write(request, Wish(request.POST))
        case "edit":
            return _write(request, Written(request.POST))
        case "preview":
            return _preview(request, Written(request.POST))
        case "send":
            return _send(request, channel=channel, token=token)
        case _:
            return _write(request, Wish({"wants": Petition.FEEDBACK})) if token else _start(request, None)


def _start(request: HttpRequest, learnt: Learnt | None) -> HttpResponse:
    on = learnt.cleaned_data["on"] if learnt and learnt.is_valid() else None
    return render(
        request,
        "complaints/start.html",
        {
            "petitions": [(kind.value, label, kind in FORMAL) for kind, label in PETITIONS.items()],
            "limits": _own_limits(on),
            "learnt": learnt,
            "on": on,
            "readers": public.readers(),
            "figures": public.figures(clock.today()),
        },
    )


def _own_limits(learnt_on: dt.date | None) -> list[tuple[Clock, dt.date | None]]:
    return [(row, deadlines.ends(learnt_on, row.amount, Unit(row.unit)) if learnt_on else None) for row in public.own_limits(clock.today())]


def _write(request: HttpRequest, form: Wish, *, status: int = 200) -> HttpResponse:
    wants = Petition(form.data["wants"]) if form.data.get("wants") in list(Petition) else Petition.FEEDBACK
    context = {"wants": wants, "wants_label": PETITIONS[wants], "is_formal": wants in FORMAL, "readers": public.readers(), "form": form}
    context["errors"] = [error for errors in form.errors.values() for error in errors] if status != 200 else []
    return render(request, "complaints/write.html", context, status=status)


def _preview(request: HttpRequest, form: Written) -> HttpResponse:
    if not form.is_valid():
        return _write(request, form, status=422)
    return _show_preview(request, form, code=codes.new())


def _show_preview(request: HttpRequest, form: Written, *, code: str, status: int = 200) -> HttpResponse:
    text = filing.clean(form.cleaned_data["content"])
    context = {
        "form": form,
        "wants_label": PETITIONS[Petition(form.cleaned_data["wants"])],
        "pieces": detector.pieces(text),
        "found": [_(label) for label in detector.found(text)],
        "code": code,
        "signed": sign(code),
        "readers": public.readers(),
        "answer_due": moves.answer_due(Petition(form.cleaned_data["wants"]), start=clock.today()),
        "most": evidence.MOST_AT_ONCE,
        "largest": uploads.LARGEST // 1024 // 1024,
    }
    return render(request, "complaints/preview.html", context, status=status)


def _send(request: HttpRequest, *, channel: Channel, token: str) -> HttpResponse:
    written = Written(request.POST)
    if not written.is_valid():
        return _write(request, written, status=422)
    form = Sending(request.POST, request.FILES)
    if not form.is_valid():
        return _show_preview(request, form, code=form.cleaned_data.get("receipt") or codes.new(), status=422)
    limits.spend("complaints.send", limits.caller(request), limit=_SENDS, per=_HOUR)
    data = form.cleaned_data
    receipt = services.file(
        data["content"], channel=channel, wants=data["wants"], person=form.person(), files=data["papers"], code=data["receipt"]
    )
    if token:
        filing.use_link(token)
    context = {
        "code": receipt.code,
        "answer_due": receipt.answer_due,
        "qr": mark_safe(images.qr_svg(f"{settings.BASE_URL}{reverse('complaints:track')}#{receipt.code}")),
        "track_url": settings.BASE_URL + reverse("complaints:track"),
        "is_formal": Petition(data["wants"]) in FORMAL,
    }
    return render(request, "complaints/receipt.html", context)


def _case(request: HttpRequest, code: str) -> HttpResponse:
    """Do what was asked with the case, then show it."""
    act = request.POST.get("act", "")
    errors: list[str] = []
    done = ""
    try:
        if act == "add":
            done, errors = _add(request, code)
        elif act == "withdraw" and request.POST.get("sure") == "1":
            services.withdraw(code)
            done = _("Anh/chị đã rút phản ánh. Nội dung sẽ được xóa sau thời hạn ngắn.")
    except Refused as refused:
        errors = [refusal.sentence for refusal in refused.refusals]
    except (Stale, IllegalMove):
        errors = [_("Hồ sơ vừa thay đổi; anh/chị xem lại bên dưới.")]
    case = services.read(code)
    if act == "petition":
        return render(request, "complaints/petition.html", {"case": case, "label": PETITIONS[case.status.petition], "today": clock.today()})
    context = {
        "case": case,
        "done": done,
        "errors": errors,
        "asks_to_withdraw": act == "withdraw" and not done,
        "petition_label": PETITIONS[case.status.petition],
        "is_formal": case.status.petition in FORMAL,
        "most": evidence.MOST_AT_ONCE,
        "largest": uploads.LARGEST // 1024 // 1024,
    }
    return render(request, "complaints/case.html", context, status=422 if errors else 200)


def _add(request: HttpRequest, code: str) -> tuple[str, list[str]]:
    """Add a message, files or both; return what was done, or what is wrong."""
    form = Again(request.POST, request.FILES)
    if not form.is_valid():
        return "", [str(error) for errors in form.errors.values() for error in errors]
    text, files = form.cleaned_data["content"], form.cleaned_data["papers"]
    if not text and not files:
        return "", [_("Anh/chị chưa viết nội dung, chưa chọn tệp.")]
    limits.spend("complaints.send", limits.caller(request), limit=_SENDS, per=_HOUR)
    with transaction.atomic():
        if text:
            services.write_again(code, text)
        if files:
            services.add_evidence(code, files)
    return _("Đã gửi thêm vào hồ sơ."), []
