"""The life of an imported list, as a table."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove


class State(StrEnum):
    """Where a list stands."""

    READING = "reading"
    UNREAD = "unread"
    STAGED = "staged"
    HELD = "held"
    APPLIED = "applied"
    ROLLED_BACK = "rolled_back"
    REFUSED = "refused"


class Move(StrEnum):
    """What can be done with a list."""

    FAIL = "fail"
    RETRY = "retry"
    STAGE = "stage"
    HOLD = "hold"
    APPLY = "apply"
    REFUSE = "refuse"
    ROLL_BACK = "roll_back"


LABELS: dict[State, str] = {
    State.READING: "Đang đọc",
    State.UNREAD: "Chưa đọc được",
    State.STAGED: "Chờ áp dụng",
    State.HELD: "Giữ lại chờ cán bộ xem",
    State.APPLIED: "Đã áp dụng",
    State.ROLLED_BACK: "Đã hủy áp dụng",
    State.REFUSED: "Không nhận",
}

MOVES: dict[tuple[State, Move], State] = {
    (State.READING, Move.FAIL): State.UNREAD,
    (State.UNREAD, Move.RETRY): State.READING,
    (State.UNREAD, Move.REFUSE): State.REFUSED,
    (State.READING, Move.STAGE): State.STAGED,
    (State.READING, Move.HOLD): State.HELD,
    (State.STAGED, Move.APPLY): State.APPLIED,
    (State.STAGED, Move.REFUSE): State.REFUSED,
    (State.HELD, Move.APPLY): State.APPLIED,
    (State.HELD, Move.REFUSE): State.REFUSED,
    (State.APPLIED, Move.ROLL_BACK): State.ROLLED_BACK,
}

#: While a batch is in one of these states, the same file is not taken a second time.
ALIVE = frozenset({State.READING, State.STAGED, State.HELD, State.APPLIED})


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def diagram() -> str:
    """Return the table as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.READING}"]
    lines += [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    final = [state for state in State if not any(was == state for was, _ in MOVES)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in final)])
