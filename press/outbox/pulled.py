"""What readers pull themselves: our pages and feeds, kept by a cache or CDN that must let go of the old ones at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar
from urllib.parse import quote, urlsplit

from django.conf import settings

from core import pages

from .. import kinds
from ..acts import Act
from ..kinds import Channel
from ..models import Delivery, Dispatch
from . import http
from .parcels import Outcome, Parcel, Result
from .transports import TOLD_MACHINES, Batch, Begin, Transport


class Pulled(Transport):
    """One delivery for each act: the addresses to be forgotten by whoever keeps copies."""

    acts: ClassVar[frozenset[Act]] = TOLD_MACHINES
    knows_again = True

    def batch(self, dispatch: Dispatch, after: str, limit: int) -> Batch:
        """Return the one recipient: the copies."""
        return ["copies"], None

    def addresses(self, deliveries: Sequence[Delivery]) -> Mapping[int, Parcel | None]:
        """Return a parcel for each; the addresses to forget come with the message."""
        return {row.pk: Parcel(row.pk, row.key, row.target) for row in deliveries}

    def send(self, parcels: Sequence[Parcel], begin: Begin) -> Iterator[Outcome]:
        """Forget our own copies, then ask the CDN to forget its own."""
        for parcel in parcels:
            if not begin(parcel):
                yield Outcome(parcel.pk, Result.NOT_OURS)
                continue
            pages.bump()
            refused = next((answer for path in self.paths(parcel) if (answer := _purge(path)) and answer.status >= 400), None)
            if refused and refused.status not in (404, 410):
                result = Result.AGAIN if refused.status >= 500 or refused.status in (408, 429) else Result.REFUSED
                yield Outcome(parcel.pk, result, f"purge.{refused.status}", f"Bộ nhớ đệm từ chối xóa bản cũ (HTTP {refused.status}).")
            else:
                yield Outcome(parcel.pk, Result.SENT)

    def paths(self, parcel: Parcel) -> list[str]:
        """Return the paths that an act makes stale, in both languages."""
        raise NotImplementedError


class Page(Pulled):
    """The page of the release, the register above it, and what lists every act."""

    code = Channel.PAGE

    def paths(self, parcel: Parcel) -> list[str]:
        """Return the pages that show the release or list acts."""
        own = [*parcel.message.paths, "/dinh-chinh/", "/nhat-ky-cong-khai/", "/"]
        return [*own, *(f"/en{path}" for path in own), "/sitemap.xml"]


class Feed(Pulled):
    """The feeds that carry the release."""

    code = Channel.FEED

    def paths(self, parcel: Parcel) -> list[str]:
        """Return the feeds of everything and of the release's section."""
        section = kinds.get(str(parcel.message.data["kind"])).section
        own = [f"{folder}/tin.{ending}" for folder in ("", f"/{section}") for ending in ("atom", "json")]
        return [*own, *(f"/en{path}" for path in own)]


def _purge(path: str) -> http.Answer | None:
    """Ask the CDN to forget one path; without a CDN there is nobody to ask."""
    if not settings.PURGE_URL:
        return None
    url = settings.PURGE_URL.replace("{path}", quote(path)).replace("{url}", quote(settings.BASE_URL + path, safe=""))
    headers = {"Host": urlsplit(settings.BASE_URL).netloc} if "{path}" in settings.PURGE_URL else {"Host": urlsplit(url).netloc}
    if settings.PURGE_TOKEN:
        headers["Authorization"] = f"Bearer {settings.PURGE_TOKEN}"
    return http.call(settings.PURGE_METHOD, url, headers=headers, is_inner_allowed=True)
