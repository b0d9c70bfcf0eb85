"""What the bot's tests stand on: the published answers as plain values, and a model trained once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bots import accuracy, index
from bots import knowledge as knowing
from bots.knowledge import Knowledge
from bots.understanding import model
from complaints import services as complaints
from outreach.knowledge import Entry

from .shipped import shipped_answers, shipped_english


@pytest.fixture(scope="session")
def entries() -> list[Entry]:
    """Return every answer that the project ships."""
    return shipped_answers()


@pytest.fixture(scope="session")
def knowledge(entries: list[Entry]) -> Knowledge:
    """Return what the bot knows, trained once for all tests."""
    english = shipped_english()
    also = {entry.slug: entry for entry in english}
    return Knowledge({entry.slug: entry for entry in entries}, model.train(knowing.topics(entries, english)), english=also)


@pytest.fixture
def published(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Knowledge:
    """Let the bot know the shipped answers without loading them into the database."""
    monkeypatch.setattr("outreach.public.answers_epoch", lambda: "test")
    monkeypatch.setattr(index, "_loaded", index._Loaded("test", knowledge, accuracy.accuracy(knowledge, ())))
    return knowledge


@pytest.fixture
def desk(hire: Callable[..., Any]) -> Any:
    """Return an officer at whose desk complaints can be received."""
    officer = hire("ban-tiep-nhan", "complaints.handle_complaint", "complaints.manage_keys")
    complaints.enrol_first_officer(officer, "mot cum mat khau du dai 2026")
    return officer
