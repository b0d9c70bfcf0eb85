"""The files of a pack, each made when it is asked for, and all of them as one ZIP that is the same whenever it is made."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from core.documents import chart_png, chart_svg, letter_docx, letter_pdf
from core.tables.writing import Row, Sheet, csv_bytes, xlsx_bytes

from . import pictures, texts
from .brief import Brief

PRESS, SOCIAL, RADIO = "1-bao-chi", "2-mang-xa-hoi", "3-truyen-thanh"
#: A fixed day in every ZIP: the same pack is the same file.
_DAY = (2025, 7, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a pack: its folder and name, what it is for, and how it is made."""

    folder: str
    name: str
    about: str
    make: Callable[[], bytes]

    @property
    def path(self) -> str:
        """Return where it stands in the ZIP."""
        return f"{self.folder}/{self.name}"

    @property
    def form(self) -> str:
        """Return what kind of file it is: DOCX, PNG."""
        return self.name.rpartition(".")[2].upper()


def parts(brief: Brief) -> dict[str, Part]:
    """Return the files of a pack by short keys, in the order in which they are shown; a story without figures to draw has no chart."""
    number = brief.public_id
    found = {
        "docx": Part(PRESS, f"{number}-thong-cao.docx", "thông cáo báo chí, để sửa và ký", partial(_docx, brief)),
        "pdf": Part(PRESS, f"{number}-thong-cao.pdf", "thông cáo báo chí, để đọc và in", lambda: letter_pdf(texts.press_release(brief))),
        "xlsx": Part(PRESS, f"{number}-so-lieu.xlsx", "bảng số liệu", partial(_xlsx, brief)),
        "csv": Part(PRESS, f"{number}-so-lieu.csv", "bảng số liệu cho máy đọc", lambda: csv_bytes(*texts.columns(brief))),
    }
    for size in pictures.SIZES:
        about = f"ảnh mạng xã hội {size.replace('x', '×')}"
        found[size] = Part(SOCIAL, f"{number}-anh-{size}.png", about, partial(pictures.png, brief, size))
    found["tin"] = Part(SOCIAL, f"{number}-tin-ngan.txt", "tin ngắn và mô tả ảnh", lambda: texts.message(brief).encode())
    if (plate := texts.chart(brief)) is not None:
        found["bieu-do-png"] = Part(SOCIAL, f"{number}-bieu-do.png", "biểu đồ", lambda: chart_png(plate))
        found["bieu-do-svg"] = Part(SOCIAL, f"{number}-bieu-do.svg", "biểu đồ, phóng to không vỡ", lambda: chart_svg(plate))
    found["loa"] = Part(
        RADIO, f"{number}-loi-doc.txt", "lời đọc cho loa truyền thanh, số đã viết thành chữ", lambda: texts.script(brief).encode()
    )
    return found


def archive(brief: Brief, files: Mapping[str, Part]) -> bytes:
    """Return every file and the index as one ZIP."""
    made = [(part, part.make()) for part in files.values()]
    index = texts.index(brief, [(part.path, part.about, hashlib.sha256(content).hexdigest()) for part, content in made])
    return _zipped({"README.txt": index.encode(), **{part.path: content for part, content in made}}, folder=brief.public_id)


def _docx(brief: Brief) -> bytes:
    """Return the Word file with the days of its parts fixed."""
    with zipfile.ZipFile(io.BytesIO(letter_docx(texts.press_release(brief)))) as word:
        return _zipped({name: word.read(name) for name in word.namelist()})


def _xlsx(brief: Brief) -> bytes:
    head, rows = texts.columns(brief)
    figures: list[Row] = [[each.label, each.amount, each.unit, each.said] for each in brief.story.figures]
    sheets = [
        Sheet(brief.story.grid.name if brief.story.grid else "Số liệu", head, rows),
        Sheet("Bằng số và chữ", ["Chỉ tiêu", "Số", "Đơn vị tính", "Bằng chữ"], figures),
        Sheet(
            "Thông tin chung",
            ["Mục", "Nội dung"],
            [["Tiêu đề", brief.story.title], *brief.footing(), *(("Lưu ý", mark) for mark in brief.marks)],
        ),
    ]
    if (graph := brief.story.graph) is not None:
        counted = [[label, *(each.values[place] for each in graph.series)] for place, label in enumerate(graph.labels)]
        sheets.insert(2, Sheet("Biểu đồ", ["Nhóm", *(each.name for each in graph.series)], counted))
    return xlsx_bytes(sheets, made=brief.made_at)


def _zipped(files: Mapping[str, bytes], *, folder: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}" if folder else name, _DAY)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compress_type=zipfile.ZIP_DEFLATED)
    return out.getvalue()
