"""A complaint: on a messenger by the sealed form first, elsewhere told message by message into a sealed draft. Pure."""

from __future__ import annotations

import re
from dataclasses import replace

from core.text import fold

from ... import masking
from ...knowledge import Knowledge
from ...understanding.gate import Outcome
from .. import words
from ..events import (
    AddToDraft,
    Choice,
    DraftStarted,
    DropDraft,
    Effect,
    Failed,
    Filed,
    LinkMade,
    MakeLink,
    PartAdded,
    Say,
    SendDraft,
    StartDraft,
    Turn,
)
from ..state import Flow, State
from .face import Face, Middle, calm, done, enter, link, menu

#: A message that opens the complaint and has this many words is already part of it.
_STORY_FROM = 12
#: A message in the middle of a story is a question only if it is short and says so.
_QUESTION_WORDS = 20
#: "phản ánh", "em muốn gửi phản ánh": what the button says, in words.
_ORDER = re.compile(
    r"(?:(?:cho|toi|em|minh|tui|muon|can|xin|duoc)\s+)*(?:(?:gui|viet|lam)\s+)?(?:mot\s+)?(?:don\s+)?phan anh"
    r"(?:\s+(?:a|nhe|nha|di|voi|cong ty))*"
)
_OPENS = re.compile(r"(?:\w+ ){0,3}?(?:cho (?:em |toi |minh |tui )?hoi|xin hoi|hoi (?:chut|ti|xiu)|question)\b")


def begin(state: State, knowledge: Knowledge, story: str = "") -> Turn:
    """Open the complaint, or go on with the draft that is there."""
    around = knowledge.around
    if state.draft:
        return reopen(enter(state, Flow.COMPLAIN))
    if around.is_messenger and around.takes_complaints:
        return Turn(enter(state, Flow.DOOR), (Say(words.DOOR_MAY_STAY, choices=(words.LINK, words.HERE)),))
    if not around.takes_complaints:
        return Turn(done(state), (Say(words.DOOR),), (MakeLink(),))
    first = story if len(story.split()) >= _STORY_FROM else ""
    return Turn(done(state), do=(StartDraft(first),))


def reopen(state: State) -> Turn:
    """Say that a complaint is begun, and whether what is written now goes into it."""
    if state.flow is not Flow.COMPLAIN:
        return keep(state)
    if not state.parts:
        return Turn(state, (Say(words.STORY_EMPTY, choices=_open(0)),))
    return Turn(state, (Say(words.STORY_OPEN, fills={"parts": str(state.parts)}, choices=_open(state.parts)),))


def drafts(state: State) -> tuple[Effect, ...]:
    """Return what throws an open draft away."""
    return (DropDraft(state.draft),) if state.draft else ()


def keep(state: State) -> Turn:
    """Leave the complaint for now; what was sealed stays."""
    return Turn(done(state), (Say(words.KEPT, choices=(words.WRITE_ON, *_open(state.parts))),))


def _open(parts: int) -> tuple[Choice, ...]:
    return (words.SEND, words.DROP) if parts else (words.DROP,)


def _begin(state: State, _: str, knowledge: Knowledge) -> Turn:
    return begin(state, knowledge)


def _link(state: State, _: str, __: Knowledge) -> Turn:
    return Turn(state, do=(MakeLink(),))


def _here(state: State, _: str, knowledge: Knowledge) -> Turn | None:
    return Turn(state, do=(StartDraft(),)) if knowledge.around.takes_complaints and not state.draft else None


def _send(state: State, _: str, knowledge: Knowledge) -> Turn:
    return Turn(state, do=(SendDraft(state.draft),)) if state.draft and state.parts else begin(state, knowledge)


def _drop(state: State, _: str, __: Knowledge) -> Turn:
    said = words.DROPPED if state.draft else words.LEFT
    return Turn(calm(state), (Say(said, choices=menu()),), drafts(state))


def _hear(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    if not state.draft or _is_question(text, knowledge):
        return None
    return Turn(state, do=(AddToDraft(state.draft, text, masking.has_personal_numbers(text)),))


def _is_question(text: str, knowledge: Knowledge) -> bool:
    """Tell whether a message in the middle of a story is for sure no part of it; in doubt it is sealed into the draft."""
    line = fold(text)
    is_opened = _OPENS.match(line) is not None
    if len(text.split()) > _QUESTION_WORDS or not (is_opened or line.endswith("?")):
        return False
    found = knowledge.find(masking.without_marks(masking.mask(text)))
    return found.outcome is Outcome.ANSWER and (is_opened or not found.is_grievance)


def _again(state: State, knowledge: Knowledge) -> Turn:
    return begin(state, knowledge)


def _offer(state: State) -> Say:
    return Say(words.ASIDE, choices=_open(state.parts))


def _started(state: State, event: DraftStarted, _: Knowledge) -> Turn:
    said = words.STORY_BEGUN if event.parts else words.STORY
    state = replace(enter(state, Flow.COMPLAIN), draft=event.draft, parts=event.parts)
    return Turn(state, (Say(said, choices=_open(event.parts)),))


def _added(state: State, event: PartAdded, _: Knowledge) -> Turn:
    said = words.STORY_HAS_NUMBERS if event.has_numbers else words.STORY_GOES_ON
    return Turn(replace(state, parts=state.parts + 1), (Say(said, choices=_open(1)),))


def _filed(state: State, event: Filed, knowledge: Knowledge) -> Turn:
    url = link("/phan-anh/theo-doi/", state, knowledge)
    return Turn(calm(state), (Say(words.FILED, code=event.code, url=url, choices=(words.TRACK, words.ERASE)),))


def _linked(state: State, event: LinkMade, _: Knowledge) -> Turn:
    return Turn(done(state), (Say(words.LINK_MADE, url=event.url),))


def _failed(state: State, event: Failed, _: Knowledge) -> Turn:
    state = calm(state) if event.is_draft_gone else done(state)
    return Turn(state, (Say(event.why or words.FAILED, choices=(words.OFFICER,)),))


def _spot(state: State, text: str, knowledge: Knowledge) -> Turn | None:
    return begin(state, knowledge) if _ORDER.fullmatch(fold(text).strip(" .!")) else None


def _leave(state: State, _: str, __: Knowledge) -> Turn | None:
    return None


FACE = Face(
    commands={"/phananh": "complain", "/khieunai": "complain", "/gui": "send", "/huy": "drop"},
    presses={"complain": _begin, "link": _link, "here": _here, "send": _send, "drop": _drop},
    middles={Flow.COMPLAIN: Middle(_hear, _again, _again, _offer), Flow.DOOR: Middle(_leave)},
    spots=_spot,
    takes={DraftStarted: _started, PartAdded: _added, Filed: _filed, LinkMade: _linked, Failed: _failed},
)
