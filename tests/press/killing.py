"""Letters to many readers by workers that are killed outright, again and again, wherever they are."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from core import clock
from press.delivering import State
from press.models import Delivery, Subscriber

from .mail_server import MailServer

#: Where a letter is when its worker dies; the first deaths come by time alone, while recipients are still written down.
STEPS = ("rcpt", "content", "taken")


def subscribe(number: int) -> None:
    """Make confirmed readers."""
    rows = []
    for each in range(number):
        row = Subscriber(state="confirmed", confirmed_at=clock.now())
        row.address = f"nguoi{each}@doc.example"
        rows.append(row)
    Subscriber.objects.bulk_create(rows, batch_size=1000)


@dataclass(frozen=True)
class Fates:
    """What became of the letters, as the mail server and our own list tell it."""

    readers: int
    once: int
    doubled: int
    #: Got nothing and is listed; got one and is listed all the same.
    listed: int
    listed_needlessly: int
    #: Got nothing, and nobody knows.
    lost: int
    killed: int

    @property
    def uncertain(self) -> int:
        """How many an officer has to look at."""
        return self.listed + self.listed_needlessly


def send_under_fire(server: MailServer, *, kills: int, seed: int, chunk: int = 100) -> Fates:
    """Send what is due to every reader, kill the worker ``kills`` times at moments that ``seed`` decides, and judge the outcome."""
    dice, killed, readers = random.Random(seed), 0, Subscriber.objects.count()
    with nursery(server, chunk) as nurse:
        for turn in range(kills):
            step = "spread" if turn < kills // 5 else dice.choice(STEPS)
            killed += nurse.kill(step, dice, within=max(1, (readers - len(server.taken)) // (kills - turn)))
            _end_leases()
        nurse.let_finish()
    return judge(server, killed)


def judge(server: MailServer, killed: int) -> Fates:
    """Compare what arrived with what we list."""
    states = dict(Delivery.objects.filter(channel="email").values_list("target", "state"))
    counts, fates = server.counts, dict.fromkeys(("once", "doubled", "listed", "listed_needlessly", "lost"), 0)
    readers = Subscriber.objects.all()
    for reader in readers:
        got, state = counts[reader.address], states.get(f"reader:{reader.pk}", "")
        if got > 1:
            fates["doubled"] += 1
        elif state == State.UNCERTAIN:
            fates["listed_needlessly" if got else "listed"] += 1
        else:
            fates["once" if got and state == State.SENT else "lost"] += 1
    return Fates(readers=len(readers), killed=killed, **fates)


class Nurse:
    """Talks to the process that forks the workers."""

    def __init__(self, server: MailServer, process: subprocess.Popen[str]) -> None:
        self._server = server
        self._told, self._said = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)

    def kill(self, step: str, dice: random.Random, *, within: int) -> bool:
        """Start a worker and kill it in the midst of ``step``; tell whether it died of that."""
        if step == "spread":
            victim = self._start()
            threading.Timer(dice.uniform(0, 0.3), _kill, [victim]).start()
        else:
            self._server.on = killer = _Killer(step, dice.randint(1, within))
            killer.victim = self._start()
        ended = self._ended()
        self._server.on = lambda step: None
        return ended == -signal.SIGKILL

    def let_finish(self) -> None:
        """Start a worker that nobody kills."""
        self._start()
        if self._ended() != 0:
            raise RuntimeError("the worker that nobody killed did not come through")

    def _start(self) -> int:
        self._told.write("\n")
        self._told.flush()
        return int(self._said.readline())

    def _ended(self) -> int:
        return int(self._said.readline())


class _Killer:
    """Kills the worker at the n-th time that the mail server sees a step, in the very middle of it."""

    def __init__(self, step: str, after: int) -> None:
        self.step, self.left, self.victim = step, after, 0

    def __call__(self, step: str) -> None:
        if step == self.step and self.victim:
            self.left -= 1
            if self.left == 0:
                _kill(self.victim)


def _kill(victim: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)


def _end_leases() -> None:
    """Let the time pass after which a dead worker's rows are taken from it."""
    Delivery.objects.filter(claimed_until__isnull=False).update(claimed_until=clock.now() - dt.timedelta(hours=1))


@contextmanager
def nursery(server: MailServer, chunk: int) -> Iterator[Nurse]:
    """Run the process that forks workers, on the test's own database."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own |= {"DATABASE_URL": database_url(), "PORTAL_VAR": str(settings.VAR), "PORTAL_DEMO": "0", "WORKER_CHUNK": str(chunk)}
    own |= {"WORKER_MAIL_URL": f"smtp://127.0.0.1:{server.port}", "PYTHONPATH": f"{settings.ROOT}:{settings.ROOT / 'site'}"}
    command = [sys.executable, "-m", "tests.press.mail_worker"]
    with subprocess.Popen(command, env=own, cwd=settings.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Nurse(server, process)


def database_url() -> str:
    """Name the test's own database as another process reaches it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
