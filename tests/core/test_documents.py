from __future__ import annotations

import dataclasses
import datetime as dt
import io
import zipfile

import pdfplumber
import pytest
from docx import Document

from core.documents import Letter, Report, ReportTooLong, Table, letter_docx, letter_pdf, letters_pdf, report_pdf

HOSTILE = 'Công ty #eval("1") *đậm* <w:b/> </w:t> $x$ \\sys @a {{ b }}'
LETTER = Letter(
    agency_over="Ủy ban nhân dân tỉnh Minh Họa",
    agency="Sở Nội vụ",
    number="/SNV-LĐ",
    place="Minh Họa",
    year=2026,
    about="đề nghị đăng ký tham gia bảo hiểm xã hội",
    to=[HOSTILE],
    paragraphs=["Kính đề nghị quý đơn vị đăng ký.", Table(["Nguồn", "Số"], [[HOSTILE, "12"]], [3, 1])],
    signer_role="KT. Giám đốc\nPhó Giám đốc",
    signer="Nguyễn Văn Mẫu",
    receivers=["Như trên", "BHXH tỉnh;"],
)


def words(text: str) -> str:
    return " ".join(text.split())


def read_pdf(content: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(content)) as pdf:
        return [words(page.extract_text()) for page in pdf.pages]


def read_docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return words(" ".join([*(paragraph.text for paragraph in document.paragraphs), *cells]))


@pytest.mark.parametrize("said", [
    "ỦY BAN NHÂN DÂN TỈNH MINH HỌA", "SỞ NỘI VỤ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "/SNV-LĐ",
    "V/v đề nghị đăng ký", "nhận:", "- BHXH tỉnh;", "- Lưu: VT.", "PHÓ GIÁM ĐỐC", "Nguyễn Văn Mẫu",
])  # fmt: skip
def test_every_part_of_the_decree_is_there(said: str) -> None:
    assert said in read_docx(letter_docx(LETTER))
    assert said in " ".join(read_pdf(letter_pdf(LETTER)))


def test_what_people_wrote_is_never_markup() -> None:
    assert words(HOSTILE) in read_docx(letter_docx(LETTER))
    squeezed = "".join(" ".join(read_pdf(letter_pdf(LETTER))).split())
    assert squeezed.count("".join(HOSTILE.split())) == 2
    assert "#eval(" in read_pdf(report_pdf(Report(HOSTILE, ["Tên"], [[HOSTILE]])))[0]


def test_signs_that_no_document_can_hold_are_left_out() -> None:
    odd = dataclasses.replace(LETTER, to=["A\x00\x0b\ud800B"])
    assert "AB" in read_docx(letter_docx(odd))
    assert "AB" in read_pdf(letter_pdf(odd))[0]


@pytest.mark.parametrize(("day", "line"), [
    pytest.param(dt.date(2026, 2, 3), "ngày 03 tháng 02 năm 2026", id="two digits below ten, and in February"),
    pytest.param(dt.date(2026, 11, 23), "ngày 23 tháng 11 năm 2026", id="November"),
    pytest.param(dt.date(2026, 3, 23), "ngày 23 tháng 3 năm 2026", id="March has one digit"),
])  # fmt: skip
def test_the_day_is_written_as_the_decree_wants(day: dt.date, line: str) -> None:
    assert line in dataclasses.replace(LETTER, day=day).day_line()


def test_a_letter_to_be_numbered_leaves_room() -> None:
    assert LETTER.number_line() == f"Số: {' ' * 12}/SNV-LĐ"
    assert dataclasses.replace(LETTER, number="12/SNV-LĐ").number_line() == "Số: 12/SNV-LĐ"
    assert "tháng" in LETTER.day_line()
    assert LETTER.day_line().endswith("2026")


def test_the_page_is_a4_with_the_margins_of_the_decree() -> None:
    section = Document(io.BytesIO(letter_docx(LETTER))).sections[0]
    size = [round(length.mm) for length in (section.page_width, section.page_height) if length]
    margins = [
        round(length.mm) for length in (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin) if length
    ]
    assert size == [210, 297]
    assert all(low <= margin <= high for margin, (low, high) in zip(margins, [(20, 25), (20, 25), (30, 35), (15, 20)], strict=True))


def test_each_of_many_letters_counts_its_own_pages() -> None:
    long = dataclasses.replace(LETTER, paragraphs=["Nội dung dài. " * 600])
    pages = read_pdf(letters_pdf([long, long]))
    half = len(pages) // 2
    assert [page.startswith("2 ") for page in pages] == [place % half == 1 for place in range(len(pages))]


def test_a_pdf_is_tagged_and_says_its_language() -> None:
    content = letter_pdf(LETTER)
    assert b"/MarkInfo" in content
    assert b"vi-VN" in content


def test_a_docx_is_the_same_file_twice_but_for_its_clock() -> None:
    first, second = (zipfile.ZipFile(io.BytesIO(letter_docx(LETTER))) for _ in range(2))
    assert first.read("word/document.xml") == second.read("word/document.xml")


def test_a_report_repeats_its_heading_and_shows_figures_as_vietnamese_does() -> None:
    pages = read_pdf(report_pdf(Report("Bảng", ["Tên", "Tiền"], [["A", 1_234_567]] * 120, "Đến 31/10/2026", ["Nguồn: X"], landscape=True)))
    assert all("Tên Tiền" in page for page in pages)
    assert "1.234.567" in pages[0]
    assert pages[-1].endswith(f"Trang {len(pages)}/{len(pages)}")
    assert "Nguồn: X" in pages[-1]


def test_a_report_is_not_a_spreadsheet() -> None:
    with pytest.raises(ReportTooLong):
        report_pdf(Report("Bảng", ["Số"], ([number] for number in range(5_001))))
    assert "Không có dòng nào" in read_pdf(report_pdf(Report("Bảng", ["Số"], [])))[0]
