"""How a conversation moves: `step` is total, every state takes every event. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from complaints import codes
from outreach.knowledge import Entry

from .. import masking
from ..knowledge import OFFERED, Found, Knowledge
from ..understanding.gate import Outcome
from . import words
from .events import (
    AddToDraft,
    Choice,
    Chose,
    DraftStarted,
    DropDraft,
    Effect,
    Erase,
    Erased,
    Event,
    Failed,
    Filed,
    LinkMade,
    LookedUp,
    LookUp,
    MakeLink,
    Note,
    Opened,
    PartAdded,
    Said,
    Say,
    SendDraft,
    StartDraft,
    Turn,
)
from .state import Flow, State

#: A message may be this long; the rest is cut.
LONGEST = 4_000
#: A message that opens the complaint and has this many words is already part of it.
_STORY_FROM = 12
#: A question of more words is not noted for the editors; fewer if it sounds like a grievance.
_NOTED, _NOTED_GRIEVANCE = 30, 12
_COMMANDS = {
    "/start": "menu",
    "/help": "menu",
    "/phananh": "complain",
    "/khieunai": "complain",
    "/theodoi": "track",
    "/canbo": "officer",
    "/xoa": "erase",
    "/gui": "send",
    "/huy": "drop",
}
#: A receipt code is typed in so many words at most; whatever is longer is a question.
_CODE_WORDS = 5
#: Groups of answers beside which the complaint button always stands.
_GRIEVOUS = frozenset({"cham-tron-dong", "khieu-nai"})


def step(state: State, event: Event, knowledge: Knowledge) -> Turn:
    """Advance the conversation by one event; the first turn says that this is an automated system."""
    turn = _step(replace(state, greeted=True), event, knowledge)
    if state.greeted:
        return turn
    return replace(turn, say=(Say(words.AUTOMATED.format(authority=knowledge.around.authority)), *turn.say))


def _step(state: State, event: Event, knowledge: Knowledge) -> Turn:
    match state.flow, event:
        case _, Said(text) if (command := text.strip().split(" ")[0].split("@")[0].lower()) in _COMMANDS:
            return _choose(state, _COMMANDS[command], knowledge)
        case _, Said(text) if not text.strip():
            return Turn(state, (Say(words.MENU, choices=_menu()),))
        case Flow.COMPLAIN, Said(text) if state.draft:
            return Turn(state, do=(AddToDraft(state.draft, text[:LONGEST], masking.has_personal_numbers(text)),))
        case flow, Said(text) if _is_code(text) or (flow is Flow.TRACK and len(text.split()) <= _CODE_WORDS):
            return Turn(replace(state, flow=Flow.IDLE), do=(LookUp(text.strip()[:60]),))
        case _, Said(text):
            return _ask(replace(state, flow=Flow.IDLE), text[:LONGEST], knowledge)
        case _, Chose(action):
            return _choose(state, action, knowledge)
        case _, DraftStarted(draft, parts):
            said = words.STORY_BEGUN if parts else words.STORY
            choices = (words.SEND, words.DROP) if parts else (words.DROP,)
            return Turn(replace(state, flow=Flow.COMPLAIN, draft=draft, parts=parts), (Say(said, choices=choices),))
        case _, PartAdded(has_numbers):
            said = words.STORY_HAS_NUMBERS if has_numbers else words.STORY_GOES_ON
            return Turn(replace(state, parts=state.parts + 1), (Say(said, choices=(words.SEND, words.DROP)),))
        case _, Filed(code):
            url = f"{knowledge.around.base_url}/phan-anh/theo-doi/"
            return Turn(_calm(state), (Say(words.FILED, code=code, url=url, choices=(words.TRACK, words.ERASE)),))
        case _, LinkMade(url):
            return Turn(_calm(state), (Say(words.LINK_MADE, url=url),))
        case _, LookedUp(label, since, url):
            return Turn(state, (_status(label, since, url),))
        case _, Erased():
            return Turn(State(), (Say(words.ERASED),))
        case _, Failed(why):
            return Turn(_calm(state), (Say(why or words.FAILED, choices=(words.OFFICER,)),))
        case _, Opened():
            return Turn(state, (Say(words.MENU, choices=_menu()),))


def _is_code(text: str) -> bool:
    try:
        codes.parse(text)
    except codes.BadCode:
        return False
    return True


def _calm(state: State) -> State:
    """Return the state outside every flow."""
    return replace(state, flow=Flow.IDLE, draft="", parts=0)


def _menu() -> tuple[Choice, ...]:
    return (words.COMPLAIN, words.TRACK, words.OFFICER)


def _choose(state: State, action: str, knowledge: Knowledge) -> Turn:
    """Do what a button says; a button of an older message does what it can."""
    match action.partition(":")[::2]:
        case ((("ans" | "ans-en") as said), slug) if slug in knowledge.entries:
            return _open(replace(state, misses=0), knowledge.entry(slug, is_english=said == "ans-en"), knowledge)
        case (("ans" | "ans-en"), _):
            return Turn(state, (Say(words.GONE, choices=(words.OFFICER,)),))
        case "complain", _:
            return _complain(state, knowledge)
        case "link", _:
            return Turn(state, do=(MakeLink(),))
        case "here", _ if knowledge.around.takes_complaints and not state.draft:
            return Turn(state, do=(StartDraft(),))
        case "send", _ if state.flow is Flow.COMPLAIN and state.parts:
            return Turn(state, do=(SendDraft(state.draft),))
        case "send", _:
            return _complain(state, knowledge)
        case "drop", _:
            return Turn(_calm(state), (Say(words.DROPPED, choices=_menu()),), _drafts(state))
        case "track", _:
            return Turn(replace(state, flow=Flow.TRACK), (Say(words.ASK_CODE),))
        case "officer", _:
            return Turn(state, (_officer(knowledge),))
        case "wrong", _ if state.offered:
            offered = _offer(state.offered, knowledge, is_english=knowledge.around.language == "en")
            return Turn(replace(state, offered=()), (Say(words.OFFER_MORE, choices=(*offered, words.NONE)),))
        case (("wrong" | "none"), _):
            return Turn(replace(state, offered=()), (Say(words.UNKNOWN, choices=(words.OFFICER, words.COMPLAIN)),))
        case "erase", _:
            return Turn(replace(state, flow=Flow.ERASE), (Say(words.ERASE_SURE, choices=(words.ERASE_YES, words.ERASE_NO)),))
        case "erase-yes", _ if state.flow is Flow.ERASE:
            return Turn(state, do=(*_drafts(state), Erase()))
        case _:
            flow = Flow.COMPLAIN if state.draft else Flow.IDLE
            return Turn(replace(state, flow=flow), (Say(words.MENU, choices=(words.SEND, words.DROP) if state.draft else _menu()),))


def _drafts(state: State) -> tuple[Effect, ...]:
    return (DropDraft(state.draft),) if state.draft else ()


def _complain(state: State, knowledge: Knowledge, story: str = "") -> Turn:
    """Open the complaint: on a messenger by the sealed form first, elsewhere right here."""
    around = knowledge.around
    if state.draft:
        said = words.STORY_GOES_ON if state.parts else words.STORY_EMPTY
        choices = (words.SEND, words.DROP) if state.parts else (words.DROP,)
        return Turn(replace(state, flow=Flow.COMPLAIN), (Say(said, choices=choices),))
    if around.is_messenger and around.takes_complaints:
        return Turn(replace(state, flow=Flow.DOOR), (Say(words.DOOR + words.DOOR_MAY_STAY, choices=(words.LINK, words.HERE)),))
    if not around.takes_complaints:
        return Turn(state, (Say(words.DOOR),), (MakeLink(),))
    first = story if len(story.split()) >= _STORY_FROM else ""
    return Turn(state, do=(StartDraft(first),))


def _ask(state: State, text: str, knowledge: Knowledge) -> Turn:
    """Answer a question, offer three answers, send it on, or say that we do not know."""
    masked = masking.mask(text)
    found = knowledge.find(masking.without_marks(masked))
    is_english = found.is_english or knowledge.around.language == "en"
    before = [Say(words.MASKED)] if masking.HIDDEN in masked else []
    match found.outcome:
        case Outcome.ANSWER:
            entry = knowledge.entry(found.ranked[0], is_english=is_english)
            known = replace(state, misses=0, offered=found.ranked[1 : 1 + OFFERED])
            turn = _open(known, entry, knowledge, found, story=text)
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
    return replace(turn, say=(*before, *turn.say), ranked=found.ranked)


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


def _open(state: State, entry: Entry, knowledge: Knowledge, found: Found | None = None, story: str = "") -> Turn:
    """Show an answer with its law and dates, or open the flow that the entry stands for."""
    match entry.flow:
        case "complain":
            return replace(_complain(state, knowledge, story), answered=True)
        case "track":
            return Turn(replace(state, flow=Flow.TRACK), (Say(words.ASK_CODE),), answered=True)
        case "officer":
            return Turn(state, (replace(_officer(knowledge), citations=_law(entry)),), answered=True)
    is_grievous = entry.group in _GRIEVOUS or (found is not None and found.is_grievance)
    choices = (*((words.WRONG,) if found else ()), *((words.COMPLAIN,) if is_grievous else ()), words.OFFICER)
    url = f"{knowledge.around.base_url}{entry.url}" if entry.url else ""
    language = "en" if entry is knowledge.english.get(entry.slug) else "vi"
    return Turn(state, (Say(entry.chat.strip(), entry.question, _law(entry), url, choices=choices, language=language),), answered=True)


def _law(entry: Entry) -> tuple[str, ...]:
    return tuple(citation.text for citation in entry.citations)


def _officer(knowledge: Knowledge) -> Say:
    now = words.OFFICER_OPEN if knowledge.around.is_open else words.OFFICER_CLOSED
    return Say(now, choices=(words.COMPLAIN, words.TRACK))


def _status(label: str, since: str, url: str) -> Say:
    if not label:
        return Say(words.NO_SUCH_CODE, url=url, choices=(words.TRACK, words.OFFICER))
    return Say(words.STATUS.format(label=label, since=f", từ ngày {since}" if since else ""), url=url)
