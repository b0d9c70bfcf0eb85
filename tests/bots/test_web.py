"""The chat on the site: a plain form that works without a script."""

from __future__ import annotations

import datetime as dt
import html as markup
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from bots import limits, services
from bots.dialogue import Say, State
from bots.models import Conversation, Inbound, Outbound
from bots.views import COOKIE
from complaints.models import Draft
from core import clock
from core.models import Quota

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

CHAT = "/tro-ly-ao/"


@pytest.fixture
def client(browse: Callable[..., Client]) -> Client:
    return browse()


def _turn(html: str) -> str:
    found = re.search(r'name="turn" value="([0-9a-f]{32})"', html)
    assert found
    return found.group(1)


def _fields(html: str) -> dict[str, str]:
    """Return what the form of the page carries."""
    return {name: markup.unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)}


def _main(html: str) -> str:
    return html.split("<main", 1)[1].split("</main>", 1)[0]


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


def test_whoever_comes_back_sees_the_complaint_that_is_begun(client: Client, desk: Any) -> None:
    page = client.post(CHAT, {"action": "complain", "turn": _turn(client.get(CHAT).content.decode())}).content.decode()
    page = _post(client, text="Công ty trừ lương mà không đóng bảo hiểm từ tháng 3", turn=_turn(page))
    again = client.get(CHAT).content.decode()
    for html in (page, again):
        assert 'value="send"' in html
        assert 'value="drop"' in html
        assert "tin được thêm vào phản ánh" in html
    assert "số tin đã niêm phong: 1" in again
    assert "trừ lương" not in _main(again)
    page = _post(client, action="leave", turn=_turn(again))
    assert "viết dở vẫn còn" in client.get(CHAT).content.decode()
    assert "tin được thêm vào phản ánh" not in client.get(CHAT).content.decode()
    _post(client, action="drop", turn=_turn(page))
    assert "viết dở" not in client.get(CHAT).content.decode()


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
    assert "Trợ lý ảo trả lời tiếp" in _post(client, action="end-talk")
    assert "Anh/chị hỏi về" in _post(client, text="   ")


def test_a_complaint_in_the_chat_shows_its_code(client: Client, desk: Any) -> None:
    _post(client, action="complain")
    _post(client, text="Công ty không đóng bảo hiểm 6 tháng")
    html = _post(client, action="send")
    assert re.search(r'class="code">[0-9A-Z]{5}(-[0-9A-Z]{5}){3}<', html)


def test_too_many_messages_are_refused_kindly_and_nothing_typed_is_lost(client: Client) -> None:
    codes = [client.post(CHAT, {"action": "officer", "turn": f"{number:032x}"}).status_code for number in range(40)]
    assert set(codes) == {200}
    refused = client.post(CHAT, {"text": "Em bị nợ lương <5 tháng>", "turn": "e" * 32})
    html = refused.content.decode()
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 600
    assert "Xin đợi 10 phút rồi gửi lại" in html
    assert "Em bị nợ lương &lt;5 tháng&gt;</textarea>" in html
    assert _turn(html) == "e" * 32
    with clock.at(clock.now() + dt.timedelta(minutes=10)):
        assert client.post(CHAT, {"text": "Em bị nợ lương", "turn": "e" * 32}).status_code == 200


def test_one_person_at_the_limit_does_not_stop_another_behind_the_same_address(client: Client, browse: Callable[..., Client]) -> None:
    for number in range(41):
        client.post(CHAT, {"action": "officer", "turn": f"{number:032x}"})
    assert browse().post(CHAT, {"action": "officer"}).status_code == 200


def test_whoever_throws_the_key_away_meets_the_limit_of_the_address(browse: Callable[..., Client], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "NEWCOMERS", (limits.Allowance("chat-new", 3, dt.timedelta(minutes=10)),))
    codes = [browse().post(CHAT, {"action": "officer"}).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]


