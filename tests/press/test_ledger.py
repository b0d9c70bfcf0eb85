"""The ledger only grows, never forks, and anyone can verify it without us."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from core import chain, clock
from press import ledger, sweeps, triggers, views
from press.models import DailyHead, LedgerEntry, LedgerHead, Release

from .conftest import Make


def write(count: int) -> None:
    for number in range(count):
        ledger.append("published", f"TX-99-2026-{number:06d}", "THU_NGO", {"n": number}, salt=b"salt")


def test_entries_are_chained(db: None) -> None:
    write(3)
    assert chain.verify(ledger.published(), head=ledger.head().hash) is None
    assert set(next(ledger.published())) == {"v", "seq", "at", "act", "public_id", "legal_basis", "commitment", "prev", "hash"}


@pytest.mark.parametrize("table", triggers.TABLES)
@pytest.mark.parametrize("sql", ["UPDATE {table} SET hash = 'x'", "DELETE FROM {table}", "TRUNCATE {table}"])
def test_the_database_refuses_to_change_the_ledger_and_its_heads(db: None, table: str, sql: str) -> None:
    write(2)
    ledger.publish_head()
    if sql.startswith("TRUNCATE") and connection.vendor == "sqlite":
        sql = "DELETE FROM {table} WHERE seq = 2"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(table=table))
    assert (LedgerEntry.objects.count(), DailyHead.objects.count()) == (2, 1)


def test_the_triggers_can_be_made_again(db: None) -> None:
    triggers.create()
    triggers.create()
    assert triggers.missing() == []
    write(1)
    with pytest.raises(DatabaseError), transaction.atomic():
        LedgerEntry.objects.all().delete()


#: What somebody with rights over the database may do to a trigger so that it no longer refuses.
SABOTAGE = {
    "sqlite": (
        "DROP TRIGGER press_ledgerentry_no_delete",
        "DROP TRIGGER press_ledgerentry_no_delete; "
        "CREATE TRIGGER press_ledgerentry_no_delete BEFORE DELETE ON press_ledgerentry BEGIN SELECT 1; END",
    ),
    "postgresql": (
        "DROP TRIGGER press_ledgerentry_no_change ON press_ledgerentry",
        "ALTER TABLE press_ledgerentry DISABLE TRIGGER press_ledgerentry_no_change",
        "CREATE OR REPLACE FUNCTION press_ledgerentry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
    ),
}


def test_the_command_finds_a_database_that_no_longer_refuses(db: None) -> None:
    write(1)
    for statement in SABOTAGE[connection.vendor]:
        with connection.cursor() as cursor:
            for part in [statement] if connection.vendor == "postgresql" else re.split(r";(?= CREATE)", statement):
                cursor.execute(part)
        assert triggers.missing(), statement
        with pytest.raises(CommandError, match="không còn chặn"):
            call_command("verify_ledger")
        triggers.create()
        call_command("verify_ledger")


def test_the_end_of_the_ledger_is_published_once_a_day(db: None) -> None:
    assert sweeps.publish_heads() == 0
    write(2)
    assert (sweeps.publish_heads(), sweeps.publish_heads()) == (1, 0)
    write(1)
    with clock.at(clock.today() + dt.timedelta(days=1)):
        assert sweeps.publish_heads() == 1
    assert list(DailyHead.objects.values_list("seq", flat=True)) == [3, 2]
    page = Client().get("/nhat-ky-cong-khai/").content.decode()
    assert all(head.hash in page for head in DailyHead.objects.all())
    assert f'<ledger:head seq="3">{ledger.head().hash}</ledger:head>' in Client().get("/tin.atom").content.decode()


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
    ledger.publish_head()
    heads = tmp_path / "dau-chuoi.jsonl"
    heads.write_bytes(b"".join(Client().get("/nhat-ky-cong-khai/dau-chuoi.jsonl").streaming_content))  # type: ignore[attr-defined]
    assert verify(path, str(heads)).returncode == 0
    call_command("verify_ledger", path, heads=heads)
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
        assert verify(path, str(heads)).returncode == 1, name
        with pytest.raises(CommandError):
            call_command("verify_ledger", path, head=head)
        with pytest.raises(CommandError):
            call_command("verify_ledger", path, heads=heads)


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


def test_a_ledger_cut_together_with_its_head_betrays_itself_by_a_published_one(db: None) -> None:
    """Whoever rewrites the end of the chain and its head still contradicts what was published on a day."""
    write(3)
    ledger.publish_head()
    triggers.drop()
    LedgerEntry.objects.get(seq=3).delete()
    triggers.create()
    LedgerHead.objects.update(seq=2, hash=LedgerEntry.objects.get(seq=2).hash)
    with pytest.raises(CommandError, match="cắt bớt"):
        call_command("verify_ledger")
    ledger.append("published", "TX-99-2026-999999", "THU_NGO", {}, salt=b"other")
    with pytest.raises(CommandError, match="khác với mã đã công bố"):
        call_command("verify_ledger")
