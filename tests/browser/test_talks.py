"""A worker asks for an officer, two officers are there, one talks; the bot is silent meanwhile, and speaks again after."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from . import office, pages
from .chat import LOG, PHONE, Visitor

DESK = "/quan-tri/gap-can-bo/"
ANSWER = "Chào anh/chị, con sinh tháng 12 thì được nghỉ sáu tháng."


@pytest.fixture(scope="module")
def states(site: str, var: Path, browser: Browser) -> dict[str, Any]:
    """Two officers who answer, and who sets the hours, logged in."""
    return {who: office.enter(browser, site, who, office.password(var)) for who in ("thao", "hoa", "minh")}


@pytest.fixture
def officers(browser: Browser, states: dict[str, Any]) -> Iterator[dict[str, Page]]:
    """A screen for each of them."""
    opened: dict[str, BrowserContext] = {who: browser.new_context(storage_state=state, viewport=PHONE) for who, state in states.items()}
    yield {who: context.new_page() for who, context in opened.items()}
    for context in opened.values():
        context.close()


def ask(worker: Visitor) -> None:
    """Ask for an officer, or leave a question where the desk is closed: on a holiday it is, whatever the hours say."""
    worker.press("Gặp cán bộ")
    if worker.page.locator('button:text-is("Để lại câu hỏi")').count():
        worker.press("Để lại câu hỏi")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_a_worker_and_two_officers(site: str, browser: Browser, officers: dict[str, Page], *, scripts: bool) -> None:
    thao, hoa = officers["thao"], officers["hoa"]
    worker = Visitor(browser, site, scripts=scripts)
    try:
        ask(worker)
        assert "cán bộ đọc được những gì anh/chị viết" in worker.log()
        worker.write("Con tôi sinh tháng 12, số tôi 0912 345 678")
        thao.goto(site + DESK)
        hoa.goto(site + DESK)
        number = newest(thao)
        thao.click(f"#take-{number}")
        expect(thao.locator("h1")).to_contain_text(f"Trò chuyện số {number}")
        hoa.click(f"#take-{number}")
        expect(hoa.locator("main")).to_contain_text("vừa nhận")
        assert "[số đã ẩn]" in thao.locator(".talk").inner_text()
        assert "0912" not in thao.content()

        worker.write("nghỉ thai sản được mấy tháng")
        assert "Điều" not in worker.said(), "the bot is silent"
        thao.fill("[name=text]", ANSWER)
        thao.click('form[data-write] button[type="submit"]')
        thao.wait_for_load_state()
        assert "nghỉ thai sản được mấy tháng" in thao.locator(".talk").inner_text()
        if not scripts:
            worker.press("Xem có trả lời mới")
        expect(worker.page.locator(LOG)).to_contain_text(ANSWER, timeout=15_000)
        expect(worker.page.locator(LOG)).to_contain_text("Cán bộ Thảo")

        thao.locator("summary", has_text="Giao lại trợ lý ảo").click()
        thao.fill("[name=closing]", "Chúc anh/chị khỏe.")
        thao.locator("details[open] button[type=submit]").click()
        thao.wait_for_load_state()
        if not scripts:
            worker.press("Xem có trả lời mới")
        expect(worker.page.locator(LOG)).to_contain_text("Cuộc trò chuyện với cán bộ đã kết thúc", timeout=15_000)
        worker.write("nghỉ thai sản được mấy tháng")
        assert "Điều" in worker.said(), "the bot speaks again"
        assert worker.complaints == []
    finally:
        worker.context.close()


def newest(page: Page) -> int:
    """Return the talk that came last."""
    return max(int(found) for found in re.findall(r'id="take-(\d+)"', page.content()))


def test_the_officers_page_shows_what_is_written_by_itself(site: str, browser: Browser, officers: dict[str, Page]) -> None:
    worker, thao = Visitor(browser, site), officers["thao"]
    try:
        ask(worker)
        thao.goto(site + DESK)
        thao.click(f"#take-{newest(thao)}")
        thao.fill("[name=text]", "Đang viết dở")
        worker.write("Tôi hỏi thêm một câu")
        expect(thao.locator(".talk")).to_contain_text("Tôi hỏi thêm một câu", timeout=15_000)
        assert thao.input_value("[name=text]") == "Đang viết dở", "what the officer types stays"
        worker.press("Kết thúc trò chuyện")
        expect(thao.locator("#live")).to_contain_text("Người hỏi kết thúc", timeout=15_000)
    finally:
        worker.context.close()


def test_no_screen_has_a_barrier_or_reaches_beyond_a_phone(site: str, browser: Browser, states: dict[str, Any]) -> None:
    context = browser.new_context(storage_state=states["thao"], viewport={"width": 320, "height": 800})
    phone = context.new_page()
    phone.goto(f"{site}{DESK}?xem=cua-toi")
    own = re.search(rf'href="({DESK}\d+/)"', phone.content())
    assert own, "the demo has a talk that is being answered"
    looks = [DESK, own[1], f"{own[1]}?tim=thai+san", *(f"{DESK}?xem={view}" for view in ("cua-toi", "dang-tro-chuyen", "da-ket-thuc"))]
    seen = [pages.visit(browser, site, path, states["thao"]) for path in [*looks, f"{DESK}so-lieu/"]]
    seen.append(pages.visit(browser, site, f"{DESK}gio-truc/", states["minh"]))
    assert [(each.path, each.status, each.headings) for each in seen if (each.status, each.headings) != (200, 1)] == []
    assert {each.path: each.barriers for each in seen if each.barriers} == {}
    assert {each.path: each.complaints for each in seen if each.complaints} == {}
    for path in [*looks, f"{DESK}so-lieu/", f"{DESK}gio-truc/"]:
        pages.go(phone, site + path)
        assert phone.evaluate(office.TOO_WIDE) == [], path
    context.close()
