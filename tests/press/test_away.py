"""Mail server, broker or database away for a while, in the midst of the work: everything goes on by itself and nothing is doubled."""

from __future__ import annotations

import datetime as dt
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection

from core import clock, jobs
from press import sweeps
from press.delivering import State
from press.models import ChannelSetting, Delivery, Subscriber
from press.outbox import smtp
from press.readers import services as readers
from tests import redis_server
from tests.conftest import TODAY

from . import killing, mail_server
from .conftest import Make
from .mail_server import HANG, MailServer

READERS = 60


@pytest.fixture
def mail(settings: Any) -> MailServer:
    """Return what a mail server keeps, whether it runs or not."""
    server = MailServer()
    server.port = mail_server.free_port()
    settings.MAIL_URL, settings.MAIL_PER_SECOND = f"smtp://127.0.0.1:{server.port}", 0
    return server


def carry(*, minutes: float = 0) -> None:
    """Do what the workers do, so many minutes after nine."""
    with clock.at(dt.datetime.combine(TODAY, dt.time(9)) + dt.timedelta(minutes=minutes)):
        sweeps.spread()
        sweeps.mail()


def letters() -> list[tuple[str, int]]:
    return list(Delivery.objects.filter(channel="email").order_by("pk").values_list("state", "attempts"))


def away_tries() -> int:
    return ChannelSetting.objects.get(channel="email").away_tries


@pytest.mark.parametrize("offers", [[], ["PIPELINING"]], ids=["one turn a step", "pipelining"])
@pytest.mark.parametrize("step", ["rcpt", "content", "taken"])
def test_a_mail_server_that_stops_and_starts_again(mail: MailServer, make: Make, step: str, offers: list[str]) -> None:
    mail.offers = offers
    killing.subscribe(READERS)
    make("live")
    seen: list[str] = []

    def stop_at_the_25th(each: str) -> None:
        seen.extend([each] if each == step else [])
        if len(seen) == 25:
            raise mail_server.Gone

    with mail_server.running(mail, port=mail.port):
        mail.on = stop_at_the_25th
        carry()
    mail.on = lambda each: None
    assert 20 <= len(mail.taken) <= 25
    assert away_tries() == 1
    assert set(letters()) <= {(State.SENT, 1), (State.UNCERTAIN, 1), (State.WAITING, 0)}, "nobody pays for it with a try"
    carry(minutes=1)
    assert away_tries() == 2, "it is still away"
    with mail_server.running(mail, port=mail.port):
        carry(minutes=10)
    uncertain = [state for state, _ in letters()].count(State.UNCERTAIN)
    assert uncertain == (0 if step == "rcpt" else 1), "whose content had begun to leave"
    assert set(mail.counts.values()) == {1}
    assert READERS - uncertain <= len(mail.counts) <= READERS
    assert away_tries() == 0


def test_a_server_that_closes_each_line_after_a_few_letters_costs_no_pause(mail: MailServer, make: Make) -> None:
    killing.subscribe(30)
    make("live")
    mail.most_letters = 7
    with mail_server.running(mail, port=mail.port):
        carry()
    assert mail.counts == {f"nguoi{number}@doc.example": 1 for number in range(30)}
    assert mail.connections == 5
    assert set(letters()) == {(State.SENT, 1)}


def test_the_letter_at_which_a_server_hangs_up_holds_up_nobody(mail: MailServer, make: Make) -> None:
    killing.subscribe(30)
    make("live")
    mail.at_rcpt["nguoi3@doc.example"] = "421 4.3.0 not now"
    with mail_server.running(mail, port=mail.port):
        carry()
        assert len(mail.counts) == 3
        carry(minutes=0.5)
        assert len(mail.counts) == 29, "the others go first"
        mail.at_rcpt.clear()
        carry(minutes=10)
    assert set(mail.counts.values()) == {1}
    assert set(letters()) == {(State.SENT, 1)}


@pytest.mark.parametrize(
    ("step", "uncertain"),
    [
        pytest.param("at_rcpt", 0, id="before the content: nothing left"),
        pytest.param("at_data", 1, id="after it: one may have left"),
    ],
)
def test_a_server_that_hangs(mail: MailServer, make: Make, monkeypatch: pytest.MonkeyPatch, step: str, uncertain: int) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_S", 0.5)
    monkeypatch.setattr(smtp, "LAST_TIMEOUT_S", 0.5)
    killing.subscribe(15)
    make("live")
    getattr(mail, step)["nguoi4@doc.example"] = HANG
    with mail_server.running(mail, port=mail.port):
        carry()
        assert len(mail.counts) == 4
        getattr(mail, step).clear()
        carry(minutes=10)
    assert [state for state, _ in letters()].count(State.UNCERTAIN) == uncertain
    assert mail.counts == {f"nguoi{number}@doc.example": 1 for number in range(15) if number != 4 or not uncertain}


