"""What the bot learns from: what happened is counted, helpful or not is counted once, and nothing of it points at anybody."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bots import effects, index, services
from bots.channels import Arrived
from bots.dialogue import Chose, Rate, Said, State, step
from bots.knowledge import Around, Knowledge
from bots.learning import tallies
from bots.learning.models import Happened, Rated, Rating, Settlement, Tally
from bots.models import Conversation, Inbound

ASKED = "công ty không đóng bảo hiểm xã hội thì phải làm sao"
SLUG = "cong-ty-khong-dong-bhxh"
_ids = itertools.count(1)


@pytest.fixture
def revised(knowledge: Knowledge) -> Knowledge:
    """Return what the bot knows, its answers published: each Vietnamese one is revision 7, each English one 8."""
    return replace(
        knowledge,
        around=Around("web", base_url="https://tinh.example"),
        entries={slug: replace(entry, revision=7) for slug, entry in knowledge.entries.items()},
        english={slug: replace(entry, revision=8) for slug, entry in knowledge.english.items()},
    )


@pytest.fixture
def running(revised: Knowledge, published: Knowledge, monkeypatch: pytest.MonkeyPatch) -> Knowledge:
    """Let the bot run on them."""
    monkeypatch.setattr(index, "_loaded", replace(index._loaded, knowledge=revised))  # type: ignore[type-var]
    return revised


def say(text: str = "", action: str = "", peer: str = "an") -> list[str]:
    """Send one message or press one button in the web chat, and return what is said."""
    arrived = Arrived("web", f"learn-{next(_ids)}", peer, text, action)
    return [said.text for said in services.converse(arrived)]


# --- helpful or not


def test_every_answer_asks_whether_it_helped_and_names_its_revision(revised: Knowledge) -> None:
    turn = step(State(greeted=True), Said(ASKED), revised)
    choices = {choice.label: choice.action for choice in turn.say[-1].choices}
    assert (choices["Có ích"], choices["Chưa rõ"]) == (f"helpful:{SLUG}:7", f"unhelpful:{SLUG}:7")
    assert max(len(f"unhelpful:{slug}:99999999".encode()) for slug in revised.entries) <= 64, "the longest that Telegram carries"


def test_a_draft_that_was_never_published_is_not_rated(knowledge: Knowledge) -> None:
    turn = step(State(greeted=True), Said(ASKED), knowledge)
    assert not [choice for choice in turn.say[-1].choices if choice.action.startswith(("helpful", "unhelpful"))]


@pytest.mark.parametrize(
    ("action", "counted"),
    [
        pytest.param(f"helpful:{SLUG}:7", Rate(SLUG, 7, True), id="helpful"),
        pytest.param(f"unhelpful:{SLUG}:7", Rate(SLUG, 7, False), id="not"),
        pytest.param(f"helpful:{SLUG}:8", Rate(SLUG, 8, True), id="the English one"),
        pytest.param(f"helpful:{SLUG}:6", None, id="a revision that is gone"),
        pytest.param("helpful:khong-co:7", None, id="no such answer"),
        pytest.param(f"helpful:{SLUG}:x'--", None, id="no number"),
        pytest.param("unhelpful", None, id="nothing"),
    ],
)
def test_only_what_the_bot_says_now_is_rated(revised: Knowledge, action: str, counted: Rate | None) -> None:
    turn = step(State(greeted=True), Chose(action), revised)
    assert turn.do == ((counted,) if counted else ())
    assert turn.say[0].text.startswith("Cảm ơn")


def test_who_is_not_helped_is_shown_another_way(revised: Knowledge) -> None:
    asked = step(State(greeted=True), Said(ASKED), revised)
    turn = step(asked.state, Chose(f"unhelpful:{SLUG}:7"), revised)
    assert [choice.label for choice in turn.say[0].choices] == ["Không đúng ý tôi", "Gặp cán bộ"]


@pytest.mark.django_db
def test_one_conversation_has_one_voice_for_each_revision(running: Knowledge) -> None:
    say(ASKED)
    for _ in range(3):
        say(action=f"unhelpful:{SLUG}:7")
    say(action=f"helpful:{SLUG}:7")
    say(action=f"helpful:{SLUG}:8")
    say(action=f"helpful:{SLUG}:7", peer="binh")
    assert list(Rating.objects.order_by("revision").values_list("slug", "revision", "helpful", "unhelpful")) == [
        (SLUG, 7, 1, 1),
        (SLUG, 8, 1, 0),
    ]


@pytest.mark.django_db
def test_what_marks_a_voice_tells_no_answer_and_goes_with_the_conversation(running: Knowledge) -> None:
    say(action=f"helpful:{SLUG}:7")
    (mark,) = Rated.objects.values_list("mark", flat=True)
    assert len(mark) == 64
    assert SLUG not in mark
    Conversation.objects.all().delete()
    assert not Rated.objects.exists()
    assert Rating.objects.get().helpful == 1
    assert {field.name for field in Rating._meta.fields} == {"id", "slug", "revision", "helpful", "unhelpful"}


# --- what happened


@pytest.mark.django_db
def test_what_became_of_each_question_is_counted_by_day_and_channel(running: Knowledge, today: dt.date) -> None:
    say(ASKED)
    say(ASKED, peer="binh")
    say("thời tiết hôm nay thế nào")
    say("👍")
    say("xin chào", peer="chi")
    say(action=f"ans:{SLUG}")
    say(action="menu")
    found = {(row.day, row.channel, row.happened, row.slug): row.count for row in Tally.objects.all()}
    assert found == {
        (today, "web", "answered", SLUG): 2,
        (today, "web", "elsewhere", ""): 2,
        (today, "web", "unknown", ""): 1,
        (today, "web", "opened", SLUG): 1,
    }


@pytest.mark.django_db
def test_a_message_that_comes_twice_is_counted_once(running: Knowledge) -> None:
    for _ in range(3):
        services.converse(Arrived("web", "the-same", "an", ASKED))
    assert Tally.objects.get().count == 1


@pytest.mark.django_db
def test_what_is_undone_is_not_counted(running: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Conversation, "save", _break)
    with pytest.raises(OSError, match="disk"):
        say(ASKED)
    assert not Tally.objects.exists()


def _break(*args: Any, **kwargs: Any) -> None:
    raise OSError("the disk is full")


@pytest.mark.django_db
def test_what_names_no_answer_cannot_be_made_to_name_one(today: dt.date) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Tally.objects.create(day=today, channel="web", happened="unknown", slug="gi-do")
    assert {field.name for field in Tally._meta.fields} == {"id", "day", "channel", "happened", "slug", "count"}


Count = Callable[..., None]


@pytest.fixture
def count(db: None) -> Count:
    """Return a function that puts a sum into October 2026."""

    def count(happened: Happened, times: int, *, slug: str = "", channel: str = "web", day: int = 5) -> None:
        Tally.objects.create(day=dt.date(2026, 10, day), channel=channel, happened=happened, slug=slug, count=times)

    return count


OCTOBER = dt.date(2026, 10, 1)


def test_a_month_is_told_in_margins(count: Count) -> None:
    count(Happened.ANSWERED, 60, slug="a")
    count(Happened.ANSWERED, 30, slug="b", channel="telegram", day=6)
    count(Happened.OPENED, 10, slug="b", day=6)
    count(Happened.UNKNOWN, 5)
    shown = tallies.month(OCTOBER)
    assert shown.total == 105
    assert dict(shown.happened) == {"answered": 90, "opened": 10, "unknown": 5}
    assert dict(shown.channels) == {"web": 75, "telegram": 30}
    assert dict(shown.days) == {dt.date(2026, 10, 5): 65, dt.date(2026, 10, 6): 40}
    assert dict(shown.answers) == {"a": 60, "b": 40}


def test_what_is_too_small_is_never_shown_alone_or_by_subtraction(count: Count) -> None:
    count(Happened.ANSWERED, 60, slug="a")
    count(Happened.ANSWERED, 9, slug="b")
    count(Happened.ANSWERED, 3, slug="c", channel="telegram", day=9)
    count(Happened.OFFERED, 8, channel="telegram")
    shown = tallies.month(OCTOBER)
    assert dict(shown.answers) == {"a": 60}
    assert shown.answers_else == 12
    assert dict(shown.days) == {}, "only two days, one of them too small: the other would give it away"
    assert shown.days_else == 80
    assert dict(shown.channels) == {"web": 69, "telegram": 11}


def test_answers_are_not_told_where_the_sum_of_what_names_them_is_hidden(count: Count) -> None:
    count(Happened.ANSWERED, 60, slug="a")
    count(Happened.OPENED, 3, slug="a")
    count(Happened.OFFERED, 20)
    shown = tallies.month(OCTOBER)
    assert dict(shown.happened) == {"answered": 60}
    assert shown.happened_else == 23
    assert dict(shown.answers) == {}, "63 in all, less 60, would tell of three"


def test_a_month_with_next_to_nothing_tells_nothing(count: Count) -> None:
    count(Happened.ANSWERED, 4, slug="a")
    assert not tallies.month(OCTOBER).is_told
    assert not tallies.month(dt.date(2026, 9, 1)).is_told


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        pytest.param(dt.date(2026, 3, 31), 1, dt.date(2026, 2, 1), id="a short month"),
        pytest.param(dt.date(2026, 1, 1), 1, dt.date(2025, 12, 1), id="new year"),
        pytest.param(dt.date(2026, 1, 15), 13, dt.date(2024, 12, 1), id="a year and a month"),
    ],
)
def test_months_before(day: dt.date, months: int, first: dt.date) -> None:
    assert tallies.before(day, months) == first


@pytest.mark.django_db
def test_counting_costs_one_statement_once_the_day_has_begun(running: Knowledge, django_assert_num_queries: Any) -> None:
    counts = tallies.Counts({(Happened.ANSWERED, SLUG): 1})
    tallies.add("web", counts)
    with django_assert_num_queries(1):
        tallies.add("web", counts)
    assert Tally.objects.get().count == 2


def test_a_settlement_with_an_answer_names_it(hire: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Settlement.objects.create(how="phrasings", questions=1, asked=1, because="x", by=hire("hoa"))


@pytest.mark.django_db
def test_the_effect_counts_in_the_transaction_of_the_step(running: Knowledge) -> None:
    inbound = services.receive(Arrived("web", "rated", "an", "", f"helpful:{SLUG}:7"))
    with pytest.raises(OSError, match="disk"):
        _rate_and_break(inbound)
    assert not Rating.objects.exists()
    assert not Rated.objects.exists()


@transaction.atomic
def _rate_and_break(inbound: Inbound) -> None:
    effects.do(Rate(SLUG, 7, True), inbound)
    _break()
