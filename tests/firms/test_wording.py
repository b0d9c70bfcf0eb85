"""What a decision says in free words is read as it is meant; where it is in doubt the milder reading is taken, and told."""

from __future__ import annotations

import datetime as dt

import pytest

from core.tables import ValueProblemError, open_table
from firms.intake import reading, wording
from firms.intake.reading import Issue
from firms.intake.rows import Known
from firms.intake.sentences import SENTENCES
from tests.firms import variants
from tests.firms.test_variants import read


@pytest.mark.parametrize(
    ("text", "code", "is_told"),
    [
        ("Trốn đóng BHXH nhưng chưa đến mức truy cứu trách nhiệm hình sự (điểm a khoản 7 Điều 39)", "TRON_DONG", False),
        ("Trốn đóng BHXH bằng cách không đăng ký cho 12 lao động", "TRON_DONG", False),
        ("Chậm đóng BHXH, BHTN (không phải trốn đóng)", "CHAM_DONG", False),
        ("Chậm đóng BHXH, không trốn đóng", "CHAM_DONG", False),
        ("Chậm đóng nhưng không bị coi là hành vi trốn đóng", "CHAM_DONG", False),
        ("Chậm đóng mà không phải là: “trốn đóng”", "CHAM_DONG", False),
        ("Đóng không đúng mức, chưa đến mức trốn đóng", "SAI_MUC", False),
        ("Chậm đóng, trốn đóng BHXH (khoản 5 Điều 39)", "CHAM_DONG", True),
        ("Vi phạm quy định về chậm đóng, trốn đóng BHXH: chậm đóng", "CHAM_DONG", True),
        ("Trốn đóng BHXH; chậm đóng BHYT mà không phải là trốn đóng", "CHAM_DONG", True),
        ("Trốn, chậm đóng BHXH", "CHAM_DONG", True),
        ("Không đăng ký cho người lao động, trốn đóng BHXH", "KHONG_DANG_KY", True),
        ("Có dấu hiệu trốn đóng BHXH", "KHAC", True),
        ("Không đủ căn cứ kết luận trốn đóng; vi phạm khác", "KHAC", False),
    ],
)
def test_nobody_evades_by_words_that_deny_it_or_leave_it_open(text: str, code: str, is_told: bool) -> None:
    assert wording.conduct(text) == (code, "conduct_unclear" if is_told else "")


@pytest.mark.parametrize(
    ("note", "state", "warning"),
    [
        ("", "final", ""),
        ("-", "final", ""),
        ("Đã giải quyết khiếu nại, giữ nguyên quyết định", "final", ""),
        ("Giữ nguyên quyết định, bác yêu cầu hủy bỏ", "final", ""),
        ("Không hủy bỏ", "final", ""),
        ("Thay thế QĐ 5/QĐ-XPHC đã bị hủy bỏ", "final", ""),
        ("Đã hủy", "annulled", ""),
        ("Hủy theo QĐ số 15", "annulled", ""),
        ("QĐ bị hủy bỏ theo QĐ số 81/QĐ-HB ngày 07/09/2024", "annulled", ""),
        ("Đã thu hồi theo Quyết định 20/QĐ", "annulled", ""),
        ("Bị hủy bỏ theo bản án", "annulled", ""),
        ("Đang giải quyết khiếu nại lần đầu", "appeal", ""),
        ("Đang khiếu nại", "appeal", ""),
        ("Đang khởi kiện tại TAND", "appeal", ""),
        ("Đã khiếu nại, đang giải quyết", "appeal", ""),
        ("Giữ nguyên quyết định, đang khiếu nại lần hai", "appeal", ""),
        ("Tạm đình chỉ thi hành", "appeal", "state_unclear"),
        ("Đã giải quyết khiếu nại", "appeal", "state_unclear"),
        ("Đã thu hồi đủ số tiền", "appeal", "state_unclear"),
        ("Hủy một phần", "appeal", "state_unclear"),
        ("Đề nghị hủy bỏ", "appeal", "state_unclear"),
        ("Không, đã hủy bỏ", "appeal", "state_unclear"),
        ("Bị thay thế bởi QĐ 15", "appeal", "state_unclear"),
        ("Giữ nguyên QĐ 5 hủy bỏ quyết định này", "appeal", "state_unclear"),
        ("Đơn vị đã chuyển trụ sở", "final", "note_unread"),
    ],
)
def test_a_decision_stands_unless_its_note_speaks_against_it(note: str, state: str, warning: str) -> None:
    assert wording.state(note) == (state, warning)


