"""Files made to harm: each ends in one sentence, before anything of it is unpacked whole."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
import xlwt

from core.tables import Formula, UnreadableError, open_table
from tests.firms import variants


def everything(content: bytes) -> list[object]:
    return [row for sheet in open_table(content, "tep").sheets for row in sheet.rows()]


ROWS = [["Mã số thuế", "Tên đơn vị", "Địa chỉ"], ["9917169268", "Công ty A Mẫu", "Số 1"]]


def repacked(content: bytes, **changes: bytes) -> bytes:
    """Return a packed workbook with some parts put in place of its own."""
    out = io.BytesIO()
    renamed = {name.replace("__", "/").replace("_dot_", "."): part for name, part in changes.items()}
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, renamed.pop(part.filename, b"") or old.read(part.filename))
        for name, extra in renamed.items():
            new.writestr(name, extra)
    return out.getvalue()


def sheet(cells: str) -> bytes:
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return f'<?xml version="1.0"?>{head}{cells}</sheetData></worksheet>'.encode()


def xlsx_with(cells: str) -> bytes:
    return repacked(variants.xlsx(ROWS), xl__worksheets__sheet1_dot_xml=sheet(cells))


def prefixed(cells: str) -> bytes:
    """Return a workbook whose sheet names the rows and cells with a prefix."""
    part = sheet(cells).replace(b"xmlns=", b"xmlns:x=").replace(b"<", b"<x:").replace(b"<x:/", b"</x:").replace(b"<x:?", b"<?")
    return repacked(variants.xlsx(ROWS), xl__worksheets__sheet1_dot_xml=part)


def ods_with(table: str) -> bytes:
    content = zipfile.ZipFile(io.BytesIO(variants.ods(ROWS))).read("content.xml").decode()
    start, end = content.index("<table:table-row"), content.index("</table:table>")
    return repacked(variants.ods(ROWS), content_dot_xml=(content[:start] + table + content[end:]).encode())


def pdf_with(stream: bytes, filters: str = "/FlateDecode") -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<< /Length 1 /Filter " + filters.encode() + b" >>\nstream\n" + stream + b"\nendstream\nendobj\n%%EOF"


def old_workbook(add: Callable[[xlwt.Worksheet], object]) -> bytes:
    """Return the records of a workbook of the old kind, as they stand in its stream."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("DS")
    sheet.write(0, 0, 1)
    add(sheet)
    return bytes(book.get_biff_data())


def in_sectors(records: bytes) -> bytes:
    """Wrap records as most programs do."""
    out = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(out, records)
    return out.getvalue()


def with_records(*added: bytes) -> bytes:
    """Return a workbook of the old kind with some more records at the end of its sheet."""
    records = old_workbook(lambda sheet: None)
    return in_sectors(records[:-4] + b"".join(added) + records[-4:])


def going_in_circles(content: bytes) -> bytes:
    """Let the first sector of a workbook of the old kind lead back to itself."""
    table = content.index(struct.pack("<III", 1, 2, 3))
    return content[:table] + struct.pack("<I", 0) + content[table + 4 :]


def of_three_sheets() -> bytes:
    book, out = xlwt.Workbook(), io.BytesIO()
    for name in "ABC":
        book.add_sheet(name).write(65535, 199, 1)
    book.save(out)
    return out.getvalue()


