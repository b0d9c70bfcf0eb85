"""Many updates, shuffled, some repeated, some malformed, to workers that are killed outright: who got what, in which order."""

from __future__ import annotations

import itertools
import json
import os
import random
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, cast

from django.conf import settings

from bots import accuracy, index, services
from bots import knowledge as knowing
from bots.channels import Arrived
from bots.dialogue import Said, State, step
from bots.knowledge import Knowledge
from bots.understanding import model
from tests.press.killing import database_url

from . import bot_api, worker, zalo_api
from .bot_api import BotApi
from .shipped import shipped_answers, shipped_english
from .zalo_api import ZaloApi

SECRET = "mot-bi-mat"
MESSENGERS = ("telegram", "zalo")
#: What one person asks.
EACH = 5
_MALFORMED: tuple[bytes, ...] = (
    b"",
    b"{",
    b"null",
    b"[]",
    b'{"update_id": 1}',
    b'{"update_id": "x", "message": 7}',
    b'{"update_id": 2, "message": {"chat": []}}',
    b'{"event_name": "user_send_text", "timestamp": "1"}',
    b"\xff\xfe",
)


def let_know() -> Knowledge:
    """Let this process know the shipped answers, without a database."""
    from outreach import public

    entries, english = shipped_answers(), shipped_english()
    trained = model.train(knowing.topics(entries, english))
    known = Knowledge({entry.slug: entry for entry in entries}, trained, english={entry.slug: entry for entry in english})
    setattr(public, "answers_epoch", lambda: "storm")  # noqa: B010
    index._loaded = index._Loaded("storm", known, accuracy.accuracy(known, ()))
    return known


@dataclass(frozen=True)
class Update:
    """One call, or one form: whose it is, and the heading of the answer that it must get; empty for what is malformed."""

    peer: str
    heading: str
    body: bytes = b""
    arrived: Arrived | None = None


@dataclass
class Fates:
    """What became of every update of one channel."""

    accepted: int = 0
    people: int = 0
    #: Messages with exactly one reply, and people whose replies stand in the order in which their messages were accepted.
    once: int = 0
    in_order: int = 0
    doubled: int = 0
    lost: int = 0
    #: Whatever else was sent, the greeting of each person apart.
    strange: int = 0
    repeated: int = 0
    malformed: int = 0
    refused: Counter[int] = field(default_factory=Counter)


