"""What the assistant learns from: questions that it could not answer, what people thought of answers, and months of counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import bots.effects
from bots.learning import settling, tallies
from bots.learning.models import Happened, Rating
from bots.models import Unanswered
from core import clock
from core.models import Officer
from outreach.models import Answer

Cast = Mapping[str, Officer]

#: Questions as people wrote them, alike ones together, each with how often it was asked.
ASKED: tuple[tuple[tuple[str, int], ...], ...] = (
    (("vào app báo không có dữ liệu", 11), ("app báo chưa có dữ liệu là sao", 7), ("vô app báo không có dữ liệu gì hết", 3)),
    (("em bị rớt mất cái cuốn xanh xanh", 6), ("rớt mất cuốn xanh xanh rồi sao em", 3)),
    (("mai mốt về già có đồng nào không", 4), ("già rồi có được đồng nào không", 2)),
    (("con rể có được hưởng tuất của bố vợ không", 2),),
)
#: Settled already: none of our business.
_OUTSIDE = ("mua vé xe tết ở đâu", "đặt vé xe về quê ăn tết")
#: Answer, times helpful, times not.
_RATED = (
    ("cong-ty-khong-dong-bhxh", 64, 9),
    ("ty-le-dong", 31, 22),
    ("tra-cuu-qua-trinh-dong", 88, 6),
    ("tctn-dieu-kien", 12, 15),
    ("mat-so-cap-lai", 3, 0),
)
#: Of each day: what happened, to which answer, how often.
_DAILY: tuple[tuple[Happened, str, int], ...] = (
    (Happened.ANSWERED, "cong-ty-khong-dong-bhxh", 14),
    (Happened.ANSWERED, "tra-cuu-qua-trinh-dong", 9),
    (Happened.ANSWERED, "ty-le-dong", 6),
    (Happened.ANSWERED, "tctn-dieu-kien", 5),
    (Happened.OPENED, "mat-so-cap-lai", 2),
    (Happened.OPENED, "cong-ty-khong-dong-bhxh", 3),
    (Happened.OFFERED, "", 8),
    (Happened.ELSEWHERE, "", 4),
    (Happened.UNKNOWN, "", 2),
)
_FROM, _TO = dt.date(2026, 8, 3), dt.date(2026, 11, 20)


def learn(cast: Cast) -> None:
    """Fill the editors' inbox, the ratings and the counts of some months."""
    if Rating.objects.exists():
        return
    _ask(cast)
    live = dict(Answer.objects.filter(live=True, locale__language_code="vi").values_list("slug", "live_revision_id"))
    Rating.objects.bulk_create(
        Rating(slug=slug, revision=live[slug], helpful=helpful, unhelpful=unhelpful) for slug, helpful, unhelpful in _RATED if slug in live
    )
    _count()


def _ask(cast: Cast) -> None:
    for place, group in enumerate((*ASKED, tuple((text, 3) for text in _OUTSIDE))):
        for question, times in group:
            with clock.at(dt.date(2026, 11, 5 + place)):
                for _ in range(times):
                    bots.effects.note(question, ())
    keys = list(Unanswered.objects.filter(question__in=_OUTSIDE).values_list("pk", flat=True))
    with clock.at(dt.date(2026, 11, 12)):
        settling.suggest_decoy(keys, "\n".join(_OUTSIDE), by=cast["hoa"], because="Hỏi mua vé xe: không phải việc của cơ quan này.")


def _count() -> None:
    day = _FROM
    while day <= _TO:
        quiet = 0 if day.weekday() < 5 else 4
        for code, share in (("web", 1), ("telegram", 3)):
            counts = tallies.Counts(
                {(happened, slug): more for happened, slug, times in _DAILY if (more := max(0, times - quiet) // share)}
            )
            with clock.at(day):
                tallies.add(code, counts)
        day += dt.timedelta(days=1)
