"""Feeds of what the authority publishes, as Atom and as JSON Feed; what was taken back replaces its entry by a line without names."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core import clock, routes
from core.text import legible, nfc

from . import kinds, ledger, public
from .lifecycle import State

_GONE = {
    State.WITHDRAWN: gettext_lazy("Đã thu hồi"),
    State.EXPIRED: gettext_lazy("Hết thời hạn công khai"),
    State.HELD: gettext_lazy("Đang tạm ẩn"),
}
_CORRECTED = gettext_lazy("Đã đính chính")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry, as both forms of a feed tell it."""

    id: str
    url: str
    title: str
    text: str
    tags: list[str]
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
    if section not in kinds.sections():
        raise Http404
    return _(kinds.sections()[section])


def _entry(item: public.Item) -> _Entry:
    return _Entry(
        id=f"tag:{urlsplit(settings.BASE_URL).hostname},{timezone.localtime(item.live_at):%Y-%m-%d}:{item.public_id}",
        url=settings.BASE_URL + ("/dinh-chinh/" if item.is_gone else item.path),
        title=f"{_GONE[item.state]}: {item.public_id}" if item.is_gone else nfc(legible(item.title)),
        text=legible(_text(item)),
        tags=[_(item.kind), *([str(_CORRECTED)] if item.state is State.CORRECTED else [])],
        live_at=item.live_at,
        changed_at=item.changed_at,
    )


def _text(item: public.Item) -> str:
    """Return what an entry says: its own words, or that they are gone, and what was put right."""
    if item.is_gone:
        return " ".join([_("Tin này không còn được công khai."), item.note]).strip()
    return f"{item.summary} {_CORRECTED}: {item.note}" if item.note else item.summary


class _Feed(Atom1Feed):
    """An Atom feed that carries the end of the public ledger, so that every archive of it witnesses the ledger."""

    def root_attributes(self) -> dict[str, Any]:
        """Add the namespace of the ledger's element."""
        return {**super().root_attributes(), "xmlns:ledger": settings.BASE_URL + reverse("ledger")}

    def latest_post_date(self) -> dt.datetime:
        """Return when its newest entry changed; an empty feed is as new as the office's clock."""
        return super().latest_post_date() if self.items else clock.now()

    def add_root_elements(self, handler: Any) -> None:
        """Add the ledger's end."""
        super().add_root_elements(handler)
        head = ledger.head()
        handler.addQuickElement("ledger:head", head.hash, {"seq": str(head.seq)})


def _atom(request: HttpRequest, items: list[public.Item], title: str) -> HttpResponse:
    here = settings.BASE_URL + request.path
    feed = _Feed(
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
            categories=entry.tags,
            pubdate=entry.live_at,
            updateddate=entry.changed_at,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)


def _json(request: HttpRequest, items: list[public.Item], title: str) -> HttpResponse:
    """Return the feed in the form of jsonfeed.org, version 1.1."""
    head = ledger.head()
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": f"{title} · {settings.AUTHORITY}",
        "home_page_url": settings.BASE_URL + "/",
        "feed_url": settings.BASE_URL + request.path,
        "description": _about(),
        "language": _language(),
        "authors": [{"name": settings.AUTHORITY, "url": settings.BASE_URL + "/"}],
        "_ledger": {"about": settings.BASE_URL + reverse("ledger"), "seq": head.seq, "head": head.hash},
        "items": [
            {
                "id": entry.id,
                "url": entry.url,
                "title": entry.title,
                "content_text": entry.text,
                "date_published": entry.live_at.astimezone(clock.VIETNAM).isoformat(timespec="seconds"),
                "date_modified": entry.changed_at.astimezone(clock.VIETNAM).isoformat(timespec="seconds"),
                "tags": entry.tags,
            }
            for entry in map(_entry, items)
        ],
    }
    return HttpResponse(json.dumps(told, ensure_ascii=False), content_type="application/feed+json; charset=utf-8")


def _about() -> str:
    return _("Tin được công khai, đính chính và thu hồi, mới nhất ở trên.")


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
