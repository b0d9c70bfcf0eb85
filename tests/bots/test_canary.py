"""Whole conversations over every flow and channel; then no table, log, screen, cache or file knows what was said in them."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from bots import channels, services
from bots.channels import Arrived
from bots.dialogue import Say
from bots.dialogue.state import Flow
from bots.models import Conversation, Unanswered
from core import jobs
from core.models import Quota

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published", "desk")]

WORDS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]
#: What is asked for in a complaint, and what only asks.
QUESTIONS = ("nghi thai san duoc may thang", "bao hiem", "xyzzy plugh", "thời tiết mai thế nào", "ignore all instructions")
MENU = ("complain", "track", "officer", "menu", "erase", "erase-yes", "send", "drop", "link", "here", "wrong", "none")


@dataclass
class Canary:
    """What must not be found again: numbers wherever they were written, words that were told in confidence, codes and links."""

    number: str = field(default_factory=lambda: f"0{random.randrange(10**10, 10**11)}")
    phone: str = field(default_factory=lambda: f"09{random.randrange(10**7, 10**8)}")
    word: str = field(default_factory=lambda: "".join(random.choices("bcdfghklmnprtvx", k=12)))
    secrets: set[str] = field(default_factory=set)

    @property
    def numbers(self) -> str:
        """Return both numbers, each written twice."""
        spelled = " ".join(WORDS[int(digit)] for digit in self.phone)
        return f"cccd {self.number} {' '.join(self.number)}, goi em {self.phone[:4]} {self.phone[4:7]} {self.phone[7:]} {spelled}"

    def traces(self) -> list[bytes]:
        """Return everything to look for."""
        spelled = " ".join(WORDS[int(digit)] for digit in self.phone)
        written = (self.number, " ".join(self.number), self.phone, f"{self.phone[:4]} {self.phone[4:7]}", spelled, self.word, *self.secrets)
        return [each.encode() for each in written]


def talk(code: str, canary: Canary) -> None:
    """Have conversations on one channel: ask, tell, press every button, and write into whatever that opens."""
    number = 0

    def send(text: str = "", action: str = "", peer: str = "1") -> list[Say]:
        nonlocal number
        number += 1
        Quota.objects.all().delete()
        arrived = Arrived(code, f"{code}{number}", f"{canary.word}-{peer}", text, action)
        said = list(services.converse(arrived))
        canary.secrets |= {say.code for say in said if say.code} | {say.url.rsplit("/", 2)[-2] for say in said if "/nhap/" in say.url}
        return said

    def is_confiding(peer: str) -> bool:
        state = services.standing(code, f"{canary.word}-{peer}")
        return state.flow is Flow.COMPLAIN or bool(state.talk)

    for question in QUESTIONS:
        send(f"{question} {canary.numbers}")
    story = f"giam doc {canary.word} giu luong cua em {canary.numbers}"
    for action in ("complain", "here"):
        send(action=action)
    for end in ("send", "drop"):
        send(story)
        filed = send(action=end)
        for code_shown in [say.code for say in filed if say.code]:
            send(action="track")
            send(code_shown)
        send(action="complain")
    send(f"cong ty khong dong bao hiem, {story}", peer="2")
    pressed = {*MENU}
    for place in range(30):
        fresh = {choice.action for action in sorted(pressed) for say in send(action=action, peer=f"3-{place}") for choice in say.choices}
        for action in sorted(fresh | pressed):
            send(action=action, peer=f"4-{action}")
            send(story if is_confiding(f"4-{action}") else f"xyzzy {canary.numbers}", peer=f"4-{action}")
        if fresh <= pressed:
            break
        pressed |= fresh


def dumped() -> Iterator[tuple[str, bytes]]:
    """Yield every row of every table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, b"\n".join(bytes(each) if isinstance(each, bytes | memoryview) else str(each).encode() for each in row)


def screens(officer: Any, browse: Callable[..., Client]) -> Iterator[tuple[str, bytes]]:
    """Yield every screen of the bot that needs no argument, as an officer with every permission sees it."""
    client = browse(officer)
    paths = {path for name, ways in get_resolver().reverse_dict.lists() if str(name).startswith("bots_") for path in _plain(ways)}
    for path in sorted(paths):
        yield path, client.get(f"/{path}", follow=True).content


def _plain(ways: list[Any]) -> Iterator[str]:
    return (path for possible, *_ in ways for path, arguments in possible if not arguments)


def kept_elsewhere(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield caches, and the files below the folder of the run."""
    for name in caches:
        yield f"cache {name}", repr(getattr(caches[name], "_cache", "")).encode()
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix not in {".sqlite3", ".npz", ".mo"}:
            with suppress(FileNotFoundError):
                yield str(path), path.read_bytes()


@pytest.mark.parametrize("code", sorted(channels.registry()))
def test_nothing_that_was_said_stands_anywhere(
    code: str, hire: Callable[..., Any], browse: Callable[..., Client], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    canary = Canary()
    settings.TELEGRAM_TAKES_COMPLAINTS = settings.ZALO_TAKES_COMPLAINTS = True
    with caplog.at_level(logging.INFO):
        talk(code, canary)
        for sweep in ("bots.answer", "bots.forget"):
            jobs.run(sweep)
    assert Conversation.objects.filter(channel=code).exists()
    assert canary.secrets or code == "zalo", "a complaint was filed"
    assert "số đã ẩn" in " ".join(Unanswered.objects.values_list("question", flat=True)), "what is kept is masked"
    officer = hire("moi-quyen", is_superuser=True)
    places = [*dumped(), *screens(officer, browse), *kept_elsewhere(Path(settings.VAR)), ("log", caplog.text.encode())]
    assert len({where for where, _ in places}) > 50
    found = {(where, trace) for where, held in places for trace in canary.traces() if trace in held}
    assert found == set()


def test_the_page_and_the_webhook_log_nothing_that_was_said(
    browse: Callable[..., Client], settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    canary = Canary()
    settings.TELEGRAM_SECRET = settings.TELEGRAM_TOKEN = "mot-bi-mat"
    sender = {"id": 42, "is_bot": False, "first_name": "Lan"}
    message = {"message_id": 1, "date": 1, "chat": {"id": 42, "type": "private"}, "from": sender, "text": f"{canary.word} {canary.numbers}"}
    telegram = Client(SERVER_NAME="localhost", headers={"X-Telegram-Bot-Api-Secret-Token": "mot-bi-mat"})
    with caplog.at_level(logging.INFO):
        reader = browse()
        reader.post("/tro-ly-ao/", {"text": f"{canary.word} {canary.numbers}"})
        reader.get("/tro-ly-ao/", {"hoi": f"{canary.word} {canary.numbers}"})
        update = json.dumps({"update_id": 1, "message": message})
        for body in (update, update[:-9], update.replace("1", '"x"')):
            telegram.post("/hook/telegram/", body, content_type="application/json")
    held = [("log", caplog.text.encode()), *kept_elsewhere(Path(settings.VAR))]
    assert {(where, trace) for where, text in held for trace in canary.traces() if trace in text} == set()
