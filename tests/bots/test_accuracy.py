"""The figure that the page about the bot shows."""

from __future__ import annotations

import pytest

from bots import accuracy as measuring
from bots.accuracy import Accuracy, Question, Share, accuracy
from bots.knowledge import Knowledge
from bots.understanding.gate import Outcome


def test_shares_of_nothing_say_so() -> None:
    assert (Share(0, 0).value, Share(0, 0).interval) == (0.0, (0.0, 1.0))


@pytest.mark.parametrize(("hits", "of"), [(0, 20), (20, 20), (7, 9)])
def test_the_interval_holds_the_share(hits: int, of: int) -> None:
    low, high = Share(hits, of).interval
    assert 0.0 <= low <= hits / of <= high <= 1.0
    assert low < high


def test_each_outcome_is_counted_once(knowledge: Knowledge) -> None:
    found = knowledge.find("nghỉ thai sản được mấy tháng")
    assert found.outcome is Outcome.ANSWER
    right, other = found.ranked[0], found.ranked[50]
    text = "nghỉ thai sản được mấy tháng"
    asked = (Question(text, frozenset({right})), Question(text, frozenset({other})), Question(text, frozenset()))
    assert accuracy(knowledge, asked) == Accuracy(
        first=Share(1, 2), in_three=Share(1, 2), right=Share(1, 2), wrong=Share(1, 2), shown=Share(1, 2), strange_answered=Share(1, 1)
    )


def test_the_answer_to_a_part_is_right_for_the_whole(knowledge: Knowledge) -> None:
    part = next(entry for entry in knowledge.entries.values() if entry.narrows)
    asked = (Question(part.question, frozenset({part.narrows})), Question(part.question, frozenset({part.slug})))
    assert accuracy(knowledge, asked).first == Share(2, 2)


def test_the_figure_survives_its_file(knowledge: Knowledge) -> None:
    found = accuracy(knowledge, Question.read(measuring.QUESTIONS)[:20])
    assert Accuracy.from_json(found.to_json()) == found


def test_the_shipped_questions_name_answers_that_are_there(knowledge: Knowledge) -> None:
    named = {slug for question in (*measuring.independent(), *Question.read(measuring.QUESTIONS)) for slug in question.gold}
    assert named <= set(knowledge.entries)
    assert len(measuring.independent()) >= 200
