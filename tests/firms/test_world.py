"""The imported province against what the sample pack says of it."""

from __future__ import annotations

import datetime as dt
import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firms import facts, screens, services
from firms.models import Arrears, ImportBatch, RegisterEntry, RowIssue, Sanction
from firms.rules import add_months
from firms.staging import Origin
from portal.demo import lists
from tests.world import World

AS_OF = dt.date(2026, 10, 31)
EXPECTED = json.loads((lists.SAMPLES / "expected.json").read_text(encoding="utf-8"))
FILES = sorted(EXPECTED["files"])


@pytest.fixture
def batches(world: World) -> dict[str, ImportBatch]:
    return {batch.file_name: batch for batch in ImportBatch.objects.all()}


@pytest.mark.parametrize("name", [name for name in FILES if name != "register.csv"])
def test_every_list_is_taken_as_the_pack_says(batches: dict[str, ImportBatch], name: str) -> None:
    expected, batch = EXPECTED["files"][name], batches[name]
    assert batch.state == "applied"
    assert batch.kind == expected["kind"]
    assert {"accepted": batch.rows_accepted, "warned": batch.rows_warned, "rejected": batch.rows_rejected} == expected["rows"]
    assert batch.warned_by_kind == expected["warned_by_kind"]
    assert batch.control == expected["control"]
    if "as_of" in expected:
        assert batch.as_of == dt.date.fromisoformat(expected["as_of"])
    rejected = list(batch.issues.filter(is_rejected=True).values_list("at", "code", "value"))
    assert rejected == [(row["at"], row["reason"], row["value"]) for row in expected["rejected"]]
    warned = {(issue.at, issue.code, issue.is_counted) for issue in batch.issues.filter(is_rejected=False)}
    assert warned == {(row["at"], kind, row["counted"]) for row in expected["warnings"] for kind in row["kinds"]}


def test_the_other_register_file_names_the_same_firms(world: World) -> None:
    expected = world.expected["files"]["register.csv"]
    origin = Origin(ImportBatch.objects.get(kind="register").sender)
    outcome = services.import_file(lists.read("register.csv"), name="register.csv", origin=origin, dry_run=True)
    assert outcome.rows == expected["rows"]
    assert outcome.warned_by_kind == expected["warned_by_kind"]
    assert [dict(row) for row in outcome.rejected] == expected["rejected"]
    assert outcome.plan["changed"] == outcome.plan["added"] == outcome.plan["removed"] == 0


def test_register_rows_are_stored_as_they_should_read(world: World, batches: dict[str, ImportBatch]) -> None:
    rows = RegisterEntry.objects.filter(batch=batches["register.xlsx"]).order_by("place")
    found = [[f"1:{row.place}", row.tax_code, row.name, row.legal_form, row.status, _iso(row.registered_on), row.declared] for row in rows]
    assert found == world.expected["files"]["register.xlsx"]["accepted"]


def test_sanction_rows_are_stored_as_they_should_read(world: World, batches: dict[str, ImportBatch]) -> None:
    rows = Sanction.objects.filter(batch=batches["sanctions.xlsx"]).order_by("place").prefetch_related("firm__tax_codes")
    found = [
        [
            f"1:{row.place}",
            row.firm.tax_codes.all()[0].code,
            row.decision_no,
            _iso(row.issued_on),
            row.conduct,
            row.decree,
            row.form,
            row.fine_vnd,
            _iso(row.violated_on),
            _iso(row.completed_on),
            row.state,
        ]
        for row in rows
    ]
    assert found == world.expected["files"]["sanctions.xlsx"]["accepted"]


def test_arrears_rows_are_stored_as_they_should_read(world: World, batches: dict[str, ImportBatch]) -> None:
    rows = Arrears.objects.filter(batch=batches["arrears_2026_10.xlsx"]).order_by("place").prefetch_related("firm__tax_codes")
    found = [
        [
            f"1:{row.place}",
            row.firm.tax_codes.all()[0].code if row.firm else row.stated,
            row.unit,
            row.office,
            row.workers,
            row.months_text or float(row.months),
            *(getattr(row, f"{name}_vnd") for name in ("bhxh", "bhyt", "bhtn", "tnld", "lai", "total")),
        ]
        for row in rows
    ]
    assert found == world.expected["files"]["arrears_2026_10.xlsx"]["accepted"]


