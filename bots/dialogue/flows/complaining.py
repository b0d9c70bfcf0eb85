"""A complaint: on a messenger by the sealed form first, elsewhere told message by message into a sealed draft. Pure."""

from __future__ import annotations

from dataclasses import replace

from ... import masking
from ...knowledge import Knowledge
from .. import words
from ..events import AddToDraft, DraftStarted, DropDraft, Effect, Filed, LinkMade, MakeLink, PartAdded, Say, SendDraft, StartDraft, Turn
from ..state import Flow, State
from .face import Face, calm, menu

#: A message that opens the complaint and has this many words is already part of it.
_STORY_FROM = 12


def begin(state: State, knowledge: Knowledge, story: str = "") -> Turn:
    """Open the complaint, or go on with the draft that is there."""
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


def drafts(state: State) -> tuple[Effect, ...]:
    """Return what throws an open draft away."""
    return (DropDraft(state.draft),) if state.draft else ()


def _begin(state: State, _: str, knowledge: Knowledge) -> Turn:
    return begin(state, knowledge)


def _link(state: State, _: str, __: Knowledge) -> Turn:
    return Turn(state, do=(MakeLink(),))


def _here(state: State, _: str, knowledge: Knowledge) -> Turn | None:
    return Turn(state, do=(StartDraft(),)) if knowledge.around.takes_complaints and not state.draft else None


def _send(state: State, _: str, knowledge: Knowledge) -> Turn:
    if state.flow is Flow.COMPLAIN and state.parts:
        return Turn(state, do=(SendDraft(state.draft),))
    return begin(state, knowledge)


def _drop(state: State, _: str, __: Knowledge) -> Turn:
    return Turn(calm(state), (Say(words.DROPPED, choices=menu()),), drafts(state))


def _hear(state: State, text: str, _: Knowledge) -> Turn | None:
    if not state.draft:
        return None
    return Turn(state, do=(AddToDraft(state.draft, text, masking.has_personal_numbers(text)),))


def _started(state: State, event: DraftStarted, _: Knowledge) -> Turn:
    said = words.STORY_BEGUN if event.parts else words.STORY
    choices = (words.SEND, words.DROP) if event.parts else (words.DROP,)
    return Turn(replace(state, flow=Flow.COMPLAIN, draft=event.draft, parts=event.parts), (Say(said, choices=choices),))


def _added(state: State, event: PartAdded, _: Knowledge) -> Turn:
    said = words.STORY_HAS_NUMBERS if event.has_numbers else words.STORY_GOES_ON
    return Turn(replace(state, parts=state.parts + 1), (Say(said, choices=(words.SEND, words.DROP)),))


def _filed(state: State, event: Filed, knowledge: Knowledge) -> Turn:
    url = f"{knowledge.around.base_url}/phan-anh/theo-doi/"
    return Turn(calm(state), (Say(words.FILED, code=event.code, url=url, choices=(words.TRACK, words.ERASE)),))


def _linked(state: State, event: LinkMade, _: Knowledge) -> Turn:
    return Turn(calm(state), (Say(words.LINK_MADE, url=event.url),))


FACE = Face(
    commands={"/phananh": "complain", "/khieunai": "complain", "/gui": "send", "/huy": "drop"},
    presses={"complain": _begin, "link": _link, "here": _here, "send": _send, "drop": _drop},
    hears={Flow.COMPLAIN: _hear},
    takes={DraftStarted: _started, PartAdded: _added, Filed: _filed, LinkMade: _linked},
)
