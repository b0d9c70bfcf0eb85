"""The gate: appointed, shown to the press first, judged in the minute, and let out exactly once."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from core import clock
from core.errors import IllegalMove, NotAllowed, Refusal, Refused, Stale
from core.models import Officer
from press import followups, public, services, sweeps
from press.lifecycle import State
from press.models import LedgerEntry, Release

from .conftest import Letters, Make

Desk = tuple[Officer, Officer]
ROOT = Path(__file__).resolve().parents[2]
NOON = dt.datetime(2026, 11, 3, 12, tzinfo=clock.VIETNAM)
PAID = Refusal("paid", "Đơn vị đã nộp đủ tối qua.")


@pytest.fixture
def recalled() -> Iterator[list[str]]:
    """Note what the press is no longer shown."""
    seen: list[str] = []
    followups.on_recall("test", lambda release: seen.append(release.public_id))
    yield seen
    followups.forget("test")


def test_a_scheduled_release_goes_out_in_its_minute_and_not_before(make: Make, desk: Desk) -> None:
    release = services.schedule(make("approved"), at=NOON, by=desk[1], because="Theo kế hoạch.")
    with clock.at(NOON - dt.timedelta(seconds=1)):
        assert sweeps.release_due() == 0
    assert not public.live()
    with clock.at(NOON):
        assert sweeps.release_due() == 1
        assert sweeps.release_due() == 0
        release.refresh_from_db()
        assert (release.state, release.live_at) == (State.LIVE, NOON)
    event = release.events.latest("pk")
    assert (event.move, event.by) == ("release", None)


def test_before_its_minute_nobody_lets_it_out_and_it_is_not_held(make: Make, desk: Desk) -> None:
    release = services.schedule(make("approved"), at=NOON, by=desk[1], because="Theo kế hoạch.")
    with pytest.raises(Refused, match="not_yet"):
        services.release(release, by=desk[1], because="Sớm hơn.")
    assert Release.objects.get().state == State.APPROVED
    services.unschedule(release, by=desk[1], because="Phát hành ngay.")
    assert services.release(release, by=desk[1], because="Phát hành ngay.").state == State.LIVE


@pytest.mark.parametrize("column", ["release_at", "embargo_until"])
def test_nothing_is_public_before_its_time_even_in_sql(make: Make, column: str) -> None:
    release = make("live")
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(**{column: NOON})


@pytest.mark.parametrize("missing", ["release_at", "embargo_until", "approved_by"])
def test_nothing_is_shown_to_the_press_without_approval_and_an_end_even_in_sql(make: Make, desk: Desk, missing: str) -> None:
    release = services.embargo(make("approved"), until=NOON, by=desk[1], because="Họp báo.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(**{missing: None})


def test_the_minute_of_the_past_cannot_be_appointed(make: Make, desk: Desk) -> None:
    release = make("approved")
    with pytest.raises(Refused, match="past"):
        services.schedule(release, at=clock.now(), by=desk[1], because="x")
    with pytest.raises(Refused, match="past"):
        services.embargo(release, until=clock.now(), by=desk[1], because="x")


def test_what_fails_in_its_minute_is_held_with_its_reason_and_not_tried_again(make: Make, letters: Letters, desk: Desk) -> None:
    release = services.schedule(make("approved"), at=NOON, by=desk[1], because="Theo kế hoạch.")
    letters.wrong = [PAID]
    with clock.at(NOON):
        assert sweeps.release_due() == 1
        letters.wrong = []
        assert sweeps.release_due() == 0
    release.refresh_from_db()
    assert (release.state, release.release_at) == (State.HELD, None)
    assert release.events.latest("pk").because == PAID.sentence
    with clock.at(NOON):
        services.schedule(release, at=NOON + dt.timedelta(hours=1), by=desk[1], because="Đã làm rõ.")
    with clock.at(NOON + dt.timedelta(hours=1)):
        assert sweeps.release_due() == 1
    release.refresh_from_db()
    assert release.state == State.LIVE


def test_a_release_that_breaks_is_held_and_stops_nobody_else(
    make: Make, letters: Letters, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = make("approved"), make("approved", name="Công ty Mẫu Khác")
    for release in (first, second):
        services.schedule(release, at=NOON, by=desk[1], because="Theo kế hoạch.")
    go_live = Letters.go_live

    def broken(kind: Letters, subject: object, release: Release) -> None:
        if release.pk == first.pk:
            raise RuntimeError("disk full")
        go_live(kind, subject, release)  # type: ignore[arg-type]

    monkeypatch.setattr(Letters, "go_live", broken)
    with clock.at(NOON):
        assert sweeps.release_due() == 2
    assert [Release.objects.get(pk=each.pk).state for each in (first, second)] == [State.HELD, State.LIVE]
    assert "Lỗi kỹ thuật" in first.events.latest("pk").because
    assert LedgerEntry.objects.count() == 1


def test_the_press_sees_first_what_then_goes_out_by_itself(make: Make, desk: Desk, recalled: list[str]) -> None:
    release = services.embargo(make("approved"), until=NOON, by=desk[1], because="Họp báo.")
    assert (release.state, release.release_at) == (State.EMBARGOED, NOON)
    assert not public.live()
    assert sweeps.release_due() == 0
    with clock.at(NOON):
        assert sweeps.release_due() == 1
    release.refresh_from_db()
    assert release.state == State.LIVE
    assert recalled == []


def test_what_fails_while_the_press_sees_it_is_taken_back_at_once(make: Make, letters: Letters, desk: Desk, recalled: list[str]) -> None:
    release = services.embargo(make("approved"), until=NOON, by=desk[1], because="Họp báo.")
    letters.wrong = [PAID]
    assert sweeps.release_due() == 1
    release.refresh_from_db()
    assert (release.state, release.embargo_until, recalled) == (State.HELD, None, [release.public_id])


@pytest.mark.parametrize("end", ["lift_embargo", "drop", "hold"])
def test_the_end_of_an_embargo_recalls_what_was_shown(make: Make, desk: Desk, recalled: list[str], end: str) -> None:
    release = services.embargo(make("approved"), until=NOON, by=desk[1], because="Họp báo.")
    getattr(services, end)(release, by=desk[1], because="Đổi kế hoạch.")
    assert recalled == [release.public_id]
    with clock.at(NOON):
        assert sweeps.release_due() == 0


def test_an_embargo_passes_the_gate_and_is_not_for_names_of_violators(make: Make, letters: Letters, desk: Desk) -> None:
    release = make("approved")
    letters.wrong = [PAID]
    with pytest.raises(Refused, match="paid"):
        services.embargo(release, until=NOON, by=desk[1], because="Họp báo.")
    letters.wrong, letters.may_be_embargoed = [], False
    with pytest.raises(Refused, match="no_embargo"):
        services.embargo(release, until=NOON, by=desk[1], because="Họp báo.")
    assert Release.objects.get().state == State.APPROVED


@pytest.mark.parametrize(("move", "more"), [("schedule", {"at": NOON}), ("embargo", {"until": NOON}), ("hold", {}), ("unschedule", {})])
def test_the_way_out_needs_its_permission_and_its_state(
    make: Make, desk: Desk, hire: Callable[..., Officer], move: str, more: dict[str, dt.datetime]
) -> None:
    release = make("draft")
    with pytest.raises(NotAllowed):
        getattr(services, move)(release, by=hire("quang"), because="Thử.", **more)
    with pytest.raises(IllegalMove):
        getattr(services, move)(release, by=desk[1], because="Thử.", **more)


def test_an_officer_who_read_an_older_state_changes_nothing(make: Make, desk: Desk) -> None:
    release = make("approved")
    old = Release.objects.get(pk=release.pk)
    services.hold(release, by=desk[1], because="Chờ xác minh.")
    for move in (services.release, services.hold):
        with pytest.raises(Stale):
            move(old, by=desk[1], because="x")
    assert not LedgerEntry.objects.exists()


#: One process of the office: it says that it is there, waits for the shot, and lets out whatever it can.
OFFICE = """
import sys, time
import django
django.setup()
from django.conf import settings
from django.db import connection
settings.JOBS = "inline"
connection.settings_dict["NAME"] = sys.argv[1]
from core import clock
from core.errors import IllegalMove, Refused, Stale
from core.models import Officer
from press import kinds, services, sweeps
from press.models import Release
from tests.press.conftest import Letters

