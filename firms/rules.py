"""How a firm stands, from facts alone: pure rules, no database, no clock."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class State(StrEnum):
    """How a firm stands towards its duty to pay."""

    ON_TIME = "on_time"
    LATE = "late"
    EVASION = "evasion"
    SUSPENDED = "suspended"
    DISPUTED = "disputed"
    UNKNOWN = "unknown"


LABELS: dict[State, str] = {
    State.ON_TIME: "Đóng đúng hạn",
    State.LATE: "Chậm đóng",
    State.EVASION: "Trốn đóng (theo quyết định của cơ quan có thẩm quyền)",
    State.SUSPENDED: "Được tạm dừng đóng (Điều 37)",
    State.DISPUTED: "Đang có khiếu nại, số liệu chưa thống nhất",
    State.UNKNOWN: "Chưa có số liệu hoặc số liệu đã cũ",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A firm's row on the newest list of arrears."""

    as_of: dt.date
    months: Decimal | None
    total_vnd: int
    is_put_off: bool = False
    is_longer: bool = False  # than so many months, as the list says


@dataclass(frozen=True, slots=True)
class Month:
    """What was due for one month and what was paid by the day the figures were counted."""

    due_on: dt.date
    due_vnd: int
    paid_vnd: int
    paid_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A sanction decision: what it punishes, when, and whether it stands."""

    number: str
    conduct: str
    issued_on: dt.date
    form: str
    state: str
    violated_on: dt.date | None = None
    completed_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Established:
    """What a competent body found (``evasion``, ``late`` or ``clean``), on which day, in which document."""

    kind: str
    found_on: dt.date
    source: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the judgement of one firm stands on, in any order."""

    listed: Listed | None = None
    months: Sequence[Month] = ()
    counted_until: dt.date | None = None
    decisions: Sequence[Decision] = ()
    paid_on: Sequence[dt.date] = ()
    is_disputed: bool = False
    established: Sequence[Established] = ()


@dataclass(frozen=True, slots=True)
class Windows:
    """How long a decision counts after it was carried out (Law 15/2012 Art 7), and how old a figure may be."""

    fine_months: int = 12
    warning_months: int = 6
    stale_days: int = 60
    execution_months: int = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """How a firm stands, and why; ``grounds`` are sentences for the officer."""

    state: State
    grounds: tuple[str, ...] = field(default=())

    @property
    def label(self) -> str:
        """Return the Vietnamese name of the state."""
        return LABELS[self.state]


