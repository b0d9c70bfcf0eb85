"""Other spellings, orders, formats and encodings of every kind import right; whatever noise is in them, no wrong row comes through."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.tables import UnreadableError, open_table
from firms.intake import reading
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
    _, taken, _ = read(variants.text([*rows, ["9917169268", "Công ty A Mẫu", "3", "1.234"]]))
    assert taken[0]["total_vnd"] == amount


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
