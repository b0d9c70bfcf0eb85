"""The officers' screens of coverage: within what each may see, by how many queries, and down to the firms."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from core.models import Agency
from core.text import sort_key
from firms import coverage, rollup
from firms.models import CoverageCell
from firms.rollup import Asked

OCTOBER = dt.date(2026, 10, 1)


@pytest.fixture
def data_officer(world: Any, hire: Any) -> Any:
    agency = Agency.objects.create(code="snv", name="Sở Nội vụ", kind=Agency.Kind.HOME_AFFAIRS)
    return hire("quang", "firms.view_register", agency=agency)


@pytest.mark.parametrize("dimension", list(rollup.BY))
def test_every_break_down_adds_up_to_the_province(world: Any, dimension: str) -> None:
    rows = rollup.rows(None, Asked(OCTOBER), dimension)
    whole = rollup.total(rollup.rows(None, Asked(OCTOBER), "thang"))
    assert rollup.total(rows) == whole
    assert whole.both > 0


def test_a_figure_leads_to_exactly_its_firms(world: Any) -> None:
    (first, *_) = rollup.rows(None, Asked(OCTOBER), "nganh")
    asked = Asked(OCTOBER, section=first.value)
    for belongs, count in (("both", first.sums.both), ("short", first.sums.short), ("only_insured", first.sums.only_insured)):
        pairs, found = coverage.firms_of(OCTOBER, asked.firms(None), belongs, most=5000)
        assert len(pairs) == found == count
    pairs, _ = coverage.firms_of(OCTOBER, asked.firms(None), "both", most=5000)
    assert sum(pair.employed or 0 for pair in pairs) == first.sums.employed
    assert sum(pair.insured or 0 for pair in pairs) == first.sums.insured
    differences = [pair.missing or 0 for pair in pairs]
    assert differences == sorted(differences, reverse=True)


def test_pages_of_firms_neither_repeat_nor_lose_one(world: Any) -> None:
    everyone = Asked(OCTOBER).firms(None)
    whole, count = coverage.firms_of(OCTOBER, everyone, "short", most=5000)
    parts = [pair for skip in range(0, count, 100) for pair in coverage.firms_of(OCTOBER, everyone, "short", skip=skip, most=100)[0]]
    assert parts == whole


@pytest.mark.parametrize("query", ["", "?theo=thang", "?theo=kcn&nganh=C", "?theo=nganh&kcn=-", "?xa=abc&kcn=%27&thang=x&theo=y&p=99"])
def test_the_page_answers_whatever_is_asked(data_officer: Any, browse: Any, query: str) -> None:
    page = browse(data_officer).get(reverse("firms_coverage") + query)
    assert page.status_code == 200
    assert "Ban Quản lý" in page.content.decode()
    assert browse(data_officer).get(reverse("firms_coverage_firms") + f"?xa={9**30}").status_code == 200


def test_the_page_asks_as_many_questions_for_one_row_as_for_many(data_officer: Any, browse: Any) -> None:
    client = browse(data_officer)
    client.get(reverse("firms_coverage"))
    counts = []
    for query in ("?theo=xa", "?theo=xa&kcn=-&nganh=B"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(reverse("firms_coverage") + query)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 28


def test_a_zone_board_sees_its_zones_and_nothing_else(world: Any, hire: Any, browse: Any) -> None:
    zone = CoverageCell.objects.exclude(zone="").values_list("zone", flat=True).order_by("zone")[0]
    board = Agency.objects.create(code="bql", name="Ban Quản lý", kind=Agency.Kind.ZONE, zones=zone)
    officer = hire("tam", "firms.view_register", agency=board)
    assert {row.value for row in rollup.rows(officer, Asked(OCTOBER), "kcn")} == {zone}
    client = browse(officer)
    assert "Ngoài khu" not in client.get(reverse("firms_coverage") + "?theo=kcn").content.decode()
    outside, count = coverage.firms_of(OCTOBER, Asked(OCTOBER, zone=rollup.NONE).firms(officer), "both")
    assert (outside, count) == ([], 0)


def test_who_has_no_business_with_headcounts_finds_no_page(world: Any, hire: Any, browse: Any) -> None:
    finance = hire("sau", "firms.view_register", agency=Agency.objects.create(code="stc", name="Sở Tài chính", kind=Agency.Kind.FINANCE))
    nobody = hire("khach", "firms.view_register", agency=None)
    for officer in (finance, nobody):
        for name in ("firms_coverage", "firms_coverage_firms"):
            assert browse(officer).get(reverse(name)).status_code == 404


def test_the_file_says_source_and_day_of_every_figure(data_officer: Any, browse: Any) -> None:
    answer = browse(data_officer).get(reverse("firms_coverage") + "?theo=xa&tep=csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(rollup.rows(None, Asked(OCTOBER), "xa"))
    assert all(row["Nguồn số lao động"] and row["Nguồn số tham gia"] and row["Số tham gia tính đến ngày"] for row in rows)
    assert 'filename="muc-do-tham-gia-bhxh-thang-10-2026-theo-xa-phuong.csv"' in answer["Content-Disposition"]
    book = load_workbook(io.BytesIO(browse(data_officer).get(reverse("firms_coverage"), {"tep": "xlsx", "nganh": "C"}).content))
    told = [row[0] for row in book.worksheets[0].iter_rows(max_row=4, values_only=True)]
    assert told[0] == "Mức độ tham gia BHXH tháng 10/2026 theo xã, phường"
    assert "tính đến ngày 31/10/2026" in told[1]
    assert told[2].startswith("Phạm vi: C. ")
    assert told[3] == "Xã, phường"


def test_the_page_says_what_to_do_while_nothing_is_counted(hire: Any, browse: Any) -> None:
    officer = hire("quang", "firms.view_register", is_superuser=True)
    assert "Chưa có tháng nào" in browse(officer).get(reverse("firms_coverage")).content.decode()


def test_what_a_filter_offers_stands_in_the_order_of_vietnamese(world: Any) -> None:
    for offered in rollup.choices(None, OCTOBER).values():
        named = [name for value, name in offered if value != rollup.NONE]
        assert named == sorted(named, key=sort_key)
    communes = [name for value, name in rollup.choices(None, OCTOBER)["xa"] if value != rollup.NONE]
    assert communes != sorted(communes), "plain signs put Đ behind Z"


def test_the_page_says_why_those_who_are_missing_are_more_than_the_difference_of_the_sums(world: Any, hire: Any, browse: Any) -> None:
    total = rollup.total(rollup.rows(None, Asked(OCTOBER), "xa"))
    assert total.missing > total.employed - total.insured
    page = browse(hire("lan", "firms.view_register")).get("/quan-tri/muc-do-tham-gia/").content.decode()
    assert "cộng phần thiếu của từng đơn vị" in page
    assert (
        "Tỷ lệ tham gia BHXH (%)"
        in browse(hire("hoa", "firms.view_register")).get("/quan-tri/muc-do-tham-gia/?theo=thang").content.decode()
    )