def test_the_day_has_a_limit_too(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PERSON", (limits.Allowance("chat-day", 2, dt.timedelta(days=1)),))
    codes = [client.post(CHAT, {"action": "officer", "turn": f"{number:032x}"}).status_code for number in range(3)]
    assert codes == [200, 200, 429]
    with clock.at(clock.now() + dt.timedelta(days=1)):
        assert client.post(CHAT, {"action": "officer"}).status_code == 200


def test_counters_know_nobody(client: Client) -> None:
    _post(client, action="officer")
    keys = " ".join(Quota.objects.values_list("key", flat=True))
    assert client.cookies[COOKIE].value not in keys
    assert "127.0.0.1" not in keys


def test_the_page_carries_what_was_asked_before_but_never_a_complaint(client: Client, desk: Any) -> None:
    html = client.get(CHAT).content.decode()

    def post(**sent: str) -> None:
        nonlocal html
        html = client.post(CHAT, _fields(html) | sent).content.decode()

    post(text="nghỉ thai sản được mấy tháng, số em 0912345678")
    assert "0912345678" in html, "what was just sent stands as it was sent"
    post(text="Hôm nay trời có mưa không?")
    assert "nghỉ thai sản được mấy tháng" in html
    assert "0912345678" not in html, "what is carried has no personal numbers"
    post(action="complain")
    post(text="Giám đốc giữ lương tháng ba của em")
    assert "Hôm nay trời có mưa không?" in html
    post(action="send")
    assert "Giám đốc" not in html
    (code,) = re.findall(r'class="code">([^<]+)<', html)
    post(text="nghỉ ốm được hưởng bao nhiêu")
    assert code not in html
    assert "Giám đốc" not in html


def test_what_is_carried_is_for_its_browser_and_for_half_an_hour(client: Client, browse: Callable[..., Client]) -> None:
    fields = _fields(_post(client, text="nghỉ thai sản được mấy tháng"))
    assert "thai sản" not in fields["earlier"]
    again = {"text": "xin chào", "earlier": fields["earlier"], "turn": "1" * 32}
    other = browse()
    other.cookies[COOKIE] = "d" * 32
    assert "mấy tháng" not in _main(other.post(CHAT, again).content.decode())
    assert "mấy tháng" not in _main(client.post(CHAT, again | {"earlier": "gAAAAA"}).content.decode())
    with clock.at(clock.now() + dt.timedelta(minutes=31)):
        assert "mấy tháng" not in _main(client.post(CHAT, again | {"turn": "2" * 32}).content.decode())
    assert "mấy tháng" in _main(client.post(CHAT, again | {"turn": "3" * 32}).content.decode())


def test_the_tab_is_told_what_it_may_remember(client: Client, desk: Any) -> None:
    assert 'data-kept="nghỉ ốm, số em [số đã ẩn]"' in _post(client, text="nghỉ ốm, số em 0912345678")
    for sent in ({"action": "complain"}, {"text": "Công ty nợ lương"}, {"action": "send"}, {"action": "track"}, {"text": "0" * 20}):
        assert "data-kept" not in _post(client, **sent)


def test_a_text_that_was_changed_is_another_message(client: Client) -> None:
    client.cookies[COOKIE] = "a" * 32
    _post(client, text="nghỉ thai sản được mấy tháng", turn="b" * 32)
    assert "ốm" in _main(_post(client, text="nghỉ ốm hưởng bao nhiêu", turn="b" * 32))
    assert Inbound.objects.count() == 2


def test_a_button_leaves_what_stands_in_the_box(client: Client) -> None:
    assert "viết dở</textarea>" in _post(client, action="track", text="viết dở")


def test_a_question_comes_along_but_is_not_sent(client: Client) -> None:
    response = client.get(CHAT, {"hoi": "mất sổ <b> thì sao"})
    assert "mất sổ &lt;b&gt; thì sao</textarea>" in response.content.decode()
    assert COOKIE not in response.cookies
    assert not Inbound.objects.exists()
    assert 'action="/tro-ly-ao/#moi"' in response.content.decode()


def test_leaving_takes_the_key_away(client: Client) -> None:
    _post(client, text="nghỉ thai sản được mấy tháng")
    response = client.get(CHAT, {"thoat": "1"})
    assert response["Location"] == "https://vi.wikipedia.org/"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response.cookies[COOKIE].value == ""
    assert response.cookies[COOKIE]["path"] == CHAT


def test_leaving_in_a_hurry_forgets_conversation_and_draft(client: Client, desk: Any) -> None:
    _post(client, action="complain")
    _post(client, text="Công ty không đóng bảo hiểm 6 tháng")
    assert Draft.objects.count() == 1
    response = client.post(CHAT, {"leave": "1"})
    assert (response.status_code, response.cookies[COOKIE].value) == (204, "")
    assert not Draft.objects.exists()
    assert not Conversation.objects.exists()


def test_the_key_is_for_https_where_the_site_is(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_SECURE = True
    assert client.post(CHAT, {"action": "officer"}).cookies[COOKIE]["secure"]


def _talk(client: Client) -> Conversation:
    """Open a talk with an officer in the browser's conversation."""
    _post(client, action="officer")
    conversation = Conversation.objects.get()
    conversation.state = replace(State.from_json(conversation.state), talk=7).to_json()
    conversation.save()
    return conversation


def test_an_officers_line_is_seen_without_a_script_and_with_one(client: Client) -> None:
    conversation = _talk(client)
    empty = _post(client, fetch="page", text="đang viết")
    assert "Chưa có trả lời mới." in empty
    assert "đang viết</textarea>" in empty
    services.send(conversation, Say("Chào chị, <em> tôi xem hồ sơ.", speaker="Nguyễn Thị Lan"))
    page = _post(client, fetch="page")
    assert "Cán bộ Nguyễn Thị Lan" in page
    assert "Chào chị, &lt;em&gt; tôi xem hồ sơ." in page
    assert 'name="fetch"' in page
    lines = client.post(CHAT, {"fetch": "lines"}).content.decode()
    assert "chat__turn--officer" in lines
    assert "data-talk" in lines
    assert "<html" not in lines
    assert "tôi xem hồ sơ" in client.get(CHAT).content.decode(), "a page that is opened again shows it"


def test_a_page_without_a_talk_does_not_wait(client: Client) -> None:
    assert "data-talk" not in client.get(CHAT).content.decode()
    assert "data-talk" not in _post(client, text="nghỉ thai sản được mấy tháng")
    assert "data-talk" in _post(client, action="officer")
    assert "data-talk" not in _post(client, action="end-talk")
    assert "data-talk" not in client.post(CHAT, {"fetch": "lines"}).content.decode()


def test_looking_for_lines_has_its_own_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    _talk(client)
    monkeypatch.setattr(limits, "WAITING", (limits.Allowance("chat-wait", 2, dt.timedelta(minutes=10)),))
    assert [client.post(CHAT, {"fetch": "lines"}).status_code for _ in range(3)] == [200, 200, 429]
    assert client.post(CHAT, {"text": "em chờ ạ"}).status_code == 200


def test_a_reply_is_unreadable_after_a_quarter_of_an_hour_and_the_conversation_goes_after_its_days(client: Client) -> None:
    start = clock.now()
    _post(client, text="nghỉ thai sản được mấy tháng")
    with clock.at(start + services.READABLE_FOR - dt.timedelta(seconds=1)):
        services.forget()
        assert Outbound.objects.filter(sealed__isnull=False).exists()
    with clock.at(start + services.READABLE_FOR + dt.timedelta(seconds=1)):
        services.forget()
        assert not Outbound.objects.filter(sealed__isnull=False).exists()
    with clock.at(start + services.KEPT_FOR - dt.timedelta(seconds=1)):
        services.forget()
        assert Conversation.objects.exists()
    with clock.at(start + services.KEPT_FOR + dt.timedelta(seconds=1)):
        services.forget()
        assert [kind for kind in (Conversation, Inbound, Outbound) if kind.objects.exists()] == []


def test_the_chat_needs_its_token(browse: Callable[..., Client]) -> None:
    assert Client(SERVER_NAME="localhost", enforce_csrf_checks=True).post(CHAT, {"text": "xin chào"}).status_code == 403
