"""Questions without an answer, in groups, and what editors do with a group; what is settled goes, and comes back only if asked again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from core.errors import Refusal, Refused, Stale
from core.models import Officer
from core.permissions import demand
from outreach import services as answers
from outreach.models import Answer

from ..knowledge import OFFERED, Knowledge
from ..models import Unanswered
from ..understanding.model import Model
from ..understanding.normalise import normalise
from . import grouping, phrasings
from .models import How, Settlement

#: The inbox groups so many questions, the most asked and newest; the others move up as these are settled.
MOST = 2_000
_NO_TEXT = Refusal("no_text", "Hãy để lại ít nhất một cách hỏi.")
_NO_QUESTION = Refusal("no_question", "Hãy chọn ít nhất một câu hỏi của nhóm.")
_NO_REASON = Refusal("no_reason", "Hãy ghi lý do.")


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are alike; the first is the most asked."""

    rows: tuple[Unanswered, ...]

    @property
    def lead(self) -> Unanswered:
        """Return the question that speaks for the group."""
        return self.rows[0]

    @property
    def asked(self) -> int:
        """Return how often the group was asked."""
        return sum(row.asked for row in self.rows)


_kept: tuple[Model | None, tuple[int, ...], list[list[int]]] = (None, (), [])


def groups(known: Knowledge) -> list[Group]:
    """Return what waits in groups, the most asked first."""
    rows = list(Unanswered.objects.order_by("-asked", "-last_on", "pk")[:MOST])
    found = [Group(tuple(rows[place] for place in places)) for places in _grouped(rows, known.model)]
    return sorted(found, key=lambda group: (-group.asked, -group.lead.last_on.toordinal(), group.lead.pk))


def _grouped(rows: Sequence[Unanswered], model: Model) -> list[list[int]]:
    """Group ``rows``, anew only when they or the index changed."""
    global _kept
    keys = tuple(row.pk for row in rows)
    if _kept[0] is not model or _kept[1] != keys:
        _kept = (model, keys, grouping.group([row.question for row in rows], model))
    return _kept[2]


def nearest(question: str, known: Knowledge) -> list[str]:
    """Return the slugs of the answers nearest to ``question`` as the bot ranks them now."""
    return [slug for slug in known.model.rank(normalise(question)).slugs if slug in known.entries][:OFFERED]


# --- what an editor does


@transaction.atomic
def add_phrasings(keys: Iterable[int], answer: Answer, written: str, *, seen: int, by: Officer) -> Answer:
    """Add what the editor made of a group's questions to the draft of ``answer``, and settle the group."""
    texts = _texts(written)
    draft = answers.draft_phrasings(answer, phrasings.read(joined(answer, written)), seen=seen, by=by)
    _settle(keys, How.PHRASINGS, by=by, slug=answer.slug, texts=texts, because=f"Thêm {len(texts)} cách hỏi vào “{answer.question}”.")
    return draft


@transaction.atomic
def begin_answer(keys: Iterable[int], question: str, written: str, *, group: str, by: Officer) -> Answer:
    """Begin the draft of a new answer from a group's questions, and settle the group."""
    texts = _texts(written)
    (question,) = phrasings.read(question) or ("",)
    if not question:
        raise Refused((Refusal("no_text", "Hãy ghi câu hỏi của câu trả lời mới."),))
    draft = answers.draft_answer(question, [text for text in texts if text.casefold() != question.casefold()], group=group, by=by)
    _settle(keys, How.ANSWER, by=by, slug=draft.slug, texts=texts, because=f"Soạn câu trả lời mới: “{question}”.")
    return draft


@transaction.atomic
def suggest_decoy(keys: Iterable[int], written: str, *, by: Officer, because: str) -> Settlement:
    """Keep what the editor made of a group's questions as a topic that is none of our business, and settle the group."""
    return _settle(keys, How.DECOY, by=by, texts=_texts(written), because=because)


@transaction.atomic
def drop(keys: Iterable[int], *, by: Officer, because: str) -> Settlement:
    """Settle a group that needs nothing; its wordings are not kept."""
    return _settle(keys, How.DROPPED, by=by, because=because)


def joined(answer: Answer, written: str) -> str:
    """Return the phrasings of the newest draft of ``answer`` with those ``written`` below."""
    return f"{answers.latest(answer).phrasings}\n{written}"


def _texts(written: str) -> tuple[str, ...]:
    texts = phrasings.read(written)
    if not texts:
        raise Refused((_NO_TEXT,))
    return texts


def _settle(keys: Iterable[int], how: How, *, by: Officer, because: str, slug: str = "", texts: Sequence[str] = ()) -> Settlement:
    """Take the questions out of the inbox and write down who did what with them; whoever comes second finds none left."""
    demand(by, "bots.settle_unanswered")
    wanted = set(keys)
    if not wanted:
        raise Refused((_NO_QUESTION,))
    if not because.strip():
        raise Refused((_NO_REASON,))
    rows = list(Unanswered.objects.select_for_update().filter(pk__in=wanted))
    if len(rows) < len(wanted):
        raise Stale("somebody else settled some of these questions")
    Unanswered.objects.filter(pk__in=wanted).delete()
    asked = sum(row.asked for row in rows)
    return Settlement.objects.create(
        how=how, slug=slug, texts=list(texts), questions=len(rows), asked=asked, because=because.strip(), by=by
    )


def as_toml(rows: Iterable[Settlement]) -> str:
    """Return suggested topics as rows of ``decoys.toml``, to be read and put in by hand."""
    blocks = (
        f"[[decoy]]  # {' '.join(row.because.split())}\n"
        f'slug = "goi-y-{row.pk}"\nreply = ""\nphrasings = {json.dumps(row.texts, ensure_ascii=False)}\n'
        for row in rows
    )
    return "\n".join(blocks)
