"""What follows a public act follows in its transaction, whichever way the act was done."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from core import clock
from core.models import Officer
from press import followups, services, sweeps
from press.acts import Act
from press.models import LedgerEntry, Release

from .conftest import Letters, Make

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def told() -> Iterator[list[tuple[str, str]]]:
    """Follow what is announced and recalled."""
    seen: list[tuple[str, str]] = []

    def announce(release: Release, act: Act, *, what: str = "") -> None:
        assert release.state != "approved"
        seen.append((act.value, what))

    followups.on_announce("test", announce)
    followups.on_recall("test", lambda release: seen.append(("recall", release.state)))
    yield seen
    followups.forget("test")


def test_every_act_is_announced_and_what_was_shown_early_is_recalled(
    make: Make, letters: Letters, desk: tuple[Officer, Officer], told: list[tuple[str, str]]
) -> None:
    letters.ends = clock.now() + dt.timedelta(days=1)
    release = make("live")
    services.correct(release, by=desk[1], because="Gõ sai.", what="Số liệu được ghi lại.")
    with clock.at(clock.now() + dt.timedelta(days=2)):
        sweeps.expire_due()
    assert told == [
        ("published", ""),
        ("corrected", "Số liệu được ghi lại."),
        ("recall", "corrected"),
        ("expired", ""),
        ("recall", "expired"),
    ]
    told.clear()
    make("withdrawn", name="Công ty Mẫu Khác")
    assert told == [("published", ""), ("withdrawn", "Số liệu chưa chính xác."), ("recall", "withdrawn")]


def test_a_dropped_draft_is_recalled_and_never_announced(make: Make, desk: tuple[Officer, Officer], told: list[tuple[str, str]]) -> None:
    services.drop(make("approved"), by=desk[0], because="Soạn lại.")
    assert told == [("recall", "withdrawn")]


def test_an_act_whose_follower_fails_did_not_happen(make: Make, desk: tuple[Officer, Officer]) -> None:
    def fail(release: Release, act: Act, *, what: str = "") -> None:
        raise RuntimeError("no room left")

    release = make("approved")
    followups.on_announce("test", fail)
    try:
        with pytest.raises(RuntimeError):
            services.release(release, by=desk[1], because="Đến giờ.")
    finally:
        followups.forget("test")
    assert Release.objects.get().state == "approved"
    assert not LedgerEntry.objects.exists()


def test_a_release_enters_the_ledger_in_one_place_which_announces_it() -> None:
    """No service can write an act of a release and forget to tell of it."""
    found = [
        path.relative_to(ROOT)
        for path in (ROOT / "press").rglob("*.py")
        if re.search(r"ledger\.(?:append|extend)\(", path.read_text(encoding="utf-8"))
    ]
    assert len(found) == 1
    assert len(re.findall(r"ledger\.(?:append|extend)\(", (ROOT / found[0]).read_text(encoding="utf-8"))) == 1
