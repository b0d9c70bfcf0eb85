"""The life of a talk, the hours of the desk, and what an officer may not write."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.desk import hours, texts
from bots.desk.lifecycle import ENDED, LABELS, MOVE_LABELS, MOVES, OPEN, Move, State, after, diagram
from bots.desk.models import usual_hours
from core.clock import VIETNAM
from core.errors import IllegalMove

USUAL = hours.Hours.read(usual_hours())
HOST = "tinh.example"


def moment(day: str, time: str) -> dt.datetime:
    return dt.datetime.strptime(f"{day} {time}", "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


@given(st.lists(st.sampled_from(Move), max_size=30))
def test_a_talk_never_leaves_an_end_and_every_end_is_reached_by_the_table_alone(moves: list[Move]) -> None:
    state = State.WAITING
    for move in moves:
        try:
            becomes = after(state, move)
        except IllegalMove:
            assert (state, move) not in MOVES
            continue
        assert state in OPEN
        state = becomes


def test_from_every_open_state_each_party_can_end_it() -> None:
    assert {becomes for (_, _), becomes in MOVES.items() if becomes in ENDED} == set(ENDED)
    for state in OPEN:
        assert MOVES[state, Move.LEAVE] is State.LEFT
        assert MOVES[state, Move.CLOSE] is State.CLOSED
    assert set(LABELS) == set(State)
    assert set(MOVE_LABELS) == set(Move)


def test_the_diagram_stands_in_the_documents() -> None:
    assert diagram() in (Path(__file__).parents[3] / "docs" / "officer-desk.md").read_text(encoding="utf-8")


# 02/11/2026 is a Monday; 24/11/2026 a holiday; 22/08/2026 a Saturday worked in exchange.
@pytest.mark.parametrize(
    ("day", "time", "swaps", "opens"),
    [
        ("02/11/2026", "09:00", {}, ("02/11/2026", "09:00")),
        ("02/11/2026", "07:00", {}, ("02/11/2026", "07:30")),
        ("02/11/2026", "11:30", {}, ("02/11/2026", "13:30")),
        ("02/11/2026", "17:00", {}, ("03/11/2026", "07:30")),
        ("06/11/2026", "18:00", {}, ("09/11/2026", "07:30")),
        ("23/11/2026", "17:30", {}, ("25/11/2026", "07:30")),
        ("22/08/2026", "08:00", {}, ("22/08/2026", "08:00")),
        ("02/11/2026", "09:00", {dt.date(2026, 11, 2): False}, ("03/11/2026", "07:30")),
        ("07/11/2026", "09:00", {dt.date(2026, 11, 7): True}, ("07/11/2026", "09:00")),
    ],
)
def test_when_the_desk_opens(day: str, time: str, swaps: dict[dt.date, bool], opens: tuple[str, str]) -> None:
    assert USUAL.opens(moment(day, time), swaps) == moment(*opens)
    assert USUAL.is_open(moment(day, time), swaps) == (opens == (day, time))


def test_saturdays_of_ones_own_are_kept_but_never_on_a_holiday() -> None:
    week = hours.Hours.read([*usual_hours()[:5], "08:00-11:00", ""])
    assert week.is_open(moment("07/11/2026", "09:00"), {})
    assert not week.is_open(moment("07/11/2026", "09:00"), {dt.date(2026, 11, 7): False})
    sunday = hours.Hours.read([*usual_hours()[:6], "08:00-11:00"])
    assert not sunday.is_open(moment("26/04/2026", "09:00"), {}), "the 10th of the 3rd lunar month"


def test_a_promise_counts_open_minutes_alone() -> None:
    assert USUAL.after(moment("02/11/2026", "09:00"), 30, {}) == moment("02/11/2026", "09:30")
    assert USUAL.after(moment("02/11/2026", "11:20"), 30, {}) == moment("02/11/2026", "13:50")
    assert USUAL.after(moment("06/11/2026", "16:50"), 30, {}) == moment("09/11/2026", "07:50")
    assert USUAL.closes(moment("06/11/2026", "16:50"), 2, {}) == moment("09/11/2026", "17:00")
    assert hours.Hours.read([""] * 7).opens(moment("02/11/2026", "09:00"), {}) is None
    assert hours.Hours.read([""] * 7).after(moment("02/11/2026", "09:00"), 30, {}) is None


spans = st.lists(st.integers(0, 24 * 60 - 1), max_size=6, unique=True).map(
    lambda minutes: tuple((dt.time(a // 60, a % 60), dt.time(b // 60, b % 60)) for a, b in zip(*[iter(sorted(minutes))] * 2, strict=False))
)


@given(spans)
def test_hours_are_read_as_they_are_written(day: hours.Spans) -> None:
    assert hours.read_spans(hours.write_spans(day)) == day


@given(st.integers(0, 300 * 24 * 60), st.integers(1, 600))
def test_a_promise_is_kept_while_the_desk_is_open(start: int, minutes: int) -> None:
    begin = moment("01/01/2026", "00:00") + dt.timedelta(minutes=start)
    promised = USUAL.after(begin, minutes, {})
    assert promised is not None
    assert promised - begin >= dt.timedelta(minutes=minutes)
    assert USUAL.is_open(promised - dt.timedelta(seconds=1), {})


@pytest.mark.parametrize("text", ["7h-25h", "11:30-07:30", "07:30-11:30, 11:00-12:00", "sáng", "07:30"])
def test_hours_that_cannot_be_read_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(hours.BadHours, match="viết từng khoảng"):
        hours.read_spans(text)


def test_days_that_are_alike_are_told_together() -> None:
    assert list(USUAL.lines()) == [("Thứ Hai đến thứ Sáu", "07:30-11:30, 13:30-17:00"), ("Thứ Bảy đến Chủ nhật", "đóng cửa")]


def test_a_moment_is_told_with_its_day_unless_it_is_today() -> None:
    now = moment("02/11/2026", "09:00")
    assert hours.said(moment("02/11/2026", "09:30"), now) == "09:30 hôm nay"
    assert hours.said(moment("03/11/2026", "07:30"), now) == "07:30 thứ Ba, ngày 03/11/2026"


@pytest.mark.parametrize(
    "text",
    [
        "Anh gọi tôi 0912 345 678",
        "gọi 1900 1234 nhé",
        "gửi về lan.nguyen@gmail.com",
        "vào https://zalo.me/abc",
        "xem ở bhxh.online",
        "nhắn @canbo_thao",
    ],
)
def test_a_contact_that_is_not_on_the_list_is_never_sent(text: str) -> None:
    assert texts.forbidden(text, HOST) == (texts.CONTACT,)


@pytest.mark.parametrize(
    "text",
    [
        "Anh/chị gọi 1900 9068 hoặc 113.",
        "Nộp ở https://dichvucong.gov.vn, mất 5 ngày.",
        "Xem https://tinh.example/hoi-dap/thai-san/",
        "Lương 5.310.000 đồng, từ 01/07/2025, công ty mã số thuế 0100109106.",
        "Nghỉ thai sản 6 tháng.Sau đó đi làm lại.",
    ],
)
def test_what_an_officer_needs_to_write_is_sent(text: str) -> None:
    assert texts.forbidden(text, HOST) == ()


def test_empty_and_long_lines_are_refused() -> None:
    assert texts.forbidden("  ", HOST) == (texts.EMPTY,)
    assert texts.forbidden("a" * (texts.LONGEST + 1), HOST) == (texts.TOO_LONG,)


def test_evasion_and_questions_for_secrets_are_to_be_confirmed() -> None:
    assert texts.doubtful("Công ty này TRỐN ĐÓNG rồi") == (texts.EVASION,)
    assert texts.doubtful("Cho tôi số căn cước") == (texts.ASKS,)
    assert texts.doubtful("Công ty chậm đóng hai tháng") == ()
