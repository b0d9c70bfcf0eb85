"""Brings an installation up to date before it serves: database, static files, words, and the demo world.

What was done is noted in ``prepared.json`` by the fingerprint of the files that decided it, so that a second start
does nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from bots import services as bots
from core.models import Installation

from . import keeping

#: Files that decide what stands in the tables after ``migrate``.
ROWS = ("*/migrations/*.py", "*/reference.py", "*/triggers.py", "*/roles.py", "*/seed.py", "*/data/**/*", "requirements.txt")
#: Files that decide what ``collectstatic`` writes.
STATIC = ("static/**/*", "*/static/**/*", "requirements.txt")
#: Files that decide what ``content`` writes.
WORDS = ("*/content/**/*", "*/management/commands/content.py")


def prepare() -> Iterator[str]:
    """Do what is due, and say each step in a sentence."""
    done = _Done(settings.VAR / "prepared.json")
    tables, due = _tables(), _migrations_due()
    if "django_migrations" not in tables:
        done.forget()
    elif due:
        yield f"The database was saved in {keeping.backup(settings.VAR / 'backups').name} before it changes."
    if due or not done.is_current("rows", ROWS):
        yield "Bringing the database up to date ..."
        call_command("migrate", interactive=False, verbosity=0)
        done.note("rows", ROWS)
    if not done.is_current("static", STATIC):
        yield "Collecting static files ..."
        call_command("collectstatic", interactive=False, verbosity=0)
        done.note("static", STATIC)
    wants_demo = settings.ENV.is_demo
    if wants_demo and not done.has("demo"):
        yield "Building the demo world through the importers and services (a minute or two, once) ..."
        call_command("demo", accounts=False, silent=True)
        done.note("demo", ())
        done.note("words", WORDS)
    elif not done.is_current("words", WORDS):
        yield "Loading answers and pages ..."
        call_command("content")
        done.note("words", WORDS)
    if bots.refresh_index():
        yield "The assistant has read the answers."


def accounts() -> None:
    """Print the demo's accounts, when this is the demo."""
    if Installation.current().is_demo:
        call_command("demo", accounts=True)


def fingerprint(root: Path, patterns: Iterable[str]) -> str:
    """Return a hash over names and contents of the files of ``root`` and its site that match."""
    digest = hashlib.sha256()
    for folder in (root, root / "site"):
        found = {path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}
        for path in sorted(found):
            if "__pycache__" not in path.parts and not {".venv", "var"} & {path.relative_to(folder).parts[0]}:
                digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:24]


def _tables() -> list[str]:
    return connection.introspection.table_names()


def _migrations_due() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class _Done:
    """The note of what was done, and by which files."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._notes: dict[str, str] = json.loads(path.read_text(encoding="ascii")) if path.exists() else {}

    def has(self, what: str) -> bool:
        """Tell whether ``what`` was done at all."""
        return what in self._notes

    def is_current(self, what: str, patterns: Iterable[str]) -> bool:
        """Tell whether ``what`` was done by the files as they are now."""
        return self._notes.get(what) == fingerprint(settings.ROOT, patterns)

    def note(self, what: str, patterns: Iterable[str]) -> None:
        """Note that ``what`` is done; the file is replaced in one step."""
        self._notes[what] = fingerprint(settings.ROOT, patterns)
        fresh = self._path.with_suffix(".fresh")
        fresh.write_text(json.dumps(self._notes), encoding="ascii")
        fresh.replace(self._path)

    def forget(self) -> None:
        """Forget what was done to a database that is no more; static files stay."""
        self._notes = {what: print_ for what, print_ in self._notes.items() if what == "static"}
