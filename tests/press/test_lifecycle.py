"""The table is whole, the README shows it, and only the desk makes things public."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.errors import IllegalMove
from press import lifecycle
from press.lifecycle import ENDED, LABELS, MOVE_LABELS, MOVES, Move, State

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "firms", "press", "notices", "recognition", "outreach", "complaints", "bots", "site")


def test_every_state_is_reached_and_every_open_one_is_left() -> None:
    assert set(MOVES.values()) | {State.DRAFT} == set(State)
    assert {was for was, _ in MOVES} == set(State) - ENDED
    assert set(LABELS) == set(State)
    assert set(MOVE_LABELS) == set(Move)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_what_the_table_does_not_know_is_illegal(state: State, move: Move) -> None:
    if (state, move) in MOVES:
        assert lifecycle.after(state, move) is MOVES[state, move]
        assert move in lifecycle.open_moves(state)
    else:
        with pytest.raises(IllegalMove):
            lifecycle.after(state, move)


def test_the_readme_shows_the_table() -> None:
    assert f"```mermaid\n{lifecycle.diagram()}\n```" in (ROOT / "press/README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("call", "callers"),
    [
        pytest.param(r"(?<!services)\.go_live\(", {"press/services/gate.py"}, id="go_live"),
        pytest.param(r"(?<!services)\.take_down\(", {"press/services/taking_back.py"}, id="take_down"),
        pytest.param(
            r"\bservices\.(?:publish|end|take_down)\(",
            {"notices/kinds.py", "notices/rounds/kinds.py", "recognition/kinds.py"},
            id="what a kind does",
        ),
    ],
)
def test_only_the_desk_makes_a_record_public_or_takes_it_down(call: str, callers: set[str]) -> None:
    found = {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if re.search(call, path.read_text(encoding="utf-8"))
    }
    assert found == callers
