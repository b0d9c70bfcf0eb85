"""A question: answered with its law, offered three answers, sent on, or left unanswered rather than guessed. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from outreach.knowledge import Entry

from ... import masking
from ...knowledge import OFFERED, Found, Knowledge
from ...understanding.gate import Outcome
from ...understanding.normalise import looks_vietnamese
from .. import words
from ..events import Choice, Effect, Note, Say, Turn
from ..state import State
from . import complaining, officer, rating, tracking
from .face import Face, language

#: A question of more words is not noted for the editors; fewer if it sounds like a grievance.
_NOTED, _NOTED_GRIEVANCE = 30, 12
#: Groups of answers beside which the complaint button always stands.
_GRIEVOUS = frozenset({"cham-tron-dong", "khieu-nai"})
#: A message of more words is a story: one question back rather than a guess.
_STORY = 40
#: In the middle of something else a message of fewer words is no question of its own.
_CLEAR_WORDS = 3
_CLEAR = (Outcome.ANSWER, Outcome.ELSEWHERE)
#: So many other answers stand below one that was opened by its button.
_RELATED = 2
#: What can be done at once about an answer.
TOOLS = {
    "ty-le-dong": words.CONTRIBUTION,
    "bhxh-tu-nguyen": words.CONTRIBUTION,
    "chu-ho-kinh-doanh": words.CONTRIBUTION,
    "tinh-tien-cham-dong": words.SURCHARGE,
    "thang-nay-chua-dong": words.DEADLINE,
    "thoi-han-cua-toi": words.DEADLINE,
    "danh-sach-xem-o-dau": words.CHECK,
    "khong-co-ten-danh-sach": words.CHECK,
    "co-ten-trong-danh-sach": words.CHECK,
    "cong-ty-no-bhxh": words.CHECK,
    "tra-cuu-qua-trinh-dong": words.CHECK,
}


def understand(state: State, text: str, knowledge: Knowledge) -> Found:
    """Return what a question is about; a follow-up goes on from the last answer."""
    return knowledge.find(masking.without_marks(masking.mask(text)), state.topic)


def is_clear(found: Found, text: str) -> bool:
    """Tell whether a message in the middle of something else is surely a question of its own."""
    return found.outcome in _CLEAR and len(text.split()) >= _CLEAR_WORDS


def ask(state: State, text: str, knowledge: Knowledge, found: Found | None = None) -> Turn:
    """Answer a question, offer three answers, send it on, or say that we do not know."""
    found = found or understand(state, text, knowledge)
    masked = masking.mask(text)
    state = replace(state, language=_followed(state, text, found, knowledge))
    is_english = language(state, knowledge) == "en"
    before = [Say(words.MASKED)] if masking.HIDDEN in masked else []
    match found.outcome:
        case Outcome.ANSWER:
            slugs = [slug for slug in (found.ranked[0], *found.also) if slug in knowledge.entries]
            known = replace(state, misses=0, offered=tuple(slug for slug in found.ranked if slug not in slugs)[:OFFERED], topic=slugs[0])
            turn = _answer(known, slugs, knowledge, found, story=text)
            if found.is_english and slugs[0] not in knowledge.english and not knowledge.entries[slugs[0]].flow:
                before.append(Say(words.VIETNAMESE_ONLY))
        case Outcome.OFFER:
            offered = found.ranked[:OFFERED]
            said = words.OFFER_STORY if len(masked.split()) > _STORY else words.OFFER
            choices = (*_offer(offered, knowledge, is_english=is_english), words.NONE, *_help(found))
            turn = Turn(replace(state, offered=()), (Say(said, choices=choices),), _note(masked, found), answered=False)
        case Outcome.ELSEWHERE:
            turn = Turn(replace(state, misses=0, topic=""), (Say(found.reply, choices=_help(found)),), answered=False)
        case Outcome.UNKNOWN:
            said = words.UNKNOWN_AGAIN if state.misses else words.UNKNOWN
            missed = replace(state, misses=state.misses + 1, offered=())
            turn = Turn(missed, (Say(said, choices=(words.OFFICER, words.COMPLAIN)),), _note(masked, found), answered=False)
    return replace(turn, say=(*before, *turn.say), ranked=found.ranked, outcome=found.outcome)


def _followed(state: State, text: str, found: Found, knowledge: Knowledge) -> str:
    """Return the language to speak after ``text``: English for English, and back for Vietnamese where English was not the page's."""
    if found.is_english:
        return "" if knowledge.around.language == "en" else "en"
    return "" if state.language == "en" and looks_vietnamese(text) else state.language


def _answer(state: State, slugs: list[str], knowledge: Knowledge, found: Found, story: str) -> Turn:
    """Show each answer under its own heading; buttons stand below the last."""
    is_english = language(state, knowledge) == "en"
    first, *more = (knowledge.entry(slug, is_english=is_english) for slug in slugs)
    if not more or any(entry.flow for entry in (first, *more)):
        return open_entry(state, first, knowledge, found, story)
    turns = [open_entry(state, entry, knowledge, found) for entry in (first, *more)]
    says = [say for turn in turns for say in turn.say]
    return replace(turns[0], say=(*(replace(say, choices=()) for say in says[:-1]), says[-1]))


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
            return replace(officer.offer(state, knowledge, _law(entry)), answered=True)
    is_grievous = entry.group in _GRIEVOUS or (found is not None and found.is_grievance)
    is_english = entry is knowledge.english.get(entry.slug)
    choices = (
        *((words.WRONG,) if found else _offer(entry.related[:_RELATED], knowledge, is_english=is_english)),
        *rating.choices(entry),
        *((TOOLS[entry.slug],) if entry.slug in TOOLS else ()),
        *((words.COMPLAIN,) if is_grievous else ()),
        words.OFFICER,
    )
    url = f"{knowledge.around.base_url}{entry.url}" if entry.url else ""
    told = Say(entry.chat.strip(), entry.question, _law(entry), url, choices=choices, language="en" if is_english else "vi")
    return Turn(state, (told,), answered=True)


def _open(state: State, slug: str, knowledge: Knowledge, *, is_english: bool = False) -> Turn:
    if slug not in knowledge.entries:
        return Turn(state, (Say(words.GONE, choices=(words.OFFICER,)),))
    return open_entry(replace(state, misses=0, topic=slug), knowledge.entry(slug, is_english=is_english), knowledge)


def _open_english(state: State, slug: str, knowledge: Knowledge) -> Turn:
    return _open(state, slug, knowledge, is_english=True)


def _wrong(state: State, _: str, knowledge: Knowledge) -> Turn:
    if not state.offered:
        return _none(state, _, knowledge)
    offered = _offer(state.offered, knowledge, is_english=language(state, knowledge) == "en")
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
