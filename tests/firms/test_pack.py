"""The whole sample pack, the broken files included, by the command alone: what is printed, how it ends, what is left behind."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from firms.models import ImportBatch, RegisterEntry, RowIssue
from portal.demo import lists

BROKEN = Path(__file__).parent / "broken"
EXPECTED: dict[str, dict[str, Any]] = json.loads((BROKEN / "expected.json").read_text(encoding="utf-8"))["files"]
GOOD: dict[str, dict[str, Any]] = json.loads((lists.SAMPLES / "expected.json").read_text(encoding="utf-8"))["files"]
REFUSED = sorted(name for name, each in EXPECTED.items() if each["outcome"] == "reject_file")
TAKEN = sorted(set(EXPECTED) - set(REFUSED))


def run(path: Path) -> tuple[int, str, str]:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("import_list", str(path), "--json", stdout=out, stderr=err)
    return int(ended.value.code or 0), out.getvalue(), err.getvalue()


def left_behind() -> tuple[int, int, list[Path]]:
    var = Path(settings.VAR)
    kept = sorted(path for path in var.rglob("*") if path.is_file() and ".sqlite3" not in path.name and path.suffix != ".log")
    return ImportBatch.objects.count(), RowIssue.objects.count(), kept


@pytest.mark.django_db
def test_every_file_of_the_pack_is_read_from_the_file_alone(tmp_path: Path) -> None:
    order = [sample.name for sample in lists.LISTS]
    assert {*order, "register.csv"} == set(GOOD)
    for name in [*order, "register.csv"]:
        path = tmp_path / name
        path.write_bytes(lists.read(name))
        compare(path, GOOD[name])
    for name in TAKEN:
        with transaction.atomic():
            compare(BROKEN / name, EXPECTED[name])
            transaction.set_rollback(True)


def compare(path: Path, expected: dict[str, Any]) -> None:
    name = path.name
    held = expected.get("outcome") == "hold"
    code, out, err = run(path)
    said = json.loads(out)
    assert (name, code, err, said["state"]) == (name, 3 if held else 0, "", "held" if held else "applied"), said["holds"]
    for key in ("rows", "warned_by_kind", "rejected", "control", "as_of"):
        if key in expected:
            assert (name, key, said[key]) == (name, key, expected[key])
    assert said["kind"] == (expected["kind"] if expected["kind"] != "broken" else "register")
    if held:
        assert {hold["code"] for hold in said["holds"]} == {expected["reason"]}
    if isinstance(warnings := expected.get("warnings"), list):
        warned = set(RowIssue.objects.filter(batch=said["batch"], is_rejected=False).values_list("at", "code"))
        assert warned == {(row["at"], kind) for row in warnings for kind in row["kinds"]}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.django_db
def test_a_broken_file_ends_in_one_sentence_and_leaves_nothing(name: str) -> None:
    before = left_behind()
    code, out, err = run(BROKEN / name)
    assert (code, out) == (2, "")
    assert err.strip().count("\n") == 0
    assert err.strip().endswith(".")
    assert left_behind() == before


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused_for_its_own_reason(name: str) -> None:
    from core.tables import UnreadableError, open_table
    from firms.intake import reading
    from firms.intake.rows import Known

    with pytest.raises(UnreadableError) as refused:
        for _ in reading.start(open_table(BROKEN / name, name), Known()).chunks():
            pass
    assert refused.value.code == EXPECTED[name]["reason"]


def test_dates_of_every_spelling_are_one_day(world: Any) -> None:
    said = json.loads(run(BROKEN / "mixed_dates.xlsx")[1])
    rows = RegisterEntry.objects.filter(batch=said["batch"]).values_list("place", "registered_on")
    assert {f"1:{place}": day.isoformat() for place, day in rows if day} == EXPECTED["mixed_dates.xlsx"]["dates"]


def test_a_list_of_formulas_without_values_changes_nothing(world: Any) -> None:
    in_force = set(ImportBatch.objects.in_force().values_list("pk", flat=True))
    said = json.loads(run(BROKEN / "formula_no_cache.xlsx")[1])
    assert in_force <= set(ImportBatch.objects.in_force().values_list("pk", flat=True))
    assert said["rows"]["accepted"] == 0
