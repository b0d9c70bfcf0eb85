"""What the dialogue knows: the published answers, how to find the right one, and where the chat takes place. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from outreach.knowledge import Entry

from .understanding import gate
from .understanding.gate import Outcome
from .understanding.model import Model, Topic, decoys_of
from .understanding.normalise import normalise

_DECOYS = Path(__file__).resolve().parent / "understanding" / "decoys.toml"
#: How many answers are offered when none is sure.
OFFERED = 3


@dataclass(frozen=True, slots=True)
class Around:
    """Where and when a chat takes place."""

    channel: str = "console"
    #: The messages pass through a company that is not the authority.
    is_messenger: bool = False
    #: The worker may write a complaint inside this chat.
    takes_complaints: bool = True
    #: An officer can be reached now.
    is_open: bool = True
    authority: str = "cơ quan chủ quản cổng thông tin"
    base_url: str = ""
    #: The language of the page around the chat.
    language: str = "vi"


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


@cache
def decoys() -> tuple[tuple[Topic, str], ...]:
    """Return the topics that are none of our business, each with its one-line reply."""
    with _DECOYS.open("rb") as file:
        return tuple(decoys_of(tomllib.load(file)))


def topics(entries: Iterable[Entry], english: Iterable[Entry] = ()) -> list[Topic]:
    """Return what the model must tell apart: each entry by its question and phrasings in both languages, and the decoys."""
    also = {entry.slug: (entry.question, *entry.phrasings) for entry in english}
    return [
        *(Topic(entry.slug, (entry.question, *entry.phrasings, *also.get(entry.slug, ()))) for entry in entries),
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

    def find(self, message: str) -> Found:
        """Return what ``message`` is about, and whether that is sure enough to be answered."""
        meant = normalise(message)
        if not meant.words:
            return Found(Outcome.UNKNOWN)
        ranking = self.model.rank(meant)
        verdict = gate.decide(ranking)
        return Found(
            outcome=verdict.outcome,
            ranked=tuple(slug for slug in ranking.slugs if slug in self.entries),
            reply=self.reply(ranking.decoy) if verdict.outcome is Outcome.ELSEWHERE else "",
            is_grievance=gate.is_grievance(meant),
            is_english=meant.is_english,
            certainty=verdict.certainty,
        )

    def reply(self, decoy: str) -> str:
        """Return the one line that sends on whoever asks about ``decoy``."""
        return next((reply for topic, reply in decoys() if topic.slug == decoy), "")
