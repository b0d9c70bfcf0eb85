"""The life of a request to confirm (đề nghị xác nhận), and which answers can be taken: pure rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from core.errors import IllegalMove, Refusal


class State(StrEnum):
    """Where a request stands."""

    ASKED = "asked"
    OVERDUE = "overdue"
    CORRECTING = "correcting"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done with a request."""

    REMIND = "remind"
    ANSWER = "answer"
    FLAG = "flag"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class Answer(StrEnum):
    """What an agency can say to a statement."""

    PAID = "paid"
    RIGHT = "right"
    WRONG = "wrong"
    PLAN = "plan"
    UNKNOWN = "unknown"


LABELS: dict[State, str] = {
    State.ASKED: "Chờ trả lời",
    State.OVERDUE: "Quá hạn trả lời",
    State.CORRECTING: "Số liệu sai, chờ danh sách đã sửa",
    State.ANSWERED: "Đã trả lời",
    State.WITHDRAWN: "Đã rút",
}
ANSWERS: dict[Answer, str] = {
    Answer.PAID: "Đã nộp đủ",
    Answer.RIGHT: "Số liệu đúng",
    Answer.WRONG: "Số liệu sai",
    Answer.PLAN: "Có kế hoạch nộp dần",
    Answer.UNKNOWN: "Không xác nhận được",
}
MOVES: dict[tuple[State, Move], State] = {
    (State.ASKED, Move.REMIND): State.OVERDUE,
    (State.ASKED, Move.ANSWER): State.ANSWERED,
    (State.ASKED, Move.FLAG): State.CORRECTING,
    (State.ASKED, Move.WITHDRAW): State.WITHDRAWN,
    (State.OVERDUE, Move.ANSWER): State.ANSWERED,
    (State.OVERDUE, Move.FLAG): State.CORRECTING,
    (State.OVERDUE, Move.WITHDRAW): State.WITHDRAWN,
    (State.CORRECTING, Move.CORRECT): State.ANSWERED,
}
#: The agency still owes an answer.
OPEN = frozenset({State.ASKED, State.OVERDUE})

#: The fields that an answer demands; every other one stays empty.
_DEMANDED: dict[Answer, tuple[str, ...]] = {
    Answer.PAID: ("paid_on",),
    Answer.RIGHT: (),
    Answer.WRONG: ("right_vnd",),
    Answer.PLAN: ("plan_from", "plan_to"),
    Answer.UNKNOWN: ("note",),
}
FIELDS = {
    "paid_on": "Ngày nộp đủ",
    "right_vnd": "Số tiền đúng (đồng)",
    "plan_from": "Kế hoạch từ ngày",
    "plan_to": "Kế hoạch đến ngày",
    "note": "Ghi chú",
}
#: Nobody but the SI agency keeps the account of a firm.
OF_THE_SI_AGENCY = frozenset({Answer.PAID, Answer.PLAN})


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer with what it demands."""

    answer: Answer
    paid_on: dt.date | None = None
    right_vnd: int | None = None
    plan_from: dt.date | None = None
    plan_to: dt.date | None = None
    note: str = ""


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def refusals(reply: Reply, *, on: dt.date, is_si_agency: bool, besides: Collection[str] = ()) -> list[Refusal]:
    """Return why ``reply`` cannot be taken on the day ``on``; the code of each is the field that is wrong.

    ``besides`` are fields already known to be unreadable, of which nothing more is said.
    """
    said = ANSWERS[reply.answer]
    if reply.answer in OF_THE_SI_AGENCY and not is_si_agency:
        return [Refusal("answer", f"Chỉ cơ quan BHXH trả lời “{said}”.")]
    found = []
    for name, label in FIELDS.items():
        given = getattr(reply, name) not in (None, "")
        if name in besides:
            continue
        if name in _DEMANDED[reply.answer] and not given:
            found.append(Refusal(name, f"Trả lời “{said}” phải ghi {label.lower()}."))
        elif given and name != "note" and name not in _DEMANDED[reply.answer]:
            found.append(Refusal(name, f"Trả lời “{said}” không đi cùng {label.lower()}; hãy để trống ô này."))
    return found or _impossible(reply, on)


def _impossible(reply: Reply, on: dt.date) -> list[Refusal]:
    found = []
    if reply.paid_on and reply.paid_on > on:
        found.append(Refusal("paid_on", "Ngày nộp đủ chưa đến."))
    if reply.right_vnd is not None and reply.right_vnd < 0:
        found.append(Refusal("right_vnd", "Số tiền không thể âm; đơn vị đã nộp đủ thì trả lời “Đã nộp đủ”."))
    if reply.plan_from and reply.plan_to and reply.plan_to < reply.plan_from:
        found.append(Refusal("plan_to", "Ngày kết thúc kế hoạch trước ngày bắt đầu."))
    elif reply.plan_to and reply.plan_to < on:
        found.append(Refusal("plan_to", "Kế hoạch đã kết thúc; hãy trả lời theo số liệu hiện nay."))
    return found


def move_of(answer: Answer) -> Move:
    """Return the move that an answer makes: a wrong figure waits for the agency's next list, as no figure is edited."""
    return Move.FLAG if answer == Answer.WRONG else Move.ANSWER


def diagram() -> str:
    """Return the table as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.ASKED}"]
    lines += [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    final = [state for state in State if not any(was == state for was, _ in MOVES)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in final)])
