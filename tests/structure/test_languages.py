"""The site in its two languages: complete catalogues, and pages that say which language they are in and where the other is."""

from __future__ import annotations

import ast
import gettext
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template import engines
from django.templatetags.i18n import BlockTranslateNode, TranslateNode
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import LocalePrefixPattern, URLResolver
from django.utils import translation
from wagtail.models import Page

from tests.structure.test_layout import tracked

ROOT = Path(settings.ROOT)
LOCALE = ROOT / "site" / "locale"
#: What only officers see is Vietnamese alone; the same parts are left out by the command in site/README.md.
OFFICERS = re.compile(r"/admin/|^site/templates/(account|allauth)/|/wagtail_hooks\.py$|^tests/")
MARKS = {"_", "gettext", "gettext_lazy", "gettext_noop"}
#: A context and a message, as the compiled catalogue joins them.
JOINT = "\x04"
HOLES = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def po(code: str, domain: str = "django") -> dict[str, tuple[str, ...]]:
    """Read a catalogue: its messages with what they become, without the head."""
    found: dict[str, tuple[str, ...]] = {}
    for block in (LOCALE / code / f"LC_MESSAGES/{domain}.po").read_text(encoding="utf-8").split("\n\n"):
        said = {
            name: "".join(ast.literal_eval(line) for line in lines.strip().splitlines())
            for name, lines in re.findall(r'^(msg\w+(?:\[\d\])?) ((?:".*"\n?)+)', block, re.MULTILINE)
        }
        if said.get("msgid"):
            key = JOINT.join(filter(None, (said.get("msgctxt"), said["msgid"])))
            found[key] = tuple(text for name, text in said.items() if name.startswith("msgstr"))
    return found


def mo(code: str, domain: str = "django") -> dict[str, tuple[str, ...]]:
    """Read a compiled catalogue in the same shape; what is empty or uncertain is not in it."""
    with (LOCALE / code / f"LC_MESSAGES/{domain}.mo").open("rb") as file:
        catalogue: dict[Any, str] = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]  # no public way to list it
    found: dict[str, tuple[str, ...]] = {}
    for key, text in catalogue.items():
        if key:
            name = key[0] if isinstance(key, tuple) else key
            found[name] = (*found.get(name, ()), text)
    return found


def said_in_templates() -> Iterator[str]:
    """Yield every message of the templates that the public sees."""
    engine = engines["django"].engine  # type: ignore[attr-defined]  # the stubs know the base class alone
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if "/templates/" in name and path.suffix in (".html", ".xml", ".txt") and not OFFICERS.search(name):
            nodes = engine.from_string(path.read_text(encoding="utf-8")).nodelist
            for node in nodes.get_nodes_by_type(TranslateNode):
                if node.filter_expression.var.lookups is None:
                    context = node.message_context.resolve({}) if node.message_context else ""
                    yield JOINT.join(filter(None, (context, node.filter_expression.var.literal.replace("%", "%%"))))
            for node in nodes.get_nodes_by_type(BlockTranslateNode):
                yield node.render_token_list(node.singular)[0]


def said_in_python() -> Iterator[str]:
    """Yield every message of the modules that the public meets."""
    for path in tracked():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and not OFFICERS.search(name):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") in MARKS and isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value)


def test_the_english_catalogue_holds_what_the_site_says_and_nothing_else() -> None:
    said, known = {*said_in_templates(), *said_in_python()}, set(po("en"))
    assert len(said) > 400
    assert (sorted(said - known), sorted(known - said)) == ([], []), "run makemessages as site/README.md tells"


@pytest.mark.parametrize(("code", "domain"), [("en", "django"), ("vi", "django"), ("vi", "djangojs")])
def test_nothing_is_untranslated_or_uncertain_and_the_compiled_catalogue_is_current(code: str, domain: str) -> None:
    text = (LOCALE / code / f"LC_MESSAGES/{domain}.po").read_text(encoding="utf-8")
    assert "fuzzy" not in text
    assert [key for key, texts in po(code, domain).items() if not all(texts)] == []
    assert mo(code, domain) == po(code, domain), "run compilemessages"


