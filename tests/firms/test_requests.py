"""Letters that ask firms to insure their workers: from the draft to what the next headcount says."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

import firms
from core import clock, uploads
from core.errors import IllegalMove, NotAllowed, Refused, Stale
from core.models import Agency, Officer
from firms import answers, letters, printing, requesting, requests, services, sweeps
from firms.models import (
    Confirmation,
    Firm,
    Headcount,
    ImportBatch,
    LetterBatch,
    LetterKind,
    Request,
    RequestFile,
    Source,
    UnitCode,
    Way,
)
from firms.requesting import Measured, Move, State, Step, ground, verdict
from tests.firms.conftest import MakeFirm
from tests.firms.workbooks import Book

FORM = services.LetterForm(
    "Sở Nội vụ tỉnh Minh Họa", "SNV-LĐ", "Minh Họa", "Giám đốc", "Sở Nội vụ, số 1 Trung tâm", "Ủy ban nhân dân tỉnh Minh Họa"
)
PDF = uploads.Upload("don.pdf", b"%PDF-1.7 mau")
SENT_ON = dt.date(2026, 11, 2)
Count = Callable[..., ImportBatch]


@pytest.fixture
def count(db: None) -> Count:
    """Return a function that puts an applied list of headcounts into force."""

    def count(source: str, on: dt.date, people: dict[Firm, int]) -> ImportBatch:
        kind, column = ("headcount_vss", "insured") if source == Source.AGENCY else ("headcount_zone", "employed")
        batch = ImportBatch.objects.create(
            kind=kind, state="applied", file_name="ds.csv", sha256=str(on), sender=source, as_of=on, applied_at=clock.now()
        )
        Headcount.objects.bulk_create(
            Headcount(batch=batch, firm=firm, source=source, month=on.replace(day=1), counted_on=on, **{column: number})
            for firm, number in people.items()
        )
        return batch

    return count


@pytest.fixture
def wide(make_firm: MakeFirm, count: Count) -> Firm:
    """Return a firm with 50 people at work of whom 30 are insured."""
    firm = make_firm()
    count(Source.ZONE, dt.date(2026, 10, 31), {firm: 50})
    count(Source.AGENCY, dt.date(2026, 10, 31), {firm: 30})
    return firm


@pytest.fixture
def lan(hire: Any) -> Officer:
    return hire("lan", "firms.view_register", "firms.draft_request", "firms.settle_request")


@pytest.fixture
def clerk(hire: Any) -> Officer:
    return hire("vy", "firms.view_register", "firms.number_request")


@pytest.fixture
def boss(hire: Any) -> Officer:
    return hire("minh", "firms.sign_request", last_name="Trần Quang", first_name="Minh")


@pytest.fixture
def draft(wide: Firm, lan: Officer) -> Request:
    services.draft_requests([wide.pk], kind=LetterKind.INSURE, form=FORM, by=lan, because="Chênh lệch lớn.")
    return Request.objects.get()


@pytest.fixture
def sent(draft: Request, clerk: Officer, boss: Officer) -> Request:
    signed = services.sign_request(draft, number="12/SNV-LĐ", dated_on=SENT_ON, signer=boss, by=clerk, because="Đã ký.")
    return services.send_request(signed, how=Way.POST, sent_on=SENT_ON, proof="VN123", by=clerk, because="Đã gửi.")


def test_the_life_of_a_request_is_drawn_on_its_page() -> None:
    page = (Path(firms.__file__).parents[1] / "docs" / "requests-to-insure.md").read_text(encoding="utf-8")
    assert f"```mermaid\n{requesting.diagram()}\n```" in page


def test_every_state_has_a_name_and_a_way_to_it() -> None:
    assert requesting.LABELS.keys() == set(State)
    assert {State.DRAFT, *requesting.MOVES.values()} == set(State)
    assert set(State) - requesting.OPEN == {State.FULFILLED, State.CLOSED, State.WITHDRAWN}


@pytest.mark.parametrize(("received", "due"), [
    pytest.param(dt.date(2026, 11, 2), dt.date(2026, 12, 2), id="30 days, the first is the day after"),
    pytest.param(dt.date(2026, 11, 5), dt.date(2026, 12, 7), id="a Saturday moves to Monday"),
    pytest.param(dt.date(2026, 12, 2), dt.date(2027, 1, 4), id="New Year's Day moves past the weekend"),
])  # fmt: skip
def test_the_term_ends_on_a_working_day(received: dt.date, due: dt.date) -> None:
    assert requesting.due(received, 30) == due


@pytest.mark.parametrize(("state", "now", "move"), [
    pytest.param(State.SENT, Measured(50, dt.date(2026, 11, 2)), None, id="an extract of the day of sending proves nothing"),
    pytest.param(State.SENT, Measured(50, dt.date(2026, 11, 3)), Move.FULFIL, id="enough, before the term"),
    pytest.param(State.SENT, Measured(49, dt.date(2026, 11, 30)), None, id="not enough, before the term"),
    pytest.param(State.REGISTERED, Measured(49, dt.date(2026, 12, 2)), None, id="not enough, on the last day"),
    pytest.param(State.REGISTERED, Measured(49, dt.date(2026, 12, 31)), Move.FALL_SHORT, id="some, after the term"),
    pytest.param(State.SILENT, Measured(30, dt.date(2026, 12, 31)), Move.FAIL, id="none, after the term"),
    pytest.param(State.SILENT, Measured(10, dt.date(2026, 12, 31)), Move.FAIL, id="fewer than before"),
    pytest.param(State.SENT, Measured(30, dt.date(2026, 12, 31)), None, id="silence is noted first"),
    pytest.param(State.DISPUTED, Measured(30, dt.date(2026, 12, 31)), None, id="a dispute is for an officer"),
    pytest.param(State.DISPUTED, Measured(50, dt.date(2026, 12, 31)), Move.FULFIL, id="unless all were registered"),
    pytest.param(State.UNMET, Measured(40, dt.date(2027, 1, 31)), Move.FALL_SHORT, id="some at last"),
    pytest.param(State.PARTLY, Measured(50, dt.date(2027, 1, 31)), Move.FULFIL, id="all at last"),
    pytest.param(State.FULFILLED, Measured(30, dt.date(2027, 1, 31)), None, id="what is done is done"),
    pytest.param(State.DRAFT, Measured(50, dt.date(2026, 12, 31)), None, id="a draft asks nobody"),
])  # fmt: skip
def test_what_an_extract_says_of_a_request(state: State, now: Measured, move: Move | None) -> None:
    assert requesting.verdict(state, asked=20, before=30, sent_on=SENT_ON, due_on=dt.date(2026, 12, 2), now=now) is move


def test_a_draft_states_both_figures_with_source_and_day(draft: Request) -> None:
    assert (draft.asked, draft.employed, draft.insured) == (20, 50, 30)
    letter = letters.compose(draft)
    said = " ".join(str(each) for each in letter.paragraphs)
    for part in (
        "Ban Quản lý khu công nghiệp báo cáo",
        "Cơ quan BHXH trích dữ liệu thu",
        "31/10/2026",
        "20 người lao động",
        "30 ngày",
        "Điều 28 khoản 1 Luật Bảo hiểm xã hội 41/2024/QH15",
        "chưa phải là kết luận về vi phạm",
        "Sở Nội vụ, số 1 Trung tâm",
        "9917169268",
    ):
        assert part in said, part
    assert letter.number_line().endswith("/SNV-LĐ")
    assert letter.day is None


def test_a_batch_is_printed_by_the_worker_once(draft: Request, django_capture_on_commit_callbacks: Any) -> None:
    assert sweeps.print_letters() == 1
    assert sweeps.print_letters() == 0
    batch = LetterBatch.objects.get()
    with zipfile.ZipFile(io.BytesIO(uploads.fetch(batch.zip_path))) as archive:
        assert archive.namelist() == ["001-9917169268.docx"]
    assert uploads.fetch(batch.pdf_path).startswith(b"%PDF-")


def test_a_worker_that_died_or_came_second_leaves_one_set_of_files(draft: Request) -> None:
    first, second = LetterBatch.objects.get(), LetterBatch.objects.get()
    assert printing.build(first)
    assert not printing.build(second)
    storage = storages["private"]
    assert set(storage.listdir("letters")[1]) >= {LetterBatch.objects.get().zip_path.split("/")[1]}
    lost = uploads.keep("letters", b"x", "zip")
    with clock.at(clock.now() + dt.timedelta(days=1000)):
        sweeps.forget_lost_files()
    assert not storage.exists(lost)
    assert storage.exists(LetterBatch.objects.get().zip_path)


def test_a_firm_is_asked_once_at_a_time(draft: Request, wide: Firm, lan: Officer) -> None:
    assert requests.candidates(clock.today(), lan) == []
    with pytest.raises(Refused, match="đã có thư"):
        services.draft_requests([wide.pk], kind=LetterKind.INSURE, form=FORM, by=lan, because="Lại.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(batch=draft.batch, firm=wide, name="x", asked=1, drafted_by=lan)
    services.withdraw_request(draft, by=lan, because="Nhầm.")
    assert [row.firm_id for row in requests.candidates(clock.today(), lan)] == [wide.pk]


def test_who_drafts_cannot_sign(draft: Request, clerk: Officer, lan: Officer, hire: Any) -> None:
    how: dict[str, Any] = {"number": "12/SNV-LĐ", "dated_on": SENT_ON, "by": clerk, "because": "Đã ký."}
    with pytest.raises(Refused, match="own_draft"):
        services.sign_request(draft, signer=lan, **how)
    with pytest.raises(Refused, match="signer"):
        services.sign_request(draft, signer=hire("khac"), **how)
    with pytest.raises(NotAllowed):
        services.sign_request(draft, signer=lan, **{**how, "by": lan})
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.update(state=State.SIGNED, number="1", dated_on=SENT_ON, signed_by=F("drafted_by"))


def test_nothing_is_sent_without_proof_even_in_sql(draft: Request, sent: Request, clerk: Officer) -> None:
    assert sent.due_on == dt.date(2026, 12, 2)
    for change in ({"sent_proof": ""}, {"due_on": None}, {"received_on": dt.date(2026, 11, 1)}, {"sent_how": ""}, {"number": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Request.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.update(state=State.REGISTERED)


@pytest.mark.parametrize(("change", "code"), [
    ({"sent_on": dt.date(2026, 11, 1)}, "before_signing"),
    ({"sent_on": dt.date(2026, 11, 3)}, "future"),
    ({"received_on": dt.date(2026, 11, 1)}, "before_sending"),
    ({"proof": " "}, "no_proof"),
])  # fmt: skip
def test_what_cannot_be_is_refused(draft: Request, clerk: Officer, boss: Officer, change: dict[str, Any], code: str) -> None:
    signed = services.sign_request(draft, number="12/SNV-LĐ", dated_on=SENT_ON, signer=boss, by=clerk, because="Đã ký.")
    with pytest.raises(Refused, match=code):
        services.send_request(signed, **{"how": Way.POST, "sent_on": SENT_ON, "proof": "VN1", "by": clerk, "because": "Gửi.", **change})


@pytest.mark.parametrize(("dated_on", "code"), [
    (dt.date(2020, 1, 1), "before_drafting"),
    (dt.date(2026, 11, 1), "before_drafting"),
    (dt.date(2026, 11, 3), "future"),
])  # fmt: skip
def test_a_letter_bears_no_day_before_its_draft(draft: Request, clerk: Officer, boss: Officer, dated_on: dt.date, code: str) -> None:
    how: dict[str, Any] = {"dated_on": dated_on, "signer": boss, "by": clerk, "because": "Đã ký."}
    with pytest.raises(Refused, match=code):
        services.sign_request(draft, number="12/SNV-LĐ", **how)
    with pytest.raises(Refused, match=code):
        services.sign_batch(draft.batch, first=12, **how)


def test_a_sending_recorded_late_leaves_the_firm_its_whole_term(draft: Request, clerk: Officer, boss: Officer) -> None:
    signed = services.sign_request(draft, number="12/SNV-LĐ", dated_on=SENT_ON, signer=boss, by=clerk, because="Đã ký.")
    with clock.at(dt.date(2026, 12, 21)):
        sent = services.send_request(signed, how=Way.POST, sent_on=SENT_ON, proof="VN1", by=clerk, because="Ghi muộn.")
        assert (sent.sent_on, sent.due_on) == (SENT_ON, dt.date(2027, 1, 20))
        assert sweeps.note_silence() == 0
    with clock.at(dt.date(2027, 1, 20)):
        assert sweeps.note_silence() == 0
    with clock.at(dt.date(2027, 1, 21)):
        assert sweeps.note_silence() == 1


def test_a_number_is_given_once_a_year(
    draft: Request, clerk: Officer, boss: Officer, lan: Officer, make_firm: MakeFirm, count: Count
) -> None:
    services.sign_request(draft, number="12/SNV-LĐ", dated_on=SENT_ON, signer=boss, by=clerk, because="Đã ký.")
    other = make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu")
    count(Source.ZONE, dt.date(2026, 11, 1), {other: 9})
    count(Source.AGENCY, dt.date(2026, 11, 1), {other: 1})
    batch = services.draft_requests([other.pk], kind=LetterKind.INSURE, form=FORM, by=lan, because="Chênh lệch.")
    with pytest.raises(Refused, match="number"):
        services.sign_batch(batch, first=12, dated_on=SENT_ON, signer=boss, by=clerk, because="Đã ký.")
    assert services.sign_batch(batch, first=13, dated_on=SENT_ON, signer=boss, by=clerk, because="Đã ký.") == 1
    assert services.send_batch(batch, how=Way.ELECTRONIC, sent_on=SENT_ON, proof="Mã 7", by=clerk, because="Gửi.") == 1
    assert letters.compose(Request.objects.get(firm=other)).number_line() == "Số: 13/SNV-LĐ"


def test_two_officers_press_at_once_and_one_wins(sent: Request, lan: Officer) -> None:
    stale = Request.objects.get()
    services.answer_request(sent, is_disputed=False, answered_on=SENT_ON, document="CV 1", said="", by=lan, because="Đã nhận.")
    with pytest.raises(Stale):
        services.withdraw_request(stale, by=lan, because="Nhầm.")


def test_a_dispute_needs_evidence_and_changes_no_figure(sent: Request, lan: Officer, wide: Firm) -> None:
    how: dict[str, Any] = {"is_disputed": True, "answered_on": SENT_ON, "document": "CV 5", "said": "12 người thử việc.", "by": lan}
    with pytest.raises(Refused, match="no_evidence"):
        services.answer_request(sent, because="Có ý kiến.", **how)
    before = list(Headcount.objects.order_by("pk").values())
    disputed = services.answer_request(sent, because="Có ý kiến.", file=PDF, **how)
    assert disputed.state == State.DISPUTED
    assert disputed.answer_said == "12 người thử việc."
    assert list(Headcount.objects.order_by("pk").values()) == before
    assert (disputed.employed, disputed.insured) == (50, 30)
    file = RequestFile.objects.get()
    assert services.read_file(file, by=lan) == PDF.data
    assert disputed.events.filter(move="open_file", by=lan).exists()
    assert services.uphold_request(disputed, by=lan, because="Hợp đồng trên 01 tháng.").state == State.UNMET


def test_a_dispute_is_put_to_the_si_agency_in_words(sent: Request, lan: Officer, hire: Any, browse: Any) -> None:
    services.answer_request(
        sent, is_disputed=True, answered_on=SENT_ON, document="CV 5", said="12 người thử việc.", by=lan, because="Có ý kiến.", file=PDF
    )
    asked = Confirmation.objects.get()
    assert (asked.agency.kind, asked.firm, asked.reference) == (Agency.Kind.INSURANCE, sent.firm, sent.reference)
    assert "12 người thử việc." in asked.says
    bao = hire("bao", "firms.answer_confirmation", "firms.view_register", agency=asked.agency)
    assert "12/SNV-LĐ ngày 02/11/2026" in (page := browse(bao).get(reverse("firms_confirmation", args=[asked.pk])).content.decode())
    assert (sent.reference in page, reverse("firms_request", args=[sent.pk]) in page) == (False, True)
    book = Book.opened(answers.workbook(answers.waiting(bao)))
    assert book.rows[1][book.rows[0].index("Hồ sơ, chứng từ")] == "Thư đề nghị tham gia BHXH số 12/SNV-LĐ ngày 02/11/2026"
    book.fill(asked.number, {"Trả lời": "Số liệu đúng"})
    letter: dict[str, Any] = {"letter_no": "9/BHXH", "letter_on": SENT_ON}
    assert services.take_answers(book.saved(), name="tra-loi.xlsx", agency=asked.agency, by=bao, **letter).count == 1


def test_silence_is_noted_after_the_term_and_leads_to_the_check_list(sent: Request, wide: Firm) -> None:
    with clock.at(dt.date(2026, 12, 2)):
        assert sweeps.note_silence() == 0
        with pytest.raises(Refused):
            services.lapse_request(sent)
    with clock.at(dt.date(2026, 12, 3)):
        assert sweeps.note_silence() == 1
        assert sweeps.note_silence() == 0
        assert requests.unanswered(clock.today()) == {
            wide.pk: "Thư 12/SNV-LĐ ngày 02/11/2026 đề nghị đăng ký 20 người, hạn 02/12/2026: không trả lời"
        }
    assert Request.objects.get().events.get(move="lapse").by is None


def test_an_extract_after_the_term_settles_what_was_promised(sent: Request, wide: Firm, lan: Officer, count: Count) -> None:
    services.answer_request(sent, is_disputed=False, answered_on=SENT_ON, document="CV 1", said="Đã nộp hồ sơ.", by=lan, because="Đã nhận.")
    count(Source.AGENCY, dt.date(2026, 11, 30), {wide: 35})
    with clock.at(dt.date(2026, 12, 5)):
        assert sweeps.hold_against_headcounts() == 1
        assert Request.objects.get().state == State.REGISTERED  # its term was still running on that day
    count(Source.AGENCY, dt.date(2026, 12, 31), {wide: 36})
    with clock.at(dt.date(2027, 1, 5)):
        assert sweeps.hold_against_headcounts() == 1
        assert sweeps.hold_against_headcounts() == 0
        assert Request.objects.get().state == State.PARTLY
        assert "đăng ký thêm 6 người" in requests.unanswered(clock.today())[wide.pk]
    count(Source.AGENCY, dt.date(2027, 1, 31), {wide: 60})
    with clock.at(dt.date(2027, 2, 5)):
        sweeps.hold_against_headcounts()
        assert Request.objects.get().state == State.FULFILLED
        assert requests.unanswered(clock.today()) == {}


def test_a_firm_that_the_extract_does_not_name_insures_nobody(sent: Request, make_firm: MakeFirm, count: Count) -> None:
    other = make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu")
    count(Source.AGENCY, dt.date(2026, 12, 31), {other: 5})
    with clock.at(dt.date(2027, 1, 5)):
        sweeps.note_silence()
        sweeps.hold_against_headcounts()
    assert Request.objects.get().state == State.UNMET


def test_the_months_tell_what_the_letters_brought(sent: Request, wide: Firm, lan: Officer, count: Count) -> None:
    assert [(row.sent, row.newly, row.measured) for row in requests.monthly(lan)] == [(1, 0, 0)]
    count(Source.AGENCY, dt.date(2026, 11, 30), {wide: 70})
    with clock.at(dt.date(2026, 12, 5)):
        sweeps.hold_against_headcounts()
    (row,) = requests.monthly(lan)
    assert (row.month, row.asked, row.newly, row.raw, row.fulfilled) == (dt.date(2026, 11, 1), 20, 20, 40, 1)
    assert (row.from_on, row.until_on) == (dt.date(2026, 10, 31), dt.date(2026, 11, 30))


def test_a_new_firm_gets_one_friendly_letter(make_firm: MakeFirm, lan: Officer, count: Count) -> None:
    fresh, known, old = make_firm(), make_firm("9916025104", "Công ty Cổ phần Hạnh Tuấn Mẫu"), make_firm("099999188441", "Hộ Trí Huy")
    Firm.objects.filter(pk__in=[fresh.pk, known.pk]).update(registered_on=dt.date(2026, 10, 20))
    Firm.objects.filter(pk=old.pk).update(registered_on=dt.date(2026, 9, 3))
    UnitCode.objects.create(firm=known, office="09901", code="QC3851E")
    assert list(requests.new_firms(clock.today(), lan)) == [fresh]
    services.draft_requests([fresh.pk], kind=LetterKind.FIRST_DAYS, form=FORM, by=lan, because="Đơn vị mới.")
    letter = letters.compose(Request.objects.get())
    said = " ".join(str(each) for each in letter.paragraphs)
    assert "chúc mừng" in said
    assert "20/10/2026" in said
    assert "vi phạm" not in said
    assert list(requests.new_firms(clock.today(), lan)) == []


def test_an_upload_is_what_it_says_or_refused() -> None:
    picture = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(picture, "PNG")
    assert uploads.accept(picture.getvalue(), "ảnh chụp.png").name == "ảnh chụp.jpg"
    for data in (b"MZ\x90", b"<svg/>", b"PK\x03\x04", b"<html>"):
        with pytest.raises(Refused):
            uploads.accept(data, "don.pdf")
    with pytest.raises(Refused):
        uploads.accept(b"%PDF-" + b"x" * uploads.LARGEST, "don.pdf")


def test_the_queries_of_a_batch_do_not_grow_with_it(make_firm: MakeFirm, count: Count, lan: Officer) -> None:
    firms = [make_firm(f"99{number:08d}", f"Công ty {number}") for number in range(12)]
    count(Source.ZONE, dt.date(2026, 10, 31), dict.fromkeys(firms, 9))
    count(Source.AGENCY, dt.date(2026, 10, 31), dict.fromkeys(firms, 1))

    def asked(some: list[Firm]) -> int:
        with CaptureQueriesContext(connection) as queries:
            services.draft_requests([firm.pk for firm in some], kind=LetterKind.INSURE, form=FORM, by=lan, because="Chênh lệch.")
        return len(queries)

    asked(firms[:1])  # permissions are read once
    assert asked(firms[1:3]) == asked(firms[3:])


def test_a_move_that_the_table_does_not_know_is_refused(draft: Request, lan: Officer) -> None:
    with pytest.raises(IllegalMove):
        services.close_request(draft, by=lan, because="Xong.")


def _sweep(on: dt.date) -> Request:
    with clock.at(on):
        sweeps.hold_against_headcounts()
    return Request.objects.get()


def test_a_letter_opens_again_with_the_extract_that_fulfilled_it(sent: Request, wide: Firm, lan: Officer, count: Count) -> None:
    services.answer_request(sent, is_disputed=False, answered_on=SENT_ON, document="CV 1", said="Đã nộp.", by=lan, because="Đã nhận.")
    extract = count(Source.AGENCY, dt.date(2026, 11, 30), {wide: 50})
    assert _sweep(dt.date(2026, 12, 5)).state == State.FULFILLED
    services.roll_back(extract, by=None, because="Gửi nhầm kỳ.")
    again = _sweep(dt.date(2026, 12, 6))
    assert (again.state, again.measured_insured, again.judged_by_id) == (State.REGISTERED, None, None), "back to what the firm had answered"
    event = again.events.order_by("-pk")[0]
    assert (event.move, event.by) == (Move.REOPEN_REGISTERED, None)
    assert "không còn hiệu lực" in event.because
    assert requests.monthly(lan)[0].fulfilled == requests.monthly(lan)[0].newly == 0
    count(Source.AGENCY, dt.date(2026, 11, 30), {wide: 51})
    fulfilled = _sweep(dt.date(2026, 12, 7))
    assert (fulfilled.state, fulfilled.measured_insured) == (State.FULFILLED, 51)
    assert _sweep(dt.date(2026, 12, 8)).events.count() == fulfilled.events.count(), "and nothing more happens"


def test_an_extract_sent_anew_judges_anew(sent: Request, wide: Firm, count: Count) -> None:
    first = count(Source.AGENCY, dt.date(2026, 11, 30), {wide: 50})
    assert _sweep(dt.date(2026, 12, 1)).state == State.FULFILLED
    again = count(Source.AGENCY, dt.date(2026, 11, 29), {wide: 31})
    ImportBatch.objects.filter(pk=first.pk).update(replaced_by=again)
    assert _sweep(dt.date(2026, 12, 2)).state == State.SENT, "its term still runs"
    with clock.at(dt.date(2026, 12, 10)):
        assert sweeps.note_silence() == 1


def test_what_an_officer_decided_after_an_extract_stands(sent: Request, wide: Firm, lan: Officer, count: Count) -> None:
    with clock.at(dt.date(2027, 1, 5)):
        sweeps.note_silence()
        extract = count(Source.AGENCY, dt.date(2026, 12, 31), {wide: 35})
        sweeps.hold_against_headcounts()
        closed = services.close_request(Request.objects.get(), by=lan, because="Chuyển thanh tra.")
        services.roll_back(extract, by=None, because="Gửi nhầm kỳ.")
        sweeps.hold_against_headcounts()
    assert Request.objects.get().state == closed.state == State.CLOSED


def test_a_firm_with_another_letter_keeps_that_one(sent: Request, wide: Firm, lan: Officer, count: Count) -> None:
    extract = count(Source.AGENCY, dt.date(2026, 11, 30), {wide: 50})
    _sweep(dt.date(2026, 12, 1))
    count(Source.ZONE, dt.date(2026, 11, 30), {wide: 90})
    with clock.at(dt.date(2026, 12, 2)):
        services.draft_requests([wide.pk], kind=LetterKind.INSURE, form=FORM, by=lan, because="Lại chênh lệch.")
        services.roll_back(extract, by=None, because="Gửi nhầm kỳ.")
        sweeps.hold_against_headcounts()
        sweeps.hold_against_headcounts()
    kept = Request.objects.get(pk=sent.pk)
    assert kept.state == State.FULFILLED
    assert [event.move for event in kept.events.order_by("pk")][-2:] == ["fulfil", "keep"]


@pytest.mark.parametrize("insured", [31, 50], ids=["some registered", "all registered"])
def test_a_letter_goes_back_step_by_step_with_its_extracts(sent: Request, wide: Firm, count: Count, insured: int) -> None:
    with clock.at(dt.date(2027, 1, 5)):
        sweeps.note_silence()
    first = count(Source.AGENCY, dt.date(2026, 12, 31), {wide: 30})
    assert _sweep(dt.date(2027, 1, 5)).state == State.UNMET
    second = count(Source.AGENCY, dt.date(2027, 1, 31), {wide: insured})
    assert _sweep(dt.date(2027, 2, 5)).state == (State.FULFILLED if insured == 50 else State.PARTLY)
    services.roll_back(second, by=None, because="x")
    assert _sweep(dt.date(2027, 2, 6)).state == State.UNMET
    services.roll_back(first, by=None, because="x")
    assert _sweep(dt.date(2027, 2, 7)).state == State.SILENT


HUMAN = (State.SENT, State.REGISTERED, State.DISPUTED, State.SILENT)


@settings(max_examples=300, deadline=None)
@given(
    start=st.sampled_from(HUMAN),
    happens=st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["comes", "goes"]), st.integers(0, 25)), max_size=12),
)
def test_a_letter_rests_on_extracts_that_count_alone(start: State, happens: list[tuple[int, str, int]]) -> None:
    """Whatever extracts come and go, a letter is fulfilled by one that counts, or by none."""
    story, state, shown = [Step("move", State.DRAFT, start)], start, dict[int, int]()
    for number, what, risen in happens:
        if what == "comes":
            shown[number] = risen
        else:
            shown.pop(number, None)
        told = ground(story, shown)
        if back := told.way_from(state):
            assert requesting.after(state, back) == told.state
            story.append(Step(back, state, told.state))
            state = told.state
        if shown:
            newest = max(shown)
            now = Measured(30 + shown[newest], dt.date(2027, newest, 28))
            move = verdict(state, asked=20, before=30, sent_on=SENT_ON, due_on=dt.date(2026, 12, 2), now=now)
            if move:
                story.append(Step(move, state, requesting.after(state, move), newest))
                state = story[-1].becomes
            assert shown[newest] < 20 or state == State.FULFILLED
        else:
            assert state == start
        if state == State.FULFILLED:
            assert ground(story, shown).extract in shown
