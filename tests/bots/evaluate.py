"""How well questions are understood: ``python -m tests.bots.evaluate`` prints tables by kind with 95 % intervals.

Each question goes the whole way of `services.ask`, from the answers that the project ships. Every set is asked as it was
written and again without accents; nothing is learnt from any of them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bots import accuracy as measuring
from bots import knowledge as knowing
from bots.accuracy import Accuracy, Question, accuracy
from bots.knowledge import Knowledge
from bots.understanding import model
from core.text import fold

from .shipped import shipped_answers, shipped_english

DATA = Path(__file__).parent / "data"
#: The sets by what is known of them.
SETS = {
    "Developed with": measuring.QUESTIONS,
    "Asked of the province, written before its answers": DATA / "added.jsonl",
    "Independent: written by somebody who saw neither answers nor other sets": measuring.INDEPENDENT,
}
_COLUMNS = ("first", "in three", "right", "wrong", "shown", "not ours, answered")


def knowledge() -> Knowledge:
    """Return what the bot knows from the shipped answers."""
    entries, english = shipped_answers(), shipped_english()
    trained = model.train(knowing.topics(entries, english))
    return Knowledge({entry.slug: entry for entry in entries}, trained, english={entry.slug: entry for entry in english})


def folded(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Return ``questions`` as somebody types them without accents."""
    return tuple(replace(question, text=fold(question.text)) for question in questions)


def table(known: Knowledge, questions: tuple[Question, ...]) -> Iterator[str]:
    """Yield the lines of a table: all questions, the same without accents, then each kind."""
    yield f"| kind | n | {' | '.join(_COLUMNS)} |"
    yield f"|---|---:|{'---:|' * len(_COLUMNS)}"
    yield _row("**all**", len(questions), accuracy(known, questions))
    yield _row("**all, without accents**", len(questions), accuracy(known, folded(questions)))
    for kind in sorted({question.kind for question in questions if question.kind}):
        some = tuple(question for question in questions if question.kind == kind)
        yield _row(kind, len(some), accuracy(known, some))


def _row(name: str, size: int, found: Accuracy) -> str:
    cells = (f"{share.value:.3f} ({share.interval[0]:.2f}–{share.interval[1]:.2f})" if share.of else "" for _, share in found.shares())
    return f"| {name} | {size} | {' | '.join(cells)} |"


def differing(known: Knowledge, questions: tuple[Question, ...]) -> int:
    """Return how many questions `services.ask` answers otherwise than was measured; that must be none."""
    from bots import services
    from bots.understanding.gate import Outcome

    replies = ((measuring.hear(known, question.text), services.reply(known, question.text)) for question in questions)
    return sum((found.outcome is Outcome.ANSWER) != reply.answered for found, reply in replies)


def main() -> None:
    """Print a table for every set that is there."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "site"))
    import django

    django.setup()
    known = knowledge()
    for name, path in SETS.items():
        if path.exists():
            questions = Question.read(path)
            sys.stdout.write(f"\n### {name}\n\n" + "\n".join(table(known, questions)) + "\n")
            if other := differing(known, questions):
                sys.stdout.write(f"\n{other} of them are answered otherwise in a chat.\n")


if __name__ == "__main__":
    main()
