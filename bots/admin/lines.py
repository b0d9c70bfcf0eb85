"""How each channel of the assistant does: set up or not, in trouble or not, what waits and what never arrived."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from core import clock

from .. import channels
from ..channels import Channel
from ..models import ChannelTrouble, Outbound
from .common import EditorsItem

#: Whoever follows what goes out follows the assistant's channels, too.
FOLLOW = "press.follow_deliveries"
_LATELY = dt.timedelta(days=7)
_REASONS = {
    "blocked": "người nhận đã chặn hoặc bỏ quan tâm",
    "window": "đã quá thời hạn được trả lời",
    "quota": "hết số tin được gửi",
    "refused": "ứng dụng không nhận tin",
    "tries": "thử nhiều lần không được",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One messenger as officers see it."""

    channel: Channel
    is_ready: bool
    hook: str
    trouble: ChannelTrouble | None
    waiting: int
    failed: tuple[tuple[str, int], ...]


@permission_required(FOLLOW, raise_exception=True)
@require_safe
def lines(request: HttpRequest) -> HttpResponse:
    """Show every messenger."""
    states = Outbound.State
    unsent = Outbound.objects.filter(state__in=(states.WAITING, states.SENDING)).order_by()
    waiting = dict(unsent.values_list("conversation__channel").annotate(Count("pk")))
    lately = Outbound.objects.filter(state=states.FAILED, due_at__gt=clock.now() - _LATELY).order_by()
    failed = lately.values_list("conversation__channel", "reason").annotate(Count("pk"))
    troubles = ChannelTrouble.objects.in_bulk()
    rows = [
        Line(
            each,
            each.is_ready(),
            settings.BASE_URL + reverse("bots_hooks:hook", args=[each.code]),
            troubles.get(each.code),
            waiting.get(each.code, 0),
            tuple(Counter({_REASONS.get(why, why): count for code, why, count in failed if code == each.code}).most_common()),
        )
        for each in channels.registry().values()
        if each.is_messenger
    ]
    return render(request, "bots/admin/lines.html", {"rows": rows})


URLS = [path("kenh-tro-ly-ao/", lines, name="bots_lines")]


def item() -> EditorsItem:
    """Return what the menu offers of this screen."""
    return EditorsItem("Kênh của trợ lý ảo", reverse("bots_lines"), icon_name="mail", order=228, permission=FOLLOW)
