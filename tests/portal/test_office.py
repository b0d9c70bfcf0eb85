"""The office's front page: each officer sees what waits for them, and nothing of what is not theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from core import waiting
from core.events import record_move
from firms.models import ImportBatch, ImportEvent

Hire = Callable[..., Any]
Browse = Callable[..., Client]


@pytest.fixture
def held(db: None) -> ImportBatch:
    return ImportBatch.objects.create(kind="arrears", state="held", file_name="ds.xlsx", sha256="0" * 64)


def test_an_officer_sees_what_waits_for_them(held: ImportBatch, hire: Hire, browse: Browse) -> None:
    quang = hire("quang", "firms.import_list", "firms.apply_batch")
    assert ("Danh sách bị giữ, cần xem", 1) in [(each.label, each.count) for each in waiting.for_officer(quang)]
    page = browse(quang).get("/quan-tri/").content.decode()
    assert "Danh sách bị giữ, cần xem" in page
    assert "/quan-tri/nhap-lieu/" in page


def test_an_officer_without_the_right_sees_nothing_of_it(held: ImportBatch, hire: Hire, browse: Browse) -> None:
    lan = hire("lan", "notices.draft_notice")
    assert waiting.for_officer(lan) == []
    assert "Không có việc nào đang chờ anh/chị." in browse(lan).get("/quan-tri/").content.decode()


def test_every_queue_names_a_permission_that_exists(hire: Hire) -> None:
    admin = hire("an", is_superuser=True)
    from django.contrib.auth.models import Permission

    known = {f"{each.content_type.app_label}.{each.codename}" for each in Permission.objects.select_related("content_type")}
    assert {queue.permission for _, queues in waiting._desks for queue in queues} <= known
    waiting.for_officer(admin)


def test_the_story_speaks_the_words_of_the_office(held: ImportBatch, hire: Hire, browse: Browse) -> None:
    record_move(ImportEvent, held, move="hold", was="reading", becomes="held", by=None, because="Lệch tổng.")
    page = browse(hire("minh", "core.view_story")).get("/quan-tri/nhat-ky/").content.decode()
    assert "Giữ lại chờ cán bộ xem" in page
    assert "held" not in page


@pytest.mark.parametrize("address", ["/quan-tri/don-vi/?q=%00", "/tim-kiem/?q=a%00", "/%00/"])
def test_no_address_holds_a_nul(address: str, browse: Browse) -> None:
    assert browse().get(address).status_code == 400


def test_without_a_script_the_front_page_lists_the_menu(hire: Hire, browse: Browse) -> None:
    page = browse(hire("quang", "firms.import_list", "firms.view_register")).get("/quan-tri/").content.decode()
    listed = page.partition("<noscript><nav")[2].partition("</noscript>")[0]
    assert "/quan-tri/nhap-lieu/moi/" in listed
    assert "/quan-tri/nhat-ky/" not in listed


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("nhap-lieu/{pk}/apply/", "nhap-lieu/{pk}/"),
        ("nhap-lieu/{pk}/dong/canh-bao/xet/?loai=x", "nhap-lieu/{pk}/dong/canh-bao/?loai=x"),
        ("kiem-tra/danh-sach/tep/xlsx/", "kiem-tra/danh-sach/"),
        ("de-nghi/1/send/", "de-nghi/1/"),
    ],
)
def test_what_only_a_button_asks_for_leads_back_to_the_page_with_the_button(
    held: ImportBatch, address: str, page: str, hire: Hire, browse: Browse
) -> None:
    address, page = (f"/quan-tri/{each.format(pk=held.pk)}" for each in (address, page))
    client = browse(hire("an", is_superuser=True))
    opened = client.get(address, headers={"Accept": "text/html,*/*"})
    assert (opened.status_code, opened.headers["Location"]) == (302, page)
    assert "hãy bấm lại" in client.get("/quan-tri/").content.decode()
    held.refresh_from_db()
    assert held.state == "held"
    assert client.get(address, headers={"Accept": "application/json"}).status_code == 405
    assert client.head(address, headers={"Accept": "text/html,*/*"}).status_code == 405
    stranger = browse().get(address, headers={"Accept": "text/html,*/*"})
    assert stranger.headers["Location"].startswith("/quan-tri/login/"), "who is not logged in learns nothing of the address"
