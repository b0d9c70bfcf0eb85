"""What can happen in a conversation, what it says, and what it wants done. Pure values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from ..understanding.gate import Outcome
from .state import Slots, State

# --- what happens


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened the chat and has written nothing yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """Somebody wrote a message."""

    text: str


@dataclass(frozen=True, slots=True)
class Chose:
    """Somebody pressed a button."""

    action: str


@dataclass(frozen=True, slots=True)
class DraftStarted:
    """A sealed draft is there; ``parts`` messages are in it already."""

    draft: str
    parts: int = 0


@dataclass(frozen=True, slots=True)
class PartAdded:
    """One more message is sealed into the draft."""

    has_numbers: bool = False


@dataclass(frozen=True, slots=True)
class Filed:
    """The complaint was sent; ``code`` is shown once here and kept nowhere."""

    code: str


@dataclass(frozen=True, slots=True)
class LinkMade:
    """A one-time link to the sealed form is there."""

    url: str


@dataclass(frozen=True, slots=True)
class LookedUp:
    """What may be told of a complaint without opening it: where it stands since when. ``label`` is empty if no code fits."""

    label: str
    since: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Erased:
    """The conversation was forgotten."""


@dataclass(frozen=True, slots=True)
class FirmChecked:
    """What may be said of the firms that a question names, in the reader's words; several are told apart by their tax codes."""

    text: str
    url: str = ""
    matches: tuple[tuple[str, str], ...] = ()
    #: No firm was looked for, since what was written is a person's number.
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class Reckoned:
    """The result of a calculator in the reader's words; ``missing`` names what it hangs on besides."""

    text: str = ""
    citations: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A letter of confirmation is on its way."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An effect could not be done; nothing was kept of it. ``why`` is a sentence for the worker."""

    why: str = ""
    #: There is no draft any more.
    is_draft_gone: bool = False


@dataclass(frozen=True, slots=True)
class TalkAsked:
    """The person stands in the queue for an officer, who will have come ``until`` then."""

    talk: int
    ahead: int
    until: str
    kept_days: int
    #: There is a question that was asked before and can be sent along.
    has_question: bool = False


@dataclass(frozen=True, slots=True)
class PassedOn:
    """A message lies with the officers; ``is_first`` while nobody has come yet."""

    is_waiting: bool = False
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class TalkOver:
    """The talk has ended, by this person or before the message arrived."""

    is_left: bool = False


Event = (
    Opened
    | Said
    | Chose
    | DraftStarted
    | PartAdded
    | Filed
    | LinkMade
    | LookedUp
    | Erased
    | FirmChecked
    | Reckoned
    | Subscribed
    | TalkAsked
    | PassedOn
    | TalkOver
    | Failed
)

# --- what is to be done


@dataclass(frozen=True, slots=True)
class StartDraft:
    """Open a sealed draft, with ``first`` as its first message if there is one."""

    first: str = ""


@dataclass(frozen=True, slots=True)
class AddToDraft:
    """Seal one more message into the draft."""

    draft: str
    text: str
    #: The text holds what looks like an identity number, a phone or an account.
    has_numbers: bool = False


@dataclass(frozen=True, slots=True)
class SendDraft:
    """File the draft as a complaint."""

    draft: str


@dataclass(frozen=True, slots=True)
class DropDraft:
    """Throw the draft away."""

    draft: str


@dataclass(frozen=True, slots=True)
class MakeLink:
    """Make a one-time link to the sealed form."""


@dataclass(frozen=True, slots=True)
class LookUp:
    """Look where the complaint with this receipt code stands."""

    code: str


@dataclass(frozen=True, slots=True)
class Note:
    """Tell the editors that ``question`` could not be answered; it is masked already."""

    question: str
    nearest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rate:
    """Count what this conversation thinks of one revision of an answer."""

    slug: str
    revision: int
    is_helpful: bool


