"""How well the bot understands labelled questions, as shares with the interval in which the truth lies. Pure.

Two sets ship with the project. ``data/independent.jsonl`` was written by somebody who had seen neither the answers nor
other questions: what the running index makes of it is told on the page about the bot, and nobody looks at single
errors in it. ``data/questions.jsonl`` is the set to work with, at the editors' bench and here. Nothing is learnt from either.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from . import masking
from .knowledge import OFFERED, Found, Knowledge
from .understanding.gate import Outcome

DATA = Path(__file__).resolve().parent / "data"
#: The questions to work with.
QUESTIONS = DATA / "questions.jsonl"
#: The questions by which the public figure is measured, and when they were written.
INDEPENDENT = DATA / "independent.jsonl"
WRITTEN_ON = dt.date(2026, 11, 23)
#: The normal quantile of an interval that holds the truth in 95 of 100 cases.
_Z = 1.959964


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the answers that are right for it; none where it is none of our business."""

    text: str
    gold: frozenset[str]
    kind: str = ""

    @classmethod
    def read(cls, path: Path) -> tuple[Self, ...]:
        """Return the questions of a file of JSON lines."""
        return tuple(cls._of(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())

    @classmethod
    def _of(cls, row: dict[str, Any]) -> Self:
        entry = row["entry"]
        return cls(row["q"], frozenset([entry] if isinstance(entry, str) else entry or ()), row.get("kind", ""))


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """Return the share from 0 to 1; of nothing it is 0."""
        return self.hits / self.of if self.of else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return Wilson's 95 % interval.

        >>> [round(end, 3) for end in Share(90, 100).interval]
        [0.826, 0.945]
        """
        if not self.of:
            return 0.0, 1.0
        centre = self.value + _Z**2 / (2 * self.of)
        spread = _Z * math.sqrt(self.value * (1 - self.value) / self.of + (_Z / (2 * self.of)) ** 2)
        scale = 1 + _Z**2 / self.of
        return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What became of a set of questions: shares of those that are ours to answer, and of those that are not."""

    #: The right answer ranked first, and among the first three, whether it was given or not.
    first: Share
    in_three: Share
    #: The right answer given, a wrong one given, the right one given or offered.
    right: Share
    wrong: Share
    shown: Share
    #: What is none of our business and was answered all the same.
    strange_answered: Share

    def to_json(self) -> dict[str, list[int]]:
        """Return the counts as JSON."""
        return {name: [share.hits, share.of] for name, share in self.shares()}

    @classmethod
    def from_json(cls, data: dict[str, list[int]]) -> Self:
        """Read what `to_json` wrote."""
        return cls(**{name: Share(*counts) for name, counts in data.items()})

    def shares(self) -> Iterator[tuple[str, Share]]:
        """Yield every share with its name."""
        for name in self.__slots__:
            yield name, getattr(self, name)


@cache
def independent() -> tuple[Question, ...]:
    """Return the questions by which the public figure is measured."""
    return Question.read(INDEPENDENT)


def accuracy(knowledge: Knowledge, questions: Iterable[Question]) -> Accuracy:
    """Return how well ``knowledge`` understands ``questions``."""
    met = [(question.gold, hear(knowledge, question.text)) for question in questions]
    ours = [(gold, found, _places(knowledge, found, gold)) for gold, found in met if gold]
    strange = [found for gold, found in met if not gold]
    given = [places for _, found, places in ours if found.outcome is Outcome.ANSWER]
    right = sum(0 in places for places in given)
    offered = sum(found.outcome is Outcome.OFFER and min(places) < OFFERED for _, found, places in ours if places)
    return Accuracy(
        first=Share(sum(0 in places for *_, places in ours), len(ours)),
        in_three=Share(sum(min(places, default=3) < 3 for *_, places in ours), len(ours)),
        right=Share(right, len(ours)),
        wrong=Share(len(given) - right, len(ours)),
        shown=Share(right + offered, len(ours)),
        strange_answered=Share(sum(found.outcome is Outcome.ANSWER for found in strange), len(strange)),
    )


def hear(knowledge: Knowledge, text: str) -> Found:
    """Return what is understood of ``text`` as the first message of a chat: personal numbers are taken out before."""
    return knowledge.find(masking.without_marks(masking.mask(text)))


def _places(knowledge: Knowledge, found: Found, gold: frozenset[str]) -> frozenset[int]:
    """Return where in the ranking the right answers stand; the answer to a part of a question is right for the whole of it."""
    return frozenset(place for place, slug in enumerate(found.ranked) if slug in gold or knowledge.entries[slug].narrows in gold)
