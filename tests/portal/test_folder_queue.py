"""The queue in a folder: a worker takes a message whole or does not see it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection

import portal.celery


@pytest.fixture
def broker(tmp_path: Path) -> Connection:
    """Return a connection to an empty queue, made as Celery makes it."""
    folders = {f"{name}_folder": str(tmp_path / name) for name in ("processed", "control")}
    for name in ("processed", "control", "messages"):
        (tmp_path / name).mkdir()
    messages = str(tmp_path / "messages")
    return Connection("filesystem://localhost/", transport_options={"data_folder_in": messages, "data_folder_out": messages, **folders})


def test_the_site_uses_it() -> None:
    assert portal.celery.app.connection_for_write().transport_cls == "filesystem"
    assert type(Connection("filesystem://localhost/").transport).__module__ == "portal.folder_queue"


def test_a_message_comes_out_as_it_went_in(broker: Connection) -> None:
    with broker.SimpleQueue("now") as queue:
        for number in range(3):
            queue.put({"number": number})
        assert {queue.get_nowait().payload["number"] for _ in range(3)} == {0, 1, 2}
        with pytest.raises(queue.Empty):
            queue.get_nowait()


def test_nobody_sees_a_message_before_it_is_whole(broker: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    move, seen = os.replace, []

    def watched(part: Any, whole: Any) -> None:
        seen.append((json.loads(Path(part).read_text()), list((tmp_path / "messages").glob("*.msg"))))
        move(part, whole)

    monkeypatch.setattr(os, "replace", watched)
    with broker.SimpleQueue("heavy") as queue:
        queue.put({"number": 1})
        ((payload, there),) = seen
        assert payload["body"]
        assert there == []
        assert queue.get_nowait().payload == {"number": 1}
