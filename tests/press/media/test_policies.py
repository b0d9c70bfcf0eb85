"""The terms towards the press are versions with a decision, a day and two officers; the public reads what holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import NotAllowed, Refused, Stale
from core.models import Officer, PolicyState
from press.media import policies, questions
from press.models import PressPolicy

from .test_questions import ASKED

LIST = "/quan-tri/quy-che-phat-ngon/"
TOLD: dict[str, Any] = {
    "valid_from": dt.date(2026, 11, 16),
    "decision_no": "45/QĐ-SNV",
    "decided_on": dt.date(2026, 11, 1),
    "decided_by": "Giám đốc Sở Nội vụ",
    "because": "Theo quyết định.",
}

Browse = Callable[..., Client]


@pytest.fixture
def pair(hire: Callable[..., Officer]) -> tuple[Officer, Officer]:
    both = (policies.PROPOSE, policies.APPROVE, "press.draft_release")
    return hire("lan", *both), hire("minh", *both)


def values(**changes: Any) -> dict[str, Any]:
    now = PressPolicy.on(clock.today())
    return {name: getattr(now, name) for name in PressPolicy.NUMBERS} | changes


def decided(pair: tuple[Officer, Officer], **changes: Any) -> PressPolicy:
    lan, minh = pair
    return policies.approve(policies.propose(values(**changes), by=lan, **TOLD), by=minh, because="Đồng ý.")


def test_a_version_holds_from_its_day_once_another_officer_approved_it(pair: tuple[Officer, Officer]) -> None:
    lan, minh = pair
    first = PressPolicy.on(clock.today())
    policy = policies.propose(values(answer_workdays=3), by=lan, **TOLD)
    assert PressPolicy.on(TOLD["valid_from"]) == first
    with pytest.raises(Refused, match="same_eyes"):
        policies.approve(policy, by=lan, because="Đồng ý.")
    policies.approve(policy, by=minh, because="Đồng ý.")
    assert PressPolicy.on(TOLD["valid_from"] - dt.timedelta(days=1)) == first
    assert PressPolicy.on(TOLD["valid_from"]).answer_workdays == 3
    assert [event.move for event in policy.events.all()] == ["propose", "approve"]
    with pytest.raises(Stale):
        policies.refuse(policy, by=minh, because="x")


def test_a_question_keeps_the_terms_it_came_under(pair: tuple[Officer, Officer]) -> None:
    decided(pair, answer_workdays=3)
    before = questions.ask(**ASKED)
    with clock.at(TOLD["valid_from"]):
        after = questions.ask(**ASKED)
        assert policies.running(PressPolicy.objects.all(), dt.date(2026, 11, 17)) == {before.policy_id: (1, 1), after.policy_id: (1, 0)}
    assert (before.due_on, after.due_on) == (dt.date(2026, 11, 9), dt.date(2026, 11, 19))


def test_a_decision_may_confirm_what_the_house_set_and_not_what_is_confirmed(pair: tuple[Officer, Officer]) -> None:
    assert PressPolicy.on(clock.today()).is_to_confirm
    assert not decided(pair).is_to_confirm
    with clock.at(TOLD["valid_from"]), pytest.raises(Refused, match="no_change"):
        policies.propose(values(), by=pair[0], **TOLD | {"valid_from": dt.date(2026, 12, 1)})


@pytest.mark.parametrize(
    ("told", "code"),
    [({"valid_from": dt.date(2026, 11, 2)}, "not_ahead"), ({"decision_no": " "}, "no_decision"), ({"decided_by": ""}, "no_decision")],
)
def test_a_proposal_looks_ahead_and_names_its_decision(pair: tuple[Officer, Officer], told: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        policies.propose(values(answer_workdays=3), by=pair[0], **TOLD | told)


def test_no_two_versions_begin_on_one_day(pair: tuple[Officer, Officer]) -> None:
    second = policies.propose(values(answer_workdays=4), by=pair[0], **TOLD)
    decided(pair, answer_workdays=3)
    with pytest.raises(Refused, match="taken_day"):
        policies.approve(second, by=pair[1], because="Đồng ý.")
    with pytest.raises(IntegrityError), transaction.atomic():
        PressPolicy.objects.filter(pk=second.pk).update(state=PolicyState.APPROVED, approved_by=pair[1], approved_at=clock.now())


def test_one_pair_of_eyes_and_terms_of_nothing_are_impossible_even_in_sql(pair: tuple[Officer, Officer]) -> None:
    policy = policies.propose(values(answer_workdays=3), by=pair[0], **TOLD)
    for changes in (
        {"state": "approved", "approved_at": clock.now()},
        {"state": "approved", "approved_by": pair[0], "approved_at": clock.now()},
        {"state": "approved", "approved_by": pair[1], "approved_at": clock.now(), "decision_no": ""},
        {"answer_workdays": 0},
        {"terms": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            PressPolicy.objects.filter(pk=policy.pk).update(**changes)


def test_each_step_needs_its_own_permission(pair: tuple[Officer, Officer], hire: Callable[..., Officer]) -> None:
    quang = hire("quang", "press.draft_release")
    with pytest.raises(NotAllowed):
        policies.propose(values(answer_workdays=3), by=quang, **TOLD)
    policy = policies.propose(values(answer_workdays=3), by=pair[0], **TOLD)
    for work in (policies.approve, policies.refuse):
        with pytest.raises(NotAllowed):
            work(policy, by=quang, because="x")


def test_the_public_reads_the_term_that_holds_and_the_one_that_comes(pair: tuple[Officer, Officer]) -> None:
    reader = Client()
    page = reader.get("/bao-chi/").content.decode()
    assert "trong 5 ngày làm việc" in page
    assert "đang chờ xác nhận" in page
    policies.propose(values(answer_workdays=2), by=pair[0], **TOLD)
    assert "2 ngày làm việc" not in reader.get("/bao-chi/").content.decode()
    decided(pair, answer_workdays=3)
    page = reader.get("/bao-chi/").content.decode()
    assert "trong 5 ngày làm việc" in page
    assert "Từ ngày 16/11/2026: 3 ngày làm việc, theo Quyết định 45/QĐ-SNV" in page
    with clock.at(TOLD["valid_from"]):
        page = reader.get("/bao-chi/").content.decode()
        assert "trong 3 ngày làm việc" in page
        assert "chờ xác nhận" not in page
        assert "áp dụng từ ngày 16/11/2026" in page
        assert "trong 3 ngày làm việc" in reader.get("/bao-chi/hoi/").content.decode()


def test_the_office_sees_the_clock_proposes_and_approves(pair: tuple[Officer, Officer], browse: Browse) -> None:
    lan, minh = (browse(each) for each in pair)
    questions.ask(**ASKED)
    page = lan.get(LIST).content.decode()
    assert "chờ xác nhận" in page
    assert "trả lời chậm nhất ngày 09/11/2026" in page
    asked = values(answer_workdays=3) | TOLD | {"valid_from": "16/11/2026", "decided_on": "01/11/2026"}
    assert lan.post(f"{LIST}de-nghi/", asked | {"decision_no": ""}).status_code == 422
    page = lan.post(f"{LIST}de-nghi/", asked, follow=True).content.decode()
    assert "trả lời chậm nhất ngày 05/11/2026" in page
    policy = PressPolicy.objects.get(state=PolicyState.PROPOSED)
    here = f"{LIST}{policy.pk}/"
    assert "Người duyệt phải khác người đề nghị." in lan.post(here, {"act": "approve", "because": "x"}, follow=True).content.decode()
    assert "Quy chế phát ngôn chờ duyệt" in minh.get("/quan-tri/").content.decode()
    minh.post(here, {"act": "approve", "because": "Đúng quyết định."})
    policy.refresh_from_db()
    assert policy.state == PolicyState.APPROVED
    assert "Đúng quyết định." in lan.get(here).content.decode()


@pytest.mark.parametrize("amount", [1, 25])
def test_the_list_costs_the_same_whatever_its_length(
    pair: tuple[Officer, Officer], browse: Browse, django_assert_max_num_queries: Any, amount: int
) -> None:
    for number in range(amount):
        policies.propose(values(answer_workdays=6 + number), by=pair[0], **TOLD)
    lan = browse(pair[0])
    lan.get(LIST)
    with django_assert_max_num_queries(20):
        assert lan.get(LIST).content.decode().count("45/QĐ-SNV") == amount


def test_the_screens_are_no_business_of_an_officer_without_a_task(hire: Callable[..., Officer], browse: Browse) -> None:
    first = PressPolicy.on(clock.today())
    quang = browse(hire("quang"))
    for address in (LIST, f"{LIST}{first.pk}/", f"{LIST}de-nghi/"):
        assert "Bản đầu của hệ thống" not in quang.get(address, follow=True).content.decode()
