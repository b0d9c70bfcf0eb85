"""The tables are whole, and the README shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import IllegalMove
from recognition import lifecycle
from recognition.lifecycle import HONOUR_LABELS, HONOUR_MOVES, LABELS, MOVE_LABELS, MOVES, HonourState, Move, State


def test_every_state_is_reached_and_every_open_one_is_left() -> None:
    assert set(MOVES.values()) | {State.DRAFT} == set(State) == set(LABELS)
    assert {was for was, _ in MOVES} == set(State) - {State.ENDED}
    assert set(HONOUR_MOVES.values()) | {HonourState.CANDIDATE} == set(HonourState) == set(HONOUR_LABELS)
    assert set(MOVE_LABELS) == set(Move)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("move", Move)
def test_what_the_table_does_not_know_is_illegal(state: State, move: Move) -> None:
    if (state, move) not in MOVES:
        with pytest.raises(IllegalMove):
            lifecycle.after(state, move)


def test_the_readme_shows_the_table() -> None:
    readme = Path(__file__).resolve().parents[2] / "recognition/README.md"
    assert f"```mermaid\n{lifecycle.diagram()}\n```" in readme.read_text(encoding="utf-8")
