"""Letters: who gets one, what stands in it, and what becomes of it when the mail server refuses or is away."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core import clock
from core.models import Commune, Officer, Province
from press import services, sweeps
from press.delivering import State
from press.kinds import Channel, Reach
from press.models import ChannelSetting, Delivery, PressContact, Release, Subscriber
from press.outbox import pace, sending, transports
from tests.conftest import TODAY

from . import mail_server
from .conftest import Letters, Make
from .mail_server import MailServer

Desk = tuple[Officer, Officer]
Reader = Callable[..., Subscriber]


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as server:
        settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{server.port}", 0
        yield server


@pytest.fixture
def reader(db: None) -> Reader:
    """Return a function that makes a confirmed reader."""

    def reader(address: str, *, communes: tuple[Commune, ...] = (), **more: Any) -> Subscriber:
        made = Subscriber(state="confirmed", confirmed_at=clock.now(), **more)
        made.address = address
        made.save()
        made.communes.set(communes)
        return made

    return reader


def carry() -> None:
    """Do what the workers do."""
    sweeps.spread()
    sweeps.mail()


def later(minutes: float) -> Any:
    return clock.at(dt.datetime.combine(TODAY, dt.time(9)) + dt.timedelta(minutes=minutes))


def mails(**wanted: Any) -> Any:
    return Delivery.objects.filter(channel=Channel.EMAIL, **wanted)


def test_each_reader_gets_one_letter_over_one_connection(server: MailServer, reader: Reader, make: Make) -> None:
    for number in range(30):
        reader(f"nguoi{number}@doc.example")
    make("live")
    for _ in range(3):
        carry()
    assert server.counts == {f"nguoi{number}@doc.example": 1 for number in range(30)}
    assert server.connections == 1
    assert set(mails().values_list("state", flat=True)) == {State.SENT}


def test_a_warning_leaves_as_a_title_and_a_link_without_names(server: MailServer, reader: Reader, make: Make) -> None:
    reader("lan@doc.example")
    release = make("live")
    carry()
    (letter,) = server.letters()
    assert f"http://localhost:8000{release.path}" in mail_server.plain(letter)
    assert "Sao Mai" not in str(server.taken) + letter.as_string() + "".join(part.get_content() for part in letter.iter_parts())


def test_a_warning_that_names_somebody_all_the_same_never_leaves(server: MailServer, reader: Reader, make: Make, letters: Letters) -> None:
    reader("lan@doc.example")
    letters.texts = lambda subject, channel: kinds_text(subject.name)  # type: ignore[method-assign]
    make("live")
    carry()
    assert server.taken == []
    assert mails().get().code == "names"


def kinds_text(name: str) -> Any:
    from press.kinds import Text

    return Text("Thông báo", f"Về {name.upper()}")


def test_praise_leaves_in_full(server: MailServer, reader: Reader, make: Make, letters: Letters) -> None:
    letters.is_told_in_full = True
    reader("lan@doc.example")
    make("live")
    carry()
    assert "1. Công ty Mẫu Sao Mai" in mail_server.plain(server.letters()[0])


def test_a_title_of_two_lines_neither_stops_the_letters_nor_adds_a_header(
    server: MailServer, reader: Reader, make: Make, letters: Letters
) -> None:
    letters.is_told_in_full = True
    reader("lan@doc.example")
    make("live", "Sao Mai\r\nBcc: ke.gian@xa.example")
    carry()
    (letter,) = server.letters()
    assert letter["Subject"].strip() == "Thư ngỏ gửi Sao Mai Bcc: ke.gian@xa.example"
    assert letter["Bcc"] is None


def test_a_letter_has_what_a_mail_programme_needs_for_its_own_unsubscribe_button(server: MailServer, reader: Reader, make: Make) -> None:
    reader("lan@doc.example", language="en")
    make("live")
    carry()
    (letter,) = server.letters()
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    leave = letter["List-Unsubscribe"].strip().strip("<>")
    assert leave.startswith("http://localhost:8000/en/nhan-tin/huy/reader-")
    assert letter["Message-ID"].startswith("<")
    assert letter["Date"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert all(leave in part.get_content() for part in letter.iter_parts())
    assert {part.get_content_type() for part in letter.iter_parts()} == {"text/plain", "text/html"}


@pytest.mark.parametrize(
    ("chosen", "gets"),
    [
        pytest.param({}, True, id="nothing chosen means everything"),
        pytest.param({"topics": ["thu-ngo"]}, True, id="the topic"),
        pytest.param({"topics": ["bieu-duong"]}, False, id="another topic"),
        pytest.param({"industries": ["C"]}, True, id="the industry"),
        pytest.param({"industries": ["F"]}, False, id="another industry"),
        pytest.param({"state": "asked"}, False, id="not confirmed"),
        pytest.param({"state": "bounced"}, False, id="a dead address"),
        pytest.param({"communes": "here"}, True, id="the commune"),
        pytest.param({"communes": "there"}, False, id="another commune"),
    ],
)
def test_a_reader_gets_what_was_asked_for(
    server: MailServer, reader: Reader, make: Make, letters: Letters, chosen: dict[str, Any], gets: bool
) -> None:
    province = Province.objects.create(scheme="34", code="98", name="Thử")
    places = {name: Commune.objects.create(province=province, name=f"xã {name}") for name in ("here", "there")}
    letters.concerns = Reach(frozenset({places["here"].pk}), frozenset({"C"}))
    state = chosen.pop("state", "confirmed")
    communes = (places[chosen.pop("communes")],) if "communes" in chosen else ()
    made = reader("lan@doc.example", communes=communes, **chosen)
    Subscriber.objects.filter(pk=made.pk).update(state=state)
    make("live")
    carry()
    assert bool(server.taken) is gets


def test_the_press_gets_everything(server: MailServer, make: Make, letters: Letters) -> None:
    letters.concerns = Reach(frozenset(), frozenset({"C"}))
    PressContact.objects.create(medium="Báo Minh Họa", person="Hà", email="ha@bao.example")
    PressContact.objects.create(medium="Đài cũ", person="Nam", email="nam@dai.example", is_active=False)
    make("live")
    carry()
    assert server.counts == {"ha@bao.example": 1}


def test_the_fan_out_goes_on_where_it_stopped(server: MailServer, reader: Reader, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(7):
        reader(f"nguoi{number}@doc.example")
    PressContact.objects.create(medium="Báo", person="Hà", email="ha@bao.example")
    monkeypatch.setattr("press.outbox.spreading.CHUNK", 2)
    make("live")
    carry()
    assert len(server.counts) == 8
    assert set(server.counts.values()) == {1}


@pytest.mark.parametrize(
    ("step", "answer", "state", "code"),
    [
        ("at_rcpt", "550 5.1.1 <lan@doc.example> no such user", State.FAILED, "smtp.5.1.1"),
        ("at_rcpt", "450 4.2.0 greylisted", State.WAITING, "smtp.4.2.0"),
        ("at_data", "554 5.7.26 unauthenticated mail from lan@doc.example", State.FAILED, "smtp.5.7.26"),
        ("at_data", "451 try again", State.WAITING, "smtp.451"),
        ("at_data", "552 too much", State.FAILED, "smtp.552"),
    ],
)
def test_a_refusal_is_named_and_says_nothing_of_the_address(
    server: MailServer, reader: Reader, make: Make, step: str, answer: str, state: str, code: str
) -> None:
    reader("lan@doc.example")
    reader("hoa@doc.example")
    getattr(server, step)["lan@doc.example"] = answer
    make("live")
    carry()
    delivery = mails().exclude(state=State.SENT).get()
    assert (delivery.state, delivery.code, delivery.attempts) == (state, code, 1)
    assert delivery.error
    assert "@" not in delivery.error
    assert server.counts == {"hoa@doc.example": 1}


def test_a_temporary_refusal_is_tried_again_and_then_arrives(server: MailServer, reader: Reader, make: Make) -> None:
    reader("lan@doc.example")
    server.at_rcpt["lan@doc.example"] = "450 4.2.0 greylisted"
    make("live")
    carry()
    server.at_rcpt.clear()
    with later(1):
        carry()
        assert not server.taken, "too early"
    with later(30):
        carry()
    assert server.counts == {"lan@doc.example": 1}
    assert mails().get().code == ""


def test_somebody_who_is_never_reached_is_given_back_to_an_officer(server: MailServer, reader: Reader, make: Make) -> None:
    reader("lan@doc.example")
    server.at_rcpt["lan@doc.example"] = "450 4.2.0 greylisted"
    make("live")
    for day in range(pace.TRIES):
        with later(day * 300):
            carry()
    delivery = mails().get()
    assert (delivery.state, delivery.attempts) == (State.FAILED, pace.TRIES)
    assert delivery.error.startswith(f"Đã thử {pace.TRIES} lần.")


def test_a_dead_address_gets_nothing_more(server: MailServer, reader: Reader, make: Make) -> None:
    made = reader("lan@doc.example")
    server.at_rcpt["lan@doc.example"] = "550 5.1.1 unknown"
    make("live")
    carry()
    made.refresh_from_db()
    assert made.state == Subscriber.State.BOUNCED
    make("live", name="Công ty Khác")
    carry()
    assert mails().count() == 1


def test_a_mail_server_that_is_away_costs_no_try_and_everything_resumes_alone(settings: Any, reader: Reader, make: Make) -> None:
    port = mail_server.free_port()
    settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{port}", 0
    for number in range(5):
        reader(f"nguoi{number}@doc.example")
    make("live")
    carry()
    setting = ChannelSetting.objects.get(channel=Channel.EMAIL)
    assert (setting.away_tries, setting.away_error) == (1, "Không kết nối được máy chủ thư; sẽ tự thử lại.")
    assert set(mails().values_list("state", "attempts")) == {(State.WAITING, 0)}
    with mail_server.running(port=port) as server:
        with later(10):
            carry()
        assert len(server.counts) == 5
    setting.refresh_from_db()
    assert (setting.away_tries, setting.away_since, setting.resume_at) == (0, None, None)


def test_a_server_that_hangs_up_before_the_content_is_no_bodys_fault(server: MailServer, reader: Reader, make: Make) -> None:
    reader("lan@doc.example")
    server.at_rcpt["lan@doc.example"] = "421 closing"
    make("live")
    carry()
    assert mails().get().attempts == 0
    assert ChannelSetting.objects.get(channel=Channel.EMAIL).away_tries == 1


def test_a_broker_that_is_away_loses_nothing(
    server: MailServer, reader: Reader, make: Make, settings: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    from core import jobs

    reader("lan@doc.example")
    settings.JOBS = "celery"
    app = jobs.run.app
    before = app.conf.broker_url
    app.conf.update(broker_url=f"redis://127.0.0.1:{mail_server.free_port()}/0")
    monkeypatch.setattr(jobs, "_silent_until", 0.0)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            make("live")
    finally:
        app.conf.update(broker_url=before)
    carry()
    assert server.counts == {"lan@doc.example": 1}


def test_the_rate_is_kept(server: MailServer, reader: Reader, make: Make, settings: Any) -> None:
    settings.MAIL_PER_SECOND = 3
    for number in range(8):
        reader(f"nguoi{number}@doc.example")
    make("live")
    for second, arrived in ((0, 3), (0, 3), (1 / 60, 6), (2 / 60, 8)):
        with later(second):
            carry()
        assert len(server.taken) == arrived


def test_what_was_begun_and_not_told_is_uncertain_and_never_sent_again_by_itself(server: MailServer, reader: Reader, make: Make) -> None:
    reader("lan@doc.example")
    reader("hoa@doc.example")
    make("live")
    sweeps.spread()
    lan, _ = sending.claim(transports.get("email"))
    Delivery.objects.filter(pk=lan.pk).update(state=State.SENDING)
    carry()
    assert server.taken == []
    with later(5):
        carry()
    assert Delivery.objects.get(pk=lan.pk).state == State.UNCERTAIN
    assert server.counts == {"hoa@doc.example": 1}


def test_nothing_withdrawn_leaves_even_from_a_batch_that_was_claimed(server: MailServer, reader: Reader, make: Make, desk: Desk) -> None:
    for number in range(4):
        reader(f"nguoi{number}@doc.example")
    release = make("live")
    sweeps.spread()
    batch = sending.claim(transports.get("email"))
    run = sending.Run(transports.get("email"), batch)
    services.withdraw(Release.objects.get(pk=release.pk), by=desk[1], because="Nhầm.", what="Số liệu chưa chính xác.")
    assert run.carry_out() == 0
    assert server.taken == []
    carry()
    assert set(mails(dispatch__act="published").values_list("state", flat=True)) == {State.DROPPED}
    assert not mails(dispatch__act="withdrawn").exists(), "who was told nothing is told of no withdrawal"


@pytest.mark.parametrize("seed", range(20))
def test_waiting_times_double_and_spread(seed: int) -> None:
    chance = random.Random(seed).random()
    times = [pace.delay(tries, chance) for tries in range(1, 40)]
    assert times == sorted(times)
    assert dt.timedelta(seconds=15) <= times[0] <= pace.FIRST
    assert pace.LONGEST / 2 <= times[-1] <= pace.LONGEST
