"""Shuffled, repeated and malformed updates on each channel, the worker killed twice: one reply to each message, in order."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from dataclasses import replace

from .press import database
from .result import Result

SEED = 1


def measure(rows: int = 10_000) -> list[Result]:
    """Send ``rows`` updates to each channel and count what became of every message."""
    os.environ.setdefault("PORTAL_LOG_LEVEL", "ERROR")
    with database("smtp://127.0.0.1:9"):
        return list(_channels(rows))


def _channels(rows: int) -> Iterator[Result]:
    from django.conf import settings
    from django.test import Client

    from bots import limits
    from tests.bots import bot_api, storm, zalo_api

    limits.PERSON = tuple(replace(each, most=rows) for each in limits.PERSON)  # type: ignore[assignment]
    settings.TELEGRAM_SECRET, settings.ZALO_APP_ID, settings.ZALO_OA_SECRET = storm.SECRET, zalo_api.APP, zalo_api.OA_SECRET
    settings.ALLOWED_HOSTS = ["*"]
    client = Client()

    def post(path: str, body: bytes, headers: dict[str, str]) -> int:
        return client.post(path, body, content_type="application/json", headers=headers).status_code

    known = storm.let_know()
    for code, running in (("telegram", bot_api.running), ("zalo", zalo_api.running)):
        with running() as api:
            fates, killed = storm.ride(code, api, post, known, number=rows, seed=SEED)
        yield from _results(code, fates, f"{killed} workers killed")
    yield from _results("web", storm.talk(storm.updates("web", known, rows, random.Random(SEED)), known, storm.Fates()), "no worker")


def _results(code: str, fates: object, killed: str) -> Iterator[Result]:
    from tests.bots.storm import Fates

    assert isinstance(fates, Fates)
    more = f"{fates.repeated} repeated, {fates.malformed} malformed, {killed}"
    more += f", {fates.lost} lost, {fates.doubled} doubled, {fates.strange} strange"
    yield Result(f"{code}: messages with exactly one reply ({more})", fates.once, "messages", fates.accepted, "accepted", 1.0)
    yield Result(f"{code}: people whose replies stand in order", fates.in_order, "people", fates.people, "people", 1.0)
