"""The life of a press release, of a question of the press, and of a clipping, each as a table."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from core.errors import IllegalMove


class State(StrEnum):
    """Where a press release stands."""

    DRAFT = "draft"
    CLEARED = "cleared"
    PUBLISHED = "published"
    ENDED = "ended"


class Move(StrEnum):
    """What can be done with a press release."""

    WRITE = "write"
    CLEAR = "clear"
    PUBLISH = "publish"
    END = "end"
    DROP = "drop"


LABELS: dict[State, str] = {
    State.DRAFT: "Chờ người phát ngôn",
    State.CLEARED: "Người phát ngôn đã duyệt",
    State.PUBLISHED: "Đang công khai",
    State.ENDED: "Đã kết thúc",
}
MOVE_LABELS: dict[Move, str] = {
    Move.WRITE: "Soạn, sửa",
    Move.CLEAR: "Người phát ngôn duyệt",
    Move.PUBLISH: "Công khai",
    Move.END: "Kết thúc",
    Move.DROP: "Bỏ",
}
MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.WRITE): State.DRAFT,
    (State.DRAFT, Move.CLEAR): State.CLEARED,
    (State.DRAFT, Move.DROP): State.ENDED,
    (State.CLEARED, Move.WRITE): State.DRAFT,
    (State.CLEARED, Move.PUBLISH): State.PUBLISHED,
    (State.CLEARED, Move.DROP): State.ENDED,
    (State.PUBLISHED, Move.WRITE): State.PUBLISHED,
    (State.PUBLISHED, Move.CLEAR): State.PUBLISHED,
    (State.PUBLISHED, Move.END): State.ENDED,
}
#: Nothing gets here without the spokesperson.
SPOKEN = frozenset({State.CLEARED, State.PUBLISHED})


class Asked(StrEnum):
    """Where a question of the press stands."""

    RECEIVED = "received"
    ANSWERED = "answered"
    APPROVED = "approved"
    POSTED = "posted"
    SENT = "sent"
    CLOSED = "closed"


class Reply(StrEnum):
    """What can be done with a question of the press."""

    ANSWER = "answer"
    RETURN = "return"
    APPROVE = "approve"
    POST = "post"
    ARRIVE = "arrive"
    SEND = "send"
    CLOSE = "close"


ASKED_LABELS: dict[Asked, str] = {
    Asked.RECEIVED: "Chờ soạn trả lời",
    Asked.ANSWERED: "Chờ người phát ngôn duyệt",
    Asked.APPROVED: "Đã duyệt, chờ gửi",
    Asked.POSTED: "Đang gửi thư trả lời",
    Asked.SENT: "Đã trả lời",
    Asked.CLOSED: "Đóng, không trả lời",
}
REPLY_LABELS: dict[Reply, str] = {
    Reply.ANSWER: "Soạn trả lời",
    Reply.RETURN: "Trả lại để sửa",
    Reply.APPROVE: "Duyệt câu trả lời",
    Reply.POST: "Gửi thư trả lời",
    Reply.ARRIVE: "Thư trả lời đã đến",
    Reply.SEND: "Ghi đã trả lời bằng cách khác",
    Reply.CLOSE: "Đóng, không trả lời",
}
REPLIES: dict[tuple[Asked, Reply], Asked] = {
    (Asked.RECEIVED, Reply.ANSWER): Asked.ANSWERED,
    (Asked.RECEIVED, Reply.CLOSE): Asked.CLOSED,
    (Asked.ANSWERED, Reply.ANSWER): Asked.ANSWERED,
    (Asked.ANSWERED, Reply.RETURN): Asked.RECEIVED,
    (Asked.ANSWERED, Reply.APPROVE): Asked.APPROVED,
    (Asked.ANSWERED, Reply.CLOSE): Asked.CLOSED,
    (Asked.APPROVED, Reply.POST): Asked.POSTED,
    (Asked.APPROVED, Reply.SEND): Asked.SENT,
    (Asked.APPROVED, Reply.RETURN): Asked.RECEIVED,
    (Asked.POSTED, Reply.ARRIVE): Asked.SENT,
    (Asked.POSTED, Reply.SEND): Asked.SENT,
    (Asked.POSTED, Reply.RETURN): Asked.RECEIVED,
}
#: The clock runs in these.
WAITING = frozenset({Asked.RECEIVED, Asked.ANSWERED, Asked.APPROVED, Asked.POSTED})
#: Nothing gets here without the spokesperson.
SPOKEN_FOR = frozenset({Asked.APPROVED, Asked.POSTED, Asked.SENT})


class Carried(StrEnum):
    """What the desk made of what a medium carried."""

    NEW = "new"
    RIGHT = "right"
    WRONG = "wrong"
    ASKED = "asked"
    CORRECTED = "corrected"
    DECLINED = "declined"


class Reading(StrEnum):
    """What can be done with a clipping."""

    CONFIRM = "confirm"
    OBJECT = "object"
    ASK = "ask"
    CORRECTED = "corrected"
    DECLINED = "declined"


CARRIED_LABELS: dict[Carried, str] = {
    Carried.NEW: "Chờ đối chiếu",
    Carried.RIGHT: "Đưa đúng",
    Carried.WRONG: "Cần đề nghị cải chính",
    Carried.ASKED: "Đã đề nghị cải chính",
    Carried.CORRECTED: "Báo đã cải chính",
    Carried.DECLINED: "Báo không cải chính",
}
READING_LABELS: dict[Reading, str] = {
    Reading.CONFIRM: "Xác nhận đưa đúng",
    Reading.OBJECT: "Ghi nhận đưa sai hoặc không còn đúng",
    Reading.ASK: "Ghi việc đã gửi đề nghị cải chính",
    Reading.CORRECTED: "Ghi nhận báo đã cải chính",
    Reading.DECLINED: "Ghi nhận báo không cải chính",
}
READINGS: dict[tuple[Carried, Reading], Carried] = {
    (Carried.NEW, Reading.CONFIRM): Carried.RIGHT,
    (Carried.NEW, Reading.OBJECT): Carried.WRONG,
    (Carried.RIGHT, Reading.OBJECT): Carried.WRONG,
    (Carried.WRONG, Reading.CONFIRM): Carried.RIGHT,
    (Carried.WRONG, Reading.ASK): Carried.ASKED,
    (Carried.ASKED, Reading.CORRECTED): Carried.CORRECTED,
    (Carried.ASKED, Reading.DECLINED): Carried.DECLINED,
    (Carried.CORRECTED, Reading.OBJECT): Carried.WRONG,
    (Carried.DECLINED, Reading.ASK): Carried.ASKED,
}

S = TypeVar("S", bound=StrEnum)
M = TypeVar("M", bound=StrEnum)


def after(moves: dict[tuple[S, M], S], state: S, move: M) -> S:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return moves[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def open_moves(moves: dict[tuple[S, M], S], state: S) -> list[M]:
    """Return what can be done in ``state``, in the order of the table."""
    return [move for (was, move) in moves if was == state]


def diagram(moves: dict[tuple[S, M], S]) -> str:
    """Return a table as a mermaid diagram, for the documents; the first state of the table is where it begins."""
    reached = list(dict.fromkeys([*(was for was, _ in moves), *moves.values()]))
    left = {was for was, _ in moves}
    lines = [f"    {was} --> {becomes}: {move}" for (was, move), becomes in moves.items()]
    return "\n".join(
        ["stateDiagram-v2", f"    [*] --> {reached[0]}", *lines, *(f"    {state} --> [*]" for state in reached if state not in left)]
    )
