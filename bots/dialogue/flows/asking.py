"""A question: answered with its law, offered three answers, sent on, or left unanswered rather than guessed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from outreach.knowledge import Entry

from ... import masking
from ...knowledge import OFFERED, Found, Knowledge
from ...understanding.gate import Outcome
from .. import words
from ..events import Choice, Effect, Note, Say, Turn
from ..state import State
from . import complaining, officer, rating, tracking
from .face import Face

#: A question of more words is not noted for the editors; fewer if it sounds like a grievance.
_NOTED, _NOTED_GRIEVANCE = 30, 12
#: Groups of answers beside which the complaint button always stands.
_GRIEVOUS = frozenset({"cham-tron-dong", "khieu-nai"})


def ask(state: State, text: str, knowledge: Knowledge) -> Turn:
    """Answer a question, offer three answers, send it on, or say that we do not know."""
    masked = masking.mask(text)
    found = knowledge.find(masking.without_marks(masked))
    is_english = found.is_english or knowledge.around.language == "en"
    before = [Say(words.MASKED)] if masking.HIDDEN in masked else []
    match found.outcome:
        case Outcome.ANSWER:
            entry = knowledge.entry(found.ranked[0], is_english=is_english)
            known = replace(state, misses=0, offered=found.ranked[1 : 1 + OFFERED], topic=entry.slug)
            turn = open_entry(known, entry, knowledge, found, story=text)
            if found.is_english and found.ranked[0] not in knowledge.english and not entry.flow:
                before.append(Say(words.VIETNAMESE_ONLY))
        case Outcome.OFFER:
            offered = found.ranked[:OFFERED]
            choices = (*_offer(offered, knowledge, is_english=is_english), words.NONE, *_help(found))
            turn = Turn(replace(state, offered=()), (Say(words.OFFER, choices=choices),), _note(masked, found), answered=False)
        case Outcome.ELSEWHERE:
            turn = Turn(replace(state, misses=0), (Say(found.reply, choices=_help(found)),), answered=False)
        case Outcome.UNKNOWN:
            said = words.UNKNOWN_AGAIN if state.misses else words.UNKNOWN
            missed = replace(state, misses=state.misses + 1, offered=())
            turn = Turn(
                missed, (Say(said, choices=(words.OFFICER, words.COMPLAIN)),), (Note(masked, found.ranked[:OFFERED]),), answered=False
            )
    return replace(turn, say=(*before, *turn.say), ranked=found.ranked, outcome=found.outcome)


def open_entry(state: State, entry: Entry, knowledge: Knowledge, found: Found | None = None, story: str = "") -> Turn:
    """Show an answer with its law and dates, or open the flow that the entry stands for."""
    return replace(_opened(state, entry, knowledge, found, story), opened=entry.slug)


def _opened(state: State, entry: Entry, knowledge: Knowledge, found: Found | None, story: str) -> Turn:
    match entry.flow:
        case "complain":
            return replace(complaining.begin(state, knowledge, story), answered=True)
        case "track":
            return replace(tracking.begin(state), answered=True)
        case "officer":
            return replace(officer.begin(state, knowledge, _law(entry)), answered=True)
    is_grievous = entry.group in _GRIEVOUS or (found is not None and found.is_grievance)
    choices = (*((words.WRONG,) if found else ()), *rating.choices(entry), *((words.COMPLAIN,) if is_grievous else ()), words.OFFICER)
    url = f"{knowledge.around.base_url}{entry.url}" if entry.url else ""
    language = "en" if entry is knowledge.english.get(entry.slug) else "vi"
    return Turn(state, (Say(entry.chat.strip(), entry.question, _law(entry), url, choices=choices, language=language),), answered=True)


def _open(state: State, slug: str, knowledge: Knowledge, *, is_english: bool = False) -> Turn:
    if slug not in knowledge.entries:
        return Turn(state, (Say(words.GONE, choices=(words.OFFICER,)),))
    return open_entry(replace(state, misses=0, topic=slug), knowledge.entry(slug, is_english=is_english), knowledge)


def _open_english(state: State, slug: str, knowledge: Knowledge) -> Turn:
    return _open(state, slug, knowledge, is_english=True)


def _wrong(state: State, _: str, knowledge: Knowledge) -> Turn:
    if not state.offered:
        return _none(state, _, knowledge)
    offered = _offer(state.offered, knowledge, is_english=knowledge.around.language == "en")
    return Turn(replace(state, offered=()), (Say(words.OFFER_MORE, choices=(*offered, words.NONE)),))


def _none(state: State, _: str, __: Knowledge) -> Turn:
    return Turn(replace(state, offered=(), topic=""), (Say(words.UNKNOWN, choices=(words.OFFICER, words.COMPLAIN)),))


def _note(masked: str, found: Found) -> tuple[Effect, ...]:
    """Note a question for the editors; a story, or what may be the beginning of a complaint, is nobody's to read."""
    longest = _NOTED_GRIEVANCE if found.is_grievance else _NOTED
    return (Note(masked, found.ranked[:OFFERED]),) if len(masked.split()) <= longest else ()


def _offer(slugs: Iterable[str], knowledge: Knowledge, *, is_english: bool) -> tuple[Choice, ...]:
    """Return a button for each of ``slugs``; one that shows English opens English."""
    known = (knowledge.entry(slug, is_english=is_english) for slug in slugs if slug in knowledge.entries)
    return tuple(
        Choice(entry.question, f"{'ans-en' if entry is knowledge.english.get(entry.slug) else 'ans'}:{entry.slug}") for entry in known
    )


def _help(found: Found) -> tuple[Choice, ...]:
    return (words.COMPLAIN, words.OFFICER) if found.is_grievance else (words.OFFICER,)


def _law(entry: Entry) -> tuple[str, ...]:
    return tuple(citation.text for citation in entry.citations)


FACE = Face(presses={"ans": _open, "ans-en": _open_english, "wrong": _wrong, "none": _none})
