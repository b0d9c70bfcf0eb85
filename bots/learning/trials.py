"""What a change of phrasings would do, before anybody publishes it: a model trained in memory, asked the questions that ship."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from core import clock
from outreach import public as outreach
from outreach import services as answers
from outreach.knowledge import Entry
from outreach.models import Answer

from .. import accuracy, index, knowledge
from ..accuracy import Question
from ..knowledge import OFFERED, Around, Found, Knowledge
from ..understanding import model
from ..understanding.gate import Outcome
from ..understanding.normalise import normalise


class Fate(StrEnum):
    """What became of one labelled question."""

    RIGHT = "right"
    OFFERED = "offered"
    MISSED = "missed"
    WRONG = "wrong"
    REFUSED = "refused"
    GIVEN = "given"


#: The fates in the editors' words.
FATES = {
    Fate.RIGHT: "trả lời đúng",
    Fate.OFFERED: "đưa ra trong các câu gần nhất",
    Fate.MISSED: "không đưa ra câu đúng",
    Fate.WRONG: "trả lời sai",
    Fate.REFUSED: "ngoài phạm vi, không trả lời",
    Fate.GIVEN: "ngoài phạm vi mà trả lời",
}
_GOOD = frozenset({Fate.RIGHT, Fate.REFUSED})
_BAD = frozenset({Fate.WRONG, Fate.GIVEN})


@dataclass(frozen=True, slots=True)
class Met:
    """What a model made of one labelled question."""

    fate: Fate
    #: The answer that stands first, by its slug.
    first: str


@dataclass(frozen=True, slots=True)
class Change:
    """A labelled question that would be met otherwise than now."""

    question: str
    gold: tuple[str, ...]
    was: Met
    becomes: Met

    @property
    def story(self) -> str:
        """Return the change in words."""
        return f"{FATES[self.was.fate]} → {FATES[self.becomes.fate]}"


@dataclass(frozen=True, slots=True)
class Line:
    """One share before and after."""

    label: str
    before: accuracy.Share
    after: accuracy.Share


@dataclass(frozen=True, slots=True)
class Clash:
    """A phrasing of the answer that the trial model still gives to another one."""

    phrasing: str
    slug: str
    question: str


@dataclass(frozen=True, slots=True)
class Trial:
    """The difference that a change of phrasings makes."""

    turned_right: tuple[Change, ...]
    turned_wrong: tuple[Change, ...]
    #: Neither: from answered to offered, from missed to offered, and so on.
    moved: tuple[Change, ...]
    lines: tuple[Line, ...]
    clashes: tuple[Clash, ...]
    size: int

    @property
    def is_harmless(self) -> bool:
        """Tell whether nothing turned wrong."""
        return not self.turned_wrong


LABELS = {
    "first": "Câu đúng đứng đầu",
    "in_three": "Câu đúng trong ba câu đầu",
    "right": "Trả lời đúng",
    "wrong": "Trả lời sai",
    "shown": "Trả lời hoặc đưa ra câu đúng",
    "strange_answered": "Ngoài phạm vi mà vẫn trả lời",
}


def fate(known: Knowledge, question: Question, found: Found) -> Fate:
    """Return what became of ``question``; the answer to a part of a question is right for the whole of it."""
    if not question.gold:
        return Fate.GIVEN if found.outcome is Outcome.ANSWER else Fate.REFUSED
    right = [slug in question.gold or known.entries[slug].narrows in question.gold for slug in found.ranked[:OFFERED]]
    match found.outcome:
        case Outcome.ANSWER:
            return Fate.RIGHT if right and right[0] else Fate.WRONG
        case Outcome.OFFER if any(right):
            return Fate.OFFERED
        case _:
            return Fate.MISSED


def meet(known: Knowledge, questions: Iterable[Question]) -> list[Met]:
    """Return what ``known`` makes of each of ``questions``."""
    found = ((question, accuracy.hear(known, question.text)) for question in questions)
    return [Met(fate(known, question, each), each.ranked[0] if each.ranked else "") for question, each in found]


def compare(before: Knowledge, after: Knowledge, questions: Sequence[Question], phrasings: Sequence[str] = (), slug: str = "") -> Trial:
    """Return what changes for ``questions`` between two states of knowledge, and which of ``phrasings`` still miss ``slug``."""
    pairs = zip(questions, _met(before, questions), meet(after, questions), strict=True)
    changes = [
        Change(question.text, tuple(sorted(question.gold)), was, becomes) for question, was, becomes in pairs if was.fate != becomes.fate
    ]
    right = [change for change in changes if change.becomes.fate in _GOOD]
    wrong = [change for change in changes if change.becomes.fate in _BAD or change.becomes.fate is Fate.MISSED]
    old, new = (dict(accuracy.accuracy(known, questions).shares()) for known in (before, after))
    return Trial(
        tuple(right),
        tuple(wrong),
        tuple(change for change in changes if change not in right and change not in wrong),
        tuple(Line(LABELS[name], old[name], new[name]) for name in old),
        tuple(clashes(after, slug, phrasings)),
        len(questions),
    )


def clashes(known: Knowledge, slug: str, phrasings: Iterable[str]) -> list[Clash]:
    """Return those of ``phrasings`` of the answer ``slug`` for which another answer stands first."""
    firsts = ((phrasing, known.model.rank(normalise(phrasing)).slugs[:1]) for phrasing in phrasings)
    return [Clash(phrasing, first[0], known.entries[first[0]].question) for phrasing, first in firsts if first and first[0] != slug]


@cache
def labelled() -> tuple[Question, ...]:
    """Return the questions to work with; those of the public figure are left alone, so that nobody writes for them."""
    return Question.read(accuracy.QUESTIONS)


_kept: tuple[model.Model | None, list[Met]] = (None, [])


def _met(known: Knowledge, questions: Sequence[Question]) -> list[Met]:
    """Return what the running index makes of the questions that ship; worked out once for each index."""
    global _kept
    if questions is not labelled() or known.model is not index.read(Around()).model:
        return meet(known, questions)
    if _kept[0] is not known.model:
        _kept = (known.model, meet(known, questions))
    return _kept[1]


def proposed(answer: Answer, phrasings: Sequence[str]) -> Knowledge:
    """Return what the bot would know if the newest draft of ``answer`` were published with ``phrasings``."""
    entry = replace(answers.latest(answer).entry(clock.today()), phrasings=tuple(phrasings))
    both = {language: {each.slug: each for each in outreach.answers(language)} for language in ("vi", "en")}
    both[answer.locale.language_code][entry.slug] = entry
    return train(both["vi"], both["en"])


def train(entries: Mapping[str, Entry], english: Mapping[str, Entry]) -> Knowledge:
    """Train a model of answers in memory; the index and its file stay as they are."""
    known = {slug: entry for slug, entry in english.items() if slug in entries}
    return Knowledge(entries, model.train(knowledge.topics(entries.values(), known.values())), english=known)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the editor: what the bot makes of it now, and what it would make of it."""

    question: str
    was: str
    becomes: str

    @property
    def is_changed(self) -> bool:
        """Tell whether the change does anything for the question."""
        return self.was != self.becomes


def run(answer: Answer, phrasings: Sequence[str], also: Iterable[str] = ()) -> tuple[Trial, list[Asked]]:
    """Try ``phrasings`` for ``answer`` on the labelled questions, and on those that the editor ``also`` wants to know of."""
    before, after = index.read(Around()), proposed(answer, phrasings)
    asked = [Asked(question, *(_said(known, accuracy.hear(known, question)) for known in (before, after))) for question in also]
    return compare(before, after, labelled(), phrasings, answer.slug), asked


def _said(known: Knowledge, found: Found) -> str:
    """Return in words what the bot makes of a message."""
    match found.outcome:
        case Outcome.ANSWER:
            return f"trả lời: {known.entries[found.ranked[0]].question}"
        case Outcome.OFFER:
            return "đưa ra: " + " | ".join(known.entries[slug].question for slug in found.ranked[:OFFERED])
        case Outcome.ELSEWHERE:
            return "ngoài phạm vi"
        case _:
            return "không biết"
