"""Thresholds as versions with four eyes; what officers confirm; holds that they set."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import NotAllowed, Refused, Stale
from core.models import Officer, PolicyState
from firms import holds, services, standing
from firms.models import Firm, Hold, ScreenPolicy
from tests.firms.conftest import MakeFirm

DAY = dt.date(2026, 11, 2)
TOLD: dict[str, Any] = {
    "valid_from": dt.date(2026, 11, 3),
    "decision_no": "100/QĐ-SNV",
    "decided_on": dt.date(2026, 11, 1),
    "decided_by": "Giám đốc Sở Nội vụ",
    "because": "Theo quyết định.",
}


@pytest.fixture
def cast(hire: Callable[..., Officer]) -> tuple[Officer, Officer]:
    both = ("firms.propose_policy", "firms.approve_policy")
    return hire("lan", *both), hire("minh", *both)


def numbers(**changes: Any) -> dict[str, Any]:
    now = standing.policy(DAY)
    return {name: getattr(now, name) for name in ScreenPolicy.NUMBERS} | changes


def test_a_version_judges_from_its_day_once_another_officer_approved_it(cast: tuple[Officer, Officer]) -> None:
    lan, minh = cast
    first = standing.policy(DAY)
    policy = services.propose_policy(numbers(late_months=6), by=lan, **TOLD)
    assert standing.policy(dt.date(2026, 12, 1)) == first
    with pytest.raises(Refused, match="same_eyes"):
        services.approve_policy(policy, by=lan, because="Đồng ý.")
    policy = services.approve_policy(policy, by=minh, because="Đồng ý.")
    assert standing.policy(DAY) == first
    assert standing.policy(dt.date(2026, 11, 3)).late_months == 6
    assert list(policy.events.order_by("pk").values_list("move", flat=True)) == ["propose", "approve"]
    with pytest.raises(Stale):
        services.refuse_policy(policy, by=minh, because="x")


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"valid_from": DAY}, "not_ahead"),
        ({"valid_from": dt.date(2026, 1, 1)}, "not_ahead"),
        ({"decision_no": " "}, "no_decision"),
        ({"decided_by": ""}, "no_decision"),
        ({"decided_on": dt.date(2026, 11, 3)}, "decided_on: Ngày quyết định chưa đến"),
    ],
)
def test_a_proposal_looks_ahead_and_names_its_decision(cast: tuple[Officer, Officer], told: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        services.propose_policy(numbers(late_months=6), by=cast[0], **TOLD | told)


@pytest.mark.parametrize("months", [-5, -1, 0])
def test_nobody_is_late_before_a_month_has_passed(cast: tuple[Officer, Officer], months: int) -> None:
    with pytest.raises(Refused, match="late_months"):
        services.propose_policy(numbers(late_months=months), by=cast[0], **TOLD)


def test_the_same_numbers_are_no_proposal(cast: tuple[Officer, Officer]) -> None:
    with pytest.raises(Refused, match="no_change"):
        services.propose_policy(numbers(), by=cast[0], **TOLD)


def test_a_proposal_whose_day_has_come_cannot_be_approved(cast: tuple[Officer, Officer]) -> None:
    policy = services.propose_policy(numbers(late_months=6), by=cast[0], **TOLD)
    with clock.at(dt.date(2026, 11, 3)), pytest.raises(Refused, match="not_ahead"):
        services.approve_policy(policy, by=cast[1], because="Đồng ý.")
    assert services.refuse_policy(policy, by=cast[1], because="Quá ngày.").state == PolicyState.REFUSED


def test_one_pair_of_eyes_is_impossible_even_in_sql(cast: tuple[Officer, Officer]) -> None:
    policy = services.propose_policy(numbers(late_months=6), by=cast[0], **TOLD)
    for by in (None, cast[0]):
        with pytest.raises(IntegrityError), transaction.atomic():
            ScreenPolicy.objects.filter(pk=policy.pk).update(state="approved", approved_by=by, approved_at=clock.now())


def test_a_plan_and_a_police_file_are_set_on_paper_and_lifted_on_paper(hire: Callable[..., Officer], make_firm: MakeFirm) -> None:
    lan, firm = _keeper(hire), make_firm()
    term: dict[str, Any] = {"starts_on": DAY, "ends_on": dt.date(2027, 2, 28)}
    with pytest.raises(Refused, match="no_document"):
        services.hold_for_plan(firm, document=" ", by=lan, because="Cam kết.", **term)
    plan = services.hold_for_plan(firm, document="CV 77/BHXH", by=lan, because="BHXH xác nhận.", **term)
    with pytest.raises(Refused, match="stands"):
        services.hold_for_plan(firm, document="CV 78/BHXH", by=lan, because="BHXH xác nhận.", **term)
    police = services.hold_for_police(firm, document="CV 5/CQĐT", by=lan, because="Chuyển hồ sơ.")
    assert {hold.kind for hold in holds.open_holds(firm)} == {"plan", "police"}
    assert not holds.has_public_hold(firm)
    assert "28/02/2027" in plan.said
    with pytest.raises(Refused, match="no_document"):
        services.end_hold(police, document="", by=lan, because="Trả hồ sơ.")
    services.end_hold(police, document="CV 9/CQĐT", by=lan, because="Không khởi tố.")
    assert [hold.kind for hold in holds.open_holds(firm)] == ["plan"]
    again = services.hold_for_police(firm, document="CV 12/CQĐT", by=lan, because="Chuyển lại.")
    assert again.pk != police.pk
    assert firm.events.filter(move="lift_hold", because__contains="CV 9/CQĐT").exists()


def test_a_plan_ends_with_its_last_day(hire: Callable[..., Officer], make_firm: MakeFirm) -> None:
    lan, firm = _keeper(hire), make_firm()
    services.hold_for_plan(firm, starts_on=DAY, ends_on=dt.date(2026, 11, 30), document="CV 77", by=lan, because="BHXH xác nhận.")
    with clock.at(dt.date(2026, 11, 30)):
        assert services.lift_ended_plans() == 0
    with clock.at(dt.date(2026, 12, 1)):
        assert services.lift_ended_plans() == 1
        assert services.lift_ended_plans() == 0
    assert not holds.has_any_hold(firm)


def test_a_hold_of_another_file_is_not_lifted_here(hire: Callable[..., Officer], make_firm: MakeFirm) -> None:
    lan, firm = _keeper(hire), make_firm()
    other = services.place_hold(firm, kind="notice", reference="notice:1", by=lan, because="Soạn hồ sơ.")
    with pytest.raises(Refused, match="not_ours"):
        services.end_hold(other, document="x", by=lan, because="x")
    with pytest.raises(NotAllowed):
        services.hold_for_police(firm, document="x", by=hire("quang", "firms.view_register"), because="x")
    assert Hold.objects.filter(lifted_at=None).count() == 1


def _keeper(hire: Callable[..., Officer]) -> Officer:
    officer = hire("lan", "firms.set_hold")
    officer.is_superuser = True
    officer.save()
    return officer


def test_a_remark_changes_the_label_until_it_is_withdrawn(world: Any, hire: Callable[..., Officer]) -> None:
    from firms import screens

    lan = _keeper(hire)
    day = dt.date(2026, 10, 31)
    row = next(each for each in screens.repeat(day) if "chưa thi hành" in each.label_reason)
    firm = Firm.objects.get(pk=row.firm_id)
    told: dict[str, Any] = {
        "decision_no": row.latest_decision,
        "document": "CV 3/TTT ngày 20/10/2026",
        "by": lan,
        "because": "Theo biên bản.",
    }
    with pytest.raises(Refused, match="no_such_decision"):
        services.remark_decision(firm, kind="evaded", **told | {"decision_no": "0/QĐ"})
    evaded = services.remark_decision(firm, kind="evaded", **told)
    services.remark_decision(firm, kind="repeat", **told)
    (after,) = screens.repeat(day, [firm.pk])
    assert after.label_until is None
    assert "trốn tránh thi hành" in after.label_reason
    assert after.label_stands
    services.withdraw_remark(evaded, by=lan, because="Đã thi hành.")
    (again,) = screens.repeat(day, [firm.pk])
    assert again.label_until == row.label_until
