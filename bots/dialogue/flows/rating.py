"""Was the answer helpful? One press, counted without a person. Pure."""

from __future__ import annotations

from outreach.knowledge import Entry

from ...knowledge import Knowledge
from .. import words
from ..events import Choice, Rate, Say, Turn
from ..state import State
from .face import Face


def choices(entry: Entry) -> tuple[Choice, ...]:
    """Return the two buttons below a published answer; they name the revision that is shown."""
    if not entry.revision:
        return ()
    return tuple(
        Choice(label, f"{action}:{entry.slug}:{entry.revision}")
        for label, action in ((words.HELPFUL, "helpful"), (words.UNHELPFUL, "unhelpful"))
    )


def _rates(slug: str, revision: str, knowledge: Knowledge, *, is_helpful: bool) -> tuple[Rate, ...]:
    """Return what is to be counted: nothing for a revision that is not what the bot says now."""
    known = {str(entry.revision) for entry in (knowledge.entries.get(slug), knowledge.english.get(slug)) if entry and entry.revision}
    return (Rate(slug, int(revision), is_helpful),) if revision in known else ()


def _helpful(state: State, rest: str, knowledge: Knowledge) -> Turn:
    slug, _, revision = rest.partition(":")
    return Turn(state, (Say(words.RATED_HELPFUL),), _rates(slug, revision, knowledge, is_helpful=True))


def _unhelpful(state: State, rest: str, knowledge: Knowledge) -> Turn:
    slug, _, revision = rest.partition(":")
    choices = (*((words.WRONG,) if state.offered else ()), words.OFFICER)
    return Turn(state, (Say(words.RATED_UNHELPFUL, choices=choices),), _rates(slug, revision, knowledge, is_helpful=False))


FACE = Face(presses={"helpful": _helpful, "unhelpful": _unhelpful})
