"""What takes back reaches everybody that was told, in the same medium: every registered channel is tried."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import clock
from core.models import Officer
from press import services, sweeps
from press.acts import Act
from press.delivering import State
from press.kinds import Channel
from press.models import Delivery, Dispatch, Hook, PressContact, Release, Subscriber
from press.outbox import services as outbox
from press.outbox import transports
from tests import peers

from . import mail_server
from .conftest import Letters, Make
from .mail_server import MailServer

Desk = tuple[Officer, Officer]
WHAT = "Số liệu chưa chính xác."


@pytest.fixture
def everywhere(settings: Any, hire: Callable[..., Officer]) -> Iterator[tuple[MailServer, peers.Peer]]:
    """Set up every channel against real servers on this machine."""
    with mail_server.running() as mail, peers.running() as peer:
        settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{mail.port}", 0
        settings.PURGE_URL, settings.WEBHOOKS_INNER = f"{peer.url}/purge{{path}}", True
        peers.set_up_messengers(settings, peer)
        reader = Subscriber(state="confirmed", confirmed_at=clock.now())
        reader.address = "lan@doc.example"
        reader.save()
        PressContact.objects.create(medium="Báo Minh Họa", person="Hà", email="ha@bao.example")
        hook = Hook(name="Cổng dữ liệu", url=f"{peer.url}/hook")
        hook.secret = "bí mật"
        hook.save()
        yield mail, peer


def carry() -> None:
    sweeps.spread()
    for minute in range(4):
        with clock.at(clock.now() + dt.timedelta(minutes=minute)):
            sweeps.send()
            sweeps.mail()


def take_to_media(release: Release, by: Officer) -> None:
    """Let an officer carry the release to a medium of each manual channel."""
    for transport in transports.all_transports():
        if transport.is_manual:
            task = outbox.open_task(release, transport.code, f"{transport.label} Minh Họa", by=by, because="Theo kế hoạch.")
            outbox.hand_over(task, by=by, because="Đã gửi.", letter_no="12/SNV", letter_on=clock.today())


@pytest.fixture
def carrier(hire: Callable[..., Officer]) -> Officer:
    return hire("tuan", outbox.CARRY, outbox.FOLLOW, outbox.PAUSE)


def reached(act: Act) -> dict[str, set[tuple[str, str]]]:
    found: dict[str, set[tuple[str, str]]] = {each.code: set() for each in transports.all_transports()}
    for delivery in Delivery.objects.filter(dispatch__act=act):
        found[delivery.channel].add((delivery.target, delivery.state))
    return found


def test_every_channel_there_is_has_a_transport() -> None:
    assert {each.code for each in transports.all_transports()} == set(Channel)


@pytest.mark.parametrize("full", [True, False], ids=["praise", "warning"])
@pytest.mark.parametrize("act", [Act.WITHDRAWN, Act.CORRECTED])
def test_what_takes_back_or_puts_right_reaches_every_channel(
    everywhere: tuple[MailServer, peers.Peer], make: Make, letters: Letters, desk: Desk, carrier: Officer, act: Act, full: bool
) -> None:
    mail, peer = everywhere
    letters.is_told_in_full = full
    release = make("live")
    carry()
    take_to_media(release, carrier)
    told = reached(Act.PUBLISHED)
    peer.clear()
    mail.taken.clear()

    move = services.withdraw if act == Act.WITHDRAWN else services.correct
    move(Release.objects.get(pk=release.pk), by=desk[1], because="Nhầm.", what=WHAT)
    carry()

    again = reached(act)
    for transport in transports.all_transports():
        first = {target for target, _ in told[transport.code]}
        assert first, f"{transport.code} carried nothing to begin with"
        assert {target for target, _ in again[transport.code]} == first, transport.code
        wanted = State.TASK if transport.is_manual else State.SENT
        assert {state for _, state in again[transport.code]} == {wanted}, transport.code
    assert mail.counts == {"lan@doc.example": 1, "ha@bao.example": 1}
    assert all(WHAT in mail_server.plain(letter) for letter in mail.letters())
    assert {call.path.partition("?")[0].split("/")[1] for call in peer.calls} >= {"purge", "hook", f"bot{peers.TELEGRAM_TOKEN}", "zalo"}
    hook = next(json.loads(call.body) for call in peer.calls if call.path == "/hook")
    assert (hook["act"], hook["id"]) == (act, release.public_id)
    (edit,) = [call.form for call in peer.calls if call.path.endswith("editMessageText")]
    done = "Đã gỡ" if act == Act.WITHDRAWN else "Đã đính chính"
    struck = "Thư ngỏ gửi Công ty Mẫu Sao Mai" if full and act == Act.CORRECTED else "Thư ngỏ"
    assert edit["text"].startswith(f"<s>{struck}")
    assert f"<b>{done} ngày {clock.today():%d/%m/%Y}</b>" in edit["text"]
    assert WHAT in edit["text"]
    said = "".join(call.text for call in peer.calls) + "".join(part.get_content() for each in mail.letters() for part in each.iter_parts())
    assert ("Sao Mai" in said) is (full and act == Act.CORRECTED)


def test_what_was_never_sent_is_not_taken_back(everywhere: tuple[MailServer, peers.Peer], make: Make, desk: Desk) -> None:
    release = make("live")
    services.withdraw(Release.objects.get(pk=release.pk), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    mail, _ = everywhere
    assert mail.taken == []
    assert not Delivery.objects.filter(channel=Channel.EMAIL, state=State.SENT).exists()


def test_a_task_that_nobody_began_is_dropped_with_the_release(
    everywhere: tuple[MailServer, peers.Peer], make: Make, desk: Desk, carrier: Officer
) -> None:
    release = make("live")
    task = outbox.open_task(release, Channel.NEWSPAPER, "Báo Minh Họa", by=carrier, because="Theo kế hoạch.")
    services.withdraw(Release.objects.get(pk=release.pk), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    task.refresh_from_db()
    assert task.state == State.DROPPED
    assert not Delivery.objects.filter(channel=Channel.NEWSPAPER, dispatch__act=Act.WITHDRAWN).exists()


def test_who_may_have_been_told_is_told_too(everywhere: tuple[MailServer, peers.Peer], make: Make, desk: Desk) -> None:
    release = make("live")
    carry()
    mail, _ = everywhere
    Delivery.objects.filter(channel=Channel.EMAIL).update(state=State.UNCERTAIN)
    mail.taken.clear()
    services.withdraw(Release.objects.get(pk=release.pk), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    assert mail.counts == {"lan@doc.example": 1, "ha@bao.example": 1}


def test_who_may_have_been_told_is_told_even_while_the_letter_is_tried_again(
    everywhere: tuple[MailServer, peers.Peer], make: Make, desk: Desk, carrier: Officer
) -> None:
    release = make("live")
    carry()
    mail, _ = everywhere
    Delivery.objects.filter(channel=Channel.EMAIL).update(state=State.UNCERTAIN)
    for delivery in Delivery.objects.filter(channel=Channel.EMAIL):
        outbox.retry(delivery, by=carrier, because="Gửi lại.")
    mail.taken.clear()
    services.withdraw(Release.objects.get(pk=release.pk), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    assert mail.counts == {"lan@doc.example": 1, "ha@bao.example": 1}


def test_each_of_two_corrections_is_told(everywhere: tuple[MailServer, peers.Peer], make: Make, desk: Desk) -> None:
    release = make("live")
    carry()
    for _ in range(2):
        services.correct(Release.objects.get(pk=release.pk), by=desk[1], because="Gõ sai.", what=WHAT)
        carry()
    services.withdraw(Release.objects.get(pk=release.pk), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    mail, _ = everywhere
    assert mail.counts == {"lan@doc.example": 4, "ha@bao.example": 4}


def test_the_end_of_its_time_is_told_to_machines_alone(
    everywhere: tuple[MailServer, peers.Peer], make: Make, letters: Letters, desk: Desk
) -> None:
    release = make("live")
    carry()
    mail, peer = everywhere
    mail.taken.clear()
    services.expire(Release.objects.get(pk=release.pk), because="Hết thời hạn.")
    carry()
    assert mail.taken == []
    assert {each.channel for each in Dispatch.objects.filter(act=Act.EXPIRED)} == {Channel.PAGE, Channel.FEED, Channel.WEBHOOK}
    assert "expired" in [json.loads(call.body)["act"] for call in peer.calls if call.path == "/hook"]
