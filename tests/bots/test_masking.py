"""Numbers that name a person are hidden; those of firms, money and dates stay."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from bots.masking import HIDDEN, HIDDEN_CODE, HIDDEN_MAIL, mask


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        pytest.param("cccd 079123456789", f"cccd {HIDDEN}", id="identity number"),
        pytest.param("079.123.456.789", HIDDEN, id="parted by dots"),
        pytest.param("gọi 0912 345 678 nhé", f"gọi {HIDDEN} nhé", id="mobile"),
        pytest.param("+84912345678", HIDDEN, id="international"),
        pytest.param("stk 19034567890123", f"stk {HIDDEN}", id="account"),
        pytest.param("sổ 7912345671", f"sổ {HIDDEN}", id="insurance number"),
        pytest.param("mã 0123C-FGHJK-MNPRT-VX012", f"mã {HIDDEN_CODE}", id="receipt code"),
        pytest.param("thư lan@example.vn", f"thư {HIDDEN_MAIL}", id="mail"),
        pytest.param("công ty 0100109106", "công ty 0100109106", id="a firm's tax code"),
        pytest.param("chi nhánh 0100109106-001", "chi nhánh 0100109106-001", id="a branch's tax code"),
        pytest.param("mã số bhxh 0100109106", f"mã số bhxh {HIDDEN}", id="said to be one's own number"),
        pytest.param("trừ 2.530.000 đồng", "trừ 2.530.000 đồng", id="amount"),
        pytest.param("nợ 1.250.000.000 đồng", "nợ 1.250.000.000 đồng", id="large amount"),
        pytest.param("phạt 100.000.000.000 đồng", "phạt 100.000.000.000 đồng", id="twelve digits of money"),
        pytest.param("từ 02-11-2026", "từ 02-11-2026", id="date"),
        pytest.param("2019-2023", "2019-2023", id="years"),
    ],
)
def test_mask(written: str, kept: str) -> None:
    assert mask(written) == kept


@given(st.from_regex(r"\A\d{12}\Z"), st.sampled_from(["", " ", ".", "-"]))
def test_twelve_digits_never_stay(digits: str, between: str) -> None:
    written = between.join(digits[start : start + 3] for start in range(0, 12, 3))
    assert mask(f"số {written} của tôi") == f"số {HIDDEN} của tôi"


@given(st.integers(0, 10**9 - 1))
def test_a_ten_digit_number_stays_only_if_it_can_be_a_firm(number: int) -> None:
    digits = f"{number:010d}"
    assert mask(f"x {digits}") in (f"x {HIDDEN}", f"x {digits}")
    if not mst.is_valid(digits):
        assert digits not in mask(f"x {digits}")