DOCTYPE = '<!DOCTYPE x [<!ENTITY a "b">]>'
CELL = '<table:table-cell office:value-type="float" office:value="1" {}/>'


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(
            repacked(variants.xlsx(ROWS), xl__styles_dot_xml=f"<?xml version='1.0'?>{' ' * 9000}{DOCTYPE}<x/>".encode()),
            "xml_entity",
            id="an entity behind nine thousand blanks",
        ),
        pytest.param(
            repacked(variants.xlsx(ROWS), xl__styles_dot_xml=f"{DOCTYPE}<x/>".encode("utf-16")), "xml_entity", id="an entity in UTF-16"
        ),
        pytest.param(
            repacked(variants.xlsx(ROWS), xl__styles_dot_xml=b'<?xml version="1.0" encoding="UTF-7"?><x/>'), "unreadable", id="XML in UTF-7"
        ),
        pytest.param(
            xlsx_with('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>'), "too_many_columns", id="a cell far to the right"
        ),
        pytest.param(
            xlsx_with("<row r='1'><c r = 'A1'><v>1</v></c></row><row r='1048576'><c r = 'GA1048576'><v>1</v></c></row>"),
            "too_many_rows",
            id="two cells that span two hundred million",
        ),
        pytest.param(
            xlsx_with('<row r="1"><c r="xfd1048576"><v>1</v></c></row>'), "too_many_columns", id="a cell far away, in small letters"
        ),
        pytest.param(
            prefixed('<row r="1"><c r="A1"><v>1</v></c><c\nr="XFD1048576"><v>1</v></c></row>'),
            "too_many_columns",
            id="a cell far away, with a prefix",
        ),
        pytest.param(
            xlsx_with('<row r="1"><c x=">" r="XFD1048576"><v>1</v></c></row>'), "too_many_columns", id="a cell far away behind a sign"
        ),
        pytest.param(xlsx_with('<row r="4000000000"><c><v>1</v></c></row>'), "too_many_rows", id="a row far away"),
        pytest.param(prefixed("<row r = '4000000000'><c><v>1</v></c></row>"), "too_many_rows", id="a row far away, with a prefix"),
        pytest.param(
            xlsx_with('<row r="1048575"/><row>' + "<c/>" * 200 + "<c><v>1</v></c></row>"), "too_many_columns", id="cells without a place"
        ),
        pytest.param(
            xlsx_with('<row r="1048575"/><row>' + "<c/>" * 90 + "<c><v>1</v></c></row>"), "too_many_rows", id="a row without a place"
        ),
        pytest.param(xlsx_with('<row r="1"><c x="<" r="XFD1"><v>1</v></c></row>'), "unreadable", id="a cell that is no XML"),
        pytest.param(
            ods_with(
                '<table:table-row><table:table-cell><text:p>a<text:s text:c = "2000000000"/></text:p></table:table-cell></table:table-row>'
            ),
            "unreadable",
            id="two milliard spaces",
        ),
        pytest.param(
            ods_with("<table:table-row>" + CELL.format('table:number-columns-repeated="100000000"') + "</table:table-row>"),
            "too_many_columns",
            id="a cell repeated a hundred million times",
        ),
        pytest.param(
            ods_with('<table:table-row table:number-rows-repeated="90000000">' + CELL.format("") + "</table:table-row>"),
            "too_many_rows",
            id="a row repeated ninety million times",
        ),
        pytest.param(repacked(variants.xlsx(ROWS), xl__macrosheets__sheet1_dot_xml=b"<x/>"), "macro", id="a macro of the oldest kind"),
        pytest.param(repacked(variants.xlsx(ROWS), xl__workbook_dot_bin=b"x"), "content_mismatch", id="a binary workbook"),
        pytest.param(repacked(variants.xlsx(ROWS), xl__Styles_dot_xml=b"<x/>"), "unreadable", id="two parts of one name"),
        pytest.param(variants.xls(ROWS) + "_VBA_PROJECT".encode("utf-16-le"), "macro", id="a macro in an old workbook"),
        pytest.param(
            with_records(struct.pack("<5Hd", 0x0203, 14, 65535, 65535, 17, 1.0)),
            "too_many_columns",
            id="a cell far away in an old workbook",
        ),
        pytest.param(
            with_records(struct.pack("<5H6s6s6sH", 0x00BD, 24, 1, 198, 17, b"", b"", b"", 200)[:28]),
            "too_many_columns",
            id="a run of numbers that ends far to the right in an old workbook",
        ),
        pytest.param(
            with_records(struct.pack("<HHIIHHH", 0x0200, 14, 0, 2**32 - 1, 0, 65535, 0)), "unreadable", id="an old workbook of a vast size"
        ),
        pytest.param(
            with_records(struct.pack("<HHIIHHH", 0x0200, 14, 9, 1, 0, 1, 0)), "unreadable", id="an old workbook of less than no size"
        ),
        pytest.param(of_three_sheets(), "too_many_rows", id="sheets of an old workbook that are too large together"),
        pytest.param(going_in_circles(of_three_sheets()), "unreadable", id="an old workbook that goes in circles"),
        pytest.param(with_records(struct.pack("<HH", 0x0203, 9000)), "unreadable", id="an old workbook cut off"),
        pytest.param(
            in_sectors(struct.pack("<HHHH", 0x0809, 4, 0x0600, 5) + struct.pack("<HHH", 0x2F, 2, 1)), "locked", id="an old password"
        ),
        pytest.param(b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "locked", id="a password"),
        pytest.param(pdf_with(zlib.compress(bytes(160 * 1024 * 1024))), "too_large_inflated", id="a bomb in a PDF"),
        pytest.param(pdf_with(zlib.compress(b"x"), "[/FlateDecode /FlateDecode]"), "unreadable", id="a PDF packed twice"),
        pytest.param(pdf_with(b"", "/Encrypt"), "locked", id="a PDF with a password"),
        pytest.param(b"%PDF-1.4 cut", "unreadable", id="a PDF cut off"),
        pytest.param(b"\x89PNG\r\n", "content_mismatch", id="a picture"),
        pytest.param("tên\ufffd,1\n".encode(), "bad_encoding", id="letters lost before it came"),
        pytest.param(b'a,b\n"c"d,e\n', "bad_csv", id="a quote that would swallow rows"),
        pytest.param(b"a,b\x00,c\n" * 9, "unreadable", id="a zero byte"),
    ],
)
def test_a_hostile_file_ends_in_one_sentence(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        everything(content)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")
    assert "\n" not in refused.value.sentence


def test_empty_cells_that_only_carry_a_style_take_no_room() -> None:
    content = xlsx_with('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="2"><c r="A2"><v>2</v></c></row>')
    assert [row for _, row in open_table(content, "x").sheets[0].rows()] == [[1.0], [2.0]]


def test_a_scan_is_refused_with_what_to_do() -> None:
    import typst

    with pytest.raises(UnreadableError, match="bản quét"):
        open_table(typst.compile(b"#rect(width: 3cm, height: 3cm)"), "quet.pdf")
    with pytest.raises(UnreadableError, match="kẻ khung"):
        open_table(typst.compile("Công ty A nộp 1.000".encode()), "van-ban.pdf")


def test_formulas_without_values_are_told_wherever_they_stand() -> None:
    cells = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f></c><c r="C1"><f>A1</f><v>1</v></c></row>'
        '<row r="2"><c r="A2" t="str"><f>T(1)</f><v></v></c></row><row r="3"><c r="D3"><f>SUM(A1:A2)</f><v></v></c></row>'
    )
    rows = [row for _, row in open_table(xlsx_with(cells), "x").sheets[0].rows()]
    assert rows[0] == [1.0, Formula.UNCOMPUTED, 1.0]
    assert Formula.UNCOMPUTED not in rows[1]
    assert rows[2][3] == Formula.UNCOMPUTED


