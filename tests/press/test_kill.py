"""A worker that is killed outright, anywhere: everybody gets exactly one letter or is listed as uncertain, and nobody is lost.

``python -m tests.bench letters_killed`` does the same with 10,000 readers.
"""

from __future__ import annotations

from typing import Any

import pytest

from press.outbox.email import FLIGHT

from . import killing, mail_server
from .conftest import Make

READERS, KILLS = 1000, 24


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("offers", [[], ["PIPELINING"]], ids=["one turn a step", "pipelining"])
def test_a_worker_killed_anywhere_loses_and_doubles_nothing(make: Make, settings: Any, offers: list[str]) -> None:
    with mail_server.running() as server:
        server.offers = offers
        settings.MAIL_URL, settings.JOBS = f"smtp://127.0.0.1:{server.port}", "by hand"
        killing.subscribe(READERS)
        make("live")
        fates = killing.send_under_fire(server, kills=KILLS, seed=len(offers))
    assert (fates.readers, fates.lost, fates.doubled) == (READERS, 0, 0)
    assert fates.once + fates.uncertain == READERS
    assert fates.killed >= KILLS // 2, "the worker was killed in the midst of its work"
    assert 1 <= fates.uncertain <= fates.killed * FLIGHT, "no more than what each killed worker had in flight"
