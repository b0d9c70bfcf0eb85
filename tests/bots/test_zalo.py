"""The chat on Zalo, against a Zalo on this machine: signed events, numbers for buttons, the reply window, errors inside a 200."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from bots import delivery, sealing, services
from bots.channels.zalo import tokens
from bots.dialogue import Say
from bots.models import ChannelTrouble, Conversation, Inbound, MessengerToken, Outbound
from core import clock
from press.outbox.parcels import Away
from tests.conftest import TODAY

from . import zalo_api
from .zalo_api import ZaloApi, followed, signed, wrote

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

CS = "/v3.0/oa/message/cs"
Tell = Callable[..., int]


@pytest.fixture
def zalo(settings: Any) -> Iterator[ZaloApi]:
    with zalo_api.running() as api:
        zalo_api.set_up(settings, api)
        yield api


@pytest.fixture
def tell(browse: Callable[..., Client]) -> Tell:
    """Return a function that plays Zalo calling our webhook; the sweeps follow."""

    def tell(event: Any, headers: dict[str, str] | None = None) -> int:
        body, own = signed(event)
        call = browse().post("/hook/zalo/", body, content_type="application/json", headers=own if headers is None else headers)
        services.answer_waiting()
        delivery.deliver()
        return int(call.status_code)

    return tell


def _later(**passed: int) -> Any:
    return clock.at(dt.datetime.combine(TODAY, dt.time(9)) + dt.timedelta(**passed))


def test_a_question_gets_one_message_with_law_and_numbers(zalo: ZaloApi, tell: Tell) -> None:
    assert tell(wrote("m1", "nghỉ thai sản được mấy tháng")) == 200
    (text,) = zalo.arrived("u1")
    assert text.startswith("Anh/chị đang trao đổi với hệ thống trả lời tự động")
    assert "Căn cứ:" in text
    assert "\n1. " in text
    assert len(text) <= 2000


def _number(text: str, label: str) -> str:
    """Return the number that stands before ``label``."""
    found = re.search(rf"^(\d+)\. {re.escape(label)}$", text, re.MULTILINE)
    assert found, text
    return found[1]


def test_a_number_presses_what_stood_behind_it_and_only_in_the_next_message(zalo: ZaloApi, tell: Tell) -> None:
    tell(wrote("m1", "/start"))
    number = _number(zalo.arrived("u1")[-1], "Xem phản ánh đã gửi")
    tell(wrote("m2", number))
    assert "mã tra cứu" in zalo.arrived("u1")[-1]
    tell(wrote("m3", number))
    assert "Không tìm thấy phản ánh" in zalo.arrived("u1")[-1], "that number stands behind nothing any more: it is taken for a code"


def test_what_the_numbers_mean_is_kept_sealed(zalo: ZaloApi, tell: Tell) -> None:
    tell(wrote("m1", "/start"))
    offered = bytes(Conversation.objects.get().offered or b"")
    assert b"complain" not in offered
    assert "complain" in [action for _, action in sealing.unseal(offered)]


def test_a_repeated_event_is_answered_once(zalo: ZaloApi, tell: Tell) -> None:
    for _ in range(3):
        assert tell(wrote("m1", "/start")) == 200
    assert len(zalo.arrived("u1")) == 1


@pytest.mark.parametrize(
    "headers",
    [{}, {"X-ZEvent-Signature": ""}, {"X-ZEvent-Signature": "mac=" + "0" * 64}, {"X-ZEvent-Signature": "mac=\xe9"}],
)
def test_a_call_that_zalo_did_not_sign_is_refused(zalo: ZaloApi, tell: Tell, headers: dict[str, str]) -> None:
    assert tell(wrote("m1", "/start"), headers) == 403
    assert not Inbound.objects.exists()


def test_a_signature_fits_one_body_only(zalo: ZaloApi, tell: Tell) -> None:
    _, headers = signed(wrote("m1", "chào"))
    assert tell(wrote("m1", "khác"), headers) == 403


def test_without_the_accounts_secret_nobody_gets_in(zalo: ZaloApi, tell: Tell, settings: Any) -> None:
    settings.ZALO_OA_SECRET = ""
    assert tell(wrote("m1", "/start")) == 403


@pytest.mark.parametrize(
    "event",
    [
        {"timestamp": "1"},
        {"event_name": "user_send_text", "timestamp": "1"},
        {"event_name": "user_send_text", "timestamp": "1", "message": [], "sender": 7},
        {"event_name": None, "timestamp": "1"},
        {"event_name": "oa_send_text", "timestamp": "1", "message": {"msg_id": "x", "text": "x"}},
        {"event_name": "user_seen_message", "timestamp": "1"},
    ],
)
def test_what_no_person_wrote_is_left_alone(zalo: ZaloApi, tell: Tell, event: dict[str, Any]) -> None:
    assert tell(event) == 200
    assert not Inbound.objects.exists()


@pytest.mark.parametrize("kind", ["image", "sticker", "audio", "location", "file"])
def test_what_is_no_text_is_told_and_not_kept(zalo: ZaloApi, tell: Tell, kind: str) -> None:
    event = wrote("m1", "", kind=kind)
    event["message"]["attachments"] = [{"type": kind, "payload": {"url": "https://anh.example/rieng.jpg"}}]
    tell(event)
    assert "Tôi chỉ đọc được chữ" in zalo.arrived("u1")[-1]


def test_a_follower_is_greeted_and_who_leaves_is_left_in_peace(zalo: ZaloApi, tell: Tell) -> None:
    tell(followed())
    assert "hệ thống trả lời tự động" in zalo.arrived("u1")[0]
    tell(followed(name="unfollow"))
    services.send(Conversation.objects.get(), Say("Tôi đây.", speaker="Cán bộ Thảo"))
    delivery.deliver()
    assert (Outbound.objects.last().state, Outbound.objects.last().reason) == ("failed", "blocked")  # type: ignore[union-attr]
    tell(wrote("m2", "/start"))
    assert len(zalo.arrived("u1")) == 2, "whoever writes again is let in"


def test_long_turns_are_parted(zalo: ZaloApi, tell: Tell) -> None:
    tell(wrote("m1", "/start"))
    services.send(Conversation.objects.get(), Say("\n\n".join(f"Đoạn {number}. {'dài ' * 100}" for number in range(8))))
    delivery.deliver()
    parts = zalo.arrived("u1")[1:]
    assert len(parts) > 1
    assert all(len(part) <= 2000 for part in parts)
    assert [part.count("Đoạn") for part in parts] == [4, 4]


def test_after_the_window_nothing_is_sent_nor_tried_again(zalo: ZaloApi, tell: Tell, settings: Any) -> None:
    tell(wrote("m1", "/start"))
    with _later(hours=settings.ZALO_REPLY_HOURS + 1):
        services.send(Conversation.objects.get(), Say("Tôi đây.", speaker="Cán bộ Thảo"))
        assert delivery.deliver() == 0
    row = Outbound.objects.get(inbound=None)
    assert (row.state, row.reason, row.sealed) == ("failed", "window", None)
    assert len(zalo.arrived("u1")) == 1


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (-32, "waiting", ""),
        (-200, "waiting", ""),
        (-213, "failed", "blocked"),
        (-230, "failed", "window"),
        (-211, "failed", "quota"),
        (-201, "failed", "refused"),
    ],
)
def test_what_zalo_answers_is_told_apart(zalo: ZaloApi, tell: Tell, code: int, state: str, reason: str) -> None:
    tokens.access()
    zalo.plan(CS, 200, error=code, message="no")
    tell(wrote("m1", "/start"))
    row = Outbound.objects.get()
    assert (row.state, row.reason) == (state, reason)
    assert Conversation.objects.get().is_blocked is (reason == "blocked")
    with _later(minutes=2):
        delivery.deliver()
    assert len(zalo.arrived("u1")) == (state == "waiting")


def test_an_access_token_that_ended_is_exchanged_once_and_the_answer_sent_once(zalo: ZaloApi, tell: Tell) -> None:
    tokens.access()
    zalo.access = "ended elsewhere"
    tell(wrote("m1", "/start"))
    assert len(zalo.exchanged) == 2
    assert len(zalo.arrived("u1")) == 1


@pytest.mark.parametrize("has_arrived", [True, False])
def test_after_a_failure_zalo_is_asked_before_anything_is_sent_again(zalo: ZaloApi, tell: Tell, has_arrived: bool) -> None:
    def fail(step: str) -> None:
        zalo.on = lambda step: None
        raise ConnectionAbortedError

    tokens.access()
    if has_arrived:
        zalo.on = fail
    else:
        zalo.plan(CS, 502)
    tell(wrote("m1", "/start"))
    assert Outbound.objects.get().state == "sending"
    with _later(minutes=2):
        assert delivery.deliver() == 1
    assert len(zalo.arrived("u1")) == 1
    assert zalo.calls.count(CS) == (1 if has_arrived else 2)


def test_the_same_answer_to_a_second_message_is_not_taken_for_the_first(zalo: ZaloApi, tell: Tell) -> None:
    tell(wrote("m1", "/theodoi"))
    zalo.chats["u1"] = [(number, "x") for number, _ in zalo.chats["u1"]]
    tell(wrote("m2", "/theodoi"))
    zalo.plan(CS, 502)
    tell(wrote("m3", "/theodoi"))
    with _later(minutes=2):
        delivery.deliver()
    assert len(zalo.arrived("u1")) == 3


def test_complaints_go_to_the_sealed_form(zalo: ZaloApi, tell: Tell, desk: Any) -> None:
    tell(wrote("m1", "/phananh"))
    assert "/phan-anh/nhap/" in zalo.arrived("u1")[-1]


def test_a_complaint_is_told_in_the_chat_only_where_allowed_and_by_choice(zalo: ZaloApi, tell: Tell, desk: Any, settings: Any) -> None:
    settings.ZALO_TAKES_COMPLAINTS = True
    tell(wrote("m1", "/phananh"))
    assert zalo.arrived("u1")[-1].endswith("1. Viết ở biểu mẫu niêm phong\n2. Viết tại đây\n\nMuốn chọn, anh/chị trả lời bằng số.")
    for number, text in enumerate(("2", "Công ty không đóng 6 tháng", "1"), 2):
        tell(wrote(f"m{number}", text))
    assert "Đã ghi nhận phản ánh" in zalo.arrived("u1")[-1]


def test_a_spent_refresh_token_is_told_to_officers_and_a_new_grant_heals(zalo: ZaloApi, tell: Tell, settings: Any) -> None:
    zalo.refresh = "somebody else's"
    tell(wrote("m1", "/start"))
    assert "cần cấp lại quyền" in ChannelTrouble.objects.get(channel="zalo").text
    assert (Outbound.objects.get().state, Outbound.objects.get().attempts) == ("waiting", 0)
    with _later(minutes=2):
        delivery.deliver()
    assert len(zalo.exchanged) == 1, "a token that was refused is not tried again"
    settings.ZALO_REFRESH_TOKEN = zalo.refresh
    with _later(minutes=4):
        assert delivery.deliver() == 1
    assert not ChannelTrouble.objects.exists()


def test_a_grant_from_before_this_release_goes_on(zalo: ZaloApi) -> None:
    old = {"access": "", "refresh": "r-later"}
    MessengerToken.objects.create(name="zalo", sealed=sealing.seal(old), ends_at=clock.now())
    zalo.refresh = "r-later"
    assert tokens.access()
    assert zalo.exchanged == ["r-later"]


def test_who_died_while_exchanging_blocks_nobody_for_long(zalo: ZaloApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "_PATIENCE_S", 0.3)
    tokens.access()
    MessengerToken.objects.update(exchanging_at=clock.now(), ends_at=clock.now())
    with pytest.raises(Away, match="tiến trình khác"):
        tokens.access()
    with _later(minutes=2):
        assert tokens.access()


def test_a_network_that_breaks_in_the_exchange_is_no_verdict(zalo: ZaloApi) -> None:
    zalo.plan("/v4/oa/access_token", 502)
    with pytest.raises(Away):
        tokens.access()
    assert tokens.access()
