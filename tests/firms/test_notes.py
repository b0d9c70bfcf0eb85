"""What a note beside a sum says: paid in full, put off by law, reminded; promises and denials are none of it."""

from __future__ import annotations

import datetime as dt

import pytest

from firms.intake.hints import HINTS, OTHERWISE, hint
from firms.intake.notes import Note, note
from firms.intake.rows import COLUMN_OF
from firms.intake.sentences import SENTENCES
from tests.firms import variants
from tests.firms.test_variants import read

AS_OF, TODAY, PAID = dt.date(2026, 10, 31), dt.date(2026, 11, 23), dt.date(2026, 11, 5)


def said(text: str) -> Note:
    return note(text, AS_OF, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "Đã nộp đủ ngày 05/11/2026",
        "Đã nộp đủ ngày 05.11.2026",
        "Đã nộp đủ ngày 5-11-2026",
        "Đã nộp đủ ngày 05/11/26",
        "Đã nộp đủ ngày 5 tháng 11 năm 2026",
        "Đã nộp đủ vào ngày 05/11/2026",
        "Đã nộp đủ (05/11/2026)",
        "Đã đóng đủ ngày 05/11/2026",
        "Nộp đủ ngày 05/11/2026",
        "Đã nộp xong ngày 05/11/2026",
        "Đã nộp đủ số tiền chậm đóng ngày 05/11/2026",
        "ĐÃ NỘP TIỀN ĐẦY ĐỦ NGÀY 05/11/2026",
        "Đơn vị đã thanh toán hết ngày 05/11/2026",
        "Đã đôn đốc ngày 01/09/2026, đã nộp đủ ngày 05/11/2026",
    ],
)
def test_who_has_paid_in_full_has_paid_however_it_is_written(text: str) -> None:
    assert (said(text).paid_on, said(text).warnings) == (PAID, ())


@pytest.mark.parametrize(
    "text",
    [
        "Cam kết đã nộp đủ ngày 05/12/2026",
        "Đã nộp đủ ngày 05/12/2026",
        "Chưa đã nộp đủ ngày 05/11/2026",
        "Đã nộp đủ",
        "Đã nộp đủ hết nợ 05/11",
        "Đã nộp đủ ngày 31/02/2026",
        "Đã nộp đủ tiền BHYT ngày 05/11/2026",
        "Đã nộp hồ sơ đủ ngày 05/11/2026",
    ],
)
def test_what_seems_to_speak_of_payment_and_cannot_be_relied_on_is_told(text: str) -> None:
    assert (said(text).paid_on, said(text).warnings) == (None, ("paid_unclear",))


@pytest.mark.parametrize(
    "text",
    [
        "Đơn vị cam kết trả dần",
        "Chưa nộp đủ",
        "Sẽ nộp đủ ngày 05/11/2026",
        "Yêu cầu nộp đủ trước ngày 05/12/2026",
        "Đã nộp một phần ngày 05/11/2026",
        "Thanh tra xong ngày 05/11/2026",
        "Ngừng hoạt động hết năm 2026",
        "Đã đôn đốc, VB số 12/TB-BHXH ngày 01/09/2026",
        "VB số 37/TB",
    ],
)
def test_other_notes_say_nothing_of_payment(text: str) -> None:
    assert (said(text).paid_on, said(text).is_put_off, said(text).warnings) == (None, False, ())


def test_the_day_of_the_reminder_is_not_that_of_the_payment() -> None:
    assert said("Đã đôn đốc, VB số 12/TB-BHXH ngày 01/09/2026, đã nộp đủ ngày 05/11/2026").reminded_on == dt.date(2026, 9, 1)
    assert said("Đã đôn đốc, đã nộp đủ ngày 05/11/2026").reminded_on is None


@pytest.mark.parametrize(
    "text",
    [
        "Tạm dừng đóng vào quỹ hưu trí, tử tuất theo Điều 37 Luật BHXH; không tính là chậm đóng",
        "Tạm dừng đóng theo đ.37",
        "Điều  37 Luật BHXH",
        "Đang tạm dừng đóng theo Điều 37 đến hết tháng 4/2027",
        "Tạm dừng đóng quỹ hưu trí, tử tuất",
    ],
)
def test_what_the_law_puts_off_is_put_off(text: str) -> None:
    assert (said(text).is_put_off, said(text).warnings) == (True, ())


@pytest.mark.parametrize(
    "text",
    [
        "Không thuộc trường hợp tạm dừng đóng theo Điều 37",
        "Đã hết thời gian tạm dừng đóng theo Điều 37",
        "Đề nghị tạm dừng theo Điều 37 (chưa được chấp thuận)",
        "Tạm dừng đóng từ 5/2025 đến hết 4/2026 theo Điều 37",
        "Điều 37 Nghị định 12/2022",
        "Tạm dừng đóng",
    ],
)
def test_what_is_only_asked_for_or_denied_or_over_is_not_put_off_and_told(text: str) -> None:
    assert (said(text).is_put_off, said(text).warnings) == (False, ("put_off_unclear",))


def test_the_list_tells_which_row_and_which_column_is_in_doubt() -> None:
    rows = [["Số liệu đến ngày 31/10/2026", "", "", "", ""], ["MST", "Tên đơn vị", "Số tháng", "Tổng cộng", "Ghi chú"]]
    rows += [["9917169268", "Công ty A Mẫu", "3", "1.000", "Cam kết đã nộp đủ ngày 05/11/2026"]]
    rows += [["9916025104", "Công ty B Mẫu", "mười", "1.000", ""], ["", "Tổng cộng", "", "2.000", ""]]
    _, taken, issues = read(variants.text(rows))
    assert [row["paid_on"] for row in taken] == [None]
    assert ("paid_unclear", 3, "note") in {(issue.code, issue.place, issue.column) for issue in issues}
    (rejected,) = [issue for issue in issues if issue.is_rejected]
    assert (rejected.code, rejected.column, rejected.value) == ("bad_number", "months", "Công ty B Mẫu")
    assert "9,5" in hint(rejected.code, rejected.column)


def test_every_warning_has_its_sentence_and_says_what_to_do() -> None:
    assert set(HINTS) == set(SENTENCES)
    assert set(COLUMN_OF) <= set(SENTENCES)
    assert hint("of no list") == OTHERWISE
