"""Run a bot channel that has to be asked for its messages."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from bots import arriving, channels, delivery, services

#: How long we rest when the platform is away.
REST_S = 5.0


class Command(BaseCommand):
    """Polls a messenger, answers and sends, until it is stopped."""

    #: How many seconds one question to the platform waits for a message.
    wait = 25
    help = "Chạy một kênh nhắn tin bằng long polling, hoặc đăng ký webhook"

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the channel, and how to run it."""
        parser.add_argument("channel", choices=[each.code for each in channels.registry().values() if each.can_poll])
        parser.add_argument("--once", action="store_true", help="chỉ hỏi một lần")
        parser.add_argument("--set-webhook", action="store_true", help="đăng ký địa chỉ webhook rồi thôi")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until stopped; a failure of the network is waited out."""
        channel = channels.get(options["channel"])
        if not channel.is_ready():
            raise CommandError(f"{channel.label}: chưa có đủ thiết lập, xem docs/settings.md")
        if options["set_webhook"]:
            try:
                channel.set_webhook(settings.BASE_URL + reverse("bots_hooks:hook", args=[channel.code]))
            except channels.Away as away:
                raise CommandError(str(away)) from away
            return
        after = -1
        while True:
            try:
                after = arriving.poll(channel, after, 0 if options["once"] else self.wait)
                services.answer_waiting()
                delivery.deliver()
            except channels.Away as away:
                delivery.tell_trouble(channel, away)
                if options["once"]:
                    raise CommandError(str(away)) from away
                time.sleep(REST_S)
            if options["once"]:
                return
