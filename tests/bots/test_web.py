"""The chat on the site: a plain form that works without a script."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bots.models import Inbound
from bots.views import COOKIE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

CHAT = "/tro-ly-ao/"


@pytest.fixture
def client(browse: Callable[..., Client]) -> Client:
    return browse()


def _turn(html: str) -> str:
    found = re.search(r'name="turn" value="([0-9a-f]{32})"', html)
    assert found
    return found.group(1)


def _post(client: Client, **data: str) -> str:
    return client.post(CHAT, data).content.decode()


def test_the_page_says_that_it_is_a_machine_and_sets_no_key(client: Client) -> None:
    response = client.get(CHAT)
    html = response.content.decode()
    assert "hệ thống trả lời tự động (AI)" in html
    assert COOKIE not in response.cookies
    assert html.count("<h1") == 1
    assert "no-store" in response["Cache-Control"]


def test_a_question_is_answered_on_the_next_page(client: Client) -> None:
    response = client.post(CHAT, {"text": "Nghỉ thai sản được mấy tháng <b>?", "turn": _turn(client.get(CHAT).content.decode())})
    html = response.content.decode()
    assert "Căn cứ:" in html
    assert "&lt;b&gt;" in html
    cookie = response.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == CHAT


def test_sending_the_same_page_twice_answers_once(client: Client) -> None:
    client.cookies[COOKIE] = "a" * 32
    for _ in range(2):
        assert "Căn cứ:" in _post(client, text="nghỉ thai sản được mấy tháng", turn="b" * 32)
    assert Inbound.objects.count() == 1


def test_one_browser_cannot_read_the_reply_to_another(client: Client, browse: Callable[..., Client]) -> None:
    client.cookies[COOKIE] = "a" * 32
    _post(client, text="nghỉ thai sản được mấy tháng", turn="c" * 32)
    other = browse()
    other.cookies[COOKIE] = "d" * 32
    assert (
        "thai sản" not in re.sub(r"(?s)<header.*?</header>|<footer.*?</footer>", "", _post(other, action="officer", turn="c" * 32)).lower()
    )


def test_no_choice_is_offered_twice(client: Client) -> None:
    for html in (client.get(CHAT).content.decode(), _post(client, text="công ty không đóng bảo hiểm"), _post(client, action="complain")):
        offered = re.findall(r'name="action" value="([\w-]+)"', html)
        assert len(offered) == len(set(offered))


def test_buttons_and_an_empty_message_work_without_a_script(client: Client) -> None:
    assert "1900 9068" in _post(client, action="officer")
    assert "Anh/chị hỏi về" in _post(client, text="   ")


def test_a_complaint_in_the_chat_shows_its_code(client: Client, desk: Any) -> None:
    _post(client, action="complain")
    _post(client, text="Công ty không đóng bảo hiểm 6 tháng")
    html = _post(client, action="send")
    assert re.search(r'class="code">[0-9A-Z]{5}(-[0-9A-Z]{5}){3}<', html)


def test_too_many_messages_are_refused(client: Client) -> None:
    codes = [client.post(CHAT, {"action": "officer"}).status_code for _ in range(41)]
    assert codes[-1] == 429
    assert set(codes[:-1]) == {200}


def test_the_chat_needs_its_token(browse: Callable[..., Client]) -> None:
    assert Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post(CHAT, {"text": "xin chào"}).status_code == 403