HEADS = """<headerFooter alignWithMargins='0'><oddHeader xml:space="preserve">&amp;LA &amp;amp;&amp;amp; B &amp;C&amp;"Arial,Bold"&amp;14
 T&#7893;ng&amp;K01+000 c&amp;B&#7897;ng</oddHeader><firstFooter>&amp;R&amp;P/&amp;N Trang</firstFooter></headerFooter>"""


@pytest.mark.parametrize("make", [xlsx_with, prefixed])
def test_what_is_printed_above_and_below_each_page_is_told_without_its_codes(make: Callable[[str], bytes]) -> None:
    content = make('<row r="1"><c r="A1"><v>1</v></c></row></sheetData>' + HEADS.replace("amp;amp;", "amp;") + "<sheetData>")
    assert open_table(content, "x").sheets[0].margins == ("A & B", "Tổng cộng", "/ Trang")


def test_margins_without_end_are_not_gathered() -> None:
    content = xlsx_with(
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData>' + "<oddHeader>headerFooter</oddHeader>" * 9000 + "<sheetData>"
    )
    assert open_table(content, "x").sheets[0].margins == ("headerFooter",) * 24


ERRORS = '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row><row><c t = "e"><v>#N/A</v></c></row>'
ODS_ERROR = '<table:table-cell table:formula="of:=NA()" {} calcext:value-type="error"><text:p>#N/A</text:p></table:table-cell>'


@pytest.mark.parametrize("make", [xlsx_with, prefixed])
def test_cells_whose_formula_failed_are_no_empty_cells(make: Callable[[str], bytes]) -> None:
    rows = [row for _, row in open_table(make(ERRORS), "x").sheets[0].rows()]
    assert rows[-2:] == [[1.0, Formula.FAILED], [Formula.FAILED, ""]]


@pytest.mark.parametrize("said", ['office:value-type="string" office:string-value=""', 'office:value-type="float" office:value="0"'])
def test_cells_of_ods_whose_formula_failed_are_no_empty_cells(said: str) -> None:
    table = "<table:table-row>" + CELL.format("") + ODS_ERROR.format(said) + "</table:table-row>"
    table = table.replace("<table:table-row>", '<table:table-row xmlns:calcext="urn:calcext">')
    assert [row for _, row in open_table(ods_with(table), "x").sheets[0].rows()] == [[1.0, Formula.FAILED]]