def test_what_stands_elsewhere_in_the_row_counts_too() -> None:
    assert wording.state("", "Quyết định đã bị hủy bỏ").code == "annulled"
    assert wording.state("Giữ nguyên quyết định", "Đã bị hủy bỏ") == ("appeal", "state_unclear")
    assert wording.state("", "Đã thi hành xong ngày 01/02/2026", " (thay thế Quyết định số 10/QĐ-XPHC ngày 01/02/2026)") == ("final", "")


@pytest.mark.parametrize(
    ("text", "scale", "fine"),
    [
        ("Phạt tiền: 50.000.000 đồng", 1, 50_000_000),
        ("Phạt tiền 50.000.000 đồng (Năm mươi triệu đồng)", 1, 50_000_000),
        ("Phạt tiền: 50 triệu đồng.", 1, 50_000_000),
        ("Phạt tiền 50.000.000 đồng (50 triệu đồng)", 1, 50_000_000),
        ("Cảnh cáo và phạt tiền 50.000.000 đồng", 1, 50_000_000),
        ("Phạt tiền: 50", 1_000_000, 50_000_000),
        ("62,9", 1_000_000, 62_900_000),
        ("Phạt tiền: 50.000.000 đồng", 1_000_000, 50_000_000),
        ("Cảnh cáo (khoản 2 Điều 39)", 1, 0),
        ("Không phạt tiền, cảnh cáo", 1, 0),
    ],
)
def test_a_fine_is_read_in_its_own_unit_or_in_that_of_the_list(text: str, scale: int, fine: int) -> None:
    assert wording.fine(text, scale=scale) == fine


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("Phạt tiền: 50", 1),
        ("62", 1),
        ("Phạt tiền: 50.000.000", 1_000_000),
        ("Phạt tiền từ 50.000.000 đến 70.000.000 đồng", 1),
        ("Phạt tiền 12%", 1),
        ("Không phạt tiền 50.000.000 đồng", 1),
        ("Cảnh cáo và phạt tiền", 1),
        ("Phạt tiền", 1),
        ("", 1),
    ],
)
def test_a_fine_in_doubt_is_refused(text: str, scale: int) -> None:
    with pytest.raises(ValueProblemError, match="bad_amount"):
        wording.fine(text, scale=scale)


@pytest.mark.parametrize(
    "written",
    [
        "12/QĐ-XPHC ngày 05/03/2026",
        "QĐ số 12/QĐ-XPHC ngày 05/03/2026",
        "12/QĐ-XPHC (05/03/2026)",
        "12/QĐ-XPHC 05/03/2026",
        "Số: 12/QĐ-XPHC; ngày 05/03/2026",
        "12 /QĐ-XPHC ngày 05/03/2026",
        "Quyết định số 12/QĐ-XPHC ngày 05/03/2026 của UBND xã",
    ],
)
def test_number_and_day_of_a_decision_are_found(written: str) -> None:
    named = wording.decision(written)
    assert named is not None
    assert (named.number, named.day) == ("12/QĐ-XPHC", "05/03/2026")


def sanctions(**cells: str) -> tuple[list[dict[str, object]], list[Issue]]:
    row = {
        "Tên tổ chức": "Công ty A Mẫu",
        "Mã số thuế": "9917169268",
        "Số, ngày quyết định": "12/QĐ-XPHC ngày 05/03/2026",
        "Hành vi vi phạm": "Chậm đóng BHXH",
        "Mức phạt (triệu đồng)": "Phạt tiền: 50",
        "Tình trạng thi hành": "",
        "Ghi chú": "",
    } | cells
    _, taken, issues = read(variants.text([["Tính đến ngày 31/10/2026"], list(row), list(row.values())]))
    return taken, issues


