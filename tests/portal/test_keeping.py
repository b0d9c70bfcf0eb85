"""A backup holds everything, and nothing comes back that was damaged or does not belong there."""

from __future__ import annotations

import io
import json
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from core.models import Officer
from portal import keeping

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def evidence() -> Iterator[Path]:
    """One private file with a Vietnamese name."""
    path = Path(settings.VAR) / "private" / "chứng cứ.age"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"sealed")
    yield path
    path.unlink(missing_ok=True)


def test_what_was_saved_comes_back_and_what_stood_before_is_kept(hire: Any, evidence: Path, tmp_path: Path) -> None:
    hire("lan")
    saved = keeping.backup(tmp_path)
    Officer.objects.all().delete()
    hire("quang")
    evidence.write_bytes(b"spoiled")

    aside = keeping.restore(saved)

    assert list(Officer.objects.values_list("username", flat=True)) == ["lan"]
    assert evidence.read_bytes() == b"sealed"
    assert (aside / "private" / evidence.name).read_bytes() == b"spoiled"
    assert (aside / keeping.DUMPS[connection.vendor]).exists() or any(aside.glob("*.sqlite3"))


def test_only_the_owner_reads_a_backup(tmp_path: Path) -> None:
    assert stat.S_IMODE(keeping.backup(tmp_path).stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["cut", "flipped", "foreign", "empty"])
def test_a_damaged_backup_changes_nothing(damage: str, hire: Any, evidence: Path, tmp_path: Path) -> None:
    hire("lan")
    saved = keeping.backup(tmp_path)
    content = saved.read_bytes()
    spoilt = {"cut": content[: len(content) // 2], "flipped": flipped(saved), "foreign": b"no archive", "empty": b""}[damage]
    saved.write_bytes(spoilt)

    with pytest.raises(keeping.Unusable):
        keeping.restore(saved)
    assert Officer.objects.filter(username="lan").exists()
    assert evidence.read_bytes() == b"sealed"


def flipped(saved: Path) -> bytes:
    """Return the archive with another text in its private file and the manifest as it was."""
    changed = io.BytesIO()
    with tarfile.open(saved) as old, tarfile.open(fileobj=changed, mode="w:gz") as new:
        for member in old:
            file = old.extractfile(member)
            text = file.read() if file else b""
            text = b"forged" if member.name.startswith("private/") else text
            member.size = len(text)
            new.addfile(member, io.BytesIO(text))
    return changed.getvalue()


def test_a_file_outside_the_folders_is_refused(tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar.gz"
    files = {"private/../../outside": {"sha256": "", "mode": 0o600}}
    manifest = json.dumps({"format": keeping.FORMAT, "database": connection.vendor, "files": files}).encode("ascii")
    with tarfile.open(evil, "w:gz") as tar:
        for name, text in (("private/../../outside", b"x"), ("manifest.json", manifest)):
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
    with pytest.raises(keeping.Unusable, match="does not belong"):
        keeping.restore(evil)
