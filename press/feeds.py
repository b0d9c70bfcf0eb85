"""Feeds of what the authority publishes, as Atom and as JSON Feed; what was taken back replaces its entry by a line without names."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import clock, routes

from . import kinds, public
from .lifecycle import State

_GONE = {
    State.WITHDRAWN: gettext_lazy("Đã thu hồi"),
    State.EXPIRED: gettext_lazy("Hết thời hạn công khai"),
    State.HELD: gettext_lazy("Đang tạm ẩn"),
}


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry, as both forms of a feed tell it."""

    id: str
    url: str
    title: str
    text: str
    kind: str
    live_at: dt.datetime
    changed_at: dt.datetime


@routes.public
def everything(request: HttpRequest) -> HttpResponse:
    """Tell everything that the authority published."""
    return _atom(request, public.newest(), _("Tin công khai"))


@routes.public
def section(request: HttpRequest, section: str) -> HttpResponse:
    """Tell what was published under one section."""
    return _atom(request, public.newest(section), _label(section))


@routes.public
def everything_as_json(request: HttpRequest) -> HttpResponse:
    """Tell everything that the authority published, as JSON Feed."""
    return _json(request, public.newest(), _("Tin công khai"))


@routes.public
def section_as_json(request: HttpRequest, section: str) -> HttpResponse:
    """Tell what was published under one section, as JSON Feed."""
    return _json(request, public.newest(section), _label(section))


def _label(section: str) -> str:
    labels = [kind.label for kind in kinds.all_kinds() if kind.section == section]
    if not labels:
        raise Http404
    return _(labels[0])


def _entry(item: public.Item) -> _Entry:
    return _Entry(
        id=f"tag:{urlsplit(settings.BASE_URL).hostname},{timezone.localtime(item.live_at):%Y-%m-%d}:{item.public_id}",
        url=settings.BASE_URL + ("/dinh-chinh/" if item.is_gone else item.path),
        title=f"{_GONE[item.state]}: {item.public_id}" if item.is_gone else item.title,
        text=_("Tin này không còn được công khai.") if item.is_gone else item.summary,
        kind=_(item.kind),
        live_at=item.live_at,
        changed_at=item.changed_at,
    )


def _atom(request: HttpRequest, items: list[public.Item], title: str) -> HttpResponse:
    here = settings.BASE_URL + request.path
    feed = Atom1Feed(
        title=f"{title} · {settings.AUTHORITY}",
        link=settings.BASE_URL + "/",
        feed_url=here,
        description=_about(),
        language=_language(),
        author_name=settings.AUTHORITY,
        feed_guid=here,
    )
    for entry in map(_entry, items):
        feed.add_item(
            title=entry.title,
            link=entry.url,
            description=escape(entry.text),  # the generator calls a summary HTML
            unique_id=entry.id,
            categories=[entry.kind],
            pubdate=entry.live_at,
            updateddate=entry.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)


def _json(request: HttpRequest, items: list[public.Item], title: str) -> HttpResponse:
    """Return the feed in the form of jsonfeed.org, version 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title} · {settings.AUTHORITY}",
        "home_page_url": settings.BASE_URL + "/",
        "feed_url": settings.BASE_URL + request.path,
        "description": _about(),
        "language": _language(),
        "authors": [{"name": settings.AUTHORITY, "url": settings.BASE_URL + "/"}],
        "items": [
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.text,
                "date_published": entry.live_at.astimezone(clock.VIETNAM).isoformat(timespec="seconds"),
                "date_modified": entry.changed_at.astimezone(clock.VIETNAM).isoformat(timespec="seconds"),
                "tags": [entry.kind],
            }
            for entry in map(_entry, items)
        ],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


def _about() -> str:
    return _("Tin được công khai, đính chính và thu hồi, mới nhất ở trên.")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
