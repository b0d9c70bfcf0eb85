"""Shuffled, repeated and malformed updates to workers that are killed outright: one reply to each message, in order, on each channel.

``python -m tests.bench bot_updates`` does the same with 10,000 updates on each.
"""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bots.knowledge import Knowledge
from bots.models import MessengerToken
from core import clock

from . import bot_api, storm, zalo_api

NUMBER = 300
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("published")]


@pytest.fixture
def post(browse: Callable[..., Client], settings: Any) -> storm.Post:
    settings.JOBS, settings.TELEGRAM_SECRET, settings.ZALO_APP_ID, settings.ZALO_OA_SECRET = (
        "by hand",
        storm.SECRET,
        zalo_api.APP,
        zalo_api.OA_SECRET,
    )
    client = browse()

    def post(path: str, body: bytes, headers: dict[str, str]) -> int:
        return int(client.post(path, body, content_type="application/json", headers=headers).status_code)

    return post


@pytest.mark.parametrize("code", storm.MESSENGERS)
def test_everybody_gets_one_reply_to_each_message_in_order(code: str, post: storm.Post, knowledge: Knowledge) -> None:
    running = bot_api.running if code == "telegram" else zalo_api.running
    with running() as api, clock.at(dt.datetime.now(clock.VIETNAM)):
        fates, killed = storm.ride(code, api, post, knowledge, number=NUMBER, seed=7)
    assert killed == 2
    assert fates.accepted >= NUMBER * 0.85
    assert fates.repeated >= NUMBER * 0.08
    assert fates.malformed >= 5
    assert (fates.lost, fates.doubled, fates.strange) == (0, 0, 0)
    assert (fates.once, fates.in_order) == (fates.accepted, fates.people)


def test_a_form_that_is_sent_again_gets_the_reply_that_was_given(knowledge: Knowledge) -> None:
    fates = storm.talk(storm.updates("web", knowledge, NUMBER, random.Random(7)), knowledge, storm.Fates())
    assert fates.repeated >= NUMBER * 0.08
    assert (fates.once, fates.in_order, fates.strange) == (fates.accepted, fates.people, 0)


def _exchange(api: zalo_api.ZaloApi, workers: int, **more: str) -> list[int]:
    with storm.nursery(None, api, **more) as nurse:
        for _ in range(workers):
            nurse.start("exchange")
        return nurse.ended()


def test_a_refresh_token_raced_by_processes_is_spent_once() -> None:
    with zalo_api.running() as api:
        api.on = lambda step: time.sleep(0.5)
        assert _exchange(api, 8, WORKER_AT=str(time.time() + 12)) == [0] * 8
        assert api.exchanged == [zalo_api.FIRST]
        assert _exchange(api, 8, WORKER_REFUSED=api.access, WORKER_AT=str(time.time() + 12)) == [0] * 8
        assert len(api.exchanged) == 2, "all were refused with one token: it is exchanged once"


def test_a_process_that_dies_with_the_new_token_leaves_a_spent_one_and_nobody_tries_for_ever(settings: Any) -> None:
    with zalo_api.running() as api, clock.at(dt.datetime.now(clock.VIETNAM)):
        zalo_api.set_up(settings, api)
        with storm.nursery(None, api) as nurse:
            api.on = lambda step: os.kill(nurse.victim, signal.SIGKILL)
            nurse.start("exchange")
            assert nurse.ended() == [-signal.SIGKILL]
        api.on = lambda step: None
        MessengerToken.objects.update(exchanging_at=None)  # a minute later
        assert _exchange(api, 1) == [3]
        assert api.exchanged == [zalo_api.FIRST, zalo_api.FIRST]
        assert _exchange(api, 1) == [3]
        assert len(api.exchanged) == 2
