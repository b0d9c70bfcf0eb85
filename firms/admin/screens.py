"""Officers ask the screens."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from core import clock

from .. import scope, screens, standing
from .common import PER_PAGE, PermittedItem, officer
from .forms import DayForm


@require_safe
@permission_required("firms.view_register", raise_exception=True)
def screen(request: HttpRequest, name: str) -> HttpResponse:
    """Ask one screen and list the firms that it finds, with their reasons."""
    by = officer(request)
    labels = {code: label for code, label in screens.LABELS.items() if scope.may_ask(by, code)}
    if name not in labels:
        raise Http404
    form = DayForm(request.GET or None)
    day = form.day(clock.today())
    page = screens.Answer(name, day, by).page(request.GET.get("p"), PER_PAGE)
    firms = screens.names(page.object_list)
    return render(
        request,
        "firms/admin/screen.html",
        {
            "name": name,
            "label": screens.LABELS[name],
            "labels": labels,
            "form": form if form.errors else DayForm(initial={"ngay": day}),
            "day": day,
            "page": page,
            "count": page.paginator.count,
            "rows": [(each, firms[each.firm_id]) for each in page],
            "policy": standing.policy(day),
        },
    )


URLS = [path("sang-loc/<slug:name>/", screen, name="firms_screen")]


def items() -> list[PermittedItem]:
    """Return what the menu offers: each screen."""
    return [
        PermittedItem(
            label,
            reverse("firms_screen", args=[name]),
            icon_name="search",
            order=40 + place,
            name=f"sang-loc-{name}",
            permission="firms.view_register",
        )
        for place, (name, label) in enumerate(screens.LABELS.items())
    ]
