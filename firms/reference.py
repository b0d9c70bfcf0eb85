"""What the register needs after a migrate: the search index, the first screening policy."""

from __future__ import annotations

import datetime as dt

from core.models import Certainty
from core.seed import seed

from . import triggers
from .models import PolicyState, ScreenPolicy, SeatPolicy

seed(order=10)(triggers.create)


@seed(order=50)
def first_policy() -> None:
    """Write the thresholds that hold until an authority sets its own."""
    ScreenPolicy.objects.get_or_create(
        valid_from=dt.date(2024, 1, 1),
        state=PolicyState.APPROVED,
        defaults={
            "window_months_fine": 12,
            "window_months_warning": 6,
            "late_months": 3,
            "late_total_vnd": 50_000_000,
            "honour_months": 24,
            "honour_cover_percent": 98,
            "honour_employed": 10,
            "stale_days": 60,
            "source": "Luật Xử lý vi phạm hành chính, Điều 7; ngưỡng do cơ quan công bố đặt ra",
            "certainty": Certainty.TO_CONFIRM,
        },
    )


@seed(order=51)
def first_terms() -> None:
    """Write the terms of working together that hold until the agencies agree on others."""
    SeatPolicy.objects.get_or_create(
        valid_from=dt.date(2024, 1, 1),
        defaults={
            "answer_workdays": 3,
            "receipt_workdays": 2,
            "correct_workdays": 1,
            "source": "Quy chế phối hợp do các cơ quan thỏa thuận; đính chính trong 01 ngày làm việc sau khi được xác nhận",
            "certainty": Certainty.TO_CONFIRM,
        },
    )
