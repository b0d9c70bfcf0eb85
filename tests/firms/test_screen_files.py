"""The screens narrowed to a part of the province, and taken out as files."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pdfplumber
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.models import Agency
from core.text import slug
from firms import codes, people, scope, screens, vsic
from firms.models import Export, Firm, ScreenPolicy
from firms.narrowing import Filter
from tests.world import World

AS_OF = dt.date(2026, 10, 31)
DAY = {"ngay": "31/10/2026"}
NAMES = list(screens.SCREENS)


@pytest.fixture
def client(world: World, hire: Any, browse: Any) -> Any:
    authority = Agency.objects.create(code="so", name="Sở Nội vụ", kind=Agency.Kind.HOME_AFFAIRS)
    return browse(hire("lan", "firms.view_register", agency=authority))


def table(client: Any, name: str, ending: str = "csv", **asked: Any) -> list[list[str]]:
    """Return the lines of a screen's CSV file, its heading first."""
    answer = client.post(reverse("firms_screen_export", args=[name, ending]), {**DAY, **asked})
    assert answer.status_code == 200
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", NAMES)
def test_parts_of_the_province_make_up_the_whole(world: World, name: str) -> None:
    every = screens.SCREENS[name](AS_OF)
    firms = screens.names(every)

    def keys(part: Filter) -> set[int]:
        return {key for _, key in screens.Answer(name, AS_OF, None, part).page("1", 1).paginator.object_list}

    assert list(screens.Answer(name, AS_OF, None).rows()) == list(every)
    for commune in sorted({firm.commune_id for firm in firms.values() if firm.commune_id})[:3]:
        assert keys(Filter(commune=commune)) == {key for key, firm in firms.items() if firm.commune_id == commune}
    for zone in sorted({firm.zone for firm in firms.values() if firm.zone})[:3]:
        assert keys(Filter(zone=zone)) == {key for key, firm in firms.items() if firm.zone == zone}
    for letter in sorted({vsic.group(firm.vsic_version, firm.vsic_code).letter for firm in firms.values()} - {""})[:3]:
        of_letter = {key for key, firm in firms.items() if vsic.group(firm.vsic_version, firm.vsic_code).letter == letter}
        assert keys(Filter(section=letter)) == of_letter


def test_a_rank_stays_the_rank_in_the_whole_province(world: World) -> None:
    ranks = {each.firm_id: each.rank for each in screens.gap(AS_OF)}
    zone = next(firm.zone for firm in screens.names(screens.gap(AS_OF)).values() if firm.zone)
    rows: Any = list(screens.Answer("gap", AS_OF, None, Filter(zone=zone)).rows())
    assert 0 < len(rows) < len(ranks)
    assert all(each.rank == ranks[each.firm_id] for each in rows)


def test_the_page_is_narrowed_and_keeps_what_was_asked(client: Any) -> None:
    late = screens.late(AS_OF)
    firms = screens.names(late)
    zone = next(firm.zone for firm in firms.values() if firm.zone)
    page = client.get(reverse("firms_screen", args=["late"]), {**DAY, "kcn": zone}).content.decode()
    for each in late[:50]:
        assert (firms[each.firm_id].public_id in page) is (firms[each.firm_id].zone == zone)
    assert "kcn=" in page.split('aria-label="Các sàng lọc"')[1].split("</nav>")[0], "another screen is asked of the same part"
    nothing = client.get(reverse("firms_screen", args=["late"]), {"ngay": "02/01/2026", "kcn": zone}).content.decode()
    assert "Không có đơn vị nào trong phạm vi đã chọn" in nothing
    assert "Xuất XLSX" not in nothing


@pytest.mark.parametrize("day", ["31/12/1999", "32/01/2026", "03/11/2026", "01/01/2030"])
@pytest.mark.parametrize("address", ["late", None], ids=["screen", "check list"])
def test_a_day_that_nothing_is_judged_by_is_refused_in_words(client: Any, day: str, address: str | None) -> None:
    path = reverse("firms_screen", args=[address]) if address else reverse("firms_checklist")
    answer = client.get(path, {"ngay": day})
    assert answer.status_code == 422
    assert 'class="error-message"' in answer.content.decode()


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_every_firm_with_its_reasons_and_is_recorded(client: Any, name: str) -> None:
    found = screens.SCREENS[name](AS_OF)
    head, *lines = table(client, name)
    reasons = head.index("Lý do")
    assert [line[reasons].split("\n") for line in lines] == [list(each.reasons) for each in found]
    assert not any(len(line[head.index("Mã số thuế")]) == 12 for line in lines), "a code of 12 digits is a person's"
    export = Export.objects.get()
    assert (export.what, export.rows, str(export.taken_by)) == (screens.LABELS[name], len(found), "lan")
    assert export.events.exists()


