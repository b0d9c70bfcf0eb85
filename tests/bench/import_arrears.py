"""A list of a million firms in arrears, over a register that knows them, against the same rows read, folded, checked and bulk-loaded."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from . import import_register, imports
from .result import Result

HEAD = ["STT", "Mã đơn vị", "Mã số thuế", "Tên đơn vị", "Số lao động", "Số tháng chậm đóng", "BHXH", "BHYT", "BHTN", "Tổng cộng"]


def lines(rows: int) -> Iterator[Sequence[Any]]:
    """Yield the list: its title, its heading, its rows, its sum."""
    draw, sums = random.Random(2), [0, 0, 0]
    names = (line[1] for line in import_register.lines(rows) if len(line) > 2 and line[0] != import_register.HEAD[0])
    yield ["DANH SÁCH ĐƠN VỊ CHẬM ĐÓNG (Số liệu tính đến hết ngày 31/10/2026)"]
    yield HEAD
    for number, (code, name) in enumerate(zip(imports.codes(rows), names, strict=True), start=1):
        amounts = [draw.randrange(100_000, 90_000_000) for _ in sums]
        sums = [total + amount for total, amount in zip(sums, amounts, strict=True)]
        unit = f"{chr(65 + number % 26)}{chr(65 + number // 26 % 26)}{number % 10_000:04d}{chr(65 + number // 676 % 26)}"
        yield [number, unit, code, name, number % 300, number % 40, *amounts, sum(amounts)]
    yield ["", "", "", "Tổng cộng", "", "", *sums, sum(sums)]


def measure(rows: int = imports.ROWS) -> list[Result]:
    """Import a CSV and a workbook, each over a register that names their firms."""
    results = []
    with tempfile.TemporaryDirectory(prefix="minh-bach-lists-") as scratch:
        for ending, count, write in imports.shapes(rows):
            file, register = Path(scratch) / f"arrears.{ending}", Path(scratch) / "register.csv"
            write(file, lines(count))
            imports.write_csv(register, import_register.lines(count))
            with imports.installation() as environment:
                imports.measured(environment, "import", "register", str(register))
                results += imports.compare(f"arrears as {ending.upper()}", environment, "arrears", file, count)
    return results
