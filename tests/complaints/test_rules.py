"""The table of states, the terms, what the preview points at, and how small a count may be."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from complaints import deadlines, detector, lifecycle, numbers
from complaints.kinds import Unit
from complaints.lifecycle import MOVES, Move, State
from core.errors import IllegalMove

README = Path(__file__).resolve().parents[2] / "complaints" / "README.md"


def test_the_readme_draws_the_table() -> None:
    assert lifecycle.diagram() in README.read_text(encoding="utf-8")


def test_every_state_is_reached_and_every_one_but_the_last_is_left() -> None:
    assert {State.RECEIVED, *MOVES.values()} == set(State)
    assert {state for state, _ in MOVES} == set(State) - {State.ERASED}


def test_every_state_and_move_has_words() -> None:
    assert set(lifecycle.LABELS) == set(State)
    assert set(lifecycle.REASONS) == set(Move)


@given(st.lists(st.sampled_from(list(Move)), max_size=12))
def test_whatever_happens_what_was_erased_or_withdrawn_never_speaks_again(moves: list[Move]) -> None:
    state = State.RECEIVED
    for move in moves:
        was = state
        try:
            state = lifecycle.after(state, move)
        except IllegalMove:
            continue
        assert was != State.ERASED
        assert was != State.WITHDRAWN or state == State.ERASED


@pytest.mark.parametrize(
    ("start", "amount", "unit", "ends"),
    [
        pytest.param(dt.date(2026, 11, 2), 10, Unit.WORKDAYS, dt.date(2026, 11, 16), id="ten working days"),
        pytest.param(dt.date(2026, 11, 20), 3, Unit.WORKDAYS, dt.date(2026, 11, 26), id="24 November is a holiday"),
        pytest.param(dt.date(2026, 1, 31), 90, Unit.DAYS, dt.date(2026, 5, 1), id="ninety days"),
        pytest.param(dt.date(2026, 11, 30), 3, Unit.MONTHS, dt.date(2027, 2, 28), id="a month without that day"),
        pytest.param(dt.date(2024, 2, 29), 1, Unit.YEARS, dt.date(2025, 2, 28), id="a year after a leap day"),
    ],
)
def test_terms_end(start: dt.date, amount: int, unit: Unit, ends: dt.date) -> None:
    assert deadlines.ends(start, amount, unit) == ends


@pytest.mark.parametrize(("due", "left"), [(dt.date(2026, 11, 16), 10), (dt.date(2026, 11, 2), 0), (dt.date(2026, 10, 30), -1)])
def test_working_days_left(due: dt.date, left: int) -> None:
    assert deadlines.left(dt.date(2026, 11, 2), due) == left


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("MST 0312345678-001 và 0100109106", ["số tài khoản hoặc số thẻ"], id="a code that fails the check is no tax code"),
        pytest.param("mã số thuế 0100109106", [], id="a tax code names a firm"),
        pytest.param("chi nhánh 0100109106-001", [], id="a branch too"),
        pytest.param("CCCD 001203004005", ["số định danh, CCCD hoặc CMND"], id="twelve digits are a person"),
        pytest.param("0100 1091 0612", ["số định danh, CCCD hoặc CMND"], id="in groups too"),
        pytest.param("gọi 0912 345 678 nhé", ["số điện thoại"], id="a phone"),
        pytest.param("+84 912345678", ["số điện thoại"], id="a phone from abroad"),
        pytest.param("sổ 7912345679", ["mã số BHXH"], id="an insurance number"),
        pytest.param("tài khoản 19021234567891", ["số tài khoản hoặc số thẻ"], id="an account"),
        pytest.param("lan.nguyen@example.vn", ["địa chỉ thư điện tử"], id="mail"),
        pytest.param("ngày 31.10.2026, 1.250.000 đồng, 40 người", [], id="dates and amounts are neither"),
    ],
)
def test_the_preview_points_at(text: str, found: list[str]) -> None:
    assert detector.found(text) == found


@given(st.text())
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in detector.pieces(text)) == text


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30), max_size=6))
def test_no_small_count_is_shown_or_can_be_worked_out(counts: dict[str, int]) -> None:
    shown, others = numbers.coarsen(counts)
    assert all(count >= numbers.K for count in shown.values())
    hidden = sum(counts.values()) - sum(shown.values())
    assert others in (hidden, 0)
    assert hidden == 0 or hidden >= numbers.K or not shown
