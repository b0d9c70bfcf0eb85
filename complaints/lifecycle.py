"""The life of a complaint, as a table."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove
from core.text import gettext_noop


class State(StrEnum):
    """Where a complaint stands."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    FORWARDED = "forwarded"
    ANSWERED = "answered"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Move(StrEnum):
    """What can be done with a complaint."""

    FILE = "file"
    ACCEPT = "accept"
    FORWARD = "forward"
    ANSWER = "answer"
    WRITE_AGAIN = "write_again"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    ERASE = "erase"


LABELS: dict[State, str] = {
    State.RECEIVED: gettext_noop("Đã nhận"),
    State.ACCEPTED: gettext_noop("Đang xử lý"),
    State.FORWARDED: gettext_noop("Đã chuyển cơ quan có thẩm quyền"),
    State.ANSWERED: gettext_noop("Đã trả lời"),
    State.CLOSED: gettext_noop("Đã kết thúc"),
    State.WITHDRAWN: gettext_noop("Người gửi đã rút"),
    State.ERASED: gettext_noop("Đã xóa nội dung"),
}

#: Fixed sentences: an officer's own words are sealed, never written into the story of a case.
REASONS: dict[Move, str] = {
    Move.FILE: "Người gửi nộp phản ánh",
    Move.ACCEPT: "Bàn tiếp nhận xử lý",
    Move.FORWARD: "Thuộc thẩm quyền của cơ quan khác; lý do nằm trong thư gửi người phản ánh",
    Move.ANSWER: "Đã trả lời người gửi",
    Move.WRITE_AGAIN: "Người gửi viết thêm sau khi được trả lời",
    Move.CLOSE: "Kết thúc hồ sơ; lý do nằm trong thư gửi người phản ánh",
    Move.WITHDRAW: "Người gửi rút phản ánh",
    Move.ERASE: "Hết thời hạn lưu giữ",
}

MOVES: dict[tuple[State, Move], State] = {
    (State.RECEIVED, Move.ACCEPT): State.ACCEPTED,
    (State.RECEIVED, Move.FORWARD): State.FORWARDED,
    (State.RECEIVED, Move.ANSWER): State.ANSWERED,
    (State.RECEIVED, Move.CLOSE): State.CLOSED,
    (State.RECEIVED, Move.WITHDRAW): State.WITHDRAWN,
    (State.ACCEPTED, Move.FORWARD): State.FORWARDED,
    (State.ACCEPTED, Move.ANSWER): State.ANSWERED,
    (State.ACCEPTED, Move.CLOSE): State.CLOSED,
    (State.ACCEPTED, Move.WITHDRAW): State.WITHDRAWN,
    (State.FORWARDED, Move.ANSWER): State.ANSWERED,
    (State.FORWARDED, Move.CLOSE): State.CLOSED,
    (State.FORWARDED, Move.WITHDRAW): State.WITHDRAWN,
    (State.ANSWERED, Move.ANSWER): State.ANSWERED,
    (State.ANSWERED, Move.WRITE_AGAIN): State.ACCEPTED,
    (State.ANSWERED, Move.FORWARD): State.FORWARDED,
    (State.ANSWERED, Move.CLOSE): State.CLOSED,
    (State.ANSWERED, Move.WITHDRAW): State.WITHDRAWN,
    (State.CLOSED, Move.WRITE_AGAIN): State.ACCEPTED,
    (State.CLOSED, Move.ERASE): State.ERASED,
    (State.WITHDRAWN, Move.ERASE): State.ERASED,
}

#: The clock of our answer runs in these.
OPEN = frozenset({State.RECEIVED, State.ACCEPTED, State.FORWARDED})
#: In these the reporter may still write or withdraw.
ALIVE = OPEN | {State.ANSWERED}


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def may(state: State, move: Move) -> bool:
    """Tell whether ``move`` can be made from ``state``."""
    return (state, move) in MOVES


def diagram() -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.RECEIVED}: {Move.FILE}"]
    lines += [f"    {state} --> {becomes}: {move}" for (state, move), becomes in MOVES.items()]
    return "\n".join([*lines, f"    {State.ERASED} --> [*]"])
