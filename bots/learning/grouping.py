"""Questions that are alike, put together: by the features with which the index itself compares messages. Deterministic."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..understanding.model import Model
from ..understanding.normalise import normalise

#: Two questions of at least this cosine are about the same.
ALIKE = 0.42
_BLOCK = 256


def group(questions: Sequence[str], model: Model) -> list[list[int]]:
    """Return the places of ``questions`` in groups: each joins the first before it that it resembles enough and that leads a group.

    Who comes first leads; the same questions in the same order always give the same groups.
    """
    from scipy.sparse import csr_matrix

    if not questions:
        return []
    rows = [model.weigh(normalise(question)) for question in questions]
    ends = np.cumsum([0, *(places.size for places, _ in rows)])
    features = csr_matrix(
        (np.concatenate([values for _, values in rows]), np.concatenate([places for places, _ in rows]), ends),
        shape=(len(rows), len(model.vocabulary.place)),
    )
    across = features.T.tocsc()
    leader_of = np.full(len(rows), -1)
    for start in range(0, len(rows), _BLOCK):
        close = (features[start : start + _BLOCK] @ across).toarray() / 2  # two groups of features, each of length one
        for place, row in enumerate(close, start=start):
            before = np.flatnonzero((row[:place] >= ALIKE) & (leader_of[:place] == np.arange(place)))
            leader_of[place] = before[np.argmax(row[before])] if before.size else place
    found: dict[int, list[int]] = {}
    for place, leader in enumerate(leader_of):
        found.setdefault(int(leader), []).append(place)
    return list(found.values())
