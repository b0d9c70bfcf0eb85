"""The dialogue is total, and moves as its README draws it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bots
from bots import dialogue
from bots.dialogue import Chose, Event, Said, State
from bots.dialogue.flows import asking
from bots.dialogue.state import Flow
from bots.knowledge import Around, Knowledge

README = Path(bots.__file__).with_name("README.md")
ALLOWED = Around("telegram", is_messenger=True)
WEB = Around("web")

#: Label in the diagram, event, place.
EVENTS: tuple[tuple[str, Event, Around], ...] = (
    ("phản ánh trên ứng dụng nhắn tin", Chose("complain"), ALLOWED),
    ("đã có liên kết", dialogue.LinkMade("https://x.example/"), ALLOWED),
    ("đã có bản nháp", dialogue.DraftStarted("d"), WEB),
    ("hủy", Chose("drop"), WEB),
    ("đã gửi", dialogue.Filed("c"), WEB),
    ("xem phản ánh đã gửi", Chose("track"), WEB),
    ("mã tra cứu", Said("12345-ABC"), WEB),
    ("xóa hội thoại", Chose("erase"), WEB),
    ("đã xóa", dialogue.Erased(), WEB),
    ("không xóa", Chose("menu"), WEB),
)
#: From where each of them is drawn.
DRAWN = {
    "phản ánh trên ứng dụng nhắn tin": Flow.IDLE,
    "đã có liên kết": Flow.DOOR,
    "đã có bản nháp": None,
    "hủy": Flow.COMPLAIN,
    "đã gửi": Flow.COMPLAIN,
    "xem phản ánh đã gửi": Flow.IDLE,
    "mã tra cứu": Flow.TRACK,
    "xóa hội thoại": Flow.IDLE,
    "đã xóa": Flow.ERASE,
    "không xóa": Flow.ERASE,
}


def _state(flow: Flow) -> State:
    return State(flow=flow, greeted=True, draft="d" if flow is Flow.COMPLAIN else "", parts=int(flow is Flow.COMPLAIN))


def _diagram(knowledge: Knowledge) -> list[str]:
    lines = ["stateDiagram-v2", f"    [*] --> {Flow.IDLE}"]
    for label, event, place in EVENTS:
        for flow in [DRAWN[label]] if DRAWN[label] else [Flow.IDLE, Flow.DOOR]:
            assert flow is not None
            turn = dialogue.step(_state(flow), event, replace(knowledge, around=place))
            lines.append(f"    {flow} --> {turn.state.flow}: {label}")
    return lines


def test_the_readme_draws_what_the_dialogue_does(knowledge: Knowledge) -> None:
    found = re.search(r"```mermaid\n(.*?)\n```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    assert found.group(1).splitlines() == _diagram(knowledge)


states = st.builds(
    State,
    flow=st.sampled_from(Flow),
    greeted=st.booleans(),
    draft=st.sampled_from(["", "d"]),
    parts=st.integers(0, 2),
    offered=st.lists(st.sampled_from(["gui-phan-anh", "khong-co"]), max_size=3).map(tuple),
    misses=st.integers(0, 3),
)
actions = st.sampled_from(
    [
        "ans:gui-phan-anh",
        "ans:x",
        "complain",
        "link",
        "here",
        "send",
        "drop",
        "track",
        "officer",
        "wrong",
        "none",
        "erase",
        "erase-yes",
        "?",
    ]
)
events = st.one_of(
    st.builds(Said, st.text(max_size=60)),
    st.builds(Said, st.sampled_from(["/start", "/gui", "/huy", "/xoa", "công ty không đóng bảo hiểm", "12345-ABC", "👍"])),
    st.builds(Chose, st.one_of(actions, st.text(max_size=20))),
    st.builds(dialogue.DraftStarted, st.just("d"), st.integers(0, 1)),
    st.builds(dialogue.PartAdded, st.booleans()),
    st.builds(dialogue.Filed, st.just("c")),
    st.builds(dialogue.LinkMade, st.just("https://x.example/")),
    st.builds(dialogue.LookedUp, st.sampled_from(["", "Đã nhận"])),
    st.just(dialogue.Erased()),
    st.builds(dialogue.Failed, st.just("")),
    st.just(dialogue.Opened()),
)


@settings(max_examples=300, deadline=None)
@given(state=states, event=events, place=st.sampled_from([WEB, ALLOWED, Around("telegram", is_messenger=True, takes_complaints=False)]))
def test_every_state_takes_every_event(knowledge: Knowledge, state: State, event: Event, place: Around) -> None:
    turn = dialogue.step(state, event, replace(knowledge, around=place))
    assert turn.say or turn.do
    assert State.from_json(turn.state.to_json()) == turn.state
    if not state.greeted:
        assert "hệ thống trả lời tự động (AI)" in turn.say[0].text
    if not place.takes_complaints and not state.draft:
        assert not any(isinstance(effect, dialogue.StartDraft) for effect in turn.do)


@pytest.mark.parametrize(
    "broken",
    [None, [], {}, {"version": 99}, {"version": 1}, {"version": 1, "flow": "?"}, {"version": 1, "flow": "idle", "parts": "x"}],
)
def test_a_state_that_cannot_be_read_is_a_fresh_start(broken: Any) -> None:
    assert State.from_json(broken) == State()


def test_somebody_in_the_middle_of_a_complaint_goes_on_after_an_upgrade(knowledge: Knowledge) -> None:
    kept = {"version": 1, "flow": "complain", "greeted": True, "draft": "d", "parts": 2, "offered": ["khong-co"], "misses": 1}
    state = State.from_json(kept)
    assert state == State(Flow.COMPLAIN, greeted=True, draft="d", parts=2, offered=("khong-co",), misses=1)
    assert dialogue.step(state, Chose("send"), knowledge).do == (dialogue.SendDraft("d"),)


def test_after_a_long_silence_the_bot_introduces_itself_and_the_draft_goes_on(knowledge: Knowledge) -> None:
    state = State(Flow.COMPLAIN, greeted=True, draft="d", parts=1, topic="khong-co").rested()
    turn = dialogue.step(state, Said("và còn thiếu hai tháng"), knowledge)
    assert "hệ thống trả lời tự động (AI)" in turn.say[0].text
    assert turn.do == (dialogue.AddToDraft("d", "và còn thiếu hai tháng"),)


def test_every_answer_carries_its_law(knowledge: Knowledge) -> None:
    for slug, entry in knowledge.entries.items():
        turn = dialogue.step(State(greeted=True), Chose(f"ans:{slug}"), knowledge)
        if not entry.flow:
            assert turn.say[0].citations == tuple(citation.text for citation in entry.citations)


def test_the_state_never_holds_what_was_written(knowledge: Knowledge) -> None:
    state = State(flow=Flow.COMPLAIN, greeted=True, draft="d")
    for text in ("chim hoàng yến", "công ty không đóng bảo hiểm chim hoàng yến", "👍 chim hoàng yến"):
        for flow in Flow:
            turn = dialogue.step(replace(state, flow=flow), Said(text), knowledge)
            assert "hoàng yến" not in str(turn.state.to_json())


def test_a_story_that_opens_the_complaint_becomes_its_first_part(knowledge: Knowledge) -> None:
    story = "Tôi muốn gửi phản ánh công ty của tôi trừ tiền bảo hiểm mà không nộp cho cơ quan bảo hiểm"
    entry = knowledge.entries["gui-phan-anh"]
    turn = asking.open_entry(State(greeted=True), entry, knowledge, story=story)
    assert turn.do == (dialogue.StartDraft(story),)


def test_articles_of_one_instrument_share_a_line() -> None:
    law = "Luật Bảo hiểm xã hội 41/2024/QH15 (áp dụng từ 01/07/2025)"
    say = dialogue.Say("x", citations=(f"Điều 38 khoản 2 {law}", "Nghị định 24/2018/NĐ-CP", f"Điều 39 khoản 1 điểm a {law}"))
    assert say.grounds == (f"Điều 38 khoản 2; Điều 39 khoản 1 điểm a {law}", "Nghị định 24/2018/NĐ-CP")


def test_a_story_is_not_kept_for_the_editors(knowledge: Knowledge) -> None:
    story = "chị tôi tên Hoa " * 10
    assert not dialogue.step(State(greeted=True), Said(story), knowledge).do
