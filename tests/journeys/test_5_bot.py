"""Step 5: the web chat answers with law, refuses what it does not know, takes a complaint and gives a code; so does the terminal."""

from __future__ import annotations

import html
import json
import re
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from bots.models import Unanswered
from complaints import services as complaints
from outreach.loading import load
from outreach.models import Answer

PASSPHRASE = "bốn con vịt đi qua cầu gỗ"
CHAT = "/tro-ly-ao/"


def _turn(page: str) -> dict[str, str]:
    """Return what every form of the page carries."""
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return {name: html.unescape(value) for name, value in fields.items()}


def _said(page: str) -> str:
    """Return what the bot says on the page."""
    return html.unescape("\n".join(re.findall(r'chat__turn--bot">(.*?)</li>', page, re.DOTALL)))


@pytest.mark.django_db
def test_a_worker_asks_and_complains_in_the_chat(hire: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    load()
    complaints.enrol_first_officer(hire("lan", "complaints.handle_complaint", "complaints.manage_keys"), PASSPHRASE)
    worker = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    page = worker.get(CHAT).content.decode()
    assert "hệ thống trả lời tự động (AI)" in page

    def post(**sent: str) -> str:
        nonlocal page
        page = worker.post(CHAT, _turn(page) | sent).content.decode()
        return _said(page)

    answer = post(text="cty ko đóng bhxh cho ae công nhân thì kêu ai")
    assert "Công ty không đóng" in answer
    assert "41/2024/QH15" in answer
    assert "áp dụng từ" in answer
    assert "Cán bộ sẽ nhận chậm nhất lúc" in post(action="officer")
    assert "Đã kết thúc trò chuyện" in post(action="end-talk")
    assert "thời tiết" in post(text="Hôm nay trời có mưa không?")
    assert "Tôi không biết câu trả lời" in post(text="👍")
    assert Unanswered.objects.count() == 1

    assert "Anh/chị kể sự việc" in post(action="complain")
    assert "Đã niêm phong" in post(text="Công ty trừ lương mà không đóng bảo hiểm từ tháng 3")
    filed = post(action="send")
    code = re.findall(r'class="code">([^<]+)<', filed)[0]
    assert "Đã nhận" in post(text=code)
    assert complaints.status(code).label == "Đã nhận"
    assert (
        "Đã nhận"
        in worker.post("/phan-anh/theo-doi/", _turn(worker.get("/phan-anh/theo-doi/").content.decode()) | {"code": code}).content.decode()
    )

    asked = json.dumps({"id": "1", "q": "mất sổ bhxh"}) + "\n"

    def ask() -> dict[str, Any]:
        out = StringIO()
        monkeypatch.setattr(sys, "stdin", StringIO(asked))
        monkeypatch.setattr(sys, "stdout", out)
        call_command("ask", "--jsonl")
        return dict(json.loads(out.getvalue()))

    first = ask()
    assert first["answered"]
    assert first["ranked"][0] == "mat-so-cap-lai"
    assert first["citations"]
    Answer.objects.get(slug="mat-so-cap-lai", locale__language_code="vi").unpublish()
    assert "mat-so-cap-lai" not in ask()["ranked"]
