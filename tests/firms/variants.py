"""Lists of every kind as other agencies might send them: the same rows under other titles, headings, orders, formats and encodings."""

from __future__ import annotations

import csv
import io
import json
import random
import unicodedata
from dataclasses import dataclass, field
from typing import Any

import odf.opendocument
import odf.table
import odf.text
import typst
import xlsxwriter
import xlwt

Rows = list[list[str]]
FORMATS = ("xlsx", "xls", "ods", "csv", "tsv", "pdf")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258")


@dataclass(frozen=True)
class Truth:
    """A kind of list: how its columns may be called, its rows as written, and what each must be read as."""

    kind: str
    heads: dict[str, tuple[str, ...]]
    rows: tuple[dict[str, str], ...]
    read: tuple[dict[str, Any], ...]
    titles: tuple[tuple[str, ...], ...] = ((),)
    totals: dict[str, str] = field(default_factory=dict)
    group: str = ""


TAX = ("Mã số thuế", "MST", "MÃ SỐ THUẾ ĐƠN VỊ", "ma_so_thue", "Mã số\nthuế", "Mã số doanh nghiệp")
NAME = ("Tên đơn vị", "TÊN ĐƠN VỊ", "Tên doanh nghiệp", "ten_dvi", "Tên đơn vị SDLĐ", "Tên\ncông ty")
UNIT = ("Mã đơn vị", "Mã ĐV", "madvi", "Mã đơn vị BHXH", "ma_dvi")
MONTH = ("Tháng", "thang", "Kỳ báo cáo", "THÁNG (1)")
EXTRA = (("Điện thoại", "0000 000 111"), ("Người liên hệ", "Bà Mẫu Kín"), ("E-mail", "kin@mau.example"), ("Ghi chú thêm", "khác"))
A, B, C = "9917169268", "9916025104", "099999188441"
DAY = (
    ("Số liệu tính đến hết ngày 31/10/2026",),
    ("DANH SÁCH ... THÁNG 10 NĂM 2026",),
    ("Chốt đến 31.10.2026",),
    ("tính đến hết tháng 10/2026",),
)

