"""A release goes out once, by two officers, judged in the minute it goes; it can be taken back and is forgotten."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from core import clock
from core.errors import IllegalMove, NotAllowed, Refusal, Refused, Stale
from core.models import Officer
from press import kinds, public, services, sweeps
from press.lifecycle import State
from press.models import Correction, LedgerEntry, Release

from .conftest import Letters, Make

Desk = tuple[Officer, Officer]


def test_a_release_goes_out_with_a_ledger_entry(make: Make, letters: Letters) -> None:
    release = make("live")
    assert release.public_id == "TX-99-2026-000001"
    assert release.state == State.LIVE
    assert letters.done == [("live", release.subject_id)]
    entry = LedgerEntry.objects.get()
    assert (entry.act, entry.public_id, entry.legal_basis) == ("published", release.public_id, "THU_NGO")
    assert [event.move for event in release.events.all()] == ["draft", "approve", "release"]
    assert public.is_live("letter", release.subject_id)


def test_numbers_count_by_prefix_and_year(db: None) -> None:
    assert [services.next_public_id("CK") for _ in range(2)] == ["CK-99-2026-000001", "CK-99-2026-000002"]
    assert services.next_public_id("BD") == "BD-99-2026-000001"
    with clock.at(dt.date(2027, 1, 4)):
        assert services.next_public_id("CK") == "CK-99-2027-000001"


def test_the_drafter_cannot_approve(make: Make, desk: Desk) -> None:
    release = make("draft")
    with pytest.raises(Refused) as refused:
        services.approve(release, by=desk[0], because="Tự duyệt.")
    assert refused.value.refusals == (services.FOUR_EYES,)


@pytest.mark.parametrize("state", [State.APPROVED, State.HELD, State.LIVE, State.CORRECTED])
@pytest.mark.parametrize("approver", ["nobody", "the drafter"])
def test_without_a_second_officer_nothing_goes_on_even_in_sql(make: Make, desk: Desk, state: State, approver: str) -> None:
    release = make("draft")
    fields = {"live_at": clock.now(), "changed_at": clock.now(), "payload": {}, "salt": b"1", "path": "/x/"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(state=state, approved_by=None if approver == "nobody" else desk[0], **fields)


@pytest.mark.parametrize("missing", ["live_at", "changed_at", "payload", "salt", "path", "legal_basis", "approved_by", "drafted_by"])
def test_nothing_is_public_with_a_part_missing_even_in_sql(make: Make, missing: str) -> None:
    release = make("live")
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(**{missing: "" if missing in ("path", "legal_basis") else None})


def test_what_fails_in_the_minute_of_release_is_held_and_says_why(make: Make, letters: Letters, desk: Desk) -> None:
    release = make("approved")
    letters.wrong = [Refusal("paid", "Đơn vị đã nộp đủ tối qua.")]
    with pytest.raises(Refused):
        services.release(release, by=desk[1], because="Đến giờ.")
    release = Release.objects.get(pk=release.pk)
    assert release.state == State.HELD
    assert release.events.latest("pk").because == "Đơn vị đã nộp đủ tối qua."
    assert not LedgerEntry.objects.exists()
    assert letters.done == []
    letters.wrong = []
    assert services.release(release, by=desk[1], because="Đã làm rõ.").state == State.LIVE


def test_a_release_whose_time_is_over_is_held(make: Make, letters: Letters, desk: Desk) -> None:
    letters.ends = clock.now()
    release = make("approved")
    with pytest.raises(Refused):
        services.release(release, by=desk[1], because="Đến giờ.")


def test_two_officers_at_once_one_wins(make: Make, desk: Desk) -> None:
    release = make("approved")
    other = Release.objects.get(pk=release.pk)
    services.release(release, by=desk[1], because="Đến giờ.")
    with pytest.raises(Stale):
        services.release(other, by=desk[0], because="Đến giờ.")
    assert LedgerEntry.objects.count() == 1


def test_a_withdrawn_release_is_forgotten_and_leaves_a_neutral_trace(make: Make, letters: Letters) -> None:
    release = make("withdrawn")
    assert (release.payload, release.salt) == (None, None)
    assert letters.done[-1] == ("withdrawn", release.subject_id)
    assert [entry.act for entry in LedgerEntry.objects.all()] == ["published", "withdrawn"]
    first, last = LedgerEntry.objects.all()
    assert first.commitment == last.commitment
    assert Correction.objects.get().what == "Số liệu chưa chính xác."
    assert public.ended(release.public_id) == release
    with pytest.raises(IntegrityError), transaction.atomic():
        Release.objects.filter(pk=release.pk).update(payload={"name": "x"})


@pytest.mark.parametrize("what", ["", "  ", "Rút tin về CÔNG TY MẪU sao mai.", "Rút tin về mã 9912345678."])
def test_the_public_words_of_a_withdrawal_name_nobody(make: Make, desk: Desk, what: str) -> None:
    release = make("live")
    with pytest.raises(Refused):
        services.withdraw(release, by=desk[1], because="Nhầm.", what=what)
    assert Release.objects.get(pk=release.pk).state == State.LIVE


def test_a_correction_shows_the_subject_as_it_now_stands(make: Make, desk: Desk) -> None:
    release = make("live")
    before = release.payload
    kind_subject = kinds.get("letter").subject(release.subject_id)
    type(kind_subject).objects.update(name="Công ty Mẫu Sao Hôm")
    services.correct(release, by=desk[1], because="Gõ sai.", what="Tên được ghi lại cho đúng.")
    assert release.state == State.CORRECTED
    assert release.payload != before
    assert [entry.act for entry in LedgerEntry.objects.all()] == ["published", "corrected"]


def test_a_release_ends_by_itself(make: Make, letters: Letters) -> None:
    letters.ends = clock.now() + dt.timedelta(days=30)
    release = make("live")
    assert sweeps.expire_due() == 0
    with clock.at(dt.date(2026, 12, 3)):
        assert not public.is_live("letter", release.subject_id)
        assert sweeps.expire_due() == 1
        assert sweeps.expire_due() == 0
    release.refresh_from_db()
    assert (release.state, release.payload) == (State.EXPIRED, None)
    assert not Correction.objects.exists()
    assert LedgerEntry.objects.latest("seq").act == "expired"


def test_a_subject_has_one_release_that_is_not_over(make: Make) -> None:
    make("draft")
    with pytest.raises(IntegrityError), transaction.atomic():
        make("draft")


def test_a_dropped_draft_makes_room_and_tells_the_public_nothing(make: Make, desk: Desk) -> None:
    services.drop(make("draft"), by=desk[0], because="Soạn lại.")
    assert make("live").state == State.LIVE
    assert LedgerEntry.objects.count() == 1


@pytest.mark.parametrize("move", ["approve", "release", "withdraw", "correct", "drop", "draft"])
def test_each_move_needs_its_permission(make: Make, hire: Callable[..., Officer], move: str) -> None:
    release, quang = make("draft"), hire("quang")
    more = {"what": "Đã rút."} if move in ("withdraw", "correct") else {}
    arguments = ("letter", kinds.get("letter").subject(release.subject_id)) if move == "draft" else (release,)
    with pytest.raises(NotAllowed):
        getattr(services, move)(*arguments, by=quang, because="Thử.", **more)


def test_a_move_that_the_table_does_not_know_is_refused(make: Make, desk: Desk) -> None:
    with pytest.raises(IllegalMove):
        services.withdraw(make("draft"), by=desk[1], because="Nhầm.", what="Đã rút.")
    with pytest.raises(IllegalMove):
        services.release(Release.objects.get(), by=desk[1], because="Chưa duyệt.")
