"""The desk: who waits, the talk itself, what has ended, the hours, and the figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.admin import messages

from core import clock, waiting
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer, SwappedDay
from press.admin.acting import officer, reasons, story
from press.admin.common import OfficeItem, allowed, page_of

from ... import index
from ...dialogue import Say
from ...knowledge import Around
from .. import reading, services
from ..lifecycle import ENDED, LABELS, MOVE_LABELS, State
from ..models import Talk, TalkLine, TalkPolicy
from . import forms as asking

#: How many published answers a search shows.
_FOUND = 5
#: Days in figures on one page.
_DAYS = 31
_MOVES = {str(move): label for move, label in MOVE_LABELS.items()} | {"reveal": "Xem số đã ẩn"}
_VIEWS = (("", "Hàng chờ"), ("cua-toi", "Của tôi"), ("dang-tro-chuyen", "Đang trò chuyện"), ("da-ket-thuc", "Đã kết thúc"))


@dataclass(frozen=True, slots=True)
class Row:
    """A talk with how long the person has waited, in minutes, and whether that is too long."""

    talk: Talk
    minutes: int
    is_late: bool


@allowed(services.ANSWER)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """List the talks; one that waits is taken by a button."""
    by = officer(request)
    if request.method == "POST":
        talk = get_object_or_404(Talk, pk=request.POST.get("talk"))
        if _does(request, lambda: services.take(talk, by=by)):
            return redirect("bots_talk", talk.pk)
        return redirect("bots_talks")
    view = request.GET.get("xem", "")
    page = page_of(request, _talks(view, by).select_related("officer"))
    now = clock.now()
    is_open, opens = services.opening()
    context = {
        "page": page,
        "rows": [_row(talk, now) for talk in page],
        "view": view,
        "views": _VIEWS,
        "kept": f"xem={view}" if view else "",
        "is_open": is_open,
        "opens": opens,
        "waiting": services.queue().count(),
        "late": late().count(),
        "mine": own(by).count(),
        "may_set": by.has_perm(services.SET_HOURS),
    }
    return render(request, "bots/admin/talks.html", context)


def _talks(view: str, by: Officer) -> QuerySet[Talk]:
    match view:
        case "cua-toi":
            return Talk.objects.filter(state=State.TALKING, officer=by).order_by("-is_ours", "turn_at")
        case "dang-tro-chuyen":
            return Talk.objects.filter(state=State.TALKING).order_by("turn_at")
        case "da-ket-thuc":
            return Talk.objects.filter(state__in=sorted(ENDED)).order_by("-ended_at", "-pk")
    return services.queue()


def late() -> QuerySet[Talk]:
    """Return the talks that wait longer than was promised."""
    return services.queue().filter(Q(is_late=True) | Q(promised_at__lt=clock.now()))


def own(by: Officer) -> QuerySet[Talk]:
    """Return the talks of ``by`` in which the person waits for an answer."""
    return Talk.objects.filter(state=State.TALKING, officer=by, is_ours=True)


def _row(talk: Talk, now: dt.datetime) -> Row:
    until = talk.taken_at or talk.ended_at or now
    return Row(
        talk, int((until - talk.asked_at).total_seconds() // 60), talk.state == State.WAITING and (talk.is_late or talk.promised_at < now)
    )


# --- one talk


@dataclass(frozen=True, slots=True)
class Offer:
    """A button of the talk with its form."""

    code: str
    label: str
    form: forms.Form
    is_grave: bool = False


@allowed(services.ANSWER)
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a talk and what may be done with it; what was refused comes back to be put right."""
    by, talk = officer(request), get_object_or_404(Talk.objects.select_related("officer"), pk=pk)
    bound: dict[str, forms.Form] = {}
    shown: dict[int, str] = {}
    if request.method == "POST":
        code = request.POST.get("act", "")
        form = _form(code, request, by)
        if form is None:
            messages.error(request, "Việc này không còn làm được; hãy xem lại cuộc trò chuyện.")
            return redirect("bots_talk", pk)
        if form.is_valid() and _does(request, lambda: _act(code, form.cleaned_data, talk, by, shown), form):
            if not shown:
                return redirect("bots_talks" if code in ("hand-back", "put-back", "pass", "close") else reverse("bots_talk", args=(pk,)))
        else:
            bound[code] = form
        talk.refresh_from_db()
    return render(request, "bots/admin/talk.html", _context(request, talk, by, bound, shown), status=422 if bound else 200)


