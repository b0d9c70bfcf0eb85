"""The life of a release, as a table."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove


class State(StrEnum):
    """Where a release stands."""

    DRAFT = "draft"
    APPROVED = "approved"
    EMBARGOED = "embargoed"
    HELD = "held"
    LIVE = "live"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with a release."""

    APPROVE = "approve"
    SCHEDULE = "schedule"
    UNSCHEDULE = "unschedule"
    EMBARGO = "embargo"
    LIFT_EMBARGO = "lift_embargo"
    RELEASE = "release"
    HOLD = "hold"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    DROP = "drop"


LABELS: dict[State, str] = {
    State.DRAFT: "Bản thảo",
    State.APPROVED: "Đã duyệt",
    State.EMBARGOED: "Đã duyệt, báo chí xem trước",
    State.HELD: "Đang giữ lại",
    State.LIVE: "Đang công khai",
    State.CORRECTED: "Đang công khai, đã đính chính",
    State.WITHDRAWN: "Đã thu hồi",
    State.EXPIRED: "Hết thời hạn",
}

#: In these states, and in no other, the public sees a release.
PUBLIC = frozenset({State.LIVE, State.CORRECTED})
#: Nothing gets here without a second officer.
APPROVED = frozenset({State.APPROVED, State.EMBARGOED, State.HELD}) | PUBLIC
ENDED = frozenset({State.WITHDRAWN, State.EXPIRED})

MOVE_LABELS: dict[Move, str] = {
    Move.APPROVE: "Duyệt",
    Move.SCHEDULE: "Hẹn giờ phát hành",
    Move.UNSCHEDULE: "Bỏ hẹn giờ",
    Move.EMBARGO: "Cho báo chí xem trước",
    Move.LIFT_EMBARGO: "Thôi cho báo chí xem trước",
    Move.RELEASE: "Phát hành",
    Move.HOLD: "Giữ lại",
    Move.CORRECT: "Đính chính",
    Move.WITHDRAW: "Thu hồi",
    Move.EXPIRE: "Kết thúc thời hạn",
    Move.DROP: "Hủy bản thảo",
}

MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.APPROVE): State.APPROVED,
    (State.DRAFT, Move.DROP): State.WITHDRAWN,
    (State.APPROVED, Move.RELEASE): State.LIVE,
    (State.APPROVED, Move.SCHEDULE): State.APPROVED,
    (State.APPROVED, Move.UNSCHEDULE): State.APPROVED,
    (State.APPROVED, Move.EMBARGO): State.EMBARGOED,
    (State.APPROVED, Move.HOLD): State.HELD,
    (State.APPROVED, Move.DROP): State.WITHDRAWN,
    (State.EMBARGOED, Move.RELEASE): State.LIVE,
    (State.EMBARGOED, Move.EMBARGO): State.EMBARGOED,
    (State.EMBARGOED, Move.LIFT_EMBARGO): State.APPROVED,
    (State.EMBARGOED, Move.HOLD): State.HELD,
    (State.EMBARGOED, Move.DROP): State.WITHDRAWN,
    (State.HELD, Move.RELEASE): State.LIVE,
    (State.HELD, Move.SCHEDULE): State.APPROVED,
    (State.HELD, Move.HOLD): State.HELD,
    (State.HELD, Move.DROP): State.WITHDRAWN,
    (State.LIVE, Move.CORRECT): State.CORRECTED,
    (State.LIVE, Move.WITHDRAW): State.WITHDRAWN,
    (State.LIVE, Move.EXPIRE): State.EXPIRED,
    (State.CORRECTED, Move.CORRECT): State.CORRECTED,
    (State.CORRECTED, Move.WITHDRAW): State.WITHDRAWN,
    (State.CORRECTED, Move.EXPIRE): State.EXPIRED,
}


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def open_moves(state: State) -> list[Move]:
    """Return what can be done with a release in ``state``, in the order of the table."""
    return [move for (was, move) in MOVES if was == state]


def diagram() -> str:
    """Return the table as a mermaid diagram, for the README."""
    lines = [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    ends = [f"    {state} --> [*]" for state in State if state in ENDED]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.DRAFT}", *lines, *ends])
