"""The terms towards the press: versions that one officer proposes and another approves, and what the clock says by each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Q

from core import clock, pages, policies, workdays
from core.models import Officer, SwappedDay
from core.permissions import demand
from core.templatetags.vietnam import day, moment
from firms.rules import add_months

from ..media_lifecycle import WAITING
from ..models import PressPolicy, PressQuestion

PROPOSE, APPROVE = "press.propose_press_policy", "press.approve_press_policy"


def propose(values: Mapping[str, Any], *, by: Officer, because: str, **told: Any) -> PressPolicy:
    """Propose further terms; the same ones may be proposed where what holds is the house's own and a decision now confirms it."""
    demand(by, PROPOSE)
    return policies.propose(PressPolicy, values, by=by, because=because, may_confirm=True, **told)


@transaction.atomic
def approve(policy: PressPolicy, *, by: Officer, because: str) -> PressPolicy:
    """Let proposed terms hold from their day on, and tell the public that they come."""
    demand(by, APPROVE)
    pages.bump()
    return policies.approve(policy, by=by, because=because)


def refuse(policy: PressPolicy, *, by: Officer, because: str) -> PressPolicy:
    """Refuse proposed terms; they stay on file and never hold."""
    demand(by, APPROVE)
    return policies.refuse(policy, by=by, because=because)


def says(policy: PressPolicy, now: dt.datetime) -> list[tuple[str, str]]:
    """Return what the terms mean for what happens ``now``, each with its day."""
    today, swaps = now.astimezone(clock.VIETNAM).date(), SwappedDay.swaps()
    erased = add_months(today, policy.keep_months) + dt.timedelta(days=1)
    return [
        ("Câu hỏi báo chí nhận hôm nay", f"trả lời chậm nhất ngày {day(workdays.add(today, policy.answer_workdays, swaps))}"),
        ("Đề nghị cải chính gửi hôm nay", f"theo dõi đến ngày {day(workdays.add(today, policy.correction_workdays, swaps))}"),
        ("Câu hỏi trả lời xong hôm nay", f"xóa dữ liệu cá nhân từ ngày {day(erased)}"),
        ("Đường dẫn xem trước cấp lúc này", f"dùng được nhiều nhất đến {moment(now + dt.timedelta(hours=policy.link_hours))}"),
    ]


def running(versions: Iterable[PressPolicy], on: dt.date) -> dict[int, tuple[int, int]]:
    """Return how many questions wait under each version, and how many of them are late: a question keeps the terms it came under."""
    waiting = PressQuestion.objects.filter(policy__in=list(versions), state__in=WAITING).order_by()
    counted = waiting.values("policy").annotate(all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=on)))
    return {row["policy"]: (row["all"], row["late"]) for row in counted}
