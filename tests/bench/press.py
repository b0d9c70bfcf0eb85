"""Letters to confirmed readers, each a row that survives a kill, against a bare loop that posts the same letters to the same server."""

from __future__ import annotations

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import IO, cast

from tests.press import mail_server

from .result import Result

ROOT = Path(__file__).resolve().parents[2]
#: The share of the bare loop's rate that must be reached: two rows are written for each letter, before and after it.
BAR = 1 / 3
CHUNK = 1000


def measure(rows: int = 10_000) -> list[Result]:
    """Send one release to ``rows`` readers, in a database of its own."""
    with server() as (port, count), database(f"smtp://127.0.0.1:{port}"):
        return _compare(rows, port, count)


@contextmanager
def database(mail_url: str) -> Iterator[None]:
    """Set the site up with a database of its own and a mail server, for one block."""
    with tempfile.TemporaryDirectory(prefix="minh-bach-bench-") as scratch:
        os.environ |= {"PORTAL_VAR": scratch, "PORTAL_MAIL_URL": mail_url, "PORTAL_MAIL_PER_SECOND": "0"}
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
        sys.path.insert(0, str(ROOT / "site"))
        import django

        django.setup()
        from django.conf import settings
        from django.db import connection
        from django.test.utils import setup_databases, teardown_databases

        settings.JOBS = "by hand"
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(scratch) / "bench.sqlite3")
        with redirect_stdout(sys.stderr):
            made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
        try:
            yield
        finally:
            teardown_databases(made, verbosity=0)


def _compare(rows: int, port: int, count: Callable[[], tuple[int, int]]) -> list[Result]:
    from press.models import Delivery
    from press.outbox import sending, spreading

    prepare(rows)
    began = time.perf_counter()
    spreading.spread()
    spread = time.perf_counter() - began
    letters = sample(rows)
    began = time.perf_counter()
    while Delivery.objects.filter(channel="email", state="waiting").exists():
        sending.send_due("heavy")
    ours = time.perf_counter() - began
    taken, different = count()
    if (taken, different) != (rows, rows) or Delivery.objects.filter(channel="email", state="sent").count() != rows:
        raise RuntimeError(f"{taken} letters to {different} of {rows} readers")
    began = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as wire:
        for address, content in letters:
            wire.sendmail("minh-bach@example.vn", [address], content)
    bare = time.perf_counter() - began
    count()
    return [
        Result(f"letters to {rows} readers", rows / ours, "bare smtplib", rows / bare, "letters/s", BAR),
        Result(f"letters to {rows} readers, with their fan-out", rows / (ours + spread), "bare smtplib", rows / bare, "letters/s", BAR),
    ]


def prepare(rows: int) -> None:
    """Make readers, and a release that is public."""
    from core import clock
    from core.models import Agency, Officer
    from press import kinds, services
    from press.models import Subscriber
    from tests.press.conftest import Letters

    kinds.register(Letters())
    lan, minh = (Officer.objects.create_user(name, is_superuser=True) for name in ("lan", "minh"))
    for start in range(0, rows, CHUNK):
        batch = [Subscriber(state="confirmed", confirmed_at=clock.now()) for _ in range(start, min(rows, start + CHUNK))]
        for number, row in enumerate(batch, start):
            row.address = f"nguoi{number}@doc.example"
        Subscriber.objects.bulk_create(batch)
    agency = Agency.objects.create(code="mau", name="Công ty Mẫu Sao Mai", kind="khac")
    release = services.draft("letter", agency, by=lan, because="Đo tốc độ.")
    services.approve(release, by=minh, because="Đo tốc độ.")
    services.release(release, by=minh, because="Đo tốc độ.")


def sample(rows: int) -> list[tuple[str, bytes]]:
    """Return letters as our own programme makes them, one for each reader, ready to post."""
    from press.models import Delivery, Dispatch
    from press.outbox import composing, email, letters

    row = Delivery.objects.filter(channel="email").first()
    if row is None:
        raise RuntimeError("nothing to send")
    parcel = email.Email().addresses([row])[row.pk]
    if parcel is None:
        raise RuntimeError("a reader is gone")
    full = replace(parcel, message=composing.compose(Dispatch.objects.select_related("release").get(deliveries=row), "vi"))
    content = letters.Writer().write(full).content
    return [(f"nguoi{number}@doc.example", content) for number in range(rows)]


@contextmanager
def server() -> Iterator[tuple[int, Callable[[], tuple[int, int]]]]:
    """Run a mail server in a process of its own; yield its port, and a function that says how many letters went to how many."""
    port = mail_server.free_port()
    command = [sys.executable, "-m", "tests.press.mail_server", str(port)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL
    ) as running:
        asked, said = cast("IO[str]", running.stdin), cast("IO[str]", running.stdout)
        said.readline()

        def count() -> tuple[int, int]:
            asked.write("\n")
            asked.flush()
            taken, different = said.readline().split()
            return int(taken), int(different)

        try:
            yield port, count
        finally:
            asked.close()
            running.wait(20)