def add_months(day: dt.date, months: int) -> dt.date:
    """Return the same day ``months`` later, the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def closes_on(decision: Decision, windows: Windows) -> dt.date | None:
    """Return the day on which the decision ceases to count; ``None`` while it has not been carried out."""
    if decision.completed_on is None:
        return None
    return add_months(decision.completed_on, windows.warning_months if decision.form == "warning" else windows.fine_months)


def is_open(decision: Decision, on: dt.date, windows: Windows) -> bool:
    """Tell whether a decision that stands still counts on the day ``on``."""
    if decision.state != "final" or decision.issued_on > on:
        return False
    closes = closes_on(decision, windows)
    return closes is None or on < closes


def repeats(decisions: Iterable[Decision], on: dt.date, windows: Windows) -> list[tuple[Decision, Decision]]:
    """Return the pairs of decisions for one conduct of which the second act fell inside the window of the first.

    Only decisions that stand count. The second act began after the first decision was issued and before the window of the
    first one closed, half-open: ``issued_on < began < closes_on``. What was not carried out has an open window.
    """
    standing = sorted((d for d in decisions if d.state == "final" and d.issued_on <= on), key=lambda d: (d.issued_on, d.number))
    pairs = []
    for place, first in enumerate(standing):
        closes = closes_on(first, windows)
        for second in standing[place + 1 :]:
            began = second.violated_on
            if second.conduct != first.conduct or began is None or began <= first.issued_on:
                continue
            if closes is None or began < closes:
                pairs.append((first, second))
    return pairs


def judge(facts: Facts, on: dt.date, windows: Windows | None = None) -> Standing:
    """Decide how a firm stands on the day ``on``; what is dated later is not looked at.

    Evasion needs an authority: a decision that stands, or its conclusion that neither a payment nor a clean check has followed. A
    figure older than ``windows.stale_days`` proves nothing. Not to be on a list is no proof of having paid: on time needs
    contributions that were all paid in full, up to a month that fell due not long ago. Who is overpaid owes nothing.
    """
    windows = windows or Windows()
    evasions = sorted((d.issued_on, d.number) for d in facts.decisions if d.conduct == "TRON_DONG" and is_open(d, on, windows))
    concluded = _unsettled(facts, "evasion", on)
    if evasions or concluded:
        decided = tuple(f"Quyết định {number} ngày {issued_on:%d/%m/%Y}" for issued_on, number in evasions)
        return Standing(State.EVASION, decided + tuple(f"Kết luận trốn đóng ngày {e.found_on:%d/%m/%Y}: {e.source}" for e in concluded))
    listed = facts.listed
    if listed and _is_fresh(listed.as_of, on, windows) and (listed.is_put_off or listed.total_vnd > 0):
        return _judge_listed(facts, listed, on)
    if facts.is_disputed:
        return Standing(State.DISPUTED, ("Đang giải quyết khiếu nại",))
    late = [e for e in _unsettled(facts, "late", on) if _is_fresh(e.found_on, on, windows)]
    if late:
        return Standing(State.LATE, tuple(f"Kiểm tra kết luận chậm đóng ngày {e.found_on:%d/%m/%Y}: {e.source}" for e in late))
    if facts.counted_until is None or on > facts.counted_until + dt.timedelta(days=windows.stale_days):
        return Standing(State.UNKNOWN, ("Không có số liệu trong thời hạn",))
    return _judge_months(facts, min(on, facts.counted_until), windows)


def _unsettled(facts: Facts, kind: str, on: dt.date) -> list[Established]:
    """Return what was found by the day ``on`` and followed by no payment in full and no clean check."""
    settled = [day for day in facts.paid_on if day <= on] + [
        e.found_on for e in facts.established if e.kind == "clean" and e.found_on <= on
    ]
    last = max(settled, default=dt.date.min)
    found = (e for e in facts.established if e.kind == kind and last < e.found_on <= on)
    return sorted(found, key=lambda e: (e.found_on, e.source))


def _is_fresh(as_of: dt.date, on: dt.date, windows: Windows) -> bool:
    return as_of <= on <= as_of + dt.timedelta(days=windows.stale_days)


def _judge_listed(facts: Facts, listed: Listed, on: dt.date) -> Standing:
    ground = f"Có tên trong danh sách tính đến {listed.as_of:%d/%m/%Y}"
    if listed.is_put_off:
        return Standing(State.SUSPENDED, (ground, "Được tạm dừng đóng theo Điều 37"))
    paid = [day for day in facts.paid_on if listed.as_of < day <= on]
    if paid:
        return Standing(State.ON_TIME, (ground, f"Cơ quan BHXH xác nhận đã nộp đủ ngày {max(paid):%d/%m/%Y}"))
    if facts.is_disputed:
        return Standing(State.DISPUTED, (ground, "Đang giải quyết khiếu nại"))
    longer = "trên " if listed.is_longer else ""
    months = "" if listed.months is None else f", {longer}{listed.months.normalize():f} tháng".replace(".", ",")
    return Standing(State.LATE, (f"{ground}{months}",))


def is_unpaid(month: Month, until: dt.date) -> bool:
    """Tell whether something of ``month`` was still to be paid at the end of the day ``until``, which lies after its due day.

    On the due day itself nobody is late. What was paid later than ``until`` was not paid then.
    """
    if month.due_on >= until or month.due_vnd <= 0:
        return False
    return month.paid_vnd < month.due_vnd or (month.paid_on is not None and month.paid_on > until)


def _judge_months(facts: Facts, until: dt.date, windows: Windows) -> Standing:
    unpaid = sum(1 for month in facts.months if is_unpaid(month, until))
    if unpaid:
        return Standing(State.LATE, (f"Còn {unpaid} kỳ chưa nộp đủ, tính đến {until:%d/%m/%Y}",))
    due = [month for month in facts.months if month.due_on < until]
    newest = max((month.due_on for month in due), default=None)
    if newest is None or not _is_fresh(newest, until, windows):
        return Standing(State.UNKNOWN, (f"Không có số liệu đóng của các kỳ đến hạn gần ngày {until:%d/%m/%Y}",))
    late = sum(1 for month in due if month.paid_on and month.paid_on > month.due_on)
    grounds = [f"Đã nộp đủ các kỳ đến hạn, tính đến {until:%d/%m/%Y}"]
    if late:
        grounds.append(f"Trong đó {late} kỳ nộp sau hạn")
    return Standing(State.ON_TIME, tuple(grounds))
