"""What the bot's tests stand on: the published answers as plain values, and a model trained once."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from bots import knowledge as knowing
from bots.knowledge import Knowledge
from bots.understanding import model
from outreach.knowledge import Citation, Entry

ANSWERS = Path(__file__).resolve().parents[2] / "outreach" / "content" / "answers"


def _entry(row: dict[str, object]) -> Entry:
    law = row["law"]
    assert isinstance(law, list)
    cited = tuple(
        Citation(f"Điều {each.get('article', '')} văn bản {each['number']}, áp dụng từ 01/07/2025", each["number"], dt.date(2025, 7, 1))
        for each in law
    )
    return Entry(
        str(row["slug"]),
        str(row["question"]),
        tuple(row["phrasings"]),
        str(row["chat"]),
        f"/hoi-dap/{row['slug']}/",
        cited,  # type: ignore[arg-type]
        flow=str(row.get("flow", "")),
        group=str(row["group"]),
    )


@pytest.fixture(scope="session")
def entries() -> list[Entry]:
    """Return every answer that the project ships."""
    return [_entry(row) for path in sorted(ANSWERS.glob("*.toml")) for row in tomllib.loads(path.read_text(encoding="utf-8"))["answer"]]


@pytest.fixture(scope="session")
def knowledge(entries: list[Entry]) -> Knowledge:
    """Return what the bot knows, trained once for all tests."""
    return Knowledge({entry.slug: entry for entry in entries}, model.train(knowing.topics(entries)))
