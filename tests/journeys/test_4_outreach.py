"""A worker comes in by the front door, reads a topic, finds an answer with its law, and searches without accents."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext

from core import clock
from tests.conftest import TODAY


@pytest.fixture(scope="module")
def _site(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), clock.at(TODAY), transaction.atomic():
        with TestCase.captureOnCommitCallbacks(execute=True):
            call_command("content", verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def read(_site: None, db: None, browse: Callable[..., Client]) -> Callable[[str], str]:
    """Return a function that opens a public page and returns its text."""
    reader = browse()

    def read(address: str, **query: str) -> str:
        response = reader.get(address, query)
        assert response.status_code == 200, address
        assert "Set-Cookie" not in response.headers
        text = unescape(response.content.decode())
        assert text.count("<h1") == 1, address
        return text

    return read


def test_from_the_front_door_to_an_answer_with_its_law(read: Callable[[str], str]) -> None:
    assert 'href="/nguoi-lao-dong/"' in read("/")
    audience = read("/nguoi-lao-dong/")
    assert 'href="/nguoi-lao-dong/khi-cong-ty-cham-dong/"' in audience
    topic = read("/nguoi-lao-dong/khi-cong-ty-cham-dong/")
    assert "Điều 38 Luật Bảo hiểm xã hội 41/2024/QH15" in topic
    assert 'href="/hoi-dap/muc-phat-cham-tron-dong/"' not in topic
    assert 'href="/hoi-dap/cham-dong-tron-dong-la-gi/"' in topic
    answer = read("/hoi-dap/cham-dong-tron-dong-la-gi/")
    assert "Điều 39 Luật Bảo hiểm xã hội 41/2024/QH15" in answer
    assert '<time datetime="2025-07-01">01/07/2025</time>' in answer
    assert "đang chờ xác nhận" in answer
    law = read("/phap-luat/luat-bao-hiem-xa-hoi-41-2024-qh15/")
    assert 'id="dieu-39"' in law
    assert 'href="/hoi-dap/cham-dong-tron-dong-la-gi/"' in law


def test_an_old_decree_is_shown_as_ended(read: Callable[[str], str]) -> None:
    answer = read("/hoi-dap/muc-phat-cham-tron-dong/")
    assert "Quy định trước đây" in answer
    assert 'hết hiệu lực từ <time datetime="2026-09-10">10/09/2026</time>' in answer
    assert "Nghị định 12/2022/NĐ-CP" in read("/phap-luat/").split('id="het-hieu-luc"')[1]


def test_the_employers_door(read: Callable[[str], str]) -> None:
    assert 'href="/nguoi-su-dung-lao-dong/dang-ky-trong-30-ngay/"' in read("/nguoi-su-dung-lao-dong/")
    assert "30 ngày" in read("/nguoi-su-dung-lao-dong/dang-ky-trong-30-ngay/")


@pytest.mark.parametrize("query", ["trốn đóng", "tron dong", unicodedata.normalize("NFD", "trốn đóng")])
def test_the_site_search_knows_every_spelling(read: Callable[..., str], query: str) -> None:
    assert "/hoi-dap/cham-dong-tron-dong-la-gi/" in read("/tim-kiem/", q=query)


def test_bao_hiem_xa_hoi_without_accents_finds(read: Callable[..., str]) -> None:
    assert 'href="/hoi-dap/' in read("/tim-kiem/", q="bao hiem xa hoi")


def test_the_english_doors_stand(read: Callable[[str], str]) -> None:
    assert "hotline is 1900 9068" in read("/en/nguoi-lao-dong/")
    assert "Decree 283/2026" in read("/en/nguoi-su-dung-lao-dong/")
    assert "Questions and answers" in read("/en/hoi-dap/")
    assert "Legal instruments" in read("/en/phap-luat/")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/hoi-dap/khong-co-cau-nay/", "/phap-luat/khong-co/"])
def test_what_is_not_there_is_not_found(browse: Callable[..., Client], address: str) -> None:
    assert browse().get(address).status_code == 404


@pytest.mark.parametrize(
    ("address", "most"),
    [
        pytest.param("/hoi-dap/", 12, id="all answers"),
        pytest.param("/hoi-dap/ty-le-dong/", 12, id="one answer"),
        pytest.param("/phap-luat/", 12, id="all instruments"),
        pytest.param("/phap-luat/luat-bao-hiem-xa-hoi-41-2024-qh15/", 12, id="one instrument"),
        pytest.param("/nguoi-lao-dong/", 14, id="an audience"),
        pytest.param("/nguoi-lao-dong/thai-san-om-dau/", 16, id="a topic, one level deeper in the tree"),
    ],
)
def test_pages_cost_the_same_whatever_they_show(read: Callable[[str], str], address: str, most: int) -> None:
    read(address)
    with CaptureQueriesContext(connection) as queries:
        read(address)
    assert len(queries) <= most, [query["sql"][:120] for query in queries]
