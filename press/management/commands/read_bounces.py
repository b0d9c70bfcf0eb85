"""Take in letters that came back: ``manage.py read_bounces FILE…``, a Maildir, or ``-`` for one mail on stdin."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from press.outbox import reports, returned


class Command(BaseCommand):
    """Read reports of failure (RFC 3464) and mark the deliveries that they speak of."""

    help = "Đọc thư bị trả lại: tệp, thư mục Maildir, hoặc - để đọc một thư từ đầu vào chuẩn."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be read."""
        parser.add_argument("source", nargs="+", help="tệp thư, thư mục Maildir, hoặc -")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many letters came back; what is no report is passed over."""
        try:
            done = sum(_take(source) for source in options["source"])
        except OSError as error:
            raise CommandError(f"Không đọc được thư: {error}") from error
        self.stdout.write(f"Thư bị trả lại: {done}.")


def _take(source: str) -> int:
    if source == "-":
        return int(returned.take(sys.stdin.buffer.read(reports.LARGEST + 1)))
    path = Path(source)
    return returned.empty(path) if path.is_dir() else int(returned.take_file(path))
