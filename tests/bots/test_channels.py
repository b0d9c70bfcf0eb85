"""A channel is one folder: one that lies elsewhere for the length of a test works through everything, and nothing else names any."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from bots import channels, delivery, services
from bots.channels import Arrived
from bots.models import Conversation, Outbound
from complaints.models import Draft
from core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]

TOY = dedent('''
    """A messenger of wood."""

    import json
    from contextlib import contextmanager

    from bots.channels import Arrived, Channel, Sent, Taken

    said = []


    class Pigeon(Channel):
        code = "pigeon"
        label = "Bồ câu"

        def is_ready(self):
            return True

        def takes_complaints(self):
            return True

        def take(self, call):
            if call.headers.get("Ring") != "gold":
                return Taken(403)
            letter = json.loads(call.body)
            return Taken(arrived=Arrived("pigeon", letter["id"], letter["from"], letter.get("text", ""), letter.get("action", "")))

        @contextmanager
        def sender(self):
            yield self

        def send(self, message):
            said.append((message.peer, message.say))
            return Sent(is_delivered=True)

        def settle(self, message):
            return None


    channel = Pigeon()
''')


@pytest.fixture
def pigeon(tmp_path: Path) -> Iterator[Any]:
    """Lay a folder beside the others, and take it away again."""
    (tmp_path / "pigeon").mkdir()
    (tmp_path / "pigeon" / "__init__.py").write_text(TOY, encoding="utf-8")
    channels.__path__.append(str(tmp_path))
    channels.registry.cache_clear()
    try:
        yield sys.modules[type(channels.get("pigeon")).__module__]
    finally:
        channels.__path__.remove(str(tmp_path))
        sys.modules.pop("bots.channels.pigeon")
        channels.registry.cache_clear()


def test_a_new_folder_is_a_channel(pigeon: Any, browse: Callable[..., Client], desk: Any) -> None:
    def fly(number: int, ring: str = "gold", **letter: str) -> int:
        body = json.dumps({"id": str(number), "from": "lan", **letter})
        status = browse().post("/hook/pigeon/", body, content_type="application/json", headers={"Ring": ring}).status_code
        services.answer_waiting()
        delivery.deliver()
        return int(status)

    assert fly(1, ring="tin", text="x") == 403
    assert fly(2, text="nghỉ thai sản được mấy tháng") == 200
    assert "Căn cứ:" in pigeon.said[-1][1].as_text()
    fly(3, text="/phananh")
    fly(4, action="here")
    assert Draft.objects.get().channel == "messenger"
    assert Conversation.objects.get().get_channel_display() == "Bồ câu"
    assert {peer for peer, _ in pigeon.said} == {"lan"}
    assert not Outbound.objects.exclude(state="sent").exists()


def test_a_new_folder_needs_no_migration(pigeon: Any, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", "--check", "--dry-run")
    assert "No changes" in capsys.readouterr().out


def test_what_is_no_channel_has_no_hook(browse: Callable[..., Client]) -> None:
    assert [browse().post(f"/hook/{code}/").status_code for code in ("web", "console", "nothing")] == [404] * 3


def test_rows_of_a_channel_that_was_taken_away_stop_nobody(pigeon: Any) -> None:
    services.receive(Arrived("pigeon", "1", "lan", "chào"))
    services.receive(Arrived("telegram", "1", "42", "chào"))
    channels.__path__.pop()
    channels.registry.cache_clear()
    try:
        assert services.answer_waiting() == 1
        assert delivery.deliver() == 0
        assert Conversation.objects.get(channel="pigeon").get_channel_display() == "pigeon"
    finally:
        channels.__path__.append(str(Path(pigeon.__file__).parents[1]))


def test_nothing_outside_its_folder_names_a_messenger() -> None:
    named = [channel.code for channel in channels.registry().values() if channel.is_messenger]
    pattern = re.compile(rf"""["'.]({"|".join(named)})["'.]""")
    rooms = (settings.ROOT / "bots").rglob("*.py")
    outside = [path for path in rooms if not {"channels", "migrations"} & set(path.parts) and path.name != "broadcast.py"]
    assert len(outside) > 20
    assert [str(path) for path in outside if pattern.search(path.read_text(encoding="utf-8"))] == []


def test_officers_see_how_each_channel_does(hire: Any, browse: Callable[..., Client], settings: Any) -> None:
    services.receive(Arrived("telegram", "1", "42", "/start"))
    services.answer_waiting()
    Outbound.objects.filter(place=0).update(state="failed", reason="blocked", due_at=clock.now())
    delivery.tell_trouble(channels.get("zalo"), channels.Away("Zalo không nhận mã làm mới nữa: cần cấp lại quyền."))
    officer = hire("nga", "press.follow_deliveries")
    page = browse(officer).get("/quan-tri/kenh-tro-ly-ao/").content.decode()
    assert "cần cấp lại quyền" in page
    assert "1 người nhận đã chặn hoặc bỏ quan tâm" in page
    assert "/hook/telegram/" in page
    assert "Kênh của trợ lý ảo đang trục trặc" in browse(officer).get("/quan-tri/").content.decode()
    assert browse(hire("quang")).get("/quan-tri/kenh-tro-ly-ao/").status_code in (302, 403)
