"""The fictional province as a database of its own: imported once per state of the code, then only copied."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection

from tests import database

if TYPE_CHECKING:
    from firms.models import Firm

SOURCES = ("firms/**/*.py", "core/tables/*.py", "core/text.py", "core/models/*.py", "site/portal/demo/**/*")


@dataclass
class World:
    """What a test knows of the fictional province."""

    expected: dict[str, Any]

    def firm(self, tax_code: str) -> Firm:
        """Return the firm with a tax code."""
        from firms import register

        return register.by_tax_code(tax_code)


def fingerprint() -> str:
    """Return a hash of everything that decides what the imported province looks like."""
    digest = hashlib.sha256(database.fingerprint().encode())
    for path in sorted({path for pattern in SOURCES for path in database.ROOT.glob(pattern) if path.is_file() and path.suffix != ".pyc"}):
        digest.update(str(path.relative_to(database.ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def enter() -> str:
    """Connect to the province, building it where it is missing; return the name of the database that was left."""
    left = str(connection.settings_dict["NAME"])
    connection.close()
    connection.settings_dict["NAME"] = _sqlite() if connection.vendor == "sqlite" else _postgres()
    return left


def leave(left: str) -> None:
    """Connect to the plain database again."""
    connection.close()
    connection.settings_dict["NAME"] = left


def drop() -> None:
    """Remove this process's province."""
    if connection.vendor == "postgresql":
        with database.server() as run:
            run(f'DROP DATABASE IF EXISTS "{database.mine()}_world" WITH (FORCE)')


def _sqlite() -> str:
    mine = Path(settings.VAR) / "world.sqlite3"
    if mine.exists():
        return str(mine)
    template = database.CACHE / f"world-{fingerprint()}.sqlite3"
    with (database.CACHE / "world.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not template.exists():
            fresh = template.with_suffix(".fresh")
            for suffix in ("", "-wal", "-shm"):
                Path(f"{fresh}{suffix}").unlink(missing_ok=True)
            shutil.copyfile(database.template(), fresh)
            connection.settings_dict["NAME"] = str(fresh)
            _load()
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            for old in sorted(database.CACHE.glob("world-*.sqlite3"), key=os.path.getmtime)[:-1]:
                old.unlink(missing_ok=True)
            fresh.replace(template)
    shutil.copyfile(template, mine)
    return str(mine)


def _postgres() -> str:
    mine = f"{database.mine()}_world"
    name = f"minh_bach_world_{fingerprint()}"
    with database.server() as run:
        if run(f"SELECT 1 FROM pg_database WHERE datname = '{mine}'"):
            return mine
        run("SELECT pg_advisory_lock(7122)")
        built = [str(row[0]) for row in run("SELECT datname FROM pg_database WHERE starts_with(datname, 'minh_bach_world_')")]
        if name not in built:
            for old in built:
                run(f'DROP DATABASE "{old}" WITH (FORCE)')
            run(f'CREATE DATABASE "{name}_part" TEMPLATE "{database.postgres_template()}"')
            connection.settings_dict["NAME"] = f"{name}_part"
            _load()
            connection.close()
            run(f'ALTER DATABASE "{name}_part" RENAME TO "{name}"')
        run(f'CREATE DATABASE "{mine}" TEMPLATE "{name}"')
        run("SELECT pg_advisory_unlock(7122)")
    return mine


def _load() -> None:
    from portal.demo import lists

    lists.load()
