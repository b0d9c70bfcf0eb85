"""JSON log lines, with everything that could name a person or open a door taken out."""

from __future__ import annotations

import logging
import re
from typing import Any

import structlog

#: Telegram and Zalo put the bot's token into the address of each call, a one-time link ends with its own.
_TOKEN = re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{20,}|(?<=/nhap/)[\w-]{20,}")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_DIGITS = re.compile(r"(?<![\w-])\+?\d[\d .-]{7,16}\d(?![\w-])")

FOREIGN: list[Any] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
]
PROCESSORS: list[Any] = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.JSONRenderer(ensure_ascii=False),
]


def redact(text: str) -> str:
    """Return ``text`` without tokens, mail addresses and numbers long enough to be a phone, an account or an identity."""
    return _DIGITS.sub("[số]", _MAIL.sub("[thư]", _TOKEN.sub("[token]", text)))


class Redact(logging.Filter):
    """Redact the message of each record, its arguments merged in, before any handler sees it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite ``record`` in place; never drop it."""
        record.msg, record.args = redact(record.getMessage()), None
        return True
