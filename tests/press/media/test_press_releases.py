"""A press release goes out with the spokesperson's word on its newest text, and in no other way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from core import clock
from core.errors import NotAllowed, Refused, Stale
from press import lifecycle as releasing
from press import services
from press.media import releases, spokespeople
from press.media_lifecycle import CARRIED_LABELS, MOVES, READINGS, REPLIES, SPOKEN, SPOKEN_FOR, State
from press.models import LedgerEntry, PressRelease, PressText, Release

from .conftest import WORDS, Cast, Walk

NEWER = replace(WORDS, title="Tỉnh Mẫu đính chính kết quả thu", body="Mười một đơn vị đã nộp đủ.")


def codes(error: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in error.value.refusals]


def test_it_goes_out_with_every_approval(walk: Walk, cast: Cast) -> None:
    record = walk("live")
    release = record.release
    assert release is not None
    assert record.state == State.PUBLISHED
    assert release.public_id == "TX-99-2026-000001"
    shown = release.payload or {}
    assert shown["title"] == WORDS.title
    assert shown["spokesperson"] == {"name": "Lâm Hồng Phúc", "decision": "12/QĐ-UBND", "on": "2026-11-02"}
    assert LedgerEntry.objects.get().legal_basis == releases.LEGAL_BASIS
    assert [event.move for event in record.events.all()] == ["write", "clear", "publish"]


def test_without_the_spokesperson_it_is_held_and_stays_unseen(walk: Walk, cast: Cast) -> None:
    release = walk("written").release
    assert release is not None
    services.approve(release, by=cast.minh, because="Đủ thủ tục.")
    with pytest.raises(Refused) as refused:
        services.release(release, by=cast.minh, because="Đến giờ.")
    assert codes(refused) == ["not_spoken_for"]
    release.refresh_from_db()
    assert release.state == releasing.State.HELD
    assert Client().get(f"/bao-chi/{release.public_id}/").status_code == 404


def test_nobody_but_an_appointed_spokesperson_approves(walk: Walk, cast: Cast, hire: Callable[..., Any]) -> None:
    record = walk("written")
    with pytest.raises(NotAllowed):
        releases.clear(record, by=cast.minh, because="Thay.")
    with pytest.raises(Refused) as refused:
        releases.clear(record, by=hire("tu", "press.speak"), because="Thay.")
    assert codes(refused) == ["not_a_spokesperson"]


@pytest.mark.parametrize(
    ("day", "may"),
    [
        pytest.param(dt.date(2026, 11, 9), True, id="the last day"),
        pytest.param(dt.date(2026, 11, 10), False, id="the day on which it ends"),
    ],
)
def test_an_appointment_ends_before_its_last_day(walk: Walk, cast: Cast, day: dt.date, may: bool) -> None:
    record = walk("written")
    spokespeople.end(cast.appointment, by=cast.minh, because="Chuyển công tác.", valid_to=dt.date(2026, 11, 10))
    with clock.at(day):
        if may:
            assert releases.clear(record, by=cast.phuc, because="Đúng.").is_cleared
        else:
            with pytest.raises(Refused):
                releases.clear(record, by=cast.phuc, because="Đúng.")


def test_an_appointment_that_turns_out_to_be_over_holds_the_release(walk: Walk, cast: Cast) -> None:
    release = walk("approved").release
    spokespeople.end(cast.appointment, by=cast.minh, because="Hết nhiệm vụ từ tháng trước.", valid_to=dt.date(2026, 10, 1))
    assert release is not None
    with pytest.raises(Refused) as refused:
        services.release(release, by=cast.minh, because="Đến giờ.")
    assert codes(refused) == ["appointment_over"]


def test_the_spokesperson_does_not_approve_own_words(cast: Cast, hire: Callable[..., Any]) -> None:
    both = hire("hai-vai", "press.speak", "press.draft_release")
    spokespeople.appoint(both, by=cast.minh, decision_no="13/QĐ-UBND", valid_from=dt.date(2026, 1, 1))
    record = releases.write(WORDS, by=both, because="Gấp.")
    with pytest.raises(Refused) as refused:
        releases.clear(record, by=both, because="Tự duyệt.")
    assert codes(refused) == ["own_words"]
    with pytest.raises(IntegrityError), transaction.atomic():
        PressText.objects.filter(press_release=record).update(cleared_by=both, cleared_at=clock.now(), appointment=cast.appointment)


def test_new_words_need_a_new_approval_and_end_what_was_approved(walk: Walk, cast: Cast) -> None:
    record = walk("approved")
    first = record.release
    record = releases.rewrite(record, NEWER, by=cast.lan, because="Sửa số liệu.")
    assert record.state == State.DRAFT
    assert not record.is_cleared
    assert first is not None
    assert record.release is not None
    first.refresh_from_db()
    assert (first.state, record.release.state) == (releasing.State.WITHDRAWN, releasing.State.DRAFT)
    assert record.release.public_id != first.public_id


def test_four_eyes_are_kept_against_who_wrote_last(walk: Walk, cast: Cast) -> None:
    record = releases.rewrite(walk("written"), NEWER, by=cast.minh, because="Sửa gấp.")
    assert record.release is not None
    with pytest.raises(Refused) as refused:
        services.approve(record.release, by=cast.minh, because="Duyệt.")
    assert codes(refused) == ["four_eyes"]


def test_what_is_public_keeps_its_words_until_the_desk_corrects_it(walk: Walk, cast: Cast) -> None:
    record = walk("live")
    record = releases.rewrite(record, NEWER, by=cast.lan, because="Số liệu mới.")
    release = record.release
    assert release is not None
    services.correct(release, by=cast.minh, because="Chưa duyệt.", what="Bổ sung.")
    assert (release.payload or {})["title"] == WORDS.title
    releases.clear(record, by=cast.phuc, because="Đúng.")
    services.correct(release, by=cast.minh, because="Đã duyệt.", what="Số đơn vị là mười một.")
    assert (release.payload or {})["title"] == NEWER.title


def test_the_spokesperson_approves_only_what_was_read(walk: Walk, cast: Cast) -> None:
    record = walk("written")
    record = releases.rewrite(record, NEWER, by=cast.lan, because="Sửa.")
    with pytest.raises(Refused) as refused:
        releases.clear(record, by=cast.phuc, because="Đúng.", number=1)
    assert codes(refused) == ["old_version"]


def test_of_two_who_move_it_at_once_one_is_told(walk: Walk, cast: Cast) -> None:
    record = walk("written")
    other = PressRelease.objects.get(pk=record.pk)
    releases.rewrite(record, NEWER, by=cast.lan, because="Sửa.")
    with pytest.raises(Stale):
        releases.clear(other, by=cast.phuc, because="Đúng.")
    assert not PressText.objects.exclude(cleared_by=None).exists()


def test_a_linked_item_must_be_public(walk: Walk, cast: Cast) -> None:
    other = walk("approved").release
    assert other is not None
    release = walk("approved", linked=[other]).release
    assert release is not None
    with pytest.raises(Refused) as refused:
        services.release(release, by=cast.minh, because="Đến giờ.")
    assert codes(refused) == ["linked_not_public"]


def test_a_term_takes_it_down(walk: Walk, cast: Cast) -> None:
    from press import sweeps

    record = walk("live", expires_on=dt.date(2026, 12, 1))
    with clock.at(dt.date(2026, 12, 1)):
        assert sweeps.expire_due() == 1
    record.refresh_from_db()
    assert record.state == State.ENDED


def test_the_database_itself_wants_the_spokesperson(walk: Walk) -> None:
    record = walk("written")
    with pytest.raises(IntegrityError), transaction.atomic():
        PressRelease.objects.filter(pk=record.pk).update(state=State.PUBLISHED)


def test_a_press_release_that_was_dropped_leaves_the_desk(walk: Walk, cast: Cast) -> None:
    record = releases.drop(walk("cleared"), by=cast.lan, because="Không cần nữa.")
    assert record.state == State.ENDED
    assert Release.objects.get().state == releasing.State.WITHDRAWN


# --- what the public reads


def test_the_page_shows_the_approved_words_and_who_approved_them(walk: Walk) -> None:
    record = walk("live")
    page = Client().get(f"/bao-chi/{record}/")
    text = page.content.decode()
    assert "public" in page.headers["Cache-Control"]
    assert not page.cookies
    for said in (WORDS.title, WORDS.lead, "<h2>Kết quả</h2>", "12/QĐ-UBND", "0209 999 0001", "Chúng tôi ghi nhận các đơn vị."):
        assert said in text
    assert WORDS.title in Client().get("/bao-chi/").content.decode()
    assert WORDS.title in Client().get("/bao-chi/tin.atom").content.decode()
    assert f'lang="vi">{WORDS.title}' in Client().get(f"/en/bao-chi/{record}/").content.decode()


def test_the_payload_verifies_against_the_ledger(walk: Walk) -> None:
    import hashlib

    record = walk("live")
    assert record.release is not None
    said = Client().get(f"/bao-chi/{record}/noi-dung.json").content
    assert hashlib.sha256(bytes(record.release.salt or b"") + said).hexdigest() == LedgerEntry.objects.get().commitment


@pytest.mark.parametrize(("until", "status"), [("written", 404), ("approved", 404), ("live", 200), ("withdrawn", 410)])
def test_only_what_is_public_has_a_page(walk: Walk, until: str, status: int) -> None:
    record = walk(until)
    number = record.release.public_id if record.release else ""
    for address in (f"/bao-chi/{number}/", f"/en/bao-chi/{number}/", f"/bao-chi/{number}/noi-dung.json"):
        response = Client().get(address)
        assert response.status_code == status
        if status != 200:
            assert WORDS.title not in response.content.decode()


def test_a_linked_item_that_went_is_no_longer_named(walk: Walk, cast: Cast) -> None:
    other = walk("live", replace(WORDS, title="Tin thứ nhất"))
    record = walk("live", linked=[other.release])
    assert "Tin thứ nhất" in Client().get(f"/bao-chi/{record}/").content.decode()
    assert other.release is not None
    services.withdraw(other.release, by=cast.minh, because="Sai.", what="Số liệu chưa chính xác.")
    assert "Tin thứ nhất" not in Client().get(f"/bao-chi/{record}/").content.decode()


@pytest.mark.parametrize("amount", [1, 20])
def test_the_list_costs_the_same_whatever_its_length(walk: Walk, django_assert_max_num_queries: Any, amount: int) -> None:
    for _ in range(amount):
        walk("live")
    with django_assert_max_num_queries(8):
        Client().get("/bao-chi/")


# --- the tables


def test_nothing_public_is_reached_around_the_spokesperson() -> None:
    assert {was for (was, _), becomes in MOVES.items() if becomes is State.PUBLISHED} <= SPOKEN
    assert {was for (was, move), becomes in REPLIES.items() if becomes in SPOKEN_FOR and move != "approve"} <= SPOKEN_FOR
    assert {state for pair in READINGS.items() for state in (pair[0][0], pair[1])} == set(CARRIED_LABELS)


def test_the_diagram_in_the_documents_is_drawn_from_the_table() -> None:
    from pathlib import Path

    from django.conf import settings

    from press.media_lifecycle import diagram

    assert diagram(MOVES) in (Path(settings.ROOT) / "docs/media-desk.md").read_text(encoding="utf-8")
