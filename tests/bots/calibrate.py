"""Learn the gate's weights again: ``python -m tests.bots.calibrate`` prints them and what they do on the labelled questions.

Nothing labelled is learnt from. A fifth of the phrasings of every answer and a fifth of the decoy topics are held out in
turn; what the model then makes of them teaches the gate when a first answer is right.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from dataclasses import fields, replace

import numpy as np
from sklearn.linear_model import LogisticRegression

from bots import knowledge
from bots.accuracy import QUESTIONS
from bots.understanding import gate
from bots.understanding.model import Ranking, Topic, train
from bots.understanding.normalise import normalise

from .shipped import shipped_answers, shipped_english

FOLDS = 5


def held_out(topics: list[Topic]) -> Iterator[tuple[str, Ranking]]:
    """Yield each held-out text's topic ("" for a decoy) and how a model that never saw it ranks it."""
    order = random.Random(1)
    decoys = order.sample([topic for topic in topics if topic.is_decoy], k=sum(topic.is_decoy for topic in topics))
    entries = [replace(topic, texts=tuple(order.sample(topic.texts, k=len(topic.texts)))) for topic in topics if not topic.is_decoy]
    for fold in range(FOLDS):
        unseen = decoys[fold::FOLDS]
        kept = [replace(topic, texts=tuple(text for place, text in enumerate(topic.texts) if place % FOLDS != fold)) for topic in entries]
        model = train([*kept, *(topic for topic in decoys if topic not in unseen)])
        for topic in (*entries, *unseen):
            for text in topic.texts if topic.is_decoy else topic.texts[fold::FOLDS]:
                yield "" if topic.is_decoy else topic.slug, model.rank(normalise(text))


def learn(rankings: list[tuple[str, Ranking]]) -> gate.Weights:
    """Return the weights of the rule that tells right first answers from wrong ones."""
    facts = np.array([gate.features(ranking) for _, ranking in rankings])
    right = np.array([slug == ranking.slugs[0] for slug, ranking in rankings])
    rule = LogisticRegression(C=3, max_iter=5_000).fit(facts, right)
    values = dict(zip(gate.FEATURES, rule.coef_[0], strict=True)) | {"bias": rule.intercept_[0]}
    return gate.Weights(**{name: round(float(value), 2) for name, value in values.items()})


def main() -> None:
    """Learn, and print the weights."""
    entries = shipped_answers()
    topics = knowledge.topics(entries, shipped_english())
    rankings = list(held_out(topics))
    asked = [(slug, ranking) for slug, ranking in rankings if slug]
    weights = learn(rankings)
    report = {
        "held out": len(rankings),
        "right first": round(sum(slug == ranking.slugs[0] for slug, ranking in asked) / len(asked), 3),
        "in the first three": round(sum(slug in ranking.slugs[:3] for slug, ranking in asked) / len(asked), 3),
        "weights": {field.name: getattr(weights, field.name) for field in fields(weights)},
    }
    json.dump(report, sys.stdout, indent=1)
    questions = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    model = train(topics)
    rows = [(question["entry"], model.rank(normalise(question["q"]))) for question in questions]
    for threshold in (0.3, 0.35, 0.4, 0.42, 0.45, 0.5, 0.55):
        given = [(gold, ranking) for gold, ranking in rows if gate.certainty(ranking, weights) >= threshold]
        right = sum(bool(gold) and ranking.slugs[0] in gold for gold, ranking in given)
        sys.stdout.write(f"\nfrom {threshold}: {right} right, {len(given) - right} wrong of {len(rows)}")


if __name__ == "__main__":
    main()
