"""The trained index: one file under the folder of the run, rebuilt when the answers change, read by every process.

The file begins with a line of JSON: its version, how well it understands the independent questions, and a digest of the
rest. A file that is cut short, corrupt or of another version is built anew.
"""

from __future__ import annotations

import datetime as dt
import fcntl
import hashlib
import json
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from django.conf import settings

from core import clock
from outreach import public as outreach

from . import accuracy, knowledge
from .accuracy import Accuracy
from .knowledge import Around, Knowledge
from .understanding import model

log = logging.getLogger(__name__)

#: Raise it when the shape of the file changes.
VERSION = 2
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Loaded:
    mark: str
    knowledge: Knowledge
    accuracy: Accuracy
    built_on: dt.date = field(default_factory=clock.today)


_loaded: _Loaded | None = None


class _Unreadable(Exception):
    """The file holds no index of this version."""


def read(around: Around) -> Knowledge:
    """Return what the bot knows at this moment: never an answer that was taken back, never law that has ended."""
    return replace(_current().knowledge, around=around)


def measured() -> Accuracy:
    """Return how well the running index understands the independent questions, measured when it was built."""
    return _current().accuracy


def built_on() -> dt.date:
    """Return the day on which the running index was built and measured."""
    return _current().built_on


def refresh() -> int:
    """Build the index if the answers changed since the file was written; return 1 if so."""
    is_old = not _path(knowledge.topics(outreach.answers(), outreach.answers("en"))).exists()
    _current()
    return int(is_old)


def _current() -> _Loaded:
    global _loaded
    mark = outreach.answers_epoch()
    loaded = _loaded
    if loaded is None or loaded.mark != mark:
        with _lock:
            loaded = _loaded
            if loaded is None or loaded.mark != mark:
                loaded = _loaded = _load(mark)
    return loaded


def _load(mark: str) -> _Loaded:
    """Return the index of the answers in force, from the file where it fits, else built anew and kept there."""
    entries = {entry.slug: entry for entry in outreach.answers()}
    english = {entry.slug: entry for entry in outreach.answers("en")}
    topics = knowledge.topics(entries.values(), english.values())
    path = _path(topics)
    path.parent.mkdir(parents=True, exist_ok=True)
    with _alone(path.parent):
        try:
            trained, measured, since = _parsed(path.read_bytes())
            return _Loaded(mark, Knowledge(entries, trained, english=english), measured, since)
        except FileNotFoundError:
            pass
        except _Unreadable as why:
            log.warning("%s is built anew: %s", path.name, why)
        known = Knowledge(entries, model.train(topics), english=english)
        loaded = _Loaded(mark, known, accuracy.accuracy(known, accuracy.independent()))
        _write(path, loaded)
    log.info("trained the index on %d topics", len(topics))
    return loaded


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes from building at the same time: they wait, and then find the file."""
    with (folder / "index.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _path(topics: list[model.Topic]) -> Path:
    mark = hashlib.sha256(f"{model.fingerprint(topics)} {_code()}".encode()).hexdigest()[:16]
    return Path(settings.VAR) / "bots" / f"index-{VERSION}-{mark}.bin"


@cache
def _code() -> str:
    """Return a mark of how messages are understood and of the questions by which that is measured."""
    here = Path(__file__).parent
    parts = (*sorted((here / "understanding").glob("*.py")), *sorted((here / "data").iterdir()), here / "knowledge.py")
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts if part.is_file())).hexdigest()


def _parsed(data: bytes) -> tuple[model.Model, Accuracy, dt.date]:
    head, _, body = data.partition(b"\n")
    try:
        said = json.loads(head)
        if said["version"] != VERSION:
            raise _Unreadable(f"it is of version {said['version']}")
        if said["digest"] != hashlib.sha256(body).hexdigest():
            raise _Unreadable("its content is damaged")
        return model.Model.load(body), Accuracy.from_json(said["accuracy"]), dt.date.fromisoformat(said["built_on"])
    except (ValueError, KeyError, TypeError) as why:
        raise _Unreadable(f"its head cannot be read ({why})") from why


def _write(path: Path, loaded: _Loaded) -> None:
    body = loaded.knowledge.model.dump()
    head = {
        "version": VERSION,
        "built_on": loaded.built_on.isoformat(),
        "accuracy": loaded.accuracy.to_json(),
        "digest": hashlib.sha256(body).hexdigest(),
    }
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(json.dumps(head).encode() + b"\n" + body)
    os.replace(fresh, path)
    for old in path.parent.glob("index-*"):
        if old != path:
            old.unlink(missing_ok=True)
