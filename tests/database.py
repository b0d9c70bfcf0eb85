"""The tests' database: migrated once per state of the code, copied for each process, copied again after real transactions.

Migrating costs many seconds, a copy costs milliseconds. The template is named by a hash of everything that decides what
it holds, so it is never stale; processes that start together build it once.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".cache"
Run = Callable[[str], list[tuple[object, ...]]]
SOURCES = ("*/migrations/*.py", "*/reference.py", "*/data/**/*", "*/triggers.py", "*/roles.py", "*/seed.py")


def fingerprint() -> str:
    """Return a hash of everything that decides what a freshly migrated database holds."""
    found = {path for base in (ROOT, ROOT / "site") for pattern in SOURCES for path in base.glob(pattern) if path.is_file()}
    digest = hashlib.sha256()
    for path in sorted({*found, ROOT / "requirements.txt"}):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def template() -> Path:
    """Return where the migrated SQLite database of this state of the code stands, or will stand."""
    return CACHE / f"template-{fingerprint()}.sqlite3"


def renew() -> None:
    """Give this process a database as it is after ``migrate``; what it had is gone."""
    connection.close()
    if connection.vendor == "sqlite":
        _renew_sqlite()
    else:
        _renew_postgres()


def drop() -> None:
    """Remove this process's database."""
    connection.close()
    if connection.vendor == "postgresql":
        with server() as run:
            run(f'DROP DATABASE IF EXISTS "{mine()}" WITH (FORCE)')


def _renew_sqlite() -> None:
    CACHE.mkdir(exist_ok=True)
    ready = template()
    mine = Path(settings.VAR) / "test.sqlite3"
    with (CACHE / "template.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not ready.exists():
            _build_sqlite(ready, mine)
    for suffix in ("", "-wal", "-shm"):
        Path(f"{mine}{suffix}").unlink(missing_ok=True)
    shutil.copyfile(ready, mine)
    connection.settings_dict["NAME"] = str(mine)


def _build_sqlite(ready: Path, mine: Path) -> None:
    connection.settings_dict["TEST"]["NAME"] = str(mine)
    setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for old in sorted(CACHE.glob("template-*.sqlite3"), key=os.path.getmtime)[:-3]:
        old.unlink(missing_ok=True)
    shutil.copyfile(mine, ready.with_suffix(".fresh"))
    ready.with_suffix(".fresh").replace(ready)


def postgres_template() -> str:
    """Return the name of the migrated PostgreSQL database of this state of the code."""
    return f"minh_bach_template_{fingerprint()}"


def _renew_postgres() -> None:
    ready = postgres_template()
    with server() as run:
        run("SELECT pg_advisory_lock(7121)")
        built = [str(row[0]) for row in run("SELECT datname FROM pg_database WHERE starts_with(datname, 'minh_bach_template_')")]
        if ready not in built:
            for old in built:
                run(f'DROP DATABASE "{old}" WITH (FORCE)')
            connection.settings_dict["TEST"]["NAME"] = f"{ready}_part"
            setup_databases(verbosity=0, interactive=False, serialized_aliases=())
            connection.close()
            run(f'ALTER DATABASE "{ready}_part" RENAME TO "{ready}"')
        run("SELECT pg_advisory_unlock(7121)")
        run(f'DROP DATABASE IF EXISTS "{mine()}" WITH (FORCE)')
        run(f'CREATE DATABASE "{mine()}" TEMPLATE "{ready}"')
    connection.settings_dict["NAME"] = mine()


def mine() -> str:
    """Return the name of this process's PostgreSQL database."""
    return f"test_minh_bach_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{os.getpid()}"


@contextmanager
def server() -> Iterator[Run]:
    """Yield a function that runs one statement on the server, outside any database of ours, and returns its rows."""
    with connection._nodb_cursor() as cursor:

        def run(statement: str) -> list[tuple[object, ...]]:
            cursor.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []

        yield run
