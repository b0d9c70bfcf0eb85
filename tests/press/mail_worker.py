"""One turn of a worker, in a process of its own that a test kills: ``python -m tests.press.mail_worker``."""

from __future__ import annotations

import os


def main() -> None:
    """Spread and send what is due, as the sweeps of a worker do."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django
    from django.conf import settings

    django.setup()
    settings.JOBS = "by hand"
    settings.MAIL_URL, settings.MAIL_PER_SECOND = os.environ["WORKER_MAIL_URL"], 0

    from press import kinds, sweeps
    from press.outbox import spreading

    from .conftest import Letters

    kinds.register(Letters())
    spreading.CHUNK = int(os.environ.get("WORKER_CHUNK", spreading.CHUNK))
    sweeps.spread()
    sweeps.mail()


if __name__ == "__main__":
    main()
