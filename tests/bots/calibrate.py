"""Learn the gate's weights again: ``python -m tests.bots.calibrate`` prints them and what they are worth.

Nothing labelled is learnt from. A quarter of the phrasings of every answer and a quarter of the decoy topics are held out
in turn. Phrasings stand in the order in which they were written, so a quarter is largely one writer's. What the model
then makes of them teaches the gate when a first answer is right; what that is worth is measured on the quarter from
which neither the model nor the gate learnt.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from bots import knowledge as knowing
from bots.accuracy import QUESTIONS, Question
from bots.understanding import gate
from bots.understanding.model import Ranking, Topic, train
from bots.understanding.normalise import normalise

from . import evaluate
from .shipped import shipped_answers, shipped_english

FOLDS = 4
_THRESHOLDS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)


@dataclass(frozen=True, slots=True)
class Held:
    """How a model ranks a text that it never saw; ``slug`` is empty for a decoy."""

    fold: int
    slug: str
    ranking: Ranking


def held_out(topics: list[Topic]) -> Iterator[Held]:
    """Yield each text as ranked by a model that saw neither it nor the texts beside it."""
    decoys = random.Random(1).sample([topic for topic in topics if topic.is_decoy], k=sum(topic.is_decoy for topic in topics))
    entries = [topic for topic in topics if not topic.is_decoy]
    for fold in range(FOLDS):
        unseen = decoys[fold::FOLDS]
        kept = [replace(topic, texts=tuple(text for text in topic.texts if text not in _part(topic, fold))) for topic in entries]
        model = train([*kept, *(topic for topic in decoys if topic not in unseen)])
        for topic in (*entries, *unseen):
            for text in topic.texts if topic.is_decoy else _part(topic, fold):
                yield Held(fold, "" if topic.is_decoy else topic.slug, model.rank(normalise(text)))


def _part(topic: Topic, fold: int) -> tuple[str, ...]:
    """Return a quarter of the phrasings of ``topic``, those that were written one after another; its question stays."""
    phrasings = topic.texts[1:]
    return phrasings[fold * len(phrasings) // FOLDS : (fold + 1) * len(phrasings) // FOLDS]


def learn(held: list[Held], wide: dict[str, str]) -> gate.Weights:
    """Return the weights of the rule that tells right first answers from wrong ones."""
    facts = np.array([gate.features(each.ranking) for each in held])
    rule = LogisticRegression(C=3, max_iter=5_000).fit(facts, [_is_right(each, wide) for each in held])
    values = dict(zip(gate.FEATURES, rule.coef_[0], strict=True)) | {"bias": rule.intercept_[0]}
    return gate.Weights(**{name: round(float(value), 2) for name, value in values.items()})


def _is_right(each: Held, wide: dict[str, str]) -> bool:
    return bool(each.slug) and wide[each.slug] == wide[each.ranking.slugs[0]]


def curve(rows: list[tuple[float, bool, bool]]) -> Iterator[str]:
    """Yield what each threshold gives, from (certainty, right, ours)."""
    ours = sum(is_ours for *_, is_ours in rows)
    for threshold in _THRESHOLDS:
        given = [(right, is_ours) for certainty, right, is_ours in rows if certainty >= threshold]
        right = sum(right for right, _ in given) / ours
        wrong = sum(is_ours and not right for right, is_ours in given) / ours
        strange = sum(not is_ours for _, is_ours in given) / max(1, len(rows) - ours)
        yield f"  from {threshold:.2f}: right {right:.3f}, wrong {wrong:.3f}, not ours and answered {strange:.3f}"


def main() -> None:
    """Learn, and print the weights and what they do."""
    entries = shipped_answers()
    wide = {entry.slug: entry.narrows or entry.slug for entry in entries}
    held = list(held_out(knowing.topics(entries, shipped_english())))
    asked = [each for each in held if each.slug]
    first = sum(_is_right(each, wide) for each in asked) / len(asked)
    three = sum(wide[each.slug] in {wide[slug] for slug in each.ranking.slugs[:3]} for each in asked) / len(asked)
    say = sys.stdout.write
    say(f"held out: {len(asked)} phrasings, {len(held) - len(asked)} of unseen decoys; first {first:.3f}, in three {three:.3f}\n")
    nested = []
    for fold in range(FOLDS):
        weights = learn([each for each in held if each.fold != fold], wide)
        mine = [each for each in held if each.fold == fold]
        nested += [(gate.certainty(each.ranking, weights), _is_right(each, wide), bool(each.slug)) for each in mine]
    say("nested, on what neither model nor gate learnt from\n" + "\n".join(curve(nested)) + "\n")
    weights = learn(held, wide)
    say("\n".join(f"    {field.name}: float = {getattr(weights, field.name)}" for field in fields(weights)) + "\n")
    known = evaluate.knowledge()
    for name in (QUESTIONS, evaluate.DATA / "added.jsonl"):
        rows = []
        for question in Question.read(name):
            ranking = known.model.rank(normalise(question.text))
            top = ranking.slugs[0]
            rows.append((gate.certainty(ranking, weights), bool({top, wide[top]} & question.gold), bool(question.gold)))
        say(f"{name.name}, the gate alone\n" + "\n".join(curve(rows)) + "\n")


if __name__ == "__main__":
    main()
