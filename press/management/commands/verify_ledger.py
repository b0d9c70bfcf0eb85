"""Does the public ledger hold: ``manage.py verify_ledger [FILE] [--head HASH] [--heads FILE]``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core import chain
from press import ledger, triggers


class Command(BaseCommand):
    """Verify the chain of a downloaded file, or of the database with its published heads, its triggers and what live releases show."""

    help = "Kiểm tra nhật ký công khai: tệp đã tải về, hoặc cơ sở dữ liệu nếu không nêu tệp."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take a file and a head, both optional."""
        parser.add_argument("file", nargs="?", type=Path, help="tệp nhat-ky.jsonl")
        parser.add_argument("--head", help="mã băm đã công bố mà chuỗi phải chứa")
        parser.add_argument("--heads", type=Path, help="tệp dau-chuoi.jsonl đã tải về ngày trước: chuỗi phải chứa mọi mã trong đó")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one sentence; end with an error where the ledger does not hold."""
        path: Path | None = options["file"]
        try:
            heads = [] if path else ledger.promised()
            if options["heads"]:
                heads += [(head["seq"], head["hash"]) for head in _lines(options["heads"])]
            broken = chain.verify(_lines(path) if path else ledger.published(), head=options["head"], heads=heads)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise CommandError(f"Không đọc được nhật ký: {error}") from error
        if broken:
            raise CommandError(f"Nhật ký không toàn vẹn tại mục {broken.seq}: {broken.why}.")
        if not path and (strayed := ledger.strayed()):
            raise CommandError(f"Nội dung đang công khai không khớp nhật ký: {', '.join(strayed)}.")
        if not path and (missing := triggers.missing()):
            raise CommandError(f"Cơ sở dữ liệu không còn chặn việc sửa nhật ký, thiếu: {', '.join(missing)}. Chạy lại manage.py migrate.")
        self.stdout.write("Nhật ký toàn vẹn.")


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)