TRUTHS: dict[str, Truth] = {
    truth.kind: truth
    for truth in (
        Truth(
            "arrears",
            {
                "tax": TAX,
                "unit": UNIT,
                "name": NAME,
                "months": ("Số tháng chậm đóng", "Số tháng", "so_thang", "Thời gian chậm đóng (tháng)"),
                "total": ("Tổng cộng", "Số tiền chậm đóng (đồng)", "Tổng số tiền", "TỔNG CỘNG (đ)"),
                "note": ("Ghi chú", "GHI CHÚ (nếu có)"),
            },
            (
                {"tax": A, "unit": "QC3851E", "name": "Công ty TNHH Long Tây Mẫu", "months": "6,5", "total": "1.234.567", "note": "nt"},
                {"tax": B, "unit": "HC6237B", "name": "Công ty Cổ phần Hạnh Tuấn Mẫu", "months": "06", "total": "(1.234)", "note": ""},
                {
                    "tax": C,
                    "unit": "NC7787D",
                    "name": "Hộ kinh doanh Trí Huy Mẫu",
                    "months": "từ 3/2026",
                    "total": "70.000.000",
                    "note": "-",
                },
            ),
            tuple(
                {"stated": tax, "unit": unit, "total_vnd": total, "months_text": text}
                for tax, unit, total, text in (
                    (A, "QC3851E", 1234567, ""),
                    (B, "HC6237B", -1234, ""),
                    (C, "NC7787D", 70000000, "from 2026-03"),
                )
            ),
            DAY,
            {"name": "Tổng cộng", "total": "71.233.333"},
            "I. BHXH cơ sở Hưng Lẫm",
        ),
        Truth(
            "vss_office",
            {
                "unit": UNIT,
                "name": NAME,
                "opening": ("tiền\nđầu kỳ", "Số dư đầu kỳ", "Tiền đầu kỳ (đồng)", "Đầu kỳ"),
                "paid": ("tien đã nộp", "Số tiền đã nộp", "Đã đóng trong kỳ"),
                "closing": ("tiền cuối kỳ", "Số dư cuối kỳ", "Cuối kỳ"),
            },
            (
                {"unit": "TC0001A", "name": "Công ty A Mẫu", "opening": "1.000", "paid": "", "closing": "-2.500"},
                {"unit": "TC0002A", "name": "Công ty B Mẫu", "opening": "0", "paid": "-", "closing": "3.000"},
            ),
            (
                {"unit": "TC0001A", "opening_vnd": 1000, "paid_vnd": 0, "closing_vnd": -2500},
                {"unit": "TC0002A", "opening_vnd": 0, "paid_vnd": 0, "closing_vnd": 3000},
            ),
            tuple((*day, "Mã cơ quan 09901") for day in DAY),
        ),
        Truth(
            "register",
            {
                "tax": TAX,
                "name": NAME,
                "legal_form": ("Loại hình", "Loại hình doanh nghiệp", "loai_hinh"),
                "status": ("Tình trạng", "Tình trạng hoạt động", "Trạng thái"),
                "address": ("Địa chỉ", "Địa chỉ trụ sở chính", "dia_chi"),
                "registered": ("Ngày đăng ký", "Ngày đăng ký lần đầu", "Ngày thành lập"),
            },
            (
                {
                    "tax": A,
                    "name": "Công ty TNHH Long Tây Mẫu",
                    "legal_form": "Công ty TNHH hai thành viên trở lên",
                    "status": "Đang hoạt động",
                    "address": "Số 1, đường Mẫu 2",
                    "registered": "05/03/2020",
                },
                {
                    "tax": "0" + "999267281",
                    "name": "Công ty Cổ phần Hòa Bình Mẫu",
                    "legal_form": "Công ty cổ phần",
                    "status": "Tạm ngừng",
                    "address": "",
                    "registered": "2021-04-06",
                },
            ),
            (
                {"tax_code": A, "name": "Công ty TNHH Long Tây Mẫu", "legal_form": "TNHH2TV", "status": "active"},
                {"tax_code": "0999267281", "name": "Công ty Cổ phần Hòa Bình Mẫu", "legal_form": "CP", "status": "paused"},
            ),
            ((), ("DANH BẠ DOANH NGHIỆP",)),
        ),
        Truth(
            "sanctions",
            {
                "name": ("Tên tổ chức, cá nhân", "Tên tổ chức"),
                "tax": ("MST/số định danh", "Mã số thuế"),
                "decision": ("Số, ngày quyết định", "Số và ngày QĐ", "Quyết định số, ngày"),
                "conduct": ("Hành vi vi phạm (điểm, khoản, điều)", "Hành vi vi phạm"),
                "form": ("Hình thức, mức phạt", "Hình thức xử phạt", "Mức phạt"),
            },
            (
                {
                    "name": "Công ty TNHH Long Tây Mẫu",
                    "tax": A,
                    "decision": "12/QĐ-XPHC ngày 05/03/2026",
                    "conduct": "Chậm đóng BHXH (điểm a khoản 5 Điều 39)",
                    "form": "Phạt tiền: 50.000.000 đồng",
                },
            ),
            ({"stated": A, "decision_no": "12/QĐ-XPHC", "conduct": "CHAM_DONG", "fine_vnd": 50000000},),
            DAY,
        ),
        Truth(
            "headcount_zone",
            {
                "name": NAME,
                "tax": TAX,
                "month": MONTH,
                "employed": ("Lao động đang sử dụng", "Số lao động đang làm việc", "Số LĐ hiện có (người)"),
                "insured": ("Lao động tham gia BHXH", "Số LĐ đã tham gia BHXH", "Số người tham gia"),
            },
            (
                {"name": "Công ty A Mẫu", "tax": A, "month": "10/2026", "employed": "1.234", "insured": "1.200"},
                {"name": "Công ty B Mẫu", "tax": B, "month": "2026-10", "employed": "12", "insured": "0"},
            ),
            (
                {"stated": A, "employed": 1234, "insured": 1200},
                {"stated": B, "employed": 12, "insured": 0},
            ),
            ((), ("BÁO CÁO LAO ĐỘNG",)),
            {"name": "Tổng cộng", "employed": "1.246", "insured": "1.200"},
        ),
        Truth(
            "headcount_vss",
            {
                "month": MONTH,
                "office": ("ma_cq", "Mã cơ quan BHXH", "Mã CQ"),
                "unit": UNIT,
                "tax": TAX,
                "insured": ("so_ld_tham_gia", "Số lao động tham gia", "Số người tham gia BHXH"),
            },
            (
                {"month": "2026-10", "office": "09901", "unit": "TC0001A", "tax": A, "insured": "15"},
                {"month": "Tháng 10/2026", "office": "09901", "unit": "TC0002A", "tax": B, "insured": "7"},
            ),
            (
                {"stated": A, "office": "09901", "unit": "TC0001A", "insured": 15},
                {"stated": B, "office": "09901", "unit": "TC0002A", "insured": 7},
            ),
        ),
        Truth(
            "ontime",
            {
                "tax": TAX,
                "month": MONTH,
                "due_on": ("han_dong", "Hạn đóng", "Hạn nộp"),
                "paid_on": ("ngay_nop", "Ngày nộp", "Ngày đóng"),
                "due": ("so_phai_dong", "Số tiền phải đóng", "Số phải nộp (đồng)"),
                "paid": ("so_da_nop", "Số tiền đã đóng", "Đã nộp"),
            },
            (
                {"tax": A, "month": "09/2026", "due_on": "31/10/2026", "paid_on": "30/10/2026", "due": "1.000.000", "paid": "1.000.000"},
                {"tax": B, "month": "09/2026", "due_on": "31/10/2026", "paid_on": "", "due": "2.000.000", "paid": "0"},
            ),
            (
                {"stated": A, "due_vnd": 1000000, "paid_vnd": 1000000},
                {"stated": B, "due_vnd": 2000000, "paid_vnd": 0},
            ),
        ),
        Truth(
            "offices",
            {"office": ("ma_cq", "Mã cơ quan"), "name": ("ten_cq", "Tên cơ quan BHXH"), "commune": ("xa_phuong", "Xã/phường")},
            ({"office": "09901", "name": "BHXH cơ sở Hưng Lẫm", "commune": "phường Hưng Lẫm"},),
            ({"office": "09901", "name": "BHXH cơ sở Hưng Lẫm", "commune": "phường Hưng Lẫm"},),
        ),
    )
}


