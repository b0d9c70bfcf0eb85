"""The trained index: one file under the folder of the run, rebuilt when the answers change, read by every process."""

from __future__ import annotations

import logging
import os
import threading
from dataclasses import dataclass, replace
from pathlib import Path

from django.conf import settings

from outreach import public as outreach
from outreach.knowledge import Entry

from . import knowledge
from .knowledge import Around, Knowledge
from .understanding import model

log = logging.getLogger(__name__)

#: Raise it when the shape of the file or the features change.
VERSION = 1
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Loaded:
    mark: str
    knowledge: Knowledge


_loaded: _Loaded | None = None


def read(around: Around) -> Knowledge:
    """Return what the bot knows at this moment: never an answer that was taken back, never law that has ended."""
    global _loaded
    mark = outreach.answers_epoch()
    loaded = _loaded
    if loaded is None or loaded.mark != mark:
        with _lock:
            loaded = _loaded
            if loaded is None or loaded.mark != mark:
                loaded = _loaded = _Loaded(mark, _knowledge(outreach.answers(), outreach.answers("en")))
    return replace(loaded.knowledge, around=around)


def refresh() -> int:
    """Train the index if the answers changed since the file was written; return 1 if so."""
    path = _path(knowledge.topics(outreach.answers(), outreach.answers("en")))
    is_old = not path.exists()
    read(Around())
    return int(is_old)


def _knowledge(entries: list[Entry], english: list[Entry]) -> Knowledge:
    also = {entry.slug: entry for entry in english}
    return Knowledge({entry.slug: entry for entry in entries}, _model(knowledge.topics(entries, english)), english=also)


def _path(topics: list[model.Topic]) -> Path:
    return Path(settings.VAR) / "bots" / f"index-{VERSION}-{model.fingerprint(topics)}.npz"


def _model(topics: list[model.Topic]) -> model.Model:
    """Return the model of ``topics``, from the file where it fits, else trained anew and kept there."""
    path = _path(topics)
    try:
        return model.Model.load(path.read_bytes())
    except FileNotFoundError:
        trained = model.train(topics)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}.{threading.get_ident()}")
    fresh.write_bytes(trained.dump())
    os.replace(fresh, path)
    for old in path.parent.glob("index-*.npz"):
        if old != path:
            old.unlink(missing_ok=True)
    log.info("trained the index on %d topics", len(topics))
    return trained
