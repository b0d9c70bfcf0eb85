"""Two officers at the same instant: exactly one gets the talk, on real connections."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from bots.desk import services
from bots.models import Conversation, Talk, TalkEvent
from core import clock
from core.errors import IllegalMove, Refused, Stale

from .conftest import NINE


def conversation(peer: str = "lan") -> Conversation:
    return Conversation.objects.create(channel="web", peer=peer, expires_at=NINE.replace(year=2027))


def at_once(*works: Any) -> list[Any]:
    """Run ``works`` at the same instant, each on its own connection, and return what came of each."""
    start = threading.Barrier(len(works))

    def run(work: Any) -> Any:
        try:
            start.wait()
            with clock.at(NINE):
                return work()
        except (Stale, IllegalMove, Refused) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@pytest.mark.django_db(transaction=True)
def test_of_officers_who_take_one_talk_at_once_one_gets_it(hire: Any) -> None:
    officers = [hire(f"can-bo-{number}", "bots.answer_talks") for number in range(4)]
    for turn in range(5):
        talk = services.ask(conversation(f"nguoi-{turn}")).talk
        seen = [Talk.objects.get(pk=talk.pk) for _ in officers]
        came = at_once(*(lambda talk=talk, by=by: services.take(talk, by=by) for talk, by in zip(seen, officers, strict=True)))
        winners = [one for one in came if isinstance(one, Talk)]
        assert len(winners) == 1
        assert sum(isinstance(one, Stale) for one in came) == len(officers) - 1
        talk.refresh_from_db()
        assert talk.officer == winners[0].officer
        assert TalkEvent.objects.filter(record=talk, move="take").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_person_who_leaves_and_an_officer_who_takes_do_not_both_win(hire: Any) -> None:
    officer = hire("can-bo", "bots.answer_talks")
    for turn in range(5):
        person = conversation(f"nguoi-{turn}")
        talk = services.ask(person).talk
        at_once(lambda talk=talk: services.take(talk, by=officer), lambda person=person: services.leave(person))
        talk.refresh_from_db()
        assert talk.state == "left"
        assert [event.becomes for event in talk.events.all()] in (["waiting", "left"], ["waiting", "talking", "left"])


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_twice_at_once_writes_one_line(hire: Any) -> None:
    officer = hire("can-bo", "bots.answer_talks")
    talk = services.take(services.ask(conversation()).talk, by=officer)
    seen = [Talk.objects.get(pk=talk.pk) for _ in range(4)]
    at_once(*(lambda talk=talk: services.write(talk, "Chào anh/chị.", by=officer, token="1") for talk in seen))
    assert talk.lines.count() == 1


@pytest.mark.django_db(transaction=True)
def test_asking_twice_at_once_opens_one_talk() -> None:
    person = conversation()
    asked = at_once(*(lambda: services.ask(Conversation.objects.get(pk=person.pk)) for _ in range(4)))
    assert len({one.talk.pk for one in asked}) == 1
    assert Talk.objects.count() == 1
