"""Ninth step: whatever happens in whatever order, no way of publishing lets out what the gate would refuse.

Three items of two rooms (a firm on a list, a firm with a decision, a round of praise) live through random orders of
events: time passes, firms pay and complain, lists are rolled back, officers and sweeps and shells push. What may be public is
kept here in a few plain facts of its own, not asked of the code under test.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core import chain, clock
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Officer
from firms import services as firms
from firms.models import Finding, Sanction
from notices import services as notices
from notices import sweeps as notice_sweeps
from notices.models import Notice
from press import kinds, ledger
from press import lifecycle as desk_life
from press import services as press
from press import sweeps as desk
from press.models import Release
from recognition import public as praise
from recognition import services as recognition
from recognition.models import Scheme
from tests.notices.conftest import EVERY, Cast, Office
from tests.recognition.conftest import Small, small

__all__ = ["small"]

STARTS = dt.datetime(2026, 11, 2, 9, tzinfo=clock.VIETNAM)
#: The last day of the listed firm's term to reply: ten working days after 2 November.
TERM_ENDS = dt.date(2026, 11, 16)
LISTED, DECIDED = "Công ty TNHH Mẫu Gió Bấc", "Công ty TNHH Mẫu Mưa Rào"
ITEMS = ("list", "decision", "round")
RECOGNITION = ("recognition.draft_round", "recognition.decide_round")

items = st.sampled_from(ITEMS)
hours = st.sampled_from([1, 20, 48])


class EveryWayOut(RuleBasedStateMachine):
    """The office with its three items, and what is true of them."""

    #: What came out in all runs together, so that a suite in which nothing ever comes out does not pass.
    out: ClassVar[Counter[str]] = Counter()

    def __init__(self, cast: Cast, world: Small) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.now, self.cast, self.world = STARTS, cast, world
        self.forbidden: dict[str, set[str]] = {item: set() for item in ITEMS}
        self.was_public: set[str] = set()
        office = Office(cast)
        with clock.at(self.now):
            office.agreement()
            self.office = office
            self.batch = office.on_lists(office.firm(LISTED, "9910000101"))
            self.sanction = office.sanction(office.firm(DECIDED, "9910000102"))
            scheme = Scheme.objects.get(code="dong-dung-han")
            self.round = recognition.draft(scheme, title="Đợt mẫu", as_of=dt.date(2026, 10, 31), by=cast.lan, because="x")
            self.notices = {
                "list": notices.propose(office.firm(LISTED), batch=self.batch, by=cast.lan, because="x"),
                "decision": notices.propose(office.firm(DECIDED), sanction=self.sanction, by=cast.lan, because="x"),
            }
        self.old: dict[str, Release] = {}

    def teardown(self) -> None:
        """Check every page and the ledger once more, and forget the run."""
        try:
            with clock.at(self.now):
                self.pages_name_nobody_else()
                assert chain.verify(ledger.published(), heads=ledger.promised()) is None
                assert ledger.strayed() == []
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    # --- what may be public, by plain facts

    def against(self, item: str) -> set[str]:
        """Return what forbids to publish the item in this minute."""
        if item == "round":
            praised = self.round.honours.filter(firm=self.world.good, state__in=("candidate", "honoured")).exists()
            return set(self.forbidden[item]) if praised else set()  # a firm that fell before the screening was left out
        return self.forbidden[item] | ({"term"} if item == "list" and self.now.date() <= TERM_ENDS else set())

    def public(self) -> set[str]:
        """Return the items whose subject the public can see now."""
        live = {(each.kind, each.subject_id) for each in Release.objects.filter(state__in=desk_life.PUBLIC)}
        return {item for item in ITEMS if (key := self.key(item)) in live and key[1] in kinds.get(key[0]).visible({key[1]})}

    def key(self, item: str) -> tuple[str, int]:
        return (recognition.KIND, self.round.pk) if item == "round" else (notices.KIND, self.notices[item].pk)

    def release(self, item: str) -> Release:
        """Return the item's newest release."""
        kind, subject = self.key(item)
        found = Release.objects.filter(kind=kind, subject_id=subject).order_by("pk").last()
        if found is None:
            raise Refused([])
        return found

    def do(self, work: Callable[[], Any]) -> None:
        """Do what somebody tries; whatever comes out by it must be allowed in this very minute."""
        with clock.at(self.now):
            with suppress(Refused, IllegalMove, Stale, NotAllowed):
                work()
            came = self.public() - self.was_public
            assert {item: self.against(item) for item in came} == {item: set() for item in came}
            self.out.update(came)
            # A minute later the sweeps have seen what happened.
            notice_sweeps.judge_facts()
            desk.expire_due()
            self.was_public = self.public()

    # --- events

    @rule(by=st.sampled_from([dt.timedelta(minutes=1), dt.timedelta(hours=19), dt.timedelta(days=1), dt.timedelta(days=5)]))
    def time_passes(self, by: dt.timedelta) -> None:
        self.now += by
        self.do(lambda: None)

    @rule(days_ago=st.integers(0, 3))
    def listed_firm_pays(self, days_ago: int) -> None:
        paid_on = self.now.date() - dt.timedelta(days=days_ago)
        if paid_on > dt.date(2026, 10, 31):
            self.forbidden["list"].add("paid")
            firm = self.office.firm(LISTED)
            self.do(lambda: firms.record_payment(firm, paid_on=paid_on, source="CV", by=None, because="x"))

    @rule()
    def list_is_rolled_back(self) -> None:
        self.forbidden["list"].add("rolled back")
        self.batch.refresh_from_db()
        self.do(lambda: firms.roll_back(self.batch, by=None, because="Nhầm tệp."))

    @rule()
    def newer_list_is_published(self) -> None:
        if self.now.date() > dt.date(2026, 11, 3):
            self.forbidden["list"].add("superseded")
            as_of = self.now.date() - dt.timedelta(days=1)
            self.do(lambda: self.office.batch(as_of))

    @rule(state=st.sampled_from(["annulled", "appeal"]))
    def decision_falls(self, state: str) -> None:
        self.forbidden["decision"].add(state)
        self.do(lambda: Sanction.objects.filter(pk=self.sanction.pk).update(state=state))

    @rule()
    def decisions_are_rolled_back(self) -> None:
        self.forbidden["decision"].add("rolled back")
        batch = Sanction.objects.get(pk=self.sanction.pk).batch
        self.do(lambda: firms.roll_back(batch, by=None, because="Nhầm tệp."))

    @rule(item=st.sampled_from(["list", "decision"]))
    def police_take_over(self, item: str) -> None:
        self.forbidden[item].add("police")
        firm = self.notices[item].firm
        self.do(lambda: firms.place_hold(firm, kind="police", reference=f"ca-{item}", by=None, because="x"))

    @rule(item=st.sampled_from(["list", "decision"]))
    def firm_complains(self, item: str) -> None:
        self.do(lambda: notices.contest(self.fresh(item), by=self.cast.minh, because="x", contested_on=self.now.date()))

    @rule(what=st.sampled_from(["late", "hold", "public hold"]))
    def praised_firm_falls(self, what: str) -> None:
        self.forbidden["round"].add(what)
        firm = self.world.good

        def fall() -> None:
            if what == "late":
                firms.record_finding(firm, kind=Finding.Kind.LATE, found_on=self.now.date(), source="KL", by=None, because="x")
            else:
                firms.place_hold(firm, kind="notice", reference=what, by=None, because="x", is_public=what == "public hold")

        self.do(fall)

    # --- officers, on the lawful way and off it

    @initialize(before=st.integers(0, 2), days=st.sampled_from([1, 15, 16]), after=st.sampled_from([0, 4, 8, 8, 8]))
    def files_have_come_some_way(self, before: int, days: int, after: int) -> None:
        """Begin anywhere on the lawful way, most often near its end."""
        for walks, wait in ((before, days), (after, 0)):
            for item in ITEMS:
                for _ in range(walks):
                    self.walk(item)
            self.now += dt.timedelta(days=wait)

    @rule(item=items, walks=st.integers(1, 3))
    def file_goes_on(self, item: str, walks: int) -> None:
        for _ in range(walks):
            self.walk(item)

    def walk(self, item: str) -> None:
        """Take the next lawful step of the item's file, up to its release and the second officer's approval."""
        self.do({"round": self.next_of_round}.get(item, lambda: self.next_of_notice(item)))

    def next_of_round(self) -> None:
        lan, minh, today = self.cast.lan, self.cast.minh, self.now.date()
        self.round.refresh_from_db()
        match self.round.state:
            case "draft":
                recognition.screen(self.round, by=lan, because="x")
            case "screened":
                recognition.confirm(self.round, letter_no="12/BHXH", letter_on=today, by=lan, because="x")
            case "confirmed":
                recognition.decide(self.round, by=minh, because="x")
            case _:
                self.to_the_desk(lambda: recognition.prepare_release(self.round, by=lan, because="x"), "round")

    def next_of_notice(self, item: str) -> None:
        notice, lan, today = self.fresh(item), self.cast.lan, self.now.date()
        match notice.state:
            case "candidate":
                more: dict[str, Any] = {"consequence": "Hậu quả lớn.", "request_no": "1", "request_on": today, "request_received_on": today}
                notices.draft(notice, by=lan, because="x", **(more if item == "decision" else {}))
            case "drafted":
                notices.serve(notice, by=lan, because="x", served_on=STARTS.date(), mode="post", proof="VN1")
            case "served" if item == "list":
                notice_sweeps.lapse_terms()
            case "served" | "silent" | "replied":
                notices.review(notice, by=self.cast.hoa, because="x")
            case "reviewed":
                notices.decide(notice, by=self.cast.minh, because="x")
            case _:
                self.to_the_desk(lambda: notices.prepare_release(notice, by=lan, because="x"), item)

    def to_the_desk(self, prepare: Callable[[], object], item: str) -> None:
        """Prepare the release, or approve the one that waits."""
        kind, subject = self.key(item)
        waits = Release.objects.filter(kind=kind, subject_id=subject, state="draft").first()
        if waits:
            press.approve(waits, by=self.cast.minh, because="x")
        elif not Release.objects.filter(kind=kind, subject_id=subject).exclude(state__in=desk_life.ENDED).exists():
            prepare()

    @rule(item=items)
    def drafter_approves(self, item: str) -> None:
        self.do(lambda: press.approve(self.release(item), by=self.cast.lan, because="x"))

    @rule(some=st.lists(items, min_size=1, unique=True), how=st.sampled_from(["click", "shell"]))
    def somebody_releases(self, some: list[str], how: str) -> None:
        for item in some:
            self.do(lambda item=item: press.release(self.release(item), by=self.cast.minh if how == "click" else None, because="x"))  # type: ignore[misc]

    @rule(item=items)
    def somebody_reads(self, item: str) -> None:
        with transaction.atomic():
            try:
                self.old[item] = self.release(item)
            except Refused:
                self.old.pop(item, None)

    @rule(item=items)
    def somebody_releases_what_was_read_long_ago(self, item: str) -> None:
        if old := self.old.get(item):
            self.do(lambda: press.release(old, by=self.cast.minh, because="x"))

    @rule(item=items, after=hours)
    def somebody_appoints(self, item: str, after: int) -> None:
        self.do(lambda: press.schedule(self.release(item), at=self.now + dt.timedelta(hours=after), by=self.cast.minh, because="x"))

    @rule(item=items, after=hours)
    def somebody_shows_the_press(self, item: str, after: int) -> None:
        self.do(lambda: press.embargo(self.release(item), until=self.now + dt.timedelta(hours=after), by=self.cast.minh, because="x"))

    @rule()
    def the_sweep_runs(self) -> None:
        self.do(desk.release_due)
        with clock.at(self.now):
            shown_early = set(Release.objects.filter(state="embargoed").values_list("kind", "subject_id"))
            assert not any(self.against(item) for item in ITEMS if self.key(item) in shown_early)

    @rule(item=items, move=st.sampled_from(["unschedule", "lift_embargo", "hold", "drop"]))
    def somebody_steps_back(self, item: str, move: str) -> None:
        self.do(lambda: getattr(press, move)(self.release(item), by=self.cast.minh, because="x"))

    @rule(item=items, move=st.sampled_from(["withdraw", "correct"]))
    def somebody_takes_back(self, item: str, move: str) -> None:
        self.do(lambda: getattr(press, move)(self.release(item), by=self.cast.minh, because="x", what="Số liệu chưa chính xác."))

    @rule(item=items)
    def somebody_writes_sql(self, item: str) -> None:
        """Set the states by hand: the database refuses, or what is shown does not change."""

        def write() -> None:
            release = self.release(item)
            if release.state in desk_life.PUBLIC:
                return
            try:
                with transaction.atomic():
                    Release.objects.filter(pk=release.pk).update(state="live")
                    if item != "round":
                        Notice.objects.filter(pk=self.notices[item].pk).update(state="published")
            except IntegrityError:
                return
            raise AssertionError("the database let a release out")

        self.do(write)

    # --- what holds after every step

    @invariant()
    def what_is_public_may_be_public(self) -> None:
        with clock.at(self.now):
            for item in self.was_public - {"round"}:
                assert self.against(item) <= {"appeal"}
            if "public hold" in self.forbidden["round"]:
                assert not praise.visible().filter(firm=self.world.good).exists()

    def pages_name_nobody_else(self) -> None:
        """Read the pages and the feeds as anyone may: of the notices they name the public ones alone."""
        names = {"list": LISTED, "decision": DECIDED}
        for address in ("/cong-khai/", "/tin.atom", "/tin.json", "/dinh-chinh/", "/tim-kiem/?q=mau"):
            page = Client().get(address).content.decode()
            assert {item for item, name in names.items() if name in page} <= self.was_public, address

    def fresh(self, item: str) -> Notice:
        self.notices[item].refresh_from_db()
        return self.notices[item]


@pytest.fixture
def cast(hire: Callable[..., Officer]) -> Cast:
    return Cast(*(hire(name, *EVERY, *RECOGNITION) for name in ("lan", "hoa", "minh")))


def test_no_way_out_lets_through_what_the_gate_would_refuse(cast: Cast, small: Small) -> None:
    EveryWayOut.out.clear()
    run_state_machine_as_test(
        lambda: EveryWayOut(cast, small),  # type: ignore[arg-type]  # a factory serves as well as a class
        settings=settings(max_examples=16, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)),
    )
    assert set(EveryWayOut.out) == set(ITEMS), "every item came out in some order of events"
