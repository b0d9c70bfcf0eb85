"""The naming policy and the table of due process, case by case."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import pytest

from notices import due_process, lifecycle, rules
from notices.due_process import Agreement, Demands, Dossier, Need
from notices.lifecycle import FINAL, MOVES, PENDING, PUBLIC, Move, State
from notices.rules import Basis, Carried, Facts, Listed, Penalty, Policy, Rung

POLICY = Policy(
    consecutive_lists=3,
    lists=6,
    lists_window=12,
    months=3,
    amount_vnd=50_000_000,
    own_months=3,
    sanctions=2,
    sanctions_months=24,
    counted_conducts=frozenset({"CHAM_DONG"}),
    evasion_conducts=frozenset({"TRON_DONG"}),
)
ON = dt.date(2026, 11, 2)
ENDS = [dt.date(2026, month, 28) for month in range(1, 11)]


def on_lists(*places: int, months: float = 4, total: int = 60_000_000, due: int | None = None) -> Facts:
    """Return a firm on the lists at ``places`` of the ten of the year, the last with the figures given."""
    return Facts(tuple(Listed(ENDS[place], months, total, due) for place in places), tuple(ENDS))


def punished(*issued: tuple[str, dt.date], repeat: bool = False) -> Facts:
    return Facts(penalties=tuple(Penalty(f"{n}/QĐ", day, conduct, repeat) for n, (conduct, day) in enumerate(issued)))


@pytest.mark.parametrize(
    ("facts", "rung"),
    [
        pytest.param(Facts(), Rung.NONE, id="nothing"),
        pytest.param(on_lists(9), Rung.REMINDER, id="one list is a letter"),
        pytest.param(on_lists(8, 9), Rung.REMINDER, id="two in a row"),
        pytest.param(on_lists(7, 8, 9), Rung.LATE_OFTEN, id="three in a row"),
        pytest.param(on_lists(5, 6, 7, 9), Rung.REMINDER, id="three in a row, but broken since"),
        pytest.param(on_lists(0, 1, 3, 4, 6, 9), Rung.LATE_OFTEN, id="six of the window"),
        pytest.param(on_lists(0, 1, 3, 6, 9), Rung.REMINDER, id="five of the window"),
        pytest.param(on_lists(6, 7, 8), Rung.NONE, id="not on the newest list"),
        pytest.param(on_lists(7, 8, 9, months=2.5), Rung.REMINDER, id="not long enough"),
        pytest.param(on_lists(7, 8, 9, months=3), Rung.LATE_OFTEN, id="just long enough"),
        pytest.param(on_lists(7, 8, 9, total=49_999_999), Rung.REMINDER, id="one đồng short"),
        pytest.param(on_lists(7, 8, 9, total=50_000_000), Rung.LATE_OFTEN, id="just enough"),
        pytest.param(on_lists(7, 8, 9, total=9_000_000, due=3_000_000), Rung.LATE_OFTEN, id="small firm, three own months"),
        pytest.param(on_lists(7, 8, 9, total=8_999_999, due=3_000_000), Rung.REMINDER, id="small firm, not quite"),
        pytest.param(punished(("CHAM_DONG", ON)), Rung.NONE, id="punished once"),
        pytest.param(punished(("TRON_DONG", ON)), Rung.SANCTIONED, id="punished once for evasion"),
        pytest.param(punished(("CHAM_DONG", dt.date(2024, 11, 3)), ("CHAM_DONG", ON)), Rung.SANCTIONED, id="twice inside the window"),
        pytest.param(punished(("CHAM_DONG", dt.date(2024, 11, 2)), ("CHAM_DONG", ON)), Rung.NONE, id="the window is half-open"),
        pytest.param(punished(("NIEM_YET", ON), ("NIEM_YET", ON)), Rung.NONE, id="conduct that does not count"),
        pytest.param(punished(("CHAM_DONG", dt.date(2026, 11, 3)), ("CHAM_DONG", ON)), Rung.NONE, id="decided after the day"),
        pytest.param(punished(("CHAM_DONG", ON), repeat=True), Rung.REPEAT, id="the decision records the repeat"),
    ],
)
def test_rung(facts: Facts, rung: Rung) -> None:
    verdict = rules.rung(facts, POLICY, on=ON)
    assert verdict.rung == rung
    assert bool(verdict.grounds) == (rung > Rung.NONE)


@pytest.mark.parametrize(
    ("own", "issued", "label"),
    [
        pytest.param("0/QĐ", [("TRON_DONG", ON)], "Bị xử phạt về hành vi trốn đóng", id="its own evasion"),
        pytest.param(
            "1/QĐ", [("TRON_DONG", ON), ("CHAM_DONG", ON)], "Bị xử phạt từ 02 lần trong 24 tháng", id="evasion of another decision"
        ),
        pytest.param("1/QĐ", [("TRON_DONG", ON), ("NIEM_YET", ON)], "Bị xử phạt vi phạm hành chính", id="its own does not count"),
        pytest.param("0/QĐ", [("CHAM_DONG", ON)], "Bị xử phạt vi phạm hành chính", id="once"),
    ],
)
def test_evasion_is_said_only_by_the_decision_itself(own: str, issued: list[tuple[str, dt.date]], label: str) -> None:
    assert rules.rung(replace(punished(*issued), own=own), POLICY, on=ON).label == label


@pytest.mark.parametrize(
    ("decisions", "day"),
    [
        pytest.param([Carried(dt.date(2026, 1, 5), dt.date(2026, 3, 1), False)], dt.date(2027, 3, 1), id="a fine: a year after"),
        pytest.param([Carried(dt.date(2026, 1, 5), dt.date(2026, 8, 31), True)], dt.date(2027, 2, 28), id="a warning: six months"),
        pytest.param([Carried(dt.date(2026, 1, 5), None, False)], dt.date(2028, 1, 5), id="not carried out"),
        pytest.param(
            [Carried(dt.date(2025, 1, 5), dt.date(2026, 10, 1), False), Carried(dt.date(2026, 1, 5), dt.date(2026, 2, 1), False)],
            dt.date(2027, 2, 1),
            id="the latest decision governs",
        ),
    ],
)
def test_deemed_unsanctioned(decisions: list[Carried], day: dt.date) -> None:
    assert rules.deemed_unsanctioned_on(decisions) == day


ART35 = Demands(Basis.BHXH_ART35, frozenset({Need.SERVICE, Need.HEARING}), 10, None, Rung.LATE_OFTEN, 3)
ART72 = Demands(Basis.VPHC_ART72, frozenset({Need.SERVICE}), 0, 2, Rung.NONE, 24)


def test_the_clocks_count_working_days_and_holidays() -> None:
    friday = dt.date(2026, 11, 13)
    assert due_process.reply_due(ART35, friday, {}) == dt.date(2026, 11, 30)  # 24 November is a holiday since 2026
    assert due_process.earliest_on(ART35, friday, {}) == dt.date(2026, 12, 1)
    assert due_process.reply_due(ART72, friday, {}) is None
    assert due_process.earliest_on(ART72, friday, {}) == friday
    assert due_process.post_due(ART72, friday, {}) == dt.date(2026, 11, 17)
    assert due_process.post_due(ART35, friday, {}) is None


@pytest.mark.parametrize(
    ("agreement", "code"),
    [
        pytest.param(None, "no_agreement", id="none"),
        pytest.param(Agreement(dt.date(2026, 11, 3), None), "no_agreement", id="from tomorrow"),
        pytest.param(Agreement(dt.date(2026, 1, 1), ON), "no_agreement", id="ended today"),
        pytest.param(Agreement(ON, dt.date(2026, 11, 3)), "", id="today only"),
    ],
)
def test_the_agreement_is_in_force_on_the_day(agreement: Agreement | None, code: str) -> None:
    found = due_process.JUDGES[Need.RELAY_AGREEMENT](Dossier(Basis.BHXH_ART35, agreement=agreement), ART35, ON)
    assert (found.code if found else "") == code


def test_every_need_has_a_judge_and_a_name() -> None:
    assert set(due_process.JUDGES) == set(Need) == set(due_process.NEED_LABELS)


def test_states_are_parted_into_pending_public_and_final() -> None:
    assert set(State) == PENDING | PUBLIC | FINAL
    assert not PENDING & PUBLIC
    assert not (PENDING | PUBLIC) & FINAL


def test_every_state_is_reached_and_every_open_one_can_be_left() -> None:
    assert set(MOVES.values()) | {State.CANDIDATE} == set(State)
    assert {was for was, _ in MOVES} == set(State) - FINAL


def test_nothing_becomes_public_but_by_publishing() -> None:
    doors = {move for (was, move), becomes in MOVES.items() if becomes in PUBLIC and was not in PUBLIC}
    assert doors == {Move.PUBLISH}


def test_every_state_and_move_has_a_name() -> None:
    assert set(lifecycle.LABELS) == set(State)
    assert set(lifecycle.MOVE_LABELS) == set(Move)


def test_the_readme_draws_the_table() -> None:
    readme = (Path(lifecycle.__file__).parent / "README.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{lifecycle.diagram()}\n```" in readme


def test_the_drawing_has_every_move() -> None:
    drawn = set(re.findall(r": (\w+)$", lifecycle.diagram(), flags=re.M))
    assert drawn == set(Move)
