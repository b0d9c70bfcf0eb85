"""Letters as DOCX, in the form of Decree 30/2020/NĐ-CP: officers finish, number and sign them outside."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Mm, Pt

from .letter import MOTTO, NATION, Heading, Letter, Paragraph, Slot, Table, clean

FONT = "Times New Roman"
_LEFT, _RIGHT, _WIDTH = Mm(30), Mm(18), Mm(210 - 30 - 18)
_CENTRE, _BOTH = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY


def letter_docx(letter: Letter) -> bytes:
    """Return one letter as a Word file: A4, Times New Roman, page numbers from the second page on."""
    document = Document()
    _page(document)
    document.core_properties.title = clean(letter.about)[:255]
    document.core_properties.author = clean(letter.agency)[:255]
    document.core_properties.language = "vi-VN"
    _top(document, letter)
    if letter.named:
        _titled(document, letter)
    if letter.to:
        _addressed(document, letter)
    for place, each in enumerate(letter.paragraphs, start=1):
        _body(document, each, is_last=place == len(letter.paragraphs))
    if letter.stamp:
        _stamp(document, clean(letter.stamp))
    _signed(document, letter)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _body(document: Any, each: Paragraph, *, is_last: bool) -> None:
    """Write one part of the text; no page holds a signature alone, nor a heading."""
    match each:
        case Table():
            _table(document, each)
        case Slot():
            _slot(document, each)
        case Heading():
            _paragraph(document, clean(each.text), 13, bold=True, after=5).paragraph_format.keep_with_next = True
        case _:
            body = _paragraph(document, clean(each), 13, align=_BOTH, after=5)
            body.paragraph_format.first_line_indent = Cm(1.2)
            body.paragraph_format.keep_with_next = is_last


def _slot(document: Any, slot: Slot) -> None:
    """Draw the frame that somebody fills."""
    frame = document.add_table(rows=1, cols=1)
    frame.style, frame.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    cell = frame.rows[0].cells[0]
    _paragraph(cell, clean(slot.title), 13, bold=True, after=3, into=cell.paragraphs[0])
    _paragraph(cell, clean(slot.hint), 13, italic=True)
    _paragraph(document, "", 6)


def _stamp(document: Any, text: str) -> None:
    """Write the mark of a draft on top of every page."""
    section = document.sections[0]
    _paragraph(section.first_page_header, text, 10, bold=True, align=_CENTRE, into=section.first_page_header.paragraphs[0])
    _paragraph(section.header, text, 10, bold=True, align=_CENTRE)


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = Mm(22), Mm(20), _LEFT, _RIGHT
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = _CENTRE
    _field(number.add_run(), "PAGE")
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(script), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)


def _field(run: Any, name: str) -> None:
    """Write a field that Word counts itself."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def _paragraph(
    where: Any, text: str, size: float, *, bold: bool = False, italic: bool = False, align: Any = None, after: float = 0, into: Any = None
) -> Any:
    """Write one paragraph, into an empty one that is there already where ``into`` names it."""
    paragraph = into if into is not None else where.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic, run.font.size = bold, italic, Pt(size)
    shape = paragraph.paragraph_format
    shape.space_before, shape.space_after = Pt(0), Pt(after)
    if text:
        shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        shape.line_spacing = Pt(size)  # an empty line is as high as it says, whatever the style
    paragraph.alignment = align
    return paragraph


def _rule(cell: Any, indent: Length) -> None:
    """Draw the line that the decree wants below a name: an empty paragraph with a border, drawn in from both sides."""
    paragraph = _paragraph(cell, "", 2)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = indent
    paragraph.paragraph_format.space_after = Pt(6)
    border = OxmlElement("w:pBdr")
    line = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    border.append(line)
    paragraph._p.get_or_add_pPr().append(border)


def _columns(document: Any, *parts: float, outdent: int = 0) -> Any:
    """Lay out invisible columns, which may reach by ``outdent`` into the left margin, and return their cells."""
    table = document.add_table(rows=1, cols=len(parts))
    table.autofit = False
    if outdent:
        indent = OxmlElement("w:tblInd")
        indent.set(qn("w:w"), str(-outdent))
        indent.set(qn("w:type"), "dxa")
        table._tbl.tblPr.append(indent)
    _share_out(table, parts)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table.rows[0].cells


