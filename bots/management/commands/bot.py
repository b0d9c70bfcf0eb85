"""Run a bot channel that has to be asked for its messages."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from bots import delivery, services

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Polls Telegram, answers and sends, until it is stopped."""

    help = "Chạy kênh Telegram bằng long polling, hoặc đăng ký webhook"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the channel, and how to run it."""
        parser.add_argument("channel", choices=["telegram"])
        parser.add_argument("--once", action="store_true", help="chỉ hỏi một lần")
        parser.add_argument("--set-webhook", action="store_true", help="đăng ký địa chỉ webhook rồi thôi")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; a failure of the network is waited out."""
        if not settings.TELEGRAM_TOKEN:
            raise CommandError("PORTAL_TELEGRAM_TOKEN is empty")
        from telegram.error import TelegramError

        from bots.channels.telegram import wire

        access = {"token": settings.TELEGRAM_TOKEN, "api": settings.TELEGRAM_API}
        if options["set_webhook"]:
            if not settings.TELEGRAM_SECRET:
                raise CommandError("PORTAL_TELEGRAM_SECRET is empty")
            wire.set_webhook(f"{settings.BASE_URL}/hook/telegram/", secret=settings.TELEGRAM_SECRET, **access)
            return
        after = -1
        while True:
            try:
                for update in wire.poll(after=after, wait=0 if options["once"] else 25, **access):
                    after = max(after, update.update_id)
                    if arrived := wire.parse(update.to_dict()):
                        services.receive(arrived)
                services.answer_waiting()
                delivery.deliver()
            except TelegramError as error:
                log.warning("telegram: %s", type(error).__name__)
                if options["once"]:
                    raise CommandError("Telegram did not answer") from error
                time.sleep(5)
            if options["once"]:
                return
