"""The chat in a real browser: each can ask, complain and track, whatever the device; and nothing stays that should not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, ViewportSize

from . import pages
from .chat import BOX, CHAT, DESK, LOG, PHONE, Visitor

Visit = Callable[..., Visitor]
CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}")
QUESTION = "nghi thai san duoc may thang"


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
    """Return a function that opens the chat in a browser of its own."""
    visitors: list[Visitor] = []

    def open_chat(**how: Any) -> Visitor:
        visitors.append(Visitor(browser, site, **how))
        return visitors[-1]

    yield open_chat
    for each in visitors:
        each.context.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_worker_asks_complains_and_tracks_without_accents(visit: Visit, scripts: bool, size: ViewportSize) -> None:
    worker = visit(scripts=scripts, size=size)
    assert "hệ thống trả lời tự động (AI)" in worker.page.locator("main").inner_text()
    worker.write(QUESTION)
    assert "Căn cứ:" in worker.log()
    assert "6 tháng" in worker.log()
    worker.press("Phản ánh")
    worker.write("cong ty em giu luong va khong dong bao hiem tu thang 3")
    worker.press("Gửi phản ánh")
    code = CODE.search(worker.page.locator(".code").last.inner_text())
    assert code
    worker.press("Xem phản ánh đã gửi")
    worker.write(code[0])
    assert "Đã nhận" in worker.said()
    assert not worker.is_too_wide()
    assert worker.complaints == []


def test_by_keyboard_with_the_tree_of_a_screen_reader(visit: Visit) -> None:
    """Every control is reached by a key and has a name; the focus is never lost, and the log is a live region."""
    worker = visit(size=DESK)
    tree = worker.tree()
    assert ("log", "Hội thoại") in tree
    assert ("textbox", "Câu hỏi hoặc sự việc của anh/chị") in tree
    assert [name for role, name in tree if role in ("button", "textbox", "link") and not name] == []
    worker.tab_to("textbox", "Câu hỏi hoặc sự việc của anh/chị")
    worker.page.keyboard.type(QUESTION)
    worker.page.keyboard.press("Enter")
    worker.settle()
    assert worker.focused() == ("textbox", "Câu hỏi hoặc sự việc của anh/chị"), "whoever types goes on typing"
    assert any("Nghỉ thai sản được mấy tháng?" in name for _, name in worker.tree())
    worker.tab_to("button", "Phản ánh")
    worker.page.keyboard.press("Enter")
    worker.settle()
    assert worker.focused()[0] == "listitem", "after a button the answer is read"
    worker.tab_to("textbox", "Sự việc anh/chị phản ánh")
    worker.page.keyboard.type("cong ty giu luong thang ba")
    worker.page.keyboard.press("Enter")
    worker.settle()
    worker.tab_to("button", "Gửi phản ánh")
    worker.page.keyboard.press("Space")
    worker.settle()
    assert CODE.search(worker.said())
    worker.tab_to("link", "Thoát nhanh")


def test_whoever_loads_the_page_again_stands_at_what_was_said_last(visit: Visit) -> None:
    worker = visit()
    for said in (QUESTION, "mat so bhxh lam sao"):
        worker.write(said)
    worker.page.reload()
    worker.page.wait_for_function("document.querySelectorAll('.chat__turn--me').length === 2")
    place = "[...document.querySelectorAll('.chat__turn--me')].at(-1).getBoundingClientRect()"
    assert worker.page.evaluate(f"{place}.top >= 0 && {place}.bottom <= innerHeight")


def test_no_state_of_the_chat_has_a_barrier(visit: Visit) -> None:
    worker, found = visit(), {}

    def look(state: str) -> None:
        if barriers := worker.barriers():
            found[state] = barriers

    look("opened")
    worker.write(QUESTION)
    look("answered")
    worker.write("bao hiem")
    look("unsure")
    worker.press("Phản ánh")
    look("complaint begun")
    worker.write("cong ty giu luong")
    look("complaint told")
    worker.press("Gửi phản ánh")
    look("code shown")
    worker.context.set_offline(True)
    worker.write("con do khong")
    look("offline")
    worker.context.set_offline(False)
    worker.press("Xóa hội thoại")
    look("erase asked")
    assert found == {}
    assert visit(path=f"/en{CHAT}").barriers() == []
    assert visit(scripts=False).page.locator("h1").count() == 1


def test_the_tab_remembers_questions_and_nothing_that_is_sealed(visit: Visit) -> None:
    worker = visit()
    worker.write(f"{QUESTION}, so em 0912345678")
    worker.press("Phản ánh")
    worker.write("giam doc giu luong cua em")
    worker.press("Gửi phản ánh")
    code = CODE.search(worker.said())
    assert code
    kept = worker.kept()
    assert QUESTION in kept
    assert "Căn cứ" in kept
    for secret in (code[0], "giam doc", "0912345678"):
        assert secret not in kept
    pages.go(worker.page)
    assert QUESTION in worker.log()
    assert code[0] not in worker.log()
    other = worker.context.new_page()
    pages.go(other, worker.base + CHAT)
    assert QUESTION not in other.locator(LOG).inner_text(), "another tab remembers nothing"


def test_erasing_empties_the_tab(visit: Visit) -> None:
    worker = visit()
    worker.write(QUESTION)
    worker.press("Xóa hội thoại")
    worker.press("Xóa")
    assert "Đã xóa" in worker.said()
    assert QUESTION not in worker.log()
    assert worker.kept() == "{}"


@pytest.mark.parametrize("way", ["button", "keys"])
def test_a_quick_exit_leaves_nothing(visit: Visit, way: str) -> None:
    worker = visit()
    worker.write(QUESTION)
    entries = worker.page.evaluate("history.length")
    if way == "button":
        worker.page.click("[data-leave]")
    else:
        for _ in range(3):
            worker.page.keyboard.press("Escape")
    worker.page.wait_for_url("https://vi.wikipedia.org/")
    assert worker.page.evaluate("history.length") == entries, "the chat's place in the history is taken"
    pages.go(worker.page, worker.base + CHAT)
    assert QUESTION not in worker.log()
    assert worker.kept() == "{}"
    assert [each["name"] for each in worker.context.cookies() if each["name"] == "tro-ly"] == []


def test_a_quick_exit_without_scripts_takes_the_key_away(visit: Visit) -> None:
    worker = visit(scripts=False)
    worker.write(QUESTION)
    worker.page.click("text=Thoát nhanh")
    worker.page.wait_for_url("https://vi.wikipedia.org/")
    assert [each["name"] for each in worker.context.cookies() if each["name"] == "tro-ly"] == []


def test_half_an_hour_of_silence_empties_tab_and_page(visit: Visit) -> None:
    worker = visit()
    worker.page.clock.install()
    pages.go(worker.page)
    worker.write(QUESTION)
    worker.page.clock.fast_forward("29:00")
    assert QUESTION in worker.log()
    worker.page.clock.fast_forward("02:00")
    assert QUESTION not in worker.log()
    assert "30 phút" in worker.said()
    assert worker.kept() == "{}"


def test_offline_the_message_stays_and_is_sent_later(visit: Visit) -> None:
    worker = visit()
    worker.context.set_offline(True)
    worker.write(QUESTION)
    assert "mất mạng" in worker.alert()
    assert worker.page.input_value(BOX) == QUESTION
    assert QUESTION not in worker.log()
    worker.context.set_offline(False)
    worker.page.wait_for_selector("[data-alert]:text('Đã có mạng lại')")
    worker.page.press(BOX, "Enter")
    worker.settle()
    assert "Căn cứ:" in worker.log()
    assert worker.alert() == ""


def test_an_answer_that_was_lost_comes_with_the_second_try_and_once(visit: Visit) -> None:
    worker, tries = visit(), []

    def lose_first(route: Route) -> None:
        tries.append(route.request.post_data or "")
        response = route.fetch()
        if len(tries) == 1:
            route.abort()
        else:
            route.fulfill(response=response)

    worker.page.route(f"**{CHAT}", lose_first)
    worker.write(QUESTION)
    assert "Chưa gửi được" in worker.alert()
    worker.page.press(BOX, "Enter")
    worker.settle()
    assert worker.log().count("Căn cứ:") == 1
    assert len({_turn(each) for each in tries}) == 1, "the same turn again"
    worker.page.unroute(f"**{CHAT}")


def test_a_changed_message_after_a_failure_is_a_new_turn(visit: Visit) -> None:
    worker = visit()
    worker.context.set_offline(True)
    worker.write(QUESTION)
    worker.context.set_offline(False)
    worker.write("mat so bhxh")
    assert len({_turn(each) for each in worker.posts}) == 2
    assert "sổ" in worker.said().lower()


def _turn(body: str) -> str:
    found = re.search(r"\b([0-9a-f]{32})\b", body)
    assert found, body[:200]
    return found[1]


@pytest.mark.parametrize(("status", "said"), [(500, "trục trặc"), (502, "trục trặc"), (403, "tải lại trang")])
def test_a_server_in_trouble_is_told_in_words(visit: Visit, status: int, said: str) -> None:
    worker = visit()
    worker.page.route(f"**{CHAT}", lambda route: route.fulfill(status=status, body="<html><body>…</body></html>"))
    worker.write(QUESTION)
    assert said in worker.alert()
    assert worker.page.input_value(BOX) == QUESTION


def test_a_token_that_grew_old_is_renewed_unseen(visit: Visit) -> None:
    worker = visit()
    worker.context.clear_cookies()
    worker.write(QUESTION)
    assert "Căn cứ:" in worker.log()
    assert worker.alert() == ""


def test_enter_sends_once_and_an_input_method_may_finish(visit: Visit) -> None:
    worker = visit()
    worker.page.fill(BOX, "dòng một")
    worker.page.press(BOX, "Shift+Enter")
    worker.page.keyboard.type("dòng hai")
    assert worker.page.input_value(BOX) == "dòng một\ndòng hai"
    for composing in ("{isComposing: true}", "{keyCode: 229}"):
        worker.page.evaluate(
            f"document.querySelector('{BOX}').dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter', bubbles: true, ...{composing}}}))"
        )
    assert worker.posts == []
    worker.page.keyboard.press("Enter")
    worker.page.keyboard.press("Enter")
    worker.settle()
    assert len(worker.posts) == 1


def test_a_slow_network_is_told_and_read_apart_from_the_log(visit: Visit) -> None:
    worker = visit()
    held: list[Route] = []
    worker.page.route(f"**{CHAT}", lambda route: held.append(route))
    worker.page.clock.install()
    worker.page.fill(BOX, QUESTION)
    worker.page.press(BOX, "Enter")
    worker.page.wait_for_selector("[data-status]:text('Đang trả lời')")
    worker.page.clock.fast_forward(7_000)
    assert "Mạng chậm" in worker.page.locator("[data-status]").inner_text()
    assert "Đang trả lời" not in worker.log()
    assert worker.page.locator("[data-status]").get_attribute("role") == "status"
    held[0].continue_()
    worker.settle()
    assert worker.page.locator("[data-status]").inner_text() == ""


@pytest.mark.parametrize(("width", "height"), [(320, 300), (360, 330), (640, 450)], ids=["320 px", "360 px", "zoomed to 200 %"])
def test_with_the_keyboard_open_box_and_answer_are_both_there(visit: Visit, width: int, height: int) -> None:
    worker = visit(size=ViewportSize(width=width, height=height))
    worker.write(f"{QUESTION} {'a' * 90}")
    assert not worker.is_too_wide()
    box = worker.page.locator(BOX).bounding_box()
    head = worker.page.locator(".chat__head").bounding_box()
    assert box
    assert head
    if height >= 384:
        assert box["y"] + box["height"] <= height, "the box stays in sight"
    assert head["y"] + head["height"] < height / 2


def test_on_paper_stands_the_conversation_alone(visit: Visit) -> None:
    worker = visit(size=DESK)
    worker.write(QUESTION)
    worker.page.emulate_media(media="print")
    assert worker.page.locator(LOG).is_visible()
    assert "Căn cứ:" in worker.log()
    for gone in (BOX, ".chat__choices", ".chat__head", ".site-nav", "main > .actions"):
        assert not worker.page.locator(gone).is_visible(), gone


def test_a_question_from_the_search_waits_to_be_sent(visit: Visit) -> None:
    worker = visit(path=f"{CHAT}?hoi=mat+so+thi+sao")
    assert worker.page.input_value(BOX) == "mat so thi sao"
    assert worker.posts == []
    worker.page.press(BOX, "Enter")
    worker.settle()
    assert "mat so thi sao" in worker.log()


def test_without_scripts_the_last_exchanges_stay_legible(visit: Visit) -> None:
    worker = visit(scripts=False)
    for question in (QUESTION, "mat so bhxh", "nghi om huong bao nhieu"):
        worker.write(question)
    log = worker.log()
    assert all(question in log for question in (QUESTION, "mat so bhxh", "nghi om huong bao nhieu"))
    assert worker.page.url.endswith("#moi"), "the page opens at the newest exchange"