def test_a_translation_fills_the_same_holes() -> None:
    wrong = [
        key for key, texts in po("en").items() for text in texts if sorted(set(HOLES.findall(key))) != sorted(set(HOLES.findall(text)))
    ]
    assert wrong == []


class Head(HTMLParser):
    """What a page says of its language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang = ""
        self.alternates: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the language of the page and the addresses in other languages."""
        has = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.lang = has["lang"]
        elif tag == "link" and has.get("rel") == "alternate" and "hreflang" in has:
            self.alternates[has["hreflang"]] = has["href"].removeprefix(settings.BASE_URL)
        elif tag == "a" and "hreflang" in has:
            self.links[has["hreflang"]] = has["href"]


def simple(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Yield the routes that take no arguments and answer with a page."""
    for each in patterns:
        route = before + ("" if isinstance(each.pattern, LocalePrefixPattern) else str(each.pattern))
        if isinstance(each, URLResolver):
            yield from simple(each.url_patterns, route)
        elif not re.search(r"[<(^]|\.\w+$", route):
            yield route


def in_both_languages() -> list[str]:
    """Return the Vietnamese paths of the pages without arguments."""
    (translated,) = (each for each in get_resolver().url_patterns if isinstance(each.pattern, LocalePrefixPattern))
    with translation.override("vi"):
        return [f"/{route}" for route in simple([translated])]


@pytest.fixture
def reader() -> Client:
    """Somebody who reads the site."""
    return Client(SERVER_NAME="localhost")


def read(reader: Client, path: str) -> Head:
    """Return what the page at ``path`` says of its language."""
    response = reader.get(path)
    assert response.status_code == 200, path
    return Head(response.content.decode())


def test_there_are_routes_to_walk() -> None:
    assert {"/tim-kiem/", "/phan-anh/", "/tro-ly-ao/", "/dinh-chinh/", "/xac-thuc/"} <= set(in_both_languages())


@pytest.mark.django_db
@pytest.mark.parametrize("path", in_both_languages())
def test_a_route_stands_in_both_languages_and_each_leads_to_the_other(path: str, reader: Client) -> None:
    vietnamese, english = read(reader, path), read(reader, f"/en{path}")
    assert (vietnamese.lang, english.lang) == ("vi", "en")
    assert vietnamese.links == {"en": f"/en{path}"}
    assert english.links == {"vi": path}
    assert vietnamese.alternates == english.alternates == {"vi": path, "en": f"/en{path}"}


@pytest.mark.django_db
def test_a_page_leads_to_its_translation(reader: Client) -> None:
    walked = 0
    for page in Page.objects.live().filter(locale__language_code="vi", depth__gt=1):
        translated = page.get_translations().live().get(locale__language_code="en")
        vietnamese, english = read(reader, page.url), read(reader, translated.url)
        assert (vietnamese.lang, english.lang) == ("vi", "en")
        assert (vietnamese.links, english.links) == ({"en": translated.url}, {"vi": page.url})
        assert vietnamese.alternates == english.alternates == {"vi": page.url, "en": translated.url}
        walked += 1
    assert walked >= 5


@pytest.mark.django_db
def test_a_page_without_translation_leads_to_the_other_home_page_and_names_no_alternate(reader: Client) -> None:
    page = Page.objects.live().filter(locale__language_code="vi", depth__gt=2).first()
    assert page is not None
    Page.objects.filter(translation_key=page.translation_key, locale__language_code="en").update(live=False)
    head = read(reader, page.url)
    assert head.links == {"en": "/en/"}
    assert head.alternates == {"vi": page.url}


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_missed_in_the_readers_language(reader: Client) -> None:
    response = reader.get("/en/khong-co-trang-nay/")
    assert response.status_code == 404
    head = Head(response.content.decode())
    assert (head.lang, head.links, head.alternates) == ("en", {"vi": "/"}, {})
    assert "Page not found" in response.content.decode()


@pytest.mark.django_db
def test_the_english_chat_says_that_some_answers_are_vietnamese(reader: Client) -> None:
    with translation.override("en"):
        page = reader.get(reverse("bots:chat")).content.decode()
    assert "You may ask in English" in page
    assert "automatic system" in page
