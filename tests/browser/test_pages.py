"""Every kind of public page: open to everyone, light, alone with its own host, and whole without scripts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from . import pages
from .pages import Visit


@pytest.fixture(scope="module")
def visits(site: str, browser: Browser) -> list[Visit]:
    """One visit to each address."""
    return [pages.visit(browser, site, path) for path in pages.addresses(site)]


def test_every_page_answers(visits: list[Visit]) -> None:
    assert [(each.path, each.status) for each in visits if each.status != (404 if each.path in pages.UNKNOWN else 200)] == []


def test_no_page_has_a_barrier(visits: list[Visit]) -> None:
    """Axe finds nothing against WCAG 2.2 AA."""
    assert {each.path: each.barriers for each in visits if each.barriers} == {}


def test_no_page_scrolls_sideways_on_a_phone(visits: list[Visit]) -> None:
    assert {each.path: each.too_wide for each in visits if each.too_wide} == {}


def test_no_page_complains_in_the_console(visits: list[Visit]) -> None:
    own = {each.path: [line for line in each.complaints if "404 (Not Found)" not in line] for each in visits}
    assert {path: lines for path, lines in own.items() if lines} == {}


def test_no_page_calls_another_host(visits: list[Visit]) -> None:
    assert {each.path: each.strangers for each in visits if each.strangers} == {}


def test_every_page_has_one_title_and_its_language(visits: list[Visit]) -> None:
    assert [(each.path, each.headings) for each in visits if each.headings != 1] == []
    assert [(each.path, each.language) for each in visits if each.language != ("en" if each.path.startswith("/en/") else "vi")] == []


def test_every_page_is_light(visits: list[Visit]) -> None:
    """The first view of any page stays below 100 kB over the wire."""
    assert {each.path: each.weight for each in visits if each.weight > 100_000} == {}


def test_every_page_says_its_words_without_scripts(site: str, browser: Browser) -> None:
    silent = [path for path in pages.PROMISED if len(pages.visit_without_scripts(browser, site, path)) < 40]
    assert silent == []
