"""Money is whole đồng, the surcharge of a late payment simple and rounded half up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import in_words, number, surcharge, vnd, vnd_in_words


def test_amounts_are_written_with_points() -> None:
    assert vnd(1_234_567_890) == "1.234.567.890 đồng"
    assert vnd(-1_234) == "-1.234 đồng"
    assert number(12_345) == "12.345"


@pytest.mark.parametrize(
    ("amount", "days", "due"),
    [
        pytest.param(100_000_000, 31, 930_000, id="the example of the law"),
        pytest.param(100_000_000, 0, 0, id="no day late"),
        pytest.param(-5, 31, 0, id="overpaid"),
        pytest.param(1_667, 1, 1, id="half a dong is rounded up"),
        pytest.param(1_666, 1, 0, id="less than half is not"),
    ],
)
def test_surcharge(amount: int, days: int, due: int) -> None:
    assert surcharge(amount, days, per_day_millionths=300) == due


@given(st.integers(1, 10**12), st.integers(1, 3_000))
def test_one_more_day_never_costs_less(amount: int, days: int) -> None:
    assert surcharge(amount, days + 1, per_day_millionths=300) >= surcharge(amount, days, per_day_millionths=300)


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "không"),
        (5, "năm"),
        (10, "mười"),
        (11, "mười một"),
        (15, "mười lăm"),
        (20, "hai mươi"),
        (21, "hai mươi mốt"),
        (24, "hai mươi bốn"),
        (25, "hai mươi lăm"),
        (100, "một trăm"),
        (101, "một trăm linh một"),
        (105, "một trăm linh năm"),
        (110, "một trăm mười"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (1_000_001, "một triệu không trăm linh một"),
        (80_000_000, "tám mươi triệu"),
        (73_918_264_555, "bảy mươi ba tỷ chín trăm mười tám triệu hai trăm sáu mươi bốn nghìn năm trăm năm mươi lăm"),
        (1_000_000_000, "một tỷ"),
        (1_000_005_000, "một tỷ không trăm linh năm nghìn"),
        (5_000_000_000_000, "năm nghìn tỷ"),
        (1_005_000_000_000, "một nghìn không trăm linh năm tỷ"),
        (-1_500, "âm một nghìn năm trăm"),
    ],
)
def test_numbers_are_read_as_in_school(amount: int, said: str) -> None:
    assert in_words(amount) == said


def test_an_amount_in_words_begins_with_a_capital_letter() -> None:
    assert vnd_in_words(75_000_000) == "Bảy mươi lăm triệu đồng"
    assert vnd_in_words(-1_000) == "Âm một nghìn đồng"


VALUES = {
    **dict(zip(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"], range(10), strict=True)),
    "mốt": 1,
    "lăm": 5,
}
UNITS = {"mươi": 10, "trăm": 100, "nghìn": 10**3, "triệu": 10**6}


def understood(said: str) -> int:
    """Read words back by adding what each unit multiplies: a listener's way, which knows nothing of how they were made."""
    billions = group = pending = 0
    for word in said.split():
        if word in VALUES:
            pending = VALUES[word]
        elif word == "mười":
            group, pending = group + 10, 0
        elif word == "linh":
            continue
        elif word in ("mươi", "trăm"):
            group, pending = group + pending * UNITS[word], 0
        elif word in ("nghìn", "triệu"):
            whole = group % 1000 + pending
            group, pending = (group - group % 1000) + whole * UNITS[word], 0
        else:
            assert word == "tỷ"
            billions, group, pending = billions * 10**9 + group + pending, 0, 0
    return billions * 10**9 + group + pending


@given(st.one_of(st.integers(0, 10**18 - 1), st.integers(0, 10**6), st.integers(0, 999).map(lambda few: few * 10**9 + few)))
def test_whoever_hears_the_words_writes_the_number(amount: int) -> None:
    said = in_words(amount)
    assert understood(said) == amount
    assert "  " not in said
    assert not said.endswith(" ")


@given(st.integers(0, 10**15), st.integers(0, 10**15))
def test_no_two_amounts_sound_alike(one: int, other: int) -> None:
    assert (in_words(one) == in_words(other)) == (one == other)
