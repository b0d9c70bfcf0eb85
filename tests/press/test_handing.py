"""Whoever was handed files of a release is told when it is put right or taken back, by the way in which the files went."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import NotAllowed, Refused
from core.models import Officer
from press import services, sweeps
from press.acts import Act
from press.delivering import State
from press.kinds import HANDED_BY, Channel
from press.media import keeping
from press.models import Delivery, Handover, MadePack, PressContact, Release, Task
from press.outbox import services as outbox
from press.pack import handing

from . import mail_server
from .conftest import Make
from .mail_server import MailServer

Desk = tuple[Officer, Officer]
Hand = Callable[..., Handover]
Browse = Callable[..., Client]
WHAT = "Số liệu chưa chính xác."


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as server:
        settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{server.port}", 0
        yield server


@pytest.fixture
def tuan(hire: Callable[..., Officer]) -> Officer:
    return hire("tuan", "press.make_pack", "press.draft_release", outbox.CARRY, outbox.FOLLOW)


@pytest.fixture
def hand(tuan: Officer) -> Hand:
    """Return a function that notes to whom the files of a release went."""

    def hand(release: Release, channel: str = Channel.EMAIL, **more: Any) -> Handover:
        pack, _ = MadePack.objects.get_or_create(release=release, file="tin.docx", defaults={"sha256": "0" * 64, "by": tuan})
        told: dict[str, Any] = {"medium": "Báo Minh Họa", "person": "Hà", "email": "ha@bao.example", "how": "Gửi kèm thư."}
        told["handed_on"] = clock.today()
        return handing.note(pack, by=tuan, because="Theo đề nghị.", channel=channel, **told | more)

    return hand


def carry() -> None:
    sweeps.spread()
    sweeps.mail()


def fresh(release: Release) -> Release:
    return Release.objects.get(pk=release.pk)


def told(handover: Handover) -> list[tuple[str, str]]:
    """What was told for one hand-over: act and state."""
    (found,) = handing.told(handover.release, [handover])
    return [(each.dispatch.act if each.dispatch else each.target.partition(":")[0], each.state) for each in found.deliveries]


@pytest.mark.parametrize("act", [Act.CORRECTED, Act.WITHDRAWN])
def test_files_that_went_by_mail_are_asked_back_by_mail_once(make: Make, hand: Hand, desk: Desk, server: MailServer, act: Act) -> None:
    release = make("live")
    given = hand(release)
    move = services.withdraw if act == Act.WITHDRAWN else services.correct
    move(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    for _ in range(3):
        carry()
    (letter,) = server.letters("ha@bao.example")
    said = mail_server.plain(letter)
    assert WHAT in said
    assert "Bộ tài liệu báo chí của tin này mà anh/chị đã nhận" in said
    assert "Ngừng nhận" not in said
    assert letter["List-Unsubscribe"] is None
    assert "Sao Mai" not in said
    assert told(given) == [(act, State.SENT)]


@pytest.mark.parametrize("channel", [each for each in HANDED_BY if each != Channel.EMAIL])
@pytest.mark.parametrize("act", [Act.CORRECTED, Act.WITHDRAWN])
def test_files_that_went_by_hand_open_a_task_for_the_same_newsroom(make: Make, hand: Hand, desk: Desk, act: Act, channel: str) -> None:
    release = make("live")
    given = hand(release, channel, email="")
    move = services.withdraw if act == Act.WITHDRAWN else services.correct
    move(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    for _ in range(2):
        carry()
    task = Task.objects.select_related("delivery__dispatch").get()
    assert (task.medium, task.person, task.delivery.channel) == ("Báo Minh Họa", "Hà", channel)
    assert told(given) == [(act, State.TASK)]


def test_files_that_went_by_mail_are_a_task_where_no_letter_can_leave(make: Make, hand: Hand, desk: Desk) -> None:
    release = make("live")
    given = hand(release)
    services.withdraw(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    assert told(given) == [(Act.WITHDRAWN, State.TASK)]


def test_a_contact_gets_the_letter_about_the_files_and_not_a_second_one(make: Make, hand: Hand, desk: Desk, server: MailServer) -> None:
    contact = PressContact.objects.create(medium="Báo Minh Họa", person="Hà", email="ha@bao.example")
    PressContact.objects.create(medium="Đài", person="Huy", email="huy@dai.example")
    release = make("live")
    carry()
    hand(release, contact=contact)
    services.correct(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    services.withdraw(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    assert server.counts == {"ha@bao.example": 3, "huy@dai.example": 3}
    assert ["Bộ tài liệu" in mail_server.plain(each) for each in server.letters("ha@bao.example")] == [False, True, True]


def test_each_act_reaches_every_hand_over_however_many_there_are(
    make: Make, hand: Hand, desk: Desk, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from press.outbox import spreading

    monkeypatch.setattr(spreading, "CHUNK", 2)
    release = make("live")
    for number in range(5):
        hand(release, email=f"p{number}@bao.example")
    for move in (services.correct, services.correct, services.withdraw):
        move(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
        carry()
    assert server.counts == {f"p{number}@bao.example": 3 for number in range(5)}


def test_what_was_handed_after_a_correction_is_not_asked_back_for_it(make: Make, hand: Hand, desk: Desk, server: MailServer) -> None:
    release = make("live")
    services.correct(release, by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    with clock.at(clock.now() + dt.timedelta(days=1)):
        given = hand(release)
        carry()
        assert told(given) == []
        services.withdraw(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
        carry()
    assert told(given) == [(Act.WITHDRAWN, State.SENT)]


def test_a_hand_over_noted_too_late_is_told_at_once(make: Make, hand: Hand, desk: Desk, server: MailServer) -> None:
    release = make("live")
    hand(release, email="khac@bao.example")
    services.withdraw(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    late, by_hand = hand(release), hand(release, Channel.BROADCAST)
    carry()
    assert told(late) == [(Act.WITHDRAWN, State.SENT)]
    assert told(by_hand) == [(Act.WITHDRAWN, State.TASK)]
    assert server.counts == {"khac@bao.example": 1, "ha@bao.example": 1}


@pytest.mark.parametrize("way", ["hold", "drop"])
def test_a_draft_is_asked_back_when_its_release_stops_before_it_is_public(
    make: Make, hand: Hand, desk: Desk, server: MailServer, way: str
) -> None:
    release = make("approved")
    by_mail, by_hand = hand(release), hand(release, Channel.NEWSPAPER)
    if way == "hold":
        services.hold(release, by=desk[1], because="Kiểm tra lại.")
    services.drop(fresh(release), by=desk[0], because="Thôi.")
    for _ in range(2):
        carry()
    (letter,) = server.letters("ha@bao.example")
    assert "xóa các tệp đã nhận" in mail_server.plain(letter)
    assert told(by_mail) == [("draft", State.SENT)]
    assert told(by_hand) == [("draft", State.TASK)]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"medium": " "}, "nobody"),
        ({"email": ""}, "no_address"),
        ({"how": ""}, "no_way"),
        ({"handed_on": dt.date(2030, 1, 1)}, "future"),
        ({"handed_on": dt.date(2020, 1, 1)}, "before_made"),
    ],
)
def test_what_cannot_be_asked_back_is_not_noted(make: Make, hand: Hand, more: dict[str, Any], code: str) -> None:
    release = make("live")
    with pytest.raises(Refused, match=code):
        hand(release, **more)


def test_only_who_makes_packs_notes_them(make: Make, hand: Hand, desk: Desk) -> None:
    pack = hand(make("live")).pack
    with pytest.raises(NotAllowed):
        handing.note(pack, by=desk[0], because="x", channel="newspaper", how="x", handed_on=clock.today(), medium="Báo")


def test_the_database_demands_an_address_for_what_went_by_mail(make: Make, hand: Hand) -> None:
    given = hand(make("live"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=given.pk).update(email="")


def test_who_got_files_is_forgotten_when_the_term_is_over(make: Make, hand: Hand, desk: Desk, server: MailServer) -> None:
    given = hand(make("live"))
    hand(given.release, Channel.BROADCAST)
    services.withdraw(fresh(given.release), by=desk[1], because="Nhầm.", what=WHAT)
    with clock.at(dt.date(2027, 11, 2)):
        assert keeping.erase_due() == 0
        sweeps.spread()
        assert Task.objects.get().person == "Hà"
    with clock.at(dt.date(2027, 11, 3)):
        assert keeping.erase_due() == 2
        carry()
    assert Task.objects.get().person == ""
    given.refresh_from_db()
    assert (given.person, given.email, given.contact, given.medium) == ("", "", None, "Báo Minh Họa")
    assert server.taken == []


def test_the_office_notes_a_hand_over_and_reads_what_was_told(
    make: Make, hand: Hand, desk: Desk, tuan: Officer, browse: Browse, server: MailServer
) -> None:
    release = make("live")
    hand(release, email="khac@bao.example", medium="Đài Minh Họa")
    here, office = f"/quan-tri/ban-truyen-thong/{release.pk}/bo-tai-lieu/", browse(tuan)
    asked = {
        "pack": MadePack.objects.get().pk,
        "medium": "Báo Minh Họa",
        "person": "Hà",
        "email": "ha@bao.example",
        "channel": "email",
        "how": "Gửi kèm thư.",
        "handed_on": f"{clock.today():%d/%m/%Y}",
        "because": "Báo đề nghị.",
    }
    assert office.post(f"{here}da-dua/", asked | {"email": ""}).status_code == 422
    page = office.post(f"{here}da-dua/", asked, follow=True).content.decode()
    assert "Báo Minh Họa, Hà" in page
    assert "chưa có gì phải báo" in page
    services.withdraw(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    page = office.get(here).content.decode()
    assert page.count("Thu hồi: ") == 2
    assert page.count("đã đến") == 2
    assert "Người nhận bộ tài liệu số" in office.get("/quan-tri/luot-gui/").content.decode()


@pytest.mark.parametrize("amount", [1, 15])
def test_the_page_costs_the_same_however_many_got_files(
    make: Make, hand: Hand, desk: Desk, tuan: Officer, browse: Browse, server: MailServer, django_assert_max_num_queries: Any, amount: int
) -> None:
    release = make("live")
    for number in range(amount):
        hand(release, email=f"p{number}@bao.example")
    services.withdraw(fresh(release), by=desk[1], because="Nhầm.", what=WHAT)
    carry()
    office, here = browse(tuan), f"/quan-tri/ban-truyen-thong/{release.pk}/bo-tai-lieu/"
    office.get(here)
    with django_assert_max_num_queries(20):
        assert office.get(here).content.decode().count("đã đến") == amount
    assert Delivery.objects.filter(state=State.SENT).count() == amount
