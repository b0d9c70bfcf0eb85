"""The answers that the project ships, as plain values, read from their files."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from outreach.knowledge import Citation, Entry

ANSWERS = Path(__file__).resolve().parents[2] / "outreach" / "content" / "answers"


def _entry(row: dict[str, Any]) -> Entry:
    since = dt.date(2025, 7, 1)
    labels = [f"{'Điều ' + law['article'] if 'article' in law else 'Văn bản'} {law['number']}" for law in row["law"]]
    return Entry(
        slug=row["slug"],
        question=row["question"],
        phrasings=tuple(row["phrasings"]),
        chat=row["chat"],
        url=f"/hoi-dap/{row['slug']}/",
        citations=tuple(Citation(f"{label} (áp dụng từ {since:%d/%m/%Y})", label, since) for label in labels),
        flow=row.get("flow", ""),
        group=row["group"],
        narrows=row.get("narrows", ""),
    )


def shipped_answers() -> list[Entry]:
    """Return every answer that the project ships."""
    return [_entry(row) for path in sorted(ANSWERS.glob("*.toml")) for row in tomllib.loads(path.read_text(encoding="utf-8"))["answer"]]
