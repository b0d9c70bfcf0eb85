"""The one way to change what stands about firms; other rooms call these names."""

from ..staging import Origin, Outcome
from .asking import (
    Taken,
    answer_confirmation,
    ask_confirmation,
    close_correction,
    end_plan,
    may_answer,
    remind,
    seat_policy,
    take_answers,
    withdraw_confirmation,
)
from .lists import apply_batch, import_file, refuse_batch, roll_back
from .standing import lift_hold, overturn_finding, place_hold, publish_hold, record_finding, record_payment

__all__ = [
    "Origin",
    "Outcome",
    "Taken",
    "answer_confirmation",
    "apply_batch",
    "ask_confirmation",
    "close_correction",
    "end_plan",
    "import_file",
    "lift_hold",
    "may_answer",
    "overturn_finding",
    "place_hold",
    "publish_hold",
    "record_finding",
    "record_payment",
    "refuse_batch",
    "remind",
    "roll_back",
    "seat_policy",
    "take_answers",
    "withdraw_confirmation",
]
