"""The editors' inbox: what people asked and we could not answer."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from core.models import Officer
from outreach import public as outreach

from .. import services
from ..models import Unanswered

_PER_PAGE = 50


@permission_required("bots.settle_unanswered", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def inbox(request: HttpRequest) -> HttpResponse:
    """Show the questions, the most asked first; a settled one goes."""
    if request.method == "POST" and isinstance(request.user, Officer):
        services.settle(int(request.POST["question"]), by=request.user)
        return redirect(request.get_full_path())
    page = Paginator(Unanswered.objects.all(), _PER_PAGE).get_page(request.GET.get("trang"))
    titles = dict(outreach.visible().values_list("slug", "question"))
    rows = [(row, [titles[slug] for slug in row.nearest if slug in titles]) for row in page]
    return render(request, "bots/admin/unanswered.html", {"rows": rows, "page": page})
