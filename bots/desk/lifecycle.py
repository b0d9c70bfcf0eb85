"""The life of a talk with an officer, as a table. Pure."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove


class State(StrEnum):
    """Where a talk stands."""

    WAITING = "waiting"
    TALKING = "talking"
    #: An officer has answered and gave the person back to the bot.
    HANDED_BACK = "handed_back"
    #: An officer ended it with a reason: it is a double, or abuse.
    CLOSED = "closed"
    #: The person ended it.
    LEFT = "left"
    #: The person fell silent.
    EXPIRED = "expired"
    #: Nobody came in time.
    LAPSED = "lapsed"


class Move(StrEnum):
    """What can happen to a talk."""

    ASK = "ask"
    TAKE = "take"
    HAND_OVER = "hand_over"
    PUT_BACK = "put_back"
    #: The officer fell silent.
    MISS = "miss"
    HAND_BACK = "hand_back"
    CLOSE = "close"
    LEAVE = "leave"
    EXPIRE = "expire"
    LAPSE = "lapse"


LABELS: dict[State, str] = {
    State.WAITING: "Đang chờ cán bộ",
    State.TALKING: "Đang trò chuyện",
    State.HANDED_BACK: "Đã trả lời, giao lại trợ lý ảo",
    State.CLOSED: "Cán bộ kết thúc",
    State.LEFT: "Người hỏi kết thúc",
    State.EXPIRED: "Kết thúc do người hỏi im lặng",
    State.LAPSED: "Không có cán bộ nhận",
}
MOVE_LABELS: dict[Move, str] = {
    Move.ASK: "Xin gặp cán bộ",
    Move.TAKE: "Nhận",
    Move.HAND_OVER: "Chuyển cán bộ khác",
    Move.PUT_BACK: "Trả về hàng chờ",
    Move.MISS: "Về hàng chờ do cán bộ im lặng",
    Move.HAND_BACK: "Giao lại trợ lý ảo",
    Move.CLOSE: "Kết thúc",
    Move.LEAVE: "Người hỏi kết thúc",
    Move.EXPIRE: "Kết thúc do người hỏi im lặng",
    Move.LAPSE: "Hết hạn chờ",
}
#: What the story says where no officer gives a reason; never a word of the talk.
REASONS: dict[Move, str] = {
    Move.ASK: "Người hỏi xin gặp cán bộ",
    Move.TAKE: "Cán bộ nhận trò chuyện",
    Move.MISS: "Cán bộ im lặng quá thời gian quy định",
    Move.HAND_BACK: "Đã trả lời xong",
    Move.LEAVE: "Người hỏi kết thúc trò chuyện",
    Move.EXPIRE: "Người hỏi im lặng quá thời gian quy định",
    Move.LAPSE: "Không có cán bộ nhận trong thời hạn chờ",
}

MOVES: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.TAKE): State.TALKING,
    (State.WAITING, Move.CLOSE): State.CLOSED,
    (State.WAITING, Move.LEAVE): State.LEFT,
    (State.WAITING, Move.LAPSE): State.LAPSED,
    (State.TALKING, Move.HAND_OVER): State.TALKING,
    (State.TALKING, Move.PUT_BACK): State.WAITING,
    (State.TALKING, Move.MISS): State.WAITING,
    (State.TALKING, Move.HAND_BACK): State.HANDED_BACK,
    (State.TALKING, Move.CLOSE): State.CLOSED,
    (State.TALKING, Move.LEAVE): State.LEFT,
    (State.TALKING, Move.EXPIRE): State.EXPIRED,
}
OPEN = frozenset({State.WAITING, State.TALKING})
ENDED = frozenset(State) - OPEN


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def diagram() -> str:
    """Return the table as a Mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.WAITING}: {Move.ASK}"]
    lines += [f"    {state} --> {becomes}: {move}" for (state, move), becomes in MOVES.items()]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in State if state in ENDED)])
