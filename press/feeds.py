"""Atom feeds of what the authority publishes; what was taken back replaces its entry by a line without names."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import routes

from . import kinds, public
from .lifecycle import State

_GONE = {
    State.WITHDRAWN: gettext_lazy("Đã thu hồi"),
    State.EXPIRED: gettext_lazy("Hết thời hạn công khai"),
    State.HELD: gettext_lazy("Đang tạm ẩn"),
}


@routes.public
def everything(request: HttpRequest) -> HttpResponse:
    """Tell everything that the authority published."""
    return _feed(request, public.newest(), _("Tin công khai"))


@routes.public
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Tell what was published under one section."""
    labels = [kind.label for kind in kinds.all_kinds() if kind.section == section]
    if not labels:
        raise Http404
    return _feed(request, public.newest(section), _(labels[0]))


def _feed(request: HttpRequest, items: list[public.Item], title: str) -> HttpResponse:
    here = settings.BASE_URL + request.path
    feed = Atom1Feed(
        title=f"{title} · {settings.AUTHORITY}",
        link=settings.BASE_URL + "/",
        feed_url=here,
        description=_("Tin được công khai, đính chính và thu hồi, mới nhất ở trên."),
        language=get_language() or settings.LANGUAGE_CODE,
        author_name=settings.AUTHORITY,
        feed_guid=here,
    )
    for item in items:
        feed.add_item(
            title=f"{_GONE[item.state]}: {item.public_id}" if item.is_gone else item.title,
            link=settings.BASE_URL + ("/dinh-chinh/" if item.is_gone else item.path),
            description=_("Tin này không còn được công khai.") if item.is_gone else item.summary,
            unique_id=f"tag:{urlsplit(settings.BASE_URL).hostname},{timezone.localtime(item.live_at):%Y-%m-%d}:{item.public_id}",
            categories=[item.kind],
            pubdate=item.live_at,
            updateddate=item.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)
