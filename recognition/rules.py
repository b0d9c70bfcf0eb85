"""Who may be praised: the hard bars of Arts 40(3) and 41(3) of Law 41/2024, and tiers by size. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypedDict

from core.errors import Refusal


class Tier(TypedDict):
    """A class of employers by the number of their workers, so that small ones are praised beside large ones."""

    code: str
    label: str
    workers_from: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a legal entity on a day, its branches counted in."""

    is_entity: bool
    is_eligible: bool
    is_late: bool
    is_sanctioned: bool
    is_found_in_breach: bool
    has_hold: bool


BRANCH = Refusal("branch", "Chi nhánh được tính vào pháp nhân, không biểu dương riêng.")
NOT_ELIGIBLE = Refusal("not_eligible", "Không còn đạt tiêu chí theo số liệu mới nhất.")
LATE = Refusal("late", "Đơn vị hoặc chi nhánh có tên trong danh sách chậm đóng mới nhất (khoản 3 Điều 40).")
SANCTIONED = Refusal("sanctioned", "Còn trong thời hạn được coi là đã bị xử phạt vi phạm hành chính.")
IN_BREACH = Refusal("in_breach", "Có kết luận chậm đóng hoặc trốn đóng chưa bị bác (khoản 3 Điều 40, khoản 3 Điều 41).")
PENDING = Refusal("pending", "Đang có việc chưa khép lại về đơn vị hoặc chi nhánh (nội bộ).")


def bars(facts: Facts) -> tuple[Refusal, ...]:
    """Return every reason why the firm may not be honoured now; nothing means that it may."""
    table = (
        (not facts.is_entity, BRANCH),
        (not facts.is_eligible, NOT_ELIGIBLE),
        (facts.is_late, LATE),
        (facts.is_sanctioned, SANCTIONED),
        (facts.is_found_in_breach, IN_BREACH),
        (facts.has_hold, PENDING),
    )
    return tuple(reason for holds, reason in table if holds)


def tier(workers: int, tiers: Sequence[Tier]) -> Tier:
    """Return the highest tier that starts at or below ``workers``; the smallest firm has one too."""
    ordered = sorted(tiers, key=lambda each: each["workers_from"])
    return max((each for each in ordered if each["workers_from"] <= workers), key=lambda each: each["workers_from"], default=ordered[0])
