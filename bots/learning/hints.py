"""Which answers the bot mixes up: their own phrasings, asked of the running index. Pure but for what is kept of the last index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ..knowledge import Knowledge
from ..understanding.model import Floats, Model
from ..understanding.normalise import normalise

#: The second answer is this near to the first, in votes: the two are easily taken for each other.
_NEAR = 0.35
#: From this lead in votes on a phrasing was never seen to be given to another answer or to come near one: it is not ranked.
_FAR = 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """Two answers whose phrasings come near each other, so many of them, and one for example."""

    one: str
    other: str
    phrasings: int
    example: str


@dataclass(frozen=True, slots=True)
class Strayed:
    """A phrasing of one answer that the index gives to another."""

    phrasing: str
    slug: str
    taken_by: str


@dataclass(frozen=True, slots=True)
class Hints:
    """Where editors should look: what strays, and what is near, the most first."""

    strayed: tuple[Strayed, ...]
    pairs: tuple[Pair, ...]


def hints(known: Knowledge, slugs: Iterable[str] | None = None) -> Hints:
    """Return the hints for the phrasings of ``slugs``, or of all; the answer to a part of a question may stand for the whole of it.

    Most phrasings are their own answer's by far, which one look at the votes tells: only the others are ranked.
    """
    order = [topic.slug for topic in known.model.topics]
    strayed: list[Strayed] = []
    near: Counter[tuple[str, str]] = Counter()
    examples: dict[tuple[str, str], str] = {}
    for slug in known.entries if slugs is None else [slug for slug in slugs if slug in known.entries]:
        entry = known.entries[slug]
        also = known.english[slug].phrasings if slug in known.english else ()
        for phrasing in (entry.question, *entry.phrasings, *also):
            meant = normalise(phrasing)
            if _is_far_ahead(slug, known.model.votes(meant), order):
                continue
            ranking = known.model.rank(meant)
            if not ranking.slugs:
                continue
            first = ranking.slugs[0]
            if first != slug and first != entry.narrows and known.entries[first].narrows != slug:
                strayed.append(Strayed(phrasing, slug, first))
            if len(ranking.slugs) > 1 and ranking.votes[0] - ranking.votes[1] < _NEAR:
                pair = (min(ranking.slugs[:2]), max(ranking.slugs[:2]))
                near[pair] += 1
                examples.setdefault(pair, phrasing)
    pairs = (Pair(*pair, count, examples[pair]) for pair, count in near.items())
    return Hints(tuple(strayed), tuple(sorted(pairs, key=lambda pair: (-pair.phrasings, pair.one, pair.other))))


def _is_far_ahead(slug: str, votes: Floats, order: list[str]) -> bool:
    """Tell whether the answer ``slug`` leads all topics by so much that nothing else can come near it."""
    best, second = np.argsort(votes)[::-1][:2]
    return order[best] == slug and float(votes[best] - votes[second]) > _FAR


_kept: tuple[Model | None, Hints] = (None, Hints((), ()))


def of_running(known: Knowledge) -> Hints:
    """Return the hints for the running index, worked out once for each model."""
    global _kept
    if _kept[0] is not known.model:
        _kept = (known.model, hints(known))
    return _kept[1]
