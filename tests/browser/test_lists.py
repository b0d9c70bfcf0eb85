"""An officer sends lists in a real browser, with the script that shows how far a file is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from . import office

UPLOAD = "/quan-tri/nhap-lieu/moi/"
UNREADABLE = "khong, phai\ndanh, sach\n"


@pytest.fixture
def page(site: str, var: Path, browser: Browser) -> Iterator[Page]:
    """The desk of an officer who may do everything."""
    state = office.enter(browser, site, "quan-tri", office.password(var))
    context = browser.new_context(storage_state=state)
    yield context.new_page()
    context.close()


def send(page: Page, name: str, content: str) -> None:
    """Send a list from the form that is open."""
    page.set_input_files("input[name=file]", {"name": name, "mimeType": "text/csv", "buffer": content.encode()})
    page.click("form[data-upload] button[type=submit]")


def test_a_refused_form_is_sent_again_by_script_and_what_is_said_reaches_the_officer(site: str, page: Page) -> None:
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.resource_type) if asked.method == "POST" else None)
    page.goto(site + UPLOAD)
    page.select_option("select[name=received_under]", "published")
    for _ in range(2):
        send(page, "ds.csv", UNREADABLE)
        expect(page.get_by_text("phải ghi đủ địa chỉ").first).to_be_visible()
        expect(page.locator("form[data-upload] button[type=submit]")).to_be_enabled()
        assert page.url == site + UPLOAD
    page.select_option("select[name=received_under]", "internal")
    send(page, "ds.csv", UNREADABLE)
    page.wait_for_url(re.compile(r"/nhap-lieu/\d+/$"))
    batch = page.url
    assert sent == ["xhr"] * 3, "each try goes by the script, with its bar and its guard against a second press"
    page.goto(site + UPLOAD)
    send(page, "ds.csv", UNREADABLE)
    page.wait_for_url(batch)
    expect(page.get_by_text("Tệp này đã được nhập trước đây")).to_be_visible()
    assert wrong == []


def test_who_logs_in_anew_behind_a_button_comes_to_its_page(site: str, page: Page, var: Path) -> None:
    page.context.clear_cookies()
    page.goto(f"{site}/quan-tri/kiem-tra/danh-sach/chon/")
    page.fill("input[name=login]", "quan-tri")
    page.fill("input[name=password]", office.password(var))
    page.click("main button[type=submit]")
    page.wait_for_url("**/kiem-tra/danh-sach/")
    expect(page.get_by_text("Việc vừa rồi chưa được ghi; hãy bấm lại.")).to_be_visible()
