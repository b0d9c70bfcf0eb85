"""The life of a merge of two records of one firm, as a table. Pure."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove


class State(StrEnum):
    """Where a merge stands."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    MERGED = "merged"
    SPLITTING = "splitting"
    SPLIT = "split"


class Move(StrEnum):
    """What can be done with a merge."""

    MERGE = "merge"
    REFUSE = "refuse"
    ASK_SPLIT = "ask_split"
    SPLIT = "split"
    KEEP = "keep"


LABELS: dict[State, str] = {
    State.PROPOSED: "Đề nghị gộp",
    State.REFUSED: "Không gộp",
    State.MERGED: "Đã gộp",
    State.SPLITTING: "Đề nghị tách lại",
    State.SPLIT: "Đã tách lại",
}

MOVES: dict[tuple[State, Move], State] = {
    (State.PROPOSED, Move.MERGE): State.MERGED,
    (State.PROPOSED, Move.REFUSE): State.REFUSED,
    (State.MERGED, Move.ASK_SPLIT): State.SPLITTING,
    (State.SPLITTING, Move.SPLIT): State.SPLIT,
    (State.SPLITTING, Move.KEEP): State.MERGED,
}

#: While a merge is in one of these states its second record is spoken for.
OPEN = frozenset({State.PROPOSED, State.MERGED, State.SPLITTING})
#: The second record is gone: its codes and rows belong to the first.
GONE = frozenset({State.MERGED, State.SPLITTING})
#: What a second officer decides.
DECIDED = frozenset({Move.MERGE, Move.REFUSE, Move.SPLIT, Move.KEEP})


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def moves(state: State) -> list[Move]:
    """Return what can be done now."""
    return [move for was, move in MOVES if was == state]


def diagram() -> str:
    """Return the table as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.PROPOSED}"]
    lines += [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    final = [state for state in State if not any(was == state for was, _ in MOVES)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in final)])
