"""A day is typed and shown as dd/mm/yyyy, whatever the browser speaks."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils import formats, translation

from core.fields import Amount, Day


@pytest.mark.parametrize("typed", ["31/10/2026", "31-10-2026", "31.10.2026", "2026-10-31"])
def test_a_day_is_read_as_officers_write_it(typed: str) -> None:
    assert Day("Ngày").clean(typed) == dt.date(2026, 10, 31)


def test_a_day_is_shown_as_it_is_typed() -> None:
    field = Day("Ngày", hint="Theo biên bản.")
    assert 'value="31/10/2026"' in field.widget.render("ngay", dt.date(2026, 10, 31))
    assert field.help_text == "Theo biên bản. Dạng ngày/tháng/năm, ví dụ 31/10/2026."


def test_a_wrong_day_says_how_a_day_is_written() -> None:
    with pytest.raises(ValidationError, match="31/10/2026"):
        Day("Ngày").clean("32/10/2026")


def test_the_office_writes_days_and_numbers_in_one_way() -> None:
    with translation.override("vi"):
        assert formats.date_format(dt.date(2027, 5, 31)) == "31/05/2027"
        assert formats.date_format(dt.date(2027, 5, 31), "YEAR_MONTH_FORMAT") == "05/2027"
        assert formats.number_format(1234567, force_grouping=True) == "1.234.567"


@pytest.mark.parametrize(("typed", "amount"), [("50.000.000", 50_000_000), ("50 000 000", 50_000_000), ("50000000", 50_000_000), ("0", 0)])
def test_an_amount_is_read_with_and_without_points(typed: str, amount: int) -> None:
    assert Amount("Số tiền").clean(typed) == amount


@pytest.mark.parametrize("typed", ["2.5", "50.00", "5,5", "-1", "1e9", "năm mươi", "9" * 24])
def test_what_is_no_whole_amount_is_sent_back(typed: str) -> None:
    with pytest.raises(ValidationError):
        Amount("Số tiền").clean(typed)


def test_an_amount_is_shown_with_points() -> None:
    assert Amount("Số tiền").prepare_value(50_000_000) == "50.000.000"
    assert Amount("Số tiền").prepare_value("2.5") == "2.5"