def in_small_sectors(records: bytes) -> bytes:
    """Wrap a few records as some programs do: in small sectors inside another stream, here from the last one to the first."""
    pieces = [records[place : place + 64].ljust(64, b"\0") for place in range(0, len(records), 64)]
    inside = b"".join(reversed(pieces)).ljust(64 * 64, b"\0")
    entries = ((b"Root Entry", 5, 3, len(inside)), (b"Book", 2, len(pieces) - 1, len(records)), (b"", 0, 0, 0), (b"", 0, 0, 0))
    listed = b"".join(
        struct.pack("<64sHBBIII36xIQ", name.decode().encode("utf-16-le"), 2 * len(name) + 2, kind, 1, *(2**32 - 1,) * 3, start, size)
        for name, kind, start, size in entries
    )
    table = struct.pack("<128I", 2**32 - 3, 2**32 - 2, 2**32 - 2, *range(4, 11), 2**32 - 2, *(2**32 - 1,) * 117)
    small = struct.pack("<128I", 2**32 - 2, *range(len(pieces) - 1), *(2**32 - 1,) * (128 - len(pieces)))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + struct.pack("<16xHHHHH6x9I", 62, 3, 65534, 9, 6, 0, 1, 1, 0, 4096, 2, 1, 2**32 - 2, 0)
    return head + struct.pack("<109I", 0, *(2**32 - 1,) * 108) + table + listed + small + inside


def came_to_an_error(records: bytes) -> bytes:
    """Let the one formula in some records have come to #DIV/0!."""
    return records.replace(b"\x03" + bytes(5) + b"\xff\xff", b"\x02\x00\x07" + bytes(3) + b"\xff\xff")


def with_chart(records: bytes) -> bytes:
    """Let a chart that stands in the sheet keep an error of its own."""
    chart = struct.pack("<HHHH", 0x0809, 4, 0x0600, 0x0020) + struct.pack("<HHHHHBB", 0x0205, 8, 7, 0, 0, 7, 1) + struct.pack("<HH", 10, 0)
    return records[:-4] + chart + records[-4:]


@pytest.mark.parametrize("wrapped", [in_sectors, in_small_sectors])
@pytest.mark.parametrize(
    ("records", "rows"),
    [
        pytest.param(old_workbook(lambda sheet: sheet.row(1).set_cell_error(2, 42)), [[1, "", ""], ["", "", Formula.FAILED]], id="#N/A"),
        pytest.param(old_workbook(lambda sheet: sheet.row(1).set_cell_boolean(1, True)), [[1, ""], ["", True]], id="true"),
        pytest.param(
            came_to_an_error(old_workbook(lambda sheet: sheet.write(0, 2, xlwt.Formula("1/0")))),
            [[1, "", Formula.FAILED]],
            id="a failed formula",
        ),
        pytest.param(old_workbook(lambda sheet: sheet.write(0, 1, xlwt.Formula('""'))), [[1, ""]], id="a formula with an empty text"),
        pytest.param(with_chart(old_workbook(lambda sheet: sheet.write(1, 0, 5))), [[1], [5]], id="an error in a chart"),
    ],
)
def test_cells_of_an_old_workbook_whose_formula_failed_are_no_empty_cells(
    records: bytes, rows: list[list[object]], wrapped: Callable[[bytes], bytes]
) -> None:
    assert [row for _, row in open_table(wrapped(records), "x").sheets[0].rows()] == rows


def test_errors_of_an_old_workbook_stay_on_their_sheet() -> None:
    book, out = xlwt.Workbook(), io.BytesIO()
    for number in range(3):
        book.add_sheet(f"T{number}").row(0).set_cell_error(number, 23)
    book.save(out)
    rows = [row for sheet in open_table(out.getvalue(), "x").sheets for _, row in sheet.rows()]
    assert rows == [[Formula.FAILED], ["", Formula.FAILED], ["", "", Formula.FAILED]]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_every_encoding_gives_the_same_letters(encoding: str) -> None:
    content = variants.text([["Tên đơn vị", "Số"], ["Công ty Hòa Bình Đắk Lắk", "1"]] * 20, ";", encoding)
    assert [row for _, row in open_table(content, "x").sheets[0].rows()][1] == ["Công ty Hòa Bình Đắk Lắk", "1"]


def test_the_old_encoding_is_read_composed_and_only_where_it_makes_words() -> None:
    rows = [["Tên đơn vị", "Số"], ["Công ty TNHH Thủy sản Hữu Đức, TNLĐ", "1"]]
    assert [row for _, row in open_table(variants.text(rows, ",", "cp1258"), "x").sheets[0].rows()] == rows
    for other in ("Côngtyñ ÿ", "C«ng ty M\u00cdu"):
        with pytest.raises(UnreadableError):
            open_table(other.encode("latin-1") + b",1\n", "x")
