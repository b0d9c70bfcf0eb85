"""Whatever the order of what happens around a round, it lets nothing out that the gate would refuse; and two officers at once are one."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import chain, clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer
from firms import services as firms
from notices import public as notices_public
from notices import services as notices
from notices import sweeps
from notices.models import NamingRound, Notice, RoundEntry
from notices.rounds import public, services
from press import ledger
from press import services as press
from press import sweeps as desk
from press.models import Dispatch, LedgerEntry, Release

from .conftest import AFTER_TERM, EVERY, Office, release_of
from .test_random_orders import refusals_now

NOW = dt.datetime(2026, 11, 17, 9, 0, tzinfo=clock.VIETNAM)
Step = Callable[["Desk"], Any]


class Desk:
    """An office with three decided notices and two rounds, and a hand that picks one of each."""

    def __init__(self, office: Office, gom: Officer) -> None:
        self.office, self.gom, self.minh = office, gom, office.cast.minh
        self.files = [office.art35("decided", office.firm(f"Công ty Mẫu Số {each}", f"99111111{each:02d}")) for each in (1, 2, 3)]
        self.rounds = [
            services.open_round(title=f"Đợt {each}", planned_on=AFTER_TERM, by=gom, because="x") for each in ("thứ nhất", "thứ hai")
        ]
        self.which = 0

    @property
    def file(self) -> Notice:
        return Notice.objects.get(pk=self.files[self.which % 3].pk)

    @property
    def round(self) -> NamingRound:
        return NamingRound.objects.get(pk=self.rounds[self.which % 2].pk)


def _take_out(desk: Desk) -> None:
    entry = RoundEntry.objects.filter(round=desk.round).order_by("pk").last()
    if entry:
        services.take_out(entry, by=desk.gom, because="x")


STEPS: dict[str, Step] = {
    "add": lambda d: services.add(d.round, d.file, by=d.gom, because="x"),
    "take out": _take_out,
    "hand over": lambda d: services.hand_over(d.round, by=d.gom, because="x"),
    "approve": lambda d: services.approve(d.round, by=d.minh, because="x"),
    "approve by the drafter": lambda d: services.approve(d.round, by=d.gom, because="x"),
    "approve one": lambda d: press.approve(release_of(d.file), by=d.minh, because="x"),
    "schedule": lambda d: services.schedule(d.round, at=clock.now() + dt.timedelta(hours=2), by=d.minh, because="x"),
    "unschedule": lambda d: services.unschedule(d.round, by=d.minh, because="x"),
    "release": lambda d: services.release(d.round, by=d.minh, because="x"),
    "release at the desk": lambda d: press.release(
        Release.objects.get(kind=public.KIND, subject_id=d.round.pk, ended_at=None), by=d.minh, because="x"
    ),
    "release one": lambda d: press.release(release_of(d.file), by=d.minh, because="x"),
    "drop": lambda d: services.drop(d.round, by=d.gom, because="x"),
    "drop at the desk": lambda d: press.drop(
        Release.objects.get(kind=public.KIND, subject_id=d.round.pk, ended_at=None), by=d.gom, because="x"
    ),
    "withdraw": lambda d: notices.withdraw(d.file, by=d.minh, because="x", what="Đã gỡ."),
    "suspend": lambda d: notices.suspend(d.file, by=d.minh, because="x"),
    "contest": lambda d: notices.contest(d.file, by=d.minh, because="x", contested_on=clock.today()),
    "settle": lambda d: notices.settle(d.file, by=d.gom, because="x", paid_on=clock.today()),
    "pay": lambda d: firms.record_payment(d.file.firm, paid_on=clock.today(), source="CV", by=d.gom, because="x"),
    "police": lambda d: firms.place_hold(d.file.firm, kind="police", reference=f"ca-{d.file.pk}", by=None, because="x"),
    "new list": lambda d: d.office.batch(clock.today()),
    "sweeps": lambda d: (desk.release_due(), sweeps.follow_rounds()),
}
WAY = [("add", 0), ("add", 2), ("hand over", 0), ("approve", 0), ("release", 0)]
_step = st.tuples(st.sampled_from(list(STEPS)), st.integers(0, 5), st.integers(0, 3))
_orders = st.builds(
    lambda before, middle, after, cut: [
        *before,
        *((step, which, 0) for step, which in WAY[:cut]),
        *middle,
        *((step, which, 0) for step, which in WAY[cut:]),
        *after,
    ],
    st.lists(_step, max_size=2),
    st.lists(_step, max_size=3),
    st.lists(_step, max_size=12),
    st.integers(2, 5),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=_orders)
def test_a_round_never_lets_out_what_the_gate_refuses(
    office: Office, hire: Callable[..., Officer], order: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        _live_through(office, hire("gom", *EVERY, "notices.gather_round"), order)
        transaction.set_rollback(True)


def _live_through(office: Office, gom: Officer, order: list[tuple[str, int, int]]) -> None:
    now = NOW
    with clock.at(now):
        world = Desk(office, gom)
    for step, which, hours in order:
        now += dt.timedelta(hours=hours)
        world.which = which
        with clock.at(now):
            was = {found.pk for found in notices_public.visible()}
            try:
                with transaction.atomic():
                    STEPS[step](world)
            except (Refused, IllegalMove, Stale, NotAllowed, Release.DoesNotExist, Release.MultipleObjectsReturned):
                pass
            fresh = [found for found in notices_public.visible() if found.pk not in was]
            assert [refusals_now(found) for found in fresh] == [set() for _ in fresh], step
            assert all(found.release and found.release.approved_by_id != found.release.drafted_by_id for found in fresh), step
            sweeps.judge_facts()
            _holds(step)
    assert chain.verify(ledger.published()) is None


def _holds(step: str) -> None:
    """Check what is always true of rounds."""
    for a_round in public.visible():
        counts = public.counts(a_round)
        assert counts.released >= 1, step
        assert 0 <= counts.standing <= counts.released, step
        assert sum(number for _, number in counts.causes) == counts.standing, step
        assert not public.waits(a_round).exists(), step
    waiting = RoundEntry.objects.filter(release=None, taken_out_at=None).values_list("notice", flat=True)
    assert len(waiting) == len(set(waiting)), step
    told = Dispatch.objects.filter(act="published", channel="webhook", release__kind="notice").values_list("release", flat=True)
    by_rounds = RoundEntry.objects.filter(release__isnull=False, round__state="released").values_list("release", flat=True)
    out = Release.objects.filter(kind="notice", live_at__isnull=False).values_list("pk", flat=True)
    assert set(out) <= {*told, *by_rounds}, f"{step}: every notice was told, alone or by its round"


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_let_the_round_out_once(office: Office, hire: Callable[..., Officer]) -> None:
    with clock.at(NOW):
        world = Desk(office, hire("gom", *EVERY, "notices.gather_round"))
        a_round = world.round
        services.add_all(a_round, world.files, by=world.gom, because="x")
        services.hand_over(a_round, by=world.gom, because="x")
        services.approve(a_round, by=office.cast.minh, because="x")
    refused: list[Exception] = []
    start = threading.Barrier(2)

    def press_the_button(by: Officer) -> None:
        mine = NamingRound.objects.get(pk=a_round.pk)
        start.wait()
        try:
            with clock.at(NOW):
                services.release(mine, by=by, because="Phát hành.")
        except (Refused, Stale, IllegalMove) as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=press_the_button, args=(by,)) for by in (office.cast.minh, office.cast.hoa)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    a_round.refresh_from_db()
    assert a_round.state == "released"
    assert len(refused) == 1
    assert notices_public.visible().count() == 3
    assert LedgerEntry.objects.count() == 4
    assert Dispatch.objects.filter(act="published", channel="webhook").count() == 1
    assert a_round.entries.exclude(release=None).count() == 3
