"""Why the bot says what it says to one message: every step from the words to the reply, as plain values. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from .. import dialogue, masking
from ..dialogue import Said, Say, State
from ..knowledge import OFFERED, Around, Found, Knowledge
from ..understanding import gate
from ..understanding.gate import Outcome
from ..understanding.model import Ranking
from ..understanding.normalise import normalise

#: So many answers are shown of a ranking.
SHOWN = 10
#: What the gate looks at, in the editors' words.
FEATURES = {
    "vote": "Bộ phân loại ủng hộ câu đứng đầu",
    "share_of_votes": "Phần ủng hộ của câu đứng đầu trong nhóm gần nhất",
    "share_of_scores": "Phần điểm của câu đứng đầu trong nhóm gần nhất",
    "margin": "Câu đứng đầu hơn câu thứ hai bao nhiêu",
    "over_decoy": "Hơn chủ đề ngoài phạm vi gần nhất bao nhiêu",
    "agreement": "Phần cách xếp hạng cùng chọn câu đứng đầu",
    "coverage": "Phần câu hỏi gồm những từ đã biết",
    "closeness": "Giống cách hỏi gần nhất của câu đứng đầu",
    "long": "Câu hỏi dài (1 là từ 40 từ)",
    "short": "Câu hỏi đủ từ (1 là từ 6 từ)",
}
_DONE = {
    "StartDraft": "mở phản ánh ngay trong hội thoại",
    "MakeLink": "tạo liên kết dùng một lần tới biểu mẫu niêm phong",
    "Note": "ghi câu hỏi, đã bỏ số cá nhân, cho biên tập viên",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was written, and what it was read as."""

    written: str
    meant: str

    @property
    def is_changed(self) -> bool:
        """Tell whether reading changed more than the case."""
        return self.written.casefold() != self.meant


@dataclass(frozen=True, slots=True)
class Place:
    """One answer in the ranking."""

    slug: str
    question: str
    score: float
    vote: float


@dataclass(frozen=True, slots=True)
class Weight:
    """One thing that the gate looks at: its value, how much that weighs, and what it adds to the certainty."""

    label: str
    value: float
    weight: float

    @property
    def adds(self) -> float:
        """Return what the feature adds, in log-odds."""
        return self.value * self.weight


@dataclass(frozen=True, slots=True)
class Reply:
    """What the person would see in one language, and what would be done beside."""

    language: str
    said: tuple[Say, ...]
    done: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that an editor may want to know of one message."""

    masked: str
    words: tuple[Word, ...]
    line: str
    concepts: tuple[str, ...]
    is_english: bool
    ranking: tuple[Place, ...]
    decoy: str
    decoy_score: float
    decoy_vote: float
    decoy_reply: str
    weights: tuple[Weight, ...]
    bias: float
    certainty: float
    threshold: float
    outcome: Outcome
    why: str
    replies: tuple[Reply, ...]

    @property
    def sum(self) -> float:
        """Return the log-odds that the gate arrives at."""
        return self.bias + sum(weight.adds for weight in self.weights)

    @property
    def threshold_sum(self) -> float:
        """Return the log-odds from which on the first answer is given."""
        return math.log(self.threshold / (1 - self.threshold))


def explain(message: str, knowledge: Knowledge) -> Explanation | None:
    """Return why ``message``, as the first of a chat, is met as it is; nothing where it has no word."""
    masked = masking.mask(message)
    heard = masking.without_marks(masked)
    meant = normalise(heard)
    if not meant.words:
        return None
    ranking = knowledge.model.rank(meant)
    found = knowledge.find(heard)
    values = gate.features(ranking) if ranking.slugs else ()
    return Explanation(
        masked=masked,
        words=tuple(Word(word, normalise(word).text) for word in heard.split()),
        line=meant.text,
        concepts=meant.concepts,
        is_english=meant.is_english,
        ranking=tuple(
            Place(slug, knowledge.entries[slug].question, score, vote)
            for slug, score, vote in zip(ranking.slugs[:SHOWN], ranking.scores, ranking.votes, strict=False)
            if slug in knowledge.entries
        ),
        decoy=ranking.decoy,
        decoy_score=ranking.decoy_score,
        decoy_vote=ranking.decoy_vote,
        decoy_reply=knowledge.reply(ranking.decoy),
        weights=tuple(
            Weight(FEATURES.get(name, name), value, getattr(gate.WEIGHTS, name)) for name, value in zip(gate.FEATURES, values, strict=False)
        ),
        bias=gate.WEIGHTS.bias,
        certainty=found.certainty,
        threshold=gate.ANSWER_FROM,
        outcome=found.outcome,
        why=_why(found, ranking, knowledge),
        replies=tuple(_reply(message, knowledge, language) for language in ("vi", "en")),
    )


def _why(found: Found, ranking: Ranking, knowledge: Knowledge) -> str:
    """Return the outcome in a sentence."""
    certainty = found.certainty
    sure, from_ = f"{100 * certainty:.0f} %", f"{100 * gate.ANSWER_FROM:.0f} %"
    first = knowledge.entries[ranking.slugs[0]].question if ranking.slugs else ""
    match found.outcome:
        case Outcome.ANSWER if found.also:
            asked = " và ".join(f"“{knowledge.entries[slug].question}”" for slug in (found.ranked[0], *found.also))
            return f"Trả lời cả hai câu {asked} vì tin có hai câu hỏi, mỗi câu đủ chắc chắn khi đứng riêng."
        case Outcome.ANSWER:
            return f"Trả lời bằng “{first}” vì độ chắc chắn {sure} đạt ngưỡng {from_}, và không chủ đề ngoài phạm vi nào đứng trên."
        case Outcome.OFFER if certainty >= gate.ANSWER_FROM:
            return f"Đưa {OFFERED} câu vì tin dài quá {gate.STORY_WORDS} từ mà hai câu đứng đầu sát nhau, dù độ chắc chắn là {sure}."
        case Outcome.OFFER:
            return f"Đưa {OFFERED} câu vì độ chắc chắn {sure} chưa đạt ngưỡng {from_}, nhưng có câu trả lời gần với câu hỏi."
        case Outcome.ELSEWHERE:
            return f"Chỉ nơi khác vì chủ đề ngoài phạm vi “{ranking.decoy}” đứng trên mọi câu trả lời."
        case _:
            return f"Nói không biết vì không câu trả lời nào đủ gần (độ chắc chắn {sure}, ngưỡng {from_})."


def _reply(message: str, knowledge: Knowledge, language: str) -> Reply:
    there = replace(knowledge, around=Around("web", base_url=knowledge.around.base_url, language=language))
    turn = dialogue.step(State(greeted=True), Said(message), there)
    return Reply(language, turn.say, tuple(_DONE.get(type(effect).__name__, type(effect).__name__) for effect in turn.do))
