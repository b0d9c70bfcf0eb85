"""A worker that is killed outright, anywhere: everybody gets exactly one letter or is listed as uncertain, and nobody is lost."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from core import clock
from press.delivering import State
from press.models import Delivery, Subscriber

from . import mail_server
from .conftest import Make
from .mail_server import MailServer

READERS = 300


def database_url() -> str:
    """Name the test's own database as another process reaches it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def worker(server: MailServer) -> subprocess.Popen[bytes]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own |= {"DATABASE_URL": database_url(), "PORTAL_VAR": str(settings.VAR), "PORTAL_DEMO": "0", "WORKER_CHUNK": "70"}
    own |= {"WORKER_MAIL_URL": f"smtp://127.0.0.1:{server.port}", "PYTHONPATH": f"{settings.ROOT}:{settings.ROOT / 'site'}"}
    return subprocess.Popen([sys.executable, "-m", "tests.press.mail_worker"], env=own, cwd=settings.ROOT)


class Killer:
    """Kills the worker at the n-th time that the mail server sees a step, in the very middle of it."""

    def __init__(self, step: str, after: int) -> None:
        self.step, self.left, self.victim = step, after, 0

    def __call__(self, step: str) -> None:
        if step == self.step and self.victim:
            self.left -= 1
            if self.left == 0:
                os.kill(self.victim, signal.SIGKILL)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_worker_killed_anywhere_loses_and_doubles_nothing(make: Make, settings: Any, seed: int) -> None:
    dice = random.Random(seed)
    with mail_server.running() as server:
        settings.MAIL_URL, settings.JOBS = f"smtp://127.0.0.1:{server.port}", "by hand"
        _subscribe(READERS)
        make("live")
        killed = 0
        for step in ("connect", "rcpt", "content", "taken", "taken"):
            killer = Killer(step, dice.randint(3, 40))
            server.on = killer
            process = worker(server)
            killer.victim = process.pid
            if step == "connect":  # somewhere between the start of Python and the first letters: while recipients are written down
                threading.Timer(dice.uniform(2, 4), process.kill).start()
            killed += process.wait(120) == -signal.SIGKILL
            Delivery.objects.filter(claimed_until__isnull=False).update(claimed_until=clock.now() - dt.timedelta(hours=1))
        server.on = lambda step: None
        assert worker(server).wait(120) == 0
    states = dict(Delivery.objects.filter(channel="email").values_list("target", "state"))
    assert len(states) == READERS, "nobody is lost"
    assert set(states.values()) <= {State.SENT, State.UNCERTAIN}
    assert killed >= 3
    for reader in Subscriber.objects.all():
        got, state = server.counts[reader.address], states[f"reader:{reader.pk}"]
        assert got == 1 or (got == 0 and state == State.UNCERTAIN), (reader.pk, got, state)
    uncertain = list(states.values()).count(State.UNCERTAIN)
    assert 1 <= uncertain <= killed, "no more than the one letter that was in the hand of each killed worker"


def _subscribe(number: int) -> None:
    rows = []
    for each in range(number):
        row = Subscriber(state="confirmed", confirmed_at=clock.now())
        row.address = f"nguoi{each}@doc.example"
        rows.append(row)
    Subscriber.objects.bulk_create(rows)
