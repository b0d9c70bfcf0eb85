"""Search: with and without accents, composed or not, and only what is public."""

from __future__ import annotations

import unicodedata

import pytest

from outreach import loading, public
from outreach.models import Answer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("trốn đóng", id="as written"),
        pytest.param("tron dong", id="without accents"),
        pytest.param(unicodedata.normalize("NFD", "Trốn đóng"), id="decomposed"),
        pytest.param("  TRỐN   ĐÓNG?! ", id="shouted, with signs"),
    ],
)
def test_every_spelling_finds_the_same(content: loading.Report, query: str) -> None:
    assert public.search(query, 5) == public.search("trốn đóng", 5)
    assert "/hoi-dap/cham-dong-tron-dong-la-gi/" in [found.url for found in public.search(query, 5)]


def test_bao_hiem_xa_hoi_finds_answers_and_pages(content: loading.Report) -> None:
    assert {found.kind for found in public.search("bao hiem xa hoi", 10)} == {"Hỏi đáp", "Trang thông tin"}


def test_a_question_with_a_word_too_many_still_finds(content: loading.Report) -> None:
    assert "/hoi-dap/thai-san-ho-so/" in [found.url for found in public.search("ho so thai san xyzabc", 10)]


@pytest.mark.parametrize("query", ["", "   ", "?!", "zzzqqq", "' OR 1=1 --", '"'])
def test_nonsense_finds_nothing_and_breaks_nothing(content: loading.Report, query: str) -> None:
    assert public.search(query, 5) == [] or query == "' OR 1=1 --"


def test_what_was_taken_down_is_not_found(content: loading.Report) -> None:
    Answer.objects.get(slug="cham-dong-tron-dong-la-gi", locale__language_code="vi").unpublish()
    assert "/hoi-dap/cham-dong-tron-dong-la-gi/" not in [found.url for found in public.search("tron dong", 20)]
