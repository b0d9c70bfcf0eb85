"""Backup and restore: the database, private files, keys and media in one file with a manifest of hashes.

The database is copied first, while the site may run; files are only ever added, so each one that the copy names is
there. Nothing is put back before every hash was checked, and what stood before is moved aside, not deleted.
"""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection

from core import clock, pages

FORMAT = 1
FOLDERS = ("private", "keys", "media")
DUMPS = {"sqlite": "portal.sqlite3", "postgresql": "portal.pgdump"}


class Unusable(Exception):
    """The file is no backup that this installation can take; the sentence says why."""


def backup(target: Path) -> Path:
    """Write a backup to ``target``, a file or a folder in which it gets a name by date, and return the file."""
    if target.is_dir() or not target.suffix:
        target.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = target / f"minh-bach-{clock.now():%Y%m%d-%H%M%S}.tar.gz"
    part = target.with_name(f".{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(dir=settings.VAR, prefix="backup-") as scratch:
            dump = Path(scratch) / DUMPS[connection.vendor]
            _dump(dump)
            _write(part, dump)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return target


def restore(source: Path) -> Path:
    """Put the backup ``source`` in place of what stands, and return the folder that keeps what stood before."""
    with _nobody_runs(), tempfile.TemporaryDirectory(dir=settings.VAR, prefix="restore-") as scratch:
        fresh = Path(scratch)
        _unpack(source, fresh)
        aside = settings.VAR / f"before-restore-{clock.now():%Y%m%d-%H%M%S}"
        aside.mkdir(mode=0o700)
        _load(fresh / DUMPS[connection.vendor], aside)
        for name in FOLDERS:
            if (settings.VAR / name).exists():
                (settings.VAR / name).rename(aside / name)
            if (fresh / name).exists():
                (fresh / name).rename(settings.VAR / name)
    (settings.VAR / "prepared.json").unlink(missing_ok=True)
    pages.bump()
    return aside


def _write(part: Path, dump: Path) -> None:
    found = [path for name in FOLDERS for path in sorted((settings.VAR / name).rglob("*")) if path.is_file()]
    named = {dump.name: dump} | {path.relative_to(settings.VAR).as_posix(): path for path in found}
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with tarfile.open(fileobj=raw, mode="w:gz", compresslevel=1) as tar:
            files = {name: _add(tar, name, path) for name, path in named.items()}
            manifest = {"format": FORMAT, "at": clock.now().isoformat(), "database": connection.vendor, "files": files}
            text = json.dumps(manifest, indent=1).encode("ascii")
            entry = tarfile.TarInfo("manifest.json")
            entry.size, entry.mode = len(text), 0o600
            tar.addfile(entry, io.BytesIO(text))
        raw.flush()
        os.fsync(raw.fileno())


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    """Add one file and return what the manifest says of it."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    tar.add(path, arcname=name, recursive=False)
    return {"sha256": digest, "mode": path.stat().st_mode & 0o777}


def _unpack(source: Path, into: Path) -> None:
    """Unpack every file below ``into`` and hold it against the manifest; links and odd names are refused."""
    try:
        with tarfile.open(source) as tar:
            members = {member.name: member for member in tar if member.isfile()}
            manifest = json.loads(_read(tar, members, "manifest.json"))
            if manifest.get("format") != FORMAT or manifest.get("database") != connection.vendor:
                raise Unusable(f"{source} holds a {manifest.get('database')} database, this installation has {connection.vendor}.")
            for name, said in manifest["files"].items():
                _take(tar, members, name, said, into)
    except (OSError, tarfile.TarError, ValueError, EOFError) as error:
        raise Unusable(f"{source} cannot be read as a backup: {error}") from error


def _take(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], name: str, said: dict[str, Any], into: Path) -> None:
    parts = PurePosixPath(name).parts
    if name != DUMPS[connection.vendor] and (parts[0] not in FOLDERS or ".." in parts):
        raise Unusable(f"the backup holds a file that does not belong there: {name}")
    path = into.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content = tar.extractfile(members[name]) if name in members else None
    if content is None:
        raise Unusable(f"{name} is missing in the backup.")
    with content, path.open("wb") as file:
        shutil.copyfileobj(content, file)
    path.chmod(int(said["mode"]))
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != said["sha256"]:
            raise Unusable(f"{name} in the backup is damaged.")


def _read(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo], name: str) -> bytes:
    content = tar.extractfile(members[name]) if name in members else None
    if content is None:
        raise Unusable(f"the file has no {name}: it is no backup of this system.")
    return content.read()


@contextmanager
def _nobody_runs() -> Iterator[None]:
    """Hold the lock that a running installation holds, or refuse."""
    with (settings.VAR / "run.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable("The site is running; stop ./run first.") from None
        yield


def _dump(path: Path) -> None:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as live, closing(sqlite3.connect(path)) as copy:
            live.backup(copy)
    else:
        _postgres("pg_dump", "--format=custom", f"--file={path}")


def _load(dump: Path, aside: Path) -> None:
    connection.close()
    if connection.vendor == "sqlite":
        live = Path(connection.settings_dict["NAME"])
        for suffix in ("", "-wal", "-shm"):
            if Path(f"{live}{suffix}").exists():
                Path(f"{live}{suffix}").rename(aside / f"{live.name}{suffix}")
        dump.rename(live)
    else:
        _postgres("pg_dump", "--format=custom", f"--file={aside / dump.name}")
        _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname={name}", str(dump))


def _postgres(tool: str, *arguments: str) -> None:
    """Run one of PostgreSQL's own tools on the database of this installation."""
    said = connection.settings_dict
    places = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = os.environ | {name: str(said[key]) for name, key in places.items() if said.get(key)}
    command = [tool, *(each.format(name=said["NAME"]) for each in arguments)]
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603  no shell
    except FileNotFoundError:
        raise Unusable(f"{tool} is missing; install the package postgresql-client.") from None
    except subprocess.CalledProcessError as error:
        raise Unusable(f"{tool} failed: {error.stderr.strip()}") from error
