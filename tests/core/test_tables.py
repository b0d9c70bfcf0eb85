"""Files and cells: what is read, what is refused, and in which words."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

import pytest

from core.tables import Cell, Formula, Layout, UnreadableError, ValueProblemError, cells, find_heading, open_table, values


def workbook(**parts: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return packed.getvalue()


def everything(content: bytes) -> list[tuple[int, list[Cell]]]:
    return [row for sheet in open_table(content, "tep").sheets for row in sheet.rows()]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b"", "empty", id="nothing in it"),
        pytest.param(b"PK\x03\x04 cut off", "unreadable", id="cut off"),
        pytest.param(workbook(xl__workbook_dot_xml=b"<workbook/>"), "unreadable", id="no workbook inside"),
        pytest.param(workbook(xl__vbaProject_dot_bin=b"macro"), "macro", id="macro"),
        pytest.param(workbook(xl__workbook_dot_xml=b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "xml_entity", id="entity"),
        pytest.param(workbook(a_dot_xml=b"0" * (cells.RATIO_MATTERS + 1)), "too_large_inflated", id="bomb"),
        pytest.param(b"<html><table>", "content_mismatch", id="a page of the web"),
        pytest.param(b"\xff\xfe\x00\xd8", "bad_encoding", id="neither UTF-8 nor UTF-16"),
        pytest.param("tên".encode("cp1258", "replace") + b"\xf2,\xea", "bad_encoding", id="an old encoding is not guessed"),
        pytest.param((",".join(["x"] * 201)).encode(), "too_many_columns", id="too wide"),
        pytest.param(("a," + "x" * 40_000).encode(), "bad_csv", id="a cell without end"),
    ],
)
def test_a_file_that_cannot_be_taken_ends_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        everything(content)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_is_read_whatever_parts_the_columns(delimiter: str, encoding: str) -> None:
    content = f"tên{delimiter}số\nHòa{delimiter}1\n".encode(encoding)
    assert list(open_table(content, "x.csv").sheets[0].rows()) == [(1, ["tên", "số"]), (2, ["Hòa", "1"])]


@pytest.mark.parametrize(
    ("cell", "amount"),
    [
        ("1.234.567 đ", 1234567),
        ("1,234,567", 1234567),
        ("1234567", 1234567),
        ("(1.234)", -1234),
        ("-1.234", -1234),
        ("(1.234) đ", -1234),
        (1234567.0, 1234567),
        ("", 0),
        ("-", 0),
        ("nt", 0),
        ("50.000 đồng", 50000),
        ("1 234 567", 1234567),
        ("1\u00a0234\u00a0567 VNĐ", 1234567),
        ("1.234.567,00", 1234567),
        ("1,234,567.00", 1234567),
        ("1234567.0", 1234567),
        ("−1.234", -1234),
        ("1.234-", -1234),
    ],
)
def test_amounts_as_offices_write_them(cell: str | float, amount: int) -> None:
    assert values.amount(cell) == amount


BEYOND = ["9" * 20, "9" * 5000, "9." + "999." * 2000 + "999", 1e20, 1e300, -1e20, float("inf"), float("nan")]


@pytest.mark.parametrize("cell", ["#REF!", " #N/A", "#div/0!", "#NAME?", "Err:502", "########", Formula.FAILED, float("inf"), float("nan")])
def test_what_stands_for_no_value_is_no_text_and_shows_nothing(cell: Cell) -> None:
    with pytest.raises(ValueProblemError, match="error_value"):
        values.text(cell)
    assert values.shown(cell) == ""


def test_a_number_sign_may_stand_in_a_text() -> None:
    assert [values.text(cell) for cell in ("#1", "Lô #12", "# N/A", "error")] == ["#1", "Lô #12", "# N/A", "error"]


@pytest.mark.parametrize("cell", ["#REF!", "x", "1.23", "12.34.567", "1,5", 0.5, "٣", "1.234.56", "1,23E+09", "1.234,567.8", "--", *BEYOND])
def test_what_is_no_amount_is_never_read_as_zero(cell: str | float) -> None:
    with pytest.raises(ValueProblemError, match="bad_amount"):
        values.amount(cell)


def test_a_caption_scales_amounts() -> None:
    assert values.amount("3.515.189", scale=1000) == 3_515_189_000
    assert values.amount(0.5, scale=1000) == 500
    assert values.amount("12,5", scale=1_000_000) == 12_500_000
    assert values.amount("1.234,5", scale=1_000_000) == 1_234_500_000
    assert values.amount("1.234", scale=1000) == 1_234_000
    assert values.amount("0.512", scale=1_000_000) == values.amount("0,512", scale=1_000_000) == 512_000
    assert values.amount("(0,212)", scale=1000) == -212


@pytest.mark.parametrize(
    ("cell", "scale"),
    [
        ("(đ)", 1000),
        ("1,234", 1_000_000),
        ("12.345", 1_000_000),
        ("(12.345)", 1_000_000),
        ("234,567", 1000),
        ("0.512", 1),
        ("0,512", 1),
        ("012.345", 1),
    ],
)
def test_a_sign_before_three_digits_that_may_be_a_decimal_one_is_told(cell: str, scale: int) -> None:
    with pytest.raises(ValueProblemError, match="bad_amount"):
        values.amount(cell, scale=scale)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("05/03/2026", dt.date(2026, 3, 5)),
        ("5-3-2026", dt.date(2026, 3, 5)),
        ("5.3.26", dt.date(2026, 3, 5)),
        ("2026-03-05", dt.date(2026, 3, 5)),
        ("2026/3/5", dt.date(2026, 3, 5)),
        ("2026-03-05 10:22:33", dt.date(2026, 3, 5)),
        ("ngày 05 tháng 03 năm 2026", dt.date(2026, 3, 5)),
        ("05 / 03 / 2026", dt.date(2026, 3, 5)),
        ("46086", dt.date(2026, 3, 5)),
        (46086.0, dt.date(2026, 3, 5)),
        (dt.datetime.combine(dt.date(2026, 3, 5), dt.time(10)), dt.date(2026, 3, 5)),
        ("", None),
        ("-", None),
    ],
)
def test_days_are_read_day_first(cell: str | float | dt.datetime, day: dt.date | None) -> None:
    assert values.day(cell) == day


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/02/2026", "bad_date"),
        ("13/25/2026", "bad_date"),
        ("05/03/1926", "date_out_of_range"),
        ("sắp tới", "bad_date"),
        (1e9, "bad_date"),
    ],
)
def test_what_is_no_day_is_told(cell: str | float, code: str) -> None:
    with pytest.raises(ValueProblemError, match=code):
        values.day(cell)


@pytest.mark.parametrize(
    ("cell", "months", "text"),
    [
        (6.0, "6", ""),
        ("06", "6", ""),
        ("6,5", "6.5", ""),
        (">12", "12", ">12"),
        ("từ 3/2026", "8", "from 2026-03"),
        ("từ 10/2026", "1", "from 2026-10"),
        ("từ tháng 3/2026 đến nay", "8", "from 2026-03"),
        ("03/2026 - 10/2026", "8", "from 2026-03"),
        ("3/2026 đến 5/2026", "3", ""),
        ("trên 12", "12", ">12"),
        ("≥ 3", "3", ">3"),
        ("6 tháng", "6", ""),
        (11.5, "11.5", ""),
    ],
)
def test_months_late(cell: str | float, months: str, text: str) -> None:
    assert values.months_late(cell, as_of=dt.date(2026, 10, 31)) == (Decimal(months), text)


def test_a_heading_is_found_by_its_words_on_one_row_or_two() -> None:
    layout = Layout("list", {"name": "ten", "bhxh": "bhxh", "total": "tong cong"}, frozenset({"name", "total"}))
    lines = "SỞ\nTính đến\nTên,Số tiền,\n,BHXH,Tổng cộng\nA,1,2\n"
    heading = find_heading(open_table(lines.encode(), "x.csv").sheets[0], [layout])
    assert heading is not None
    assert (heading.first, heading.last, dict(heading.columns.places)) == (3, 4, {"name": 0, "bhxh": 1, "total": 2})
    assert heading.above == ("SỞ", "Tính đến")
    assert find_heading(open_table(b"a,b\n1,2\n", "x.csv").sheets[0], [layout]) is None


@pytest.mark.parametrize(
    "cell", ["10/2026", "10-2026", "2026-10", "Tháng 10/2026", "tháng 10 năm 2026", "T10/2026", "202610", 10.2026, "31/10/2026", 46326.0]
)
def test_a_month_as_offices_write_it(cell: str | float) -> None:
    assert values.month(cell) == dt.date(2026, 10, 1)


@pytest.mark.parametrize("cell", ["13/2026", "tháng này", "", "2026", 13.2026])
def test_what_is_no_month_is_told(cell: str | float) -> None:
    with pytest.raises(ValueProblemError, match="bad_date"):
        values.month(cell)


@pytest.mark.parametrize(("cell", "count"), [("1.234", 1234), ("12 người", 12), ("12,0", 12), (12.0, 12), ("", None), ("nt", None)])
def test_people_are_counted_whole(cell: str | float, count: int | None) -> None:
    assert values.whole(cell) == count


@pytest.mark.parametrize("cell", ["1,5", "12a", -1.0, 1.5, "-3", "9917169268", 9917169268.0, *BEYOND])
def test_what_is_no_count_is_told(cell: str | float) -> None:
    with pytest.raises(ValueProblemError, match="bad_number"):
        values.whole(cell)
