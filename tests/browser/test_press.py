"""The media desk in a real browser: every screen of the office, and the forms of its public side as their readers send them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from . import office, pages


@pytest.fixture(scope="module")
def state(site: str, var: Path, browser: Browser) -> Any:
    """An officer who may do everything, logged in."""
    return office.enter(browser, site, "quan-tri", office.password(var))


@pytest.fixture(scope="module")
def screens(site: str, browser: Browser, state: Any) -> dict[str, str]:
    """One address of each screen of the desk."""
    context = browser.new_context(storage_state=state)
    try:
        return office.screens(context, site)
    finally:
        context.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A reader's phone on which scripts do not run."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    yield context.new_page()
    context.close()


def send(page: Page) -> None:
    """Send the form of the page."""
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def test_every_screen_is_reached_by_links(screens: dict[str, str]) -> None:
    assert office.NAMES - set(screens) == set()


def test_no_screen_has_a_barrier(site: str, browser: Browser, state: Any, screens: dict[str, str]) -> None:
    """Axe finds nothing against WCAG 2.2 AA, and no screen complains."""
    visits = [pages.visit(browser, site, path, state) for path in screens.values()]
    assert [(each.path, each.status, each.headings) for each in visits if (each.status, each.headings) != (200, 1)] == []
    assert {each.path: each.barriers for each in visits if each.barriers} == {}
    assert {each.path: each.complaints for each in visits if each.complaints} == {}


def test_no_screen_reaches_beyond_a_phone(site: str, browser: Browser, state: Any, screens: dict[str, str]) -> None:
    """On the narrowest phone nothing is cut off, with every form unfolded."""
    context = browser.new_context(storage_state=state, viewport={"width": 320, "height": 800})
    try:
        phone, wide = context.new_page(), {}
        for path in screens.values():
            pages.go(phone, site + path)
            wide[path] = phone.evaluate(office.TOO_WIDE)
    finally:
        context.close()
    assert {path: found for path, found in wide.items() if found} == {}


def test_a_reporter_asks(site: str, page: Page) -> None:
    page.goto(f"{site}/bao-chi/hoi/")
    said = {"person": "Trần Thị Báo", "medium": "Báo Minh Họa", "card_no": "NB-1", "email": "bao@bao.example", "text": "Bao nhiêu đơn vị?"}
    for name, text in said.items():
        page.fill(f"[name={name}]", text)
    send(page)
    assert page.locator("h1").inner_text() == "Đã nhận câu hỏi"


def test_a_reader_asks_for_news(site: str, page: Page) -> None:
    page.goto(f"{site}/nhan-tin/")
    page.fill("[name=email]", "ban.doc@doc.example")
    send(page)
    assert page.locator("h1").inner_text() == "Hãy mở hộp thư"


def test_a_reporter_agrees_and_reads_early(site: str, browser: Browser, page: Page, state: Any, screens: dict[str, str]) -> None:
    context = browser.new_context(storage_state=state)
    try:
        desk = context.new_page()
        desk.goto(site + screens["press_early_give"])
        desk.select_option("[name=contact]", index=1)
        desk.select_option("[name=way]", "hand")
        desk.fill("[name=because]", "Họp báo.")
        send(desk)
        link = re.search(r"/bao-chi/xem-truoc/[\w-]+/", desk.content())
    finally:
        context.close()
    assert link is not None
    page.goto(site + link[0])
    assert page.locator("h1").inner_text() == "Tin chưa công bố"
    page.check("[name=agree]")
    send(page)
    assert page.locator(".mark").count() >= 3, "the text itself, marked as this reporter's"
