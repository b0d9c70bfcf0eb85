"""A business register of a million firms, imported until it counts, against the same rows read, folded, checked and bulk-loaded."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import imports
from .result import Result

HEAD = [
    *("Mã số thuế", "Tên doanh nghiệp", "Loại hình", "Ngành VSIC", "Phiên bản VSIC"),
    *("Địa chỉ", "Xã/phường", "KCN", "Ngày đăng ký", "Tình trạng"),
]


def lines(rows: int) -> Iterator[Sequence[Any]]:
    """Yield the list: its title, its heading, its rows."""
    draw = random.Random(1)
    yield ["Danh bạ doanh nghiệp (Số liệu đến ngày 31/10/2026)"]
    yield [*HEAD, "Số lao động kê khai", "Ngày kê khai"]
    for number, code in enumerate(imports.codes(rows)):
        day = f"{draw.randint(1, 28):02d}/{draw.randint(1, 12):02d}/{draw.randint(1995, 2025)}"
        commune = f"xã Mẫu {number % 90}"
        yield [
            code,
            imports.firm_name(draw, number),
            "Công ty TNHH hai thành viên trở lên",
            draw.choice("CFGHI"),
            "2025",
            f"Số {number % 900}, đường Mẫu {number % 70}, {commune}",
            commune,
            "",
            day,
            "Đang hoạt động",
            number % 300,
            "31/10/2026",
        ]


def measure(rows: int = imports.ROWS) -> list[Result]:
    """Import a CSV and a workbook, each into an installation of its own."""
    results = []
    with tempfile.TemporaryDirectory(prefix="minh-bach-lists-") as scratch:
        for ending, count, write in imports.shapes(rows):
            file = Path(scratch) / f"register.{ending}"
            write(file, lines(count))
            with imports.installation() as environment:
                results += imports.compare(f"register as {ending.upper()}", environment, "register", file, count)
    return results
