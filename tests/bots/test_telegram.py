"""Telegram, with the real client against a Bot API server on this machine."""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.test import Client

from bots import delivery, limits, services
from bots.channels import Arrived, Away, Outgoing
from bots.channels.telegram import wire
from bots.dialogue import Choice, Say
from bots.management.commands.bot import Command
from bots.models import ChannelTrouble, Conversation, Inbound, Outbound
from core import clock
from tests.conftest import TODAY

from . import bot_api
from .bot_api import BotApi, pressed, wrote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

SECRET = "bí-mật-có-dấu-ế"


@pytest.fixture
def api(settings: Any) -> Iterator[BotApi]:
    with bot_api.running() as server:
        settings.TELEGRAM_TOKEN, settings.TELEGRAM_API, settings.TELEGRAM_SECRET = bot_api.TOKEN, server.url, SECRET
        settings.TELEGRAM_PER_SECOND = 0
        yield server


Call = Callable[..., int]


@pytest.fixture
def call(browse: Callable[..., Client], django_capture_on_commit_callbacks: Any) -> Call:
    """Return a function that plays Telegram calling our webhook; what is nudged is done before it returns."""

    def call(update: dict[str, Any], secret: str = SECRET) -> int:
        with django_capture_on_commit_callbacks(execute=True):
            response = browse().post(
                "/hook/telegram/",
                json.dumps(update),
                content_type="application/json",
                headers={"X-Telegram-Bot-Api-Secret-Token": secret.encode().decode("latin-1")},
            )
        services.answer_waiting()
        delivery.deliver()
        return int(response.status_code)

    return call


def test_a_question_is_answered_with_law_and_buttons(api: BotApi, call: Call) -> None:
    assert call(wrote(1, "nghỉ thai sản được mấy tháng")) == 200
    greeting, answer = api.sent()
    assert greeting["text"].startswith("Anh/chị đang trao đổi với hệ thống trả lời tự động")
    assert "Căn cứ:" in answer["text"]
    assert "callback_data" in answer["reply_markup"]
    assert not Outbound.objects.filter(sealed__isnull=False).exists()


def test_a_repeated_update_is_answered_once(api: BotApi, call: Call) -> None:
    for _ in range(3):
        assert call(wrote(7, "/start")) == 200
    assert len(api.sent()) == 2


def test_a_pressed_button_works_and_stops_spinning(api: BotApi, call: Call) -> None:
    call(pressed(8, "officer"))
    assert "1900 9068" in api.sent()[-1]["text"]
    assert wire.read(pressed(8, "officer")).answer == {"method": "answerCallbackQuery", "callback_query_id": "q8"}


@pytest.mark.parametrize("secret", ["", "sai", "ế"])
def test_a_call_without_our_secret_is_refused(api: BotApi, call: Call, secret: str) -> None:
    assert call(wrote(1, "/start"), secret) == 403
    assert not Inbound.objects.exists()


def test_without_a_secret_of_ours_nobody_gets_in(api: BotApi, call: Call, settings: Any) -> None:
    settings.TELEGRAM_SECRET = ""
    assert call(wrote(1, "/start"), "") == 403


MALFORMED: list[Any] = [
    {},
    [],
    None,
    "x",
    7,
    {"update_id": "x"},
    {"update_id": True, "message": {"chat": {"id": 1, "type": "private"}, "text": "hi"}},
    {"update_id": 1},
    {"update_id": 1, "message": None},
    {"update_id": 1, "message": "hi"},
    {"update_id": 1, "message": {}},
    {"update_id": 1, "message": {"chat": 7, "text": "hi"}},
    {"update_id": 1, "message": {"chat": {"type": "private"}}},
    {"update_id": 1, "callback_query": {}},
    {"update_id": 1, "callback_query": {"id": "1", "message": {"chat": []}}},
    {"update_id": 1, "my_chat_member": {"chat": {"type": "private", "id": 1}}},
    {"update_id": 1, "poll": {"id": "1"}},
    {"update_id": 1, "message": {"chat": {"id": 1, "type": "channel"}, "text": "/start"}},
    {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": {"is_bot": True}, "text": "hi"}},
]


@pytest.mark.parametrize("update", MALFORMED)
def test_what_is_no_message_of_a_person_is_left_alone(api: BotApi, call: Call, update: Any) -> None:
    assert call(update) == 200
    assert not Inbound.objects.exists()


def test_a_body_that_is_no_json_is_not_sent_again(api: BotApi, browse: Callable[..., Client]) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET.encode().decode("latin-1")}
    for body in (b"", b"{", b"\xff\xfe", b"[" * 100_000):
        assert browse().post("/hook/telegram/", body, content_type="application/json", headers=headers).status_code == 200


