"""The media desk in the office: what waits, why something is held, and each move by its button."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core.errors import Refusal
from core.models import Officer
from press.models import Release

from .conftest import Letters, Make

Desk = tuple[Officer, Officer]
BOARD = "/quan-tri/ban-truyen-thong/"


def press_button(client: Client, release: Release, act: str, **more: str) -> str:
    response = client.post(f"{BOARD}{release.pk}/", {"act": act, "because": "Theo kế hoạch.", **more}, follow=True)
    assert response.status_code in (200, 422)
    return response.content.decode()


def test_a_release_goes_out_and_comes_back_through_the_desk(make: Make, desk: Desk, browse: Callable[..., Client]) -> None:
    release = make("draft")
    lan, minh = browse(desk[0]), browse(desk[1])
    assert "Chờ cán bộ thứ hai duyệt" in lan.get(BOARD).content.decode()
    assert "khác với người soạn" in press_button(lan, release, "approve")
    press_button(minh, release, "approve")
    page = press_button(minh, release, "release")
    assert "Xem trang công khai" in page
    assert f"/quan-tri/thu-ngo/{release.subject_id}/" in page
    press_button(minh, release, "withdraw", what="Số liệu chưa chính xác.")
    release.refresh_from_db()
    assert release.state == "withdrawn"
    assert release.public_id in lan.get(BOARD).content.decode()


def test_the_desk_says_why_a_release_is_held(make: Make, letters: Letters, desk: Desk, browse: Callable[..., Client]) -> None:
    release, minh = make("approved"), browse(desk[1])
    letters.wrong = [Refusal("paid", "Đơn vị đã nộp đủ tối qua.")]
    assert "Đơn vị đã nộp đủ tối qua." in minh.get(f"{BOARD}{release.pk}/").content.decode()
    assert "Đang giữ lại" in press_button(minh, release, "release"), "the page is that of the state it is in now"
    assert "Đơn vị đã nộp đủ tối qua." in minh.get(BOARD).content.decode()


@pytest.mark.parametrize(("act", "state"), [("release", "draft"), ("withdraw", "approved"), ("nonsense", "draft")])
def test_a_button_of_another_state_does_nothing(make: Make, desk: Desk, browse: Callable[..., Client], act: str, state: str) -> None:
    release = make(state)
    assert "không còn làm được" in press_button(browse(desk[1]), release, act, what="Đã rút.")
    release.refresh_from_db()
    assert release.state == state


def test_a_move_without_a_reason_is_sent_back(make: Make, desk: Desk, browse: Callable[..., Client]) -> None:
    release = make("draft")
    assert "Lý do" in press_button(browse(desk[1]), release, "approve", because=" ")
    release.refresh_from_db()
    assert release.state == "draft"


def test_an_officer_without_a_task_here_sees_nothing(make: Make, hire: Any, browse: Callable[..., Client]) -> None:
    quang = browse(hire("quang"))
    release = make("draft")
    for address in (BOARD, f"{BOARD}{release.pk}/"):
        assert release.public_id not in quang.get(address, follow=True).content.decode()
    assert "Bàn truyền thông" not in quang.get("/quan-tri/").content.decode()


def test_the_desk_shows_what_a_correction_would_change(make: Make, letters: Letters, desk: Desk, browse: Callable[..., Client]) -> None:
    release, minh = make("live"), browse(desk[1])
    assert "chỉ thêm câu thông báo" in minh.get(f"{BOARD}{release.pk}/").content.decode()
    letters.as_of = "2026-11-01"
    assert "<ins>01/11/2026</ins>" in minh.get(f"{BOARD}{release.pk}/").content.decode()


def test_a_release_is_appointed_and_shown_to_the_press_through_the_desk(make: Make, desk: Desk, browse: Callable[..., Client]) -> None:
    release, minh = make("approved"), browse(desk[1])
    assert "Giờ hẹn phải ở sau" in press_button(minh, release, "schedule", at="2026-11-01T08:00")
    page = press_button(minh, release, "schedule", at="2026-11-05T08:00")
    assert "05/11/2026" in page
    assert 'value="release"' not in page
    assert "Bỏ hẹn giờ: đã ghi nhận" in press_button(minh, release, "unschedule")
    page = press_button(minh, release, "embargo", until="2026-11-06T09:30")
    assert "báo chí giữ kín đến lúc đó" in page
    release.refresh_from_db()
    assert (release.state, f"{release.release_at:%d/%m %H:%M %z}") == ("embargoed", "06/11 02:30 +0000")
