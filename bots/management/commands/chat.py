"""The whole bot in the terminal."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.management.base import BaseCommand

from bots import services
from bots.channels import Arrived
from bots.channels.console import screen


class Command(BaseCommand):
    """Talks on standard input and output until the input ends."""

    help = "Trò chuyện với trợ lý ảo trong cửa sổ dòng lệnh"

    def handle(self, *args: Any, **options: Any) -> None:
        """Greet, then answer line by line; a number presses the button of that number."""
        peer = secrets.token_hex(16)
        shown = services.greet("console")
        while True:
            print(screen.show(shown), flush=True)
            try:
                line = input("> ")
            except (EOFError, KeyboardInterrupt):
                print()
                return
            text, action = screen.read(line, shown)
            shown = services.converse(Arrived("console", secrets.token_hex(16), peer, text, action))
