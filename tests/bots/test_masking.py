"""Numbers that name a person are hidden; those of firms, money and dates stay."""

from __future__ import annotations

import time
from itertools import accumulate

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
        pytest.param("gọi O9l2 345 678", f"gọi {HIDDEN}", id="letters for digits"),
        pytest.param("O 9 1 2 3 4 5 6 7 8", HIDDEN, id="a letter that stands alone"),
        pytest.param("０９１２３４５６７８", HIDDEN, id="full-width digits"),
        pytest.param("0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", f"{HIDDEN}️⃣", id="digits as pictures"),
        pytest.param("0912 345\n678", HIDDEN, id="over two lines"),
        pytest.param("0912–345—678", HIDDEN, id="long dashes"),
        pytest.param("(0912) 345-678", HIDDEN, id="brackets"),
        pytest.param("0912/345/678", HIDDEN, id="slashes"),
        pytest.param("0912, 345, 678", HIDDEN, id="commas"),
        pytest.param("sđt0912345678ạ", f"sđt{HIDDEN}ạ", id="glued to words"),
        pytest.param("không chín một hai ba bốn năm sáu bảy tám", HIDDEN, id="spelled out"),
        pytest.param("khong chin mot hai, ba tu nam, sau bay tam", HIDDEN, id="spelled out without accents"),
        pytest.param("không chín 12 ba bốn 5678", HIDDEN, id="half spelled out"),
        pytest.param("không chín một, ba trăm bốn mươi lăm, sáu trăm bảy mươi tám", HIDDEN, id="spelled out in hundreds"),
        pytest.param("zero nine one two three four five six seven eight", HIDDEN, id="spelled out in English"),
        pytest.param("thẻ 4111 1111 1111 1111", f"thẻ {HIDDEN}", id="bank card"),
        pytest.param("thẻ DN4790123456789", f"thẻ DN{HIDDEN}", id="health card"),
        pytest.param("hộ chiếu B1234567", f"hộ chiếu {HIDDEN}", id="passport"),
        pytest.param("mst 0100109106\n0912345678", f"mst 0100109106\n{HIDDEN}", id="a firm, then a phone"),
        pytest.param("bảo hiểm 0100109106", f"bảo hiểm {HIDDEN}", id="insurance number that could be a firm's"),
        pytest.param("mã thẻ bhyt của em là 0100109106", f"mã thẻ bhyt của em là {HIDDEN}", id="own, some words away"),
        pytest.param("sổ 0100109106", f"sổ {HIDDEN}", id="insurance book"),
        pytest.param("0100109106 là số sổ của em", f"{HIDDEN} là số sổ của em", id="said afterwards"),
        pytest.param("mst cá nhân 0100109106", f"mst cá nhân {HIDDEN}", id="personal tax code"),
        pytest.param("MST của công ty em là 0100109106", "MST của công ty em là 0100109106", id="the employer's"),
        pytest.param("nợ bhxh công ty 0100109106", "nợ bhxh công ty 0100109106", id="a firm that owes insurance"),
        pytest.param("0123CFGHJKMNPRTVX012", HIDDEN_CODE, id="receipt code without dashes"),
        pytest.param("0123C FGHJK MNPRT VX012", HIDDEN_CODE, id="receipt code with spaces"),
        pytest.param("/phan-anh/nhap/Ab1_-Ab1_-Ab1_-Ab1_-Ab1_-", f"/phan-anh/nhap/{HIDDEN_CODE}", id="one-time link"),
        pytest.param("lan a còng gmail chấm com", HIDDEN_MAIL, id="mail spelled out"),
        pytest.param("gọi 1900 9068", "gọi 1900 9068", id="hotline"),
        pytest.param("từ 2019 2020 2021 2022", "từ 2019 2020 2021 2022", id="from some years"),
        pytest.param("năm 2021 năm 2022 năm 2023", "năm 2021 năm 2022 năm 2023", id="years, each named"),
        pytest.param("tháng 12/2022, 01/2023", "tháng 12/2022, 01/2023", id="months"),
        pytest.param("tháng 3, 4, 5, 6, 7, 8, 9, 10", "tháng 3, 4, 5, 6, 7, 8, 9, 10", id="months in order"),
        pytest.param("lương 12500000", "lương 12500000", id="wage without dots"),
        pytest.param("vùng I 26.550.000 đồng", "vùng I 26.550.000 đồng", id="a Roman number before an amount"),
        pytest.param("1.500.000, 25.000", "1.500.000, 25.000", id="two amounts"),
        pytest.param("ngày 02/11/2026 08:30", "ngày 02/11/2026 08:30", id="day and hour"),
        pytest.param("12/2022/NĐ-CP và 41/2024/QH15", "12/2022/NĐ-CP và 41/2024/QH15", id="law"),
        pytest.param("CK-22-2026-000123", "CK-22-2026-000123", id="number of a notice"),
    ],
)
def test_mask(written: str, kept: str) -> None:
    assert mask(written) == kept


