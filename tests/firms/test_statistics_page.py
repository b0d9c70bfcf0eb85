"""The public figures: whole, with their sources and days, and silent about every single firm."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from firms import disclosure, statistics
from firms.models import CoverageMonth, Firm, Statistic, TaxCode
from tests.firms.test_disclosure import spans

PAGE, FILE = "/so-lieu/", "/so-lieu/muc-do-tham-gia-bhxh.csv"


def read(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig")


def test_the_page_shows_the_newest_month_with_source_and_day(world: Any, browse: Any) -> None:
    page = read(browse(), PAGE)
    assert "Toàn tỉnh, tháng 10/2026" in page
    assert "Ban Quản lý khu công nghiệp báo cáo" in page
    assert "Cơ quan BHXH, số tính đến 31/10/2026" in page
    assert page.index("<table") < page.index("<svg")


def test_the_course_of_the_months_draws_the_share_and_not_totals_of_other_firms(world: Any, browse: Any) -> None:
    for path, said in ((PAGE, "Tỷ lệ tham gia (%)"), (f"/en{PAGE}", "Share insured (%)")):
        course = read(browse(), path).rpartition('<svg class="chart"')[2].partition("</svg>")[0]
        assert said in course
        scale = [int(value) for value in re.findall(r">(\d+)</text>", course)]
        assert scale == [0, 25, 50, 75, 100]


def test_every_month_has_its_page_and_no_other_has(world: Any, browse: Any) -> None:
    assert "tháng 09/2026" in read(browse(), "/so-lieu/2026-09/")
    assert browse().get("/so-lieu/1999-01/").status_code == 404
    assert browse().get("/so-lieu/2026-13/").status_code == 404
    assert browse().get("/so-lieu/0-0/").status_code == 404


def test_the_page_is_english_too(world: Any, browse: Any) -> None:
    page = read(browse(), "/en/so-lieu/")
    assert "Social insurance coverage figures" in page
    assert "Manufacturing" in page
    assert "not published" in page


def test_the_file_holds_what_is_published_and_not_one_number_more(world: Any, browse: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(read(browse(), FILE))))
    assert len(rows) == Statistic.objects.count()
    numbers = ("so_don_vi", "lao_dong", "tham_gia", "ty_le_phan_tram", "lao_dong_tu_ngay", "lao_dong_den_ngay", "tham_gia_den_ngay")
    kept_back = [row for row in rows if row["trang_thai"] == "không công bố"]
    assert kept_back
    assert all(not row[name] for row in kept_back for name in numbers)
    assert all(row["nguon_lao_dong"] and row["nguon_tham_gia"] and row["tham_gia_den_ngay"] for row in rows if row not in kept_back)
    assert all(int(row["so_don_vi"]) >= 3 for row in rows if row not in kept_back)


def test_no_firm_is_named_or_numbered(world: Any, browse: Any) -> None:
    told = read(browse(), PAGE) + read(browse(), FILE)
    assert [name for name in Firm.objects.values_list("name", flat=True) if name in told] == []
    assert [code for code in TaxCode.objects.values_list("code", flat=True) if code in told] == []


def test_no_kept_back_cell_of_the_province_can_be_recomputed(world: Any) -> None:
    names = {str(pk): name for pk, name in Firm.objects.exclude(commune=None).values_list("commune_id", "commune__name")}
    months = list(CoverageMonth.objects.order_by("-month")[:12])
    risky = [disclosure.primary(statistics.atoms(month)) for month in months]
    tried = 0
    for place, month in enumerate(months):
        atoms = statistics.atoms(month)
        gone = {(each.dimension, _key(each)) for each in Statistic.objects.filter(month=month.month, is_hidden=True)}
        told = {key: (key[0], names.get(key[1], key[1]) if key[0] == "commune" else key[1]) for key in disclosure.cells(atoms)}
        shown = [[int(key in atom.where()) for atom in atoms] for key, name in told.items() if name not in gone]
        for key in set().union(*risky[max(place - 1, 0) : place + 2]) & told.keys():
            assert not spans(shown, [int(key in atom.where()) for atom in atoms]), (month, key)
            tried += 1
    assert tried


def _key(each: Statistic) -> str:
    return each.code if each.dimension == "section" else each.label


def test_the_page_asks_few_questions(world: Any, browse: Any) -> None:
    client = browse()
    client.get(PAGE)
    with CaptureQueriesContext(connection) as asked:
        client.get(PAGE)
    assert len(asked) <= 6


def test_the_page_says_that_nothing_is_published_yet(db: None, browse: Any) -> None:
    page = read(browse(), PAGE)
    assert "Chưa có số liệu để công bố" in page
    assert len(read(browse(), FILE).splitlines()) == 1


def test_the_page_is_found(db: None, browse: Any) -> None:
    assert "/so-lieu/</loc>" in read(browse(), "/sitemap.xml")
    assert read(browse(), "/").count('href="/so-lieu/"') == 2
