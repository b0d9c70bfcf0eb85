"""Whether a ranking is good enough to answer with: answer, offer three, send on, or say that we do not know. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields
from enum import StrEnum

from .model import Ranking
from .normalise import Normal


class Outcome(StrEnum):
    """What the bot may do with a message."""

    ANSWER = "answer"
    OFFER = "offer"
    ELSEWHERE = "elsewhere"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What to do with a message, and how sure we are that the first answer is the right one."""

    outcome: Outcome
    certainty: float


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic rule over a ranking that asks whether its first answer is the right one.

    Learnt on phrasings that were held out in turn, together with whole decoy topics that the model had not seen:
    ``python -m tests.bots.calibrate`` learns them again and prints them.
    """

    vote: float = 1.17
    share_of_votes: float = 0.16
    share_of_scores: float = -0.14
    margin: float = 1.28
    over_decoy: float = 1.44
    agreement: float = 1.05
    coverage: float = 2.08
    closeness: float = 1.6
    long: float = 3.16
    short: float = 0.96
    bias: float = -5.86


WEIGHTS = Weights()
#: What the rule looks at, in the order of `features`.
FEATURES = tuple(field.name for field in fields(Weights) if field.name != "bias")
#: From here on the first answer is given as the answer.
ANSWER_FROM = 0.7
#: A story longer than this is never answered on a narrow margin.
STORY_WORDS = 40
STORY_MARGIN = 0.25
#: ... nor below this certainty.
STORY_FROM = 0.85
#: Shares are counted among so many of the nearest answers, so that more answers do not make the bot less sure.
NEAREST = 10
#: Below this vote nothing resembles any answer enough to be worth offering.
OFFER_FROM = -0.98

_GRIEVANCE = re.compile(
    r"\b(to cao|khieu nai|phan anh|keu cuu|tron dong|tron bao hiem|cham dong|no bao hiem"
    r"|khong dong bao hiem|khong chiu dong|chua dong bao hiem"
    r"|khong nop|tru luong|tru tien bao hiem|giu so|khong tra so|khong chot|duoi viec|sa thai|tru dap|tra dua|doa|bo tron|ep|bat ky"
    r"|khong chiu|vi pham|can thiep|lua)\b"
)


def features(ranking: Ranking) -> tuple[float, ...]:
    """Return the values of `FEATURES` for ``ranking``."""
    return (
        ranking.votes[0],
        _share(ranking.votes, ranking.decoy_vote, sharpness=6.0),
        _share(ranking.scores, ranking.decoy_score, sharpness=1.5),
        min(1.0, (ranking.scores[0] - ranking.scores[1]) / 3) if len(ranking.scores) > 1 else 1.0,
        max(-1.0, min(1.0, ranking.votes[0] - ranking.decoy_vote)),
        ranking.agreement,
        ranking.coverage,
        ranking.closeness,
        min(1.0, ranking.length / 40),
        min(1.0, ranking.length / 6),
    )


def _share(values: tuple[float, ...], decoy: float, *, sharpness: float) -> float:
    """Return the softmax share of the first of ``values`` among the nearest and the best decoy."""
    values = values[:NEAREST]
    highest = max(*values, decoy)
    return math.exp(sharpness * (values[0] - highest)) / sum(math.exp(sharpness * (value - highest)) for value in (*values, decoy))


def certainty(ranking: Ranking, weights: Weights = WEIGHTS) -> float:
    """Return the probability that the first answer of ``ranking`` is the right one."""
    learnt = tuple(getattr(weights, name) for name in FEATURES)
    total = weights.bias + sum(weight * value for weight, value in zip(learnt, features(ranking), strict=True))
    return 1 / (1 + math.exp(-total))


def decide(ranking: Ranking) -> Verdict:
    """Return what may be done with the message that was ranked."""
    if not ranking.slugs:
        return Verdict(Outcome.UNKNOWN, 0.0)
    sure = certainty(ranking)
    if ranking.decoy_score > ranking.scores[0]:
        return Verdict(Outcome.ELSEWHERE if ranking.decoy_vote > OFFER_FROM + 0.2 else Outcome.UNKNOWN, sure)
    if sure >= (STORY_FROM if ranking.length > STORY_WORDS else ANSWER_FROM) and not _is_narrow_story(ranking):
        return Verdict(Outcome.ANSWER, sure)
    return Verdict(Outcome.OFFER if ranking.votes[0] > OFFER_FROM else Outcome.UNKNOWN, sure)


def _is_narrow_story(ranking: Ranking) -> bool:
    return ranking.length > STORY_WORDS and len(ranking.votes) > 1 and ranking.votes[0] - ranking.votes[1] < STORY_MARGIN


def is_grievance(message: Normal) -> bool:
    """Tell whether ``message`` sounds as if the worker has something to report, whichever answer fits it."""
    return _GRIEVANCE.search(message.text) is not None
