"""What is wrong with a feed: the rules of RFC 4287 (Atom) and of JSON Feed 1.1, one by one."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from lxml import etree  # type: ignore[import-untyped]

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
#: RFC 3339 with capital T and Z, as section 3.3 demands.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
#: RFC 4151.
TAG = re.compile(r"tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:\S+")
FEED = {"author", "category", "contributor", "generator", "icon", "id", "link", "logo", "rights", "subtitle", "title", "updated", "entry"}
ENTRY = {"author", "category", "content", "contributor", "id", "link", "published", "rights", "source", "summary", "title", "updated"}
ONCE = {"generator", "icon", "id", "logo", "rights", "subtitle", "title", "updated", "published", "summary", "content", "source"}


def grammar_faults(text: str) -> list[str]:
    """Return where an Atom feed departs from the grammar of RFC 4287 (``atom.rng``)."""
    grammar = etree.RelaxNG(etree.parse(str(Path(__file__).parent / "atom.rng")))
    grammar.validate(etree.fromstring(text.encode()))
    return [str(fault) for fault in grammar.error_log]


def is_moment(text: str | None) -> bool:
    """Tell whether ``text`` is a date and a time with its offset."""
    return bool(text and MOMENT.fullmatch(text) and dt.datetime.fromisoformat(text))


def is_address(text: str | None) -> bool:
    """Tell whether ``text`` is a whole web address."""
    parts = urlsplit(text or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def faults_of_atom(feed: ET.Element) -> list[str]:
    """Return what RFC 4287 does not allow in ``feed``."""
    entries = feed.findall(f"{ATOM}entry")
    return [*_of_feed(feed), *(fault for entry in entries for fault in _of_entry(entry)), *_twice(entries)]


def _of_feed(feed: ET.Element) -> Iterator[str]:
    if feed.tag != f"{ATOM}feed":
        yield "4.1.1 the root is no feed"
    yield from _parts(feed, FEED, ("id", "title", "updated"))
    if feed.find(f"{ATOM}author") is None and any(entry.find(f"{ATOM}author") is None for entry in feed.findall(f"{ATOM}entry")):
        yield "4.1.1 nobody is the author"
    if not [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        yield "4.1.1 no link to itself"
    if not feed.get(f"{XML}lang"):
        yield "2 no language"


def _of_entry(entry: ET.Element) -> Iterator[str]:
    yield from _parts(entry, ENTRY, ("id", "title", "updated"))
    alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
    if entry.find(f"{ATOM}content") is None and not alternates:
        yield "4.1.2 neither content nor an alternate link"
    summary = entry.find(f"{ATOM}summary")
    if summary is not None and summary.get("type") == "html" and re.search(r"&(?!(?:[a-z]+|#\d+|#x[0-9a-f]+);)", summary.text or ""):
        yield "3.1.1.2 the HTML of the summary is broken"


def _parts(whole: ET.Element, known: set[str], needed: Iterable[str]) -> Iterator[str]:
    """Yield what is wrong with the elements of a feed or an entry that both have."""
    names = [part.tag.removeprefix(ATOM) for part in whole if part.tag.startswith(ATOM)]
    yield from (f"4 {name} is no element of {whole.tag}" for name in set(names) - known)
    yield from (f"4.1 {name} is missing" for name in needed if not (whole.findtext(f"{ATOM}{name}") or "").strip())
    yield from (f"4.1 {name} stands twice" for name in ONCE if names.count(name) > 1)
    for name in ("updated", "published"):
        yield from (f"3.3 {part.text} is no moment" for part in whole.findall(f"{ATOM}{name}") if not is_moment(part.text))
    for part in whole.findall(f"{ATOM}id"):
        if not (is_address(part.text) or TAG.fullmatch(part.text or "")):
            yield f"4.2.6 {part.text} is no IRI"
    for name in ("title", "summary", "subtitle", "rights"):
        yield from (f"3.1.1 type of {name}" for part in whole.findall(f"{ATOM}{name}") if part.get("type", "text") not in ("text", "html"))
    yield from (f"4.2.7 link to {link.get('href')}" for link in whole.findall(f"{ATOM}link") if not is_address(link.get("href")))
    yield from ("4.2.2 a category without term" for part in whole.findall(f"{ATOM}category") if not part.get("term"))
    yield from ("3.2.1 a person without name" for part in whole.findall(f"{ATOM}author") if not part.findtext(f"{ATOM}name"))
    same = [
        (link.get("type"), link.get("hreflang")) for link in whole.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"
    ]
    if len(same) != len(set(same)):
        yield "4.1 two alternates of the same type and language"


def _twice(entries: list[ET.Element]) -> Iterator[str]:
    ids = [(entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries]
    if len(ids) != len(set(ids)):
        yield "4.1.1 two entries of the same id and moment"


#: Which keys JSON Feed 1.1 knows, and of what type each is.
JSON_FEED: dict[str, type] = {
    **dict.fromkeys(("version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon"), str),
    "favicon": str,
    "authors": list,
    "language": str,
    "expired": bool,
    "hubs": list,
    "items": list,
}
JSON_ITEM: dict[str, type] = {
    **dict.fromkeys(("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"), str),
    "date_published": str,
    "date_modified": str,
    "authors": list,
    "tags": list,
    "language": str,
    "attachments": list,
}


def faults_of_json(feed: dict[str, Any]) -> list[str]:
    """Return what JSON Feed 1.1 does not allow in ``feed``."""
    items = feed.get("items", [])
    return [
        *([] if feed.get("version") == "https://jsonfeed.org/version/1.1" else ["version"]),
        *(f"{key} is missing" for key in ("version", "title", "items") if key not in feed),
        *_keys(feed, JSON_FEED),
        *(f"{key} is no address" for key in ("home_page_url", "feed_url", "next_url", "icon") if key in feed and not is_address(feed[key])),
        *(f"author {author}" for author in feed.get("authors", []) if not set(author) & {"name", "url", "avatar"}),
        *(fault for item in items for fault in _of_item(item)),
        *(["two items of the same id"] if len({item.get("id") for item in items}) != len(items) else []),
    ]


def _of_item(item: dict[str, Any]) -> Iterator[str]:
    yield from _keys(item, JSON_ITEM)
    if not item.get("id"):
        yield "an item without id"
    if not ({"content_html", "content_text"} & item.keys()):
        yield "an item without content"
    yield from (f"{key} {item[key]}" for key in ("date_published", "date_modified") if key in item and not is_moment(item[key]))
    yield from (f"{key} is no address" for key in ("url", "external_url", "image") if key in item and not is_address(item[key]))
    yield from (f"tag {tag}" for tag in item.get("tags", []) if not isinstance(tag, str) or not tag)


def _keys(told: dict[str, Any], known: dict[str, type]) -> Iterator[str]:
    """Yield the keys that are unknown or of another type; an extension begins with an underscore and is an object."""
    for key, value in told.items():
        wanted: type = dict if key.startswith("_") else known.get(key, type(None))
        if not isinstance(value, wanted):
            yield f"{key} may not be {value!r}"
