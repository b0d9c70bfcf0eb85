"""Letters to confirmed readers by workers that are killed outright a hundred times: each reader gets one, or is listed as uncertain."""

from __future__ import annotations

from tests.press import mail_server

from .press import database, prepare
from .result import Result

KILLS, SEED = 100, 1


def measure(rows: int = 10_000) -> list[Result]:
    """Send one release to ``rows`` readers while workers die, and count what became of every letter."""
    with mail_server.running() as server, database(f"smtp://127.0.0.1:{server.port}"):
        from press.outbox.email import FLIGHT
        from tests.press import killing

        prepare(rows)
        fates = killing.send_under_fire(server, kills=KILLS, seed=SEED, chunk=500)
    told, bound = fates.once + fates.uncertain if fates.doubled == fates.lost == 0 else 0, fates.killed * FLIGHT
    told_once = f"readers who got one letter or are listed, {fates.killed} workers killed"
    listed = f"readers who got one letter, {fates.uncertain} listed, {bound} at most"
    return [
        Result(told_once, told, "readers", fates.readers, "readers", 1.0),
        Result(listed, fates.once, "all but those", rows - bound, "readers", 1.0),
    ]