def test_a_corrected_list_takes_the_place_of_the_first_issue(world: World, batches: dict[str, ImportBatch]) -> None:
    first, second = batches["arrears_2026_09.xlsx"], batches["arrears_2026_09_v2.xlsx"]
    diff = world.expected["files"]["arrears_2026_09_v2.xlsx"]["diff"]
    assert first.replaced_by == second
    assert second.version == 2
    assert (second.plan["added"], second.plan["removed"], second.plan["changed"]) == (
        len(diff["added"]),
        len(diff["removed"]),
        len(diff["changed"]),
    )
    services.roll_back(second, by=None, because="Bản thứ hai bị rút lại.")
    first.refresh_from_db()
    assert first in ImportBatch.objects.in_force()


@pytest.mark.parametrize(("screen", "key"), [("repeat", "repeat_violators"), ("late", "chronic_late"), ("honour", "honour_eligible")])
def test_screens_find_exactly_the_firms_of_the_pack(world: World, screen: str, key: str) -> None:
    found = screens.SCREENS[screen](AS_OF)
    assert [each.tax_code for each in found] == world.expected["world"][key]
    assert all(each.reasons for each in found)


def test_the_gap_is_ranked_with_both_numbers_and_their_sources(world: World) -> None:
    out = StringIO()
    call_command("screen", "gap", "--as-of", AS_OF.isoformat(), "--json", stdout=out)
    expected = world.expected["world"]["coverage_gap_top20"]
    found: list[dict[str, Any]] = json.loads(out.getvalue())[:20]
    assert [{key: row[key] for key in wanted} for row, wanted in zip(found, expected, strict=True)] == expected


def test_repeat_says_until_when_the_label_may_be_used_and_why(world: World) -> None:
    out = StringIO()
    call_command("screen", "repeat", "--as-of", AS_OF.isoformat(), "--json", stdout=out)
    for row in json.loads(out.getvalue()):
        latest = max(facts.decisions(AS_OF, [world.firm(row["tax_code"]).pk])[world.firm(row["tax_code"]).pk], key=lambda d: d.issued_on)
        opens = latest.completed_on or add_months(latest.issued_on, 12)
        assert row["latest_decision"] == latest.number
        assert row["label_until"] == add_months(opens, 6 if latest.form == "warning" else 12).isoformat()
        assert latest.number in row["label_reason"]
        assert row["label_stands"] is False
        assert "gợi ý cho cán bộ" in row["reasons"][-1]


@pytest.mark.parametrize("name", list(screens.SCREENS))
def test_a_page_of_a_screen_tells_what_the_whole_answer_tells(world: World, name: str) -> None:
    whole = screens.SCREENS[name](AS_OF)
    answer = screens.Answer(name, AS_OF, None)
    assert [each for number in (1, 2) for each in answer.page(str(number), 7)] == list(whole[:14])
    assert answer.page("1", 7).paginator.count == len(whole)


def test_further_pages_do_not_ask_of_all_firms_again(world: World) -> None:
    screens.Answer("repeat", AS_OF, None).page("1", 5)
    with CaptureQueriesContext(connection) as asked:
        screens.Answer("repeat", AS_OF, None).page("2", 5)
    assert not any("GROUP BY" in query["sql"] for query in asked)


def test_repeat_names_the_pairs_of_decisions(world: World) -> None:
    pairs = world.expected["world"]["notes"]["repeat_pairs"]
    for each in screens.repeat(AS_OF):
        assert all(number in " ".join(each.reasons) for number in pairs[each.tax_code])


def test_no_phone_and_no_contact_person_is_stored(world: World) -> None:
    with connection.cursor() as cursor:
        for table in [name for name in connection.introspection.table_names(cursor) if name.startswith("firms_")]:
            texts = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            for column in texts:
                cursor.execute(
                    f'SELECT COUNT(*) FROM "{table}" WHERE CAST("{column}" AS TEXT) LIKE %s OR CAST("{column}" AS TEXT) LIKE %s '
                    f'OR CAST("{column}" AS TEXT) LIKE %s',
                    ["%0000 000%", "%Ông Mẫu%", "%Bà Mẫu%"],
                )
                assert cursor.fetchone()[0] == 0, f"{table}.{column}"
    assert not RowIssue.objects.filter(value__contains="Ông").exists()


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
