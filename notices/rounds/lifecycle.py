"""The life of a round, as a table."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove


class State(StrEnum):
    """Where a round stands."""

    GATHERING = "gathering"
    HANDED = "handed"
    RELEASED = "released"
    ENDED = "ended"
    DROPPED = "dropped"


class Move(StrEnum):
    """What can be done with a round."""

    HAND_OVER = "hand_over"
    RELEASE = "release"
    END = "end"
    DROP = "drop"


LABELS: dict[State, str] = {
    State.GATHERING: "Đang lập",
    State.HANDED: "Ở bàn truyền thông",
    State.RELEASED: "Đã phát hành",
    State.ENDED: "Đã kết thúc",
    State.DROPPED: "Đã hủy",
}

MOVE_LABELS: dict[Move, str] = {
    Move.HAND_OVER: "Chuyển bàn truyền thông",
    Move.RELEASE: "Phát hành",
    Move.END: "Kết thúc",
    Move.DROP: "Hủy đợt",
}

#: Notices are put in and taken out here.
OPEN = frozenset({State.GATHERING, State.HANDED})
#: It has been before the public.
OUT = frozenset({State.RELEASED, State.ENDED})
#: Its list is taken.
ALIVE = OPEN | {State.RELEASED}

MOVES: dict[tuple[State, Move], State] = {
    (State.GATHERING, Move.HAND_OVER): State.HANDED,
    (State.HANDED, Move.HAND_OVER): State.HANDED,  # for notices that came since, or after the desk gave the release up
    (State.HANDED, Move.RELEASE): State.RELEASED,
    (State.RELEASED, Move.END): State.ENDED,
    (State.GATHERING, Move.DROP): State.DROPPED,
    (State.HANDED, Move.DROP): State.DROPPED,
}


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def diagram() -> str:
    """Draw the table as a Mermaid state diagram."""
    lines = [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.GATHERING}", *lines])
