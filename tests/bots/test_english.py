"""English in, English out: wherever an answer stands in English, and never a Vietnamese text that claims to be English."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client

from bots import dialogue
from bots.dialogue import Chose, Said, State, words
from bots.knowledge import Around, Knowledge

ASKED = State(greeted=True)


@pytest.mark.parametrize(
    ("asked", "slug"),
    [
        pytest.param("How long is maternity leave if I have my second child?", "thai-san-thoi-gian-nghi", id="maternity"),
        pytest.param("What percentage of my salary is deducted for insurance?", "ty-le-dong", id="rates"),
        pytest.param("I am afraid, can I send a complaint without my name?", "bao-mat-an-danh", id="anonymous"),
    ],
)
def test_a_question_in_english_is_answered_in_english(knowledge: Knowledge, asked: str, slug: str) -> None:
    turn = dialogue.step(ASKED, Said(asked), knowledge)
    (said,) = turn.say
    assert turn.ranked[0] == slug
    assert (said.language, said.text) == ("en", knowledge.english[slug].chat.strip())
    assert said.citations
    assert "Law:" in said.as_text()


def test_what_has_no_english_is_answered_in_vietnamese_and_says_so(knowledge: Knowledge) -> None:
    turn = dialogue.step(ASKED, Said("I forgot my password for VssID, how do I reset it?"), knowledge)
    assert turn.ranked[0] not in knowledge.english
    assert turn.say[0].text == words.VIETNAMESE_ONLY
    assert turn.say[-1].language == "vi"


def test_a_question_in_vietnamese_is_answered_in_vietnamese(knowledge: Knowledge) -> None:
    turn = dialogue.step(ASKED, Said("nghi thai san duoc may thang"), knowledge)
    assert turn.say[-1].language == "vi"


@pytest.mark.parametrize(
    ("said", "then"), [("toi bi mat so bao hiem xa hoi", ""), ("Tôi mất sổ", ""), ("ok", "en"), ("my book is lost", "en")]
)
def test_one_question_in_english_keeps_nobody_in_english(knowledge: Knowledge, said: str, then: str) -> None:
    state = dialogue.step(ASKED, Said("What percentage of my salary is deducted for insurance?"), knowledge).state
    assert state.language == "en"
    assert dialogue.step(state, Said(said), knowledge).state.language == then


def test_the_english_page_answers_in_english_whatever_is_written(knowledge: Knowledge) -> None:
    there = replace(knowledge, around=Around("web", language="en"))
    assert dialogue.step(ASKED, Said("nghỉ thai sản được mấy tháng"), there).say[-1].language == "en"


def test_a_button_opens_the_language_that_stands_on_it(knowledge: Knowledge) -> None:
    slug = "ty-le-dong"
    assert dialogue.step(ASKED, Chose(f"ans-en:{slug}"), knowledge).say[0].heading == knowledge.english[slug].question
    assert dialogue.step(ASKED, Chose(f"ans:{slug}"), knowledge).say[0].heading == knowledge.entries[slug].question
    no_longer = replace(knowledge, english={})
    assert dialogue.step(ASKED, Chose(f"ans-en:{slug}"), no_longer).say[0].heading == knowledge.entries[slug].question


def test_offers_to_an_english_question_are_in_english(knowledge: Knowledge) -> None:
    turn = dialogue.step(ASKED, Said("what about insurance when I work and then get something from the company"), knowledge)
    actions = [choice.action for say in turn.say for choice in say.choices if choice.action.startswith("ans")]
    for action in actions:
        kind, _, slug = action.partition(":")
        assert (kind == "ans-en") == (slug in knowledge.english)


@pytest.mark.django_db
@pytest.mark.usefixtures("published")
def test_the_english_chat_page_names_the_language_of_the_answer(client: Client) -> None:
    turn = "c" * 32
    html = client.post(
        "/en/tro-ly-ao/", {"text": "How much is deducted from my salary for social insurance?", "turn": turn}
    ).content.decode()
    assert '<li lang="en" class="chat__turn chat__turn--bot">' in html
    assert "10.5% of your contribution base" in html
    assert 'href="/en/hoi-dap/ty-le-dong/"' in html or "/en/hoi-dap/ty-le-dong/" in html
