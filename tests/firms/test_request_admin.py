# ruff: noqa: F811 - fixtures of the neighbouring module are asked for by their names
"""The officers' screens of the letters: who may see them, what they do, and that their queries do not grow."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.models import Officer
from firms import sweeps
from firms.models import Firm, LetterBatch, Request, RequestFile, Source
from tests.firms.conftest import MakeFirm
from tests.firms.test_requests import Count, boss, clerk, count, draft, lan, sent, wide  # noqa: F401 - fixtures

#: Where the office sends whoever lacks a right.
OFFICE = "/quan-tri/"
SHARED = {
    "agency_over": "Ủy ban nhân dân tỉnh Minh Họa",
    "agency": "Sở Nội vụ tỉnh Minh Họa",
    "mark": "SNV-LĐ",
    "place": "Minh Họa",
    "signer_role": "Giám đốc",
    "reply_to": "Sở Nội vụ",
    "because": "Chênh lệch lớn.",
}


def test_every_screen_is_closed_to_strangers_and_to_officers_of_other_rooms(sent: Request, hire: Any, browse: Any, lan: Officer) -> None:
    paths = [
        reverse("firms_requests"),
        reverse("firms_compose"),
        reverse("firms_welcome"),
        reverse("firms_letter_batches"),
        reverse("firms_letters", args=[sent.batch_id]),
        reverse("firms_request_results"),
        reverse("firms_request_results_csv"),
        reverse("firms_request_results_xlsx"),
        reverse("firms_request", args=[sent.pk]),
        reverse("firms_letter_docx", args=[sent.pk]),
        reverse("firms_letter_pdf", args=[sent.pk]),
    ]
    insider, other = browse(lan), browse(hire("quang"))
    for path in paths:
        assert browse().get(path).status_code == 302, path
        assert other.get(path).status_code in (302, 403), path
        answer = insider.get(path)
        assert answer.status_code == 200, path
        assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"], path


def test_a_letter_goes_from_the_gap_to_the_firm_and_its_answer_back(
    wide: Firm,
    lan: Officer,
    clerk: Officer,
    boss: Officer,
    browse: Any,
) -> None:
    writer, desk = browse(lan), browse(clerk)
    assert "Công ty TNHH Long Tây Mẫu" in writer.get(reverse("firms_compose")).content.decode()
    assert writer.post(reverse("firms_compose"), SHARED).status_code == 422  # nobody ticked
    answer = writer.post(reverse("firms_compose"), {**SHARED, "firm": [wide.pk]})
    batch, row = LetterBatch.objects.get(), Request.objects.get()
    assert answer["Location"] == reverse("firms_letters", args=[batch.pk])
    sweeps.print_letters()
    packed = writer.get(reverse("firms_letters_zip", args=[batch.pk]))
    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert len(archive.namelist()) == 1
    assert packed["Content-Disposition"].startswith("attachment")

    signed = {"first": "7", "dated_on": "02/11/2026", "signer": boss.pk, "because": "Đã ký."}
    assert writer.post(reverse("firms_number_letters", args=[batch.pk]), signed)["Location"] == OFFICE
    assert desk.post(reverse("firms_number_letters", args=[batch.pk]), {**signed, "dated_on": "03/11/2026"}).status_code == 422
    assert desk.post(reverse("firms_number_letters", args=[batch.pk]), signed).status_code == 302
    out = {"how": "post", "sent_on": "02/11/2026", "proof": "VN1", "because": "Gửi."}
    assert desk.post(reverse("firms_send_letters", args=[batch.pk]), out).status_code == 302
    row.refresh_from_db()
    assert (row.number, row.state, row.due_on) == ("7/SNV-LĐ", "sent", dt.date(2026, 12, 2))
    again = desk.post(reverse("firms_send_letters", args=[batch.pk]), out, follow=True)
    assert "Không còn thư nào của đợt này" in again.content.decode()

    move = reverse("firms_move_request", args=[row.pk, "dispute"])
    told = {"answered_on": "02/11/2026", "document": "CV 3", "said": "12 người thử việc.", "because": "Đã nhận."}
    assert desk.post(move, told)["Location"] == OFFICE
    assert "đính kèm tài liệu" in writer.post(move, told).content.decode()
    wrong = writer.post(move, {**told, "file": SimpleUploadedFile("a.exe", b"MZ")})
    assert wrong.status_code == 422
    assert "Chỉ nhận ảnh" in wrong.content.decode()
    assert writer.post(move, {**told, "file": SimpleUploadedFile("ds.pdf", b"%PDF-1.7 x")}).status_code == 302
    file = RequestFile.objects.get()
    opened = writer.get(reverse("firms_request_file", args=[file.pk]))
    assert opened.content == b"%PDF-1.7 x"
    assert opened["Content-Disposition"] == 'attachment; filename="ds.pdf"'
    assert row.events.filter(move="open_file", by=lan).count() == 1
    named = re.findall(r' id="(\w+_because)"', writer.get(reverse("firms_request", args=[row.pk])).content.decode())
    assert len(named) == len(set(named)) > 1
    assert "hãy xem lại trạng thái" in writer.post(move, told, follow=True).content.decode()
    page = writer.get(reverse("firms_request", args=[row.pk])).content.decode()
    assert "Đây là lời của đơn vị" in page


def test_the_file_of_a_firm_leads_to_its_letters_alone(draft: Request, make_firm: MakeFirm, lan: Officer, browse: Any) -> None:
    other = make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu")
    client = browse(lan)
    where = f"{reverse('firms_requests')}?don_vi={draft.firm.public_id}"
    assert where in client.get(reverse("firms_firm", args=[draft.firm.public_id])).content.decode()
    assert draft.name in client.get(where).content.decode()
    assert draft.name not in client.get(f"{reverse('firms_requests')}?don_vi={other.public_id}").content.decode()


def test_a_hostile_name_never_becomes_markup_on_a_page(draft: Request, lan: Officer, browse: Any) -> None:
    Request.objects.update(name="<script>alert(1)</script>=cmd")
    for path in (reverse("firms_requests"), reverse("firms_request", args=[draft.pk]), reverse("firms_letters", args=[draft.batch_id])):
        assert "<script>alert(1)" not in browse(lan).get(path).content.decode()


def test_a_letter_out_of_reach_does_not_exist(sent: Request, hire: Any, browse: Any) -> None:
    from core.models import Agency

    union = Agency.objects.create(code="ldld-x", name="Liên đoàn", kind=Agency.Kind.FINANCE)
    stranger = browse(hire("x", "firms.view_register", "firms.settle_request", agency=union))
    assert stranger.get(reverse("firms_request", args=[sent.pk])).status_code == 404
    assert stranger.get(reverse("firms_letters", args=[sent.batch_id])).status_code == 404
    assert stranger.post(reverse("firms_move_request", args=[sent.pk, "withdraw"]), {"because": "x"}).status_code == 404


def test_the_queries_of_a_list_do_not_grow(make_firm: MakeFirm, count: Count, lan: Officer, browse: Any) -> None:
    firms = [make_firm(f"99{number:08d}", f"Công ty {number}") for number in range(12)]
    count(Source.ZONE, dt.date(2026, 10, 31), dict.fromkeys(firms, 9))
    count(Source.AGENCY, dt.date(2026, 10, 31), dict.fromkeys(firms, 1))
    client = browse(lan)

    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        return len(queries)

    compose = asked(reverse("firms_compose"))
    client.post(reverse("firms_compose"), {**SHARED, "firm": [firm.pk for firm in firms[:1]]})
    first = LetterBatch.objects.get()
    one = [asked(path) for path in (reverse("firms_requests"), reverse("firms_letters", args=[first.pk]), reverse("firms_request_results"))]
    client.post(reverse("firms_compose"), {**SHARED, "all": "1"})
    second = LetterBatch.objects.exclude(pk=first.pk).get()
    assert second.requests.count() == 11
    many = [
        asked(path) for path in (reverse("firms_requests"), reverse("firms_letters", args=[second.pk]), reverse("firms_request_results"))
    ]
    assert many == one
    assert asked(reverse("firms_compose")) <= compose


def test_the_months_can_be_taken_along(sent: Request, lan: Officer, browse: Any) -> None:
    client = browse(lan)
    csv = b"".join(client.get(reverse("firms_request_results_csv")).streaming_content).decode("utf-8-sig")
    assert "11/2026,Đề nghị đăng ký tham gia,1," in csv
    book = openpyxl.load_workbook(io.BytesIO(client.get(reverse("firms_request_results_xlsx")).content))
    said = list(book.active.iter_rows(values_only=True))
    assert (said[0][0], said[1][0]) == ("Kết quả thư đề nghị tham gia BHXH, theo tháng gửi", f"Tính đến ngày {clock.today():%d/%m/%Y}.")
    assert [row[7] for row in said if row[1] == "Đề nghị đăng ký tham gia"] == [20]


@pytest.mark.parametrize("who", ["lan", "vy"])
def test_the_front_page_says_what_waits(draft: Request, who: str, browse: Any, clerk: Officer) -> None:
    from core import waiting

    officer = Officer.objects.get(username=who)
    labels = {each.label for each in waiting.for_officer(officer)}
    assert ("Thư đề nghị chờ ký, cấp số" in labels) == (who == "vy")
