"""Celery carries nudges and the timetable; the work itself is found in tables."""

from __future__ import annotations

import os
from typing import Any

from celery import Celery, signals
from kombu.transport import TRANSPORT_ALIASES

TRANSPORT_ALIASES["filesystem"] = "portal.folder_queue:Transport"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_default_queue = "now"


@signals.setup_logging.connect
def _log_like_the_site(**kwargs: Any) -> None:
    """Keep Celery from replacing the site's logging."""


@app.on_after_finalize.connect
def _timetable(sender: Celery, **kwargs: Any) -> None:
    """Give beat the timetable that the sweeps declare."""
    from core import jobs

    sender.conf.beat_schedule = jobs.timetable()


@signals.beat_init.connect
@signals.beat_embedded_init.connect
def _catch_up(**kwargs: Any) -> None:
    """Run each sweep once when the timetable starts; beat itself would wait a full turn first."""
    from core import jobs

    jobs.catch_up()
