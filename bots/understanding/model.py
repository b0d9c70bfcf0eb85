"""Which topic a message is about: BM25 over words and bigrams, blended with a linear classifier over character n-grams. Pure.

`train` needs scikit-learn and a second or two; `Model` ranks with NumPy alone, in about a millisecond.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .normalise import Normal, normalise

Floats = NDArray[np.float32]
#: The character n-grams and the terms of a message, counted.
Counts = tuple[Counter[str], Counter[str]]

#: Sizes of the character n-grams, inside words with their edges.
_GRAMS = range(2, 6)
_BM25_K, _BM25_B_PHRASE, _BM25_B_TOPIC = 1.2, 0.6, 0.4
#: How much each way to rank weighs: the classifier, BM25 over single phrasings, over all phrasings of an answer, over what
#: the answer says. Cross-validated on phrasings and on whole writers: ``python -m tests.bots.calibrate``.
_WEIGHTS = (1.0, 0.3, 0.4, 0.8)
#: How much a phrasing's second and third best siblings add to the best.
_SIBLINGS = 0.3


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that a message can be about: a published answer, or a decoy that is none of our business."""

    slug: str
    texts: tuple[str, ...]
    is_decoy: bool = False
    #: What the answer says; a question may use its words rather than those of any phrasing.
    about: str = ""


@dataclass(frozen=True, slots=True)
class Ranking:
    """How well each topic fits one message, best first, with what the gate needs to know."""

    slugs: tuple[str, ...]
    #: The blended score, in standard deviations above the mean of all topics.
    scores: tuple[float, ...]
    #: The classifier's own decision value of each, in the same order: above 0 it would say yes.
    votes: tuple[float, ...]
    #: The best decoy, its blended score and its vote.
    decoy: str
    decoy_score: float
    decoy_vote: float
    #: The share of the message's weight that stands in some phrasing of an answer.
    coverage: float
    #: How much the message resembles the nearest phrasing of the first answer, from 0 to 1.
    closeness: float
    #: The number of words as written out.
    length: int
    #: How many of the four ways to rank put the first answer first, from 0 to 1.
    agreement: float = 0.0


def terms(message: Normal) -> list[str]:
    """Return the words, pairs of words and concepts of ``message``."""
    words = message.words
    return [*words, *(f"{one}_{two}" for one, two in itertools.pairwise(words)), *message.concepts]


