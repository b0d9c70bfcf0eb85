"""The commands other tools rely on: exit codes, and JSON alone on stdout."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from firms.models import ImportBatch
from tests.firms.conftest import MakeFirm, arrears


def run(*args: Any) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_list", *map(str, args), stdout=out, stderr=err)
    return int(ended.value.code or 0), out.getvalue(), err.getvalue()


@pytest.fixture
def path(tmp_path: Path, make_firm: MakeFirm) -> Path:
    make_firm()
    (tmp_path / "ds.csv").write_bytes(arrears())
    return tmp_path / "ds.csv"


def test_an_applied_list_ends_with_0_and_the_same_file_again_too(path: Path) -> None:
    code, out, err = run(path, "--json")
    said = json.loads(out)
    assert (code, err) == (0, "")
    assert said["kind"] == "arrears"
    assert said["as_of"] == "2026-10-31"
    assert said["rows"] == {"accepted": 2, "warned": 1, "rejected": 0}
    assert said["warned_by_kind"] == {"unknown_firm": 1}
    assert said["batch"] == ImportBatch.objects.get().pk
    code, out, _ = run(path, "--json")
    assert code == 0
    assert json.loads(out)["already_imported"]
    assert "không có gì thay đổi" in run(path)[1]


def test_a_dry_run_ends_the_same_way(path: Path) -> None:
    code, out, _ = run(path, "--json", "--dry-run")
    assert code == 0
    assert json.loads(out)["batch"] is None
    assert not ImportBatch.objects.exists()


def test_a_held_list_ends_with_3(path: Path) -> None:
    path.write_bytes(arrears(total=5))
    assert run(path, "--dry-run")[0] == 3
    code, out, _ = run(path, "--json")
    assert code == 3
    assert json.loads(out)["holds"][0]["code"] == "control_total"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"\xff\xff\xff", b"<html>"])
def test_a_refused_file_ends_with_2_and_one_sentence(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    code, out, err = run(path, "--json")
    assert (code, out) == (2, "")
    assert err.strip().count("\n") == 0
    assert err.strip().endswith(".")
    assert not ImportBatch.objects.exists()


def test_a_file_that_is_not_there_and_half_an_address_are_refused(path: Path) -> None:
    assert run(path.with_name("khong-co.csv"))[0] == 2
    assert run(path, "--published-url", "https://bhxh.example/")[0] == 2


def test_a_day_to_come_is_refused_by_both_commands(path: Path) -> None:
    where = ("--published-url", "https://bhxh.example/", "--published-title", "DS", "--published-on", "2026-12-30")
    code, _, err = run(path, *where)
    assert (code, "chưa đến" in err) == (2, True)
    assert not ImportBatch.objects.exists()
    for name in ("repeat", "late", "honour", "gap", "check"):
        with pytest.raises(CommandError, match="chưa đến") as refused:
            call_command("screen", name, "--as-of", "2026-11-03")
        assert refused.value.returncode == 2
