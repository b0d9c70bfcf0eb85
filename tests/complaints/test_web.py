"""The reporter's way through the site, without an account and without a script."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from complaints import services
from complaints.models import Complaint, Evidence, OneTimeLink
from core import clock
from core.logs import redact

pytestmark = pytest.mark.django_db

TEXT = "Công ty không đóng BHXH.\n\nTừ tháng 3, khoảng 40 người."


def fields(html: str, step: str) -> dict[str, str]:
    """Return the hidden fields of the form that leads to ``step``."""
    form = next(part for part in re.findall(r"<form.*?</form>", html, re.S) if f'value="{step}"' in part)
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def shown_code(html: str) -> str:
    match = re.search(r'class="code">([^<]+)<', html)
    assert match
    return match.group(1)


def send(client: Client, text: str = TEXT, path: str = "/phan-anh/", **more: Any) -> str:
    """Go through writing, looking again and sending; return the code."""
    preview = client.post(path, {"step": "preview", "wants": "feedback", "content": text, "name": "", "contact": ""}).content.decode()
    code = shown_code(preview)
    done = client.post(path, fields(preview, "send") | {"last": code[-5:].lower()} | more)
    assert done.status_code == 200
    assert shown_code(done.content.decode()) == code
    return code


@pytest.fixture
def anybody(browse: Callable[..., Client], officer: Any) -> Client:
    return browse()


def photograph(side: int = 300) -> bytes:
    """Return a JPEG that tells where it was taken."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "CANARY-CAMERA"
    Image.new("RGB", (side, side // 2), "teal").save(out, "JPEG", exif=exif, comment=b"CANARY-COMMENT")
    return out.getvalue()


def test_a_complaint_goes_in_and_the_code_opens_it(anybody: Client) -> None:
    code = send(anybody)
    page = anybody.post("/phan-anh/theo-doi/", {"code": code}).content.decode()
    assert "khoảng 40 người" in page
    assert "Đã nhận" in page


def test_sending_the_page_again_files_nothing_new(anybody: Client) -> None:
    preview = anybody.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": TEXT}).content.decode()
    data = fields(preview, "send") | {"last": shown_code(preview)[-5:]}
    pages = [anybody.post("/phan-anh/", data) for _ in range(2)]
    assert [shown_code(page.content.decode()) for page in pages] == [shown_code(preview)] * 2
    assert Complaint.objects.count() == 1


def test_a_code_that_was_not_written_down_is_not_enough(anybody: Client) -> None:
    preview = anybody.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": TEXT}).content.decode()
    again = anybody.post("/phan-anh/", fields(preview, "send") | {"last": "xxxxx"})
    assert again.status_code == 422
    assert shown_code(again.content.decode()) == shown_code(preview)
    assert not Complaint.objects.exists()


def test_nobody_chooses_a_code(anybody: Client) -> None:
    preview = anybody.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": TEXT}).content.decode()
    forged = fields(preview, "send") | {"receipt": "00000-00000-00000-00000:1uXYZ:abc", "last": "00000"}
    assert anybody.post("/phan-anh/", forged).status_code == 422
    assert not Complaint.objects.exists()


def test_the_preview_points_at_numbers_and_stores_nothing(anybody: Client) -> None:
    page = anybody.post(
        "/phan-anh/", {"step": "preview", "wants": "feedback", "content": "CCCD 001203004005, gọi 0912345678"}
    ).content.decode()
    assert page.count("<mark") == 2
    assert "số điện thoại" in page
    assert not Complaint.objects.exists()


def test_an_empty_text_is_asked_for(anybody: Client) -> None:
    page = anybody.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": "  "})
    assert page.status_code == 422
    assert "chưa viết nội dung" in page.content.decode()


def test_own_limits_are_dated(anybody: Client) -> None:
    page = anybody.post("/phan-anh/", {"step": "limits", "on": "31/01/2026"}).content.decode()
    for ends in ("01/05/2026", "30/07/2026", "31/01/2027", "30/04/2026"):
        assert ends in page


def test_pictures_are_drawn_anew_and_sealed(anybody: Client, desk: services.OpenDesk) -> None:
    code = send(anybody, papers=[SimpleUploadedFile("bảng lương.jpg", photograph()), SimpleUploadedFile("don.pdf", b"%PDF-1.7 CANARY")])
    assert services.read(code).files == 2
    from complaints.services.desk import open_file

    picture, paper = (open_file(row, desk=desk) for row in Evidence.objects.order_by("pk"))
    assert (picture.name, paper.name, paper.data) == ("bảng lương.jpg", "don.pdf", b"%PDF-1.7 CANARY")
    assert b"CANARY" not in picture.data
    assert Image.open(io.BytesIO(picture.data)).size == (300, 150)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"<script>alert(1)</script>", id="no picture"),
        pytest.param(b"\x89PNG\r\n\x1a\n" + b"\0" * 100, id="a broken picture"),
        pytest.param(b"%PDF-" + b"0" * (8 * 1024 * 1024), id="too large"),
    ],
)
def test_other_files_are_refused(anybody: Client, data: bytes) -> None:
    preview = anybody.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": TEXT}).content.decode()
    sent = fields(preview, "send") | {"last": shown_code(preview)[-5:], "papers": [SimpleUploadedFile("tep.jpg", data)]}
    assert anybody.post("/phan-anh/", sent).status_code == 422
    assert not Complaint.objects.exists()


