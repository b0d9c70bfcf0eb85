"""The ledger only grows, never forks, and anyone can verify it without us."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core import chain
from press import ledger, triggers, views
from press.models import LedgerEntry, Release

from .conftest import Make


def write(count: int) -> None:
    for number in range(count):
        ledger.append("published", f"TX-99-2026-{number:06d}", "THU_NGO", {"n": number}, salt=b"salt")


def test_entries_are_chained(db: None) -> None:
    write(3)
    assert chain.verify(ledger.published(), head=ledger.head().hash) is None
    assert set(next(ledger.published())) == {"v", "seq", "at", "act", "public_id", "legal_basis", "commitment", "prev", "hash"}


@pytest.mark.parametrize("sql", ["UPDATE press_ledgerentry SET act = 'x'", "DELETE FROM press_ledgerentry", "TRUNCATE press_ledgerentry"])
def test_the_database_refuses_to_change_the_ledger(db: None, sql: str) -> None:
    write(2)
    if sql.startswith("TRUNCATE") and connection.vendor == "sqlite":
        sql = "DELETE FROM press_ledgerentry WHERE seq = 2"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert LedgerEntry.objects.count() == 2


def test_the_triggers_can_be_made_again(db: None) -> None:
    triggers.create()
    triggers.create()
    write(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_writers_at_once_never_fork_the_chain() -> None:
    def work() -> None:
        try:
            write(5)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert LedgerEntry.objects.count() == 20
    assert chain.verify(ledger.published(), head=ledger.head().hash) is None


def verify(path: Path, *head: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-I", str(views.VERIFIER), str(path), *head], capture_output=True, text=True, check=False)


def test_anyone_can_verify_a_downloaded_ledger(db: None, tmp_path: Path) -> None:
    write(3)
    head, path = ledger.head().hash, tmp_path / "nhat-ky.jsonl"
    path.write_bytes(b"".join(Client().get("/nhat-ky-cong-khai/nhat-ky.jsonl").streaming_content))  # type: ignore[attr-defined]
    answer = verify(path, head)
    assert (answer.returncode, answer.stdout) == (0, f"OK: 3 entries, head {head}\n")
    call_command("verify_ledger", path, head=head)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    edited = json.loads(lines[1]) | {"act": "expired"}
    for name, tampered in {
        "edited": [lines[0], json.dumps(edited) + "\n", lines[2]],
        "deleted": [lines[0], lines[2]],
        "reordered": [lines[1], lines[0], lines[2]],
        "cut": lines[:2],
    }.items():
        path.write_text("".join(tampered), encoding="utf-8")
        assert verify(path, head).returncode == 1, name
        with pytest.raises(CommandError):
            call_command("verify_ledger", path, head=head)


def test_a_file_that_is_no_ledger_gives_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_text("xin chào\n", encoding="utf-8")
    assert verify(path).stderr.startswith("NOT VALID")
    assert verify(tmp_path / "none").stderr.startswith("NOT VALID")
    with pytest.raises(CommandError):
        call_command("verify_ledger", path)


def test_the_command_finds_a_payload_that_was_changed(make: Make) -> None:
    release = make("live")
    call_command("verify_ledger")
    Release.objects.filter(pk=release.pk).update(payload={"items": []})
    with pytest.raises(CommandError, match=release.public_id):
        call_command("verify_ledger")


def test_the_command_finds_a_ledger_that_was_cut(make: Make) -> None:
    make("live")
    make("live", name="Công ty Mẫu Khác")
    triggers.drop()
    LedgerEntry.objects.get(seq=2).delete()
    triggers.create()
    with pytest.raises(CommandError, match="cắt"):
        call_command("verify_ledger")
