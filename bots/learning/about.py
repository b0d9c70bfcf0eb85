"""What the page about the bot tells: its law, how sure it is, what it is asked, and what is kept how long."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from core import law
from core.models import Article
from core.text import gettext_noop
from outreach.knowledge import Citation

from .. import accuracy, index
from ..accuracy import Accuracy
from ..knowledge import Knowledge
from . import tallies
from .models import Happened

#: Whoever talks to a machine must be told so.
_ART_11 = ("134/2025/QH15", "11", "1")
#: So many whole months are told, and so many answers.
_MONTHS, _ANSWERS = 3, 10
#: What became of questions, in readers' words.
LABELS = {
    Happened.ANSWERED: gettext_noop("Trả lời ngay, có dẫn luật"),
    Happened.OPENED: gettext_noop("Người hỏi chọn câu trả lời trong danh sách đưa ra"),
    Happened.OFFERED: gettext_noop("Chưa chắc, đưa ra các câu gần nhất"),
    Happened.ELSEWHERE: gettext_noop("Ngoài phạm vi, chỉ nơi khác"),
    Happened.UNKNOWN: gettext_noop("Nói không biết"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """How the running index did on the independent questions."""

    accuracy: Accuracy
    built_on: dt.date
    written_on: dt.date
    answers: int


@dataclass(frozen=True, slots=True)
class Month:
    """What may be told of one whole month."""

    first: dt.date
    total: int
    happened: tuple[tuple[str, int], ...]
    happened_else: int
    answers: tuple[tuple[str, int], ...]


def obligation(on: dt.date) -> list[Citation]:
    """Return the passage of law that asks us to say that this is a machine, as it stands on the day ``on``."""
    number, article, clause = _ART_11
    rows = Article.objects.filter(instrument__number=number, number=article).select_related("instrument")
    return [
        Citation(
            law.dated(row.cite(clause), row.valid_from, row.valid_to, is_to_confirm=row.is_to_confirm),
            row.cite(clause),
            row.valid_from,
            row.valid_to,
            row.is_to_confirm,
        )
        for row in law.in_force(rows, on=on)
    ]


def measure(known: Knowledge) -> Measure | None:
    """Return how sure the running index is; nothing while it has no answer."""
    if not known.entries:
        return None
    return Measure(index.measured(), index.built_on(), accuracy.WRITTEN_ON, len(known.entries))


def months(on: dt.date, known: Knowledge) -> list[Month]:
    """Return what may be told of the last whole months, the newest first, in the language around ``known``."""
    firsts = (tallies.before(on, number) for number in range(1, _MONTHS + 1))
    return [_month(first, shown, known) for first in firsts if (shown := tallies.month(first)).is_told]


def _month(first: dt.date, shown: tallies.Figures, known: Knowledge) -> Month:
    happened = tuple((LABELS[Happened(name)], count) for name, count in shown.happened.items())
    return Month(first, shown.total, happened, shown.happened_else, _titled(list(shown.answers.items()), known))


def _titled(answers: Sequence[tuple[str, int]], known: Knowledge) -> tuple[tuple[str, int], ...]:
    there = ((slug, count) for slug, count in answers if slug in known.entries)
    titled = ((known.entry(slug, is_english=known.around.language == "en").question, count) for slug, count in there)
    return tuple(titled)[:_ANSWERS]
