"""The life of a joint check (kiểm tra liên ngành), as a table, and what each move demands: pure, no database, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from core.errors import IllegalMove, Refusal


class State(StrEnum):
    """Where a check stands."""

    PLANNED = "planned"
    DECIDED = "decided"
    RECORDED = "recorded"
    CONCLUDED = "concluded"
    REMEDYING = "remedying"
    UNREMEDIED = "unremedied"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    NOTED = "noted"


class Move(StrEnum):
    """What can be done with a check."""

    DECIDE = "decide"
    RECORD = "record"
    CONCLUDE = "conclude"
    FIND_BREACH = "find_breach"
    FIND_CLEAN = "find_clean"
    REMEDY = "remedy"
    MISS = "miss"
    CLOSE = "close"
    CANCEL = "cancel"


LABELS: dict[State, str] = {
    State.PLANNED: "Trong kế hoạch",
    State.DECIDED: "Đã có quyết định thành lập đoàn",
    State.RECORDED: "Đã lập biên bản",
    State.CONCLUDED: "Đã có kết luận",
    State.REMEDYING: "Đang khắc phục",
    State.UNREMEDIED: "Không khắc phục",
    State.CLOSED: "Đã kết thúc",
    State.CANCELLED: "Đã hủy",
    State.NOTED: "Cơ quan khác đã tiến hành",
}
MOVE_LABELS: dict[Move, str] = {
    Move.DECIDE: "Ghi quyết định thành lập đoàn",
    Move.RECORD: "Ghi biên bản",
    Move.CONCLUDE: "Ghi kết luận",
    Move.FIND_BREACH: "Xác định có vi phạm, giao khắc phục",
    Move.FIND_CLEAN: "Xác định không có vi phạm",
    Move.REMEDY: "Ghi nhận đã khắc phục",
    Move.MISS: "Ghi nhận không khắc phục",
    Move.CLOSE: "Kết thúc hồ sơ",
    Move.CANCEL: "Hủy cuộc kiểm tra",
}

MOVES: dict[tuple[State, Move], State] = {
    (State.PLANNED, Move.DECIDE): State.DECIDED,
    (State.DECIDED, Move.RECORD): State.RECORDED,
    (State.RECORDED, Move.CONCLUDE): State.CONCLUDED,
    (State.CONCLUDED, Move.FIND_BREACH): State.REMEDYING,
    (State.CONCLUDED, Move.FIND_CLEAN): State.CLOSED,
    (State.REMEDYING, Move.REMEDY): State.CLOSED,
    (State.REMEDYING, Move.MISS): State.UNREMEDIED,
    (State.UNREMEDIED, Move.REMEDY): State.CLOSED,
    (State.UNREMEDIED, Move.CLOSE): State.CLOSED,
    (State.PLANNED, Move.CANCEL): State.CANCELLED,
    (State.DECIDED, Move.CANCEL): State.CANCELLED,
    (State.NOTED, Move.CANCEL): State.CANCELLED,
}

#: From these on a team stands; from these on its record, its conclusion.
WITH_TEAM = frozenset({State.DECIDED, State.RECORDED, State.CONCLUDED, State.REMEDYING, State.UNREMEDIED, State.CLOSED})
WITH_RECORD = WITH_TEAM - {State.DECIDED}
WITH_CONCLUSION = WITH_RECORD - {State.RECORDED}
#: After how many days unpaid, and reminded in writing, an amount may be found to be evaded (Law 41/2024 Art 39(1)).
EVASION_DAYS = 60

NO_SIGNS = Refusal(
    "second_check",
    "Trong năm đơn vị đã có cuộc kiểm tra hoặc thanh tra về cùng nội dung (Nghị quyết 198/2025/QH15); "
    "chỉ được thêm khi ghi rõ dấu hiệu vi phạm và văn bản nêu dấu hiệu.",
)


@dataclass(frozen=True, slots=True)
class Breach:
    """What a check established, as the officer records it."""

    kinds: frozenset[str]
    found_on: dt.date
    due_on: dt.date | None
    reminded_on: dt.date | None
    authority: str


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def moves(state: State) -> list[Move]:
    """Return what the table lets one do from ``state``, in the order of `Move`."""
    return [move for move in Move if (state, move) in MOVES]


def against_another(taken: Collection[int], sign: str, document: str) -> list[Refusal]:
    """Return why a further check of the year on the same matter may not be opened; ``taken`` are the places of those that stand."""
    return [NO_SIGNS] if taken and not (sign.strip() and document.strip()) else []


def in_order(*days: tuple[str, dt.date | None]) -> list[Refusal]:
    """Return why days that must follow each other do not; each comes with its name, the first is the earliest."""
    known = [(name, day) for name, day in days if day]
    return [
        Refusal("order", f"{later[0]} ({later[1]:%d/%m/%Y}) không được trước {earlier[0].lower()} ({earlier[1]:%d/%m/%Y}).")
        for earlier, later in pairwise(known)
        if later[1] < earlier[1]
    ]


def against_decision(decided_on: dt.date, *, year: int, plan_on: dt.date | None) -> list[Refusal]:
    """Return why a decision of that day may not form the team of a check in the plan of ``year``, which was issued on ``plan_on``."""
    found = in_order(("Ngày ban hành kế hoạch", plan_on), ("Ngày quyết định", decided_on))
    if decided_on.year != year:
        found.append(Refusal("year", f"Ngày quyết định ({decided_on:%d/%m/%Y}) phải trong năm {year}, năm của cuộc kiểm tra."))
    return found


def against_breach(breach: Breach) -> list[Refusal]:
    """Return what is missing before late payment or evasion may be recorded (Law 41/2024 Arts 38, 39)."""
    found: list[Refusal] = []
    if not breach.kinds:
        found.append(Refusal("no_kind", "Chọn chậm đóng, trốn đóng hoặc cả hai."))
    if breach.due_on is None:
        found.append(Refusal("no_due", "Ghi hạn đóng của kỳ cũ nhất chưa nộp đủ."))
    elif breach.found_on <= breach.due_on:
        found.append(Refusal("not_late", "Hạn đóng chưa qua vào ngày kết luận; chưa thể là chậm đóng."))
    if "evasion" in breach.kinds:
        found += _against_evasion(breach)
    return found


def _against_evasion(breach: Breach) -> list[Refusal]:
    found = []
    if not breach.authority.strip():
        found.append(Refusal("no_authority", "Trốn đóng chỉ được ghi theo quyết định của cơ quan có thẩm quyền: ghi số, ngày, cơ quan."))
    if breach.reminded_on is None:
        found.append(Refusal("not_reminded", "Trốn đóng đòi hỏi đơn vị đã được đôn đốc bằng văn bản (Điều 35): ghi ngày đôn đốc."))
    if breach.due_on and breach.found_on <= breach.due_on + dt.timedelta(days=EVASION_DAYS):
        found.append(Refusal("too_early", f"Chưa quá {EVASION_DAYS} ngày kể từ hạn đóng; mới là chậm đóng, chưa thể là trốn đóng."))
    return found


def diagram() -> str:
    """Return the table as a mermaid state diagram."""
    starts: Sequence[State] = (State.PLANNED, State.NOTED)
    lines = ["stateDiagram-v2", *(f"    [*] --> {state}" for state in starts)]
    lines += [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    final = [state for state in State if not any(was == state for was, _ in MOVES)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in final)])
