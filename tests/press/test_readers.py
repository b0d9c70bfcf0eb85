"""Readers come by a confirmed address, choose, and leave with one click; nobody else learns who they are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from core import clock
from press import sweeps
from press.models import Delivery, PressContact, Subscriber
from press.readers import links, services
from press.readers.services import Choice
from tests.conftest import TODAY

from . import mail_server
from .conftest import Make
from .mail_server import MailServer

ADDRESS = "lan@doc.example"


@pytest.fixture
def server(settings: Any, db: None) -> Iterator[MailServer]:
    with mail_server.running() as server:
        settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{server.port}", 0
        yield server


def path_in(server: MailServer, part: str) -> str:
    """The path of the link of that kind in the newest letter."""
    found = re.search(rf"http://localhost:8000(\S*/nhan-tin/{part}/\S+)", mail_server.plain(server.letters()[-1]))
    assert found
    return found[1]


def subscribe(client: Client, **data: Any) -> Any:
    return client.post("/nhan-tin/", {"email": ADDRESS, "language": "vi"} | data)


def in_days(days: int) -> Any:
    return clock.at(dt.datetime.combine(TODAY, dt.time(9)) + dt.timedelta(days=days))


def test_a_reader_subscribes_confirms_gets_news_and_leaves(server: MailServer, browse: Callable[..., Client], make: Make) -> None:
    client = browse()
    assert subscribe(client, topics=["bao-chi"]).status_code == 200
    sweeps.mail()
    confirm = path_in(server, "xac-nhan")
    assert client.get(confirm).status_code == 200
    assert Subscriber.objects.get().state == "asked", "a programme that opens links confirms nothing"
    page = client.post(confirm).content.decode()
    reader = Subscriber.objects.get()
    assert (reader.state, reader.topics) == ("confirmed", ["bao-chi"])
    preferences = re.search(r"/nhan-tin/tuy-chon/[^\"]+", page)
    assert preferences
    client.post(preferences[0], {"topics": [], "language": "en"})
    make("live")
    sweeps.spread()
    sweeps.mail()
    assert server.counts == {ADDRESS: 2}
    leave = path_in(server, "huy")
    assert leave.startswith("/en/nhan-tin/huy/")
    assert client.get(leave).status_code == 200
    assert Subscriber.objects.exists(), "opening the page is not leaving"
    assert preferences[0] in client.get(leave.removeprefix("/en")).content.decode(), "who wants less is led to the choice"
    stranger = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    one_click = stranger.post(leave, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")
    assert one_click.status_code == 200
    assert not Subscriber.objects.exists()
    assert stranger.post(leave).status_code == 200, "a second click is no error"


def test_a_wrong_address_is_told_beside_the_field_and_above(db: None, browse: Callable[..., Client]) -> None:
    answer = subscribe(browse(), email="khong phai thu")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'href="#id_email"' in page
    assert 'id="id_email_error"' in page, "the field names it in aria-describedby"
    assert page.count("cần có dạng ten@noi-gui.vn") == 2


def test_the_page_says_the_same_of_a_known_and_an_unknown_address(server: MailServer, browse: Callable[..., Client]) -> None:
    first = subscribe(browse()).content
    sweeps.mail()
    browse().post(path_in(server, "xac-nhan"))
    assert subscribe(browse()).content == first


def test_who_is_subscribed_keeps_the_old_choice_until_the_new_one_is_confirmed(server: MailServer) -> None:
    services.ask(ADDRESS, Choice(topics=["bao-chi"]))
    services.confirm(Subscriber.objects.get())
    services.ask(ADDRESS, Choice(topics=["cong-khai"], language="en"))
    assert (Subscriber.objects.get().topics, Subscriber.objects.get().language) == (["bao-chi"], "vi")
    services.confirm(Subscriber.objects.get())
    assert (Subscriber.objects.get().topics, Subscriber.objects.get().language) == (["cong-khai"], "en")


def test_a_machine_that_fills_in_every_field_subscribes_nobody(server: MailServer, browse: Callable[..., Client]) -> None:
    assert subscribe(browse(), website="http://spam.example").status_code == 200
    assert not Subscriber.objects.exists()


def test_an_address_gets_three_letters_of_confirmation_at_most(server: MailServer) -> None:
    for second in range(6):
        with clock.at(clock.now() + dt.timedelta(seconds=second)):
            services.ask(ADDRESS, Choice())
    assert Delivery.objects.count() == services.MOST_LETTERS


def test_a_caller_who_asks_too_often_is_told_to_wait(server: MailServer, browse: Callable[..., Client]) -> None:
    answers = [subscribe(browse(), email=f"nguoi{number}@doc.example").status_code for number in range(12)]
    assert answers == [200] * 10 + [429] * 2


def test_an_old_link_confirms_nothing_and_the_address_is_forgotten(server: MailServer, browse: Callable[..., Client]) -> None:
    subscribe(browse())
    sweeps.mail()
    confirm = path_in(server, "xac-nhan")
    with in_days(4):
        assert browse().post(confirm).status_code == 400
        sweeps.forget_readers()
        assert not Subscriber.objects.exists()
        assert browse().get(confirm).status_code == 404


@pytest.mark.parametrize("part", ["xac-nhan", "tuy-chon", "huy"])
@pytest.mark.parametrize("token", ["x", "reader-1-", "reader-1-" + "0" * 48, "1-" + "0" * 24, "contact-99999999999999-1", "reader-é-ế"])
def test_nobody_makes_a_link(server: MailServer, browse: Callable[..., Client], part: str, token: str) -> None:
    services.ask(ADDRESS, Choice())
    services.confirm(Subscriber.objects.get())
    assert browse().get(f"/nhan-tin/{part}/{token}/").status_code == 404
    assert browse().post(f"/nhan-tin/{part}/{token}/").status_code in (403, 404)
    assert Subscriber.objects.filter(state="confirmed").exists()


def test_a_link_dies_with_its_address(server: MailServer) -> None:
    services.ask(ADDRESS, Choice())
    reader = Subscriber.objects.get()
    token = links.token(f"reader:{reader.pk}", reader.address)
    assert links.who(token) == reader
    reader.address = "khac@doc.example"
    reader.save()
    assert links.who(token) is None


def test_a_press_contact_leaves_and_is_kept(server: MailServer) -> None:
    contact = PressContact.objects.create(medium="Báo", person="Hà", email="ha@bao.example")
    person = links.who(links.token(f"contact:{contact.pk}", contact.email))
    assert person == contact
    services.leave(contact)
    contact.refresh_from_db()
    assert not contact.is_active


def test_the_address_stands_nowhere_in_clear(server: MailServer, make: Make) -> None:
    services.ask(ADDRESS, Choice())
    services.confirm(Subscriber.objects.get())
    server.at_rcpt[ADDRESS] = f"550 5.7.1 <{ADDRESS}> refused"
    make("live")
    sweeps.spread()
    sweeps.mail()
    reader = Subscriber.objects.get()
    stored = [str(value) for value in Subscriber.objects.filter(pk=reader.pk).values_list()[0]]
    stored += [str(value) for row in Delivery.objects.values_list() for value in row]
    assert ADDRESS not in "".join(stored)
    log = django_settings.LOGS / "portal.log"
    assert not log.exists() or ADDRESS not in log.read_text(encoding="utf-8")


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_form_says_what_is_wrong(server: MailServer, browse: Callable[..., Client], prefix: str) -> None:
    page = browse().post(f"{prefix}/nhan-tin/", {"email": "không phải thư", "language": "vi"})
    assert page.status_code == 400
    assert 'role="alert"' in page.content.decode()
