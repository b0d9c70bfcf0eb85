"""Where the media carried us; what is wrong, or no longer right, becomes a task until it is corrected."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from core import clock
from core.errors import IllegalMove, NotAllowed, Refused
from press import services
from press.media import clippings, keeping
from press.media_lifecycle import READINGS, Carried, diagram
from press.models import Clipping

from .conftest import Cast, Walk

LIST = "/quan-tri/diem-bao/"
NOTED = {
    "medium": "Đài Minh Họa",
    "title": "12 đơn vị đã nộp",
    "carried_on": "01/11/2026",
    "url": "https://dai.example/1",
    "because": "Điểm báo ngày.",
}

Browse = Callable[..., Client]


def note(cast: Cast, **more: Any) -> Clipping:
    told = {"medium": "Đài Minh Họa", "title": "12 đơn vị đã nộp", "carried_on": dt.date(2026, 11, 1), "url": "https://dai.example/1"}
    return clippings.note(by=cast.lan, because="Điểm báo ngày.", **{**told, **more})


@pytest.mark.parametrize(
    ("wrong", "code"), [({"url": ""}, "nothing_to_see"), ({"carried_on": dt.date(2026, 11, 3)}, "not_yet")], ids=["unseen", "tomorrow"]
)
def test_a_clipping_can_be_looked_at_and_lies_in_the_past(cast: Cast, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        note(cast, **wrong)
    assert [refusal.code for refusal in refused.value.refusals] == [code]


def test_what_is_wrong_is_asked_for_and_followed(cast: Cast) -> None:
    clipping = clippings.object_to(note(cast), by=cast.lan, because="Sai số.", wrong="Viết 21, đúng là 12.")
    assert clipping.correct_by == dt.date(2026, 11, 3)
    clipping = clippings.asked(clipping, by=cast.lan, because="Công văn 15 ngày 02/11.")
    assert clipping.correct_by == dt.date(2026, 11, 9)
    assert clippings.to_correct().get() == clipping
    assert clippings.corrected(clipping, by=cast.lan, because="Đã sửa trên trang.").state == Carried.CORRECTED
    assert not clippings.to_correct().exists()


@pytest.mark.parametrize("how", ["correct", "withdraw"])
def test_what_is_put_right_or_taken_back_opens_a_request_to_each_medium(walk: Walk, cast: Cast, how: str) -> None:
    release = walk("live").release
    assert release is not None
    fresh = note(cast, release=release)
    right = clippings.confirm(note(cast, release=release), by=cast.lan, because="Đúng.")
    other = clippings.confirm(note(cast), by=cast.lan, because="Đúng.")
    getattr(services, how)(release, by=cast.minh, because="Sai.", what="Số liệu chưa chính xác.")
    for each, state in ((fresh, Carried.WRONG), (right, Carried.WRONG), (other, Carried.RIGHT)):
        each.refresh_from_db()
        assert each.state == state
    assert right.wrong == "Số liệu chưa chính xác."
    last = right.events.last()
    assert last is not None
    assert last.by is None


def test_a_request_is_asked_before_it_is_done(cast: Cast) -> None:
    with pytest.raises(IllegalMove):
        clippings.corrected(note(cast), by=cast.lan, because="Đã sửa.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Clipping.objects.update(state=Carried.WRONG)


def test_the_desk_alone_notes(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        clippings.note(by=cast.phuc, because="x", medium="x", title="x", carried_on=clock.today(), url="https://x.example/")


def picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(out, "PNG")
    return SimpleUploadedFile("bao.png", out.getvalue())


def test_a_scan_is_kept_privately_and_swept_when_nothing_names_it(cast: Cast, browse: Browse, hire: Any) -> None:
    lan = browse(cast.lan)
    lan.post(f"{LIST}ghi/", {**NOTED, "url": "", "scan": picture()})
    clipping = Clipping.objects.get()
    here = f"{LIST}{clipping.pk}/ban-chup/"
    assert lan.get(here).content[:3] == b"\xff\xd8\xff"
    assert b"\xff\xd8\xff" not in browse(hire("quang")).get(here, follow=True).content
    with clock.at(dt.date(2036, 1, 1)):
        assert keeping.forget_scans() == 0
        Clipping.objects.update(scan="", url="https://dai.example/1")
        assert keeping.forget_scans() >= 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"url": ""}, "Cần địa chỉ bài hoặc bản chụp"),
        ({"release": "TX-99-2026-000009"}, "Không có tin nào đã công khai"),
        ({"scan": SimpleUploadedFile("bao.exe", b"MZ")}, "Chỉ nhận ảnh"),
    ],
    ids=["nothing to see", "unknown release", "a program"],
)
def test_what_is_wrong_in_the_form_is_said(cast: Cast, browse: Browse, wrong: dict[str, Any], said: str) -> None:
    response = browse(cast.lan).post(f"{LIST}ghi/", {**NOTED, **wrong})
    assert response.status_code == 422
    assert said in response.content.decode()


def test_the_office_follows_it(walk: Walk, cast: Cast, browse: Browse) -> None:
    record, lan = walk("live"), browse(cast.lan)
    lan.post(f"{LIST}ghi/", {**NOTED, "release": str(record).lower()})
    clipping = Clipping.objects.get()
    assert clipping.release == record.release
    lan.post(f"{LIST}{clipping.pk}/", {"act": "object", "because": "Sai số.", "wrong": "Viết 21, đúng là 12."})
    assert "Bài báo cần cải chính" in lan.get("/quan-tri/").content.decode()
    assert clipping.title in lan.get(f"{LIST}?xem=cai-chinh").content.decode()
    with clock.at(dt.date(2026, 11, 4)):
        assert "quá hạn" in lan.get(f"{LIST}?xem=cai-chinh").content.decode()


@pytest.mark.parametrize("amount", [1, 20])
def test_the_list_costs_the_same_whatever_its_length(cast: Cast, browse: Browse, django_assert_max_num_queries: Any, amount: int) -> None:
    for _ in range(amount):
        note(cast)
    lan = browse(cast.lan)
    lan.get(LIST)
    with django_assert_max_num_queries(20):
        lan.get(LIST)


def test_the_diagram_in_the_documents_is_drawn_from_the_table() -> None:
    from pathlib import Path

    from django.conf import settings

    assert diagram(READINGS) in (Path(settings.ROOT) / "docs/media-desk.md").read_text(encoding="utf-8")