def _form(code: str, request: HttpRequest, by: Officer) -> forms.Form | None:
    match code:
        case "pass":
            return asking.PassTo(request.POST, by=by, auto_id="pass_%s")
        case "take" | "write" | "answer" | "door" | "hand-back" | "put-back" | "close" | "reveal":
            return _FORMS[code](request.POST, auto_id=f"{code}_%s")
    return None


_FORMS: dict[str, type[forms.Form]] = {
    "take": forms.Form,
    "write": asking.Write,
    "answer": asking.Answer,
    "door": asking.Once,
    "hand-back": asking.HandBack,
    "put-back": asking.Why,
    "close": asking.Why,
    "reveal": asking.Reveal,
}


def _act(code: str, data: dict[str, Any], talk: Talk, by: Officer, shown: dict[int, str]) -> None:
    """Do one thing with the talk; a look at hidden numbers is put into ``shown``."""
    match code:
        case "take":
            services.take(talk, by=by)
        case "write":
            services.write(talk, by=by, **data)
        case "answer":
            services.send_answer(talk, _published(data["slug"], services.public_name(by)), by=by, token=data["token"])
        case "door":
            services.open_door(talk, by=by, token=data["token"])
        case "hand-back":
            services.hand_back(talk, by=by, **data)
        case "pass":
            services.pass_to(talk, data["other"], by=by, because=data["because"])
        case "put-back":
            services.put_back(talk, by=by, because=data["because"])
        case "close":
            services.close(talk, by=by, because=data["because"])
        case "reveal":
            line = get_object_or_404(TalkLine.objects.select_related("talk"), pk=data["line"], talk=talk)
            shown[line.pk] = services.reveal(line, by=by, because=data["because"])


def _published(slug: str, speaker: str) -> Say:
    """Return the published answer as it is sent; one that was taken back meanwhile is refused."""
    known = index.read(Around())
    if slug not in known.entries:
        raise Refused((services.GONE,))
    entry = known.entries[slug]
    url = f"{known.around.base_url}{entry.url}" if entry.url else ""
    return Say(entry.chat.strip(), entry.question, tuple(each.text for each in entry.citations), url, speaker=speaker)


def _does(request: HttpRequest, work: Callable[[], Any], form: forms.Form | None = None) -> bool:
    """Do ``work``; what the services refuse is said above the form, or on the page."""
    try:
        work()
    except (Refused, Stale, IllegalMove, NotAllowed) as error:
        why = (
            reasons(error) if isinstance(error, Refused | NotAllowed) else "Cán bộ khác vừa nhận, hoặc cuộc trò chuyện đã đổi; hãy xem lại."
        )
        if form is not None:
            form.add_error(None, why)
        else:
            messages.error(request, why)
        return False
    return True


def _context(request: HttpRequest, talk: Talk, by: Officer, bound: dict[str, forms.Form], shown: dict[int, str]) -> dict[str, Any]:
    is_mine = talk.state == State.TALKING and talk.officer_id == by.pk
    may_read = reading.may_read(talk, by)
    typed = request.GET.get("tim", "")[:200] if is_mine else ""
    swaps, policy = SwappedDay.swaps(), TalkPolicy.current()
    return {
        "talk": talk,
        "row": _row(talk, clock.now()),
        "is_mine": is_mine,
        "may_read": may_read,
        "may_take": talk.state == State.WAITING,
        "is_messenger": services.is_messenger(talk),
        "lines": [(line, shown.get(line.pk)) for line in reading.read(talk)] if may_read else [],
        "returns_at": policy.read_hours().after(talk.turn_at, policy.officer_minutes, swaps) if is_mine and talk.is_ours else None,
        "write": bound.get("write") or asking.Write(auto_id="write_%s"),
        "door": asking.Once(auto_id="door_%s"),
        "reveal": bound.get("reveal") or asking.Reveal(auto_id=False),
        "refused": bound,
        "lost": None if is_mine else next(iter(bound.values()), None),
        "offers": _offers(by, bound) if is_mine else _closing(talk, bound),
        "typed": typed,
        "found": [(entry, asking.Answer(initial={"slug": entry.slug}, auto_id=False)) for entry in _search(typed)],
        "story": story(talk.events.select_related("by"), _MOVES, LABELS),
    }


