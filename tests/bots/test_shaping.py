"""What is said fits each channel: parted without loss, numbered where there are no buttons."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bots.channels import shaping
from bots.dialogue import Choice, Say


@given(st.text(alphabet="aạ😀. \n", max_size=400), st.integers(10, 60), st.sampled_from([len, shaping.utf16]))
def test_parts_fit_and_lose_nothing_but_white_space(text: str, most: int, measure: object) -> None:
    parts = shaping.split(text, most, measure)  # type: ignore[arg-type]
    assert all(measure(part) <= most for part in parts)  # type: ignore[operator]
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_a_text_is_parted_between_paragraphs_first() -> None:
    assert shaping.split("Một hai ba.\n\nBốn năm sáu.\n\nBảy tám.", 28) == ["Một hai ba.\n\nBốn năm sáu.", "Bảy tám."]
    assert shaping.split("Một hai ba. Bốn năm sáu.", 16) == ["Một hai ba.", "Bốn năm sáu."]


def test_letters_outside_the_basic_plane_count_twice_for_telegram() -> None:
    assert shaping.utf16("a😀") == 3
    assert [len(part) for part in shaping.split("😀" * 10, 10, shaping.utf16)] == [5, 5]


def test_buttons_stand_under_the_last_part() -> None:
    say = Say("Một hai ba.\n\nBốn năm sáu.", choices=(Choice("Gặp cán bộ", "officer"),))
    first, last = shaping.pieces(say, 14)
    assert (first.choices, last.choices) == ((), say.choices)
    assert shaping.pieces(say, 0) == [say]


COMPLAIN, OFFICER, LEAVE = Choice("Phản ánh", "complain"), Choice("Gặp cán bộ", "officer"), Choice("Thôi", "leave")


def test_one_turn_is_one_text_with_numbered_choices() -> None:
    say, choices = shaping.numbered([Say("Một.", choices=(COMPLAIN, OFFICER)), Say("Hai.", choices=(OFFICER,))])
    assert say.text == "Một.\n\n1. Phản ánh\n2. Gặp cán bộ\n\nHai.\n\n2. Gặp cán bộ\n\nMuốn chọn, anh/chị trả lời bằng số."
    assert choices == (COMPLAIN, OFFICER)


def test_a_number_is_the_button_behind_it_and_everything_else_is_a_message() -> None:
    meant = {"2": "officer", " 1. ": "complain", "số 2": "officer", "chọn 1": "complain", "gap can bo": "officer", "Phản ánh.": "complain"}
    meant |= dict.fromkeys(("0", "3", "22", "2 năm", "2026", "hai", ""), "")
    assert {text: shaping.picked(text, (COMPLAIN, OFFICER)) for text in meant} == meant


def test_where_there_is_one_way_out_a_number_is_an_answer() -> None:
    say, choices = shaping.numbered([Say("Mấy tháng?", choices=(LEAVE,))])
    assert say.text == "Mấy tháng?\n\nHoặc gõ: Thôi"
    assert {text: shaping.picked(text, choices) for text in ("1", "thoi")} == {"1": "", "thoi": "leave"}
