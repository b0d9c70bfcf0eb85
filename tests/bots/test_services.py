"""Messages come in once, are answered in order, and nothing readable stays behind."""

from __future__ import annotations

import datetime as dt
import logging
import re
import secrets
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from bots import sealing, services
from bots.channels import Arrived
from bots.dialogue import Say
from bots.knowledge import Knowledge
from bots.models import Conversation, Inbound, Outbound, Unanswered
from complaints import services as complaints
from complaints.models import Complaint, Draft
from core import clock
from tests.conftest import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

CANARY = "chim hoàng yến nâu đốm"


def say(text: str = "", action: str = "", *, peer: str = "lan", number: str = "", channel: str = "web") -> tuple[Any, ...]:
    return services.converse(Arrived(channel, number or secrets.token_hex(8), peer, text, action))


def test_a_question_is_answered_with_its_law() -> None:
    (answer,) = say("công ty không đóng bảo hiểm xã hội thì làm sao")
    assert answer.citations
    assert {"wrong", "complain", "officer"} == {choice.action for choice in answer.choices}


def test_the_same_message_again_gets_the_same_reply_and_is_answered_once() -> None:
    first = say("nghỉ thai sản được mấy tháng", number="1")
    assert say("nghỉ thai sản được mấy tháng", number="1") == first
    assert Inbound.objects.count() == 1


def test_a_repeated_sending_files_one_complaint(desk: Any) -> None:
    say("/phananh")
    say("Công ty A không đóng bảo hiểm cho tổ may 2")
    first = say(action="send", number="9")
    assert say(action="send", number="9") == first
    assert Complaint.objects.count() == 1


def test_a_complaint_is_taken_in_the_chat_and_its_status_comes_back_by_code(desk: Any) -> None:
    say("/phananh")
    say(f"Công ty {CANARY} không đóng bảo hiểm 6 tháng")
    (filed,) = say(action="send")
    assert complaints.status(filed.code).label == "Đã nhận"
    (status,) = say(filed.code)
    assert "Đã nhận" in status.text
    assert CANARY not in status.as_text()
    assert not Draft.objects.exists()


def test_without_a_desk_key_the_bot_says_so_and_keeps_nothing() -> None:
    (refused,) = say("/phananh")
    assert "chưa nhận được phản ánh" in refused.text
    assert not Draft.objects.exists()


def test_what_was_written_stands_nowhere(desk: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    say(CANARY)
    say("/phananh")
    say(f"{CANARY}, tôi là {CANARY}")
    (filed,) = say(action="send")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table == "bots_unanswered" or table.startswith(("django_", "auth_")):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                held = " ".join(
                    bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value) for value in row
                )
                assert CANARY not in held
                assert filed.code not in held
    assert not Inbound.objects.filter(sealed__isnull=False).exists()
    assert CANARY not in caplog.text
    for path in settings.VAR.rglob("*"):
        if path.is_file() and "sqlite" not in path.name:
            assert CANARY.encode() not in path.read_bytes()


def test_unanswered_questions_are_counted_without_personal_numbers() -> None:
    for _ in range(2):
        say("👍👍 079123456789")
    row = Unanswered.objects.get()
    assert "079123456789" not in row.question
    assert row.asked == 2


def test_messages_of_one_conversation_are_answered_in_order() -> None:
    for number, text in enumerate(("/theodoi", "00000-00000")):
        services.receive(Arrived("telegram", str(number), "42", text))
    texts = [say.text for say in _waiting()]
    assert texts[-1].startswith("Không tìm thấy phản ánh")


def _waiting() -> list[Any]:
    services.answer_waiting()
    return [Say.from_json(sealing.unseal(row.sealed)) for row in Outbound.objects.all() if row.sealed]


def test_the_next_turn_empties_what_the_browser_has_read() -> None:
    say("/start")
    say("nghỉ thai sản được mấy tháng")
    first, *_ = Inbound.objects.order_by("pk")
    assert not first.outbound.filter(sealed__isnull=False).exists()


def test_silence_forgets() -> None:
    say("/theodoi")
    with clock.at(TODAY + dt.timedelta(days=29)):
        services.forget()
    assert Conversation.objects.exists()
    with clock.at(TODAY + dt.timedelta(days=31)):
        assert services.forget()
    assert not Conversation.objects.exists()
    assert not Outbound.objects.exists()


