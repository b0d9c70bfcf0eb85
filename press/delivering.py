"""The life of a delivery, as a table: one release on its way to one recipient, by a machine or by an officer's hand."""

from __future__ import annotations

from enum import StrEnum

from core.errors import IllegalMove


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    GIVEN_UP = "given_up"
    DROPPED = "dropped"
    TASK = "task"
    HANDED = "handed"


class Move(StrEnum):
    """What can happen to a delivery."""

    CLAIM = "claim"
    LET_GO = "let_go"
    BEGIN = "begin"
    ARRIVE = "arrive"
    POSTPONE = "postpone"
    REFUSE = "refuse"
    LOSE = "lose"
    DROP = "drop"
    RETRY = "retry"
    SETTLE = "settle"
    GIVE_UP = "give_up"
    HAND_OVER = "hand_over"
    PROVE = "prove"
    RETURN = "return"


LABELS: dict[State, str] = {
    State.WAITING: "Chờ gửi",
    State.CLAIMED: "Đang chuẩn bị gửi",
    State.SENDING: "Đang gửi",
    State.SENT: "Đã đến",
    State.UNCERTAIN: "Không rõ đã đến hay chưa",
    State.FAILED: "Không gửi được",
    State.GIVEN_UP: "Thôi gửi",
    State.DROPPED: "Không còn phải gửi",
    State.TASK: "Việc cần làm",
    State.HANDED: "Đã gửi công văn",
}
MOVE_LABELS: dict[Move, str] = {
    Move.RETRY: "Gửi lại",
    Move.SETTLE: "Ghi nhận đã đến",
    Move.GIVE_UP: "Thôi gửi",
    Move.HAND_OVER: "Ghi công văn",
    Move.PROVE: "Ghi bằng chứng đã đăng, phát",
}

MOVES: dict[tuple[State, Move], State] = {
    (State.WAITING, Move.CLAIM): State.CLAIMED,
    (State.WAITING, Move.DROP): State.DROPPED,
    (State.WAITING, Move.GIVE_UP): State.GIVEN_UP,
    (State.CLAIMED, Move.LET_GO): State.WAITING,
    (State.CLAIMED, Move.BEGIN): State.SENDING,
    (State.CLAIMED, Move.POSTPONE): State.WAITING,
    (State.CLAIMED, Move.REFUSE): State.FAILED,
    (State.CLAIMED, Move.DROP): State.DROPPED,
    (State.SENDING, Move.ARRIVE): State.SENT,
    (State.SENDING, Move.POSTPONE): State.WAITING,
    (State.SENDING, Move.REFUSE): State.FAILED,
    (State.SENDING, Move.LOSE): State.UNCERTAIN,
    (State.SENDING, Move.RETURN): State.FAILED,
    (State.SENT, Move.RETURN): State.FAILED,
    (State.UNCERTAIN, Move.RETURN): State.FAILED,
    (State.UNCERTAIN, Move.ARRIVE): State.SENT,
    (State.UNCERTAIN, Move.SETTLE): State.SENT,
    (State.UNCERTAIN, Move.RETRY): State.WAITING,
    (State.UNCERTAIN, Move.GIVE_UP): State.GIVEN_UP,
    (State.FAILED, Move.RETRY): State.WAITING,
    (State.FAILED, Move.GIVE_UP): State.GIVEN_UP,
    (State.TASK, Move.HAND_OVER): State.HANDED,
    (State.TASK, Move.PROVE): State.SENT,
    (State.TASK, Move.GIVE_UP): State.GIVEN_UP,
    (State.TASK, Move.DROP): State.DROPPED,
    (State.HANDED, Move.PROVE): State.SENT,
    (State.HANDED, Move.GIVE_UP): State.GIVEN_UP,
}
#: Whoever stands here has the news, or may have it: a retraction goes there too.
REACHED = frozenset({State.SENDING, State.SENT, State.UNCERTAIN, State.HANDED})
#: What an officer can do by hand; the rest is the machine's.
BY_HAND = frozenset(MOVE_LABELS)


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def before(move: Move) -> list[State]:
    """Return the states from which ``move`` can be made."""
    return [state for (state, each) in MOVES if each == move]


def open_by_hand(state: State) -> list[Move]:
    """Return what an officer can do with a delivery in ``state``, in the order of the table."""
    return [move for (was, move) in MOVES if was == state and move in BY_HAND]


def diagram() -> str:
    """Return the table as a mermaid diagram, for the documents."""
    lines = [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    left = {was for was, _ in MOVES}
    ends = [f"    {state} --> [*]" for state in State if state not in left]
    return "\n".join(["stateDiagram-v2", f"    [*] --> {State.WAITING}", f"    [*] --> {State.TASK}", *lines, *ends])
