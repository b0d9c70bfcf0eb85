"""Which law holds on a day, how it is cited, and whether the files cover all that is said."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from core import law, law_data, reference
from core.models import Article, Certainty, Instrument, Officer, Parameter

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("number", "clause", "expected"),
    [
        pytest.param("39", "", "Điều 39 Luật X", id="article"),
        pytest.param("39", "1", "Điều 39 khoản 1 Luật X", id="clause"),
        pytest.param("39", "1(đ)", "Điều 39 khoản 1 điểm đ Luật X", id="point"),
        pytest.param("", "", "Luật X", id="whole instrument"),
    ],
)
def test_a_passage_is_cited_as_readers_know_it(number: str, clause: str, expected: str) -> None:
    assert law.cite("Luật X", number, clause) == expected


@pytest.mark.parametrize(
    ("until", "to_confirm", "expected"),
    [
        pytest.param(None, False, "Điều 1 (áp dụng từ 01/07/2025)", id="in force"),
        pytest.param(dt.date(2026, 9, 10), False, "Điều 1 (áp dụng từ 01/07/2025 đến hết 09/09/2026)", id="ended: the last day is named"),
        pytest.param(None, True, "Điều 1 (áp dụng từ 01/07/2025; đang chờ xác nhận)", id="not confirmed"),
    ],
)
def test_a_citation_says_when_it_holds(until: dt.date | None, to_confirm: bool, expected: str) -> None:
    assert law.dated("Điều 1", dt.date(2025, 7, 1), until, is_to_confirm=to_confirm) == expected


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        pytest.param(dt.date(2026, 6, 30), 2_340_000, id="the last day of the old level"),
        pytest.param(dt.date(2026, 7, 1), 2_530_000, id="the first day of the new level"),
    ],
)
@pytest.mark.django_db
def test_the_reference_level_is_dated(day: dt.date, amount: int) -> None:
    assert law.parameter(Parameter.objects.all(), "muc-tham-chieu", on=day).value == Decimal(amount)


@pytest.mark.django_db
def test_an_unknown_day_is_never_guessed() -> None:
    with pytest.raises(law.NotInForce):
        law.parameter(Parameter.objects.all(), "muc-tham-chieu", on=dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    ("number", "day", "holds"),
    [
        pytest.param("12/2022/NĐ-CP", dt.date(2026, 9, 9), True, id="the old decree on its last day"),
        pytest.param("12/2022/NĐ-CP", dt.date(2026, 9, 10), False, id="the old decree a day later"),
        pytest.param("283/2026/NĐ-CP", dt.date(2026, 9, 9), False, id="the new decree a day early"),
        pytest.param("283/2026/NĐ-CP", dt.date(2026, 9, 10), True, id="the new decree on its first day"),
    ],
)
@pytest.mark.django_db
def test_one_decree_on_fines_follows_the_other(number: str, day: dt.date, holds: bool) -> None:
    assert Instrument.objects.in_force(day).filter(number=number).exists() is holds


@pytest.mark.django_db
def test_rates_of_all_funds_add_up_to_32_percent() -> None:
    rates = Parameter.objects.filter(code__startswith="ty-le-").filter(code__regex=r"-(nsdld|nld)$").in_force(dt.date(2026, 11, 22))
    sums = {side: sum(rate.value for rate in rates if rate.code.endswith(f"-{side}")) for side in ("nsdld", "nld")}
    assert sums == {"nsdld": Decimal("21.5"), "nld": Decimal("10.5")}


@pytest.mark.django_db
def test_seeding_again_changes_nothing_and_spares_what_an_officer_checked() -> None:
    officer = Officer.objects.create_user("phap-che")
    Article.objects.filter(instrument__number="283/2026/NĐ-CP", number="44").update(
        gist="Mức phạt đã xác nhận.", certainty=Certainty.CONFIRMED, checked_by=officer
    )
    Article.objects.filter(instrument__number="283/2026/NĐ-CP", number="43").update(gist="Hỏng.")
    counts = [model.objects.count() for model in (Instrument, Article, Parameter)]
    reference.law()
    assert [model.objects.count() for model in (Instrument, Article, Parameter)] == counts
    assert Article.objects.get(instrument__number="283/2026/NĐ-CP", number="44").gist == "Mức phạt đã xác nhận."
    assert Article.objects.get(instrument__number="283/2026/NĐ-CP", number="43").gist.startswith("Phạt từ 12%")


def test_every_passage_that_an_answer_cites_has_a_row() -> None:
    known = {(data.number, part.number) for data in law_data.instruments() for part in data.articles}
    cited = {
        (passage["number"], passage.get("article", ""))
        for path in (ROOT / "outreach/content/answers").glob("*.toml")
        for answer in tomllib.loads(path.read_text("utf-8"))["answer"]
        for passage in answer["law"]
    }
    assert cited - known == set()


def test_parameters_follow_each_other_without_gap_or_overlap() -> None:
    by_code: dict[str, list[law_data.ParameterData]] = {}
    for row in law_data.parameters():
        by_code.setdefault(row.code, []).append(row)
    for code, rows in by_code.items():
        for earlier, later in pairwise(rows):
            assert earlier.valid_to == later.valid_from, code


def test_parameters_name_an_instrument_that_we_have() -> None:
    assert {row.source_number for row in law_data.parameters()} <= {data.number for data in law_data.instruments()}


def test_no_article_stands_twice_in_the_files() -> None:
    keys = Counter((data.number, part.number, part.valid_from) for data in law_data.instruments() for part in data.articles)
    assert [key for key, times in keys.items() if times > 1] == []