def test_too_many_pixels_are_a_bomb(anybody: Client) -> None:
    out = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    preview = anybody.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": TEXT}).content.decode()
    sent = fields(preview, "send") | {"last": shown_code(preview)[-5:], "papers": [SimpleUploadedFile("bom.png", out.getvalue())]}
    assert anybody.post("/phan-anh/", sent).status_code == 422


def test_a_reporter_writes_again_and_withdraws(anybody: Client) -> None:
    code = send(anybody)
    page = anybody.post("/phan-anh/theo-doi/", {"code": code, "act": "add", "content": "Thêm một điều."}).content.decode()
    assert "Thêm một điều." in page
    asked = anybody.post("/phan-anh/theo-doi/", {"code": code, "act": "withdraw"}).content.decode()
    assert "chắc chắn" in asked
    done = anybody.post("/phan-anh/theo-doi/", {"code": code, "act": "withdraw", "sure": "1"}).content.decode()
    assert "Người gửi đã rút" in done
    assert anybody.post("/phan-anh/theo-doi/", {"code": code, "act": "add", "content": "nữa"}).status_code == 422


def test_a_formal_matter_gets_a_petition_to_sign(anybody: Client) -> None:
    preview = anybody.post("/phan-anh/", {"step": "preview", "wants": "denunciation", "content": TEXT}).content.decode()
    code = shown_code(preview)
    anybody.post("/phan-anh/", fields(preview, "send") | {"last": code[-5:]})
    page = anybody.post("/phan-anh/theo-doi/", {"code": code, "act": "petition"}).content.decode()
    assert "ĐƠN TỐ CÁO" in page
    assert "khoảng 40 người" in page


def test_a_wrong_code_says_what_to_do(anybody: Client) -> None:
    assert "20 ký tự" in anybody.post("/phan-anh/theo-doi/", {"code": "abc"}).content.decode()


def test_a_one_time_link_is_good_for_one_complaint(anybody: Client) -> None:
    path = services.one_time_link().removeprefix("http://localhost:8000")
    assert anybody.get(path).status_code == anybody.get(path).status_code == 200, "looking does not use it"
    code = send(anybody, path=path)
    assert Complaint.objects.get().channel == "link"
    assert services.status(code)
    assert anybody.get(path).status_code == 410
    assert not OneTimeLink.objects.exists()


def test_a_one_time_link_never_stands_in_a_log(officer: Any) -> None:
    link = services.one_time_link()
    assert redact(f"Gone: {link}") == "Gone: http://localhost:8000/phan-anh/nhap/[token]/"


def test_too_many_complaints_from_one_address_wait(anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("complaints.views._SENDS", 1)
    send(anybody)
    preview = anybody.post("/phan-anh/", {"step": "preview", "wants": "feedback", "content": TEXT}).content.decode()
    answer = anybody.post("/phan-anh/", fields(preview, "send") | {"last": shown_code(preview)[-5:]})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_without_a_key_the_form_says_so(db: None, browse: Callable[..., Client]) -> None:
    assert "1900 9068" in browse().get("/phan-anh/").content.decode()
    assert browse().post("/phan-anh/", {"step": "write"}).status_code == 503


@pytest.mark.parametrize("path", ["/phan-anh/", "/phan-anh/theo-doi/", "/en/phan-anh/"])
def test_the_forms_are_never_kept(anybody: Client, path: str) -> None:
    page = anybody.get(path)
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert "public" not in page["Cache-Control"]
    html = page.content.decode()
    assert html.count("<h1") == 1
    assert "|safe" not in html


def test_a_form_without_the_token_is_refused(officer: Any) -> None:
    strict = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    assert strict.post("/phan-anh/", {"step": "write"}).status_code == 403


def test_figures_show_no_small_count(officer: Any, anybody: Client, today: Any) -> None:
    import datetime as dt

    with clock.at(dt.date(2026, 8, 3)):
        for wants in ["feedback"] * 12 + ["question"] * 6 + ["denunciation"] * 2:
            services.file("chuyện", wants=wants)
    page = anybody.get("/phan-anh/").content.decode()
    assert "nhận 20 phản ánh" in page
    assert "Phản ánh, kiến nghị: 12" in page
    assert "Các loại khác: 8" in page
    assert "Tố cáo: 2" not in page
