"""Whatever the order of what happens, nothing is public that the gate would refuse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from firms import services as firms
from firms.models import Sanction
from notices import facts, public, services, sweeps
from notices.lifecycle import PUBLIC
from notices.models import Notice
from press import services as press
from press import sweeps as desk
from press.models import Release

from .conftest import Office

STARTS = dt.date(2026, 11, 2)
Step = Callable[[Office, Notice, dt.date], Any]


def _release(office: Office, notice: Notice, act: str) -> None:
    release = Release.objects.filter(kind="notice", subject_id=notice.pk).last()
    if release is None:
        raise Refused([])
    if act == "approve":
        press.approve(release, by=office.cast.minh, because="Duyệt.")
    elif act == "release":
        press.release(release, by=office.cast.minh, because="Phát hành.")
    else:
        press.withdraw(release, by=office.cast.minh, because="Sai.", what="Đã gỡ.")


STEPS: dict[str, Step] = {
    "draft": lambda o, n, d: services.draft(
        n, by=o.cast.lan, because="x", consequence="Hậu quả lớn.", request_no="1", request_on=d, request_received_on=d
    ),
    "serve": lambda o, n, d: services.serve(n, by=o.cast.lan, because="x", served_on=d, mode="post", proof="VN1"),
    "reply": lambda o, n, d: services.record_reply(n, by=o.cast.lan, because="x", text="Ý kiến."),
    "lapse": lambda o, n, d: sweeps.lapse_terms(),
    "review": lambda o, n, d: services.review(n, by=o.cast.hoa, because="x"),
    "decide": lambda o, n, d: services.decide(n, by=o.cast.minh, because="x"),
    "decide by the drafter": lambda o, n, d: services.decide(n, by=o.cast.lan, because="x"),
    "prepare": lambda o, n, d: services.prepare_release(n, by=o.cast.lan, because="x"),
    "approve": lambda o, n, d: _release(o, n, "approve"),
    "release": lambda o, n, d: _release(o, n, "release"),
    "withdraw": lambda o, n, d: _release(o, n, "withdraw"),
    "pay": lambda o, n, d: firms.record_payment(n.firm, paid_on=d, source="CV", by=o.cast.lan, because="x"),
    "remedied": lambda o, n, d: services.mark_remedied(n, by=o.cast.minh, because="x", paid_on=d),
    "contest": lambda o, n, d: services.contest(n, by=o.cast.minh, because="x", contested_on=d),
    "suspend": lambda o, n, d: services.suspend(n, by=o.cast.minh, because="x"),
    "lift": lambda o, n, d: services.lift_suspension(n, by=o.cast.minh, because="x"),
    "correct": lambda o, n, d: services.correct(n, by=o.cast.minh, because="x", what="Đã sửa."),
    "refresh": lambda o, n, d: services.refresh(n, by=o.cast.lan, because="x"),
    "new list": lambda o, n, d: o.batch(d),
    "annul": lambda o, n, d: Sanction.objects.update(state="annulled"),
    "police": lambda o, n, d: firms.place_hold(n.firm, kind="police", reference="ca", by=None, because="x"),
    "sweep facts": lambda o, n, d: sweeps.judge_facts(),
    "sweep ends": lambda o, n, d: desk.expire_due(),
}
#: The lawful way, so that random orders often come as far as the public.
WAY = ["draft", "serve", "reply", "review", "decide", "prepare", "approve", "release"]
_orders = st.lists(st.tuples(st.sampled_from([*STEPS, *WAY, *WAY]), st.integers(0, 9)), max_size=30)
_on_the_way = st.builds(
    lambda day, before, after: [*before, *((step, 0) for step in WAY[:4]), ("sweep facts", day), *((step, 0) for step in WAY[4:]), *after],
    st.integers(0, 25),
    st.lists(st.tuples(st.sampled_from(list(STEPS)), st.just(0)), max_size=2),
    _orders,
)


def refusals_now(notice: Notice) -> set[str]:
    """Return what the gate would hold against a notice that is public; its own state aside."""
    today = clock.today()
    found = {refusal.code for refusal in facts.against(notice, on=today)}
    if notice.earliest_on is None or today < notice.earliest_on:
        found.add("too_early")
    if notice.decided_by_id == notice.drafted_by_id or notice.reviewed_by_id == notice.drafted_by_id:
        found.add("four_eyes")
    return found


@pytest.mark.parametrize("basis", ["art35", "art72"])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.one_of(_orders, _on_the_way))
def test_nothing_is_public_that_the_gate_would_refuse(office: Office, basis: str, order: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        _live_through(office, basis, order)
        transaction.set_rollback(True)


def _live_through(office: Office, basis: str, order: list[tuple[str, int]]) -> None:
    firm, day = office.firm(), STARTS
    with clock.at(day):
        office.agreement()
        source = {"batch": office.on_lists(firm)} if basis == "art35" else {"sanction": office.sanction(firm)}
        notice = services.propose(firm, by=office.cast.lan, because="x", **source)
    for step, days in order:
        day += dt.timedelta(days=days)
        with clock.at(day):
            was = {found.pk for found in public.visible()}
            _try(STEPS[step], office, notice, day)
            fresh = [found for found in public.visible() if found.pk not in was]
            assert [refusals_now(found) for found in fresh] == [set() for _ in fresh], (step, day)
            sweeps.judge_facts()
            desk.expire_due()
            assert all(refusals_now(found) <= {"appeal"} for found in public.visible()), (step, day)
            assert all(found.release and found.release.payload for found in Notice.objects.filter(state__in=PUBLIC)), (step, day)


def _try(step: Step, office: Office, notice: Notice, day: dt.date) -> None:
    """Take a step; what is refused, changes nothing."""
    notice.refresh_from_db()
    try:
        with transaction.atomic():
            step(office, notice, day)
    except (Refused, IllegalMove, Stale, NotAllowed):
        notice.refresh_from_db()
