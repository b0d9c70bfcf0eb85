"""The life of a request to insure, as a table, and how the next headcount answers it: pure rules."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core import workdays
from core.errors import IllegalMove, Refusal


class State(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"
    REGISTERED = "registered"
    DISPUTED = "disputed"
    SILENT = "silent"
    PARTLY = "partly"
    UNMET = "unmet"
    FULFILLED = "fulfilled"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


class Move(StrEnum):
    """What can be done with a request."""

    SIGN = "sign"
    SEND = "send"
    REGISTER = "register"
    DISPUTE = "dispute"
    LAPSE = "lapse"
    FULFIL = "fulfil"
    FALL_SHORT = "fall_short"
    FAIL = "fail"
    UPHOLD = "uphold"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    REOPEN_SENT = "reopen_sent"
    REOPEN_REGISTERED = "reopen_registered"
    REOPEN_DISPUTED = "reopen_disputed"
    REOPEN_SILENT = "reopen_silent"
    REOPEN_PARTLY = "reopen_partly"
    REOPEN_UNMET = "reopen_unmet"


LABELS: dict[State, str] = {
    State.DRAFT: "Bản thảo",
    State.SIGNED: "Đã ký, đã cấp số",
    State.SENT: "Đã gửi, chờ trả lời",
    State.REGISTERED: "Đơn vị báo đã đăng ký",
    State.DISPUTED: "Đơn vị cho rằng số liệu chưa đúng",
    State.SILENT: "Hết thời hạn, không trả lời",
    State.PARTLY: "Mới đăng ký một phần",
    State.UNMET: "Chưa đăng ký",
    State.FULFILLED: "Đã đăng ký đủ",
    State.CLOSED: "Đã khép lại",
    State.WITHDRAWN: "Đã rút",
}

_FOLLOWED = (State.SENT, State.REGISTERED, State.DISPUTED, State.SILENT, State.PARTLY, State.UNMET)

#: What an extract of the SI agency moved; when it ceases to count, the letter goes back to where it stood.
JUDGED = frozenset({Move.FULFIL, Move.FALL_SHORT, Move.FAIL})
_REOPENS = {state: Move(f"reopen_{state}") for state in _FOLLOWED}
REOPENS = frozenset(_REOPENS.values())

MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.SIGN): State.SIGNED,
    (State.SIGNED, Move.SEND): State.SENT,
    (State.SENT, Move.REGISTER): State.REGISTERED,
    (State.SENT, Move.DISPUTE): State.DISPUTED,
    (State.SENT, Move.LAPSE): State.SILENT,
    (State.SILENT, Move.REGISTER): State.REGISTERED,
    (State.SILENT, Move.DISPUTE): State.DISPUTED,
    (State.PARTLY, Move.DISPUTE): State.DISPUTED,
    (State.UNMET, Move.DISPUTE): State.DISPUTED,
    (State.DISPUTED, Move.UPHOLD): State.UNMET,
    **{(state, Move.FULFIL): State.FULFILLED for state in _FOLLOWED},
    **{(state, Move.FALL_SHORT): State.PARTLY for state in (State.REGISTERED, State.SILENT, State.UNMET)},
    **{(state, Move.FAIL): State.UNMET for state in (State.REGISTERED, State.SILENT, State.PARTLY)},
    **{(state, Move.CLOSE): State.CLOSED for state in (State.DISPUTED, State.SILENT, State.PARTLY, State.UNMET)},
    **{(state, Move.WITHDRAW): State.WITHDRAWN for state in (State.DRAFT, State.SIGNED, *_FOLLOWED)},
    **{(State.FULFILLED, move): state for state, move in _REOPENS.items()},
    **{(State.PARTLY, _REOPENS[state]): state for state in (State.REGISTERED, State.SILENT, State.UNMET)},
    **{(State.UNMET, _REOPENS[state]): state for state in (State.REGISTERED, State.SILENT, State.PARTLY)},
}

#: A firm has one request at most in these states.
OPEN = frozenset(was for was, move in MOVES if move not in REOPENS)
#: The letter has gone out.
FOLLOWED = frozenset(_FOLLOWED)
#: The firm had its time and did not do what was asked: a reason to look there.
UNANSWERED = frozenset({State.SILENT, State.PARTLY, State.UNMET})


def after(state: State, move: Move) -> State:
    """Return the state that ``move`` leads to, or raise `IllegalMove`."""
    try:
        return MOVES[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def diagram() -> str:
    """Return the table as a mermaid state diagram."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.DRAFT}"]
    lines += [f"    {was} --> {becomes}: {move}" for (was, move), becomes in MOVES.items()]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in State if state not in OPEN)])


