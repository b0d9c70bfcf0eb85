"""Workers that a test kills: ``python -m tests.bots.worker`` gets ready once and forks a worker for each line it is told."""

from __future__ import annotations

import datetime as dt
import os
import sys
import time
from pathlib import Path

#: As long as this file is not there, a worker goes on when nothing is left.
STOP = "stop"


def answer_and_send(stop: Path) -> None:
    """Answer and send what is due, as the sweeps of a worker do, until it is told to stop and everything is settled."""
    from django.db import OperationalError, connection

    from bots import delivery, services
    from bots.models import Inbound, Outbound

    while True:
        try:
            is_last = stop.exists()
            services.answer_waiting()
            delivery.deliver()
            unsent = Outbound.objects.filter(state__in=("waiting", "sending"))
            if is_last and not Inbound.objects.filter(sealed__isnull=False).exists() and not unsent.exists():
                return
        except OperationalError:  # the next turn comes by the timetable
            connection.close()
        time.sleep(0.01)


def exchange() -> None:
    """Get an access token for Zalo, at the same moment as the other workers."""
    from bots.channels.zalo import tokens
    from press.outbox.parcels import Away

    time.sleep(max(0.0, float(os.environ["WORKER_AT"]) - time.time()) if "WORKER_AT" in os.environ else 0)
    try:
        tokens.access(refused=os.environ.get("WORKER_REFUSED", ""))
    except Away:
        os._exit(3)


def main() -> None:
    """Fork a worker for each line on stdin, which names its work; say its number, and in the end how each ended."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.JOBS = "by hand"
    from bots import delivery

    from . import storm

    # As in earnest, the lease is longer than any call, and a platform in trouble keeps some waiting for seconds.
    delivery.LEASE, delivery.AWAY = dt.timedelta(seconds=6), dt.timedelta(seconds=1)
    delivery.BACK_OFF = (1,) * 30
    if "WORKER_KNOWS" in os.environ:
        storm.let_know()
    stop = Path(settings.VAR) / STOP
    for line in sys.stdin:
        if (child := os.fork()) == 0:
            exchange() if line.strip() == "exchange" else answer_and_send(stop)
            os._exit(0)
        _say(child)
    while True:
        try:
            _, status = os.wait()
        except ChildProcessError:
            return
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