def test_malformed_updates_do_not_stop_polling(api: BotApi) -> None:
    api.updates.extend([each for each in MALFORMED if isinstance(each, dict)])
    api.updates.append(wrote(9, "/start"))
    call_command("bot", "telegram", "--once")
    assert len(api.sent()) == 2


def test_who_writes_without_end_is_told_once(api: BotApi, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PERSON", (replace(limits.PERSON[0], most=3),))
    for number in range(6):
        call(wrote(number, "/theodoi"))
    assert Inbound.objects.count() == 3
    assert [text.startswith("Anh/chị gửi nhiều tin") for text in api.arrived("42")] == [False] * 4 + [True]


def test_who_chose_english_is_told_in_english(api: BotApi, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PERSON", (replace(limits.PERSON[0], most=2),))
    for number, text in enumerate(("/start", "English", "/theodoi")):
        call(wrote(number, text))
    assert api.arrived("42")[-1].startswith("You have sent many messages")


def edited(number: int, text: str, *, of: int) -> dict[str, Any]:
    update = wrote(number, text)
    message = update.pop("message") | {"message_id": of, "edit_date": 1_700_000_100}
    return update | {"edited_message": message}


def test_an_edit_of_what_was_answered_is_answered_once_as_a_reply_to_it(api: BotApi, call: Call) -> None:
    call(wrote(1, "nghỉ thai san"))
    before = len(api.sent())
    for _ in range(2):
        call(edited(2, "/theodoi", of=1))
    assert "mã tra cứu" in api.sent()[-1]["text"]
    assert json.loads(api.sent()[-1]["reply_parameters"])["message_id"] == 1
    assert len(api.sent()) == before + 1
    assert "reply_parameters" not in api.sent()[0]


def test_an_edit_of_what_still_waits_takes_its_place(api: BotApi, browse: Callable[..., Client]) -> None:
    for update in (wrote(1, "nghỉ thai sản được mấy tháng"), edited(2, "/theodoi", of=1), edited(2, "/theodoi", of=1)):
        taken = wire.read(update)
        assert taken.arrived
        services.receive(taken.arrived)
    services.answer_waiting()
    delivery.deliver()
    assert len(api.sent()) == 2
    assert "mã tra cứu" in api.sent()[-1]["text"]


def test_an_edit_without_a_word_is_no_message(api: BotApi, call: Call) -> None:
    update = edited(2, "", of=1)
    update["edited_message"]["location"] = {"latitude": 1.0, "longitude": 2.0}
    call(update)
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("kind", ["photo", "voice", "sticker", "contact", "document", "location"])
def test_what_is_no_text_is_told_and_not_kept(api: BotApi, call: Call, kind: str) -> None:
    update = wrote(1, "")
    del update["message"]["text"]
    update["message"][kind] = {"file_id": "BIMAT"}
    call(update)
    assert api.sent()[0]["text"].startswith("Anh/chị đang trao đổi")
    assert api.sent()[-1]["text"].startswith("Tôi chỉ đọc được chữ")


def test_the_words_under_a_picture_are_read(api: BotApi, call: Call) -> None:
    update = wrote(1, "")
    del update["message"]["text"]
    update["message"] |= {"photo": [{"file_id": "BIMAT"}], "caption": "nghỉ thai sản được mấy tháng"}
    call(update)
    texts = [message["text"] for message in api.sent()]
    assert "Căn cứ:" in texts[1]
    assert texts[-1].startswith("Tôi chỉ đọc được chữ")


@pytest.mark.parametrize(("door", "said"), [("track", "mã tra cứu"), ("khong-co", "không còn hiệu lực"), ("", "chọn việc cần làm")])
def test_a_link_opens_what_it_names(api: BotApi, call: Call, door: str, said: str) -> None:
    call(wrote(1, f"/start {door}"))
    assert said in api.sent()[-1]["text"]


def test_a_link_opens_an_answer(api: BotApi, call: Call, published: Any) -> None:
    slug = next(slug for slug, entry in published.entries.items() if not entry.flow)
    call(wrote(1, f"/start {slug}"))
    assert published.entries[slug].question in api.sent()[-1]["text"]


def _in_group(number: int, text: str) -> dict[str, Any]:
    update = wrote(number, text)
    update["message"]["chat"] = {"id": -5, "type": "supergroup"}
    return update


def test_a_group_is_told_once_a_day_to_write_privately(api: BotApi, browse: Callable[..., Client]) -> None:
    def ask(number: int, text: str) -> Any:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET.encode().decode("latin-1")}
        return (
            browse().post("/hook/telegram/", json.dumps(_in_group(number, text)), content_type="application/json", headers=headers).json()
        )

    assert ask(1, "mọi người khỏe không") == {}
    first = ask(2, "/start@minhbach_bot")
    assert (first["method"], first["chat_id"]) == ("sendMessage", "-5")
    assert ask(3, "@minhbach_bot nghỉ thai sản") == {}
    with clock.at(TODAY + dt.timedelta(days=1)):
        assert ask(4, "/help") == first
    assert not Inbound.objects.exists()


def test_a_group_is_told_by_polling_too(api: BotApi) -> None:
    api.updates.extend((_in_group(1, "/start"), _in_group(2, "/start")))
    call_command("bot", "telegram", "--once")
    assert [message["chat_id"] for message in api.sent()] == ["-5"]


def _member(number: int, status: str) -> dict[str, Any]:
    chat = {"id": 42, "type": "private"}
    return {"update_id": number, "my_chat_member": {"chat": chat, "new_chat_member": {"status": status}}}


def test_who_blocks_the_bot_and_comes_back_is_served_again(api: BotApi, call: Call) -> None:
    call(wrote(1, "/start"))
    call(_member(2, "kicked"))
    assert Conversation.objects.get().is_blocked
    services.send(Conversation.objects.get(), Say("Tôi đây.", speaker="Cán bộ Thảo"))
    assert delivery.deliver() == 0
    assert Outbound.objects.last().reason == "blocked"  # type: ignore[union-attr]
    call(_member(3, "member"))
    assert not Conversation.objects.get().is_blocked
    call(_member(4, "kicked"))
    call(wrote(5, "/theodoi"))
    assert "mã tra cứu" in api.sent()[-1]["text"]


def test_a_long_answer_is_parted_and_keeps_its_buttons(api: BotApi, call: Call) -> None:
    call(wrote(1, "/start"))
    say = Say("\n\n".join(f"Đoạn {number}. {'😀' * 500}" for number in range(9)), choices=(Choice("Gặp cán bộ", "officer"),))
    services.send(Conversation.objects.get(), say)
    assert delivery.deliver() == 3
    *first, last = api.sent()[2:]
    assert all("reply_markup" not in message for message in first)
    assert "officer" in last["reply_markup"]
    assert "".join(message["text"] for message in (*first, last)).count("😀") == 4500


@pytest.mark.parametrize("has_arrived", [True, False])
def test_after_a_failure_the_chat_is_searched_before_anything_is_sent_again(api: BotApi, call: Call, has_arrived: bool) -> None:
    def fail(step: str) -> None:
        api.on = lambda step: None
        raise ConnectionAbortedError

    call(wrote(1_000_000 - 40, "/start"))
    if has_arrived:
        api.on = fail
    else:
        api.plan("sendMessage", 502, "Bad Gateway")
    call(wrote(1_000_000 - 39, "/theodoi"))
    assert Outbound.objects.filter(state="sending").count() == 1
    with _later(120):
        assert delivery.deliver() == 1
    assert [text.startswith("Anh/chị nhập mã") for text in api.arrived("42")].count(True) == 1
    assert set(Outbound.objects.values_list("state", flat=True)) == {"sent"}


def test_what_waits_holds_back_what_comes_later(api: BotApi, call: Call) -> None:
    api.plan("sendMessage", 429, "Too Many Requests: retry after 30", retry_after=30)
    call(wrote(1, "/start"))
    call(wrote(2, "/theodoi"))
    call(wrote(3, "/start", chat=43))
    assert [message["chat_id"] for message in api.sent()] == ["42", "43", "43"]
    with _later(31):
        delivery.deliver()
    assert [text[:14] for text in api.arrived("42")] == ["Anh/chị đang t", "Anh/chị hỏi về", "Anh/chị nhập m"]


def test_one_person_is_sent_three_messages_in_three_seconds(
    api: BotApi, call: Call, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_PAUSE_S", 0)
    settings.TELEGRAM_PER_SECOND = 30
    call(wrote(1, "/start"))
    call(wrote(2, "/theodoi"))
    call(wrote(3, "/theodoi"))
    assert len(api.arrived("42")) == 3
    with _later(4):
        delivery.deliver()
    assert len(api.arrived("42")) == 4


def test_all_chats_together_get_no_more_than_the_rate(api: BotApi, call: Call, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "_WAITS", 1)
    settings.TELEGRAM_PER_SECOND = 2
    for number in range(3):
        services.receive(Arrived("telegram", str(number), str(number), "/start"))
    services.answer_waiting()
    assert delivery.deliver() == 2
    with _later(1):
        assert delivery.deliver() == 2


def test_a_second_process_that_polls_is_told(api: BotApi, capsys: pytest.CaptureFixture[str]) -> None:
    api.plan("getUpdates", 409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
    with pytest.raises(CommandError, match="tiến trình khác"):
        call_command("bot", "telegram", "--once")
    assert "tiến trình khác" in ChannelTrouble.objects.get().text
    call_command("bot", "telegram", "--once")
    assert not ChannelTrouble.objects.exists()


def test_polling_survives_a_network_that_breaks(api: BotApi, monkeypatch: pytest.MonkeyPatch) -> None:
    rests: list[float] = []

    class Stopped(Exception):
        pass

    def rest(seconds: float) -> None:
        rests.append(seconds)
        if len(rests) == 1:
            api.updates.append(wrote(1, "/start"))
        else:
            raise Stopped

    monkeypatch.setattr(time, "sleep", rest)
    api.plan("getUpdates", 502, "Bad Gateway")
    monkeypatch.setattr(Command, "wait", 0)
    api.on = lambda step: api.plan("getUpdates", 502, "Bad Gateway")
    with pytest.raises(Stopped):
        call_command("bot", "telegram")
    assert len(api.arrived("42")) == 2


def test_complaints_go_to_the_sealed_form(api: BotApi, call: Call, desk: Any) -> None:
    call(wrote(1, "/phananh"))
    assert "/phan-anh/nhap/" in api.sent()[-1]["text"]


def test_the_code_comes_back_where_complaints_are_allowed(api: BotApi, call: Call, desk: Any, settings: Any) -> None:
    settings.TELEGRAM_TAKES_COMPLAINTS = True
    for number, update in enumerate((wrote(1, "/phananh"), pressed(2, "here"), wrote(3, "Công ty không đóng 6 tháng"), pressed(4, "send"))):
        assert call(update) == 200, number
    last = api.sent()[-1]
    assert "Đã ghi nhận phản ánh" in last["text"]
    assert last["protect_content"] == "true"


def _later(seconds: int) -> Any:
    return clock.at(dt.datetime.combine(TODAY, dt.time(9)) + dt.timedelta(seconds=seconds))


def test_too_many_requests_wait_as_long_as_telegram_says(api: BotApi, call: Call) -> None:
    api.plan("sendMessage", 429, "Too Many Requests: retry after 30", retry_after=30)
    call(wrote(1, "/start"))
    assert len(api.sent()) == 1
    with _later(20):
        assert delivery.deliver() == 0
    with _later(40):
        assert delivery.deliver() >= 1
    with _later(140):
        delivery.deliver()
    texts = [message["text"] for message in api.sent()]
    assert texts[1].startswith("Anh/chị đang trao đổi")
    assert len(texts) == 3


def test_a_failing_server_is_tried_again_later(api: BotApi, call: Call) -> None:
    api.plan("sendMessage", 502, "Bad Gateway")
    call(wrote(1, "/start"))
    with _later(120):
        delivery.deliver()
    assert Outbound.objects.filter(state="sent").count() == 2


def test_who_blocked_the_bot_is_left_in_peace(api: BotApi, call: Call) -> None:
    api.plan("sendMessage", 403, "Forbidden: bot was blocked by the user")
    call(wrote(1, "/start"))
    assert Conversation.objects.get().is_blocked
    assert set(Outbound.objects.values_list("state", flat=True)) == {"failed"}
    assert len(api.sent()) == 1


def test_a_wrong_request_is_not_repeated(api: BotApi, call: Call) -> None:
    api.plan("sendMessage", 400, "Bad Request: chat not found")
    call(wrote(1, "/start"))
    assert Outbound.objects.filter(state="failed").count() == 1


def test_two_batches_in_one_process(api: BotApi) -> None:
    for key in (1, 2):
        with wire.sender(token=bot_api.TOKEN, api=api.url) as sender:
            assert sender.send(Outgoing(key, "42", Say("chào"))).is_delivered


def test_a_wrong_token_loses_nothing_and_is_told(api: BotApi, call: Call, settings: Any) -> None:
    settings.TELEGRAM_TOKEN = "1:wrong"
    call(wrote(1, "/start"))
    assert set(Outbound.objects.values_list("state", "attempts")) == {("waiting", 0)}
    assert "PORTAL_TELEGRAM_TOKEN" in ChannelTrouble.objects.get().text
    settings.TELEGRAM_TOKEN = bot_api.TOKEN
    with _later(61):
        assert delivery.deliver() == 2
    assert not ChannelTrouble.objects.exists()
    with pytest.raises(Away), wire.sender(token="1:wrong", api=api.url) as sender:
        sender.send(Outgoing(1, "42", Say("chào")))


def test_long_actions_are_left_out_and_long_labels_cut() -> None:
    keyboard = wire.keyboard(Say("x", choices=(Choice("n" * 100, "ans:a"), Choice("quá dài", "ans:" + "b" * 64))))
    assert keyboard is not None
    ((button,),) = keyboard.inline_keyboard
    assert len(button.text) == 60


def test_every_answer_can_be_a_button(published: Any) -> None:
    assert all(len(f"ans:{slug}".encode()) <= 64 for slug in published.entries)


def test_polling_reads_answers_and_confirms(api: BotApi) -> None:
    api.updates.extend((wrote(5, "/start"), pressed(6, "track")))
    call_command("bot", "telegram", "--once")
    methods = [method for method, _ in api.calls]
    assert "answerCallbackQuery" in methods
    assert len(api.sent()) == 3
    call_command("bot", "telegram", "--once")
    assert len(api.sent()) == 3


def test_the_webhook_is_registered_with_its_secret(api: BotApi, settings: Any) -> None:
    settings.TELEGRAM_SECRET = "abc_DEF-123"
    call_command("bot", "telegram", "--set-webhook")
    ((_, parameters),) = [each for each in api.calls if each[0] == "setWebhook"]
    assert parameters["url"].endswith("/hook/telegram/")
    assert parameters["secret_token"] == "abc_DEF-123"


def test_the_token_is_never_logged(api: BotApi, call: Call, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    api.plan("sendMessage", 500, "Internal")
    call(wrote(1, "/start"))
    assert bot_api.TOKEN not in caplog.text
    for path in (django_settings.VAR / "logs").glob("*"):
        assert bot_api.TOKEN not in path.read_text(encoding="utf-8")


def test_the_channel_is_off_without_a_token(settings: Any) -> None:
    settings.TELEGRAM_TOKEN = ""
    assert delivery.deliver() == 0
