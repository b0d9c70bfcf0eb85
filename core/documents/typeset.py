"""Letters and reports as tagged PDF: Typst sets them, and what people wrote reaches it as data alone, never as markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro
import typst

from .letter import MOTTO, NATION, Heading, Letter, Paragraph, Slot, Table, clean
from .report import MOST_ROWS, Report, ReportTooLong, is_figure, shown

_HERE = Path(__file__).parent


def letter_pdf(letter: Letter) -> bytes:
    """Return one letter as PDF/UA."""
    return letters_pdf([letter])


def letters_pdf(letters: Sequence[Letter]) -> bytes:
    """Return letters one behind the other in one PDF/UA, each with its own page numbers and a bookmark."""
    if not letters:
        raise ValueError("a document needs at least one letter")
    first = letters[0]
    data = {
        "title": clean(first.about),
        "author": clean(first.agency),
        "stamp": clean(first.stamp),
        "made": list(first.made.timetuple()[:6]) if first.made else None,
        "letters": [_letter(each) for each in letters],
    }
    return _compile("letter.typ", data)


def report_pdf(report: Report) -> bytes:
    """Return a table with its title and notes as PDF/UA, its heading on every page; raise `ReportTooLong` above `MOST_ROWS` rows."""
    rows = [list(row) for row in report.rows]
    if len(rows) > MOST_ROWS:
        raise ReportTooLong(len(rows))
    first = rows[0] if rows else []
    data = {
        "title": clean(report.title),
        "subtitle": clean(report.subtitle),
        "head": [clean(title) for title in report.head],
        "widths": list(report.widths) or _widths(report.head, rows),
        "right": [column < len(first) and any(is_figure(row[column]) for row in rows[:50]) for column in range(len(report.head))],
        "rows": [[shown(value) for value in row] for row in rows],
        "notes": [clean(note) for note in report.notes],
        "landscape": report.landscape,
    }
    return _compile("report.typ", data)


@dataclass(frozen=True, slots=True)
class Plate:
    """A chart of `core.charts` with what belongs to it when it stands alone: marks above its title, and the lines below it."""

    title: str
    svg: str
    notes: Sequence[str] = ()
    marks: Sequence[str] = ()


def chart_png(plate: Plate, *, ppi: int = 180) -> bytes:
    """Return a chart as a picture, 8 inches wide."""
    return _compile("chart.typ", _plate(plate), format="png", ppi=ppi)


def chart_svg(plate: Plate) -> bytes:
    """Return a chart as a drawing that needs no font: its letters are outlines."""
    return _compile("chart.typ", _plate(plate), format="svg")


def _plate(plate: Plate) -> dict[str, Any]:
    drawing = plate.svg.replace('font-family="inherit"', 'font-family="Be Vietnam Pro"')
    notes, marks = [clean(note) for note in plate.notes], [clean(mark) for mark in plate.marks]
    return {"title": clean(plate.title), "svg": drawing, "notes": notes, "marks": marks}


def _letter(letter: Letter) -> dict[str, Any]:
    return {
        "over": clean(letter.agency_over).upper(),
        "agency": clean(letter.agency).upper(),
        "nation": NATION,
        "motto": MOTTO,
        "number": letter.number_line(),
        "day": letter.day_line(),
        "named": clean(letter.named).upper(),
        "about": clean(letter.about),
        "to": [clean(line) for line in letter.to],
        "paragraphs": [_paragraph(each) for each in letter.paragraphs],
        "role": [clean(line).upper() for line in letter.signer_role.splitlines()],
        "signer": clean(letter.signer),
        "receivers": letter.receiver_lines(),
    }


def _paragraph(paragraph: Paragraph) -> dict[str, Any]:
    match paragraph:
        case Table():
            return {
                "kind": "table",
                "head": [clean(title) for title in paragraph.head],
                "rows": [[clean(cell) for cell in row] for row in paragraph.rows],
                "widths": paragraph.shares(),
            }
        case Heading():
            return {"kind": "heading", "text": clean(paragraph.text)}
        case Slot():
            return {"kind": "slot", "title": clean(paragraph.title), "hint": clean(paragraph.hint)}
        case _:
            return {"kind": "text", "text": clean(paragraph)}


def _widths(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> list[float]:
    """Return how much of the width each column needs, by what stands in its first rows."""
    looked = [[len(shown(value)) for value in row] for row in rows[:200]]
    return [
        float(min(40, max(len(title) // 2 + 2, 5, *(row[column] for row in looked if column < len(row)))))
        for column, title in enumerate(head)
    ]


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return Be Vietnam Pro for tables, and the serif that Typst carries within (Libertinus, OFL 1.1) for letters."""
    package = Path(next(iter(fontpkg_be_vietnam_pro.__path__)))
    folder = next(iter(sorted(package.rglob("BeVietnamPro-Regular.ttf")))).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])


def _compile(template: str, data: dict[str, Any], *, format: str = "pdf", **more: Any) -> bytes:
    """Set ``template`` in an empty folder, so that nothing in it can read a file."""
    source = (_HERE / template).read_bytes()
    with tempfile.TemporaryDirectory() as empty:
        compiler: Any = typst  # its stub wants the folder as bytes, its code as text
        made: bytes = compiler.compile(
            source,
            root=empty,
            format=format,
            font_paths=_fonts(),
            sys_inputs={"d": json.dumps(data, ensure_ascii=False)},
            **({"pdf_standards": ["ua-1"]} if format == "pdf" else more),
        )
    return made
