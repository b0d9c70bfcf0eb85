"""The office's screens of deliveries, channels, contacts and readers."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused
from core.models import Officer
from press import sweeps
from press.admin.deliveries import HookForm
from press.delivering import MOVES, Move, State, diagram, open_by_hand
from press.kinds import Channel
from press.models import ChannelEvent, ChannelSetting, Delivery, Hook, PressContact, Release, Subscriber, Task
from press.outbox import services, transports

from .conftest import Make

HERE = "/quan-tri/luot-gui/"
ALL = (services.FOLLOW, services.CARRY, services.PAUSE, "press.manage_contacts", "press.manage_readers")
Browse = Callable[..., Client]


@pytest.fixture
def nga(hire: Callable[..., Officer]) -> Officer:
    return hire("nga", *ALL)


@pytest.fixture
def failed(make: Make) -> Delivery:
    make("live")
    sweeps.spread()
    delivery = Delivery.objects.filter(channel=Channel.PAGE).get()
    Delivery.objects.filter(pk=delivery.pk).update(state=State.FAILED, code="purge.500", error="Bộ nhớ đệm từ chối.")
    delivery.refresh_from_db()
    return delivery


def post(browse: Browse, officer: Officer, address: str, **data: Any) -> Any:
    return browse(officer).post(address, data, follow=True)


def test_a_failed_delivery_is_sent_again_from_the_office(failed: Delivery, browse: Browse, nga: Officer) -> None:
    assert "Bộ nhớ đệm từ chối." in browse(nga).get(f"{HERE}?xem=can-xu-ly").content.decode()
    post(browse, nga, f"{HERE}{failed.pk}/", act="retry", because="Máy chủ đã chạy lại.")
    failed.refresh_from_db()
    assert (failed.state, failed.error) == (State.WAITING, "")
    assert failed.events.get().because == "Máy chủ đã chạy lại."
    sweeps.send()
    failed.refresh_from_db()
    assert failed.state == State.SENT


@pytest.mark.parametrize(("act", "becomes"), [("settle", State.SENT), ("retry", State.WAITING), ("give_up", State.GIVEN_UP)])
def test_an_officer_decides_what_is_uncertain(failed: Delivery, browse: Browse, nga: Officer, act: str, becomes: State) -> None:
    Delivery.objects.filter(pk=failed.pk).update(state=State.UNCERTAIN)
    post(browse, nga, f"{HERE}{failed.pk}/", act=act, because="Đã hỏi nơi nhận.")
    failed.refresh_from_db()
    assert failed.state == becomes


@pytest.mark.parametrize(
    ("target", "said"), [("reader:12", "Người nhận tin số 12"), ("contact:3", "Đầu mối báo chí số 3"), ("hook:1", "Webhook số 1")]
)
def test_the_list_says_in_words_who_is_told(failed: Delivery, browse: Browse, nga: Officer, target: str, said: str) -> None:
    Delivery.objects.filter(pk=failed.pk).update(target=target)
    page = browse(nga).get(HERE).content.decode()
    assert said in page
    assert target not in page


def test_a_form_asks_for_its_reason_last() -> None:
    assert list(HookForm().fields) == ["name", "url", "because"]


def test_without_a_reason_nothing_moves(failed: Delivery, browse: Browse, nga: Officer) -> None:
    post(browse, nga, f"{HERE}{failed.pk}/", act="retry", because="")
    failed.refresh_from_db()
    assert failed.state == State.FAILED


def test_a_medium_is_asked_and_proves_what_it_carried(make: Make, browse: Browse, nga: Officer) -> None:
    release = make("live")
    sweeps.spread()
    page = post(
        browse, nga, f"{HERE}mo-viec/", release=release.public_id, channel="newspaper", medium="Báo Minh Họa", because="Theo kế hoạch."
    )
    assert page.status_code == 200
    task = Delivery.objects.get(channel="newspaper")
    at = f"{HERE}{task.pk}/"
    post(browse, nga, at, act="hand_over", because="Đã gửi.", letter_no="12/SNV", letter_on="02/11/2026", person="Hà")
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(picture, "PNG")
    proof = SimpleUploadedFile("trang-3.png", picture.getvalue(), "image/png")
    post(browse, nga, at, act="prove", because="Đã đăng.", carried_on="02/11/2026", file=proof)
    task.refresh_from_db()
    assert task.state == State.SENT
    assert (task.task.letter_no, task.task.carried_on, task.task.proof_name) == ("12/SNV", clock.today(), "trang-3.jpg")
    assert browse(nga).get(f"{at}bang-chung/").content.startswith(b"\xff\xd8")


def test_a_day_that_has_not_come_proves_nothing(make: Make, nga: Officer) -> None:
    release = make("live")
    sweeps.spread()
    task = services.open_task(release, "newspaper", "Báo", by=nga, because="Theo kế hoạch.")
    with pytest.raises(Refused):
        services.prove(task, by=nga, because="Đã đăng.", carried_on=clock.today().replace(day=3))


def test_a_paused_channel_keeps_everything_back_and_says_why(make: Make, browse: Browse, nga: Officer) -> None:
    post(browse, nga, "/quan-tri/kenh-tin/", channel="page", act="pause-page", because="Bảo trì CDN.")
    make("live")
    sweeps.spread()
    sweeps.send()
    assert Delivery.objects.get(channel="page").state == State.WAITING
    assert Delivery.objects.get(channel="feed").state == State.SENT
    assert "Bảo trì CDN." in browse(nga).get("/quan-tri/kenh-tin/").content.decode()
    post(browse, nga, "/quan-tri/kenh-tin/", channel="page", act="resume-page", because="Xong.")
    sweeps.send()
    assert Delivery.objects.get(channel="page").state == State.SENT


def test_the_medium_that_gets_every_release_has_its_task_opened(make: Make, nga: Officer) -> None:
    services.open_by_itself("newspaper", "Báo Minh Họa", by=nga, because="Thỏa thuận.")
    make("live")
    sweeps.spread()
    assert Task.objects.get().medium == "Báo Minh Họa"


def test_a_webhooks_secret_is_shown_once_and_kept_sealed(browse: Browse, nga: Officer) -> None:
    page = post(browse, nga, "/quan-tri/kenh-tin/webhook/", name="Cổng", url="https://du-lieu.example/hook", because="Đối tác.")
    hook = Hook.objects.get()
    assert hook.secret in page.content.decode()
    assert hook.secret.encode() not in bytes(hook.sealed_secret)
    assert hook.secret not in browse(nga).get("/quan-tri/kenh-tin/").content.decode()
    post(browse, nga, f"/quan-tri/kenh-tin/webhook/{hook.pk}/", act="switch", because="Ngừng.")
    hook.refresh_from_db()
    assert not hook.is_active


def test_a_channel_that_was_not_paused_keeps_its_form_open(browse: Browse, nga: Officer) -> None:
    page = browse(nga).post("/quan-tri/kenh-tin/", {"channel": "page", "act": "pause-page", "because": ""})
    assert page.status_code == 422
    assert page.content.decode().count("<details open><summary>Tạm dừng") == 1


def test_what_was_done_with_channels_is_told_in_words(browse: Browse, nga: Officer) -> None:
    hook, _ = services.add_hook("Cổng", "https://du-lieu.example/hook", by=nga, because="Đối tác.")
    services.switch_hook(hook, by=nga, because="Ngừng.")
    services.open_by_itself("newspaper", "Báo Minh Họa", by=nga, because="Thỏa thuận.")
    services.open_by_itself("newspaper", "", by=nga, because="Hết hạn.")
    services.pause("page", by=nga, because="Bảo trì.")
    services.resume("page", by=nga, because="Xong.")
    page = browse(nga).get("/quan-tri/kenh-tin/").content.decode()
    numbered = (f"gọi webhook số {hook.pk}. Đối tác.", f"ngừng gọi webhook số {hook.pk}. Ngừng.")
    named = ("tự mở việc cho Báo Minh Họa. Thỏa thuận.", "thôi tự mở việc. Hết hạn.", "tạm dừng. Bảo trì.", "mở lại. Xong.")
    assert [said for said in (*numbered, *named) if said not in page] == []
    assert "opens for" not in page


def test_who_may_not_see_channels_is_not_led_there(browse: Browse, hire: Callable[..., Officer]) -> None:
    assert "/quan-tri/kenh-tin/" not in browse(hire("lan", services.CARRY)).get(HERE).content.decode()


def test_a_webhook_by_plain_http_is_refused(nga: Officer) -> None:
    with pytest.raises(Refused):
        services.add_hook("Cổng", "http://du-lieu.example/hook", by=nga, because="Đối tác.")


def test_contacts_are_added_and_changed(browse: Browse, nga: Officer) -> None:
    who = {"medium": "Báo A", "person": "Hà", "email": "ha@bao.example", "is_active": "on"}
    post(browse, nga, "/quan-tri/dau-moi-bao-chi/them/", **who, because="Tòa soạn giới thiệu.")
    record = PressContact.objects.get()
    here = f"/quan-tri/dau-moi-bao-chi/{record.pk}/"
    post(browse, nga, here, **who | {"medium": "Báo B"}, is_accredited="on", because="Đã trình thẻ nhà báo.")
    record.refresh_from_db()
    assert (record.medium, record.standing) == ("Báo B", "early")
    assert [(each.was, each.becomes, each.by) for each in record.events.all()] == [("", "listed", nga), ("listed", "early", nga)]
    page = browse(nga).get(here).content.decode()
    assert "Đã trình thẻ nhà báo." in page
    assert "được nhận tin sớm" in page


def test_nobody_is_given_early_copies_without_a_reason(browse: Browse, nga: Officer) -> None:
    record = PressContact.objects.create(medium="Báo A", person="Hà", email="ha@bao.example")
    here = f"/quan-tri/dau-moi-bao-chi/{record.pk}/"
    asked = post(browse, nga, here, medium="Báo A", person="Hà", email="ha@bao.example", is_active="on", is_accredited="on")
    record.refresh_from_db()
    assert (asked.status_code, record.is_accredited, record.events.exists()) == (422, False, False)


def test_readers_are_counted_and_never_listed(browse: Browse, nga: Officer) -> None:
    reader = Subscriber(state="confirmed", confirmed_at=clock.now())
    reader.address = "lan@doc.example"
    reader.save()
    page = browse(nga).get("/quan-tri/nguoi-nhan-tin/").content.decode()
    assert "Đang nhận tin" in page
    assert "lan@doc.example" not in page
    post(browse, nga, "/quan-tri/nguoi-nhan-tin/", email="LAN@doc.example", because="Đơn số 7.")
    assert not Subscriber.objects.exists()
    kept = ChannelEvent.objects.get()
    assert (kept.by, kept.because, kept.said) == (nga, "Đơn số 7.", "xóa một người nhận tin theo yêu cầu của họ")


@pytest.mark.parametrize(
    "address", [HERE, f"{HERE}mo-viec/", "/quan-tri/kenh-tin/", "/quan-tri/dau-moi-bao-chi/", "/quan-tri/nguoi-nhan-tin/"]
)
def test_an_officer_without_the_task_stays_outside(browse: Browse, hire: Callable[..., Officer], address: str) -> None:
    assert browse(hire("quang", "firms.view_register")).get(address).status_code in (302, 403)


def test_services_ask_for_their_permission(failed: Delivery, hire: Callable[..., Officer]) -> None:
    quang = hire("quang", "firms.view_register")
    for work in (services.retry, services.give_up):
        with pytest.raises(NotAllowed):
            work(failed, by=quang, because="Thử.")
    with pytest.raises(NotAllowed):
        services.pause("page", by=quang, because="Thử.")


def test_the_list_asks_as_often_however_long_it_is(make: Make, browse: Browse, nga: Officer) -> None:
    counts = []
    for number in (1, 2):
        make("live", name=f"Công ty {number}")
        sweeps.spread()
        client = browse(nga)
        client.get(HERE)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(HERE)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_what_waits_for_an_officer_is_on_the_front_page(failed: Delivery, browse: Browse, nga: Officer) -> None:
    assert "Tin không gửi được hoặc không rõ đã đến" in browse(nga).get("/quan-tri/").content.decode()


def test_nobody_moves_a_delivery_by_hand_that_the_machine_holds(failed: Delivery, nga: Officer) -> None:
    for state in State:
        allowed = open_by_hand(state)
        Delivery.objects.filter(pk=failed.pk).update(state=state, sent_at=clock.now())
        failed.refresh_from_db()
        if Move.RETRY not in allowed:
            with pytest.raises(IllegalMove):
                services.retry(failed, by=nga, because="Thử.")


def test_every_state_is_reached_and_the_document_draws_the_table() -> None:
    reached = {State.WAITING, State.TASK, *MOVES.values()}
    assert reached == set(State)
    with open("docs/deliveries.md", encoding="utf-8") as document:
        assert diagram() in document.read()


def test_manual_channels_are_the_four_that_officers_serve() -> None:
    manual = {each.code for each in transports.all_transports() if each.is_manual}
    assert manual == {Channel.NEWSPAPER, Channel.BROADCAST, Channel.LOUDSPEAKER, Channel.CONFERENCE}


def test_a_release_that_ended_is_taken_to_no_medium(make: Make, nga: Officer) -> None:
    release = make("withdrawn")
    with pytest.raises(Refused):
        services.open_task(Release.objects.get(pk=release.pk), "newspaper", "Báo", by=nga, because="Thử.")
    assert not ChannelSetting.objects.filter(paused_at__isnull=False).exists()
