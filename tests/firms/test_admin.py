"""The officers' screens: who may see them, and what they do."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse

from firms import services
from firms.models import Firm, ImportBatch
from tests.firms.conftest import MakeFirm, arrears

ALL = ("firms.view_register", "firms.import_list", "firms.apply_batch", "firms.confirm_payment")


@pytest.fixture
def firm(make_firm: MakeFirm) -> Firm:
    return make_firm()


def upload(client: Any, content: bytes, **more: Any) -> Any:
    """Hand a list in, let the background read it, and return the page to which the officer is led."""
    data = {"file": SimpleUploadedFile("ds.csv", content), "kind": "auto", "received_under": "internal", **more}
    with TestCase.captureOnCommitCallbacks(execute=True):
        sent = client.post(reverse("firms_upload"), data)
    return client.get(sent["Location"]) if sent.status_code == 302 else sent


def test_every_screen_is_closed_to_strangers_and_to_officers_of_other_rooms(firm: Firm, hire: Any, browse: Any) -> None:
    batch = services.import_file(arrears(), name="ds.csv").batch
    assert batch is not None
    paths = [
        reverse("firms_firms"),
        reverse("firms_firm", args=[firm.public_id]),
        reverse("firms_batches"),
        reverse("firms_batch", args=[batch.pk]),
        reverse("firms_upload"),
        *(reverse("firms_screen", args=[name]) for name in ("repeat", "late", "honour", "gap")),
    ]
    lan, quang = browse(hire("lan", *ALL)), browse(hire("quang"))
    for path in paths:
        assert browse().get(path).status_code == 302, path
        assert quang.get(path).status_code in (302, 403), path
        assert lan.get(path).status_code == 200, path


def test_a_script_learns_the_page_and_leaves_what_is_said_to_its_reader(firm: Firm, hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    for sentence in ("", "Tệp này đã được nhập trước đây"):
        data = {"file": SimpleUploadedFile("ds.csv", arrears()), "kind": "auto", "received_under": "internal"}
        answer = client.post(reverse("firms_upload"), data, headers={"Accept": "application/json, text/html"})
        assert answer.json() == {"page": reverse("firms_batch", args=[ImportBatch.objects.get().pk])}
        assert sentence in client.get(answer.json()["page"]).content.decode()
    services.read_waiting()


def test_an_unread_file_sent_again_leads_to_its_batch(firm: Firm, hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    upload(client, b"khong, phai\ndanh, sach\n")
    assert "không lập lô mới" in upload(client, b"khong, phai\ndanh, sach\n").content.decode()
    assert ImportBatch.objects.get().state == "unread"


def test_a_list_is_uploaded_looked_at_and_applied_with_a_reason(firm: Firm, hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    page = upload(client, arrears())
    batch = ImportBatch.objects.get()
    assert batch.state == "staged"
    assert "Áp dụng" in page.content.decode()
    apply = reverse("firms_move_batch", args=[batch.pk, "apply"])
    assert client.post(apply, {"because": ""}).status_code == 422
    assert client.post(apply, {"because": "Đã đối chiếu."}).status_code == 302
    batch.refresh_from_db()
    assert batch.state == "applied"
    assert batch.events.filter(move="apply", by__username="lan").exists()
    assert "Chậm đóng" in client.get(reverse("firms_firm", args=[firm.public_id])).content.decode()
    client.post(reverse("firms_move_batch", args=[batch.pk, "roll_back"]), {"because": "Nhầm tệp."})
    batch.refresh_from_db()
    assert batch.state == "rolled_back"


def test_a_file_that_cannot_be_read_says_why_and_can_be_read_again(hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    page = upload(client, b"a,b\n1,2\n")
    batch = ImportBatch.objects.get()
    assert batch.state == "unread"
    assert "Không nhận ra danh sách" in page.content.decode()
    assert not batch.issues.exists()
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(reverse("firms_read_again", args=[batch.pk]), {"kind": "arrears"})
    batch.refresh_from_db()
    assert (batch.state, batch.attempts, batch.asked_kind) == ("unread", 1, "arrears")


def test_a_file_that_no_choice_can_mend_is_not_offered_again(hire: Any, browse: Any) -> None:
    page = upload(browse(hire("lan", *ALL)), b"PK\x03\x04 cut short").content.decode()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.refusal_code) == ("unread", "unreadable")
    assert "hãy làm theo câu trên rồi nhập tệp mới" in page
    assert reverse("firms_read_again", args=[batch.pk]) not in page


def test_a_published_list_must_say_where(hire: Any, browse: Any) -> None:
    assert upload(browse(hire("lan", *ALL)), arrears(), received_under="published").status_code == 422
    assert not ImportBatch.objects.exists()


def test_a_day_that_has_not_come_is_refused_at_its_field(hire: Any, browse: Any) -> None:
    where = {
        "received_under": "published",
        "published_url": "https://bhxh.example/ds",
        "published_title": "DS",
        "published_on": "30/12/2026",
    }
    client = browse(hire("lan", *ALL))
    assert "Ngày đăng (30/12/2026) chưa đến" in upload(client, arrears(), **where).content.decode()
    answer = upload(client, arrears(), letter_no="1", letter_on="30/12/2026")
    assert answer.context["form"].errors.keys() == {"letter_on"}
    assert not ImportBatch.objects.exists()


def test_who_may_only_import_cannot_apply(firm: Firm, hire: Any, browse: Any) -> None:
    client = browse(hire("quang", "firms.import_list", "firms.view_register"))
    page = upload(client, arrears())
    batch = ImportBatch.objects.get()
    assert 'formaction="' not in page.content.decode()
    client.post(reverse("firms_move_batch", args=[batch.pk, "apply"]), {"because": "Tự ý."})
    batch.refresh_from_db()
    assert batch.state == "staged"


def test_a_payment_is_confirmed_on_the_firms_page(firm: Firm, hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    path = reverse("firms_confirm_payment", args=[firm.public_id])
    assert client.post(path, {"paid_on": "2026-11-09", "source": "CV 12", "because": "x"}).status_code == 422
    assert client.post(path, {"paid_on": "2026-11-01", "source": "CV 12/BHXH", "because": "Đã xác nhận."}).status_code == 302
    assert firm.findings.get().source == "CV 12/BHXH"


@pytest.mark.parametrize("query", ["long tay", "9917169268", "9917", "Công ty TNHH L"])
def test_firms_are_found_by_name_and_code(firm: Firm, hire: Any, browse: Any, query: str) -> None:
    assert firm.public_id in browse(hire("lan", *ALL)).get(reverse("firms_firms"), {"q": query}).content.decode()


def test_other_spellings_of_a_heading_are_read(firm: Firm, hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    other = arrears().decode().replace("Mã số thuế", "MST").replace("Tên đơn vị", "TÊN ĐƠN VỊ SDLĐ").replace("Mã đơn vị", "Mã ĐV")
    upload(client, other.replace("Số liệu tính đến hết ngày", "số liệu chốt đến").encode())
    assert ImportBatch.objects.get().state == "staged"


def test_an_unknown_heading_names_the_nearest_kind_and_what_is_missing(hire: Any, browse: Any) -> None:
    client = browse(hire("lan", *ALL))
    page = upload(client, arrears().decode().replace("Số tháng chậm đóng", "Kỳ").encode()).content.decode()
    assert "Gần nhất là “Danh sách chậm đóng”, chưa xác định được cột “Số tháng chậm đóng”. Hãy ghép cột" in page


def test_a_batch_speaks_the_words_of_the_office(firm: Firm, hire: Any, browse: Any) -> None:
    page = upload(browse(hire("lan", *ALL)), arrears(total=1)).content.decode()
    assert "Số dòng trong danh sách" in page
    assert "cột Tổng cộng ghi lệch" in page
    assert "<strong>Giữ lại chờ cán bộ xem</strong>" in page


def test_a_firm_tells_the_length_of_a_delay_in_words(firm: Firm, hire: Any, browse: Any) -> None:
    services.import_file(arrears(months="từ 9/2025"), name="ds.csv")
    page = browse(hire("lan", *ALL)).get(reverse("firms_firm", args=[firm.public_id])).content.decode()
    assert "từ tháng 09/2025" in page
