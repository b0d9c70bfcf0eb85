"""A desk with two officers, and a bot that knows three answers."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from bots import knowledge as knowing
from bots import sealing, services
from bots.channels import Arrived
from bots.dialogue import Say
from bots.knowledge import Knowledge
from bots.models import Outbound
from bots.understanding import model
from core import clock
from outreach.knowledge import Citation, Entry
from tests.conftest import TODAY

NINE = dt.datetime.combine(TODAY, dt.time(9), clock.VIETNAM)
LAW = Citation("Điều 39 Luật Bảo hiểm xã hội 41/2024/QH15, hiệu lực từ 01/07/2025", "Điều 39", dt.date(2025, 7, 1))
ENTRIES = (
    Entry("thai-san", "Nghỉ thai sản được mấy tháng?", ("nghỉ sinh mấy tháng",), "Sáu tháng.", "/hoi-dap/thai-san/", (LAW,)),
    Entry("cham-dong", "Công ty chậm đóng thì làm sao?", ("công ty không đóng bảo hiểm",), "Gửi phản ánh.", "", (LAW,)),
    Entry("gap-can-bo", "Gặp cán bộ ở đâu?", ("tôi muốn nói chuyện với người thật",), "Gọi 1900 9068.", "", (LAW,), flow="officer"),
)


@pytest.fixture(scope="session")
def entries() -> list[Entry]:
    """Return three answers."""
    return list(ENTRIES)


@pytest.fixture(scope="session")
def knowledge(entries: list[Entry]) -> Knowledge:
    """Return what the bot knows of them."""
    return Knowledge({entry.slug: entry for entry in entries}, model.train(knowing.topics(entries)))


@pytest.fixture
def thao(hire: Callable[..., Any]) -> Any:
    """Return an officer who answers."""
    return hire("thao", "bots.answer_talks", first_name="Thảo", last_name="Lê Phương")


@pytest.fixture
def hoa(hire: Callable[..., Any]) -> Any:
    """Return another officer who answers."""
    return hire("hoa", "bots.answer_talks", first_name="Hòa", last_name="Bùi Thanh")


def say(text: str = "", action: str = "", *, peer: str = "lan", channel: str = "web") -> tuple[Say, ...]:
    """Write, or press a button, as the person ``peer``; on a messenger return what waits to be sent."""
    message = Arrived(channel, secrets.token_hex(8), peer, text, action)
    if channel == "web":
        return services.converse(message)
    services.receive(message)
    services.answer_waiting()
    rows = Outbound.objects.filter(conversation__channel=channel, state=Outbound.State.WAITING)
    return tuple(Say.from_json(sealing.unseal(row.sealed or b"")) for row in rows)


def heard(peer: str = "lan") -> list[str]:
    """Return the lines that came meanwhile for a browser, and tell that they are shown."""
    lines = services.fetch("web", peer)
    if lines:
        services.fetch("web", peer, after=lines[-1].key)
    return [line.text for line in lines]
