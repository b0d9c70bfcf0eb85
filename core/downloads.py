"""Files that an officer or a reader downloads: never shown in the browser, never cached on the way, named in Vietnamese."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from .tables.writing import Row, Sheet, csv_lines, xlsx_bytes

Response = TypeVar("Response", HttpResponse, StreamingHttpResponse)

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "pdf": "application/pdf",
    "png": "image/png",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def attachment(name: str, content: bytes) -> HttpResponse:
    """Return a file as a download; what it is follows from the ending of its name."""
    return _guarded(HttpResponse(content), name)


def csv_stream(name: str, head: Sequence[str], rows: Iterable[Row]) -> StreamingHttpResponse:
    """Return a CSV file that is written while it is sent, however many rows it has."""
    return _guarded(StreamingHttpResponse(csv_lines(head, rows)), name)


def workbook(name: str, sheets: Iterable[Sheet]) -> HttpResponse:
    """Return an XLSX file as a download."""
    return attachment(name, xlsx_bytes(sheets))


def _guarded(response: Response, name: str) -> Response:
    ending = name.rpartition(".")[2].lower()
    response["Content-Type"] = TYPES.get(ending, "application/octet-stream")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
