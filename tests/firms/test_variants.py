"""Other spellings, orders, formats and encodings of every kind import right; whatever noise is in them, no wrong row comes through."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import zipfile
from typing import Any

import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.tables import UnreadableError, open_table
from firms import bulk, staging
from firms.intake import reading, titles
from firms.intake.rows import Known
from tests.firms import variants
from tests.firms.variants import TRUTHS, Truth


def read(content: bytes, name: str = "ds") -> tuple[reading.Reading, list[dict[str, Any]], list[Any]]:
    found = reading.start(open_table(content, name), Known())
    rows, issues = [], []
    for chunk in found.chunks():
        rows += [row.fields for row in chunk.rows]
        issues += chunk.issues
    return found, rows, issues


def told(fields: dict[str, Any], truth: Truth) -> dict[str, Any]:
    return {name: fields[name] for name in truth.read[0]}


@pytest.mark.parametrize("form", variants.FORMATS)
@pytest.mark.parametrize("kind", TRUTHS)
def test_every_kind_is_read_in_every_form_whatever_its_dress(kind: str, form: str) -> None:
    truth = TRUTHS[kind]
    for seed in range(2 if form == "pdf" else 6):
        chance = random.Random(f"{kind} {form} {seed}")
        rows = variants.build(truth, chance)
        found, taken, issues = read(variants.write(rows, form, chance))
        assert found.kind.code == kind, rows
        assert [told(fields, truth) for fields in taken] == list(truth.read), rows
        assert not [issue for issue in issues if issue.is_rejected], rows
        assert found.holds() == ([] if kind != "arrears" else found.holds()), rows
        assert "control_total" not in {hold.code for hold in found.holds()}, rows
        assert "Bà Mẫu Kín" not in repr(taken)
        assert "0000 000 111" not in repr(taken)
        assert "kin@mau.example" not in repr(taken)


@st.composite
def noisy(draw: st.DrawFn) -> tuple[Truth, variants.Rows]:
    """Draw a list and spoil it: rows and cells are dropped, doubled, moved and overwritten, columns change places."""
    truth = TRUTHS[draw(st.sampled_from(sorted(TRUTHS)))]
    rows = [list(row) for row in variants.build(truth, random.Random(draw(st.integers(0, 10_000))))]
    junk = st.sampled_from(["", "nt", "#REF!", "ghi chú", "Tổng cộng", "=1+1", "12/2026", "0", "Cộng", "x" * 300, "\u00a0", "31/02/2026"])
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(rows) - 1))
        match draw(st.sampled_from(["blank", "note", "double", "cell", "swap"])):
            case "blank":
                rows.insert(place, [""] * len(rows[0]))
            case "note":
                rows.insert(place, [draw(junk)])
            case "double":
                rows.insert(place, list(rows[place]))
            case "cell":
                rows[place][draw(st.integers(0, len(rows[place]) - 1))] = draw(junk)
            case "swap":
                other = draw(st.integers(0, len(rows) - 1))
                rows[place], rows[other] = rows[other], rows[place]
    return truth, rows


@given(noisy())
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_wrong_row_is_ever_taken_in_silence(drawn: tuple[Truth, variants.Rows]) -> None:
    truth, rows = drawn
    try:
        found, taken, _ = read(variants.text(rows))
    except UnreadableError:
        return  # a file that is spoilt beyond reading is refused as a whole
    if found.kind.code != truth.kind:
        raise AssertionError(f"read as {found.kind.code}: {rows}")
    keys = sorted({"stated", "tax_code", "unit", "office", "commune", "decision_no"} & set(truth.read[0]))
    amounts = sorted(name for name in truth.read[0] if name.endswith("_vnd") or name in ("employed", "insured"))
    for fields in taken:
        same = [each for each in truth.read if all(each[key] == fields[key] for key in keys)]
        partly = [each for each in truth.read if any(each[key] == fields[key] for key in keys)]
        assert same or partly, (fields, rows)
        for each in same:
            for name in amounts:
                assert fields[name] == each[name] or fields[name] in (None, 0), (name, fields, rows)


def test_a_long_printed_list_is_one_list_on_all_its_pages() -> None:
    rows = [["Số liệu tính đến hết ngày 31/10/2026", "", "", ""], ["Mã số thuế", "Tên đơn vị", "Số tháng chậm đóng", "Tổng cộng"]]
    rows += [[f"99{number:08d}", f"Công ty số {number} Mẫu", "5", "1.000.000"] for number in range(120)]
    rows += [["", "Tổng cộng", "", "120.000.000"]]
    found, taken, issues = read(variants.pdf(rows))
    assert len(taken) == 120
    assert {issue.code for issue in issues} <= {"checksum", "unknown_firm"}
    assert found.holds() == []


@pytest.mark.parametrize(
    ("caption", "head", "amount"),
    [
        ("ĐVT: nghìn đồng", "Tổng cộng", 1_234_000),
        ("Đơn vị tính: triệu đồng", "Tổng cộng", 1_234_000_000),
        ("", "Tổng cộng (1.000 đồng)", 1_234_000),
        ("Đơn vị tính: triệu đồng", "Tổng cộng (đồng)", 1_234),
        ("", "Tổng cộng", 1_234),
    ],
)
def test_amounts_are_counted_in_what_the_caption_or_the_column_says(caption: str, head: str, amount: int) -> None:
    rows = [["Số liệu đến ngày 31/10/2026", caption, "", ""], ["MST", "Tên đơn vị", "Số tháng", head]]
    _, taken, _ = read(variants.text([*rows, ["9917169268", "Công ty A Mẫu", "3", "1234" if amount > 1_234_000 else "1.234"]]))
    assert taken[0]["total_vnd"] == amount


def money_list(*above: str, head: str = "Tổng cộng", amount: str = "25934", below: str = "", foot: str = "") -> bytes:
    rows = [[line, "", "", ""] for line in ("Số liệu tính đến hết ngày 31/10/2026", *above)]
    rows += [["MST", "Tên đơn vị", "Số tháng", head], *([[below, "", "", ""]] if below else [])]
    rows += [["9917169268", "Công ty Triệu Phong Mẫu", "3", amount], ["", "Tổng cộng", "", amount], *([[foot, "", "", ""]] if foot else [])]
    return variants.text(rows)


@pytest.mark.parametrize(
    "name", ["BHXH tỉnh Đồng Nai", "BHXH tỉnh Lâm Đồng", "BHXH cơ sở Đồng Xoài", "Cong ty Dong Tam", "CÔNG TY ĐỒNG TÂM"]
)
def test_a_name_behind_the_word_for_unit_is_no_unit(name: str) -> None:
    found, taken, _ = read(money_list(f"Đơn vị: {name}", "Đơn vị tính: nghìn đồng"))
    assert (taken[0]["total_vnd"], found.holds()) == (25_934_000, [])


@pytest.mark.parametrize(
    ("caption", "scale"),
    [
        *((f"ĐVT: {said}", 1000) for said in ("nghìn", "1.000", "x1000đ", "x 1.000 đồng", "ng.đ", "ngđ", "người; nghìn đồng")),
        *((said, 1000) for said in ("(nghìn đồng)", "Đơn vị tính (nghìn đồng)", "Đơn vị tính là nghìn đồng", "Đ/v tính: nghìn đồng")),
        *((said, 1000) for said in ("Tiền tính bằng nghìn đồng", "Số tiền: nghìn đồng", "(Số tiền tính theo đơn vị nghìn đồng)")),
        *((said, 10**6) for said in ("ĐVT: triệu", "(Đơn vị tính tiền: triệu đồng)", "Đơn vị: Tr.đ", "Don vi tinh: trieu dong")),
        *(
            (said, 1)
            for said in ("ĐVT: đồng", "Danh sách đơn vị tính đến hết ngày 31/10/2026", "Đơn vị chậm đóng từ 100 triệu đồng trở lên")
        ),
        *((said, 1) for said in ("(Số tiền chậm đóng trên 1.000.000 đồng)", "BHXH HUYỆN TRIỆU SƠN", "Lãi tính theo tỷ lệ 0,03%/ngày")),
        ("(Bằng chữ: ba trăm sáu mươi bảy triệu đồng)", 1),
    ],
)
def test_every_way_to_say_the_unit_is_understood_and_no_amount_is_one(caption: str, scale: int) -> None:
    found, taken, _ = read(money_list(caption))
    assert (taken[0]["total_vnd"], found.holds()) == (25_934 * scale, [])


@pytest.mark.parametrize(
    ("amounts", "total", "is_held"),
    [
        pytest.param(["234.567", "100.000"], "334.567", True, id="either reading, and the sum agrees in both"),
        pytest.param(["234.567", "(12.000)"], "222.567", True, id="below zero"),
        pytest.param(["234.567", "1234.567"], "1469.134", True, id="another amount has decimals"),
        pytest.param(["234.567", "12.5"], "247.067", True, id="two decimals"),
        pytest.param(["234.567", "1.234.567"], "1.469.134", False, id="another amount has two groups"),
        pytest.param(["934.567", "100.000"], "1.034.567", False, id="the printed sum has two groups"),
        pytest.param(["234.567", "850"], "235.417", False, id="another amount is too small for a group"),
        pytest.param(["234.567,5", "100.000"], "334.567,5", False, id="the decimals stand behind a comma"),
        pytest.param(["234.000", "100.000"], "334.000", False, id="nobody writes decimals that are nought"),
        pytest.param(["234567", "100000"], "334567", False, id="no point"),
    ],
)
@pytest.mark.parametrize("is_said_by", ["caption", "column"])
def test_points_that_may_group_thousands_or_part_decimals_hold_the_list(
    amounts: list[str], total: str, is_said_by: str, *, is_held: bool
) -> None:
    caption, head = ("ĐVT: nghìn đồng", "Tổng cộng") if is_said_by == "caption" else ("", "Tổng cộng (nghìn đồng)")
    rows = [["Số liệu tính đến hết ngày 31/10/2026", caption, "", ""], ["MST", "Tên đơn vị", "Số tháng", head]]
    rows += [["9917169268", f"Công ty {amount} Mẫu", "3", amount] for amount in amounts]
    doubts = [hold for hold in read(variants.text([*rows, ["", "Tổng cộng", "", total]]))[0].holds() if hold.code == "unit_in_doubt"]
    assert bool(doubts) is is_held
    if is_held:
        assert "“234.567” đọc được theo hai cách: 234.567.000 đồng, là cách đang đọc, hoặc 234.567 đồng" in doubts[0].sentence


def test_points_of_plain_dong_group_thousands() -> None:
    rows = [["Số liệu tính đến hết ngày 31/10/2026", "", "", ""], ["MST", "Tên đơn vị", "Số tháng", "Tổng cộng"]]
    rows += [["9917169268", "Công ty A Mẫu", "3", "234.567"], ["", "Tổng cộng", "", "234.567"]]
    found, taken, _ = read(variants.text(rows))
    assert (taken[0]["total_vnd"], found.holds()) == (234_567, [])


@pytest.mark.parametrize("head", ["(1.000)", "(x1000)", "(ngđ)", "(nghìn)", "(ĐVT: nghìn)", "ĐVT: nghìn"])
def test_a_column_says_its_unit_in_short(head: str) -> None:
    found, taken, _ = read(money_list(head=f"Tổng số tiền {head}"))
    assert (taken[0]["total_vnd"], found.holds()) == (25_934_000, [])


def test_a_caption_between_the_heading_and_the_rows_is_one() -> None:
    found, taken, _ = read(money_list(below="Đơn vị tính: nghìn đồng"))
    assert (taken[0]["total_vnd"], found.holds()) == (25_934_000, [])


@pytest.mark.parametrize(
    "beside",
    [
        *({"above": said} for said in ("ĐVT: mười nghìn đồng", "ĐVT: trăm nghìn đồng", "ĐVT: k", "Biểu 2 - nghìn đồng", "(triệu)")),
        *({"foot": said} for said in ("Ghi chú: số tiền tính bằng nghìn đồng", "Đơn vị tính: triệu", "Làm tròn đến nghìn đồng")),
    ],
)
def test_a_unit_that_is_not_understood_holds_the_list(beside: dict[str, str]) -> None:
    found, _, _ = read(money_list(beside.get("above", ""), foot=beside.get("foot", "")))
    assert [hold.code for hold in found.holds()] == ["unit_in_doubt"]
    assert next(iter(beside.values())) in found.holds()[0].sentence


def test_two_units_and_a_unit_on_another_sheet_hold_the_list() -> None:
    assert [hold.code for hold in read(money_list("ĐVT: nghìn đồng", "ĐVT: triệu đồng"))[0].holds()] == ["unit_in_doubt"]
    assert read(money_list("ĐVT: nghìn đồng", foot="Đơn vị tính: nghìn đồng"))[0].holds() == []
    for sheets in ({"Nghìn đồng": money_list()}, {"DS": money_list(), "Bìa": variants.text([["Đơn vị tính: nghìn đồng"]])}):
        found, _, _ = read(book(sheets))
        assert [hold.code for hold in found.holds()] == ["unit_in_doubt"]


def printed(rows: variants.Rows, form: str, head: str, foot: str) -> bytes:
    """Return a workbook whose pages are printed with a text above and below the list."""
    out = io.BytesIO()
    if form == "xlsx":
        with xlsxwriter.Workbook(out) as new:
            sheet = new.add_worksheet("DS")
            sheet.set_header(head)
            sheet.set_footer(foot)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        return out.getvalue()
    old = xlwt.Workbook()
    page = old.add_sheet("DS")
    page._Worksheet__header_str, page._Worksheet__footer_str = head, foot  # what sets them knows no Vietnamese
    for number, row in enumerate(rows):
        for place, cell in enumerate(row):
            page.write(number, place, cell)
    old.save(out)
    return out.getvalue()


@pytest.mark.parametrize("form", ["xlsx", "xls"])
@pytest.mark.parametrize(
    ("said", "above", "holds"),
    [
        ('&LBHXH tỉnh Mẫu&C&"Arial,Bold"&12Đơn vị tính: &KFF0000nghìn đồng&RTrang &P/&N', "", ["unit_in_doubt"]),
        ("&RĐVT: nghìn đồng", "Đơn vị tính: đồng", ["unit_in_doubt"]),
        ("&RĐVT: nghìn đồng", "Đơn vị tính: nghìn đồng", []),
        ("&RĐơn vị tính: đồng", "", []),
        ("&RDon vi tinh: nghin dong", "", ["unit_in_doubt"]),
        ("&LBHXH tỉnh Đồng Nai&CDanh sách chậm đóng trên 10 triệu đồng&R&D", "", []),
    ],
)
def test_a_unit_that_only_the_printed_pages_tell_holds_the_list(form: str, said: str, above: str, holds: list[str]) -> None:
    rows = list(csv.reader(money_list(above).decode().splitlines()))
    for head, foot in ((said, "&P"), ("&P", said)):
        found, _, _ = read(printed(rows, form, head, foot))
        assert [hold.code for hold in found.holds()] == holds


@pytest.mark.parametrize("place", ["header", "footer-first"])
def test_a_unit_that_only_the_printed_pages_of_ods_tell_holds_the_list(place: str) -> None:
    content = variants.ods(list(csv.reader(money_list().decode().splitlines())))
    said = "<style:region-left><text:p>BHXH</text:p></style:region-left><text:p>Đơn vị tính: <text:span>nghìn</text:span> đồng</text:p>"
    styles = f"<x><style:header-style/><style:{place}>{said}</style:{place}><style:footer><text:p>1</text:p></style:footer></x>"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, styles if name == "styles.xml" else old.read(name))
    found, _, _ = read(out.getvalue())
    assert [hold.code for hold in found.holds()] == ["unit_in_doubt"]
    assert "“Đơn vị tính: nghìn đồng”" in found.holds()[0].sentence


def book(sheets: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, content in sheets.items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(csv.reader(content.decode().splitlines())):
                sheet.write_row(number, 0, row)
    return out.getvalue()


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        *((("DANH SÁCH THÁNG 11 NĂM 2026", f"({said} 31/10/2026)"), "2026-10-31") for said in ("Số liệu tính đến thời điểm", "Chốt ngày")),
        *((("DANH SÁCH THÁNG 11/2026", f"{said} 31/10/2026"), "2026-10-31") for said in ("Thời điểm chốt số liệu:", "Tính đến 24h ngày")),
        (("DANH SÁCH THÁNG 11/2026", "Chốt số liệu ngày 31/10/2026"), "2026-10-31"),
        (("DANH SÁCH THÁNG 11/2026", "Số liệu tính đến 31/10/26"), "2026-10-31"),
        (("Đề nghị các đơn vị nộp đến ngày 20/11/2026", "Số liệu tính đến ngày 31/10/2026"), "2026-10-31"),
        (("Đề nghị các đơn vị nộp đến ngày 20/11/2026",), "None"),
        (("Danh sách đơn vị chậm đóng từ tháng 6/2026", "(Báo cáo tháng 10/2026)"), "2026-10-31"),
        (("Danh sách chậm đóng trước tháng 7/2025",), "None"),
        (("Số liệu đến 31/10/2026 (so với đến 30/09/2026)",), "2026-10-31"),
        (("Danh sách tháng 10/2026 so với tháng 9/2026", "Hưng Lẫm, tháng 11 năm 2026"), "2026-10-31"),
        (("Danh sách quá hạn đến ngày 31/10/2026",), "2026-10-31"),
        (("Thông báo tháng 11/2026", "danh sách tháng 10/2026"), "None"),
        (("Khoản trước thời điểm 01/7/2025", "Tháng 10 năm 2026"), "2026-10-31"),
    ],
)
def test_the_day_is_the_one_up_to_which_figures_count(lines: tuple[str, ...], day: str) -> None:
    assert str(titles.day(lines)) == day


def test_a_file_is_named_after_a_month_that_has_ended_and_no_day_of_its_making() -> None:
    today = dt.date(2026, 11, 23)
    told = {name: titles.named_month(name, today) for name in ("DS T10.2026.xlsx", "DS ngay 05-11-2026.xlsx", "ds_11_2026.xlsx")}
    assert list(told.values()) == [dt.date(2026, 10, 31), None, None]


def test_no_figures_count_up_to_a_day_that_has_not_come() -> None:
    today = dt.date(2026, 11, 23)
    late = money_list().replace(b"31/10/2026", b"31/10/2062")
    found = reading.start(open_table(late, "ds"), Known(), today=today)
    assert list(found.chunks())
    assert [hold.code for hold in found.holds()] == ["future_as_of"]
    for kind in ("headcount_zone", "headcount_vss", "ontime"):
        truth = TRUTHS[kind]
        rows = [list(truth.heads), *([*record.values()] for record in truth.rows), [*truth.rows[0].values()]]
        rows[0] = [truth.heads[name][0] for name in truth.rows[0]]
        rows[-1][list(truth.rows[0]).index("month")] = "10/2062"
        found = reading.start(open_table(variants.text(rows), "ds"), Known(), today=today)
        issues = [issue for chunk in found.chunks() for issue in chunk.issues if issue.is_rejected]
        assert [(issue.code, issue.column) for issue in issues] == [("date_out_of_range", "month")]
        assert found.as_of is not None
        assert found.as_of < today


def test_three_rows_of_a_merged_heading_and_people_beside_money() -> None:
    rows = [
        ["Tính đến hết ngày 31/10/2026", "", "", "", "", "", "", ""],
        ["TT", "Đơn vị", "", "Số lao động", "", "Tình hình chậm đóng", "", ""],
        ["", "Tên đơn vị", "MST", "Nữ", "Tổng cộng", "Số tháng", "Số tiền (nghìn đồng)", ""],
        ["", "", "", "", "", "", "BHXH", "Tổng cộng"],
        ["1", "2", "3", "4", "5", "6", "7", "8"],
        ["1", "Công ty A Mẫu", "9917169268", "3", "7", "4", "1.000", "1.000"],
        ["", "Tổng cộng", "", "3", "7", "", "1.000", "1.000"],
    ]
    found, taken, issues = read(variants.xlsx(rows))
    assert (taken[0]["total_vnd"], taken[0]["bhxh_vnd"], taken[0]["workers"], taken[0]["months"]) == (1_000_000, 1_000_000, 7, 4)
    assert not [issue for issue in issues if issue.is_rejected]
    assert found.holds() == []


def test_foreign_money_is_refused() -> None:
    rows = [["Tính đến ngày 31/10/2026", "Đơn vị tính: USD", "", ""], ["MST", "Tên đơn vị", "Số tháng", "Tổng cộng"], ["1", "A", "1", "1"]]
    with pytest.raises(UnreadableError, match="ngoại tệ"):
        read(variants.text(rows))


C12 = [
    ["BHXH cơ sở Hưng Lẫm", "", "", "", "", "", ""],
    ["THÔNG BÁO KẾT QUẢ ĐÓNG BHXH, BHYT, BHTN, BHTNLĐ-BNN (C12-TS)", "", "", "", "", "", ""],
    ["Tháng 10 năm 2026", "", "", "", "", "", ""],
    ["Tên đơn vị: Công ty TNHH Long Tây Mẫu", "", "", "", "", "", ""],
    ["Mã đơn vị: QC3851E   Mã số thuế: 9917169268   Điện thoại: 0000 000 111", "", "", "", "", "", ""],
    ["STT", "Nội dung", "BHXH", "BHYT", "BHTN", "BHTNLĐ-BNN", "Cộng"],
    ["A", "Kỳ trước mang sang", "", "", "", "", ""],
    ["2.2", "Thiếu", "1.000", "200", "100", "50", "1.350"],
    ["B", "Phát sinh trong kỳ", "", "", "", "", ""],
    ["3", "Phải đóng", "2.000", "400", "200", "100", "2.700"],
    ["C", "Số tiền đã nộp trong kỳ", "", "", "", "", "1.000"],
    ["Đ", "Chuyển kỳ sau", "", "", "", "", ""],
    ["2.1", "Thừa", "0", "0", "0", "0", "0"],
    ["2.2", "Thiếu", "2.500", "300", "150", "100", "3.050"],
    ["2.3", "Thiếu lãi", "30", "5", "2", "1", "38"],
]


@pytest.mark.parametrize("form", ["xlsx", "csv", "pdf"])
def test_a_statement_of_one_unit_is_read_line_by_line(form: str) -> None:
    content = variants.write(C12, form, random.Random(1))
    found, taken, issues = read(content)
    assert (found.kind.code, str(found.as_of), found.kind.part) == ("c12", "2026-10-31", "QC3851E")
    lines = {fields["line"]: fields for fields in taken}
    assert list(lines) == ["a.2.2", "b.3", "c", "dd.2.1", "dd.2.2", "dd.2.3"]
    assert (lines["dd.2.2"]["bhxh_vnd"], lines["dd.2.2"]["total_vnd"], lines["dd.2.2"]["stated"]) == (2500, 3050, "9917169268")
    assert found.kind.control() == {"arrears_vnd": 3050, "surcharge_vnd": 38}
    assert found.holds() == []
    assert "0000 000" not in repr(taken)
    assert not [issue for issue in issues if issue.is_rejected]


def test_a_statement_without_its_end_or_its_unit_is_not_taken_for_whole() -> None:
    assert [hold.code for hold in read(variants.text(C12[:11]))[0].holds()] == ["no_total"]
    with pytest.raises(UnreadableError, match="mã đơn vị"):
        read(variants.text([*C12[:4], *C12[5:]]))


ZONE = ["Mã số thuế", "Tên doanh nghiệp", "Tháng", "Tổng số lao động đang làm việc", "Số lao động tham gia BHXH"]


@pytest.mark.parametrize("count", ["#REF!", "#N/A", "9917169268", "9" * 5000])
def test_what_is_no_count_keeps_its_row_out_and_its_list_waiting(count: str) -> None:
    rows = [ZONE, ["9917169268", "Công ty A Mẫu", "10/2026", count, "5"], ["9916025104", "Công ty B Mẫu", "10/2026", "7", "5"]]
    found, taken, issues = read(variants.text([*rows, ["", "Tổng cộng", "", count, "10"]]))
    assert [(fields["stated"], fields["employed"]) for fields in taken] == [("9916025104", 7)]
    assert [(issue.place, issue.code, issue.column) for issue in issues if issue.is_rejected] == [(2, "bad_number", "employed")]
    assert [hold.code for hold in found.holds()] == ["no_total"]


@pytest.mark.parametrize("amount", ["#REF!", "99999999999999999999", "9" * 5000, "1" + ".000" * 6])
def test_what_is_no_amount_keeps_its_row_out(amount: str) -> None:
    rows = [["Số liệu đến ngày 31/10/2026", "", "", ""], ["MST", "Tên đơn vị", "Số tháng", "Tổng cộng"]]
    rows += [["9917169268", "Công ty A Mẫu", "3", amount], ["9916025104", "#N/A", "3", "1"], ["", "Tổng cộng", "", amount]]
    _, taken, issues = read(variants.text(rows))
    assert taken == []
    assert [issue.code for issue in issues if issue.is_rejected] == ["bad_amount", "error_value"]


LATE = "Số liệu đến ngày 31/10/2026\nMST,Tên đơn vị,Số tháng,Lãi,Tổng cộng,Ghi chú\n"


@pytest.mark.parametrize(
    "row",
    [
        pytest.param("9917169268,Công ty A Mẫu,3,1,234,567,2,000,000,đã nhắc", id="two amounts"),
        pytest.param("9917169268,Công ty A Mẫu,3,0,1,234,567,", id="an amount and an empty note"),
        pytest.param("9917169268,Công ty A Mẫu,3,0,(1,234),", id="a negative amount and an empty note"),
        pytest.param("9917169268,Công ty A, chi nhánh Mẫu,3,0,12000,đã nhắc", id="a name"),
        pytest.param("9917169268,Công ty A Mẫu,3,0,12000,đã nhắc, chưa nộp", id="a note"),
    ],
)
def test_a_row_whose_cells_a_comma_has_moved_stays_out_and_is_in_no_sum(row: str) -> None:
    found, taken, issues = read(f"{LATE}{row}\n9916025104,Công ty B Mẫu,3,0,7000,\n,Tổng cộng,,0,7000,\n".encode())
    assert [fields["total_vnd"] for fields in taken] == [7000]
    assert [(issue.place, issue.code, issue.column) for issue in issues if issue.is_rejected] == [(3, "too_many_cells", "")]
    assert (found.kind.control()["rows_listed"], found.kind.control()["printed"]["total"]) == (2, 7000)
    assert found.holds() == []


@pytest.mark.parametrize(
    ("head", "amounts", "end"),
    [
        pytest.param(LATE, "5000,12000", ",", id="of the rows alone"),
        pytest.param(LATE, "5000,12000", ", ,,", id="several"),
        pytest.param(LATE.replace("chú\n", "chú,,,\n"), "500,120", ",,,", id="of the heading, too"),
    ],
)
def test_empty_cells_behind_the_columns_move_nothing(head: str, amounts: str, end: str) -> None:
    _, taken, issues = read(f"{head}9916025104,Công ty B Mẫu,3,{amounts},đã nhắc{end}\n,Tổng cộng,,{amounts},{end}\n".encode())
    assert [fields["lai_vnd"] for fields in taken] == [int(amounts.split(",")[0])]
    assert not [issue for issue in issues if issue.is_rejected]


def test_a_remark_beside_a_list_in_a_workbook_moves_nothing() -> None:
    rows = [*csv.reader(LATE.splitlines()), ["9916025104", "Công ty B Mẫu", "3", "0", "7000", "", "hỏi lại"]]
    _, taken, issues = read(variants.xlsx(rows))
    assert [fields["total_vnd"] for fields in taken] == [7000]
    assert not [issue for issue in issues if issue.is_rejected]


def placed(*heads: str, above: tuple[str, ...] = ()) -> tuple[str, dict[str, str]]:
    """Return the kind of a list with these columns and what each of them is taken for; ("", {}) where it is left to an officer."""
    rows = [
        ["Số liệu tính đến hết ngày 31/10/2026", *[""] * len(heads)],
        *([list(above)] if above else []),
        list(heads),
        ["1"] * len(heads),
    ]
    try:
        found = reading.start(open_table(variants.xlsx(rows), "ds.xlsx"), Known())
    except UnreadableError:
        return "", {}
    names = {place: head or over for place, (head, over) in enumerate(zip(heads, above or heads, strict=True))}
    return found.kind.code, {name: names[place] for name, place in found.heading.columns.places.items()}


LIST = ("Mã số thuế", "Tên đơn vị", "Số tháng chậm đóng")


@pytest.mark.parametrize(
    ("heads", "total"),
    [
        (("Số tiền phải đóng", "Số tiền đã đóng", "Số tiền còn nợ"), "Số tiền còn nợ"),
        (("Số tiền phải nộp", "Số tiền đã nộp", "Số tiền còn phải nộp"), "Số tiền còn phải nộp"),
        (("Tổng số phải đóng", "Đã đóng", "Còn chậm đóng"), "Còn chậm đóng"),
        (("Tổng cộng số tiền phải đóng", "Đã đóng", "Số còn phải đóng"), "Số còn phải đóng"),
        (("Tổng cộng", "Đã nộp", "Còn nợ"), "Còn nợ"),
        (("Số tiền phải đóng", "Số tiền chậm đóng lũy kế"), "Số tiền chậm đóng lũy kế"),
        (("BHXH", "BHYT", "Tổng cộng", "Đã đóng", "Tổng nợ"), "Tổng nợ"),
        (("Số tiền chậm đóng", "Tiền lãi", "Tổng cộng"), "Tổng cộng"),
        (("Nợ BHXH", "Nợ BHYT", "Nợ lãi", "Tổng nợ"), "Tổng nợ"),
        (("Số tiền nợ",), "Số tiền nợ"),
        (("Số tiền chậm đóng, trốn đóng",), "Số tiền chậm đóng, trốn đóng"),
        (("Số tiền chậm đóng BHXH, BHYT, BHTN",), "Số tiền chậm đóng BHXH, BHYT, BHTN"),
        (("Số tiền phải đóng", "Số tiền đã đóng"), ""),
        (("Tổng cộng", "Còn nợ"), ""),
        (("Số tiền chậm đóng kỳ trước",), ""),
        (("No", "Chậm đóng"), ""),
    ],
)
def test_the_arrears_are_what_remains_and_never_what_was_due(heads: tuple[str, ...], total: str) -> None:
    kind, found = placed(*LIST, *heads)
    assert found.get("total", "") == total
    assert kind == ("arrears" if total else "")
    assert {"bhxh", "bhyt"}.isdisjoint(found) or "Đã đóng" not in heads


@pytest.mark.parametrize("rest", ["Còn chậm đóng", "Số tiền chậm đóng"])
def test_sums_under_what_was_due_are_not_the_arrears(rest: str) -> None:
    _, found = placed("", "", "", "BHXH", "Lãi", "Tổng cộng", "", above=(*LIST, "Phải đóng trong kỳ", "", "", rest))
    assert found == {"tax": "Mã số thuế", "name": "Tên đơn vị", "months": "Số tháng chậm đóng", "total": rest}


def test_what_a_list_adds_up_to_its_total_is_held_against_it() -> None:
    rows = [["Số liệu đến 31/10/2026", "", "", "", "", ""], [*LIST, "Số tiền chậm đóng", "Tiền lãi", "Tổng cộng"]]
    rows += [["9917169268", "Công ty A Mẫu", "3", "1.000", "10", "1.010"], ["9916025104", "Công ty B Mẫu", "3", "1.000", "10", "1.100"]]
    _, taken, issues = read(variants.xlsx(rows))
    assert [(fields["total_vnd"], fields["lai_vnd"]) for fields in taken] == [(1010, 10), (1100, 10)]
    assert [issue.place for issue in issues if issue.code == "row_sum_mismatch"] == [4]


@pytest.mark.parametrize("other", ["Số tháng đã đóng", "Số kỳ đã đóng", "Số tháng tham gia", "Số tháng phải đóng"])
@pytest.mark.parametrize("months", ["Chậm đóng (tháng)", "Số tháng nợ", "Thời gian chậm đóng", "Số tháng"])
def test_months_late_are_no_other_months(months: str, other: str) -> None:
    assert placed("Mã số thuế", "Tên đơn vị", other, months, "Tổng cộng")[1]["months"] == months
    assert placed("Mã số thuế", "Tên đơn vị", other, "Tổng cộng") == ("", {})


PARK = ("Tên doanh nghiệp", "Mã số thuế", "Tháng")
UNITS = ("Tháng", "Mã CQ", "Mã đơn vị", "Mã số thuế")


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ((*PARK, "Tổng lao động", "Lao động có HĐLĐ", "LĐ tham gia BHXH"), ("Tổng lao động", "LĐ tham gia BHXH")),
        ((*PARK, "Tổng số LĐ", "Lao động nước ngoài", "Số LĐ đóng BHXH"), ("Tổng số LĐ", "Số LĐ đóng BHXH")),
        ((*PARK, "Lao động hiện có", "Lao động tham gia công đoàn", "Số LĐ đóng BHXH"), ("Lao động hiện có", "Số LĐ đóng BHXH")),
        (
            (*PARK, "LĐ đang sử dụng", "Số người tham gia BHXH tự nguyện", "Đã tham gia BHXH bắt buộc"),
            ("LĐ đang sử dụng", "Đã tham gia BHXH bắt buộc"),
        ),
        ((*PARK, "LĐ đang sử dụng", "LĐ tham gia BHXH", "LĐ tham gia BHYT"), ("LĐ đang sử dụng", "LĐ tham gia BHXH")),
        ((*PARK, "LĐ đang sử dụng", "LĐ tham gia BHYT"), (None, None)),
        ((*UNITS, "Số lao động", "Số đang tham gia"), (None, "Số đang tham gia")),
        ((*UNITS, "LĐ tham gia BHXH", "LĐ tham gia BHYT", "LĐ tham gia BHTN"), (None, "LĐ tham gia BHXH")),
        ((*UNITS, "Số lao động", "Số lao động chưa tham gia"), (None, None)),
    ],
)
def test_who_is_employed_and_who_is_insured(heads: tuple[str, ...], said: tuple[str | None, str | None]) -> None:
    found = placed(*heads)[1]
    assert (found.get("employed"), found.get("insured")) == said


@pytest.mark.parametrize("other", ["Số lao động nghỉ việc", "Số lao động chưa tham gia", "Số lao động BHTN", "Số LĐ nữ"])
def test_the_workers_of_a_late_payer_are_all_of_them(other: str) -> None:
    assert placed(*LIST, other, "Số lao động", "Tổng cộng")[1]["workers"] == "Số lao động"
    assert "workers" not in placed(*LIST, other, "Tổng cộng")[1]


def test_what_is_due_is_due_for_the_month() -> None:
    heads = ("Mã số thuế", "Tháng", "Hạn đóng", "Phải đóng lũy kế từ đầu năm", "Đã đóng")
    assert placed(*heads) == ("", {})
    assert placed(*heads, "Số tiền phải đóng trong tháng")[1]["due"] == "Số tiền phải đóng trong tháng"


def test_a_zone_list_may_say_its_month_in_the_title() -> None:
    head = ["Tên doanh nghiệp", "Mã số thuế", "Lao động đang sử dụng", "Lao động tham gia BHXH"]
    row = ["Công ty A Mẫu", "9917169268", "54", "50"]
    found, taken, _ = read(variants.xlsx([["BÁO CÁO LAO ĐỘNG THÁNG 10/2026", "", "", ""], head, row]))
    assert (found.kind.code, str(taken[0]["month"]), taken[0]["employed"], taken[0]["insured"]) == ("headcount_zone", "2026-10-01", 54, 50)
    with pytest.raises(UnreadableError, match="tính đến ngày nào"):
        read(variants.xlsx([head, row]))


@pytest.mark.parametrize(
    ("form", "fine"), [("Phạt tiền", "50.000.000"), ("Phạt tiền: 50.000.000", ""), ("Cảnh cáo", ""), ("Phạt tiền", "")]
)
def test_a_fine_may_stand_in_a_column_of_its_own(form: str, fine: str) -> None:
    head = ["Mã số thuế", "Số quyết định", "Ngày quyết định", "Hành vi vi phạm", "Hình thức xử phạt", "Số tiền phạt"]
    _, taken, issues = read(variants.xlsx([head, ["9917169268", "12/QĐ-XPHC", "05/03/2026", "Chậm đóng", form, fine]]))
    if form == "Phạt tiền" and not fine:
        assert [issue.code for issue in issues] == ["bad_amount"]
    else:
        assert taken[0]["fine_vnd"] == (0 if form == "Cảnh cáo" else 50_000_000)


FIRM = ("Mã số thuế", "Tên doanh nghiệp", "Loại hình", "Tình trạng")


@pytest.mark.parametrize(
    ("heads", "address"),
    [
        (("Địa chỉ email", "Địa chỉ trụ sở"), "Địa chỉ trụ sở"),
        (("Địa chỉ người đại diện", "Trụ sở chính"), "Trụ sở chính"),
        (("Địa chỉ liên hệ", "Địa chỉ"), "Địa chỉ"),
        (("Địa chỉ, điện thoại",), None),
        (("Địa chỉ email",), None),
    ],
)
def test_contact_data_is_never_the_address(heads: tuple[str, ...], address: str | None) -> None:
    assert placed(*FIRM, *heads)[1].get("address") == address


def test_a_note_that_holds_phones_and_the_home_of_a_person_are_not_read() -> None:
    assert "note" not in placed(*LIST, "Tổng cộng", "Ghi chú / SĐT liên hệ")[1]
    assert "address" not in placed("", "", "", "", "Họ tên", "Địa chỉ", above=(*FIRM, "Người đại diện", ""))[1]


@pytest.mark.parametrize("other", ["Ngày đăng ký thay đổi gần nhất", "Ngày cấp CCCD"])
def test_a_firm_is_registered_once(other: str) -> None:
    assert placed(*FIRM, other, "Ngày thành lập")[1]["registered"] == "Ngày thành lập"
    assert "registered" not in placed(*FIRM, other)[1]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("Công ty TNHH MTV", "TNHH1TV"),
        ("Công ty TNHH 1 TV", "TNHH1TV"),
        ("Công ty TNHH một thành viên 100% vốn nước ngoài", "TNHH1TV"),
        ("CTCP", "CP"),
        ("Cty CP", "CP"),
        ("DNTN", "DNTN"),
        ("HTX", "HTX"),
        ("HKD", "HKD"),
        ("Hộ KD cá thể", "HKD"),
        ("TNHH 2 thành viên", "TNHH2TV"),
        ("Chi nhánh công ty cổ phần", "CN"),
        ("Chi nhánh công ty TNHH một thành viên", "CN"),
        ("CN", "CN"),
        ("FDI", "FDI"),
        ("Công ty TNHH", "KHAC"),
        ("Công ty tư nhân", "KHAC"),
        ("", "KHAC"),
    ],
)
def test_legal_forms_as_offices_write_them(said: str, code: str) -> None:
    _, taken, _ = read(variants.xlsx([list(FIRM), ["9917169268", "Công ty A Mẫu", said, "Đang hoạt động"]]))
    assert taken[0]["legal_form"] == code


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Đang hoạt động", "active"),
        ("NNT đang hoạt động (đã được cấp GCN ĐKT)", "active"),
        ("Hoạt động trở lại sau tạm ngừng", "active"),
        ("Tạm ngừng kinh doanh có thời hạn", "paused"),
        ("Chưa hoạt động trở lại sau tạm ngừng", "unknown"),
        ("Hết thời hạn tạm ngừng", "unknown"),
        ("NNT không hoạt động tại địa chỉ đã đăng ký", "absent"),
        ("Không còn hoạt động tại địa chỉ", "absent"),
        ("Đang làm thủ tục giải thể", "closing"),
        ("NNT chờ làm thủ tục phá sản", "closing"),
        ("NNT ngừng hoạt động nhưng chưa chấm dứt hiệu lực MST", "closing"),
        ("NNT ngừng hoạt động nhưng chưa hoàn thành thủ tục chấm dứt hiệu lực MST", "closing"),
        ("Giải thể", "dissolved"),
        ("Phá sản", "dissolved"),
        ("NNT ngừng hoạt động và đã đóng MST", "dissolved"),
        ("NNT ngừng hoạt động và đã hoàn thành thủ tục chấm dứt hiệu lực MST", "dissolved"),
        ("Chưa giải thể", "unknown"),
        ("Ngừng hoạt động", "unknown"),
    ],
)
def test_statuses_as_offices_write_them(said: str, status: str) -> None:
    _, taken, _ = read(variants.xlsx([list(FIRM), ["9917169268", "Công ty A Mẫu", "CP", said]]))
    assert taken[0]["status"] == status


def test_what_a_register_cannot_store_is_told_before_it_is_written(db: None) -> None:
    heads = ["Mã số thuế", "Tên doanh nghiệp", "Loại hình", "Tình trạng", "Ngành VSIC", "Phiên bản VSIC", "Địa chỉ"]
    form, state = "Công ty cổ phần", "Đang hoạt động"
    rows = [
        ["9917169268", "Công ty A Mẫu", form, state, "46.63.9 (chính)", "QĐ 36/2025/QĐ-TTg", "Số 1 " + "x" * 300],
        ["9916025104", "Công ty B Mẫu", form, state, "Bán buôn vật liệu xây dựng", "2018", "Số 2"],
        ["099999188441", "Công ty " + "C" * 200, form, state, "46", "2018", "Số 3"],
    ]
    table = open_table(variants.text([heads, *rows]), "ds")
    found = staging._start(table, "auto", None, [])
    chunk = next(found.chunks())
    codes = [(row.fields["vsic_code"], row.fields["vsic_version"], len(row.fields["address"])) for row in chunk.rows]
    assert codes == [("46639", "2025", 300), ("", "2018", 4)]
    told = {(issue.place, issue.code) for issue in chunk.issues}
    assert told >= {(2, "shortened"), (3, "unknown_industry"), (4, "text_too_long")}
    assert [(issue.place, issue.column) for issue in chunk.issues if issue.is_rejected] == [(4, "name")]
    sizes = bulk.widths(staging.model_of("register"))
    assert all(len(row.fields.get(name, "")) <= width for row in chunk.rows for name, width in sizes.items())


@pytest.mark.parametrize("said", ["T.cộng", "T/cộng", "T. cộng:", "TC", "tc:", "TCỘNG", "T.cong"])
@pytest.mark.parametrize("amount", ["1.000", "1.000 đồng"])
def test_a_sum_written_short_ends_the_list(said: str, amount: str) -> None:
    rows = [["Số liệu đến ngày 31/10/2026", "", "", ""], ["MST", "Tên đơn vị", "Số tháng chậm đóng", "Tổng cộng"]]
    found, taken, issues = read(variants.text([*rows, ["9917169268", "Công ty A Mẫu", "5", "1.000"], ["", said, "", amount]]))
    assert (len(taken), [issue for issue in issues if issue.is_rejected], found.holds()) == (1, [], [])
    assert found.kind.control()["printed"] == {"total": 1000}


def test_a_firm_without_a_code_is_no_sum_because_of_a_short_word_beside_it() -> None:
    rows = [["Số liệu đến ngày 31/10/2026", "", "", ""], ["MST", "Tên đơn vị", "Số tháng chậm đóng", "Tổng cộng", "Ghi chú"]]
    _, taken, issues = read(variants.text([*rows, ["", "Công ty A Mẫu", "5", "1.000", "TC"], ["", "Tổng cộng", "", "1.000", ""]]))
    assert (taken, [issue.code for issue in issues]) == ([], ["no_key"])


@pytest.mark.parametrize(
    "heads",
    [
        ["MST", "Ten don vi", "So thang cham dong", "Tong so tien cham dong"],
        ["Ma so thue", "Ten d.vi", "So thang cham dong", "So tien cham dong DVT: dong"],
        ["MST", "Tên đ.vị", "Số tháng chậm đóng", "Tổng số tiền, don vi tinh: dong"],
        ["MST", "Tên đơn vị", "Số tháng chậm đóng", "T.cộng"],
        ["MST", "Tên đơn vị", "Số tháng chậm đóng", "T/cộng (đồng)"],
        ["MST", "Tên đơn vị", "Số tháng chậm đóng", "TC"],
    ],
)
def test_headings_without_accents_or_written_short_are_known(heads: list[str]) -> None:
    rows = [
        ["Số liệu đến ngày 31/10/2026", "", "", ""],
        heads,
        ["9917169268", "Công ty A Mẫu", "5", "1.000"],
        ["", "Tổng cộng", "", "1.000"],
    ]
    found, taken, _ = read(variants.text(rows))
    assert (taken[0]["total_vnd"], found.holds()) == (1_000, [])


_DECISION = ["Mã số thuế", "Số, ngày quyết định", "Hành vi vi phạm", "Mức phạt"]


@pytest.mark.parametrize(
    ("lines", "control"),
    [
        pytest.param(
            [list(FIRM), ["9917169268", "x" * 201, "CP", "Đang hoạt động"], ["9917169268", "Công ty A Mẫu", "CP", "Đang hoạt động"]],
            {"firms": 1},
            id="the name of a firm",
        ),
        pytest.param(
            [
                [*FIRM, "Xã/phường"],
                ["9917169268", "Công ty A Mẫu", "CP", "Đang hoạt động", "x" * 121],
                ["9917169268", "Công ty A Mẫu", "CP", "Đang hoạt động", "xã Khúc Trạch"],
            ],
            {"firms": 1},
            id="the commune of a firm",
        ),
        pytest.param(
            [
                ["Số liệu đến ngày 31/10/2026", "", "", "", ""],
                ["Mã đơn vị", "MST", "Tên đơn vị", "Số tháng chậm đóng", "Tổng cộng"],
                ["QC3851E, QC3852E", "9917169268", "Công ty A Mẫu", "5", "2000"],
                ["QC3851E", "9917169268", "Công ty A Mẫu", "5", "3000"],
                ["", "", "Tổng cộng", "", "5000"],
            ],
            {"rows_listed": 2, "printed": {"total": 5000}, "counted": {"total": 3000}},
            id="two units in one cell",
        ),
        pytest.param(
            [
                _DECISION,
                ["9917169268", f"{'1' * 61}/QĐ ngày 05/03/2026", "Chậm đóng", "Phạt tiền 5.000.000 đồng"],
                ["9917169268", "12/QĐ ngày 05/03/2026", "Chậm đóng", "Phạt tiền 7.000.000 đồng"],
            ],
            {"decisions": 1, "fines_vnd": 7_000_000},
            id="the number of a decision",
        ),
        pytest.param(
            [
                ["Mã cơ quan", "Tên cơ quan", "Xã, phường"],
                ["09901", "x" * 121, "xã Khúc Trạch"],
                ["09901", "BHXH cơ sở Hưng Lẫm", "xã Khúc Trạch"],
            ],
            {},
            id="the name of an office",
        ),
    ],
)
def test_a_row_with_a_text_that_has_no_room_leaves_nothing_behind(db: None, lines: list[list[str]], control: dict[str, Any]) -> None:
    found = staging._start(open_table(variants.text(lines), "ds"), "auto", None, [])
    chunks = list(found.chunks())
    rows, issues = [row for chunk in chunks for row in chunk.rows], [issue for chunk in chunks for issue in chunk.issues]
    assert [issue.code for issue in issues if issue.is_rejected] == ["text_too_long"]
    assert ([row.is_counted for row in rows], "duplicate" in {issue.code for issue in issues}) == ([True], False)
    assert found.kind.control().items() >= control.items()


@pytest.mark.parametrize("office", ["abcde", "099011", "", "123"])
def test_what_is_no_office_keeps_its_row_out(office: str) -> None:
    heads = ["Mã cơ quan BHXH", "Mã đơn vị", "Mã số thuế", "Tháng", "Số lao động tham gia BHXH"]
    rows = [[office, "QC3851E", "9917169268", "10/2026", "5"], ["9901", "QC3851E", "9917169268", "10/2026", "5"]]
    _, taken, issues = read(variants.text([heads, *rows]))
    assert [fields["office"] for fields in taken] == ["09901"]
    assert [(issue.place, issue.code, issue.column) for issue in issues if issue.is_rejected] == [(2, "bad_office", "office")]


@pytest.mark.parametrize(
    ("title", "office"),
    [("Mã cơ quan: 09901", "09901"), ("BHXH cơ sở 09901", "09901"), ("Số 1, đường A, mã bưu chính 66100", ""), ("ĐT: 66100", "")],
)
def test_only_a_number_named_as_an_office_is_one(title: str, office: str) -> None:
    rows = [[title, "", "", ""], ["Số liệu đến ngày 31/10/2026", "", "", ""], ["Mã đơn vị", "Tiền đầu kỳ", "Tiền đã nộp", "Tiền cuối kỳ"]]
    found, taken, _ = read(variants.text([*rows, ["QC3851E", "1", "1", "0"]]))
    assert [fields["office"] for fields in taken] == [office]
    assert ("no_office" in {hold.code for hold in found.holds()}) is (office == "")


ARREARS = [
    ["Số liệu tính đến hết ngày 31/10/2026", "", "", "", "", ""],
    ["Mã số thuế", "Tên đơn vị", "Số lao động", "Số tháng chậm đóng", "Tổng cộng", ""],
    ["9917169268", "Công ty A Mẫu", "3", "4", "1.000", ""],
    ["Mã số thuế", "Tên đơn vị", "Số tháng chậm đóng", "Số lao động", "Tổng cộng", ""],
    ["9916025104", "Công ty B Mẫu", "5", "7", "2.000", ""],
    ["", "Tổng cộng", "", "", "3.000", ""],
]


def test_a_second_heading_in_another_order_holds_the_list_and_the_same_one_does_not() -> None:
    holds = read(variants.xlsx(ARREARS))[0].holds()
    assert [hold.code for hold in holds] == ["second_heading"]
    assert "(dòng 4)" in holds[0].sentence
    same = [*ARREARS[:3], ["MST", "Tên doanh nghiệp", "Số LĐ", "Số tháng", "Tổng cộng", ""], *ARREARS[4:]]
    assert read(variants.xlsx(same))[0].holds() == []
    register = [
        ["Mã số thuế", "Tên doanh nghiệp", "Loại hình", "Tình trạng"],
        ["9917169268", "Công ty A Mẫu", "Công ty cổ phần", "Đang hoạt động"],
        ["Mã số thuế", "Tên doanh nghiệp", "Tình trạng", "Loại hình"],
        ["9916025104", "Công ty B Mẫu", "Đang hoạt động", "Công ty cổ phần"],
    ]
    assert [hold.code for hold in read(variants.xlsx(register))[0].holds()] == ["second_heading"]


@pytest.mark.parametrize(("row", "holds"), [(["9916025104", "Công ty B Mẫu", "7", "5", "2.000"], True), (["A", "B", "C", "D"], False)])
def test_a_sheet_that_goes_on_with_the_rows_but_has_no_heading_holds_the_list(row: list[str], *, holds: bool) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for rows in ([*ARREARS[:3], ["", "Tổng cộng", "", "", "1.000"]], [["Chú thích"], row]):
            sheet = book.add_worksheet()
            for number, cells in enumerate(rows):
                for place, cell in enumerate(cells):
                    sheet.write_string(number, place, cell)
    assert [hold.code for hold in read(out.getvalue())[0].holds()] == (["other_sheets"] if holds else [])


def test_merged_offices_and_several_communes_in_a_cell_are_all_taken() -> None:
    rows = [
        ["Mã cơ quan", "Tên cơ quan", "Xã/phường"],
        ["09901", "BHXH cơ sở A Mẫu", "xã Khúc Trạch"],
        ["", "", "phường Vạn Trì"],
        ["", "BHXH cơ sở A Mẫu", "xã Lạc Trạch"],
        ["09902", "BHXH cơ sở B Mẫu", "xã Hưng Lẫm; phường Khúc Lương, Bằng Lương"],
        ["", "", "NGƯỜI LẬP BIỂU"],
    ]
    _, taken, issues = read(variants.xlsx(rows))
    assert [(fields["office"], fields["commune"]) for fields in taken] == [
        ("09901", "xã Khúc Trạch"),
        ("09901", "phường Vạn Trì"),
        ("09901", "xã Lạc Trạch"),
        ("09902", "xã Hưng Lẫm"),
        ("09902", "phường Khúc Lương"),
        ("09902", "phường Bằng Lương"),
    ]
    assert issues == []
