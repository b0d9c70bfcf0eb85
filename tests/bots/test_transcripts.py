"""Whole conversations as text files that officers can read.

`@` where it takes place; `>` the worker writes, `[…]` presses a button, also one of an older message; `<` the bot says; `?` its buttons;
`!` what it has done; `~` days go by.
"""

from __future__ import annotations

import datetime as dt
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from bots import dialogue, services
from bots.dialogue import Chose, Event, Said, State
from bots.knowledge import Around, Knowledge
from core.text import fold

TRANSCRIPTS = Path(__file__).parent / "transcripts"
CODE = "0123C-FGHJK-MNPRT-VX012"

SUBJECTS = (("cong-khai", "Thông báo công khai"), ("bieu-duong", "Biểu dương"))
WEB = Around("web", base_url="https://tinh.example", today=dt.date(2026, 11, 23), subjects=SUBJECTS, translate=services.translate)
TELEGRAM = replace(WEB, channel="telegram", is_messenger=True)
PLACES = {
    "web": WEB,
    "web, English": replace(WEB, language="en"),
    "web, closed": replace(WEB, is_open=False, opens="07:30 thứ Ba, ngày 03/11/2026"),
    "telegram": replace(TELEGRAM, takes_complaints=False),
    "telegram, complaints allowed": TELEGRAM,
}
LISTED = {"0100109106": "Công ty TNHH May Sao Mai", "0101248141": "Công ty TNHH Bao bì Sao Mai"}
ON_LIST = "Có tên trong danh sách chậm đóng tính đến ngày 31/10/2026."
NOT_ON_LIST = "Không có tên trong danh sách chậm đóng tính đến ngày 31/10/2026; không có tên không có nghĩa là đã đóng đủ."


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
        case dialogue.CheckFirm(query):
            named = [code for code, name in LISTED.items() if code == query or fold(query) in fold(name)]
            matches = tuple((LISTED[code], code) for code in named) if len(named) > 1 else ()
            return dialogue.FirmChecked(ON_LIST if named else NOT_ON_LIST, "https://tinh.example/tra-cuu-don-vi/", matches)
        case dialogue.Reckon(_, slots):
            if int(slots.get("wage", 0)) > 74_000_000 and "region" not in slots:
                return dialogue.Reckoned(missing="region")
            return dialogue.Reckoned("Đã tính.", ("Điều 33 Luật X (áp dụng từ 01/07/2025)",))
        case dialogue.Subscribe():
            return dialogue.Subscribed()
        case dialogue.AskOfficer(question):
            return dialogue.TalkAsked(1, 0, "09:30 hôm nay", 7, has_question=bool(question))
        case dialogue.PassOn():
            return dialogue.PassedOn(is_waiting=True, is_first=True)
        case dialogue.LeaveTalk():
            return dialogue.TalkOver(is_left=True)
        case dialogue.Erase():
            return dialogue.Erased()
    return None


def _shown(effect: dialogue.Effect) -> str:
    """Return an effect by its name, with what a calculator or a search for a firm is given."""
    match effect:
        case dialogue.Reckon(name, slots):
            return f"Reckon {name} {' '.join(str(value) for key, value in sorted(slots.items()) if key != 'missing' and value)}"
        case dialogue.CheckFirm(query):
            return f"CheckFirm {query}"
    return type(effect).__name__


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
            lines.append(f"! {_shown(effect)}")
            if outcome := _outcome(effect):
                events.append(outcome)
    return state, lines, buttons


def _written(path: Path) -> Iterator[str]:
    return (line.rstrip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#"))


@pytest.mark.parametrize("path", sorted(TRANSCRIPTS.glob("*.txt")), ids=lambda path: path.stem)
def test_transcript(path: Path, knowledge: Knowledge) -> None:
    state, lines = State(), deque[str]()
    buttons: dict[str, str] = {}
    seen: dict[str, str] = {}
    for written in _written(path):
        if written.startswith("@ "):
            knowledge = replace(knowledge, around=PLACES[written[2:]])
        elif written.startswith("> "):
            assert not lines, f"before {written!r} the bot also said {list(lines)}"
            said = written[2:]
            event: Event = Chose((seen | buttons)[said[1:-1]]) if said.startswith("[") else Said(said)
            state, new, buttons = _play(state, event, knowledge)
            seen |= buttons
            state = State.from_json(state.to_json())
            lines = deque(new)
        elif written.startswith("~ "):
            assert not lines, f"the bot also said {list(lines)}"
            state = state.rested()
        elif written.startswith("? "):
            assert list(buttons) == [label.strip() for label in written[2:].split("|")]
        else:
            assert lines, f"nothing came where {written!r} was awaited"
            assert fnmatchcase(lines[0].replace("[", "("), written.replace("[", "(")), lines[0]
            lines.popleft()
    assert not lines, f"the bot also said {list(lines)}"
