"""The answers that the project ships, as plain values, read from their files."""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import replace
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
        body=row.get("body", ""),
    )


def shipped_answers() -> list[Entry]:
    """Return every answer that the project ships."""
    return [_entry(row) for row in _rows(ANSWERS)]


def shipped_english() -> list[Entry]:
    """Return the answers that the project ships in English as well."""
    vietnamese = {row["slug"]: row for row in _rows(ANSWERS)}
    english = (_entry(vietnamese[row["slug"]] | row) for row in _rows(ANSWERS / "en"))
    return [replace(entry, url=f"/en{entry.url}") for entry in english]


def _rows(folder: Path) -> list[dict[str, Any]]:
    return [row for path in sorted(folder.glob("*.toml")) for row in tomllib.loads(path.read_text(encoding="utf-8"))["answer"]]
