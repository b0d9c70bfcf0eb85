"""A question of the press has a clock, a written answer, the spokesperson's word, and an end of what it tells of its author."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from press.media import keeping, questions
from press.media_lifecycle import REPLIES, Asked, diagram
from press.models import PressQuestion

from .conftest import Cast

ADDRESS = "/bao-chi/hoi/"
LIST = "/quan-tri/cau-hoi-bao-chi/"
ASKED = {
    "person": "Trần Thị Báo",
    "medium": "Báo Minh Họa",
    "card_no": "NB-0001",
    "email": "bao@baominhhoa.example",
    "phone": "",
    "text": "Bao nhiêu đơn vị đã nộp sau khi được thông báo?",
}

Browse = Callable[..., Client]


def ask(**more: str) -> PressQuestion:
    return questions.ask(**{**ASKED, **more})


@pytest.fixture
def answered(cast: Cast) -> PressQuestion:
    return questions.answer(ask(), by=cast.lan, because="Theo số liệu tháng 10.", answer="Mười hai đơn vị.")


@pytest.mark.parametrize(
    ("asked_on", "due_on"),
    [
        pytest.param(dt.date(2026, 11, 2), dt.date(2026, 11, 9), id="over a weekend"),
        pytest.param(dt.date(2026, 11, 20), dt.date(2026, 11, 30), id="over the holiday of 24 November"),
        pytest.param(dt.date(2026, 11, 7), dt.date(2026, 11, 13), id="asked on a Saturday"),
    ],
)
def test_the_clock_counts_working_days(db: None, asked_on: dt.date, due_on: dt.date) -> None:
    with clock.at(asked_on):
        assert ask().due_on == due_on


def test_it_is_answered_approved_and_sent(cast: Cast, answered: PressQuestion) -> None:
    approved = questions.approve(answered, by=cast.phuc, because="Đúng.", read="Mười hai  đơn vị.")
    sent = questions.send(approved, by=cast.lan, because="Đã gửi.", how="thư điện tử")
    assert sent.state == Asked.SENT
    assert [event.move for event in sent.events.all()] == ["ask", "answer", "approve", "send"]
    assert not questions.waiting().exists()


def test_no_step_is_skipped(cast: Cast, answered: PressQuestion) -> None:
    with pytest.raises(IllegalMove):
        questions.approve(ask(), by=cast.phuc, because="Đúng.")
    with pytest.raises(IllegalMove):
        questions.send(answered, by=cast.lan, because="Gửi.", how="thư điện tử")


def test_nobody_speaks_in_place_of_the_spokesperson(cast: Cast, answered: PressQuestion, hire: Any) -> None:
    with pytest.raises(NotAllowed):
        questions.approve(answered, by=cast.lan, because="Thay.")
    with pytest.raises(Refused):
        questions.approve(answered, by=hire("tu", "press.speak"), because="Thay.")
    with pytest.raises(IntegrityError), transaction.atomic():
        PressQuestion.objects.filter(pk=answered.pk).update(state=Asked.APPROVED, approved_at=clock.now())


def test_an_answer_that_changed_meanwhile_is_read_again(cast: Cast, answered: PressQuestion) -> None:
    old = PressQuestion.objects.get(pk=answered.pk)
    newer = questions.answer(answered, by=cast.lan, because="Sửa.", answer="Mười một đơn vị.")
    with pytest.raises(Refused):
        questions.approve(newer, by=cast.phuc, because="Đúng.", read="Mười hai đơn vị.")
    with pytest.raises(Stale):
        questions.approve(old, by=cast.phuc, because="Đúng.")


def test_an_approved_answer_that_is_given_back_must_be_approved_anew(cast: Cast, answered: PressQuestion) -> None:
    approved = questions.approve(answered, by=cast.phuc, because="Đúng.")
    back = questions.give_back(approved, by=cast.phuc, because="Bổ sung nguồn.")
    assert (back.state, back.approved_by, back.appointment) == (Asked.RECEIVED, None, None)


def test_what_is_late_is_counted_on_the_front_page(cast: Cast, browse: Browse) -> None:
    question = ask()
    with clock.at(question.due_on):
        assert not questions.late(clock.today()).exists()
    with clock.at(question.due_on + dt.timedelta(days=1)):
        assert questions.late(clock.today()).get() == question
        assert "quá hạn trả lời" in browse(cast.phuc).get("/quan-tri/").content.decode()
        assert "quá hạn 1 ngày làm việc" in browse(cast.lan).get(f"{LIST}?xem=qua-han").content.decode()


@pytest.mark.parametrize(
    ("after", "is_erased"),
    [pytest.param(dt.date(2027, 11, 2), False, id="the last day"), pytest.param(dt.date(2027, 11, 3), True, id="the day after")],
)
def test_the_author_is_forgotten_when_the_term_is_over(cast: Cast, answered: PressQuestion, after: dt.date, is_erased: bool) -> None:
    approved = questions.approve(answered, by=cast.phuc, because="Đúng.")
    questions.send(approved, by=cast.lan, because="Gửi.", how="thư điện tử")
    waits = ask(person="Người còn chờ")
    with clock.at(after):
        assert keeping.erase_due() == int(is_erased)
        assert keeping.erase_due() == 0
    answered.refresh_from_db()
    waits.refresh_from_db()
    assert (answered.person, answered.email, answered.card_no) == (
        ("", "", "") if is_erased else ("Trần Thị Báo", ASKED["email"], "NB-0001")
    )
    assert answered.answer == "Mười hai đơn vị."
    assert waits.person == "Người còn chờ"


def test_the_database_keeps_nothing_of_who_was_erased(cast: Cast, answered: PressQuestion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        PressQuestion.objects.filter(pk=answered.pk).update(erased_at=clock.now(), ended_at=clock.now())


# --- the form


def test_a_reporter_asks_without_a_script(db: None) -> None:
    reporter = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    page = reporter.get(ADDRESS)
    assert "no-store" in page.headers["Cache-Control"]
    token = reporter.cookies["csrftoken"].value
    told = reporter.post(ADDRESS, {**ASKED, "csrfmiddlewaretoken": token}).content.decode()
    question = PressQuestion.objects.get()
    assert question.code in told
    assert "09/11/2026" in told


@pytest.mark.parametrize("name", ["person", "medium", "card_no", "email", "text"])
def test_what_is_missing_is_said_and_nothing_lost(db: None, name: str) -> None:
    response = Client().post(ADDRESS, {**ASKED, name: ""})
    page = response.content.decode()
    assert response.status_code == 400
    assert f'href="#id_{name}"' in page
    assert all(value in page for key, value in ASKED.items() if key != name)
    assert not PressQuestion.objects.exists()


def test_questions_are_limited(db: None) -> None:
    answers = [Client().post(ADDRESS, ASKED) for _ in range(11)]
    assert [each.status_code for each in answers] == [200] * 10 + [429]
    minutes = -(-int(answers[-1].headers["Retry-After"]) // 60)
    assert f"thử lại sau {minutes} phút" in answers[-1].content.decode()


def test_browsers_may_say_that_a_question_comes_from_our_own_page(db: None) -> None:
    """Under no-referrer a browser sends ``Origin: null``, which no form accepts."""
    assert Client().get(ADDRESS).headers["Referrer-Policy"] == "same-origin"


def test_a_form_without_its_cookie_is_refused_in_words(db: None) -> None:
    page = Client(enforce_csrf_checks=True).post(ADDRESS, ASKED)
    assert page.status_code == 403
    assert "Nội dung vừa gửi chưa được lưu" in page.content.decode()
    assert not PressQuestion.objects.exists()


def test_a_question_stands_nowhere_in_public(cast: Cast, answered: PressQuestion) -> None:
    for address in ("/bao-chi/", f"/bao-chi/{answered.code}/", "/tin.atom", "/tim-kiem/?q=thông+báo"):
        assert ASKED["text"] not in Client().get(address).content.decode()


# --- the office


def test_the_office_answers_and_the_spokesperson_reads_what_was_written(cast: Cast, browse: Browse) -> None:
    question, lan, phuc = ask(), browse(cast.lan), browse(cast.phuc)
    here = f"{LIST}{question.pk}/"
    assert "còn 5 ngày làm việc" in lan.get(LIST).content.decode()
    lan.post(here, {"act": "answer", "because": "Theo số liệu.", "answer": "Mười hai đơn vị.\n\nSố liệu đến 31/10/2026."})
    page = phuc.get(here).content.decode()
    assert 'name="read" value="Mười hai đơn vị.' in page
    phuc.post(here, {"act": "approve", "because": "Đúng.", "read": "Mười hai đơn vị.\r\n\r\nSố liệu đến 31/10/2026."})
    assert "Câu trả lời đã duyệt, chờ gửi" in lan.get("/quan-tri/").content.decode()
    lan.post(here, {"act": "send", "because": "Gửi.", "how": "thư điện tử"})
    question.refresh_from_db()
    assert question.state == Asked.SENT


def test_what_was_typed_is_not_lost_for_want_of_a_reason(cast: Cast, browse: Browse) -> None:
    question = ask()
    page = browse(cast.lan).post(f"{LIST}{question.pk}/", {"act": "answer", "because": " ", "answer": "Mười hai đơn vị."})
    assert page.status_code == 422
    assert "Mười hai đơn vị.</textarea>" in page.content.decode()
    question.refresh_from_db()
    assert question.state == Asked.RECEIVED


def test_who_read_an_older_answer_is_shown_the_newest(cast: Cast, browse: Browse, answered: PressQuestion) -> None:
    page = browse(cast.phuc).post(f"{LIST}{answered.pk}/", {"act": "approve", "because": "Đúng.", "read": "Câu cũ."}).content.decode()
    assert "Câu trả lời vừa được sửa" in page
    assert 'value="Câu cũ."' not in page
    assert page.index("Duyệt câu trả lời</summary>") < page.index("Trả lại để sửa</summary>"), "what is asked for comes first"


def test_only_who_answers_sees_who_asked(cast: Cast, hire: Any, browse: Browse) -> None:
    question = ask()
    for officer in (cast.minh, hire("quang")):
        for address in (LIST, f"{LIST}{question.pk}/"):
            assert "Trần Thị Báo" not in browse(officer).get(address, follow=True).content.decode()


@pytest.mark.parametrize("amount", [1, 20])
def test_the_queue_costs_the_same_whatever_its_length(cast: Cast, browse: Browse, django_assert_max_num_queries: Any, amount: int) -> None:
    for _ in range(amount):
        ask()
    lan = browse(cast.lan)
    lan.get(LIST)
    with django_assert_max_num_queries(20):
        assert lan.get(LIST).content.decode().count("Báo Minh Họa") >= amount


def test_the_diagram_in_the_documents_is_drawn_from_the_table() -> None:
    from pathlib import Path

    from django.conf import settings

    assert diagram(REPLIES) in (Path(settings.ROOT) / "docs/media-desk.md").read_text(encoding="utf-8")
