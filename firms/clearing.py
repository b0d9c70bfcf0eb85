"""Until when a firm may be called a repeat violator (Law 15/2012 Arts 2(5), 7, 74): pure rules, no database, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from .rules import Decision, Windows, add_months


@dataclass(frozen=True, slots=True)
class Label:
    """The last day of a label, exclusive, and why; no day never means for ever: ``because`` says what must happen first."""

    until: dt.date | None
    latest: str
    stands: bool
    because: str


def label(pairs: Sequence[tuple[Decision, Decision]], windows: Windows, *, evaded: frozenset[str], recorded: frozenset[str]) -> Label:
    """Return until when the label of ``pairs`` may be used, and whether a decision carries it.

    Once the second act is sanctioned, the window of the latest decision governs. It opens on the day on which that decision was
    carried out; where it was not, on the day its term of execution ended, unless an officer confirmed that the firm ``evaded``
    execution: then the term has not begun to run. ``recorded`` are the decisions that name the repeat as aggravating.
    """
    latest = max((second for _, second in pairs), key=lambda each: (each.issued_on, each.number))
    stands = any(second.number in recorded for _, second in pairs)
    length = windows.warning_months if latest.form == "warning" else windows.fine_months
    if latest.completed_on:
        until = add_months(latest.completed_on, length)
        why = f"Quyết định {latest.number} thi hành xong ngày {latest.completed_on:%d/%m/%Y}, cộng {length} tháng"
        return Label(until, latest.number, stands, why)
    if latest.number in evaded:
        why = f"Cán bộ xác nhận đơn vị trốn tránh thi hành quyết định {latest.number}: thời hạn chỉ tính từ khi chấm dứt trốn tránh"
        return Label(None, latest.number, stands, why)
    expired = add_months(latest.issued_on, windows.execution_months)
    why = (
        f"Quyết định {latest.number} chưa thi hành: hết thời hiệu thi hành ngày {expired:%d/%m/%Y} "
        f"({windows.execution_months} tháng từ ngày ra quyết định), cộng {length} tháng"
    )
    return Label(add_months(expired, length), latest.number, stands, why)
