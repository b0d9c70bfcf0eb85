"""The screens of the desk: who sees what, what comes back to be put right, and queries that do not grow."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bots import services as bot
from bots.desk import services
from bots.models import Conversation, Talk, TalkEvent, TalkLine, TalkPolicy
from core import clock, waiting

from .conftest import NINE, heard, say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

LIST = "/quan-tri/gap-can-bo/"
HOURS = f"{LIST}gio-truc/"


def page(client: Client, address: str = LIST, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def token(html: str) -> str:
    found = re.search(r'name="act" value="write"><input type="hidden" name="token" value="([\w-]+)"', html)
    assert found
    return found.group(1)


@pytest.fixture
def talk() -> Talk:
    say(action="officer")
    say("Số của em 0912 345 678, nghỉ sinh có được lương không")
    return Talk.objects.get()


def test_an_officer_takes_answers_and_hands_back(thao: Any, browse: Any, talk: Talk) -> None:
    client = browse(thao)
    assert "1 người đang chờ" in page(client)
    taken = client.post(LIST, {"talk": talk.pk}, follow=True)
    html = taken.content.decode()
    assert "Số của em [số đã ẩn], nghỉ sinh" in html
    assert "0912 345 678" not in html
    sent = client.post(f"{LIST}{talk.pk}/", {"act": "write", "token": token(html), "text": "Chào anh/chị."})
    assert sent.status_code == 302
    again = client.post(f"{LIST}{talk.pk}/", {"act": "write", "token": token(html), "text": "Chào anh/chị."})
    assert again.status_code == 302
    assert heard()[-1] == "Chào anh/chị."
    client.post(f"{LIST}{talk.pk}/", {"act": "hand-back", "token": "x", "closing": "Chúc anh/chị khỏe."})
    assert heard()[0] == "Chúc anh/chị khỏe."
    talk.refresh_from_db()
    assert talk.state == "handed_back"
    assert talk.lines.filter(author="officer").count() == 2


def test_what_was_refused_comes_back_with_what_was_typed(thao: Any, browse: Any, talk: Talk) -> None:
    services.take(talk, by=thao)
    client = browse(thao)
    refused = client.post(f"{LIST}{talk.pk}/", {"act": "write", "token": "a", "text": "Gọi tôi 0987 654 321"})
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "Gọi tôi 0987 654 321" in html
    assert "không nằm trong danh sách được phép" in html
    doubtful = client.post(f"{LIST}{talk.pk}/", {"act": "write", "token": "a", "text": "Trốn đóng là gì thì xem Điều 39."})
    assert 'name="is_sure"' in doubtful.content.decode()
    sure = client.post(f"{LIST}{talk.pk}/", {"act": "write", "token": "a", "text": "Trốn đóng là gì thì xem Điều 39.", "is_sure": "on"})
    assert sure.status_code == 302
    assert talk.lines.filter(author="officer").count() == 1


def test_hidden_numbers_are_shown_once_for_a_reason(thao: Any, browse: Any, talk: Talk) -> None:
    services.take(talk, by=thao)
    client, line = browse(thao), TalkLine.objects.get(author="person")
    assert client.post(f"{LIST}{talk.pk}/", {"act": "reveal", "line": line.pk, "because": ""}).status_code == 422
    shown = client.post(f"{LIST}{talk.pk}/", {"act": "reveal", "line": line.pk, "because": "Người hỏi nhờ đối chiếu"}).content.decode()
    assert "0912 345 678" in shown
    assert "0912 345 678" not in page(client, f"{LIST}{talk.pk}/")
    assert TalkEvent.objects.get(move="reveal").by == thao


def test_only_the_holder_reads_a_running_talk(thao: Any, hoa: Any, browse: Any, talk: Talk) -> None:
    assert "nghỉ sinh" in page(browse(hoa), f"{LIST}{talk.pk}/")
    services.take(talk, by=thao)
    html = page(browse(hoa), f"{LIST}{talk.pk}/")
    assert "nghỉ sinh" not in html
    assert "Chỉ cán bộ đang giữ" in html
    refused = browse(hoa).post(f"{LIST}{talk.pk}/", {"act": "write", "token": "a", "text": "Chào."})
    assert refused.status_code == 422
    assert "không do anh/chị đang giữ" in refused.content.decode()
    assert "Tin chưa gửi: “Chào.”" in refused.content.decode(), "what was typed while the talk went to another is not lost"
    late = browse(hoa).post(LIST, {"talk": talk.pk}, follow=True)
    assert "Cán bộ khác vừa nhận" in late.content.decode()


def test_a_published_answer_goes_out_with_its_law(thao: Any, browse: Any, talk: Talk) -> None:
    services.take(talk, by=thao)
    heard()
    html = page(browse(thao), f"{LIST}{talk.pk}/?tim=nghỉ sinh mấy tháng")
    assert "Sáu tháng." in html
    browse(thao).post(f"{LIST}{talk.pk}/", {"act": "answer", "slug": "thai-san", "token": "b"})
    (answer,) = bot.fetch("web", "lan")
    assert (answer.speaker, answer.heading) == ("Thảo", "Nghỉ thai sản được mấy tháng?")
    assert answer.citations
    gone = browse(thao).post(f"{LIST}{talk.pk}/", {"act": "answer", "slug": "khong-con", "token": "c"})
    assert gone.status_code == 422


def test_a_talk_is_passed_put_back_and_closed(thao: Any, hoa: Any, browse: Any, talk: Talk) -> None:
    services.take(talk, by=thao)
    address = f"{LIST}{talk.pk}/"
    assert browse(thao).post(address, {"act": "pass", "other": thao.pk, "because": "Đổi ca trực"}).status_code == 422
    assert browse(thao).post(address, {"act": "pass", "other": hoa.pk, "because": "Đổi ca trực"}).status_code == 302
    assert browse(hoa).post(address, {"act": "put-back", "because": "Hết ca trực"}).status_code == 302
    assert browse(thao).post(address, {"act": "close", "because": "Hai cuộc trùng nhau"}).status_code == 302
    assert browse(thao).post(address, {"act": "door", "token": "a"}).status_code == 422
    assert "Hai cuộc trùng nhau" in page(browse(thao), address)
    assert "Cán bộ kết thúc" in page(browse(thao), f"{LIST}?xem=da-ket-thuc")


def test_the_desk_is_closed_to_others(hire: Any, browse: Any, talk: Talk) -> None:
    stranger = browse(hire("quang"))
    for address in (LIST, f"{LIST}{talk.pk}/", HOURS, f"{LIST}so-lieu/"):
        assert stranger.get(address).status_code in (302, 403)
    assert stranger.post(LIST, {"talk": talk.pk}).status_code in (302, 403)
    assert Talk.objects.get().state == "waiting"


def test_hours_are_set_by_whoever_may(thao: Any, hire: Any, browse: Any) -> None:
    days = {f"day_{number}": "8h-11h30" if number < 5 else "" for number in range(7)}
    numbers = {"promised_minutes": 20, "officer_minutes": 10, "person_hours": 2, "lapse_days": 1, "kept_days": 5}
    assert "Đặt giờ trực mới" not in page(browse(thao), HOURS)
    chief = browse(hire("minh", "bots.set_talk_hours"))
    wrong = chief.post(HOURS, days | numbers | {"day_0": "11:30-08:00", "because": "Thử giờ trực mới"})
    assert wrong.status_code == 422
    assert "viết từng khoảng" in wrong.content.decode()
    assert chief.post(HOURS, days | numbers | {"because": "Thử giờ trực mới"}).status_code == 302
    policy = TalkPolicy.objects.get()
    assert policy.hours == ["08:00-11:30"] * 5 + ["", ""]
    assert "Thử giờ trực mới" in page(chief, HOURS)
    assert browse(thao).post(HOURS, days | numbers | {"because": "Tôi tự đặt giờ"}).status_code == 422


def test_a_late_talk_is_red_and_counted_on_the_front_page(thao: Any, browse: Any, talk: Talk) -> None:
    with clock.at(NINE + dt.timedelta(minutes=31)):
        assert "quá hẹn</strong>" in page(browse(thao))
        labels = {each.label: each.count for each in waiting.for_officer(thao)}
    assert labels["Người chờ gặp cán bộ quá hẹn"] == 1
    services.take(talk, by=thao)
    assert {each.label for each in waiting.for_officer(thao)} == {"Trò chuyện chờ anh/chị trả lời"}


def test_queries_do_not_grow_with_the_lists(thao: Any, browse: Any) -> None:
    client = browse(thao)

    def fill(count: int) -> None:
        for number in range(count):
            conversation = Conversation.objects.create(channel="web", peer=f"{Conversation.objects.count()}", expires_at=NINE)
            talk = services.ask(conversation).talk
            services.pass_on(conversation, "Tôi hỏi")
            if number % 3:
                services.take(talk, by=thao)
            if number % 3 == 2:
                services.hand_back(talk, by=thao, token="1")

    def queries(address: str) -> int:
        page(client, address)
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page(client, address)
        return len(seen)

    views = [LIST, *(f"{LIST}?xem={view}" for view in ("cua-toi", "dang-tro-chuyen", "da-ket-thuc")), f"{LIST}so-lieu/"]
    fill(3)
    few = [queries(view) for view in views]
    fill(100)
    assert [queries(view) for view in views] == few
    assert "Trang 1/" in page(client)
    talk = Talk.objects.filter(state="talking").latest("pk")
    one = queries(f"{LIST}{talk.pk}/")
    for _ in range(10):
        services.pass_on(talk.conversation, "Tôi hỏi thêm")  # type: ignore[arg-type]
    assert queries(f"{LIST}{talk.pk}/") == one
