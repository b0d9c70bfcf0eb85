"""The trained index: one file under the folder of the run, rebuilt when the answers change, read by every process.

The file begins with a line of JSON: its version, its day, and a digest of the rest. A file that is cut short, corrupt or
of another version is built anew. How well it understands the independent questions stands in a file beside it: it is
measured after the index is in use, so nobody waits for a figure to get an answer.
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
VERSION = 3
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Loaded:
    mark: str
    knowledge: Knowledge
    path: Path
    built_on: dt.date = field(default_factory=clock.today)


_loaded: _Loaded | None = None
#: How well an index understands, by its file.
_measured: dict[Path, Accuracy] = {}


class _Unreadable(Exception):
    """The file holds no index of this version."""


def read(around: Around) -> Knowledge:
    """Return what the bot knows at this moment: never an answer that was taken back, never law that has ended."""
    return replace(_current().knowledge, around=around)


def measured() -> Accuracy:
    """Return how well the running index understands the independent questions; it is measured once, by whoever asks first."""
    loaded = _current()
    with _lock:
        if loaded.path not in _measured:
            _measured.clear()
            _measured[loaded.path] = _measure(loaded)
        return _measured[loaded.path]


def built_on() -> dt.date:
    """Return the day on which the running index was built and measured."""
    return _current().built_on


def refresh() -> int:
    """Build the index if the answers changed since the file was written, and measure it; return 1 if so."""
    is_old = not _path(knowledge.topics(outreach.answers(), outreach.answers("en"))).exists()
    _current()
    measured()
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
            trained, since = _parsed(path.read_bytes())
            return _Loaded(mark, Knowledge(entries, trained, english=english), path, since)
        except FileNotFoundError:
            pass
        except _Unreadable as why:
            log.warning("%s is built anew: %s", path.name, why)
        loaded = _Loaded(mark, Knowledge(entries, model.train(topics), english=english), path)
        _keep(loaded)
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


def _parsed(data: bytes) -> tuple[model.Model, dt.date]:
    head, _, body = data.partition(b"\n")
    try:
        said = json.loads(head)
        if said["version"] != VERSION:
            raise _Unreadable(f"it is of version {said['version']}")
        if said["digest"] != hashlib.sha256(body).hexdigest():
            raise _Unreadable("its content is damaged")
        return model.Model.load(body), dt.date.fromisoformat(said["built_on"])
    except (ValueError, KeyError, TypeError) as why:
        raise _Unreadable(f"its head cannot be read ({why})") from why


def _keep(loaded: _Loaded) -> None:
    """Write the index to its file; those of other answers go, with their measures."""
    body = loaded.knowledge.model.dump()
    head = {"version": VERSION, "built_on": loaded.built_on.isoformat(), "digest": hashlib.sha256(body).hexdigest()}
    _write(loaded.path, json.dumps(head).encode() + b"\n" + body)
    for old in (*loaded.path.parent.glob("index-*"), *loaded.path.parent.glob("accuracy-*")):
        if old != loaded.path:
            old.unlink(missing_ok=True)


def _measure(loaded: _Loaded) -> Accuracy:
    """Return how well an index understands, from the file beside it where that is, else measured and kept there."""
    path = loaded.path.with_name(f"accuracy-{loaded.path.stem}.json")
    try:
        return Accuracy.from_json(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        pass
    except (ValueError, KeyError, TypeError) as why:
        log.warning("%s is measured anew: %s", path.name, why)
    found = accuracy.accuracy(loaded.knowledge, accuracy.independent())
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(path, json.dumps(found.to_json()).encode())
    return found


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_bytes(data)
    os.replace(fresh, path)
