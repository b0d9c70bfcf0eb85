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
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, cast

from django.conf import settings

from bots import channels, index, services
from bots import knowledge as knowing
from bots.channels import Arrived, shaping
from bots.dialogue import Chose, Note, Said, State, step
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
#: So many workers answer and send at the same time.
WORKERS = 2
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
    index._loaded = index._Loaded("storm", known, Path(settings.VAR) / "index-storm.bin")
    return known


@dataclass(frozen=True)
class Update:
    """One call, or one form: whose it is, empty for what is malformed, and what it says."""

    peer: str
    said: Said | Chose
    body: bytes = b""
    arrived: Arrived | None = None


@dataclass
class Fates:
    """What became of every update of one channel."""

    accepted: int = 0
    people: int = 0
    #: Messages whose whole reply stands in the chat once; people in whose chat stands that and nothing else, in the order of acceptance.
    once: int = 0
    in_order: int = 0
    doubled: int = 0
    lost: int = 0
    #: What stands in a chat and answers nothing.
    strange: int = 0
    repeated: int = 0
    malformed: int = 0
    refused: Counter[int] = field(default_factory=Counter)


def updates(code: str, known: Knowledge, number: int, dice: random.Random) -> list[Update]:
    """Return about ``number`` updates of ``code``, shuffled, one in ten repeated, one in fifty malformed."""
    asked = {
        slug: step(State(greeted=True), Said(entry.question), known) for slug, entry in sorted(known.entries.items()) if not entry.flow
    }
    slugs = [slug for slug, turn in asked.items() if not turn.do]  # a reply that an effect brings is not the dialogue's alone
    count, made = itertools.count(1), []
    for person in range(-(-number * 88 // 100 // EACH)):
        for slug in dice.sample(slugs, EACH):
            made.append(_one(code, next(count), str(1_000 + person), slug, known))
    made += dice.sample(made, len(made) // 10)
    made += [Update("", Said(""), dice.choice(_MALFORMED)) for _ in range(len(made) // 50)] if code in MESSENGERS else []
    dice.shuffle(made)
    return made


def _one(code: str, number: int, peer: str, slug: str, known: Knowledge) -> Update:
    """Return one message: an answer that is opened, by a button or a link, or its question in words where there are no buttons."""
    action, question = f"ans:{slug}", known.entries[slug].question
    if code == "telegram":
        pressed, wrote = bot_api.pressed(number, action, chat=int(peer)), bot_api.wrote(number, f"/start {slug}", chat=int(peer))
        return Update(peer, Chose(action), json.dumps(pressed if number % 2 else wrote).encode())
    if code == "zalo":
        return Update(peer, Said(question), json.dumps(zalo_api.wrote(f"z{number}", question, peer=peer), ensure_ascii=False).encode())
    return Update(peer, Chose(action), arrived=Arrived(code, f"s{number}", peer, "", action))


def replies(code: str, heard: Sequence[Said | Chose], known: Knowledge) -> list[list[str]]:
    """Return what must stand in a chat after ``heard``, message by message: the dialogue itself, with nothing between it and us."""
    channel = channels.get(code)
    here = replace(known, around=services.around(channel))
    state, texts = State(greeted=channel.has_page), []
    for event in heard:
        turn = step(state, event, here)
        if any(not isinstance(effect, Note) for effect in turn.do):
            raise RuntimeError(f"{event} has an effect")
        state, said = turn.state, list(turn.say)
        said = said if channel.has_buttons else [shaping.numbered(said)[0]]
        texts.append([piece.as_text() for say in said for piece in shaping.pieces(say, channel.longest, channel.measure)])
    return texts


Heard = dict[str, list[Said | Chose]]
Post = Callable[[str, bytes, dict[str, str]], int]


def pour(code: str, storm: Sequence[Update], post: Post, fates: Fates) -> Heard:
    """Send ``storm`` to the webhook of ``code`` and return what was accepted of each person, in order."""
    due: Heard = {}
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
            due.setdefault(update.peer, []).append(update.said)
    return due


def judge(code: str, heard: Heard, arrived: Callable[[str], list[str]], known: Knowledge, fates: Fates) -> Fates:
    """Compare what must stand in each chat with what does."""
    for peer, events in heard.items():
        expected, texts = replies(code, events, known), arrived(peer)
        wanted, got = Counter(text for reply in expected for text in reply), Counter(texts)
        fates.people += 1
        fates.accepted += len(expected)
        fates.once += sum(all(got[text] == wanted[text] for text in reply) for reply in expected)
        fates.lost += sum(any(got[text] < wanted[text] for text in reply) for reply in expected)
        fates.doubled += sum(any(got[text] > wanted[text] for text in reply) for reply in expected)
        fates.strange += sum(text not in wanted for text in texts)
        fates.in_order += texts == [text for reply in expected for text in reply]
    return fates


def talk(storm: Sequence[Update], known: Knowledge, fates: Fates) -> Fates:
    """Play ``storm`` through the web channel, where the reply is the answer to the form itself, and the same for the same form."""
    heard: Heard = {}
    got: dict[str, list[str]] = {}
    seen: dict[str, list[str]] = {}
    for update in storm:
        assert update.arrived is not None
        texts = [say.as_text() for say in services.converse(update.arrived)]
        if (name := update.arrived.external_id) in seen:
            fates.repeated += 1
            fates.strange += texts not in ([], seen[name])  # a later turn has emptied what was read
            continue
        seen[name] = texts
        heard.setdefault(update.peer, []).append(update.said)
        got.setdefault(update.peer, []).extend(texts)
    return judge("web", heard, got.__getitem__, known, fates)


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
    """Send ``number`` updates of ``code`` to workers of whom two are killed; return what became of them and how many died."""
    dice, fates = random.Random(seed), Fates()
    storm = updates(code, known, number, dice)
    platforms = (api, None) if isinstance(api, BotApi) else (None, api)
    stop = Path(settings.VAR) / worker.STOP
    stop.unlink(missing_ok=True)
    with nursery(*platforms, WORKER_KNOWS="1") as nurse:
        api.on = trouble = Trouble(nurse, (number // 4, number // 2), drop_every=max(40, number // 20))
        for _ in range(WORKERS):
            nurse.start()
        heard = pour(code, storm, post, fates)
        trouble.is_over.wait(600)
        stop.touch()
        ended = nurse.ended()
        if ended.count(0) != WORKERS:
            raise RuntimeError(f"the last workers did not come through: {ended}")
        killed = ended.count(-signal.SIGKILL)
    stop.unlink()
    return judge(code, heard, api.arrived, known, fates), killed
