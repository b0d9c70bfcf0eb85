"""The bot's index of the shipped answers: built from nothing, held in memory, asked: each against what it may cost at most."""

from __future__ import annotations

import resource
import time

from .result import Result

#: Seconds to build it, milliseconds for the slowest of a hundred messages, megabytes of the process that asks.
BUILD, ASK, MEMORY = 5.0, 15.0, 250.0


def measure(rows: int = 2_000) -> list[Result]:
    """Build the index once, as a publication does, up to the process that takes it up; then ask it ``rows`` questions."""
    from bots import accuracy, knowledge
    from bots.understanding.model import Model, fingerprint, train
    from tests.bots import evaluate
    from tests.bots.shipped import shipped_answers, shipped_english

    answers, english = shipped_answers(), shipped_english()
    begun = time.perf_counter()
    topics = knowledge.topics(answers, english)
    fingerprint(topics)
    data = train(topics).dump()
    Model.load(data)
    built = time.perf_counter() - begun
    before = _resident()
    known = knowledge.Knowledge(evaluate.knowledge().entries, Model.load(data))
    questions = [question.text for name in (accuracy.QUESTIONS, accuracy.INDEPENDENT) for question in accuracy.Question.read(name)]
    known.find(questions[0])
    held = _resident() - before
    taken = []
    for place in range(rows):
        begun = time.perf_counter()
        known.find(f"{questions[place % len(questions)]} {place}")
        taken.append((time.perf_counter() - begun) * 1_000)
    slow = sorted(taken)[int(0.99 * len(taken))]
    return [
        Result(f"index of {len(topics)} topics built", 1 / built, f"once in {BUILD:.0f} s, was {built:.1f} s", 1 / BUILD, "a second", 1.0),
        Result("understanding, 99 of 100", 1_000 / slow, f"{ASK:.0f} ms, was {slow:.1f} ms", 1_000 / ASK, "a second", 1.0),
        Result("memory of the index", 1_000 / max(1.0, held), f"{MEMORY:.0f} MB, was {held:.0f} MB", 1_000 / MEMORY, "in a GB", 1.0),
    ]


def _resident() -> float:
    """Return the megabytes that this process holds, or held at most where that is all the system tells."""
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * resource.getpagesize() / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
