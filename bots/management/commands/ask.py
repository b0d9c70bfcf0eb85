"""Answer questions without a conversation: one JSON line in, one JSON line out."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from bots import services


class Command(BaseCommand):
    """Reads {"id", "q"} lines, writes {"id", "ranked", "answered", "text", "citations"} lines."""

    help = "Trả lời câu hỏi, mỗi dòng một JSON"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the questions from the arguments, or as JSON lines from stdin."""
        parser.add_argument("question", nargs="*", help="một câu hỏi; bỏ trống thì đọc stdin")
        parser.add_argument("--jsonl", action="store_true", help="đọc các dòng JSON từ stdin")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer each question on its own."""
        if options["question"] and not options["jsonl"]:
            print(services.ask(" ".join(options["question"])).text)
            return
        for line in sys.stdin:
            if line.strip():
                asked = json.loads(line)
                reply = services.ask(str(asked.get("q", "")))
                print(json.dumps({"id": asked.get("id"), **reply.to_json()}, ensure_ascii=False), flush=True)
