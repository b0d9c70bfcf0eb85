"""The life of a notice, as a table, and the guards of its moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from enum import StrEnum

from core.errors import IllegalMove, Refusal

from . import due_process
from .due_process import Demands, Dossier, Need


class State(StrEnum):
    """Where a notice stands."""

    CANDIDATE = "candidate"
    DRAFTED = "drafted"
    SERVED = "served"
    REPLIED = "replied"
    SILENT = "silent"
    REVIEWED = "reviewed"
    DECIDED = "decided"
    PUBLISHED = "published"
    CONTESTED = "contested"
    REMEDIED = "remedied"
    CORRECTED = "corrected"
    SUSPENDED = "suspended"
    SETTLED = "settled"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Move(StrEnum):
    """What can be done with a notice."""

    DRAFT = "draft"
    SERVE = "serve"
    REPLY = "reply"
    LAPSE = "lapse"
    REVIEW = "review"
    DECIDE = "decide"
    REFRESH = "refresh"
    PUBLISH = "publish"
    CONTEST = "contest"
    CLOSE_CONTEST = "close_contest"
    REMEDY = "remedy"
    CORRECT = "correct"
    SUSPEND = "suspend"
    LIFT_SUSPENSION = "lift_suspension"
    SETTLE = "settle"
    DROP = "drop"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"


LABELS: dict[State, str] = {
    State.CANDIDATE: "Đề xuất",
    State.DRAFTED: "Đã soạn",
    State.SERVED: "Đã tống đạt, chờ trả lời",
    State.REPLIED: "Đơn vị đã trả lời",
    State.SILENT: "Hết hạn, không trả lời",
    State.REVIEWED: "Đã thẩm định pháp lý",
    State.DECIDED: "Đã quyết định, chờ phát hành",
    State.PUBLISHED: "Đang công khai",
    State.CONTESTED: "Đang công khai, đang khiếu nại",
    State.REMEDIED: "Đang công khai, đã khắc phục",
    State.CORRECTED: "Đang công khai, đã đính chính",
    State.SUSPENDED: "Tạm dừng",
    State.SETTLED: "Đã khắc phục trước khi công khai",
    State.DROPPED: "Không công khai",
    State.WITHDRAWN: "Đã thu hồi",
    State.EXPIRED: "Hết thời hạn công khai",
}

MOVE_LABELS: dict[Move, str] = {
    Move.DRAFT: "Soạn hồ sơ",
    Move.SERVE: "Ghi nhận tống đạt",
    Move.REPLY: "Ghi nhận trả lời",
    Move.LAPSE: "Hết thời hạn trả lời",
    Move.REVIEW: "Thẩm định pháp lý",
    Move.DECIDE: "Quyết định công khai",
    Move.REFRESH: "Cập nhật theo danh sách mới",
    Move.PUBLISH: "Công khai",
    Move.CONTEST: "Ghi nhận khiếu nại",
    Move.CLOSE_CONTEST: "Kết thúc khiếu nại",
    Move.REMEDY: "Ghi nhận đã khắc phục",
    Move.CORRECT: "Đính chính",
    Move.SUSPEND: "Tạm dừng",
    Move.LIFT_SUSPENSION: "Bỏ tạm dừng",
    Move.SETTLE: "Đã khắc phục, không công khai",
    Move.DROP: "Không công khai",
    Move.WITHDRAW: "Thu hồi",
    Move.EXPIRE: "Hết thời hạn",
}

#: In these states, and in no other, the public may see a notice.
PUBLIC = frozenset({State.PUBLISHED, State.CONTESTED, State.REMEDIED, State.CORRECTED})
#: On the way to the public: nothing of these shows anywhere.
PENDING = frozenset(
    {State.CANDIDATE, State.DRAFTED, State.SERVED, State.REPLIED, State.SILENT, State.REVIEWED, State.DECIDED, State.SUSPENDED}
)
#: Nothing leads out of these.
FINAL = frozenset({State.SETTLED, State.DROPPED, State.WITHDRAWN, State.EXPIRED})

MOVES: dict[tuple[State, Move], State] = {
    (State.CANDIDATE, Move.DRAFT): State.DRAFTED,
    (State.DRAFTED, Move.SERVE): State.SERVED,
    (State.SERVED, Move.REPLY): State.REPLIED,
    (State.SERVED, Move.LAPSE): State.SILENT,
    (State.SERVED, Move.REVIEW): State.REVIEWED,  # only where the basis gives no term to reply
    (State.SILENT, Move.REPLY): State.REPLIED,
    (State.REPLIED, Move.REVIEW): State.REVIEWED,
    (State.SILENT, Move.REVIEW): State.REVIEWED,
    (State.REVIEWED, Move.REPLY): State.REPLIED,  # what came after the review is reviewed too
    (State.REVIEWED, Move.DECIDE): State.DECIDED,
    (State.REVIEWED, Move.REFRESH): State.REVIEWED,
    (State.DECIDED, Move.REFRESH): State.REVIEWED,
    (State.DECIDED, Move.PUBLISH): State.PUBLISHED,
    (State.DECIDED, Move.SUSPEND): State.SUSPENDED,
    (State.CONTESTED, Move.CLOSE_CONTEST): State.PUBLISHED,
    (State.SUSPENDED, Move.LIFT_SUSPENSION): State.REVIEWED,
    **{
        (state, move): becomes
        for state in sorted(PUBLIC)
        for move, becomes in (
            (Move.CONTEST, State.CONTESTED),
            (Move.REMEDY, State.REMEDIED),
            (Move.CORRECT, State.CORRECTED),
            (Move.SUSPEND, State.SUSPENDED),
            (Move.WITHDRAW, State.WITHDRAWN),
            (Move.EXPIRE, State.EXPIRED),
        )
    },
    **{(state, move): becomes for state in sorted(PENDING) for move, becomes in ((Move.SETTLE, State.SETTLED), (Move.DROP, State.DROPPED))},
}


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def moves_from(state: State) -> list[Move]:
    """Return what the table lets one do from ``state``, in the order of `Move`."""
    return [move for move in Move if (state, move) in MOVES]


Guard = Callable[[Dossier, Demands, dt.date], list[Refusal]]

_LATER = frozenset({Need.SERVICE, Need.HEARING, Need.CONSEQUENCE, Need.SIGNER_REQUEST})


def _may_draft(dossier: Dossier, demands: Demands, on: dt.date) -> list[Refusal]:
    return due_process.missing(dossier, demands, on=on, but=_LATER)


def _may_serve(dossier: Dossier, demands: Demands, on: dt.date) -> list[Refusal]:
    found = due_process.JUDGES[Need.SERVICE](dossier, demands, on)
    return [found] if found else []


def _may_reply(dossier: Dossier, demands: Demands, on: dt.date) -> list[Refusal]:
    return [] if demands.hears else [Refusal("no_hearing", "Căn cứ này không có thời hạn trả lời trước khi công khai.")]


def _may_lapse(dossier: Dossier, demands: Demands, on: dt.date) -> list[Refusal]:
    found = due_process.JUDGES[Need.HEARING](dossier, demands, on)
    return [*_may_reply(dossier, demands, on), *([found] if found else [])]


def _may_review(dossier: Dossier, demands: Demands, on: dt.date) -> list[Refusal]:
    found = []
    if demands.hears and dossier.state == State.SERVED:
        found.append(Refusal("not_heard", "Đơn vị chưa trả lời và thời hạn trả lời chưa hết."))
    if dossier.reviewed_by == dossier.drafted_by:
        found.append(Refusal("reviewer", "Người thẩm định pháp lý phải khác người soạn."))
    return found


def _may_decide(dossier: Dossier, demands: Demands, on: dt.date) -> list[Refusal]:
    return due_process.to_publish(dossier, demands, on=on)


#: What must hold before a move, besides the table; judged on the file as it would stand after the move.
GUARDS: Mapping[Move, Guard] = {
    Move.DRAFT: _may_draft,
    Move.SERVE: _may_serve,
    Move.REPLY: _may_reply,
    Move.LAPSE: _may_lapse,
    Move.REVIEW: _may_review,
    Move.DECIDE: _may_decide,
    Move.PUBLISH: _may_decide,
}


def refusals(move: Move, dossier: Dossier, demands: Demands, *, on: dt.date) -> list[Refusal]:
    """Return every reason against ``move``; nothing means that it may be made."""
    guard = GUARDS.get(move)
    return guard(dossier, demands, on) if guard else []


#: How the drawing calls the groups of states that share moves.
_GROUPS: Mapping[str, frozenset[State]] = {"on_the_way": PENDING, "in_public": PUBLIC}


def diagram() -> str:
    """Draw the table as a Mermaid state diagram; a move that a whole group shares is drawn once, from the group."""
    left, shared = dict(MOVES), []
    for name, group in _GROUPS.items():
        for move in Move:
            goals = {MOVES.get((state, move)) for state in group}
            if len(goals) == 1 and (goal := goals.pop()) is not None:
                shared.append(f"    {name} --> {goal}: {move}")
                left = {key: becomes for key, becomes in left.items() if not (key[1] == move and key[0] in group)}
    inner = [
        line
        for name, group in _GROUPS.items()
        for line in (
            f"    state {name} {{",
            *(f"        {was} --> {becomes}: {move}" for (was, move), becomes in left.items() if was in group and becomes in group),
            "    }",
        )
    ]
    across = [
        f"    {was} --> {becomes}: {move}"
        for (was, move), becomes in left.items()
        if not any({was, becomes} <= group for group in _GROUPS.values())
    ]
    return "\n".join(["stateDiagram-v2", "    [*] --> candidate", *inner, *across, *shared])