@lru_cache(maxsize=20_000)
def _grams(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    return tuple(edged[start : start + size] for size in _GRAMS for start in range(max(1, len(edged) - size + 1)))


def _features(message: Normal) -> Counts:
    """Return the character n-grams and the terms of ``message``, counted apart: each group is weighed to length one."""
    return Counter(gram for word in message.words for gram in _grams(word)), Counter(f"={term}" for term in terms(message))


@dataclass(slots=True)
class _Vocabulary:
    """The features that training saw, with their inverse document frequencies."""

    place: dict[str, int]
    idf: Floats
    #: The same frequencies as plain numbers, which are quicker to take one by one.
    _plain: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self._plain = self.idf.tolist()

    @classmethod
    def of(cls, counted: Sequence[Counts]) -> _Vocabulary:
        seen: Counter[str] = Counter()
        for counts in counted:
            for group in counts:
                seen.update(group.keys())
        names = sorted(seen)
        idf = np.array([math.log((1 + len(counted)) / (1 + seen[name])) + 1 for name in names], dtype=np.float32)
        return cls({name: place for place, name in enumerate(names)}, idf)

    def weigh(self, counts: Counts) -> tuple[NDArray[np.int32], Floats]:
        """Return the places and weights of the features counted, each group of length one."""
        places: list[int] = []
        weights: list[float] = []
        for group in counts:
            raw = []
            for name, count in group.items():
                place = self.place.get(name)
                if place is not None:
                    places.append(place)
                    raw.append(self._plain[place] if count == 1 else self._plain[place] * (1 + math.log(count)))
            length = math.hypot(*raw) or 1.0
            weights += [value / length for value in raw]
        return np.array(places, dtype=np.int32), np.array(weights, dtype=np.float32)


class _Bm25:
    """BM25 over bags of terms: the bags and gains of each term stand together, one term after another."""

    def __init__(self, bags: Sequence[Mapping[str, int]], b: float) -> None:
        self.size = len(bags)
        self._place: dict[str, int] = {}
        place = self._place
        terms = np.fromiter((place.setdefault(term, len(place)) for bag in bags for term in bag), dtype=np.int64)
        counts = np.fromiter((count for bag in bags for count in bag.values()), dtype=np.float64)
        rows = np.repeat(np.arange(self.size), [len(bag) for bag in bags])
        lengths = np.bincount(rows, weights=counts, minlength=self.size)
        seen = np.bincount(terms, minlength=len(place))
        self._idf = np.log(1 + (self.size - seen + 0.5) / (seen + 0.5))
        mean = (float(lengths.sum()) / max(1, self.size)) or 1.0
        gains = self._idf[terms] * counts * (_BM25_K + 1) / (counts + _BM25_K * (1 - b + b * lengths[rows] / mean))
        order = np.argsort(terms, kind="stable")
        self._bags, self._gains = rows[order].astype(np.int32), gains[order].astype(np.float32)
        self._ends = np.concatenate([[0], np.cumsum(seen)]).tolist()

    def scores(self, query: Iterable[str]) -> Floats:
        """Return how well each bag fits the terms asked for."""
        total = np.zeros(self.size, dtype=np.float32)
        for term in query:
            place = self._place.get(term)
            if place is not None:
                there = slice(self._ends[place], self._ends[place + 1])
                total[self._bags[there]] += self._gains[there]
        return total

    def idf(self, term: str) -> float:
        """Return how rare ``term`` is; what no bag has is the rarest."""
        place = self._place.get(term)
        return math.log(1 + self.size) if place is None else float(self._idf[place])


def _together(bags: Iterable[Counter[str]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for bag in bags:
        total.update(bag)
    return total


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows: where each one's features stand and what they weigh, with the ends of the rows."""

    places: NDArray[np.int32]
    values: Floats
    ends: NDArray[np.int64]


def _standard(scores: Floats) -> Floats:
    spread = float(scores.std())
    return (scores - scores.mean()) / (spread or 1.0)


@dataclass(slots=True)
class Model:
    """A trained model: rank messages with `rank`, keep it with `dump`, read it back with `load`."""

    topics: tuple[Topic, ...]
    vocabulary: _Vocabulary
    #: One column of weights for each topic, and the intercepts.
    weights: Floats
    intercepts: Floats
    #: The features of every text of every topic, one after another.
    texts: Rows
    _starts: NDArray[np.int64] = field(init=False)
    _owner: NDArray[np.int64] = field(init=False)
    _phrases: _Bm25 = field(init=False)
    _whole: _Bm25 = field(init=False)
    _about: _Bm25 = field(init=False)
    _known: frozenset[str] = field(init=False)
    _is_decoy: NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        bags = [[Counter(terms(normalise(text))) for text in topic.texts] for topic in self.topics]
        self._starts = np.cumsum([0, *(len(group) for group in bags)])
        self._owner = np.repeat(np.arange(len(bags)), [len(group) for group in bags])
        self._phrases = _Bm25([bag for group in bags for bag in group], _BM25_B_PHRASE)
        self._whole = _Bm25([_together(group) for group in bags], _BM25_B_TOPIC)
        self._about = _Bm25([Counter(terms(normalise(topic.about))) for topic in self.topics], _BM25_B_TOPIC)
        self._is_decoy = np.array([topic.is_decoy for topic in self.topics])
        self._known = frozenset(
            term for topic, group in zip(self.topics, bags, strict=True) if not topic.is_decoy for bag in group for term in bag
        )

    def votes(self, message: Normal) -> Floats:
        """Return the classifier's own decision value for each topic, in their order."""
        return self._votes(*self.weigh(message))

    def _votes(self, places: NDArray[np.int32], values: Floats) -> Floats:
        return values @ self.weights[places].astype(np.float32) + self.intercepts if places.size else self.intercepts.copy()

    def rank(self, message: Normal, near: Mapping[str, float] | None = None) -> Ranking:
        """Return how well every topic fits ``message``; those in ``near`` are taken to fit better by so much."""
        places, values = self.weigh(message)
        votes = self._votes(places, values)
        query = set(terms(message))
        ways = (votes, self._by_phrase(query), self._whole.scores(query), self._about.scores(query))
        blended = sum((weight * _standard(way) for weight, way in zip(_WEIGHTS, ways, strict=True)), np.zeros_like(votes))
        if near:
            blended += np.array([near.get(topic.slug, 0.0) for topic in self.topics], dtype=np.float32)
        order = np.argsort(-blended, kind="stable")
        entries = order[~self._is_decoy[order]]
        decoy = next((int(place) for place in order if self._is_decoy[place]), None)
        return Ranking(
            slugs=tuple(self.topics[place].slug for place in entries),
            scores=tuple(blended[entries].tolist()),
            votes=tuple(votes[entries].tolist()),
            decoy=self.topics[decoy].slug if decoy is not None else "",
            decoy_score=float(blended[decoy]) if decoy is not None else -9.0,
            decoy_vote=float(votes[decoy]) if decoy is not None else -9.0,
            coverage=self._coverage(message),
            closeness=self._closeness(places, values, int(entries[0])) if entries.size else 0.0,
            length=len(message.words),
            agreement=sum(int(way[entries].argmax()) == 0 for way in ways) / len(ways) if entries.size else 0.0,
        )

    def _by_phrase(self, query: set[str]) -> Floats:
        """Return the score of each topic's best phrasing, and a little of the next two."""
        left = self._phrases.scores(query)
        total = np.zeros(len(self.topics), dtype=np.float32)
        for share in (1.0, _SIBLINGS, _SIBLINGS):
            best = np.maximum.reduceat(left, self._starts[:-1])
            total += np.float32(share) * best
            left[left == best[self._owner]] = 0.0
        return total

    def _closeness(self, places: NDArray[np.int32], values: Floats, topic: int) -> float:
        """Return the cosine between a message and the nearest text of ``topic``."""
        wanted = np.zeros(len(self.vocabulary.idf), dtype=np.float32)
        wanted[places] = values
        ends = self.texts.ends[self._starts[topic] : self._starts[topic + 1] + 1]
        products = wanted[self.texts.places[ends[0] : ends[-1]]] * self.texts.values[ends[0] : ends[-1]]
        sums = np.concatenate([[0.0], np.cumsum(products)])[ends - ends[0]]
        return float(np.diff(sums).max()) / 2  # two groups, each of length one

    def _coverage(self, message: Normal) -> float:
        weights = [(word in self._known, self._phrases.idf(word)) for word in message.words]
        total = sum(weight for _, weight in weights)
        return sum(weight for is_known, weight in weights if is_known) / total if total else 0.0

    def weigh(self, message: Normal) -> tuple[NDArray[np.int32], Floats]:
        """Return the features of ``message`` by which messages are compared: two groups, each of length one."""
        return self.vocabulary.weigh(_features(message))

    def dump(self) -> bytes:
        """Return the model as bytes that hold arrays and JSON, nothing that can run."""
        file = io.BytesIO()
        meta = {
            "topics": [[topic.slug, list(topic.texts), topic.is_decoy, topic.about] for topic in self.topics],
            "features": list(self.vocabulary.place),
        }
        np.savez(
            file,
            meta=np.frombuffer(json.dumps(meta, ensure_ascii=False).encode(), dtype=np.uint8),
            idf=self.vocabulary.idf,
            weights=self.weights.astype(np.float16),
            intercepts=self.intercepts,
            places=self.texts.places,
            values=self.texts.values.astype(np.float16),
            ends=self.texts.ends,
        )
        return file.getvalue()

    @classmethod
    def load(cls, data: bytes) -> Model:
        """Read what `dump` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            meta = json.loads(arrays["meta"].tobytes())
            topics = tuple(Topic(slug, tuple(texts), is_decoy, about) for slug, texts, is_decoy, about in meta["topics"])
            vocabulary = _Vocabulary({name: place for place, name in enumerate(meta["features"])}, arrays["idf"])
            texts = Rows(arrays["places"], arrays["values"], arrays["ends"])
            return cls(topics, vocabulary, arrays["weights"], arrays["intercepts"], texts)


def train(topics: Iterable[Topic]) -> Model:
    """Learn to tell ``topics`` apart by their texts."""
    from scipy.sparse import csr_matrix
    from sklearn.svm import LinearSVC

    kept = tuple(topic for topic in topics if topic.texts)
    counted = [_features(normalise(text)) for topic in kept for text in topic.texts]
    labels = np.repeat(np.arange(len(kept)), [len(topic.texts) for topic in kept])
    vocabulary = _Vocabulary.of(counted)
    weighed = [vocabulary.weigh(counts) for counts in counted]
    ends = np.cumsum([0, *(places.size for places, _ in weighed)])
    texts = Rows(np.concatenate([places for places, _ in weighed]), np.concatenate([values for _, values in weighed]), ends)
    matrix = csr_matrix((texts.values, texts.places, texts.ends), shape=(len(weighed), len(vocabulary.place)))
    classifier = LinearSVC(C=0.5, random_state=0, tol=0.1).fit(matrix, labels)
    return Model(kept, vocabulary, classifier.coef_.T.astype(np.float32), classifier.intercept_.astype(np.float32), texts)


def fingerprint(topics: Iterable[Topic]) -> str:
    """Return a mark of everything that a model of ``topics`` is made of: their texts, and how texts are normalised."""
    digest = hashlib.sha256()
    for topic in topics:
        digest.update(repr((topic.slug, [terms(normalise(text)) for text in topic.texts], topic.is_decoy, topic.about)).encode())
    return digest.hexdigest()[:16]


def decoys_of(table: Mapping[str, list[dict[str, Any]]]) -> Iterator[tuple[Topic, str]]:
    """Yield the decoys of a parsed ``decoys.toml``, each with its one-line reply."""
    for row in table["decoy"]:
        yield Topic(row["slug"], tuple(row["phrasings"]), is_decoy=True), row["reply"]
