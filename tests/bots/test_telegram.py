"""Telegram, with the real client against a Bot API server on this machine."""

from __future__ import annotations

import datetime as dt
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client

from bots import delivery, services
from bots.channels import Away, Outgoing
from bots.channels.telegram import wire
from bots.dialogue import Choice, Say
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


def test_a_pressed_button_works_and_stops_spinning(api: BotApi, call: Call, browse: Callable[..., Client]) -> None:
    call(pressed(8, "officer"))
    assert "1900 9068" in api.sent()[-1]["text"]
    assert wire.acknowledge(pressed(8, "officer")) == {"method": "answerCallbackQuery", "callback_query_id": "q8"}


@pytest.mark.parametrize("secret", ["", "sai", "ế"])
def test_a_call_without_our_secret_is_refused(api: BotApi, call: Call, secret: str) -> None:
    assert call(wrote(1, "/start"), secret) == 403
    assert not Inbound.objects.exists()


def test_without_a_secret_of_ours_nobody_gets_in(api: BotApi, call: Call, settings: Any) -> None:
    settings.TELEGRAM_SECRET = ""
    assert call(wrote(1, "/start"), "") == 403


@pytest.mark.parametrize(
    "update", [{}, {"update_id": "x"}, {"update_id": 1, "message": {"chat": {"id": 1, "type": "group"}, "text": "hi"}}]
)
def test_what_is_no_private_message_is_left_alone(api: BotApi, call: Call, update: dict[str, Any]) -> None:
    assert call(update) == 200
    assert not Inbound.objects.exists()


def test_too_many_messages_are_dropped_quietly(api: BotApi, call: Call) -> None:
    for number in range(43):
        call({"update_id": number, "message": {"chat": {"id": 5, "type": "private"}, "text": ""}})
    assert Inbound.objects.count() == 40


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
    api.updates.extend((wrote(5, "/start"), pressed(6, "officer")))
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
