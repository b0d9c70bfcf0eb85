"""How tests read what a pack holds: every file as text, and the pictures as what was written on them."""

from __future__ import annotations

import csv
import io
import zipfile
from typing import Any

import openpyxl
import pdfplumber
from docx import Document


def unpacked(archive: bytes) -> dict[str, bytes]:
    """Return the files of a pack by folder and name, without the folder above them."""
    with zipfile.ZipFile(io.BytesIO(archive)) as pack:
        assert pack.testzip() is None
        return {name.partition("/")[2]: pack.read(name) for name in pack.namelist()}


def of(files: dict[str, bytes], ending: str) -> bytes:
    """Return the one file whose name ends so."""
    (found,) = [content for name, content in files.items() if name.endswith(ending)]
    return found


def single(text: str) -> str:
    return " ".join(text.split())


def docx(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    section = document.sections[0]
    heads = [paragraph.text for head in (section.header, section.first_page_header) for paragraph in head.paragraphs]
    return single(" ".join([*heads, *(paragraph.text for paragraph in document.paragraphs), *cells]))


def pdf(content: bytes) -> str:
    with pdfplumber.open(io.BytesIO(content)) as pages:
        return single(" ".join(page.extract_text() for page in pages.pages))


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"], "no cell is a formula"
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet] for sheet in book}


def text(name: str, content: bytes) -> str:
    """Return every word that a file holds, whatever its kind; pictures hold none."""
    match name.rpartition(".")[2]:
        case "docx":
            return docx(content)
        case "pdf":
            return pdf(content)
        case "xlsx":
            return " ".join(str(value) for sheet in sheets(content).values() for row in sheet for value in row)
        case "png":
            return ""
        case _:
            return content.decode("utf-8-sig")
