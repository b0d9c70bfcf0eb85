"""Step 6: a worker tells in confidence, an officer reads and answers, the worker reads the answer with the code."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
from django.test import Client

from complaints import services
from core import clock
from core.models import Agency

PASSPHRASE = "bốn con vịt đi qua cầu gỗ"


def hidden(page: str, step: str) -> dict[str, str]:
    """Return what the form that leads to ``step`` carries."""
    form = next(part for part in re.findall(r"<form.*?</form>", page, re.S) if f'value="{step}"' in part)
    return {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)}


@pytest.mark.django_db
def test_a_worker_is_answered_without_an_account(hire: Any, browse: Any, today: dt.date) -> None:
    lan = hire("lan", "complaints.handle_complaint", "complaints.manage_keys", last_name="Nguyễn", first_name="Lan")
    office: Client = browse(lan)
    office.post("/quan-tri/phan-anh/khoa/", {"act": "first", "new": PASSPHRASE, "again": PASSPHRASE})

    worker = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    start = worker.get("/phan-anh/").content.decode()
    assert "Chỉ 1 cán bộ giữ khóa" in start
    assert "Khiếu nại lao động với người sử dụng lao động" in start
    writing = worker.post("/phan-anh/", hidden(start, "write") | {"wants": "feedback"}).content.decode()
    told = {"content": "Công ty trừ lương mà không đóng BHXH từ tháng 3.\nCCCD của tôi 001203004005.", "name": "", "contact": ""}
    preview = worker.post("/phan-anh/", hidden(writing, "preview") | told).content.decode()
    assert '<mark title="số định danh, CCCD hoặc CMND">001203004005</mark>' in preview
    again = worker.post("/phan-anh/", hidden(preview, "edit")).content.decode()
    told["content"] = "Công ty trừ lương mà không đóng BHXH từ tháng 3."
    preview = worker.post("/phan-anh/", hidden(again, "preview") | told).content.decode()
    assert "<mark" not in preview
    code = re.findall(r'class="code">([^<]+)<', preview)[0]
    receipt = worker.post("/phan-anh/", hidden(preview, "send") | {"last": code[-5:]}).content.decode()
    assert code in receipt
    assert "16/11/2026" in receipt
    assert "<svg" in receipt

    assert "Đã nhận: <strong>1</strong>" in office.get("/quan-tri/phan-anh/").content.decode()
    office.post("/quan-tri/phan-anh/", {"passphrase": PASSPHRASE})
    queue = office.get("/quan-tri/phan-anh/").content.decode()
    assert "10 ngày làm việc" in queue
    address = re.findall(r"/quan-tri/phan-anh/\d+/", queue)[0]
    assert "trừ lương mà không đóng" in office.get(address).content.decode()
    insurance = Agency.objects.create(code="bhxh-co-so", name="BHXH cơ sở", kind=Agency.Kind.INSURANCE)
    office.post(address, {"act": "forward", "forward-agency": insurance.pk, "forward-text": "BHXH cơ sở đang đối chiếu."})
    with clock.at(today + dt.timedelta(days=7)):
        office.post("/quan-tri/phan-anh/", {"passphrase": PASSPHRASE})
        office.post(address, {"act": "answer", "answer-text": "Đơn vị chậm đóng hai tháng, đã được đôn đốc bằng văn bản."})

        later = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
        door = later.get("/phan-anh/theo-doi/").content.decode()
        token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', door)[0]
        case = later.post("/phan-anh/theo-doi/", {"code": code.lower(), "csrfmiddlewaretoken": token}).content.decode()
    assert "đã được đôn đốc bằng văn bản" in case
    assert "BHXH cơ sở" in case
    assert "Đã trả lời" in case
    assert services.status(code).answered_on == dt.date(2026, 11, 9)
