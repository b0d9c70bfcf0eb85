"""The life of a list that we hand to an agency (bàn giao danh sách), and what its layout may name: pure rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum

from core.errors import IllegalMove, Refusal


class State(StrEnum):
    """Where a list that left stands."""

    SENT = "sent"
    OVERDUE = "overdue"
    RECEIVED = "received"
    RECALLED = "recalled"


class Move(StrEnum):
    """What can be done with it."""

    REMIND = "remind"
    RECEIVE = "receive"
    RECALL = "recall"


LABELS: dict[State, str] = {
    State.SENT: "Đã gửi, chờ báo nhận",
    State.OVERDUE: "Quá hạn báo nhận",
    State.RECEIVED: "Đã nhận",
    State.RECALLED: "Đã thu hồi",
}
MOVES: dict[tuple[State, Move], State] = {
    (State.SENT, Move.REMIND): State.OVERDUE,
    (State.SENT, Move.RECEIVE): State.RECEIVED,
    (State.SENT, Move.RECALL): State.RECALLED,
    (State.OVERDUE, Move.RECEIVE): State.RECEIVED,
    (State.OVERDUE, Move.RECALL): State.RECALLED,
}
#: The agency still owes its receipt.
OPEN = frozenset({State.SENT, State.OVERDUE})
#: What a column may hold, by the name that a layout uses, with the heading it has unless the receiver wants another.
FIELDS: dict[str, str] = {
    "stt": "STT",
    "tax_code": "Mã số thuế",
    "units": "Mã đơn vị BHXH",
    "name": "Tên đơn vị",
    "address": "Địa chỉ",
    "commune": "Xã/phường",
    "zone": "KCN/CCN",
    "reasons": "Lý do",
}


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def columns(lines: str) -> list[tuple[str, str]]:
    """Return the columns of a layout written one a line, ``field`` or ``field = heading``, in the receiver's order."""
    pairs = (line.partition("=") for line in lines.splitlines() if line.strip())
    return [(name.strip(), heading.strip() or FIELDS.get(name.strip(), "")) for name, _, heading in pairs]


def against(lines: str) -> list[Refusal]:
    """Return what is wrong with a layout."""
    found = columns(lines)
    names = [name for name, _ in found]
    unknown = [name for name in names if name not in FIELDS]
    if unknown:
        return [Refusal("columns", f"Không có trường “{unknown[0]}”. Các trường: {', '.join(FIELDS)}.")]
    if len(set(names)) < len(names):
        return [Refusal("columns", "Có trường ghi hai lần.")]
    if not {"tax_code", "name"} <= set(names):
        return [Refusal("columns", "Danh sách phải có tax_code và name để bên nhận tra đúng đơn vị.")]
    return []


def due_in(month: dt.date, day: int) -> dt.date:
    """Return the day by which a list about ``month`` is owed: the ``day``th of the month after, or its last."""
    first = (month.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    last = (first + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return min(first + dt.timedelta(days=day - 1), last)


def periods_before(day: dt.date, count: int, every: int = 1) -> Iterable[dt.date]:
    """Yield the last months of the ``count`` periods of ``every`` months before the month of ``day``, newest first.

    Periods of three months end with a quarter, of twelve with a year.
    """
    month = day.replace(day=1)
    while count:
        month = (month - dt.timedelta(days=1)).replace(day=1)
        if month.month % every == 0:
            count -= 1
            yield month


def period(month: dt.date, every: int = 1) -> str:
    """Return how a period is called that ends with ``month``."""
    match every:
        case 1:
            return f"{month:%m/%Y}"
        case 3:
            return f"quý {month.month // 3}/{month.year}"
        case 6:
            return f"{'6 tháng đầu' if month.month == 6 else '6 tháng cuối'} năm {month.year}"
        case _:
            return f"năm {month.year}"


def diagram() -> str:
    """Return the table as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.SENT}"]
    lines += [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    final = [state for state in State if not any(was == state for was, _ in MOVES)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in final)])
