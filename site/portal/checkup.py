"""What can be wrong with an installation, each found with a sentence that says what to do about it."""

from __future__ import annotations

import io
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from PIL import features

from core import clock, jobs
from core.models import Pulse

#: Below this the next import or backup may fill the disk.
LEAST_FREE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What one look found."""

    what: str
    is_well: bool
    sentence: str


def examine() -> Iterator[Found]:
    """Look at everything; what needs the database is left out when that does not answer."""
    yield disk()
    yield keys()
    yield queue()
    yield letters()
    first = database()
    yield first
    if first.is_well:
        tables = migrations()
        yield tables
        if tables.is_well:
            yield public_ledger()
            yield pulses()


def database() -> Found:
    """Ask the database for one row."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Found("database", False, f"{connection.vendor} does not answer: {error}")
    return Found("database", True, f"{connection.vendor} answers.")


def migrations() -> Found:
    """Compare the tables with the code."""
    executor = MigrationExecutor(connection)
    due = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Found("migrations", not due, f"{len(due)} migrations are due: run manage.py prepare." if due else "The tables fit the code.")


def keys() -> Found:
    """See that keys are readable by their owner alone."""
    loose = [path.name for path in Path(settings.KEYS).glob("*") if path.is_file() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    told = f"Others can read {', '.join(sorted(loose))} in {settings.KEYS}: chmod 600." if loose else "Only their owner reads the keys."
    return Found("keys", not loose, told)


def queue() -> Found:
    """See that messages can be put down and that they do not pile up."""
    if not settings.CELERY_BROKER_URL.startswith("filesystem"):
        return Found("queue", True, "Messages go through a broker of its own.")
    folder = settings.VAR / "queue" / "messages"
    waiting = sum(1 for _ in folder.glob("*"))
    if waiting > 1000:
        return Found("queue", False, f"{waiting} messages wait in {folder}: is a worker running for both lanes?")
    return Found("queue", folder.is_dir(), f"{waiting} messages wait.")


def disk() -> Found:
    """See that there is room to write."""
    free = shutil.disk_usage(settings.VAR).free
    told = f"{free // 2**20} MB are free under {settings.VAR}"
    return Found("disk", free >= LEAST_FREE, f"{told}." if free >= LEAST_FREE else f"{told}: make room.")


def letters() -> Found:
    """See that pictures set Vietnamese marks where they belong."""
    is_well = bool(features.check("raqm"))
    return Found("letters", is_well, "Pillow lays out Vietnamese." if is_well else "Pillow has no raqm: install its wheel from PyPI.")


def public_ledger() -> Found:
    """Verify the public ledger and what live releases show."""
    try:
        call_command("verify_ledger", stdout=io.StringIO())
    except CommandError as error:
        return Found("ledger", False, str(error))
    return Found("ledger", True, "The public ledger is whole.")


def pulses() -> Found:
    """See that the sweeps ran lately."""
    ran = dict(Pulse.objects.values_list("sweep", "ran_at"))
    now = clock.now()
    late = [each.name for each in jobs.sweeps().values() if each.is_late(ran.get(each.name), now)]
    if len(late) == len(jobs.sweeps()):
        return Found("sweeps", False, "No sweep ran lately: start ./run, or the workers and the timetable.")
    return Found("sweeps", not late, f"Late: {', '.join(late)}." if late else "Every sweep ran when it was due.")
