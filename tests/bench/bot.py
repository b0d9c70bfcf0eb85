"""Turns through the whole bot (store, step, outbound, post) beside python-telegram-bot's own dispatcher with a handler that echoes.

Both get the same updates and post to the same server on this machine by the same client. Ours keeps each message in two
rows, reads the question, and finds the answer with its law; the echo keeps nothing.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any, cast

from .press import ROOT, database
from .result import Result

SECRET = "mot-bi-mat"
TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
QUESTIONS = ROOT / "bots" / "data" / "independent.jsonl"
PEOPLE = 200
#: Answered so many at once, as a sweep meets them.
BATCH = 50
#: What most of the turns may take: ms, ms, MB.
TURN, UNDERSTANDING, INDEX = 50.0, 15.0, 250.0
#: The share of the echo's rate that must be reached, with the database between.
BAR = 1 / 6


def measure(rows: int = 2_000) -> list[Result]:
    """Send ``rows`` updates through both, in a database of its own."""
    given = updates(rows)
    with peer() as (port, count), database("smtp://127.0.0.1:9"):
        return _compare(given, f"http://127.0.0.1:{port}", count)


def updates(rows: int) -> list[dict[str, Any]]:
    """Return messages of many people, each in the middle of a talk of its own."""
    asked = [json.loads(line)["q"] for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    return [_update(number, asked[number % len(asked)]) for number in range(1, rows + 1)]


def _update(number: int, text: str) -> dict[str, Any]:
    chat = 1_000 + number % PEOPLE
    sender = {"id": chat, "is_bot": False, "first_name": "Lan"}
    message = {"message_id": number, "date": 1_700_000_000, "chat": {"id": chat, "type": "private"}, "from": sender, "text": text}
    return {"update_id": number, "message": message}


def _compare(given: list[dict[str, Any]], api: str, count: Callable[[], int]) -> list[Result]:
    from django.conf import settings

    from bots import index
    from bots.knowledge import Around
    from bots.understanding.normalise import normalise
    from outreach.loading import load

    settings.TELEGRAM_TOKEN, settings.TELEGRAM_API, settings.TELEGRAM_SECRET, settings.TELEGRAM_PER_SECOND = TOKEN, api, SECRET, 0
    load()
    before = _memory()
    known = index.read(Around())
    grown = _memory() - before
    understood = [_timed(known.find, each["message"]["text"]) for each in given[: len(given) // 2]]
    normalised = [_timed(normalise, each["message"]["text"]) for each in given[:200]]
    ours(given[-1:])
    began_at = count()
    turns, took = ours(given[:-1])
    if (arrived := count() - began_at) < len(given) - 1:
        raise RuntimeError(f"{arrived} replies to {len(given) - 1} messages")
    echoes, echoed = asyncio.run(_echo(given[:-1], api))
    web = browsing([each["message"]["text"] for each in given[:500]])
    rate, reference = len(turns) / took, len(echoes) / echoed
    return [
        _held(f"{len(turns):,} turns on a messenger: store, step, outbound", turns, TURN),
        _held(f"{len(web):,} turns on the page, with its limits", web, TURN),
        _held(f"understanding ({statistics.median(normalised):.2f} ms of it reading)", understood, UNDERSTANDING),
        Result(f"index in memory: {grown:.0f} MB", INDEX, "MB that we may take, against", max(grown, 0.1), "MB", 1.0),
        Result(f"whole turns, posted; the echo's p99 is {_p99(echoes):.1f} ms", rate, "echo handler", reference, "turns/s", BAR),
    ]


def ours(given: list[dict[str, Any]]) -> tuple[list[float], float]:
    """Take the updates as the webhook and the sweeps do; return the milliseconds of each turn and the seconds of all with their posts."""
    from bots import channels, delivery, services
    from bots.channels import Call

    telegram = channels.get("telegram")

    def turn(update: dict[str, Any]) -> None:
        taken = telegram.take(Call({"X-Telegram-Bot-Api-Secret-Token": SECRET}, json.dumps(update).encode()))
        if taken.arrived:
            services.answer(services.receive(taken.arrived).conversation_id)

    turns: list[float] = []
    began = time.perf_counter()
    for start in range(0, len(given), BATCH):
        turns += [_timed(turn, update) for update in given[start : start + BATCH]]
        while delivery.deliver():
            pass
    return turns, time.perf_counter() - began


def browsing(asked: list[str]) -> list[float]:
    """Ask on the page, through the whole site, and return the milliseconds of each answer."""
    from django.core.management import call_command
    from django.test import Client

    from bots.views import COOKIE
    from core.models import Quota

    call_command("collectstatic", interactive=False, verbosity=0)
    reader = Client(SERVER_NAME="localhost")
    times = []
    for number, text in enumerate(asked):
        if not number % 30:
            Quota.objects.all().delete()
            reader.cookies[COOKIE] = f"{number:032x}"
        fields = {"text": text, "turn": f"{number:032x}"}
        times.append(_timed(partial(reader.post, "/tro-ly-ao/"), fields))
    return times[1:]


async def _echo(given: list[dict[str, Any]], api: str) -> tuple[list[float], float]:
    """Let the library's own dispatcher answer each message with itself."""
    from telegram import Update
    from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

    async def echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    application = ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    await application.initialize()
    times = []
    began = time.perf_counter()
    for each in given:
        started = time.perf_counter()
        await application.process_update(Update.de_json(each, application.bot))
        times.append((time.perf_counter() - started) * 1000)
    took = time.perf_counter() - began
    await application.shutdown()
    return times, took


def _timed(do: Callable[[Any], object], given: Any) -> float:
    began = time.perf_counter()
    do(given)
    return (time.perf_counter() - began) * 1000


def _p99(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=100)[-1]


def _held(what: str, times: Sequence[float], most: float) -> Result:
    """Return how the time of 99 of 100 stands to the bar."""
    said = f"p50 {statistics.median(times):.1f} ms, p99 {_p99(times):.1f} ms, max {max(times):.1f} ms"
    return Result(f"{what}: {said}", 1000 / _p99(times), f"p99 of {most:.0f} ms", 1000 / most, "a second", 1.0)


def _memory() -> float:
    """Return the megabytes that this process has in memory."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096 / 1e6


@contextmanager
def peer() -> Iterator[tuple[int, Callable[[], int]]]:
    """Run the Bot API in a process of its own; yield its port, and a function that says how many messages it took."""
    command = [sys.executable, "-m", "tests.bench.bot_peer"]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        asked, said = cast("IO[str]", running.stdin), cast("IO[str]", running.stdout)
        port = int(said.readline())

        def count() -> int:
            asked.write("\n")
            asked.flush()
            return int(said.readline())

        try:
            yield port, count
        finally:
            asked.close()
            running.wait(20)
