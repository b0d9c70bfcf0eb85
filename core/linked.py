"""What a page says of itself to search engines and archives, in the words of schema.org (JSON-LD).

It says what the page shows and never more, so it ends with the page. A data block is no script: nothing runs, and the policy
of public pages stays as strict as it is.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

Linked = dict[str, Any]


def address(path: str) -> str:
    """Return the whole address of a path of ours."""
    return settings.BASE_URL + path


def page(kind: str, **said: Any) -> Linked:
    """Return a document of one kind with what is known of it; what is empty is left out."""
    return {"@context": "https://schema.org", **thing(kind, **said)}


def thing(kind: str, **said: Any) -> Linked:
    """Return a thing of one kind with what is known of it; what is empty is left out."""
    return {"@type": kind, **{name: _plain(value) for name, value in said.items() if value not in ("", None, [], ())}}


def authority() -> Linked:
    """Return who publishes."""
    return thing("GovernmentOrganization", name=settings.AUTHORITY, url=address("/"))


def firm(name: str, tax_code: str = "", commune: str = "", **more: Any) -> Linked:
    """Return an employer as the page names it."""
    where = thing("PostalAddress", addressLocality=commune, addressCountry="VN") if commune else None
    return thing("Organization", name=name, taxID=tax_code, address=where, **more)


def article(headline: str, path: str, **said: Any) -> Linked:
    """Return something that the authority published; a headline of schema.org ends after 110 signs."""
    short = headline if len(headline) <= 110 else f"{headline[:109].rstrip()}…"
    return page("NewsArticle", headline=short, url=address(path), publisher=authority(), author=authority(), **said)


def answer(question: str, text: str, path: str, *, language: str, changed_at: dt.datetime | None) -> Linked:
    """Return a question with its answer."""
    asked = thing("Question", name=question, acceptedAnswer=thing("Answer", text=text, url=address(path)))
    return page("FAQPage", url=address(path), inLanguage=language, dateModified=changed_at, mainEntity=[asked], publisher=authority())


def listing(items: Iterable[Linked]) -> Linked:
    """Return things in the order in which the page shows them."""
    members = [thing("ListItem", position=place, item=item) for place, item in enumerate(items, start=1)]
    return thing("ItemList", numberOfItems=len(members), itemListElement=members)


def home(search: str) -> Linked:
    """Return the site itself, with the door at which it is searched."""
    ask = thing("EntryPoint", urlTemplate=address(f"{search}?q={{search_term_string}}"))
    action = {**thing("SearchAction", target=ask), "query-input": "required name=search_term_string"}
    return page("WebSite", name="Minh Bạch", url=address("/"), inLanguage=get_language(), publisher=authority(), potentialAction=action)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
