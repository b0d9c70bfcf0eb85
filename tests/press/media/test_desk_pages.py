"""Press releases and spokespeople in the office."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from press.media_lifecycle import State
from press.models import PressRelease, Spokesperson

from .conftest import WORDS, Cast, Walk

LIST = "/quan-tri/thong-cao/"
SPEAKERS = "/quan-tri/nguoi-phat-ngon/"
WRITTEN = {
    "title": WORDS.title,
    "lead": WORDS.lead,
    "body": WORDS.body,
    "contact_name": WORDS.contact_name,
    "contact_phone": WORDS.contact_phone,
    "because": "Theo kế hoạch.",
}

Browse = Callable[..., Client]


def test_written_approved_and_edited_in_the_office(cast: Cast, browse: Browse) -> None:
    lan, phuc = browse(cast.lan), browse(cast.phuc)
    response = lan.post(f"{LIST}soan/", WRITTEN | {"quote1_text": "Nói.", "quote1_name": "Ông A"}, follow=True)
    record = PressRelease.objects.get()
    assert "chờ người phát ngôn duyệt" in response.content.decode()
    assert "Thông cáo chờ người phát ngôn duyệt" in phuc.get("/quan-tri/").content.decode()
    page = phuc.get(f"{LIST}{record.pk}/").content.decode()
    assert 'name="number" value="1"' in page
    phuc.post(f"{LIST}{record.pk}/", {"act": "clear", "because": "Đúng.", "number": "1"})
    record.refresh_from_db()
    assert record.is_cleared
    assert record.cleared is not None
    assert record.cleared.quotes == [{"text": "Nói.", "name": "Ông A", "role": ""}]
    assert "mọi đường dẫn đã gửi báo chí chết theo" in lan.get(f"{LIST}{record.pk}/sua/").content.decode()
    lan.post(f"{LIST}{record.pk}/sua/", WRITTEN | {"title": "Tiêu đề mới"})
    record.refresh_from_db()
    assert record.state == State.DRAFT
    assert record.latest is not None
    assert record.latest.number == 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"contact_phone": ""}, "Cần điện thoại hoặc thư điện tử"),
        ({"quote2_text": "Nói."}, "Trích dẫn phải có người nói"),
        ({"linked": "TX-99-2026-000999"}, "Không có tin nào"),
        ({"expires_on": "01/11/2026"}, "Ngày này phải sau hôm nay"),
        ({"body": " "}, 'class="w-field__errors"'),
    ],
)
def test_what_is_missing_is_said_beside_the_field(cast: Cast, browse: Browse, wrong: dict[str, str], said: str) -> None:
    response = browse(cast.lan).post(f"{LIST}soan/", WRITTEN | wrong)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not PressRelease.objects.exists()


def test_what_was_pasted_is_kept_without_control_signs(cast: Cast, browse: Browse) -> None:
    browse(cast.lan).post(f"{LIST}soan/", WRITTEN | {"title": "Tin\r\nBcc: a@b.example\x01", "body": "Một\x0bhai\x1f.\r\n\r\nBa."})
    text = PressRelease.objects.get().latest
    assert text is not None
    assert (text.title, text.body) == ("Tin Bcc: a@b.example", "Một\nhai.\r\n\r\nBa.")


def test_a_spokesperson_is_appointed_and_ended_by_who_may(cast: Cast, browse: Browse) -> None:
    minh, lan = browse(cast.minh), browse(cast.lan)
    said = {"officer": cast.lan.pk, "decision_no": "14/QĐ-UBND", "valid_from": "01/11/2026", "valid_to": ""}
    assert lan.post(SPEAKERS, said).status_code == 422
    assert Spokesperson.objects.count() == 1
    minh.post(SPEAKERS, said)
    appointment = Spokesperson.objects.get(decision_no="14/QĐ-UBND")
    assert lan.get(f"{SPEAKERS}{appointment.pk}/thoi/", follow=True).redirect_chain
    long = {"act": "end", "because": "Thôi. " * 60, "valid_to": "05/11/2026"}
    assert "Lý do" in minh.post(f"{SPEAKERS}{appointment.pk}/thoi/", long, follow=True).content.decode()
    appointment.refresh_from_db()
    assert appointment.valid_to is None, "PostgreSQL would not take what the column does not hold"
    minh.post(f"{SPEAKERS}{appointment.pk}/thoi/", {"act": "end", "because": "Thôi.", "valid_to": "05/11/2026"})
    appointment.refresh_from_db()
    assert appointment.ended_because == "Thôi."


def test_an_officer_without_a_task_sees_nothing(walk: Walk, hire: Any, browse: Browse) -> None:
    record = walk("written")
    quang = browse(hire("quang"))
    for address in (LIST, f"{LIST}{record.pk}/", f"{LIST}soan/", SPEAKERS):
        assert WORDS.title not in quang.get(address, follow=True).content.decode()


@pytest.mark.parametrize("amount", [1, 12])
def test_the_list_costs_the_same_whatever_its_length(
    walk: Walk, cast: Cast, browse: Browse, django_assert_max_num_queries: Any, amount: int
) -> None:
    for _ in range(amount):
        walk("cleared")
    lan = browse(cast.lan)
    lan.get(LIST)
    with django_assert_max_num_queries(20):
        lan.get(LIST)