def updates(code: str, known: Knowledge, number: int, dice: random.Random) -> list[Update]:
    """Return about ``number`` updates of ``code``, shuffled, one in ten repeated, one in fifty malformed."""
    slugs = sorted(slug for slug, entry in known.entries.items() if not entry.flow and not entry.narrows)
    if code == "zalo":
        slugs = [slug for slug in slugs if _is_found(known, slug)]
    count, made = itertools.count(1), []
    for person in range(-(-number * 88 // 100 // EACH)):
        for slug in dice.sample(slugs, EACH):
            made.append(_one(code, next(count), str(1_000 + person), known.entries[slug].slug, known))
    made += dice.sample(made, len(made) // 10)
    made += [Update("", "", dice.choice(_MALFORMED)) for _ in range(len(made) // 50)] if code in MESSENGERS else []
    dice.shuffle(made)
    return made


def _is_found(known: Knowledge, slug: str) -> bool:
    """Tell whether the question of an answer, in its own words, gets that answer, whatever was asked before."""
    turn = step(State(greeted=True), Said(known.entries[slug].question), known)
    return len(turn.say) == 1 and turn.say[0].heading == known.entries[slug].question


def _one(code: str, number: int, peer: str, slug: str, known: Knowledge) -> Update:
    heading = known.entries[slug].question
    if code == "telegram":
        wrote = (
            bot_api.pressed(number, f"ans:{slug}", chat=int(peer))
            if number % 2
            else bot_api.wrote(number, f"/start {slug}", chat=int(peer))
        )
        return Update(peer, heading, json.dumps(wrote).encode())
    if code == "zalo":
        return Update(peer, heading, json.dumps(zalo_api.wrote(f"z{number}", heading, peer=peer), ensure_ascii=False).encode())
    return Update(peer, heading, arrived=Arrived(code, f"s{number}", peer, "", f"ans:{slug}"))


Post = Callable[[str, bytes, dict[str, str]], int]


def pour(code: str, storm: Sequence[Update], post: Post, fates: Fates) -> dict[str, list[str]]:
    """Send ``storm`` to the webhook of ``code`` and return, for each person, which answers are due in which order."""
    due: dict[str, list[str]] = {}
    seen: set[bytes] = set()
    for update in storm:
        headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        if code == "zalo":
            with suppress(ValueError):
                headers = zalo_api.signed(json.loads(update.body))[1]
        status = post(f"/hook/{code}/", update.body, headers)
        fates.malformed += not update.peer
        fates.repeated += bool(update.peer) and update.body in seen
        if status != 200:
            fates.refused[status] += 1
        elif update.peer and update.body not in seen:
            seen.add(update.body)
            due.setdefault(update.peer, []).append(update.heading)
    return due


def judge(due: dict[str, list[str]], arrived: Callable[[str], list[str]], fates: Fates) -> Fates:
    """Compare what is due to each person with what stands in the chat."""
    headings = {heading for each in due.values() for heading in each}
    for peer, expected in due.items():
        texts = arrived(peer)
        got = [found for text in texts if (found := next((part[1:-1] for part in text.split("\n\n") if part[1:-1] in headings), ""))]
        counts = Counter(got)
        fates.people += 1
        fates.accepted += len(expected)
        fates.once += sum(counts[heading] == 1 for heading in expected)
        fates.lost += sum(counts[heading] == 0 for heading in expected)
        fates.doubled += sum(counts[heading] > 1 for heading in expected)
        fates.in_order += [heading for heading in got if heading in expected] == expected
        greeted = sum(text.startswith("Anh/chị đang trao đổi") for text in texts)
        fates.strange += len(texts) - len(got) - sum(text.startswith("Anh/chị đang trao đổi") and "“" not in text for text in texts)
        fates.strange += greeted != 1
    return fates


def talk(storm: Sequence[Update], fates: Fates) -> Fates:
    """Play ``storm`` through the web channel, where the reply is the answer to the form itself."""
    due: dict[str, list[str]] = {}
    got: dict[str, list[str]] = {}
    seen: set[str] = set()
    for update in storm:
        assert update.arrived is not None
        said = services.converse(update.arrived)
        is_new = update.arrived.external_id not in seen
        seen.add(update.arrived.external_id)
        fates.repeated += not is_new
        if is_new:
            due.setdefault(update.peer, []).append(update.heading)
            got.setdefault(update.peer, []).extend(f"“{say.heading}”" for say in said)
    return judge(due, lambda peer: ["Anh/chị đang trao đổi", *got[peer]], fates)


class Nurse:
    """Talks to the process that forks the workers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._told, self._said = cast("IO[str]", process.stdin), cast("IO[str]", process.stdout)
        self.victim, self.killed = 0, 0

    def start(self, work: str = "answer") -> int:
        """Start a worker."""
        self._told.write(f"{work}\n")
        self._told.flush()
        self.victim = int(self._said.readline())
        return self.victim

    def kill(self) -> None:
        """Kill the worker outright and start another."""
        with suppress(ProcessLookupError):
            os.kill(self.victim, signal.SIGKILL)
        self.killed += 1
        self.start()

    def ended(self) -> list[int]:
        """Wait for all workers and return how each ended."""
        self._told.close()
        return [int(line) for line in self._said]


@contextmanager
def nursery(telegram: BotApi | None, zalo: ZaloApi | None, **more: str) -> Iterator[Nurse]:
    """Run the process that forks workers, on the test's own database and with the platforms on this machine."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    own |= {"DATABASE_URL": database_url(), "PORTAL_VAR": str(settings.VAR), "PORTAL_DEMO": "0"}
    own |= {"PYTHONPATH": f"{settings.ROOT}:{settings.ROOT / 'site'}"} | more
    if telegram:
        own |= {"PORTAL_TELEGRAM_TOKEN": bot_api.TOKEN, "PORTAL_TELEGRAM_API": telegram.url, "PORTAL_TELEGRAM_PER_SECOND": "0"}
    if zalo:
        own |= {
            "PORTAL_ZALO_APP_ID": zalo_api.APP,
            "PORTAL_ZALO_APP_SECRET": zalo_api.APP_SECRET,
            "PORTAL_ZALO_OA_SECRET": zalo_api.OA_SECRET,
        }
        own |= {"PORTAL_ZALO_REFRESH_TOKEN": zalo_api.FIRST, "PORTAL_ZALO_API": zalo.url, "PORTAL_ZALO_OAUTH": zalo.url}
    command = [sys.executable, "-m", "tests.bots.worker"]
    with subprocess.Popen(command, env=own, cwd=settings.ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Nurse(process)
        finally:
            process.kill()


@dataclass
class Trouble:
    """A platform that kills the worker at given messages, right after it took them, and now and then drops the line or is too busy."""

    nurse: Nurse
    kill_at: tuple[int, ...]
    drop_every: int
    taken: int = 0
    is_over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, step: str) -> None:
        if step != "accepted":
            return
        with self.lock:
            self.taken += 1
            if self.taken in self.kill_at:
                self.nurse.kill()
                if self.taken == self.kill_at[-1]:
                    self.is_over.set()
        if self.taken % self.drop_every == 0:
            raise ConnectionAbortedError


def ride(code: str, api: BotApi | ZaloApi, post: Post, known: Knowledge, *, number: int, seed: int) -> tuple[Fates, int]:
    """Send ``number`` updates of ``code`` while its worker is killed twice, and return what became of them and how many died."""
    dice, fates = random.Random(seed), Fates()
    storm = updates(code, known, number, dice)
    platforms = (api, None) if isinstance(api, BotApi) else (None, api)
    stop = Path(settings.VAR) / worker.STOP
    stop.unlink(missing_ok=True)
    with nursery(*platforms, WORKER_KNOWS="1") as nurse:
        api.on = trouble = Trouble(nurse, (number // 4, number // 2), drop_every=max(40, number // 20))
        nurse.start()
        due = pour(code, storm, post, fates)
        trouble.is_over.wait(600)
        stop.touch()
        ended = nurse.ended()
        if ended.count(0) != 1:
            raise RuntimeError(f"the last worker did not come through: {ended}")
        killed = ended.count(-signal.SIGKILL)
    stop.unlink()
    return judge(due, api.arrived, fates), killed
