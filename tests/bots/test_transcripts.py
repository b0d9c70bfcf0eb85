"""Whole conversations as text files: `>` the worker writes, `[…]` presses a button; `<` the bot says, `?` its buttons, `!` an effect."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from bots import dialogue
from bots.dialogue import Chose, Event, Said, State
from bots.knowledge import Around, Knowledge

TRANSCRIPTS = Path(__file__).parent / "transcripts"
CODE = "0123C-FGHJK-MNPRT-VX012"

PLACES = {
    "web": Around("web", base_url="https://tinh.example"),
    "telegram": Around("telegram", is_messenger=True, takes_complaints=False),
    "telegram, complaints allowed": Around("telegram", is_messenger=True),
    "web, closed": Around("web", is_open=False),
}


def _outcome(effect: dialogue.Effect) -> Event | None:
    """Return what an office without mishaps answers to an effect."""
    match effect:
        case dialogue.StartDraft(first):
            return dialogue.DraftStarted("draft-1", int(bool(first)))
        case dialogue.AddToDraft(_, _, has_numbers):
            return dialogue.PartAdded(has_numbers)
        case dialogue.SendDraft():
            return dialogue.Filed(CODE)
        case dialogue.MakeLink():
            return dialogue.LinkMade("https://tinh.example/phan-anh/nhap/abc/")
        case dialogue.LookUp(code):
            return dialogue.LookedUp("Đã trả lời", "30/10/2026") if code == CODE else dialogue.LookedUp("")
        case dialogue.Erase():
            return dialogue.Erased()
    return None


def _play(state: State, event: Event, knowledge: Knowledge) -> tuple[State, list[str], dict[str, str]]:
    """Return the state, the lines that the bot shows, and the buttons by their labels."""
    lines: list[str] = []
    buttons: dict[str, str] = {}
    events = deque([event])
    while events:
        turn = dialogue.step(state, events.popleft(), knowledge)
        state = turn.state
        for say in turn.say:
            lines.append("< " + " ".join(say.as_text().split()))
            buttons |= {choice.label: choice.action for choice in say.choices}
        for effect in turn.do:
            lines.append(f"! {type(effect).__name__}")
            if outcome := _outcome(effect):
                events.append(outcome)
    return state, lines, buttons


def _written(path: Path) -> Iterator[str]:
    return (line.rstrip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#"))


@pytest.mark.parametrize("path", sorted(TRANSCRIPTS.glob("*.txt")), ids=lambda path: path.stem)
def test_transcript(path: Path, knowledge: Knowledge) -> None:
    state, lines = State(), deque[str]()
    buttons: dict[str, str] = {}
    for written in _written(path):
        if written.startswith("@ "):
            knowledge = replace(knowledge, around=PLACES[written[2:]])
        elif written.startswith("> "):
            assert not lines, f"before {written!r} the bot also said {list(lines)}"
            said = written[2:]
            event: Event = Chose(buttons[said[1:-1]]) if said.startswith("[") else Said(said)
            state, new, buttons = _play(state, event, knowledge)
            state = State.from_json(state.to_json())
            lines = deque(new)
        elif written.startswith("? "):
            assert list(buttons) == [label.strip() for label in written[2:].split("|")]
        else:
            assert lines, f"nothing came where {written!r} was awaited"
            assert fnmatchcase(lines[0].replace("[", "("), written.replace("[", "(")), lines[0]
            lines.popleft()
    assert not lines, f"the bot also said {list(lines)}"
