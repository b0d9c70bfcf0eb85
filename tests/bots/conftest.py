"""What the bot's tests stand on: the published answers as plain values, and a model trained once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from bots import index
from bots import knowledge as knowing
from bots.knowledge import Knowledge
from bots.understanding import model
from complaints import services as complaints
from outreach import public as outreach
from outreach.knowledge import Entry
from tests.outreach.conftest import draft as draft

from .shipped import shipped_answers, shipped_english

#: The file of an index that only these tests hold.
INDEX = Path(settings.VAR) / "bots" / "index-test.bin"
#: What the answers of these tests stand on.
LAW = ("41/2024/QH15", "38", "1")


@pytest.fixture(scope="session")
def entries() -> list[Entry]:
    """Return every answer that the project ships."""
    return shipped_answers()


@pytest.fixture(scope="session")
def knowledge(entries: list[Entry]) -> Knowledge:
    """Return what the bot knows, trained once for all tests."""
    english = shipped_english()
    also = {entry.slug: entry for entry in english}
    return Knowledge({entry.slug: entry for entry in entries}, _trained(knowing.topics(entries, english)), english=also)


def _trained(topics: list[model.Topic]) -> model.Model:
    """Return the model of ``topics``; a later run finds it in a file named by the topics and by the code that trains."""
    code = hashlib.sha256(b"".join(file.read_bytes() for file in sorted(Path(model.__file__).parent.glob("*.py"))))
    path = Path(settings.VAR) / "tests" / f"model-{model.fingerprint(topics)}-{code.hexdigest()[:16]}.npz"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(model.train(topics).dump())
        fresh.replace(path)
    return model.Model.load(path.read_bytes())


@pytest.fixture
def published(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Knowledge:
    """Let the bot know the shipped answers without loading them into the database."""
    monkeypatch.setattr("outreach.public.answers_epoch", lambda: "test")
    monkeypatch.setattr(index, "_loaded", index._Loaded("test", knowledge, INDEX))
    return knowledge


@pytest.fixture
def desk(hire: Callable[..., Any]) -> Any:
    """Return an officer at whose desk complaints can be received."""
    officer = hire("ban-tiep-nhan", "complaints.handle_complaint", "complaints.manage_keys")
    complaints.enrol_first_officer(officer, "mot cum mat khau du dai 2026")
    return officer


@pytest.fixture
def some_answers(knowledge: Knowledge, draft: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Publish three of the shipped answers, and let the bot run on the index of all."""
    for slug in ("cong-ty-khong-dong-bhxh", "mat-so-cap-lai", "tru-luong-khong-nop"):
        entry = knowledge.entries[slug]
        more = {"question": entry.question, "phrasings": "\n".join(entry.phrasings), "chat": entry.chat, "group": entry.group}
        draft(entry.slug, LAW, **more).save_revision().publish()
    monkeypatch.setattr(index, "_loaded", index._Loaded(outreach.answers_epoch(), knowledge, INDEX))
