"""Workers that a test kills: ``python -m tests.press.mail_worker`` gets ready once and forks a worker for each line it is told."""

from __future__ import annotations

import os
import sys
import time


def work() -> None:
    """Spread and send what is due, as the sweeps of a worker do, until everything is settled."""
    from django.db import OperationalError, connection

    is_done = False
    while not is_done:
        try:
            is_done = turn()
        except OperationalError:  # the next turn comes by the timetable
            connection.close()
            time.sleep(0.2)


def turn() -> bool:
    """Do one turn of the sweeps and tell whether nothing is left."""
    from press import sweeps
    from press.models import Delivery, Dispatch

    sweeps.spread()
    sweeps.mail()
    unsettled = Delivery.objects.filter(channel="email", state__in=("waiting", "claimed", "sending"))
    return not Dispatch.objects.filter(is_done=False).exists() and not unsettled.exists()


def main() -> None:
    """Fork a worker for each line on stdin; say its number, and how it ended."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.JOBS = "by hand"
    settings.MAIL_URL, settings.MAIL_PER_SECOND = os.environ["WORKER_MAIL_URL"], 0

    from django.urls import reverse

    from press import kinds
    from press.outbox import spreading

    from .conftest import Letters

    kinds.register(Letters())
    spreading.CHUNK = int(os.environ.get("WORKER_CHUNK", spreading.CHUNK))
    reverse("readers_leave", args=["x"])  # what takes long to import is there before the first fork
    for _ in sys.stdin:
        if (child := os.fork()) == 0:
            work()
            os._exit(0)
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
