"""Vietnamese text: folding, matching keys and the order of the dictionary."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text import expand, fold, legible, match_key, name_forms, nfc, slug, sort_key, spelling, words

VIETNAMESE = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ &-.", max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Đỗ Hữu Đức", "do huu duc", id="the stroked letter"),
        pytest.param("ÐỖ", "do", id="the Icelandic letter of legacy data"),
        pytest.param("hoà thuỷ", "hoa thuy", id="old tone placement"),
        pytest.param("hòa thủy", "hoa thuy", id="new tone placement"),
        pytest.param("  Công\u00a0 ty ", "cong ty", id="no-break and double spaces"),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        pytest.param("Minh  HOẠ", "minh họa", True, id="case, spaces and the place of the tone"),
        pytest.param("Thuỷ-Quý", "Thủy-Qúy", True, id="two words and a hyphen"),
        pytest.param(unicodedata.normalize("NFD", "Tấn Đường"), "Tấn Đường", True, id="decomposed"),
        pytest.param("ÐÀ", "đà", True, id="the Icelandic letter of legacy data"),
        pytest.param("Hà", "Hạ", False, id="another tone"),
        pytest.param("Hà", "Ha1", False, id="a tone and a number"),
        pytest.param("Tân", "Tăn", False, id="another vowel"),
        pytest.param("Đa", "Da", False, id="the stroke"),
    ],
)
def test_spellings_of_one_word(one: str, other: str, *, is_one: bool) -> None:
    assert (spelling(one) == spelling(other)) is is_one


def test_pasted_text_keeps_its_lines_and_loses_its_control_signs() -> None:
    pasted = unicodedata.normalize("NFD", "Minh Họa\x0bđối thoại\x00\x1f\x7f,\r\n\ttheo lịch")
    assert legible(pasted) == "Minh Họa\nđối thoại,\r\n\ttheo lịch"


@given(VIETNAMESE)
def test_folding_does_not_depend_on_the_normal_form(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(VIETNAMESE)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert nfc(nfc(text)) == nfc(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C.ty TNHH MTV TM Hòa Bình", "Công ty Cổ phần Thương mại Hoà  Bình"),
        ("Cty CP XNK - XD An Phú", "CÔNG TY CỔ PHẦN XUẤT NHẬP KHẨU XÂY DỰNG AN PHÚ"),
        ("DNTN Minh & Tâm", "Doanh nghiệp tư nhân Minh và Tâm"),
        ("HKD Bà Tư", "Hộ kinh doanh Bà Tư"),
    ],
)
def test_two_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


#: Words of names, among them all that are written short, in pairs or with signs.
_WORDS = (
    *("Công", "ty", "ti", "C.ty", "c", "TNHH", "MTV", "1", "TV", "1TV", "hai", "thành", "viên", "trở", "lên", "Hộ", "hộ", "KD", "kinh"),
    *("doanh", "nghiệp", "tư", "nhân", "HTX", "cổ", "phần", "hợp", "danh", "&", "–", "(", "Đức", "Phúc-An", "12345", "Hoà", "e\u0301"),
)


@given(st.lists(st.sampled_from(_WORDS) | st.text(max_size=6), max_size=12).map(" ".join))
def test_all_forms_of_a_name_at_once_are_the_forms_one_by_one(name: str) -> None:
    assert name_forms(name) == (fold(name), match_key(name), sort_key(name))


@given(st.lists(st.sampled_from(_WORDS), max_size=12))
def test_words_expand_alike_beside_a_sign_that_says_nothing(parts: list[str]) -> None:
    assert expand(f"{' '.join(parts)} ,") == expand(" ".join(parts))


def test_the_ambiguous_abbreviation_is_kept() -> None:
    assert expand("CN Bình An") == "cn binh an"


def test_a_name_of_form_words_alone_still_has_a_key() -> None:
    assert match_key("Công ty TNHH") == "cong ty trach nhiem huu han"


def test_names_sort_as_in_the_dictionary() -> None:
    assert sorted(["Đông", "Dung", "Ân", "Ăn", "An", "Ấn", "Ba"], key=sort_key) == ["An", "Ăn", "Ân", "Ấn", "Ba", "Dung", "Đông"]


def test_an_address_part_keeps_the_stroked_letter_as_d() -> None:
    assert slug("Trốn đóng là gì?") == "tron-dong-la-gi"
    assert words("BHXH, BHYT!") == "bhxh bhyt"
