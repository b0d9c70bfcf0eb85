"""Personal links for accredited reporters: given, seen once, cancelled, and who opened them when."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from core import clock

from .. import kinds
from ..lifecycle import State
from ..media import embargo
from ..models import EmbargoLink, EmbargoOpening, PressContact, Release
from ..outbox import personal
from .acting import Action, Briefly, attempt, offers, officer
from .common import DESK, OfficeItem, allowed, done, page_of, status
from .forms import GiveForm

MAY_SEE = ("press.give_embargo", *DESK)
_CANCEL = Action("cancel", "Hủy đường dẫn", "press.give_embargo", embargo.cancel, Briefly, is_grave=True)


@allowed(*MAY_SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what may be shown early, and every link with who opened it last."""
    read = Q(openings__what=EmbargoOpening.What.TEXT)
    found = EmbargoLink.objects.select_related("release", "given_by", "letter", "recall").annotate(
        times=Count("openings", filter=read), last=Max("openings__at", filter=read)
    )
    number = request.GET.get("tin", "")
    found = found.filter(release__public_id=number) if number else found
    context = {
        "page": page_of(request, found.order_by("-given_at", "-pk")),
        "shown": Release.objects.filter(state=State.EMBARGOED).order_by("embargo_until", "pk")[:50],
        "number": number,
        "kept": f"tin={number}" if number else "",
        "now": clock.now(),
    }
    return render(request, "press/admin/early_links.html", context)


@allowed("press.give_embargo")
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an accredited reporter a link to one release: by letter, or shown in this answer and never again."""
    release = get_object_or_404(Release, pk=pk)
    taken = EmbargoLink.objects.filter(release=release, ended_at=None).values_list("email", flat=True)
    contacts = PressContact.objects.filter(is_accredited=True, is_active=True).exclude(email__in=list(taken))
    form = GiveForm(request.POST or None, contacts=contacts, can_write=personal.can_write())
    context = {"release": release, "kind": kinds.get(release.kind).label, "form": form, "is_shown": release.state == State.EMBARGOED}
    if form.is_valid():
        by, asked = officer(request), form.cleaned_data
        by_mail = asked["way"] == "mail"
        said = "Đã cấp đường dẫn; thư đang chờ gửi." if by_mail else "Đã cấp đường dẫn."
        given = done(request, form, lambda: embargo.give(release, asked["contact"], by=by, because=asked["because"], by_mail=by_mail), said)
        if given:
            link, token = given
            if by_mail:
                return redirect("press_early_link", link.pk)
            return render(request, "press/admin/early_given.html", {"link": link, "address": _address(token)})
    return render(request, "press/admin/early_give.html", context, status=422 if form.errors else 200)


@allowed(*MAY_SEE)
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one link with each of its openings, and let it be cancelled."""
    link = get_object_or_404(EmbargoLink.objects.select_related("release", "given_by", "policy", "letter", "recall"), pk=pk)
    actions = [] if link.ended_at else [_CANCEL]
    if request.method == "POST" and attempt(request, link, actions):
        return redirect("press_early_link", pk)
    context = {
        "link": link,
        "page": page_of(request, link.openings.all()),
        "offers": offers(request, actions),
        "is_open": embargo.is_open(link, clock.now()),
    }
    return render(request, "press/admin/early_link.html", context, status=status(request))


def _address(token: str) -> str:
    return settings.BASE_URL + reverse("press_early", args=[token])


URLS = [
    path("bao-chi-xem-truoc/", listing, name="press_early_links"),
    path("bao-chi-xem-truoc/<int:pk>/", one, name="press_early_link"),
    path("bao-chi-xem-truoc/cap/<int:pk>/", give, name="press_early_give"),
]


def items() -> list[OfficeItem]:
    """Return what the menu offers of these screens."""
    return [OfficeItem("Báo chí xem trước", reverse("press_early_links"), icon_name="view", order=25, permissions=MAY_SEE)]
