"""How a release moves: drafted, approved by a second officer, judged in the minute it goes live, and taken back."""

from .drafting import FOUR_EYES, about, approve, draft, drop, next_public_id, sensible
from .gate import NO_EMBARGO, OVER, PAST, embargo, hold, judge, judge_embargo, lift_embargo, release, schedule, unschedule
from .moving import NAMES, NO_WORDS
from .taking_back import correct, expire, withdraw, would_change

__all__ = [
    "FOUR_EYES",
    "NAMES",
    "NO_EMBARGO",
    "NO_WORDS",
    "OVER",
    "PAST",
    "about",
    "approve",
    "correct",
    "draft",
    "drop",
    "embargo",
    "expire",
    "hold",
    "judge",
    "judge_embargo",
    "lift_embargo",
    "next_public_id",
    "release",
    "schedule",
    "sensible",
    "unschedule",
    "withdraw",
    "would_change",
]