def _offers(by: Officer, bound: dict[str, forms.Form]) -> list[Offer]:
    made: dict[str, Callable[[], forms.Form]] = {
        "hand-back": lambda: asking.HandBack(auto_id="hand-back_%s"),
        "pass": lambda: asking.PassTo(by=by, auto_id="pass_%s"),
        "put-back": lambda: asking.Why(auto_id="put-back_%s"),
        "close": lambda: asking.Why(auto_id="close_%s"),
    }
    labels = {
        "hand-back": "Giao lại trợ lý ảo",
        "pass": "Chuyển cán bộ khác",
        "put-back": "Trả về hàng chờ",
        "close": "Kết thúc, không trả lời",
    }
    return [Offer(code, labels[code], bound.get(code) or make(), is_grave=code == "close") for code, make in made.items()]


def _closing(talk: Talk, bound: dict[str, forms.Form]) -> list[Offer]:
    if talk.state != State.WAITING:
        return []
    return [Offer("close", "Kết thúc, không trả lời", bound.get("close") or asking.Why(auto_id="close_%s"), is_grave=True)]


def _search(typed: str) -> list[Any]:
    """Return published answers that fit, best first; the office's words, never the person's."""
    if not typed.strip():
        return []
    known = index.read(Around())
    return [known.entries[slug] for slug in known.find(typed).ranked if not known.entries[slug].flow][:_FOUND]


# --- hours and figures


@allowed(services.ANSWER, services.SET_HOURS)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: HttpRequest) -> HttpResponse:
    """Show the hours, who set them and why; set new ones."""
    by, current = officer(request), TalkPolicy.current()
    form = asking.Policy(request.POST) if request.method == "POST" else asking.Policy.of(current)
    if request.method == "POST" and form.is_valid() and _does(request, lambda: services.set_policy(by=by, **form.arguments()), form):
        messages.success(request, "Đã đặt giờ trực mới; lời hẹn đã đưa ra vẫn giữ.")
        return redirect("bots_talk_hours")
    is_open, opens = services.opening()
    context = {
        "current": current,
        "lines": list(current.read_hours().lines()),
        "is_open": is_open,
        "opens": opens,
        "form": form if by.has_perm(services.SET_HOURS) else None,
        "page": page_of(request, TalkPolicy.objects.select_related("by")),
    }
    return render(request, "bots/admin/talk_hours.html", context, status=422 if form.is_bound else 200)


@allowed(services.ANSWER, services.SET_HOURS)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Show the last days in figures; none where fewer than five people are behind it."""
    today = clock.today()
    days = reading.figures(today - dt.timedelta(days=_DAYS - 1), today)
    return render(request, "bots/admin/talk_figures.html", {"days": days, "fewest": reading.FEWEST, "span": _DAYS})


URLS = [
    path("gap-can-bo/", listing, name="bots_talks"),
    path("gap-can-bo/<int:pk>/", one, name="bots_talk"),
    path("gap-can-bo/gio-truc/", policy, name="bots_talk_hours"),
    path("gap-can-bo/so-lieu/", figures, name="bots_talk_figures"),
]


def item() -> OfficeItem:
    """Return the menu item of the desk."""
    return OfficeItem(
        "Gặp cán bộ", reverse("bots_talks"), icon_name="comment", order=155, permissions=(services.ANSWER,), name="gap-can-bo"
    )


def hours_item() -> OfficeItem:
    """Return the menu item of the hours, for those who set them."""
    return OfficeItem(
        "Giờ trực gặp cán bộ", reverse("bots_talk_hours"), icon_name="time", order=360, permissions=(services.SET_HOURS,), name="gio-truc"
    )


def wait() -> None:
    """Tell the office's front page what waits at this desk."""
    waiting.register(
        lambda: reverse("bots_talks"),
        (
            waiting.Queue(services.ANSWER, "Người chờ gặp cán bộ", services.queue),
            waiting.Queue(services.ANSWER, "Người chờ gặp cán bộ quá hẹn", late),
        ),
    )
    waiting.register(
        lambda: f"{reverse('bots_talks')}?xem=cua-toi", (waiting.OwnQueue(services.ANSWER, "Trò chuyện chờ anh/chị trả lời", own),)
    )