def _share_out(table: Any, parts: Sequence[float]) -> None:
    """Give each column its part of the page; Word reads the cells, other programs the columns."""
    for column, part in zip(table.columns, parts, strict=True):
        column.width = width = Emu(int(_WIDTH * part))
        for cell in column.cells:
            cell.width = width


def _top(document: Any, letter: Letter) -> None:
    left, right = _columns(document, 0.5, 0.6, outdent=500)
    first = left.paragraphs[0]
    if letter.agency_over:
        _paragraph(left, clean(letter.agency_over).upper(), 12, align=_CENTRE, into=first)
        first = None
    _paragraph(left, _kept(clean(letter.agency).upper()), 13, bold=True, align=_CENTRE, into=first)
    _rule(left, Cm(2.2))
    _paragraph(left, letter.number_line(), 13, align=_CENTRE)
    if not letter.named:
        _paragraph(left, f"V/v {clean(letter.about)}", 12, align=_CENTRE)
    _paragraph(right, NATION, 12, bold=True, align=_CENTRE, into=right.paragraphs[0])
    _paragraph(right, MOTTO, 13, bold=True, align=_CENTRE)
    _rule(right, Cm(2))
    _paragraph(right, letter.day_line(), 13, italic=True, align=_CENTRE)


def _kept(agency: str) -> str:
    """Return the name of an agency so that the name of its province stays on one line."""
    return re.sub(r"(?:TỈNH|THÀNH PHỐ) .+$", lambda found: found[0].replace(" ", "\u00a0"), agency)


def _titled(document: Any, letter: Letter) -> None:
    """Write the name of the document's kind and what it is about, with the line below."""
    _paragraph(document, "", 12)
    _paragraph(document, clean(letter.named).upper(), 14, bold=True, align=_CENTRE)
    _paragraph(document, clean(letter.about), 14, bold=True, align=_CENTRE)
    _rule(document, Cm(6))


def _addressed(document: Any, letter: Letter) -> None:
    _paragraph(document, "", 8)
    lines = [clean(line) for line in letter.to]
    if len(lines) == 1:
        _paragraph(document, f"Kính gửi: {lines[0]}", 14, align=_CENTRE, after=10)
        return
    _paragraph(document, "Kính gửi:", 14).paragraph_format.left_indent = Cm(1.5)
    for place, line in enumerate(lines, start=1):
        _paragraph(document, line, 14, after=10 if place == len(lines) else 0).paragraph_format.left_indent = Cm(3.5)


def _table(document: Any, table: Table) -> None:
    grid = document.add_table(rows=1, cols=len(table.head))
    grid.style, grid.alignment, grid.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for cell, title in zip(grid.rows[0].cells, table.head, strict=True):
        _paragraph(cell, clean(title), 12, bold=True, align=_CENTRE, into=cell.paragraphs[0])
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    for row in table.rows:
        for cell, text in zip(grid.add_row().cells, row, strict=True):
            _paragraph(cell, clean(text), 12, into=cell.paragraphs[0])
    _share_out(grid, table.shares())
    _paragraph(document, "", 6)


def _signed(document: Any, letter: Letter) -> None:
    _paragraph(document, "", 6).paragraph_format.keep_with_next = True
    left, right = _columns(document, 0.5, 0.5)
    _paragraph(left, "Nơi nhận:", 12, bold=True, italic=True, into=left.paragraphs[0])
    for line in letter.receiver_lines():
        _paragraph(left, line, 11)
    into = right.paragraphs[0]
    for line in letter.signer_role.splitlines():
        _paragraph(right, clean(line).upper(), 14, bold=True, align=_CENTRE, into=into)
        into = None
    for _ in range(3):
        _paragraph(right, "", 14)
    _paragraph(right, clean(letter.signer), 14, bold=True, align=_CENTRE)
