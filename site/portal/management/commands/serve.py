"""Serve the site."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    """Replace this process by the web server."""

    help = "Serve the site with granian; PORT and HOST choose the address."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the address and the size."""
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"))
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument("--threads", type=int, default=4)

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand over to granian; this call does not return."""
        server = str(Path(sys.executable).with_name("granian"))
        command = [
            *(server, "--interface", "wsgi", "--host", options["host"], "--port", str(options["port"])),
            *("--workers", str(options["workers"]), "--blocking-threads", str(options["threads"])),
            *("--respawn-failed-workers", "--workers-kill-timeout", "8", "--log-level", "warning", "--no-ws"),
            "portal.wsgi:application",
        ]
        paths = os.pathsep.join((str(settings.ROOT / "site"), str(settings.ROOT)))
        os.execve(server, command, os.environ | {"PYTHONPATH": paths})  # noqa: S606  no shell is wanted