def test_a_workbook_says_where_its_figures_come_from(client: Any) -> None:
    zone = next(firm.zone for firm in screens.names(screens.gap(AS_OF)).values() if firm.zone)
    answer = client.post(reverse("firms_screen_export", args=["gap", "xlsx"]), {**DAY, "kcn": zone})
    book = load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(min_row=4, values_only=True))
    above = [row[0] for row in book.worksheets[0].iter_rows(max_row=3, values_only=True)]
    policy = ScreenPolicy.objects.get()
    assert above == [screens.LABELS["gap"], f"Số liệu tính đến ngày {AS_OF:%d/%m/%Y}. {policy}.", f"Phạm vi: {zone}."]
    assert book.worksheets[0].freeze_panes == "A5"
    assert {row[7] for row in rows[1:]} == {zone}
    assert all(row[1] == row[2] - row[3] > 0 for row in rows[1:])
    notes = " ".join(str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True))
    assert f"Phạm vi: {zone}" in notes
    assert "tính đến 31/10/2026" in notes
    assert "kcn=" in Export.objects.get().asked


def test_the_printed_list_can_be_read(client: Any) -> None:
    answer = client.post(reverse("firms_screen_export", args=["late", "pdf"]), DAY)
    with pdfplumber.open(io.BytesIO(answer.content)) as pdf:
        text = "\n".join(page.extract_text() or "" for page in pdf.pages)
    assert "Chậm đóng kéo dài" in text
    assert all(each.tax_code in text for each in screens.late(AS_OF)[:20] if not codes.is_personal(each.tax_code))


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(client: Any) -> None:
    first = screens.late(AS_OF)[0]
    Firm.objects.filter(pk=first.firm_id).update(name="=HYPERLINK(1)")
    head, *lines = table(client, "late")
    assert lines[0][head.index("Đơn vị")] == "'=HYPERLINK(1)"


def test_a_file_is_named_by_its_day_its_part_and_its_thresholds(client: Any) -> None:
    zone = next(firm.zone for firm in screens.names(screens.gap(AS_OF)).values() if firm.zone)
    table(client, "gap", kcn=zone)
    first = ScreenPolicy.objects.get().valid_from
    assert Export.objects.get().file_name == f"sang-loc-gap-{AS_OF:%Y-%m-%d}-{slug(zone)}-nguong-tu-{first:%Y-%m-%d}.csv"


@pytest.mark.parametrize(("name", "ending", "asked"), [("late", "doc", {}), ("nothing", "csv", {}), ("late", "csv", {"xa": "999999"})])
def test_what_nobody_offers_is_not_given(client: Any, name: str, ending: str, asked: dict[str, str]) -> None:
    assert client.post(reverse("firms_screen_export", args=[name, ending]), {**DAY, **asked}).status_code == 404
    assert not Export.objects.exists()


def test_an_officer_takes_out_own_firms_alone(world: World, hire: Any, browse: Any) -> None:
    board = Agency.objects.create(code="kcn-x", name="Ban Quản lý", kind=Agency.Kind.ZONE, zones="KCN Hưng Lũy")
    by = hire("bo", "firms.view_register", agency=board)
    head, *lines = table(browse(by), "gap")
    mine = scope.only(screens.gap(AS_OF), by)
    assert mine
    assert [line[head.index("Hạng")] for line in lines] == [str(each.rank) for each in mine]
    assert browse(by).post(reverse("firms_screen_export", args=["repeat", "csv"]), DAY).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_the_queries_of_a_file_do_not_grow_with_its_firms(client: Any, name: str) -> None:
    zone = next(firm.zone for firm in screens.names(screens.SCREENS[name](AS_OF)).values() if firm.zone)
    table(client, name)
    counts = []
    for asked in ({"kcn": zone}, {}):
        with CaptureQueriesContext(connection) as queries:
            table(client, name, **asked)
        counts.append(len(queries))
    assert abs(counts[0] - counts[1]) <= 2, counts


def test_a_pair_asked_of_some_firms_is_the_pair_of_all(world: World) -> None:
    every = {pair.firm_id: pair for pair in people.pairs(AS_OF)}
    some = sorted(every)[::7]
    assert {pair.firm_id: pair for pair in people.pairs(AS_OF, only=some)} == {key: every[key] for key in some}
    assert people.pairs(AS_OF, only=[]) == []
    assert all(isinstance(each.months, Decimal) for each in screens.late(AS_OF, some))