def test_a_row_in_doubt_is_told_by_column_and_taken_in_its_milder_reading() -> None:
    taken, issues = sanctions(**{"Hành vi vi phạm": "Chậm đóng, trốn đóng BHXH", "Ghi chú": "Đã giải quyết khiếu nại"})
    assert [(row["conduct"], row["state"], row["fine_vnd"]) for row in taken] == [("CHAM_DONG", "appeal", 50_000_000)]
    told = {issue.code: issue.column for issue in issues}
    assert told["conduct_unclear"] == "conduct"
    assert told["state_unclear"] == "note"
    assert set(told) <= set(SENTENCES)


def test_a_day_of_completion_that_cannot_be_read_is_told() -> None:
    taken, issues = sanctions(**{"Tình trạng thi hành": "Đã thi hành xong"})
    assert taken[0]["completed_on"] is None
    assert "done_unread" in {issue.code for issue in issues}
    taken, issues = sanctions(**{"Tình trạng thi hành": "Đã thi hành xong 10.02.2026"})
    assert str(taken[0]["completed_on"]) == "2026-02-10"
    assert "done_unread" not in {issue.code for issue in issues}


@pytest.mark.parametrize(
    ("heading", "written", "column"),
    [
        ("Số, ngày quyết định", "12/QĐ-XPHC ngày 01/11/2026", ""),
        ("Số, ngày quyết định", "12/QĐ-XPHC ngày 02/11/2026", "decision"),
        ("Ngày vi phạm", "01/11/2026", ""),
        ("Ngày vi phạm", "02/11/2026", "violated"),
        ("Ngày quyết định", "02/11/2026", "decided"),
        ("Tình trạng thi hành", "Đã thi hành xong 02/11/2026", "done"),
    ],
)
def test_nothing_of_a_decision_lies_ahead(heading: str, written: str, column: str) -> None:
    row = {"Mã số thuế": "9917169268", "Số, ngày quyết định": "12/QĐ-XPHC ngày 05/03/2026", "Hành vi vi phạm": "Chậm đóng BHXH"}
    row |= {"Mức phạt": "Phạt tiền: 5.000.000 đồng"} | ({"Số, ngày quyết định": "12/QĐ-XPHC"} if heading == "Ngày quyết định" else {})
    row[heading] = written
    table = open_table(variants.text([["Tính đến ngày 31/10/2026"], list(row), list(row.values())]), "ds")
    (chunk,) = reading.start(table, Known(), today=dt.date(2026, 11, 1)).chunks()
    rejected = [(issue.code, issue.column) for issue in chunk.issues if issue.is_rejected]
    assert (len(chunk.rows), rejected) == ((0, [("date_out_of_range", column)]) if column else (1, []))


@pytest.mark.parametrize(
    ("form", "stated", "fine"),
    [
        ("Phạt tiền", "50", [50_000_000]),
        ("Phạt tiền 50 triệu đồng", "50", [50_000_000]),
        ("Cảnh cáo", "", [0]),
        ("Cảnh cáo", "50", []),
        ("Phạt tiền 60 triệu đồng", "50", []),
    ],
)
def test_a_fine_that_two_columns_state_is_taken_where_they_agree(form: str, stated: str, fine: list[int]) -> None:
    row = {
        "Tên tổ chức": "Công ty A Mẫu",
        "Mã số thuế": "9917169268",
        "Số, ngày quyết định": "12/QĐ-XPHC ngày 05/03/2026",
        "Hành vi vi phạm": "Chậm đóng BHXH",
        "Hình thức xử phạt": form,
        "Số tiền phạt (triệu đồng)": stated,
    }
    _, taken, _ = read(variants.text([["Tính đến ngày 31/10/2026"], list(row), list(row.values())]))
    assert [fields["fine_vnd"] for fields in taken] == fine