def test_a_silent_conversation_starts_anew_even_before_it_is_forgotten() -> None:
    say("/theodoi")
    with clock.at(TODAY + dt.timedelta(days=31)):
        (known,) = say("12345-ABC nghĩa là gì")
    assert not known.text.startswith("Không tìm thấy phản ánh")


def test_what_was_begun_goes_on_days_later_and_the_messenger_is_greeted_anew() -> None:
    messages = (("1", "/theodoi"), ("2", "12345-ABC"))
    for day, (number, text) in enumerate(messages):
        with clock.at(TODAY + dt.timedelta(days=5 * day)):
            greeting, answer = say(text, number=number, channel="telegram")
            assert "hệ thống trả lời tự động (AI)" in greeting.text
    assert answer.text.startswith("Không tìm thấy phản ánh")


def test_erasing_leaves_one_empty_conversation() -> None:
    say("nghỉ thai sản được mấy tháng")
    say("/xoa")
    (gone,) = say(action="erase-yes")
    assert gone.text.startswith("Đã xóa hội thoại")
    assert Inbound.objects.count() == 1
    assert Conversation.objects.get().state["flow"] == "idle"


def test_an_answer_that_was_taken_back_is_not_given_by_an_old_button(published: Knowledge) -> None:
    (gone,) = say(action="ans:khong-con-nua")
    assert gone.text.startswith("Câu trả lời này không còn hiệu lực")


def test_ask_changes_nothing() -> None:
    reply = services.ask("cong ty khong dong bhxh phai lam sao")
    assert reply.answered
    assert reply.citations
    assert re.match(r"[a-z0-9-]+", reply.ranked[0])
    assert not services.ask("hôm nay trời có mưa không").answered
    assert services.ask("toi muon gui phan anh").answered
    assert not Unanswered.objects.exists()
    assert not Conversation.objects.exists()


def test_ask_ranks_a_part_of_a_question_as_the_question(knowledge: Knowledge) -> None:
    reply = services.ask("Bổ sung chứng cứ cho phản ánh đã gửi")
    assert reply.ranked[0] == "theo-doi-phan-anh"
    assert reply.ranked.count("theo-doi-phan-anh") == 1
    assert "bo-sung-phan-anh" not in reply.ranked
    assert reply.text.startswith(knowledge.entries["bo-sung-phan-anh"].chat[:40])


def test_editors_settle_questions(hire: Any, browse: Any) -> None:
    say("👍👍")
    editor = hire("hoa", "bots.settle_unanswered")
    page = browse(editor).get("/quan-tri/cau-hoi-chua-tra-loi/").content.decode()
    assert "👍👍" in page
    key = Unanswered.objects.get().pk
    browse(editor).post(f"/quan-tri/cau-hoi-chua-tra-loi/{key}/", {"asked": key, "because": "Không phải câu hỏi.", "act": "drop"})
    assert not Unanswered.objects.exists()
    assert browse(hire("quang")).get("/quan-tri/cau-hoi-chua-tra-loi/").status_code in (302, 403)


def test_a_browser_fetches_what_came_meanwhile_until_it_says_that_it_shows_it() -> None:
    say("/start")
    conversation = Conversation.objects.get()
    for text in ("Chào anh/chị.", "Tôi xem rồi."):
        services.send(conversation, Say(text, speaker="Thảo"))
    first, second = services.fetch("web", "lan")
    assert (first.speaker, first.text, second.text) == ("Thảo", "Chào anh/chị.", "Tôi xem rồi.")
    assert services.fetch("web", "lan") == (first, second), "an answer that did not arrive can be fetched again"
    assert services.fetch("web", "lan", after=first.key) == (second,)
    assert services.fetch("web", "lan", after=second.key) == ()
    assert services.fetch("web", "hoa") == ()
    assert not Outbound.objects.filter(inbound=None, sealed__isnull=False).exists()


def test_a_turn_does_not_empty_a_line_that_was_not_fetched() -> None:
    say("/start")
    services.send(Conversation.objects.get(), Say("Tôi đây.", speaker="Thảo"))
    say("nghỉ thai sản được mấy tháng")
    (line,) = services.fetch("web", "lan")
    assert line.as_text() == "Cán bộ Thảo:\n\nTôi đây."


def test_a_line_by_an_officer_goes_out_through_the_messenger_in_order() -> None:
    services.receive(Arrived("telegram", "1", "42", "/start"))
    services.answer_waiting()
    services.send(Conversation.objects.get(), Say("Tôi đây.", speaker="Thảo"))
    sent = _waiting()
    assert sent[-1].speaker == "Thảo"
