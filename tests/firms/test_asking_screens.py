"""The screens of requests to confirm: asking, the queue, answering on the page and by a returned workbook."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import waiting
from core.models import Agency
from firms import services
from firms.models import Confirmation, Finding, Firm
from tests.firms.conftest import MakeFirm
from tests.firms.workbooks import Book

QUEUE = "firms_confirmations"


@pytest.fixture
def firm(make_firm: MakeFirm) -> Firm:
    return make_firm()


@pytest.fixture
def quang(hire: Any) -> Any:
    return hire("quang", "firms.view_register", "firms.ask_confirmation", "firms.confirm_payment", "firms.apply_batch")


@pytest.fixture
def bao(hire: Any) -> Any:
    return hire("bao", "firms.view_register", "firms.answer_confirmation", agency=Agency.objects.get(code="bhxh"))


@pytest.fixture
def asked(firm: Firm, quang: Any) -> Confirmation:
    return services.ask_confirmation(firm, kind="paid", says="Đã nộp đủ.", reference="UNC 17", by=quang, because="Đối chiếu.")


def page(client: Any, name: str, *args: Any) -> str:
    return str(client.get(reverse(name, args=args)).content.decode())


def test_an_officer_asks_from_the_firms_file(firm: Firm, quang: Any, browse: Any) -> None:
    client = browse(quang)
    path = reverse("firms_ask", args=[firm.public_id])
    assert path in page(client, "firms_firm", firm.public_id)
    assert client.post(path, {"kind": "paid"}).status_code == 422
    given = {"kind": "paid", "says": "Đã nộp đủ.", "reference": "UNC 17", "because": "Đối chiếu."}
    answer = client.post(path, given, follow=True)
    asked = Confirmation.objects.get()
    assert f"Đã gửi đề nghị {asked} đến BHXH tỉnh Minh Họa." in answer.content.decode()
    assert "còn 3 ngày làm việc" in answer.content.decode()


def test_the_agency_finds_the_question_on_its_front_page_and_answers_it(asked: Confirmation, bao: Any, browse: Any) -> None:
    client = browse(bao)
    assert [(each.label, each.count) for each in waiting.for_officer(bao)] == [("Đề nghị xác nhận chờ trả lời", 1)]
    assert "Đề nghị xác nhận chờ trả lời" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert asked.number in page(client, QUEUE)
    path = reverse("firms_answer", args=[asked.pk])
    given = {"answer": "paid", "letter_no": "1234/BHXH-QLT", "letter_on": "02/11/2026"}
    refused = client.post(path, given)
    assert refused.status_code == 422
    assert "phải ghi ngày nộp đủ" in refused.content.decode()
    assert client.post(path, given | {"paid_on": "01/11/2026"}).status_code == 302
    assert Finding.objects.get().found_on == dt.date(2026, 11, 1)
    assert waiting.for_officer(bao) == []
    assert "1234/BHXH-QLT" in page(client, "firms_confirmation", asked.pk)


def test_a_workbook_goes_out_and_comes_back(asked: Confirmation, bao: Any, browse: Any) -> None:
    client = browse(bao)
    book = Book.opened(client.get(reverse("firms_confirmations_file")).content)
    book.fill(asked.number, {"Trả lời": "Đã nộp đủ", "Ngày nộp đủ": "31/02/2026"})
    letter = {"letter_no": "1234/BHXH-QLT", "letter_on": "02/11/2026", "agency": bao.agency.pk}
    path = reverse("firms_returned")
    refused = client.post(path, letter | {"file": SimpleUploadedFile("a.xlsx", book.saved())})
    assert refused.status_code == 422
    assert "Không đọc được “31/02/2026”" in refused.content.decode()
    book.fill(asked.number, {"Ngày nộp đủ": "01/11/2026"})
    taken = client.post(path, letter | {"file": SimpleUploadedFile("a.xlsx", book.saved())}, follow=True)
    assert "Đã nhận 1 câu trả lời" in taken.content.decode()
    strange = client.post(path, letter | {"file": SimpleUploadedFile("b.csv", b"a,b\n1,2\n")})
    assert "không theo mẫu" in strange.content.decode()


def test_a_question_is_withdrawn_on_its_page_and_a_wrong_figure_closed(asked: Confirmation, quang: Any, bao: Any, browse: Any) -> None:
    client = browse(quang)
    assert client.post(reverse("firms_close_confirmation", args=[asked.pk, "rut"]), {"because": ""}).status_code == 422
    assert browse(bao).post(reverse("firms_close_confirmation", args=[asked.pk, "rut"]), {"because": "x"}).status_code == 404
    client.post(reverse("firms_close_confirmation", args=[asked.pk, "rut"]), {"because": "Đơn vị rút."})
    asked.refresh_from_db()
    assert asked.state == "withdrawn"
    assert asked.number in client.get(reverse(QUEUE), {"loc": "xong"}).content.decode()


def test_the_queue_asks_no_more_of_the_database_when_it_is_long(asked: Confirmation, quang: Any, browse: Any, firm: Firm) -> None:
    client = browse(quang)
    client.get(reverse(QUEUE))
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(QUEUE))
    for number in range(40):
        services.ask_confirmation(firm, kind="paid", says="Đã nộp.", reference=f"UNC {number}x", by=quang, because="Đối chiếu.")
    with CaptureQueriesContext(connection) as many:
        assert client.get(reverse(QUEUE)).content.decode().count("XN-0") >= 41
    assert len(many) == len(few)
