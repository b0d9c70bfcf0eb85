"""From a question that nobody could answer to an answer: an editor tries and drafts, another officer publishes, the bot answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from portal.demo.learning import ASKED

from . import office, pages

QUESTION = ASKED[0][0][0]
SCREENS = (
    "/quan-tri/cau-hoi-chua-tra-loi/",
    "/quan-tri/cau-hoi-chua-tra-loi/da-xu-ly/",
    "/quan-tri/ban-thu-tro-ly-ao/",
    "/quan-tri/ban-thu-tro-ly-ao/de-nham/",
    "/quan-tri/danh-gia-tro-ly-ao/",
    "/quan-tri/danh-gia-tro-ly-ao/so-dem/?thang=2026-10",
)


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A reader's phone on which scripts do not run."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 700})
    yield context.new_page()
    context.close()


def ask(phone: Page, site: str) -> str:
    """Ask the running bot in a fresh chat, and return what it shows."""
    phone.context.clear_cookies()
    phone.goto(f"{site}/tro-ly-ao/")
    phone.fill("textarea[name=text]", QUESTION)
    phone.click(".chat__form button[type=submit]")
    return phone.locator("main").inner_text()


def test_an_unanswered_group_becomes_an_answer(site: str, var: Path, browser: Browser, phone: Page) -> None:
    password = office.password(var)
    editor = browser.new_context(storage_state=office.enter(browser, site, "hoa", password), java_script_enabled=False)
    desk = editor.new_page()
    desk.goto(f"{site}/quan-tri/cau-hoi-chua-tra-loi/")
    desk.click(f"text={QUESTION}")
    assert desk.locator("input[name=asked]").count() == 3 * 4
    form = desk.locator("form:has(button[value=add])")
    chosen = form.locator("select[name=answer] option:checked").inner_text()
    assert chosen.endswith("?"), "the nearest answer is chosen already"
    form.locator("button[value=add-try]").click()
    assert "Kết quả thử" in desk.locator("h2").all_inner_texts()
    assert QUESTION in desk.locator(".trial").inner_text()
    desk.locator("form:has(button[value=add]) button[value=add]").click()
    assert "Đang công khai, có bản nháp mới hơn chờ duyệt" in desk.locator("main").inner_text()
    edit = desk.locator("a", has_text="Sửa câu trả lời này").get_attribute("href") or ""
    desk.goto(f"{site}/quan-tri/cau-hoi-chua-tra-loi/")
    assert QUESTION not in desk.locator("main").inner_text()
    editor.close()
    before = ask(phone, site)
    second = browser.new_context(storage_state=office.enter(browser, site, "ha", password))
    approver = second.new_page()
    approver.goto(site + edit)
    with approver.expect_navigation(wait_until="load"):
        approver.locator("[name=action-publish]").evaluate("button => button.click()")  # it stands in a folded menu
    second.close()
    after = ask(phone, site)
    assert chosen in after
    assert "Căn cứ" in after
    assert before != after


def test_no_screen_of_the_editors_has_a_barrier(site: str, var: Path, browser: Browser) -> None:
    state = office.enter(browser, site, "hoa", office.password(var))
    visits = [pages.visit(browser, site, path, state) for path in SCREENS]
    assert [(each.path, each.status, each.headings) for each in visits if (each.status, each.headings) != (200, 1)] == []
    assert {each.path: each.barriers for each in visits if each.barriers} == {}
    assert {each.path: each.complaints for each in visits if each.complaints} == {}


def test_no_screen_of_the_editors_reaches_beyond_a_phone(site: str, var: Path, browser: Browser) -> None:
    context = browser.new_context(
        storage_state=office.enter(browser, site, "hoa", office.password(var)), viewport={"width": 320, "height": 800}
    )
    try:
        page, wide = context.new_page(), {}
        for path in SCREENS:
            pages.go(page, site + path)
            wide[path] = page.evaluate(office.TOO_WIDE)
    finally:
        context.close()
    assert {path: found for path, found in wide.items() if found} == {}
