"""The public page about the bot: its law, its accuracy, its counts, what it keeps; in both languages, in few queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bots import accuracy, index
from bots.learning.models import Happened, Tally
from core.models import Article, Certainty

ABOUT = "/tro-ly-ao/gioi-thieu/"
Browse = Callable[..., Client]
pytestmark = pytest.mark.django_db


def read(reader: Client, path: str = ABOUT) -> str:
    response = reader.get(path)
    assert response.status_code == 200
    assert "public" in response.headers["Cache-Control"]
    assert not response.cookies
    return response.content.decode()


def test_it_says_by_which_law_and_how_certain_that_is(some_answers: None, browse: Browse) -> None:
    page = read(browse())
    assert "Điều 11 khoản 1 Luật Trí tuệ nhân tạo 134/2025/QH15 (áp dụng từ 01/03/2026" in page
    assert "đang chờ xác nhận)" not in page
    Article.objects.filter(instrument__number="134/2025/QH15", number="11").update(certainty=Certainty.TO_CONFIRM)
    assert "134/2025/QH15 (áp dụng từ 01/03/2026; đang chờ xác nhận)" in read(browse())


def test_it_tells_the_accuracy_of_the_running_index(some_answers: None, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    share = accuracy.Share
    measured = accuracy.Accuracy(share(8, 10), share(9, 10), share(153, 180), share(9, 180), share(171, 180), share(1, 40))
    assert index._loaded is not None
    monkeypatch.setattr(index, "_loaded", replace(index._loaded, built_on=dt.date(2026, 10, 30)))
    monkeypatch.setattr(index, "_measured", {index._loaded.path: measured})
    page = read(browse())
    for said in ('<time datetime="2026-10-30">30/10/2026</time>', "85,0 %", "79,1–89,5 %", "153/180", "1/40", "180 câu hỏi trong phạm vi"):
        assert said in page
    english = read(browse(), f"/en{ABOUT}")
    for said in ("About the assistant", "85.0 %", "79.1–89.5 %"):
        assert said in english


def test_before_any_answer_is_published_it_says_so(browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "_loaded", None)
    assert "chưa đo" in read(browse())


def test_it_tells_whole_months_and_nothing_that_points_at_anybody(some_answers: None, browse: Browse) -> None:
    for month, happened, slug, times in (
        (10, Happened.ANSWERED, "cong-ty-khong-dong-bhxh", 1234),
        (10, Happened.ANSWERED, "mat-so-cap-lai", 3),
        (10, Happened.UNKNOWN, "", 4),
        (10, Happened.OFFERED, "", 77),
        (9, Happened.ANSWERED, "mat-so-cap-lai", 4),
        (11, Happened.ANSWERED, "mat-so-cap-lai", 999),
    ):
        Tally.objects.create(day=dt.date(2026, month, 1), channel="web", happened=happened, slug=slug, count=times)
    page = read(browse())
    assert "Tháng 10/2026: 1.318 lượt" in page
    assert "1.237" in page
    assert "81" in page, "what is too small stands together with the next"
    assert "Mất sổ" not in page.split("1.318")[1].split("</section>")[0]
    assert "09/2026" not in page
    assert "999" not in page


def test_it_is_linked_where_people_look(some_answers: None, browse: Browse) -> None:
    reader = browse()
    for path in ("/tro-ly-ao/", "/"):
        assert f'href="{ABOUT}"' in reader.get(path).content.decode()
    assert f"{ABOUT}</loc>" in reader.get("/sitemap.xml").content.decode()


def test_it_costs_a_dozen_queries(some_answers: None, browse: Browse) -> None:
    reader = browse()
    read(reader)
    with CaptureQueriesContext(connection) as queries:
        read(reader)
    assert len(queries) <= 12, [query["sql"][:120] for query in queries]