@pytest.mark.parametrize("answer", ["450 4.3.0 later", "451 4.7.1 grey list", "452 4.2.2 full"])
def test_a_server_that_puts_everybody_off_is_asked_again_until_it_takes_them(mail: MailServer, make: Make, answer: str) -> None:
    killing.subscribe(12)
    make("live")
    mail.at_rcpt = {f"nguoi{number}@doc.example": answer for number in range(12)}
    with mail_server.running(mail, port=mail.port):
        carry()
        assert set(letters()) == {(State.WAITING, 1)}
        mail.at_rcpt.clear()
        carry(minutes=10)
    assert set(mail.counts.values()) == {1}
    assert len(mail.counts) == 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is a file: it is never away")
def test_a_database_that_is_away_while_letters_leave_makes_none_uncertain(mail: MailServer, make: Make, settings: Any) -> None:
    settings.JOBS = "by hand"
    killing.subscribe(150)
    make("live")
    steps = iter(range(10_000))

    def at(step: str) -> None:
        if next(steps) in (100, 250, 351):  # three steps a letter: in a flight, and between two
            _cut_off_database(seconds=0.7)

    with mail_server.running(mail, port=mail.port), killing.nursery(mail, 50) as nurse:
        mail.on = at
        nurse.let_finish()
    connection.close()
    assert mail.counts == {f"nguoi{number}@doc.example": 1 for number in range(150)}
    assert set(letters()) == {(State.SENT, 1)}


def _cut_off_database(*, seconds: float) -> None:
    """Throw everybody out of the test's database and let nobody in for a while, as its restart does."""
    import psycopg

    name = connection.settings_dict["NAME"]
    keys = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    where = {key: connection.settings_dict[known] for known, key in keys.items() if connection.settings_dict[known]}

    def say(*statements: str) -> None:
        with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
            for statement in statements:
                server.execute(statement.encode())

    say(
        f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false',
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
    )
    threading.Timer(seconds, say, [f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true']).start()


@pytest.fixture
def celery(settings: Any) -> Iterator[Callable[[str], None]]:
    """Return a function that has nudges go to the broker named."""
    settings.JOBS = "celery"
    app = jobs.run.app
    before = app.conf.broker_url, app.conf.broker_transport_options

    def at(url: str) -> None:
        app.conf.update(broker_url=url, broker_transport_options={"socket_connect_timeout": 1, "socket_timeout": 1})
        jobs._silent_until = 0.0

    yield at
    app.conf.update(broker_url=before[0], broker_transport_options=before[1])
    jobs._silent_until = 0.0


def test_a_broker_that_hangs_is_waited_for_once(celery: Callable[[str], None]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        celery(f"redis://127.0.0.1:{mute.getsockname()[1]}/0")
        began = time.monotonic()
        for _ in range(20):
            jobs._send("press.mail")
    assert time.monotonic() - began < 4


@redis_server.needed
@pytest.mark.django_db(transaction=True)
def test_a_broker_that_stops_and_starts_again(mail: MailServer, celery: Callable[[str], None], tmp_path: Path) -> None:
    port = mail_server.free_port()
    url = f"redis://127.0.0.1:{port}/0"
    celery(url)
    with mail_server.running(mail, port=mail.port), redis_server.running(port, tmp_path) as first, _worker(url, mail):
        readers.ask("a@doc.example", readers.Choice())
        redis_server.until(lambda: mail.counts == {"a@doc.example": 1})
        first.kill()
        first.wait()
        began = time.monotonic()
        readers.ask("b@doc.example", readers.Choice())
        assert time.monotonic() - began < 3, "nobody who asks for a page waits for the broker"
        assert Subscriber.objects.count() == 2
        with redis_server.running(port, tmp_path):
            redis_server.until(lambda: mail.counts == {"a@doc.example": 1, "b@doc.example": 1})


@contextmanager
def _worker(broker: str, mail: MailServer) -> Iterator[None]:
    """Run the worker of the letters with the timetable, as an installation on one machine does."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own |= {"DATABASE_URL": killing.database_url(), "PORTAL_VAR": str(site.VAR), "PORTAL_DEMO": "0", "PORTAL_BROKER_URL": broker}
    own |= {"PORTAL_MAIL_URL": f"smtp://127.0.0.1:{mail.port}"}
    with subprocess.Popen([sys.executable, "manage.py", "worker", "heavy", "--beat"], env=own, cwd=site.ROOT) as process:
        try:
            yield
        finally:
            process.kill()