def due(received_on: dt.date, days: int, swaps: Mapping[dt.date, bool] | None = None) -> dt.date:
    """Return the last day of a term of ``days`` calendar days that starts the day after ``received_on``.

    A term that would end on a day off ends on the next working day (Civil Code 2015, Art 148(5)).
    """
    day = received_on + dt.timedelta(days=days)
    while not workdays.is_workday(day, swaps):
        day += dt.timedelta(days=1)
    return day


def against_date(dated_on: dt.date, *, drafted_on: dt.date, figures_on: dt.date | None, today: dt.date) -> list[Refusal]:
    """Return why a letter may not bear the day ``dated_on``: it quotes figures, and the law, as they stood when it was drafted."""
    if dated_on > today:
        return [Refusal("future", "Ngày văn bản chưa đến.")]
    if dated_on < drafted_on:
        quoted = f"; thư nêu số liệu tính đến {figures_on:%d/%m/%Y}" if figures_on else ""
        sentence = f"Ngày văn bản ({dated_on:%d/%m/%Y}) không được trước ngày soạn thư ({drafted_on:%d/%m/%Y}){quoted}."
        return [Refusal("before_drafting", sentence)]
    return []


@dataclass(frozen=True, slots=True)
class Measured:
    """How many people a firm insures by the newest extract of the SI agency, and of which day that is."""

    insured: int
    on: dt.date


def rise(before: int, now: int) -> int:
    """Return how many more are insured; fewer is not a rise."""
    return max(0, now - before)


def verdict(state: State, *, asked: int, before: int, sent_on: dt.date, due_on: dt.date, now: Measured) -> Move | None:
    """Return what the newest extract says of a request, or nothing.

    Enough people registered ends it as soon as an extract after the letter shows them; too few count against the firm only in an
    extract after its term. What a firm disputes is for an officer to settle, unless everybody was registered after all.
    """
    if now.on <= sent_on:
        return None
    risen = rise(before, now.insured)
    if risen >= asked:
        move = Move.FULFIL
    elif now.on <= due_on:
        return None
    else:
        move = Move.FALL_SHORT if risen else Move.FAIL
    return move if (state, move) in MOVES else None


@dataclass(frozen=True, slots=True)
class Step:
    """One move of a letter's story, with the extract that it followed from, if any."""

    move: str
    was: State
    becomes: State
    extract: int | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a letter stands without the extracts that no longer count, and the extract on which that rests."""

    state: State
    extract: int | None

    def way_from(self, state: State) -> Move | None:
        """Return the move that leads there, or nothing where the letter stands there already."""
        return None if state == self.state else _REOPENS[self.state]


def ground(story: Iterable[Step], counts: Collection[int]) -> Ground:
    """Return where a letter stands when of the extracts only ``counts`` still count.

    Whatever an officer or the firm did stands; what extracts did after it is taken back from the newest to the first that counts.
    """
    judged: list[Step] = []
    state = State.DRAFT
    for step in story:
        state = step.becomes
        if step.move in JUDGED:
            judged.append(step)
        elif step.move in REOPENS:
            while judged and judged.pop().was != step.becomes:
                pass
        elif step.was != step.becomes:
            judged.clear()
    while judged and judged[-1].extract not in counts:
        state = judged.pop().was
    return Ground(state, judged[-1].extract if judged else None)
