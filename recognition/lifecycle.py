"""The lives of a round, of an honour in it, and what a certificate says on a day: tables."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove


class State(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    SCREENED = "screened"
    CONFIRMED = "confirmed"
    DECIDED = "decided"
    PUBLISHED = "published"
    ENDED = "ended"


class Move(StrEnum):
    """What can be done with a round."""

    SCREEN = "screen"
    CONFIRM = "confirm"
    DECIDE = "decide"
    RECHECK = "recheck"
    PUBLISH = "publish"
    END = "end"


class HonourState(StrEnum):
    """Where one firm stands in a round."""

    CANDIDATE = "candidate"
    BARRED = "barred"
    LEFT_OUT = "left_out"
    HONOURED = "honoured"
    REVOKED = "revoked"


class Standing(StrEnum):
    """What the verify page says of a certificate."""

    VALID = "valid"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNKNOWN = "unknown"


LABELS: dict[State, str] = {
    State.DRAFT: "Đang lập",
    State.SCREENED: "Đã rà soát",
    State.CONFIRMED: "Cơ quan BHXH đã xác nhận",
    State.DECIDED: "Đã quyết định",
    State.PUBLISHED: "Đang công khai",
    State.ENDED: "Đã kết thúc",
}
MOVE_LABELS: dict[Move, str] = {
    Move.SCREEN: "Rà soát điều kiện",
    Move.CONFIRM: "Ghi nhận văn bản xác nhận",
    Move.DECIDE: "Quyết định biểu dương",
    Move.RECHECK: "Rà soát lại trước khi phát hành",
    Move.PUBLISH: "Công khai",
    Move.END: "Kết thúc",
}
HONOUR_LABELS: dict[HonourState, str] = {
    HonourState.CANDIDATE: "Đủ điều kiện",
    HonourState.BARRED: "Không đủ điều kiện",
    HonourState.LEFT_OUT: "Không đưa vào",
    HonourState.HONOURED: "Được biểu dương",
    HonourState.REVOKED: "Đã thu hồi",
}

#: Moves of an honour, and what else its story tells.
HONOUR_MOVE_LABELS: dict[str, str] = {
    "bar": "Loại vì không đủ điều kiện",
    "leave_out": "Không đưa vào",
    "honour": "Biểu dương",
    "revoke": "Thu hồi",
    "alert": "Cảnh báo của lần rà soát hằng đêm",
    "suspend": "Thư tạm dừng hiệu lực",
    "restore": "Thư được khôi phục hiệu lực",
}

#: Firms are left out, never added, once the SI agency has confirmed the list.
MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.SCREEN): State.SCREENED,
    (State.SCREENED, Move.SCREEN): State.SCREENED,
    (State.SCREENED, Move.CONFIRM): State.CONFIRMED,
    (State.CONFIRMED, Move.SCREEN): State.SCREENED,
    (State.CONFIRMED, Move.DECIDE): State.DECIDED,
    (State.DECIDED, Move.RECHECK): State.DECIDED,
    (State.DECIDED, Move.PUBLISH): State.PUBLISHED,
    (State.PUBLISHED, Move.END): State.ENDED,
}

HONOUR_MOVES: dict[tuple[HonourState, str], HonourState] = {
    (HonourState.CANDIDATE, "bar"): HonourState.BARRED,
    (HonourState.CANDIDATE, "leave_out"): HonourState.LEFT_OUT,
    (HonourState.CANDIDATE, "honour"): HonourState.HONOURED,
    (HonourState.HONOURED, "revoke"): HonourState.REVOKED,
}

#: Nothing gets here without the SI agency's letter, nor on from `DECIDED` without a second officer.
CONFIRMED = frozenset({State.CONFIRMED, State.DECIDED, State.PUBLISHED})
DECIDED = frozenset({State.DECIDED, State.PUBLISHED})


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def honour_after(state: HonourState, move: str) -> HonourState:
    """Return the state of an honour that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return HONOUR_MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def diagram() -> str:
    """Return the life of a round as a mermaid diagram, for the README."""
    lines = [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.DRAFT}", *lines, f"    {State.ENDED} --> [*]"])
