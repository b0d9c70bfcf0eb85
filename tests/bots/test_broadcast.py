"""Public news on messengers, with the real clients against servers on this machine."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bots.channels.telegram import posting as telegram
from bots.channels.zalo import posting as zalo
from bots.channels.zalo import tokens
from bots.models import MessengerToken
from core import clock
from press.outbox.parcels import Away, Message, Outcome, Parcel, Result
from tests import peers

pytestmark = pytest.mark.django_db


@pytest.fixture
def peer(settings: Any) -> Iterator[peers.Peer]:
    with peers.running() as peer:
        peers.set_up_messengers(settings, peer)
        yield peer


def parcel(number: int = 1, *, text: str = "", earlier: tuple[str, ...] = (), struck: str = "", mark: str = "") -> Parcel:
    data = {"title": "Đơn vị đóng đúng hạn", "summary": "12 đơn vị.", "text": text}
    message = Message("published", "", "", "http://localhost/x/", data=data, struck=struck, mark=mark)
    return Parcel(number, f"1-{number}", "channel", "-100777", message, earlier=earlier)


def taken_back(earlier: tuple[str, ...]) -> Parcel:
    return parcel(2, earlier=earlier, struck="Đơn vị <A&B> đóng đúng hạn", mark="Đã gỡ ngày 02/11/2026")


def ours(*parcels: Parcel) -> set[int]:
    """Let every parcel leave."""
    return {each.pk for each in parcels}


def nobodys(*_: Parcel) -> set[int]:
    """Let none leave: another process has them."""
    return set()


def called(peer: peers.Peer, method: str) -> list[dict[str, str]]:
    return [call.form for call in peer.calls if call.path.endswith(method)]


def tell(peer: peers.Peer, *parcels: Parcel) -> list[Outcome]:
    return list(telegram.post(parcels, ours, token=peers.TELEGRAM_TOKEN, api=peer.url))


def publish(settings: Any, *parcels: Parcel) -> list[Outcome]:
    return list(zalo.post(parcels, ours, api=settings.ZALO_API, cover=settings.ZALO_COVER))


def test_a_post_says_everything_and_a_later_one_answers_it(peer: peers.Peer) -> None:
    (first,) = tell(peer, parcel(text="1. Công ty Mẫu"))
    (second,) = tell(peer, parcel(2, earlier=(first.provider_id,)))
    one, two = called(peer, "sendMessage")
    assert one["text"] == "Đơn vị đóng đúng hạn\n\n12 đơn vị.\n\n1. Công ty Mẫu\n\nhttp://localhost/x/"
    assert json.loads(two["reply_parameters"])["message_id"] == int(first.provider_id)
    assert {first.result, second.result} == {Result.SENT}


def test_a_long_list_keeps_its_link(peer: peers.Peer) -> None:
    words = telegram.words(parcel(text="Công ty Mẫu\n" * 1000))
    assert len(words) <= 4096
    assert words.endswith("…\n\nhttp://localhost/x/")


@pytest.mark.parametrize(
    ("status", "more", "result", "code"),
    [
        (429, {"parameters": {"retry_after": 7}}, Result.AGAIN, "telegram.429"),
        (403, {}, Result.REFUSED, "telegram.403"),
        (400, {}, Result.REFUSED, "telegram.400"),
        (502, {}, Result.UNCERTAIN, "telegram.cut"),
    ],
)
def test_what_telegram_answers_is_told_apart(peer: peers.Peer, status: int, more: dict[str, Any], result: Result, code: str) -> None:
    path = f"/bot{peers.TELEGRAM_TOKEN}/sendMessage"
    peer.answers[path] = (status, {"ok": False, "error_code": status, "description": "no"} | more)
    (outcome,) = tell(peer, parcel())
    assert (outcome.result, outcome.code) == (result, code)
    assert outcome.again_in == (dt.timedelta(seconds=7) if status == 429 else None)


def test_what_takes_back_strikes_out_every_earlier_post_and_answers_the_newest(peer: peers.Peer) -> None:
    (outcome,) = tell(peer, taken_back(("7", "9")))
    edits = called(peer, "editMessageText")
    assert [each["message_id"] for each in edits] == ["7", "9"]
    assert {(each["chat_id"], each["parse_mode"]) for each in edits} == {("-100777", "HTML")}
    assert edits[0]["text"] == (
        "<s>Đơn vị &lt;A&amp;B&gt; đóng đúng hạn</s>\n\n<b>Đã gỡ ngày 02/11/2026</b>\n\n12 đơn vị.\n\nhttp://localhost/x/"
    )
    (answer,) = called(peer, "sendMessage")
    assert json.loads(answer["reply_parameters"])["message_id"] == 9
    assert (outcome.result, outcome.code) == (Result.SENT, "")


def test_news_strikes_out_nothing(peer: peers.Peer) -> None:
    tell(peer, parcel(), parcel(2, earlier=("7",)))
    assert called(peer, "editMessageText") == []


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        pytest.param(400, "Bad Request: message can't be edited", "telegram.not_edited", id="too old"),
        pytest.param(400, "Bad Request: message to edit not found", "telegram.not_edited", id="deleted by hand"),
        pytest.param(403, "Forbidden: not enough rights", "telegram.not_edited", id="no right to edit"),
        pytest.param(400, "Bad Request: message is not modified: specified new content is exactly the same", "", id="struck before"),
    ],
)
def test_a_post_that_cannot_be_struck_out_is_answered_all_the_same(peer: peers.Peer, status: int, said: str, code: str) -> None:
    path = f"/bot{peers.TELEGRAM_TOKEN}/editMessageText"
    peer.answers[path] = (status, {"ok": False, "error_code": status, "description": said})
    (outcome,) = tell(peer, taken_back(("7",)))
    assert (outcome.result, outcome.code) == (Result.SENT, code)
    assert bool(outcome.error) is bool(code)
    assert len(called(peer, "sendMessage")) == 1


@pytest.mark.parametrize(("status", "more"), [(429, {"parameters": {"retry_after": 7}}), (502, {})])
def test_an_edit_that_may_work_later_is_tried_again_before_anything_is_posted(peer: peers.Peer, status: int, more: dict[str, Any]) -> None:
    path = f"/bot{peers.TELEGRAM_TOKEN}/editMessageText"
    works = peer.answers[path]
    peer.answers[path] = (status, {"ok": False, "error_code": status, "description": "no"} | more)
    (outcome,) = tell(peer, taken_back(("7",)))
    assert outcome.result == Result.AGAIN
    assert called(peer, "sendMessage") == []
    peer.answers[path] = works
    (outcome,) = tell(peer, taken_back(("7",)))
    assert outcome.result == Result.SENT
    assert len(called(peer, "sendMessage")) == 1


def test_a_wrong_token_is_no_posts_fault(peer: peers.Peer) -> None:
    peer.answers[f"/bot{peers.TELEGRAM_TOKEN}/getMe"] = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    with pytest.raises(Away):
        tell(peer, parcel())


def test_what_is_no_longer_ours_is_not_posted(peer: peers.Peer, settings: Any) -> None:
    (one,) = telegram.post([parcel()], nobodys, token=peers.TELEGRAM_TOKEN, api=peer.url)
    (two,) = zalo.post([parcel()], nobodys, api=settings.ZALO_API, cover=settings.ZALO_COVER)
    assert {one.result, two.result} == {Result.NOT_OURS}
    assert not [call for call in peer.calls if "sendMessage" in call.path or "article" in call.path]


def test_an_article_is_made_numbered_and_broadcast(peer: peers.Peer, settings: Any) -> None:
    (outcome,) = publish(settings, parcel(text="1. Công ty Mẫu"))
    assert outcome.result == Result.SENT
    steps = [call.path.removeprefix("/zalo") for call in peer.calls if call.path.startswith("/zalo/")]
    assert steps == ["/v2.0/article/create", "/v2.0/article/verify", "/v2.0/oa/message"]
    made = json.loads(next(call.body for call in peer.calls if call.path.endswith("create")))
    assert made["title"] == "Đơn vị đóng đúng hạn"
    assert "http://localhost/x/" in made["body"][-1]["content"]
    sent = json.loads(next(call.body for call in peer.calls if call.path.endswith("oa/message")))
    assert sent["message"]["attachment"]["payload"]["elements"][0]["attachment_id"] == outcome.provider_id


def test_tokens_are_exchanged_once_kept_sealed_and_exchanged_again_before_they_end(peer: peers.Peer, settings: Any) -> None:
    first = tokens.access()
    assert tokens.access() == first
    row = MessengerToken.objects.get()
    assert f'"{first}"'.encode() not in bytes(row.sealed)
    with clock.at(row.ends_at - dt.timedelta(minutes=5)):
        assert tokens.access() != first
    spent = [call.form["refresh_token"] for call in peer.calls if call.path.startswith("/zalo-oauth")]
    assert spent[0] == "r0"
    assert len(set(spent)) == 2, "a refresh token is good once"


def test_a_call_with_a_token_that_ended_is_made_again_with_a_new_one(peer: peers.Peer, settings: Any) -> None:
    old = tokens.access()
    create = peer.answers["/zalo/v2.0/article/create"]
    assert callable(create)
    peer.answers["/zalo/v2.0/article/create"] = lambda call: (
        (200, {"error": -216, "message": "Access token is invalid"}) if call.headers["access_token"] == old else create(call)
    )
    (outcome,) = publish(settings, parcel())
    assert outcome.result == Result.SENT


@pytest.mark.parametrize(
    ("step", "answer", "result"),
    [
        ("/zalo/v2.0/article/create", (200, {"error": -32, "message": "too fast"}), Result.AGAIN),
        ("/zalo/v2.0/article/create", (200, {"error": -201, "message": "bad cover"}), Result.REFUSED),
        ("/zalo/v2.0/article/create", (503, {}), Result.AGAIN),
        ("/zalo/v2.0/article/verify", (200, {"error": 0, "data": {}}), Result.UNCERTAIN),
        ("/zalo/v2.0/oa/message", (200, {"error": -211, "message": "quota"}), Result.UNCERTAIN),
    ],
)
def test_what_zalo_answers_is_told_apart(
    peer: peers.Peer, settings: Any, monkeypatch: pytest.MonkeyPatch, step: str, answer: Any, result: Result
) -> None:
    monkeypatch.setattr(zalo, "_PAUSE_S", 0)
    peer.answers[step] = answer
    (outcome,) = publish(settings, parcel())
    assert outcome.result == result
    assert outcome.error


def test_without_leave_of_the_account_nothing_is_anybodys_fault(peer: peers.Peer, settings: Any) -> None:
    peer.answers["/zalo-oauth/"] = (200, {"error": -14014, "error_name": "Invalid refresh token."})
    with pytest.raises(Away):
        publish(settings, parcel())