@given(
    st.from_regex(r"\A[0-9]{12}\Z"),
    st.sampled_from(["", " ", ".", "-", "–", "\n", " - ", "\u00a0", "\u200b", ", ", "/"]),
    st.sampled_from([(3, 3, 3, 3), (4, 4, 4), (6, 6), (2,) * 6, (1,) * 12, (12,)]),
    st.sampled_from(["số {} của tôi", "{}", "cccd:{}.", "x{}y", "mst {}", "công ty {}", "lương {} triệu"]),
)
def test_twelve_digits_never_stay(digits: str, between: str, sizes: tuple[int, ...], around: str) -> None:
    ends = list(accumulate(sizes))
    written = between.join(digits[end - size : end] for size, end in zip(sizes, ends, strict=True))
    masked = mask(around.format(written))
    assert HIDDEN in masked
    assert not set(masked) & set("0123456789")


@given(
    st.from_regex(r"\A0(?:3[2-9]|7[06-9]|8[1-9]|9[0-9])[0-9]{7}\Z"),
    st.sampled_from(["", " ", ".", "-", "\n", " . "]),
    st.sampled_from(["ascii", "wide", "alike", "spoken", "plain words"]),
    st.sampled_from([(4, 3, 3), (3, 3, 4), (2,) * 5, (10,)]),
)
def test_a_mobile_number_never_stays(digits: str, between: str, how: str, sizes: tuple[int, ...]) -> None:
    if how in ("spoken", "plain words"):
        words = "không một hai ba bốn năm sáu bảy tám chín" if how == "spoken" else "khong mot hai ba bon nam sau bay tam chin"
        written = f"{between or ' '}".join(words.split()[int(digit)] for digit in digits)
    else:
        table = {
            "ascii": str.maketrans({}),
            "wide": str.maketrans("0123456789", "０１２３４５６７８９"),
            "alike": str.maketrans("01", "Ol"),
        }
        ends = list(accumulate(sizes))
        groups = [digits[end - size : end] for size, end in zip(sizes, ends, strict=True)]
        written = between.join(groups).translate(table[how])
    assert mask(f"gọi em {written} nhé") == f"gọi em {HIDDEN} nhé"


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert mask(mask(text)) == mask(text)


def test_a_long_message_is_masked_in_no_time() -> None:
    began = time.perf_counter()
    for text in ("0 " * 2_000, "09" * 2_000, "không " * 700, "a-" * 2_000, "a1b2" * 1_000, "@." * 2_000, "lan a cong " * 360):
        mask(text[:4_000])
    assert time.perf_counter() - began < 3


@given(st.integers(0, 10**9 - 1))
def test_a_ten_digit_number_stays_only_if_it_can_be_a_firm(number: int) -> None:
    digits = f"{number:010d}"
    assert mask(f"x {digits}") in (f"x {HIDDEN}", f"x {digits}")
    if not mst.is_valid(digits):
        assert digits not in mask(f"x {digits}")