@dataclass(frozen=True, slots=True)
class CheckFirm:
    """Look whether a firm, named or by its tax code, stands on a published list."""

    query: str


@dataclass(frozen=True, slots=True)
class Reckon:
    """Work out what the calculator ``name`` makes of the values that were told."""

    name: str
    slots: Slots


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Ask by letter whether the owner of ``address`` wants to be told of ``subject``; empty means of everything."""

    address: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Erase:
    """Forget this conversation."""


@dataclass(frozen=True, slots=True)
class AskOfficer:
    """Put the person into the queue for an officer; ``question`` is the published one that was read last."""

    question: str = ""


@dataclass(frozen=True, slots=True)
class PassOn:
    """Let the officers read ``text``."""

    text: str


@dataclass(frozen=True, slots=True)
class SendAlong:
    """Let the officers read what was asked before, without personal numbers; else the published ``question``."""

    question: str = ""


@dataclass(frozen=True, slots=True)
class LeaveTalk:
    """End the talk with the officers."""


Effect = (
    StartDraft
    | AddToDraft
    | SendDraft
    | DropDraft
    | MakeLink
    | LookUp
    | Note
    | Rate
    | CheckFirm
    | Reckon
    | Subscribe
    | AskOfficer
    | PassOn
    | SendAlong
    | LeaveTalk
    | Erase
)

# --- what is said

_ARTICLE = re.compile(r"(?P<article>Điều \S+(?: khoản \S+)?(?: điểm \S+)?) (?P<rest>.+)")


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what stands on it, and the action that it sends."""

    label: str
    action: str


@dataclass(frozen=True, slots=True)
class Say:
    """One message of the bot, or of an officer."""

    text: str
    #: The question that is being answered.
    heading: str = ""
    #: Passages of law with their dates.
    citations: tuple[str, ...] = ()
    #: Where to read on.
    url: str = ""
    #: A receipt code, set apart so that it is copied right.
    code: str = ""
    choices: tuple[Choice, ...] = ()
    #: The language of heading and text, where they are an answer.
    language: str = "vi"
    #: The given name of the officer who wrote it; empty where the bot speaks.
    speaker: str = ""
    #: Which line it is among those that came without being asked for; 0 for a reply.
    key: int = 0
    #: What fills the holes of the text, once it stands in the reader's language.
    fills: Mapping[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the message as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Read what `to_json` wrote."""
        more = {"citations": tuple(data["citations"]), "choices": tuple(Choice(**choice) for choice in data["choices"])}
        return cls(**(data | more))

    @property
    def grounds(self) -> tuple[str, ...]:
        """Return the citations with the articles of one instrument on one line."""
        gathered: dict[str, list[str]] = {}
        for citation in self.citations:
            found = _ARTICLE.fullmatch(citation)
            gathered.setdefault(found.group("rest") if found else citation, []).append(found.group("article") if found else "")
        return tuple(f"{'; '.join(articles)} {rest}".strip() for rest, articles in gathered.items())

    def as_text(self) -> str:
        """Return the message as plain text, for channels without layout."""
        parts = [f"Cán bộ {self.speaker}:" if self.speaker else "", f"“{self.heading}”" if self.heading else "", self.text]
        if self.code:
            parts.append(self.code)
        if self.citations:
            parts.append(("Law:\n" if self.language == "en" else "Căn cứ:\n") + "\n".join(f"– {citation}" for citation in self.grounds))
        if self.url:
            parts.append(self.url)
        return "\n\n".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Turn:
    """The conversation after one event: where it stands, what it says, what it wants done, in this order."""

    state: State
    say: tuple[Say, ...] = ()
    do: tuple[Effect, ...] = ()
    #: The message was answered, or opened a flow; `None` where the event was no question.
    answered: bool | None = None
    #: Answers by how well they fit, best first.
    ranked: tuple[str, ...] = ()
    #: What the gate decided, where the event was a question.
    outcome: Outcome | None = None
    #: The answer that is shown, by its slug.
    opened: str = ""
