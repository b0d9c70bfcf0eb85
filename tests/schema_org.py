"""What is wrong with a page's structured data: a strict reading of schema.org for the few kinds of thing that we tell."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

#: Kinds and their properties: what each may hold, those with a star always.
KINDS: dict[str, dict[str, tuple[str, ...]]] = {
    "NewsArticle": {
        "headline*": ("text",),
        "url*": ("url",),
        "datePublished*": ("date",),
        "dateModified": ("date",),
        "expires": ("date",),
        "author*": ("GovernmentOrganization",),
        "publisher*": ("GovernmentOrganization",),
        "about*": ("Organization", "ItemList"),
        "identifier*": ("text",),
        "isBasedOn": ("url",),
        "inLanguage*": ("language",),
    },
    "GovernmentOrganization": {"name*": ("text",), "url*": ("url",)},
    "Organization": {"name*": ("text",), "taxID": ("text",), "address": ("PostalAddress",), "award": ("text",)},
    "PostalAddress": {"addressLocality*": ("text",), "addressCountry*": ("text",)},
    "FAQPage": {
        "url*": ("url",),
        "mainEntity*": ("Question",),
        "inLanguage*": ("language",),
        "dateModified": ("date",),
        "publisher*": ("GovernmentOrganization",),
    },
    "Question": {"name*": ("text",), "acceptedAnswer*": ("Answer",)},
    "Answer": {"text*": ("text",), "url": ("url",)},
    "WebSite": {
        "name*": ("text",),
        "url*": ("url",),
        "inLanguage": ("language",),
        "publisher*": ("GovernmentOrganization",),
        "potentialAction*": ("SearchAction",),
    },
    "SearchAction": {"target*": ("EntryPoint",), "query-input*": ("text",)},
    "EntryPoint": {"urlTemplate*": ("url",)},
    "CollectionPage": {"url*": ("url",), "publisher*": ("GovernmentOrganization",), "mainEntity*": ("ItemList",)},
    "ItemList": {"numberOfItems*": ("number",), "itemListElement*": ("ListItem",)},
    "ListItem": {"position*": ("number",), "item*": ("Organization", "CorrectionComment")},
    "CorrectionComment": {"text*": ("text",), "dateCreated*": ("date",), "about*": ("CreativeWork",)},
    "CreativeWork": {"identifier*": ("text",), "url": ("url",)},
    "Dataset": {
        "name*": ("text",),
        "description*": ("text",),
        "url*": ("url",),
        "identifier*": ("text",),
        "license": ("url",),
        "isAccessibleForFree*": ("truth",),
        "creator*": ("GovernmentOrganization",),
        "publisher*": ("GovernmentOrganization",),
        "temporalCoverage": ("span",),
        "distribution*": ("DataDownload",),
    },
    "DataDownload": {"contentUrl*": ("url",), "encodingFormat*": ("text",)},
}
_DAY = r"\d{4}-\d\d-\d\d"


def blocks(page: str) -> list[dict[str, Any]]:
    """Return the data blocks of a page, and refuse a page with any other script inside."""
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert all("src=" in attributes or attributes == ' type="application/ld+json"' for attributes, _ in scripts)
    return [json.loads(inside) for attributes, inside in scripts if "ld+json" in attributes]


def faults(block: dict[str, Any]) -> list[str]:
    """Return what schema.org does not know, or demands and does not find, in a data block."""
    if block.get("@context") != "https://schema.org":
        return ["no context"]
    return list(_of_thing({name: value for name, value in block.items() if name != "@context"}, block.get("@type", "")))


def _of_thing(thing: dict[str, Any], path: str) -> Iterator[str]:
    known = KINDS.get(str(thing.get("@type")))
    if known is None:
        yield f"{path}: unknown kind {thing.get('@type')}"
        return
    ranges = {name.rstrip("*"): may for name, may in known.items()}
    yield from (f"{path}: {name[:-1]} is missing" for name in known if name.endswith("*") and name[:-1] not in thing)
    for name, value in thing.items():
        if name == "@type":
            continue
        if name not in ranges:
            yield f"{path}: unknown property {name}"
            continue
        for each in value if isinstance(value, list) else [value]:
            yield from _of_value(each, ranges[name], f"{path}.{name}")
    if len(thing.get("headline", "")) > 110:
        yield f"{path}: the headline is too long"
    if thing["@type"] == "Dataset" and not 50 <= len(thing.get("description", "")) <= 5000:
        yield f"{path}: a description has 50 to 5000 signs"
    if thing["@type"] == "ItemList" and thing.get("numberOfItems") != len(thing.get("itemListElement", [])):
        yield f"{path}: the number of items is wrong"


def _of_value(value: Any, may: tuple[str, ...], path: str) -> Iterator[str]:
    if isinstance(value, dict):
        if value.get("@type") not in may:
            yield f"{path}: {value.get('@type')} is not one of {may}"
        yield from _of_thing(value, path)
    elif not any(_is(value, each) for each in may):
        yield f"{path}: {value!r} is not one of {may}"


def _is(value: Any, what: str) -> bool:
    match what:
        case "text":
            return isinstance(value, str) and bool(value.strip()) and html.unescape(value) == value
        case "url":
            return isinstance(value, str) and urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).netloc)
        case "date":
            return isinstance(value, str) and bool(re.match(_DAY, value)) and bool(dt.datetime.fromisoformat(value))
        case "span":
            return isinstance(value, str) and bool(re.fullmatch(f"{_DAY}/{_DAY}", value))
        case "language":
            return value in ("vi", "en")
        case "number":
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case "truth":
            return isinstance(value, bool)
    return False