class Slow(Letters):
    def go_live(self, subject, release):
        time.sleep(0.02)

kinds.register(Slow())
officer = Officer.objects.get(username="minh")
waiting = list(Release.objects.order_by("pk"))
said = []
print("ready", flush=True)
sys.stdin.readline()
import datetime as dt
with clock.at(dt.datetime(2026, 11, 3, 12, tzinfo=clock.VIETNAM)):
    if sys.argv[2] == "sweep":
        said.append(f"swept {sweeps.release_due()}")
    else:
        for release in waiting:
            try:
                services.release(release, by=officer, because="x")
                said.append(release.public_id)
            except (Refused, Stale, IllegalMove) as error:
                said.append(type(error).__name__)
print(" ".join(said), flush=True)
"""


@pytest.mark.django_db(transaction=True)
def test_processes_at_once_let_each_release_out_exactly_once(make: Make, desk: Desk) -> None:
    """Two sweeps and two officers, each a process of its own, run for the same releases."""
    count = 6
    for number in range(count):
        services.schedule(make("approved", name=f"Công ty Mẫu {number}"), at=NOON, by=desk[1], because="Theo kế hoạch.")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "portal.settings", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'site'}"}
    name = str(connection.settings_dict["NAME"])
    connection.close()
    office = [
        subprocess.Popen(
            [sys.executable, "-c", OFFICE, name, role],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env=environment,
        )
        for role in ("sweep", "sweep", "officer", "officer")
    ]
    for each in office:
        assert each.stdout is not None
        assert each.stdout.readline() == "ready\n", each.communicate()
    ends = [each.communicate("go\n", timeout=60) for each in office]
    assert [each.returncode for each in office] == [0] * 4, ends
    assert set(Release.objects.values_list("state", flat=True)) == {State.LIVE}, ends
    released = Counter(LedgerEntry.objects.values_list("public_id", "act"))
    assert len(released) == count
    assert set(released.values()) == {1}
    for release in Release.objects.all():
        assert [event.move for event in release.events.all()].count("release") == 1
        assert "hold" not in [event.move for event in release.events.all()]
