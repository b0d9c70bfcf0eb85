"""What the dialogue knows: the published answers, how to find the right one, and where the chat takes place. Pure."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from core import clock
from outreach.knowledge import Entry

from .understanding import gate, reading
from .understanding.gate import Outcome, Verdict
from .understanding.model import Model, Ranking, Topic, decoys_of
from .understanding.normalise import Normal, normalise, subject

_DECOYS = Path(__file__).resolve().parent / "understanding" / "decoys.toml"
#: How many answers are offered when none is sure.
OFFERED = 3
#: How much nearer a follow-up is to the answers beside the last one, in standard deviations.
_NEAR = 0.5
#: By so many standard deviations something else must be nearer than any answer to break off a subject.
_ELSEWHERE_BY = 1.0
#: What is said beside a question and is no reason to refuse it.
_ASIDES = frozenset({"chao-hoi", "cam-on-tam-biet", "ban-la-ai", "che-bai", "pha-he-thong", "tam-linh-tinh-cam"})
#: An aside has so many words at most.
_ASIDE_WORDS = 10
#: A message of more parts is a story, read as it stands.
_MOST_PARTS = 6
#: Each of two questions in one message is answered from this certainty on.
_PART_FROM = 0.6


def untranslated(text: str, language: str) -> str:
    """Return ``text`` as it is written."""
    return text


@dataclass(frozen=True, slots=True)
class Around:
    """Where and when a chat takes place."""

    channel: str = "console"
    #: The messages pass through a company that is not the authority.
    is_messenger: bool = False
    #: The worker may write a complaint inside this chat.
    takes_complaints: bool = True
    #: An officer can be reached now; if not, when the desk opens again, as it is told.
    is_open: bool = True
    opens: str = ""
    #: An officer is talking with this person now.
    is_talking: bool = False
    authority: str = "cơ quan chủ quản cổng thông tin"
    base_url: str = ""
    #: The language of the page around the chat.
    language: str = "vi"
    today: dt.date = field(default_factory=clock.today)
    #: What readers can be told of by letter: code and name.
    subjects: tuple[tuple[str, str], ...] = ()
    #: Puts a text that is marked for the catalogues into a language.
    translate: Callable[[str, str], str] = untranslated

    def link(self, path: str, language: str = "") -> str:
        """Return the address of a page of the portal in ``language``, or that of the page around the chat."""
        return f"{self.base_url}{'/en' if (language or self.language) == 'en' else ''}{path}"


@dataclass(frozen=True, slots=True)
class Found:
    """What was understood of one message."""

    outcome: Outcome
    #: Every answer, best first; never a decoy.
    ranked: tuple[str, ...] = ()
    #: Where to go instead, for what is none of our business.
    reply: str = ""
    is_grievance: bool = False
    is_english: bool = False
    certainty: float = 0.0
    #: A second question in the same message, where it is sure what it asks; at most one.
    also: tuple[str, ...] = ()


def _is_surely_elsewhere(ranking: Ranking, verdict: Verdict) -> bool:
    """Tell whether a message on its own is about something that is none of our business, whatever was spoken of before."""
    return verdict.outcome is Outcome.ELSEWHERE and ranking.decoy_score - ranking.scores[0] >= _ELSEWHERE_BY


@cache
def decoys() -> tuple[tuple[Topic, str], ...]:
    """Return the topics that are none of our business, each with its one-line reply."""
    with _DECOYS.open("rb") as file:
        return tuple(decoys_of(tomllib.load(file)))


def topics(entries: Iterable[Entry], english: Iterable[Entry] = ()) -> list[Topic]:
    """Return what the model must tell apart: each entry by its question and phrasings in both languages, and the decoys."""
    also = {entry.slug: (entry.question, *entry.phrasings) for entry in english}
    return [
        *(
            Topic(entry.slug, (entry.question, *entry.phrasings, *also.get(entry.slug, ())), about=f"{entry.chat}\n{entry.body}")
            for entry in entries
        ),
        *(topic for topic, _ in decoys()),
    ]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The answers in force with the model that was trained on them."""

    entries: Mapping[str, Entry]
    model: Model
    around: Around = field(default_factory=Around)
    #: The same answers in English, where there are any.
    english: Mapping[str, Entry] = field(default_factory=dict)

    def entry(self, slug: str, *, is_english: bool = False) -> Entry:
        """Return the answer ``slug``, in English where the reader wants it and there is one."""
        return (self.english.get(slug) if is_english else None) or self.entries[slug]

    def find(self, message: str, topic: str = "") -> Found:
        """Return what ``message`` is about, and whether that is sure enough to be answered.

        A message that goes on from the answer ``topic`` is read with it, unless it names a subject of its own.
        """
        if not self.entries or not normalise(message).words:
            return Found(Outcome.UNKNOWN)
        message = self._without_asides(message)
        meant = normalise(message)
        ranking, verdict = self._read(meant, message, topic)
        ranked = ranking.slugs
        both = self._two(message, topic)
        if both:
            ranked = (both[0], *(slug for slug in ranked if slug != both[0]))
            verdict = Verdict(Outcome.ANSWER, verdict.certainty)
        return Found(
            outcome=verdict.outcome,
            ranked=tuple(slug for slug in ranked if slug in self.entries),
            reply=self.reply(ranking.decoy) if verdict.outcome is Outcome.ELSEWHERE else "",
            is_grievance=gate.is_grievance(meant),
            is_english=meant.is_english,
            certainty=verdict.certainty,
            also=both[1:],
        )

    def _without_asides(self, message: str) -> str:
        """Return ``message`` without greetings, abuse and attempts to give orders to the bot, if a question stands beside them."""
        parts = reading.parts(message)
        if not 1 < len(parts) <= _MOST_PARTS:
            return message
        kept = [part for part in parts if not self._is_aside(normalise(part))]
        return " ".join(kept) if kept and len(kept) < len(parts) else message

    def _is_aside(self, part: Normal) -> bool:
        if not part.words or len(part.words) > _ASIDE_WORDS:
            return not part.words
        ranking = self.model.rank(part)
        return ranking.decoy in _ASIDES and ranking.decoy_score > ranking.scores[0]

    def _read(self, meant: Normal, written: str, topic: str) -> tuple[Ranking, Verdict]:
        """Rank a message on its own and, where it sounds like a follow-up, with the subject of ``topic``; take the surer reading."""
        ranking = self.model.rank(meant)
        alone = ranking, gate.decide(ranking)
        last = self.entries.get(topic)
        if last is None or not reading.is_follow_up(meant, written) or _is_surely_elsewhere(*alone):
            return alone
        near = {slug: _NEAR for slug, entry in self.entries.items() if entry.group == last.group} | dict.fromkeys(last.related, _NEAR)
        ranking = self.model.rank(subject(last.group, meant), near)
        together = ranking, gate.decide(ranking)
        return max(alone, together, key=lambda read: (read[1].outcome is Outcome.ANSWER, read[1].certainty))

    def _two(self, message: str, topic: str) -> tuple[str, ...]:
        """Return the first two questions in ``message`` that are surely about different things, else nothing."""
        found: list[str] = []
        for part in reading.questions(message):
            ranking, verdict = self._read(normalise(part), part, found[-1] if found else topic)
            if verdict.outcome is Outcome.ANSWER and verdict.certainty >= _PART_FROM and self._is_new(ranking.slugs[0], found):
                found.append(ranking.slugs[0])
        return tuple(found[:2]) if len(found) > 1 else ()

    def _is_new(self, slug: str, found: list[str]) -> bool:
        """Tell whether ``slug`` is about something else than those ``found``: not the same, nor a part of it."""
        return all(slug != other and self._wide(slug) != self._wide(other) for other in found)

    def _wide(self, slug: str) -> str:
        return self.entries[slug].narrows or slug if slug in self.entries else slug

    def reply(self, decoy: str) -> str:
        """Return the one line that sends on whoever asks about ``decoy``."""
        return next((reply for topic, reply in decoys() if topic.slug == decoy), "")
