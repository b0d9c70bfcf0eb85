"""Joint checks: their table, what each step demands, and that nobody is checked twice a year without signs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer
from firms import checking, services
from firms.checking import MOVES, Breach, Move, State
from firms.models import Check, CheckPlan, Finding, Firm
from tests.firms.conftest import MakeFirm

DAY = dt.date(2026, 11, 2)
RIGHTS = ("firms.plan_check", "firms.decide_check", "firms.run_check")
SIGNS = {"sign": "Có danh sách 12 người làm việc không được đóng", "sign_document": "CV 88/BHXH-QLT ngày 30/10/2026"}
BREACH: dict[str, Any] = {
    "kinds": ["late"],
    "due_on": dt.date(2026, 6, 30),
    "reminded_on": None,
    "authority": "",
    "remedy": "Nộp đủ số tiền chậm đóng",
    "remedy_days": 10,
}


@pytest.fixture
def lan(hire: Callable[..., Officer], make_firm: MakeFirm) -> Officer:
    officer = hire("lan", *RIGHTS)
    officer.is_superuser = True
    officer.save()
    return officer


@pytest.fixture
def firm(make_firm: MakeFirm) -> Firm:
    return make_firm()


@pytest.fixture
def plan(lan: Officer) -> CheckPlan:
    return services.open_plan(
        year=2026, number="12/KH-UBND", decided_on=dt.date(2026, 1, 15), title="Kiểm tra năm 2026", by=lan, because="Kế hoạch năm."
    )


def concluded(firm: Firm, plan: CheckPlan, by: Officer) -> Check:
    check = services.plan_check(firm, plan, by=by, because="Điểm cao.")
    check = services.decide_check(
        check,
        decision_no="70/QĐ-SNV",
        decided_on=dt.date(2026, 9, 1),
        leader="Phó Giám đốc Sở",
        team="Sở Nội vụ; BHXH tỉnh; Liên đoàn Lao động",
        by=by,
        because="Theo kế hoạch.",
    )
    check = services.record_check(check, recorded_on=dt.date(2026, 9, 10), found="Chậm đóng 4 tháng.", by=by, because="Biên bản làm việc.")
    return services.conclude_check(
        check, conclusion_no="15/KL-ĐKT", concluded_on=dt.date(2026, 9, 28), conclusion="Chậm đóng.", by=by, because="Kết luận."
    )


def test_the_page_of_joint_checks_draws_the_table() -> None:
    assert checking.diagram() in (Path(settings.ROOT) / "docs/joint-checks.md").read_text(encoding="utf-8")


def test_every_state_is_reached_and_every_one_that_is_not_final_can_be_left() -> None:
    reached = {State.PLANNED, State.NOTED, *MOVES.values()}
    assert reached == set(State)
    assert {state for state in State if not checking.moves(state)} == {State.CLOSED, State.CANCELLED}


@pytest.mark.parametrize(
    ("breach", "codes"),
    [
        pytest.param(Breach(frozenset({"late"}), DAY, dt.date(2026, 10, 31), None, ""), [], id="late the day after it was due"),
        pytest.param(Breach(frozenset({"late"}), DAY, DAY, None, ""), ["not_late"], id="on the due day nothing is late"),
        pytest.param(Breach(frozenset({"late"}), DAY, None, None, ""), ["no_due"], id="late since when"),
        pytest.param(Breach(frozenset(), DAY, dt.date(2026, 6, 1), None, ""), ["no_kind"], id="nothing chosen"),
        pytest.param(
            Breach(frozenset({"evasion"}), DAY, dt.date(2026, 6, 1), None, ""), ["no_authority", "not_reminded"], id="evasion by arithmetic"
        ),
        pytest.param(
            Breach(frozenset({"evasion"}), DAY, dt.date(2026, 9, 3), dt.date(2026, 9, 20), "QĐ 3"), ["too_early"], id="the 60th day"
        ),
        pytest.param(Breach(frozenset({"evasion"}), DAY, dt.date(2026, 9, 2), dt.date(2026, 9, 20), "QĐ 3"), [], id="the 61st day"),
    ],
)
def test_what_a_breach_needs(breach: Breach, codes: list[str]) -> None:
    assert [refusal.code for refusal in checking.against_breach(breach)] == codes


def test_a_check_goes_from_plan_to_remedy(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    check = services.find_breach(concluded(firm, plan, lan), by=lan, because="Theo kết luận.", **BREACH)
    assert check.state == State.REMEDYING
    assert check.remedy_due == dt.date(2026, 10, 12), "ten working days after Monday 28 September"
    finding = firm.findings.get()
    assert (finding.kind, finding.found_on) == (Finding.Kind.LATE, dt.date(2026, 9, 28))
    assert "15/KL-ĐKT" in finding.source
    assert list(Check.objects.overdue(DAY)) == [check]
    done = services.remedy_done(check, remedied_on=dt.date(2026, 10, 20), evidence="UNC 05, CV 91/BHXH", by=lan, because="Đã nộp đủ.")
    assert done.state == State.CLOSED
    assert not Check.objects.overdue(DAY).exists()
    moves = list(check.events.order_by("pk").values_list("move", flat=True))
    assert moves == ["open", "decide", "record", "conclude", "find_breach", "remedy"]


def test_evasion_is_found_on_an_authoritys_decision_alone(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    check = concluded(firm, plan, lan)
    with pytest.raises(Refused):
        services.find_breach(check, by=lan, because="x", **BREACH | {"kinds": ["evasion"]})
    assert not firm.findings.exists()
    told: dict[str, Any] = {
        "kinds": ["late", "evasion"],
        "reminded_on": dt.date(2026, 7, 5),
        "authority": "Quyết định 31/QĐ-TTT ngày 25/09/2026",
    }
    services.find_breach(check, by=lan, because="Theo quyết định.", **BREACH | told)
    assert sorted(firm.findings.values_list("kind", flat=True)) == ["evasion", "late"]
    assert "31/QĐ-TTT" in firm.findings.get(kind="evasion").source
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(authority="")


def test_a_clean_conclusion_closes_the_check(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    assert services.find_clean(concluded(firm, plan, lan), by=lan, because="Không vi phạm.").state == State.CLOSED
    assert firm.findings.get().kind == Finding.Kind.CLEAN


def test_a_missed_remedy_is_noted_after_its_term_alone(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    check = services.find_breach(concluded(firm, plan, lan), by=lan, because="Theo kết luận.", **BREACH)
    with clock.at(dt.date(2026, 10, 12)), pytest.raises(Refused):
        services.remedy_missed(check, evidence="Biên bản", by=lan, because="Chưa nộp.")
    missed = services.remedy_missed(check, evidence="Biên bản 13/10", by=lan, because="Chưa nộp.")
    assert services.close_check(missed, by=lan, because="Chuyển xử phạt theo Tờ trình 4.").state == State.CLOSED


def test_one_check_a_year_on_one_matter_unless_signs_are_recorded(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    other: dict[str, Any] = {
        "body": "Thuế tỉnh",
        "decision_no": "9/QĐ-CT",
        "kind": "inspection",
        "by": lan,
        "because": "Công văn của Thuế.",
    }
    services.note_check(firm, decided_on=dt.date(2026, 3, 2), matter="insurance", **other)
    services.note_check(firm, decided_on=dt.date(2026, 3, 2), matter="tax", **other | {"decision_no": "10/QĐ-CT"})
    with pytest.raises(Refused, match="second_check"):
        services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    with pytest.raises(Refused, match="second_check"):
        services.plan_check(firm, plan, by=lan, because="Điểm cao.", sign="Có dấu hiệu", sign_document=" ")
    second = services.plan_check(firm, plan, by=lan, because="Có dấu hiệu.", **SIGNS)
    assert second.nth == 2
    last_year = services.note_check(firm, decided_on=dt.date(2025, 12, 31), matter="insurance", **other | {"decision_no": "1"})
    assert last_year.nth == 1


def test_the_second_check_is_impossible_even_in_sql(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    first = services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    row: dict[str, Any] = {"firm": firm, "year": 2026, "matter": first.matter, "body": "Sở", "state": State.PLANNED}
    for nth, signs in ((1, SIGNS), (2, {}), (2, SIGNS | {"sign": ""}), (2, SIGNS | {"sign_document": ""})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Check.objects.create(**row, nth=nth, **signs)
    Check.objects.create(**row, nth=2, **SIGNS)


def test_a_cancelled_check_counts_no_more(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    first = services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    services.cancel_check(first, by=lan, because="Đơn vị đã giải thể.")
    assert services.plan_check(firm, plan, by=lan, because="Đưa lại.").nth == 1
    with pytest.raises(IllegalMove):
        services.cancel_check(Check.objects.get(pk=first.pk), by=lan, because="x")


def test_of_two_officers_one_wins(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    check = services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    services.cancel_check(check, by=lan, because="Nhầm.")
    with pytest.raises(Stale):
        services.cancel_check(check, by=lan, because="Nhầm.")


def test_steps_follow_each_other_in_time(lan: Officer, firm: Firm, plan: CheckPlan) -> None:
    check = services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    told: dict[str, Any] = {"leader": "A", "team": "B", "by": lan, "because": "x"}
    with pytest.raises(Refused, match="future"):
        services.decide_check(check, decision_no="1", decided_on=dt.date(2026, 11, 3), **told)
    check = services.decide_check(check, decision_no="1", decided_on=dt.date(2026, 10, 20), **told)
    with pytest.raises(Refused, match="order"):
        services.record_check(check, recorded_on=dt.date(2026, 10, 19), found="x", by=lan, because="x")


@pytest.mark.parametrize(("decided_on", "code"), [
    (dt.date(2025, 1, 1), "year"),
    (dt.date(2026, 1, 14), "order"),
    (dt.date(2026, 1, 15), None),
])  # fmt: skip
def test_a_team_is_formed_under_the_plan_and_in_its_year(
    lan: Officer, firm: Firm, plan: CheckPlan, decided_on: dt.date, code: str | None
) -> None:
    check = services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    told: dict[str, Any] = {"decision_no": "80/QĐ-SNV", "decided_on": decided_on, "leader": "A", "team": "B", "by": lan, "because": "x"}
    if code is None:
        assert services.decide_check(check, **told).state == State.DECIDED
    else:
        with pytest.raises(Refused, match=code):
            services.decide_check(check, **told)


def test_one_number_of_one_body_has_one_day_a_year(lan: Officer, firm: Firm, plan: CheckPlan, make_firm: MakeFirm) -> None:
    one, two = (services.plan_check(each, plan, by=lan, because="Điểm cao.") for each in (firm, make_firm("9916025104", "Công ty B")))
    told: dict[str, Any] = {"decision_no": "80/QĐ-SNV", "leader": "A", "team": "B", "by": lan, "because": "x"}
    services.decide_check(one, decided_on=dt.date(2026, 9, 1), **told)
    with pytest.raises(Refused, match=r"80/QĐ-SNV của .* đã ghi với ngày 01/09/2026"):
        services.decide_check(two, decided_on=dt.date(2026, 9, 2), **told)
    assert services.decide_check(two, decided_on=dt.date(2026, 9, 1), **told).state == State.DECIDED


@pytest.mark.parametrize("state", ["decided", "recorded", "concluded", "remedying", "closed", "noted"])
def test_no_state_without_what_it_stands_on(lan: Officer, firm: Firm, plan: CheckPlan, state: str) -> None:
    check = services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Check.objects.filter(pk=check.pk).update(state=state)


def test_each_step_demands_its_right(hire: Callable[..., Officer], firm: Firm, plan: CheckPlan, lan: Officer) -> None:
    check = services.plan_check(firm, plan, by=lan, because="Điểm cao.")
    quang = hire("quang", "firms.view_register")
    steps: tuple[Callable[[], object], ...] = (
        lambda: services.plan_check(firm, plan, by=quang, because="x"),
        lambda: services.cancel_check(check, by=quang, because="x"),
        lambda: services.find_clean(check, by=quang, because="x"),
        lambda: services.record_check(check, recorded_on=DAY, found="x", by=quang, because="x"),
    )
    for step in steps:
        with pytest.raises(NotAllowed):
            step()
    assert Move.CANCEL in checking.moves(State(check.state))