def build(truth: Truth, chance: random.Random) -> Rows:
    """Return the rows of one variant: titles, heading, perhaps a row of numbers, records with noise between them, sums, a signature."""
    fields = list(truth.heads)
    chance.shuffle(fields)
    columns: list[tuple[str, str]] = [(name, chance.choice(truth.heads[name])) for name in fields]
    for extra in chance.sample(EXTRA, chance.randint(0, 2)):
        columns.insert(chance.randint(0, len(columns)), (f"+{extra[1]}", extra[0]))
    if chance.random() < 0.6:
        columns.insert(0, ("#", chance.choice(("STT", "TT", "Số TT"))))
    head = [called for _, called in columns]
    width = len(head)
    titles = [*chance.choice(((), ("BẢO HIỂM XÃ HỘI TỈNH MẪU",), ("UBND TỈNH MẪU", "SỞ MẪU"))), *chance.choice(truth.titles)]
    rows = [_wide([line], width) for line in titles]
    if titles and chance.random() < 0.5:
        rows.append([""] * width)
    rows.append(head)
    if width >= 4 and chance.random() < 0.4:
        rows.append([f"({number})" for number in range(1, width + 1)])
    if truth.group and chance.random() < 0.5:
        rows.append(_wide([truth.group], width))
    for number, record in enumerate(truth.rows, start=1):
        if chance.random() < 0.2:
            rows.append([""] * width)
        if number > 1 and chance.random() < 0.2:
            rows.append(head)
        rows.append([_cell(name, record, number) for name, _ in columns])
    if truth.totals and (truth.kind == "arrears" or chance.random() < 0.5):
        rows.append([truth.totals.get(name, "") for name, _ in columns])
    if chance.random() < 0.4:
        rows.append(_wide(["", "NGƯỜI LẬP BIỂU"], width))
    return rows


def _cell(name: str, record: dict[str, str], number: int) -> str:
    return str(number) if name == "#" else name[1:] if name.startswith("+") else record[name]


def _wide(cells: list[str], width: int) -> list[str]:
    return [*cells, *[""] * max(0, width - len(cells))]


def write(rows: Rows, form: str, chance: random.Random) -> bytes:
    """Return the rows as a file."""
    match form:
        case "csv":
            return text(rows, chance.choice(",;|"), chance.choice(ENCODINGS))
        case "tsv":
            return text(rows, "\t", chance.choice(ENCODINGS))
        case "xlsx":
            return xlsx(rows)
        case "xls":
            return xls(rows)
        case "ods":
            return ods(rows)
    return pdf(rows)


def text(rows: Rows, delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return _legacy(out.getvalue()) if encoding == "cp1258" else out.getvalue().encode(encoding)


def _legacy(written: str) -> bytes:
    """Return text in windows-1258, whose tones stand behind their letters."""
    marks = "\u0300\u0301\u0303\u0309\u0323"
    out = []
    for sign in unicodedata.normalize("NFC", written):
        spread = unicodedata.normalize("NFD", sign)
        tone = next((mark for mark in spread if mark in marks), "")
        out.append(unicodedata.normalize("NFC", spread.replace(tone, "") if tone else spread) + tone)
    return "".join(out).encode("cp1258")


def xlsx(rows: Rows) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("DS")
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, place, cell)
    return out.getvalue()


def xls(rows: Rows) -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("DS")
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            sheet.write(number, place, cell)
    book.save(out)
    return out.getvalue()


def ods(rows: Rows) -> bytes:
    book, out = odf.opendocument.OpenDocumentSpreadsheet(), io.BytesIO()
    table = odf.table.Table(name="DS")
    for row in rows:
        line = odf.table.TableRow()
        for cell in row:
            box = odf.table.TableCell(valuetype="string")
            box.addElement(odf.text.P(text=cell))
            line.addElement(box)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.save(out)
    return out.getvalue()


def pdf(rows: Rows, per_page: int = 0) -> bytes:
    """Return a printed list: lines above the table as text, the rest with ruled lines, the heading again on each page."""
    first = next(number for number, row in enumerate(rows) if sum(map(bool, row)) > 2)
    data = json.dumps({"above": [row[0] for row in rows[:first]], "head": rows[first], "rows": rows[first + 1 :]})
    source = """
        #let data = json(bytes(sys.inputs.data))
        #set page(paper: "a4", flipped: true, margin: 1cm, footer: context [Trang #counter(page).display()])
        #set text(size: 7pt)
        #for line in data.above [#line \\ ]
        #table(columns: data.head.len(), table.header(..data.head), ..data.rows.flatten())
    """
    return typst.compile(source.encode(), sys_inputs={"data": data})
