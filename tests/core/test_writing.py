from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import open_table
from core.tables.writing import Sheet, Value, csv_bytes, csv_lines, neutral, xlsx_bytes

LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLANKS = " \u00a0\u200b\ufeff\t\r\n\u202e"

#: Text as an attacker would write it: blanks, a sign, anything.
hostile = st.builds(
    lambda blanks, sign, rest: blanks + sign + rest,
    st.text(BLANKS, max_size=3),
    st.sampled_from([*LIVE, ""]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
cells = st.one_of(hostile, st.integers(-(10**14), 10**14), st.dates(dt.date(1950, 1, 1)), st.booleans(), st.none())


def written(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def is_harmless(cell: str) -> bool:
    return not cell.strip(BLANKS).startswith(LIVE) and not cell.startswith(LIVE)


@given(st.lists(st.lists(cells, min_size=2, max_size=2), max_size=5))
def test_no_text_of_a_csv_begins_like_a_formula(rows: list[list[Value]]) -> None:
    for row, source in zip(written(csv_bytes(["a", "b"], rows))[1:], rows, strict=True):
        for cell, value in zip(row, source, strict=True):
            assert cell == str(value) if isinstance(value, int) and not isinstance(value, bool) else is_harmless(cell)


@given(st.lists(hostile, min_size=1, max_size=4))
def test_no_text_of_a_workbook_is_a_formula_or_begins_like_one(texts: list[str]) -> None:
    page = openpyxl.load_workbook(io.BytesIO(xlsx_bytes([Sheet("Bảng", ["=đầu"] * len(texts), [texts])]))).active
    assert page is not None
    for cell in (cell for row in page.iter_rows() for cell in row):
        assert cell.data_type != "f"
        assert cell.hyperlink is None
        assert cell.value is None or is_harmless(str(cell.value))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param("Công ty A-B", "Công ty A-B", id="a hyphen inside is text"),
        pytest.param("=1+1", "'=1+1", id="a formula"),
        pytest.param(" \u00a0=1", "'=1", id="a formula behind blanks"),
        pytest.param(-5, "-5", id="a number below nothing stays a number"),
        pytest.param("-5", "'-5", id="the same as text does not"),
        pytest.param(1_234_567, "1234567", id="money is whole and bare"),
        pytest.param(Decimal("6.50"), "6,5", id="parts follow a comma"),
        pytest.param(dt.date(2026, 3, 5), "05/03/2026", id="days are day first"),
        pytest.param(None, "", id="nothing is empty"),
        pytest.param(True, "có", id="yes"),
        pytest.param("Hoa\u0300", "Hoà", id="text is composed"),
    ],
)
def test_a_value_in_a_csv(value: Value, expected: str) -> None:
    assert written(csv_bytes(["cột"], [[value]]))[1] == [expected]


def test_a_csv_opens_in_excel_and_in_our_own_reader() -> None:
    content = csv_bytes(["Đơn vị", "Số"], [["Công ty Ổn Định", 7]])
    assert content.startswith(b"\xef\xbb\xbf")
    assert list(open_table(content, "a.csv").sheets[0].rows())[1][1][:2] == ["Công ty Ổn Định", "7"]


def test_a_csv_is_written_while_it_is_sent() -> None:
    def endless() -> object:
        number = 0
        while True:
            number += 1
            yield [number]

    lines = csv_lines(["số"], endless())  # type: ignore[arg-type]
    assert next(lines) + next(lines)


def test_a_workbook_keeps_numbers_days_and_codes() -> None:
    content = xlsx_bytes(
        [Sheet("A/B", ["Mã", "Tiền", "Ngày"], [["0999024377", 12_000_000_000, dt.date(2026, 10, 31)]]), Sheet("a b", ["Mã"], [])]
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["A B", "a b 2"]
    code, money, day = next(book["A B"].iter_rows(min_row=2))
    assert (code.value, money.value, day.value) == ("0999024377", 12_000_000_000, dt.datetime.fromisoformat("2026-10-31"))
    assert (code.data_type, money.number_format, day.number_format) == ("s", "#,##0", "dd/mm/yyyy")


def test_neutral_text_stays_neutral() -> None:
    assert neutral(neutral("@a")) == neutral("@a") == "'@a"
